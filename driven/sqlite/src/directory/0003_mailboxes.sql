-- What lies in a device's mailbox, not counting notices, and the number of the last item there ever was, notice or not.
CREATE TABLE mailboxes (
    device_ref  INTEGER PRIMARY KEY REFERENCES devices (ref),
    last_number INTEGER NOT NULL,
    envelopes   INTEGER NOT NULL,
    bytes       INTEGER NOT NULL
) STRICT;

-- What lies in all mailboxes of what a device deposited. It need not be on record.
CREATE TABLE depositors (
    ref       INTEGER PRIMARY KEY,
    device    TEXT NOT NULL UNIQUE,
    envelopes INTEGER NOT NULL,
    bytes     INTEGER NOT NULL
) STRICT;

-- The items, in the order they came. `number` is an item's place in its mailbox. `kind` is 0 for an envelope, and 1 for the notice that one
-- was thrown away unfetched, which has no content and says in `recipient_ref` whom it was for.
CREATE TABLE mail (
    seq           INTEGER PRIMARY KEY,
    device_ref    INTEGER NOT NULL REFERENCES devices (ref),
    number        INTEGER NOT NULL,
    depositor_ref INTEGER NOT NULL REFERENCES depositors (ref),
    recipient_ref INTEGER REFERENCES devices (ref),
    envelope_id   BLOB NOT NULL,
    at            INTEGER NOT NULL,
    kind          INTEGER NOT NULL,
    bytes         INTEGER NOT NULL,
    trace         TEXT,
    sealed        BLOB
) STRICT;
CREATE UNIQUE INDEX mail_by_place ON mail (device_ref, number);
CREATE UNIQUE INDEX mail_by_envelope ON mail (device_ref, depositor_ref, envelope_id) WHERE kind = 0;
CREATE INDEX mail_by_age ON mail (kind, at);
