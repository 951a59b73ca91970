-- An envelope carries a message or a `receipt` (which is no part of a conversation). It is `stored` while it lies in the recipient's
-- mailbox. `refusals` counts how often the recipient said that it could not open it. The table of before is removed once all of it is
-- here.
ALTER TABLE outbox RENAME TO outbox_before;
CREATE TABLE outbox (
    seq         INTEGER PRIMARY KEY,
    envelope_id BLOB NOT NULL UNIQUE,
    device_ref  INTEGER NOT NULL REFERENCES devices (ref),
    message_seq INTEGER REFERENCES messages (seq),
    receipt     BLOB,
    trace       TEXT,
    sealed      BLOB,
    stored      INTEGER NOT NULL DEFAULT 0,
    refusals    INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO outbox (seq, envelope_id, device_ref, message_seq, trace, sealed)
    SELECT seq, envelope_id, device_ref, message_seq, trace, sealed FROM outbox_before;
CREATE INDEX outbox_queued ON outbox (device_ref) WHERE NOT stored;
CREATE INDEX outbox_stored ON outbox (device_ref) WHERE stored AND message_seq NOT NULL;
CREATE INDEX outbox_receipts ON outbox (device_ref) WHERE stored AND message_seq IS NULL;

-- The message that was in an envelope; null if it was a receipt, or was taken before this column was there.
ALTER TABLE taken ADD COLUMN message_id BLOB;

ALTER TABLE messages ADD COLUMN by_mailbox INTEGER NOT NULL DEFAULT 0;

-- What a person wrote was read up to that message. One who is `untold` gets no receipts.
ALTER TABLE persons ADD COLUMN read_up_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;

-- What is to be told to devices: `id` is that of a message (kinds 0, delivered, and 1, read) or of an envelope (kind 2, refused for
-- that `cause`).
CREATE TABLE receipts (
    device_ref INTEGER NOT NULL REFERENCES devices (ref),
    kind       INTEGER NOT NULL,
    id         BLOB NOT NULL,
    cause      TEXT,
    PRIMARY KEY (device_ref, kind, id)
) STRICT, WITHOUT ROWID;
