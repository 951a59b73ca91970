-- Which files on its disk this device offers. `id` is a keyed hash of what one is asked for by; all else is sealed.
CREATE TABLE offers (
    seq      INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    said     BLOB NOT NULL,
    manifest BLOB NOT NULL,
    hashes   BLOB NOT NULL,
    path     BLOB NOT NULL
) STRICT;

-- Which files it fetches or fetched, with the hashes of their chunks once they are known, and which of those are here. `state` is 0 wanted, 1 paused, 2 failed,
-- 3 done; of a failure the cause, and of one after which it is tried again how often that was, when last, and when next; of one that is done where it is.
CREATE TABLE fetches (
    seq      INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    said     BLOB NOT NULL,
    manifest BLOB NOT NULL,
    folder   BLOB NOT NULL,
    hashes   BLOB,
    parts    BLOB NOT NULL,
    state    INTEGER NOT NULL,
    cause    TEXT,
    failures INTEGER,
    last     INTEGER,
    next     INTEGER,
    path     BLOB
) STRICT;
