CREATE TABLE schema_history (
    position INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE
) STRICT;

-- Everybody this device has to do with. `account_key` is null unless they are a contact.
CREATE TABLE persons (
    ref         INTEGER PRIMARY KEY,
    address     TEXT NOT NULL UNIQUE,
    account_key BLOB
) STRICT;

-- Whose file it is: one row.
CREATE TABLE owner (
    person_ref INTEGER PRIMARY KEY REFERENCES persons (ref)
) STRICT;

-- `key` and `position` (among the person's devices) are null unless a contact has the device now.
CREATE TABLE devices (
    ref        INTEGER PRIMARY KEY,
    person_ref INTEGER NOT NULL REFERENCES persons (ref),
    device     TEXT NOT NULL,
    key        BLOB,
    position   INTEGER,
    UNIQUE (person_ref, device)
) STRICT;

-- What was said, in the order it was kept. `person_ref` is the other one of the two. A message to deliver has its
-- number of `envelopes` and no `kept_at`; one that was received has it the other way round.
CREATE TABLE messages (
    seq        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL,
    author_ref INTEGER NOT NULL REFERENCES persons (ref),
    person_ref INTEGER NOT NULL REFERENCES persons (ref),
    sent_at    INTEGER NOT NULL,
    kept_at    INTEGER,
    envelopes  INTEGER,
    kind       INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX messages_by_id ON messages (id, author_ref);
CREATE INDEX messages_by_person ON messages (person_ref);

-- How far a message has come that is no longer merely queued. Apart from `messages`, so that news of its fate does not
-- write its words anew. `settled` is how many of its envelopes have left the outbox.
CREATE TABLE progress (
    message_seq INTEGER PRIMARY KEY REFERENCES messages (seq),
    settled     INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    path        INTEGER,
    cause       TEXT,
    changed_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox (
    seq         INTEGER PRIMARY KEY,
    envelope_id BLOB NOT NULL UNIQUE,
    device_ref  INTEGER NOT NULL REFERENCES devices (ref),
    message_seq INTEGER NOT NULL REFERENCES messages (seq),
    trace       TEXT,
    sealed      BLOB NOT NULL
) STRICT;
CREATE INDEX outbox_by_device ON outbox (device_ref);

CREATE TABLE retries (
    device_ref INTEGER PRIMARY KEY REFERENCES devices (ref),
    failures   INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    next       INTEGER NOT NULL,
    cause      TEXT NOT NULL
) STRICT;
