-- 1 for those who want to be found by others of the directory while they are there.
ALTER TABLE persons ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
