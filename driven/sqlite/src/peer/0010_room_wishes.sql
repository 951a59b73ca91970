-- When people last went from a room, sealed; null is what was kept before there was this column: nobody is known to have gone.
ALTER TABLE rooms ADD COLUMN departures BLOB;
-- Since when, and from which version on, its keys are in use.
ALTER TABLE rooms ADD COLUMN keys_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN keys_version INTEGER NOT NULL DEFAULT 0;

-- What this device asked to be taken into rooms with, once for each: `room` is a keyed hash of which, as in `persons`, and `wish` is sealed: the invitation, who was asked, and the
-- secret.
CREATE TABLE room_wishes (
    seq  INTEGER PRIMARY KEY,
    room BLOB NOT NULL UNIQUE,
    wish BLOB NOT NULL,
    at   INTEGER NOT NULL
) STRICT;

-- What other devices ask for in rooms, in the order it came, once for each device and `room`, which is a keyed hash; `ask` is sealed.
CREATE TABLE room_asks (
    seq        INTEGER PRIMARY KEY,
    device_ref INTEGER NOT NULL REFERENCES devices (ref),
    room       BLOB NOT NULL,
    ask        BLOB NOT NULL,
    UNIQUE (device_ref, room)
) STRICT;

-- Which messages invite this person into which `room`, a keyed hash, as long as they stand; and who invites.
CREATE TABLE invitations (
    message_seq INTEGER PRIMARY KEY REFERENCES messages (seq),
    person_ref  INTEGER NOT NULL REFERENCES persons (ref),
    room        BLOB NOT NULL
) STRICT;
CREATE INDEX invitations_by_room ON invitations (person_ref, room, message_seq);
