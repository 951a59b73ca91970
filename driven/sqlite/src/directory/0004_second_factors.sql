-- When a device was last handed a credential, and the digest of the request it was for; null for those that were not since this is kept.
ALTER TABLE devices ADD COLUMN signed_in_at INTEGER;
ALTER TABLE devices ADD COLUMN signed_in_for BLOB;

-- The second factors of accounts, sealed; null for one that was removed. `revision` grows with every change.
CREATE TABLE second_factors (
    person_ref INTEGER PRIMARY KEY REFERENCES persons (ref),
    revision   INTEGER NOT NULL,
    sealed     BLOB
) STRICT;

-- One row, from the first second factor on: a word sealed with the key that they are sealed with.
CREATE TABLE second_factor_key (
    sealed BLOB NOT NULL
) STRICT;
