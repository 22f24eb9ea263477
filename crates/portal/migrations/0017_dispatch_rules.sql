-- To which unit a case goes before the table of units is asked: the first rule that fits counts.
CREATE TABLE dispatch_rule (
    id              INTEGER PRIMARY KEY,
    rank            INTEGER NOT NULL,  -- the smaller is asked first
    name            TEXT NOT NULL,     -- what officers read: by which rule it went
    category        TEXT NOT NULL,     -- '' = any
    commune         TEXT NOT NULL,     -- '' = any
    weekdays        INTEGER NOT NULL,  -- bits, Monday 1; 0 = any
    hours           TEXT NOT NULL,     -- always, working, outside, 18:00-06:00
    first_day       TEXT NOT NULL,     -- RFC 3339 full-date; '' = since ever
    last_day        TEXT NOT NULL,     -- '' = without end
    unit            TEXT NOT NULL REFERENCES unit (code),
    beside          TEXT NOT NULL,     -- codes of the units that work beside it, separated by spaces
    switched_off_at INTEGER,           -- it does not count until it is switched on again
    version         INTEGER NOT NULL,  -- counts the edits
    updated_at      INTEGER NOT NULL,
    updated_by      TEXT NOT NULL
) STRICT;
CREATE INDEX dispatch_rule_by_rank ON dispatch_rule (rank, id);
