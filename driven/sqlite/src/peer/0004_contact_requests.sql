-- How a person who is known stands: their `terms` (0 accepted, 1 asked to be, 2 ignored), and whether they are `blocked` besides.
ALTER TABLE persons ADD COLUMN terms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
