-- Voice notes: who hears them beside the duty desk, and who did.

-- 1: whoever reported agreed that the unit that handles the case hears it.
ALTER TABLE attachment ADD COLUMN unit_hears INTEGER NOT NULL DEFAULT 0;
-- The hash of a voice note that was heard; NULL: it was looked at who reported.
ALTER TABLE reporter_look ADD COLUMN voice BLOB;
