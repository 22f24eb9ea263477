-- A draft of any words about a report: what it is, a number of report::ActKind, and the report that it concerns or, itself
-- a report, is to take the place of.
ALTER TABLE draft RENAME COLUMN replaces TO about;
ALTER TABLE draft ADD COLUMN kind INTEGER NOT NULL DEFAULT 0 CHECK (kind IN (0, 1, 3));
-- The position was set by a finger on the map.
ALTER TABLE draft ADD COLUMN by_map INTEGER CHECK (by_map IN (0, 1));

-- The photo as it was before places of it were covered or it was turned. It never leaves the device and goes with the draft.
ALTER TABLE draft_photo ADD COLUMN original BLOB CHECK (length(original) = 32);
-- Quarter turns to the right.
ALTER TABLE draft_photo ADD COLUMN turns INTEGER NOT NULL DEFAULT 0 CHECK (turns BETWEEN 0 AND 3);
-- Covered places of the original: left, top, width, height, each in two bytes, the high one first.
ALTER TABLE draft_photo ADD COLUMN areas BLOB NOT NULL DEFAULT x'' CHECK (length(areas) % 8 = 0);
