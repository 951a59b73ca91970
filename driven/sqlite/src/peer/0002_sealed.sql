-- Everything that says something moves into sealed cells. The tables of before are read, emptied and removed in the same step.
ALTER TABLE persons RENAME TO plain_persons;
ALTER TABLE owner RENAME TO plain_owner;
ALTER TABLE devices RENAME TO plain_devices;
ALTER TABLE messages RENAME TO plain_messages;
ALTER TABLE progress RENAME TO plain_progress;
ALTER TABLE outbox RENAME TO plain_outbox;
ALTER TABLE retries RENAME TO plain_retries;

-- What shows whether a key is the right one, and whether the file was cleared of what stood there in the clear: one row.
CREATE TABLE key_check (
    sealed   BLOB NOT NULL,
    is_wiped INTEGER NOT NULL
) STRICT;

-- Everybody this device has to do with. `contact` is null unless they are a contact.
CREATE TABLE persons (
    ref     INTEGER PRIMARY KEY,
    lookup  BLOB NOT NULL UNIQUE,
    address BLOB NOT NULL,
    contact BLOB
) STRICT;

-- Whose file it is: one row.
CREATE TABLE owner (
    person_ref INTEGER PRIMARY KEY REFERENCES persons (ref)
) STRICT;

-- `sessions` are those with the device, or null; nothing is sealed in them unless they are `usable`. `version` counts how often
-- they were written.
CREATE TABLE devices (
    ref        INTEGER PRIMARY KEY,
    person_ref INTEGER NOT NULL REFERENCES persons (ref),
    lookup     BLOB NOT NULL UNIQUE,
    device     BLOB NOT NULL,
    sessions   BLOB,
    usable     INTEGER NOT NULL DEFAULT 0,
    version    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX devices_by_person ON devices (person_ref);

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
    content    BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX sealed_messages_by_id ON messages (id, author_ref);
CREATE INDEX sealed_messages_by_person ON messages (person_ref);

-- As before.
CREATE TABLE progress (
    message_seq INTEGER PRIMARY KEY REFERENCES messages (seq),
    settled     INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    path        INTEGER,
    cause       TEXT,
    changed_at  INTEGER NOT NULL
) STRICT;

-- `sealed` is null while an envelope waits for a session.
CREATE TABLE outbox (
    seq         INTEGER PRIMARY KEY,
    envelope_id BLOB NOT NULL UNIQUE,
    device_ref  INTEGER NOT NULL REFERENCES devices (ref),
    message_seq INTEGER NOT NULL REFERENCES messages (seq),
    trace       TEXT,
    sealed      BLOB
) STRICT;
CREATE INDEX sealed_outbox_by_device ON outbox (device_ref);

CREATE TABLE retries (
    device_ref INTEGER PRIMARY KEY REFERENCES devices (ref),
    failures   INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    next       INTEGER NOT NULL,
    cause      TEXT NOT NULL
) STRICT;

-- The envelopes that were taken from a device, so that none is twice.
CREATE TABLE taken (
    envelope_id BLOB NOT NULL,
    device_ref  INTEGER NOT NULL REFERENCES devices (ref),
    PRIMARY KEY (envelope_id, device_ref)
) STRICT, WITHOUT ROWID;

-- The latest of those that were not.
CREATE TABLE unopened (
    seq         INTEGER PRIMARY KEY,
    envelope_id BLOB NOT NULL,
    device_ref  INTEGER NOT NULL REFERENCES devices (ref),
    at          INTEGER NOT NULL,
    cause       TEXT NOT NULL,
    envelope    BLOB NOT NULL,
    UNIQUE (envelope_id, device_ref)
) STRICT;

CREATE TABLE signed_pre_keys (
    generation INTEGER PRIMARY KEY,
    made_at    INTEGER NOT NULL,
    secret     BLOB NOT NULL
) STRICT;

CREATE TABLE one_time_pre_keys (
    number     INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    secret     BLOB NOT NULL
) STRICT;

-- The largest number of a one-time pre-key there ever was: one row.
CREATE TABLE one_time_numbers (
    last INTEGER NOT NULL
) STRICT;
INSERT INTO one_time_numbers VALUES (0);

-- Sessions that were begun with the key of last resort of a generation.
CREATE TABLE begun_sessions (
    session    BLOB PRIMARY KEY,
    generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
