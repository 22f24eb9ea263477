-- Working time, deadlines, and the clocks of each case.

-- What the province sets for itself. A value without confirmed_at is one that it has not said to be its own yet.
CREATE TABLE setting (
    name         TEXT PRIMARY KEY, -- a code of store::setting
    value        TEXT NOT NULL,
    changed_at   INTEGER NOT NULL,
    changed_by   TEXT NOT NULL,    -- a user name; `portal` by itself
    confirmed_at INTEGER
) STRICT;

-- Days that are not what their weekday says.
CREATE TABLE calendar_day (
    date       TEXT PRIMARY KEY,   -- 2026-11-24
    kind       TEXT NOT NULL,      -- a code of worktime::DayKind
    name_vi    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    basis      TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

-- How long a step may take, where the province said so; the defaults are the program's.
CREATE TABLE deadline_rule (
    step         TEXT NOT NULL,    -- a code of casework::ClockStep
    category     TEXT NOT NULL,    -- '' = any. NULL would not be unique
    urgency      TEXT NOT NULL,    -- a code of casework::Urgency
    allowance    TEXT NOT NULL,    -- 30m, 5d
    pace         TEXT NOT NULL,    -- working, always
    changed_at   INTEGER NOT NULL,
    changed_by   TEXT NOT NULL,
    confirmed_at INTEGER,
    PRIMARY KEY (step, category, urgency)
) STRICT;

-- The clocks of a case as casework::clocks reckons them from its events: nothing else writes here, and nothing here that
-- could not be reckoned again.
CREATE TABLE case_clock (
    case_id  INTEGER NOT NULL REFERENCES case_file (id),
    ordinal  INTEGER NOT NULL,     -- in the order in which they were started
    step     TEXT NOT NULL,        -- a code of casework::ClockStep
    round    INTEGER NOT NULL,     -- 1, and one more for each time it was reopened
    unit     TEXT REFERENCES unit (code),
    began_at INTEGER NOT NULL,
    due_at   INTEGER,              -- NULL while it stands still
    ended_at INTEGER,
    PRIMARY KEY (case_id, ordinal)
) STRICT;
CREATE INDEX case_clock_by_due ON case_clock (due_at) WHERE ended_at IS NULL AND due_at IS NOT NULL;

ALTER TABLE case_file ADD COLUMN due_at INTEGER;    -- of the running clock that is due first; NULL: none, or all stand still
ALTER TABLE case_file ADD COLUMN due_step TEXT;     -- the step of that clock
ALTER TABLE case_file ADD COLUMN due_pace TEXT;     -- the hours in which it runs: working, always
ALTER TABLE case_file ADD COLUMN settled_by INTEGER NOT NULL DEFAULT 0; -- the version of calendar and rules; the greatest: for good
CREATE INDEX case_by_due ON case_file (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX case_of_unit_by_due ON case_file (unit, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX case_by_settlement ON case_file (settled_by, id);
