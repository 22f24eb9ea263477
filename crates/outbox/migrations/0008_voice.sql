-- The voice note of a draft: a file named by its hash, beside the photos.
CREATE TABLE draft_voice (
    draft       BLOB PRIMARY KEY REFERENCES draft (id) ON DELETE CASCADE,
    sha256      BLOB NOT NULL CHECK (length(sha256) = 32),
    length      INTEGER NOT NULL,
    media_type  TEXT NOT NULL,
    -- How long it is, as its container says.
    duration_ms INTEGER NOT NULL,
    -- Whoever speaks agreed that the unit that handles the report hears it too.
    unit_hears  INTEGER NOT NULL DEFAULT 0 CHECK (unit_hears IN (0, 1))
) STRICT, WITHOUT ROWID;

-- A voice note has an empty thumbnail.
ALTER TABLE attachment ADD COLUMN media_type TEXT NOT NULL DEFAULT 'image/jpeg';
