-- What is kept beside the cases so that a million of them are looked at as fast as a thousand: how many there are of each
-- kind, the words they can be found by, and indexes in the order of the lists. All of it can be reckoned again.

-- Published cases (store::tally).
CREATE TABLE tally_public (
    commune  TEXT NOT NULL,        -- code; '' = none. NULL would not be unique
    category TEXT NOT NULL,
    status   TEXT NOT NULL,
    cases    INTEGER NOT NULL,
    PRIMARY KEY (commune, category, status)
) STRICT;
INSERT INTO tally_public (commune, category, status, cases)
    SELECT coalesce(commune, ''), category, status, count(*) FROM case_file WHERE published_at IS NOT NULL
    GROUP BY coalesce(commune, ''), category, status;

-- All cases, as the desk and the units have them.
CREATE TABLE tally_desk (
    unit    TEXT NOT NULL,         -- code; '' = none
    status  TEXT NOT NULL,
    sealed  INTEGER NOT NULL,      -- 1: only whoever may read what is sealed counts them
    commune TEXT NOT NULL,         -- code; '' = none
    cases   INTEGER NOT NULL,
    PRIMARY KEY (unit, status, sealed, commune)
) STRICT;
INSERT INTO tally_desk (unit, status, sealed, commune, cases)
    SELECT coalesce(unit, ''), status, CASE WHEN sealed_at IS NULL THEN 0 ELSE 1 END, coalesce(commune, ''), count(*)
    FROM case_file
    GROUP BY coalesce(unit, ''), status, CASE WHEN sealed_at IS NULL THEN 0 ELSE 1 END, coalesce(commune, '');

-- Every word of a case, folded as people type it (store::words).
CREATE TABLE word (
    id   INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE case_word (
    word_id INTEGER NOT NULL REFERENCES word (id),
    case_id INTEGER NOT NULL REFERENCES case_file (id),
    PRIMARY KEY (word_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_word_by_case ON case_word (case_id, word_id);
ALTER TABLE case_file ADD COLUMN worded_at INTEGER; -- when its words were last written; NULL: they are still to be
CREATE INDEX case_without_words ON case_file (id) WHERE worded_at IS NULL;

-- The inbox: by status, what is due first first, or in the order of rows; the same of a unit.
DROP INDEX case_by_due;
DROP INDEX case_of_unit_by_due;
DROP INDEX case_by_status;
CREATE INDEX case_by_status ON case_file (status, id);
CREATE INDEX case_by_status_and_due ON case_file (status, due_at, id) WHERE due_at IS NOT NULL;
DROP INDEX case_by_unit;
CREATE INDEX case_by_unit ON case_file (unit, status, id);
CREATE INDEX case_of_unit_by_status_and_due ON case_file (unit, status, due_at, id) WHERE due_at IS NOT NULL;

-- The public list, the newest first; with case_around, of a commune.
DROP INDEX case_by_publication;
CREATE INDEX case_by_publication ON case_file (published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX case_published_of_status ON case_file (status, published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX case_published_of_category ON case_file (category, status, published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX case_published_around_of_status ON case_file (commune, status, published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX case_published_around ON case_file (commune, category, status, published_at, id) WHERE published_at IS NOT NULL;

-- The officers' map shows open cases; these words are those of store::case_map.
CREATE INDEX case_open_on_map ON case_file (lat, lon)
    WHERE lat IS NOT NULL AND sealed_at IS NULL
        AND status NOT IN ('answered', 'closed', 'rejected', 'out_of_scope', 'duplicate', 'withdrawn');

-- Cases that may be the same trouble: those that are offered, found without reading them (store::candidate). The last three
-- columns are always NULL there; SQLite looks for them in the table where the index has them not.
DROP INDEX case_by_spot;
CREATE INDEX case_by_spot ON case_file (lat, lon, submitted_at, sealed_at, erased_at, duplicate_of)
    WHERE lat IS NOT NULL AND sealed_at IS NULL AND erased_at IS NULL AND duplicate_of IS NULL;
DROP INDEX case_by_kind;
CREATE INDEX case_by_kind ON case_file (commune, category, submitted_at, sealed_at, erased_at, duplicate_of)
    WHERE sealed_at IS NULL AND erased_at IS NULL AND duplicate_of IS NULL;
