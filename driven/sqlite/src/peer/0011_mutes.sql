-- Who is not heard in a room until when, by the latest decision of a moderator, which its moment and id tell; `until` is 0 where it was lifted.
CREATE TABLE room_mutes (
    room_ref   INTEGER NOT NULL REFERENCES persons (ref),
    person_ref INTEGER NOT NULL REFERENCES persons (ref),
    until      INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    decision   BLOB NOT NULL,
    PRIMARY KEY (room_ref, person_ref)
) STRICT, WITHOUT ROWID;
