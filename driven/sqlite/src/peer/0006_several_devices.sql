-- The devices that a message of this person will not get to, why, and since when.
CREATE TABLE undeliverable (
    message_seq INTEGER NOT NULL REFERENCES messages (seq),
    device_ref  INTEGER NOT NULL REFERENCES devices (ref),
    cause       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (message_seq, device_ref)
) STRICT, WITHOUT ROWID;

-- What this person has seen at another device, behind what was read here (`persons.read_up_to`).
CREATE TABLE read_elsewhere (
    message_seq INTEGER PRIMARY KEY REFERENCES messages (seq)
) STRICT;

-- What was said of messages that are not here yet: by whom, and what (kinds as in `receipts`).
CREATE TABLE early (
    seq        INTEGER PRIMARY KEY,
    author_ref INTEGER NOT NULL REFERENCES persons (ref),
    message_id BLOB NOT NULL,
    teller_ref INTEGER NOT NULL REFERENCES persons (ref),
    kind       INTEGER NOT NULL,
    UNIQUE (message_id, author_ref, teller_ref, kind)
) STRICT;
CREATE INDEX early_by_teller ON early (teller_ref);
