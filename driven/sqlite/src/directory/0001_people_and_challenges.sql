CREATE TABLE schema_history (
    position INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE persons (
    ref           INTEGER PRIMARY KEY,
    address       TEXT NOT NULL UNIQUE,
    account_key   BLOB NOT NULL UNIQUE,
    registered_at INTEGER NOT NULL
) STRICT;

-- In the order they were taken on. `network_address` and `expires` are where the device was last, or null.
CREATE TABLE devices (
    ref             INTEGER PRIMARY KEY,
    person_ref      INTEGER NOT NULL REFERENCES persons (ref),
    device          TEXT NOT NULL,
    key             BLOB NOT NULL UNIQUE,
    network_address TEXT,
    expires         INTEGER,
    UNIQUE (person_ref, device)
) STRICT;

-- `statement` and `credential` are the answer, or null. `keep_until` is when all of it may be forgotten.
CREATE TABLE challenges (
    ref        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    nonce      BLOB NOT NULL,
    expires    INTEGER NOT NULL,
    keep_until INTEGER NOT NULL,
    statement  BLOB,
    credential BLOB
) STRICT;
CREATE INDEX challenges_by_end ON challenges (keep_until);
