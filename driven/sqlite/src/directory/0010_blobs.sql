-- What devices have the directory keep of files: of each file one list, `charge` being what its blobs count for and `digest` what tells it from another list.
CREATE TABLE file_lists (
    ref        INTEGER PRIMARY KEY,
    device_ref INTEGER NOT NULL REFERENCES devices (ref),
    file       BLOB NOT NULL,
    at         INTEGER NOT NULL,
    blobs      INTEGER NOT NULL,
    charge     INTEGER NOT NULL,
    digest     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX file_lists_by_file ON file_lists (device_ref, file);
CREATE INDEX file_lists_by_age ON file_lists (at);

-- The blobs that are listed, and those that were and are not removed yet. `lists` says how many lists have it, `is_here` whether its bytes lie in the folder. Lists may
-- say different lengths of one hash, of which one is right.
CREATE TABLE blobs (
    ref     INTEGER PRIMARY KEY,
    hash    BLOB NOT NULL,
    bytes   INTEGER NOT NULL,
    lists   INTEGER NOT NULL,
    is_here INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX blobs_by_hash ON blobs (hash, bytes);
CREATE INDEX blobs_unlisted ON blobs (ref) WHERE lists = 0;

-- Which blobs a list has, in its order, from 0 on.
CREATE TABLE listed_blobs (
    list_ref INTEGER NOT NULL REFERENCES file_lists (ref),
    number   INTEGER NOT NULL,
    blob_ref INTEGER NOT NULL REFERENCES blobs (ref),
    PRIMARY KEY (list_ref, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX listed_blobs_by_blob ON listed_blobs (blob_ref);
