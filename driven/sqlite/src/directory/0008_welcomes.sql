-- What those join a room with whom an entry lets in; only they read it. `bytes` counts it.
ALTER TABLE room_entries ADD COLUMN welcome BLOB;
