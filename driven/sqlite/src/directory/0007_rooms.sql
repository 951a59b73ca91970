-- Rooms whose log is kept here. `kind` is 0 for private and 1 for public, `founded_with` a digest of what others came in by at first, `bytes`
-- what the entries take.
CREATE TABLE rooms (
    ref          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    kind         INTEGER NOT NULL,
    founder_ref  INTEGER NOT NULL REFERENCES devices (ref),
    founded_with BLOB NOT NULL,
    last_place   INTEGER NOT NULL,
    bytes        INTEGER NOT NULL
) STRICT;
CREATE INDEX rooms_by_founder ON rooms (founder_ref);

-- Their entries, from the first that was not thrown away. `digest` tells one from another; `sealed` is for the members alone.
CREATE TABLE room_entries (
    ref        INTEGER PRIMARY KEY,
    room_ref   INTEGER NOT NULL REFERENCES rooms (ref),
    place      INTEGER NOT NULL,
    author_ref INTEGER NOT NULL REFERENCES devices (ref),
    at         INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    digest     BLOB NOT NULL,
    change     BLOB NOT NULL,
    sealed     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX room_entries_by_place ON room_entries (room_ref, place);
CREATE INDEX room_entries_by_author ON room_entries (room_ref, author_ref, at);
CREATE INDEX room_entries_by_age ON room_entries (at, room_ref);

-- When a device is or was in a room: from the entry that let it in (0 for the founder) to the one that let it go, or null.
CREATE TABLE room_stays (
    room_ref   INTEGER NOT NULL REFERENCES rooms (ref),
    device_ref INTEGER NOT NULL REFERENCES devices (ref),
    since      INTEGER NOT NULL,
    until      INTEGER,
    keeper     INTEGER NOT NULL,
    PRIMARY KEY (room_ref, device_ref, since)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX room_stays_now ON room_stays (room_ref, device_ref) WHERE until IS NULL;
CREATE INDEX room_stays_by_end ON room_stays (room_ref, until) WHERE until IS NOT NULL;
CREATE INDEX room_stays_by_device ON room_stays (device_ref);

-- What others come into a public room by at present.
CREATE TABLE room_infos (
    room_ref INTEGER PRIMARY KEY REFERENCES rooms (ref),
    info     BLOB NOT NULL
) STRICT;
