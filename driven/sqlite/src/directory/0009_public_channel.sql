-- Which room is the public channel: one row, from the directory's first start on.
CREATE TABLE public_channel (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    room BLOB NOT NULL
) STRICT;

-- Who may not come into it.
CREATE TABLE public_bans (
    person_ref INTEGER PRIMARY KEY REFERENCES persons (ref),
    at         INTEGER NOT NULL
) STRICT;
