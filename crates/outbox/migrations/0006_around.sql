-- Communes whose public cases the citizen wanted to see. What the portal told of them is a copy that may be forgotten.
CREATE TABLE around (
    commune    TEXT PRIMARY KEY,
    wanted_ms  INTEGER NOT NULL,      -- when somebody last looked
    fetched_ms INTEGER,               -- when the portal last told them
    etag       TEXT
) STRICT;

CREATE TABLE around_case (
    commune      TEXT NOT NULL REFERENCES around (commune) ON DELETE CASCADE,
    place        INTEGER NOT NULL,    -- its place in the list, the latest published first
    case_number  TEXT NOT NULL,
    status       TEXT NOT NULL,
    outcome      TEXT,
    category     TEXT NOT NULL,
    submitted_ms INTEGER NOT NULL,
    lat          REAL,
    lon          REAL,
    text         TEXT NOT NULL,
    PRIMARY KEY (commune, place)
) STRICT;
CREATE INDEX around_case_by_category ON around_case (commune, category);
