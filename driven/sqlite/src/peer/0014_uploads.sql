-- Which files that are offered are at the directory as well, or are to be. `id` is a keyed hash of what one is asked for by, `file` that itself, sealed. `state` is 0
-- wanted, 1 failed, 2 done, 3 to be forgotten there; of a failure the cause, and of one after which it is tried again how often that was, when last, and when next; of
-- one that is done until when it is there. `there` of its `blobs` were there when it was looked at last.
CREATE TABLE uploads (
    seq      INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    file     BLOB NOT NULL,
    state    INTEGER NOT NULL,
    cause    TEXT,
    failures INTEGER,
    last     INTEGER,
    next     INTEGER,
    until    INTEGER,
    there    INTEGER NOT NULL,
    blobs    INTEGER NOT NULL
) STRICT;
