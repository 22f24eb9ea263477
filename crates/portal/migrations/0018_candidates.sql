-- What finds cases that may be the same trouble: those near a spot, and those of a commune and category, by time.
CREATE INDEX case_by_spot ON case_file (lat, lon, submitted_at) WHERE lat IS NOT NULL;
CREATE INDEX case_by_kind ON case_file (commune, category, submitted_at);

-- Cases that an officer found not to be the same trouble: they are not offered for each other again.
CREATE TABLE not_the_same (
    one_id   INTEGER NOT NULL REFERENCES case_file (id),  -- the earlier row
    other_id INTEGER NOT NULL REFERENCES case_file (id),
    said_at  INTEGER NOT NULL,
    said_by  TEXT NOT NULL,
    PRIMARY KEY (one_id, other_id)
) STRICT;
