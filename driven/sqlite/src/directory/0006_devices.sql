-- When the device was taken away from its person, or null. Its row stays: nobody else is given its name or its key.
ALTER TABLE devices ADD COLUMN revoked_at INTEGER;

-- The latest list of a person's devices, signed by the account key; nothing for those who have had one device ever since.
CREATE TABLE device_lists (
    person_ref INTEGER PRIMARY KEY REFERENCES persons (ref),
    version    INTEGER NOT NULL,
    list       BLOB NOT NULL
) STRICT;
