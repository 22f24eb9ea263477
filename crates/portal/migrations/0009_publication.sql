-- What everybody may see of a case, and what nobody but the duty desk may.

ALTER TABLE case_file ADD COLUMN sealed_at INTEGER;      -- only whoever may read what is sealed sees the case
ALTER TABLE case_file ADD COLUMN public_place TEXT;      -- commune, grid, exact: how closely the place is told
ALTER TABLE case_file ADD COLUMN public_lat REAL;        -- as it is told; NULL of a commune
ALTER TABLE case_file ADD COLUMN public_lon REAL;
CREATE INDEX case_by_public_place ON case_file (public_lat) WHERE public_lat IS NOT NULL;
CREATE INDEX case_by_seal ON case_file (sealed_at) WHERE sealed_at IS NOT NULL;

-- Copies of photos that somebody looked at: what was to be covered is covered. A photo without one is withheld.
CREATE TABLE public_photo (
    case_id   INTEGER NOT NULL REFERENCES case_file (id),
    photo     BLOB NOT NULL,       -- as it came
    sha256    BLOB NOT NULL,       -- the copy: a file of its own
    thumbnail BLOB NOT NULL,       -- of the copy
    areas     TEXT NOT NULL,       -- JSON: what was covered; empty when nothing was to be
    looked_at INTEGER NOT NULL,
    looked_by TEXT NOT NULL,
    PRIMARY KEY (case_id, photo)
) STRICT;
CREATE INDEX public_photo_by_hash ON public_photo (sha256);

-- Places of which less is told; the newest file counts.
CREATE TABLE zones (
    id      INTEGER PRIMARY KEY,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    geojson TEXT NOT NULL
) STRICT;

-- Without a copy a photo is withheld, whenever it came.
ALTER TABLE attachment DROP COLUMN withheld_at;
