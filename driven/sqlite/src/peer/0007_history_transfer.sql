-- What another device had before stands in front of what came here, at numbers of 0 and less; so what a person wrote was read up to a number that
-- begins before all of them. It takes the place of `read_up_to`.
ALTER TABLE persons ADD COLUMN read_through INTEGER NOT NULL DEFAULT -1099511627776;
UPDATE persons SET read_through = read_up_to WHERE read_up_to > 0;

-- How far history has come from another device of this person: one row, at most. `part` is what comes next (0 people, 1 entries, 2 nothing: all of it
-- is here), behind or before that `place` there, or null.
CREATE TABLE transfer (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    device_ref INTEGER NOT NULL REFERENCES devices (ref),
    part       INTEGER NOT NULL,
    place      INTEGER,
    people     INTEGER NOT NULL,
    entries    INTEGER NOT NULL,
    total      INTEGER NOT NULL,
    failed     TEXT
) STRICT;
