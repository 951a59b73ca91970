-- A room stands among the persons, as one who has no contact and no devices: its `address` is "#" and its id, which is nobody's address, and
-- `messages.person_ref` is where something was said, whether that is a room or the other one of the two. In numbers of its own it would have
-- taken a second column, and a second way, in each statement about conversations; so, what lists people (all of it asks for `contact`) needs to know nothing.

-- What is kept of a room: `about` (its kind, host and name), `tree`, `state` and the `draft` of a commit (or null) are sealed. `version` counts how often it was written, `place` is how far its log
-- was read. `standing`: 0 not confirmed, 1 a member, 2 gone.
CREATE TABLE rooms (
    person_ref INTEGER PRIMARY KEY REFERENCES persons (ref),
    about      BLOB NOT NULL,
    tree       BLOB NOT NULL,
    state      BLOB NOT NULL,
    draft      BLOB,
    version    INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    standing   INTEGER NOT NULL
) STRICT;

-- What was sealed for a whole room, once for each message: an envelope that is `in_room` carries that, instead of having something `sealed` itself. It goes with
-- the last of them.
CREATE TABLE room_sealed (
    message_seq INTEGER PRIMARY KEY REFERENCES messages (seq),
    sealed      BLOB NOT NULL
) STRICT;
ALTER TABLE outbox ADD COLUMN in_room INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_in_room ON outbox (message_seq) WHERE in_room;

-- How far a message in a room has come with each person who is to have it: columns as in `progress`, and the number of `envelopes` for them. That of the
-- message itself is what it has reached with all of them.
CREATE TABLE reached (
    message_seq INTEGER NOT NULL REFERENCES messages (seq),
    person_ref  INTEGER NOT NULL REFERENCES persons (ref),
    envelopes   INTEGER NOT NULL,
    settled     INTEGER NOT NULL DEFAULT 0,
    state       INTEGER NOT NULL DEFAULT 0,
    path        INTEGER,
    cause       TEXT,
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (message_seq, person_ref)
) STRICT, WITHOUT ROWID;
