-- Shown instead of a proof while it lasts, and when it came.
ALTER TABLE portal ADD COLUMN session BLOB CHECK (length(session) <= 64);
ALTER TABLE portal ADD COLUMN session_at_ms INTEGER;
-- Another root key than the pinned one, as it was last seen: nothing but a greeting is sent until a person takes it or
-- the pinned one answers again.
ALTER TABLE portal ADD COLUMN seen_root BLOB CHECK (length(seen_root) = 32);
-- The epoch in which the kept region pack came: in the same one no older pack is taken.
ALTER TABLE portal ADD COLUMN region_epoch BLOB CHECK (length(region_epoch) = 16);
