-- The account's signature over the device's enrolment; null for those registered before it was kept, until they register again.
ALTER TABLE devices ADD COLUMN account_signature BLOB;

-- What a device published. `last_number` is the largest number among all its one-time bundles ever, claimed or not.
CREATE TABLE pre_keys (
    device_ref  INTEGER PRIMARY KEY REFERENCES devices (ref),
    generation  INTEGER NOT NULL,
    last_resort BLOB NOT NULL,
    last_number INTEGER NOT NULL
) STRICT;

-- One-time bundles that nobody has claimed.
CREATE TABLE one_time_pre_keys (
    device_ref INTEGER NOT NULL REFERENCES devices (ref),
    number     INTEGER NOT NULL,
    bundle     BLOB NOT NULL,
    PRIMARY KEY (device_ref, number)
) STRICT;

-- What was set aside lately, and for whom.
CREATE TABLE claims (
    ref         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    requester   TEXT NOT NULL,
    target_ref  INTEGER NOT NULL REFERENCES devices (ref),
    is_one_time INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    bundle      BLOB NOT NULL
) STRICT;
CREATE INDEX claims_by_time ON claims (at);
CREATE INDEX claims_by_requester ON claims (requester, at);
CREATE INDEX claims_by_target ON claims (target_ref, at) WHERE is_one_time;
