-- In which room something was said that is to be told; null is what was said to this person, or noted before there was this column: none of that is told in a
-- room.
ALTER TABLE receipts ADD COLUMN room_ref INTEGER REFERENCES persons (ref);
CREATE INDEX receipts_in_rooms ON receipts (room_ref, device_ref) WHERE room_ref NOT NULL;
-- How many receipts were sealed with its present keys.
ALTER TABLE rooms ADD COLUMN keys_told INTEGER NOT NULL DEFAULT 0;
