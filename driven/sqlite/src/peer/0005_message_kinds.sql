-- `about` is which message it answers, sealed, or null. A message disappears at `expires_at`, if it does, and what changes one with it. It is `changed` once
-- something changes it. Its `standing`: 0 a message, 1 a change of one, 2 wiped when it expired.
ALTER TABLE messages ADD COLUMN about BLOB;
ALTER TABLE messages ADD COLUMN expires_at INTEGER;
ALTER TABLE messages ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
CREATE INDEX messages_shown ON messages (person_ref) WHERE standing = 0;
CREATE INDEX messages_by_expiry ON messages (expires_at) WHERE expires_at NOT NULL AND standing < 2;

-- What changes messages: `target` is a keyed hash of which. Those that a later one took the place of do not `count`.
CREATE TABLE changes (
    message_seq INTEGER PRIMARY KEY REFERENCES messages (seq),
    target      BLOB NOT NULL,
    counts      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX changes_by_target ON changes (target, counts);

-- After how many milliseconds what this person says to somebody disappears, or null.
ALTER TABLE persons ADD COLUMN timer INTEGER;
