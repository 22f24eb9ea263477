-- The base map: whether somebody asked for it, and the one that is here. No row: never.
CREATE TABLE base_map (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    -- Somebody asked for the map of the region pack, and it is not here whole.
    wanted      INTEGER NOT NULL DEFAULT 0 CHECK (wanted IN (0, 1)),
    -- Why there is none although it was asked for: the code of an error, until it is asked for again.
    trouble     TEXT,
    -- The map that is here, the file of this hash. Its words stay with it: another pack may name another map meanwhile.
    sha256      BLOB CHECK (length(sha256) = 32),
    length      INTEGER,
    attribution TEXT
) STRICT;
