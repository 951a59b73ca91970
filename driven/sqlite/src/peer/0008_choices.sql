-- When what was decided about a person was, at any of this person's devices: their terms, whether they are blocked, whether they are told (`untold`)
-- and the timer. 0 if it never was.
ALTER TABLE persons ADD COLUMN terms_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN blocked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN untold_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN timer_at INTEGER NOT NULL DEFAULT 0;
