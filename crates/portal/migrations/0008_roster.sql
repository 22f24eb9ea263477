-- Who answers for a unit on which day. Days are texts like 2026-11-25, in Việt Nam, first and last included.

ALTER TABLE unit ADD COLUMN created_at INTEGER;   -- NULL: it was here before this was noted; then updated_at counts

-- Terms are never deleted: they end, or are withdrawn before they began.
CREATE TABLE term (
    id            INTEGER PRIMARY KEY,
    unit          TEXT NOT NULL REFERENCES unit (code),
    post          TEXT NOT NULL,                        -- leader, officer
    user_name     TEXT NOT NULL REFERENCES portal_user (name),
    since         TEXT NOT NULL,
    until         TEXT,                                 -- NULL: until further notice
    recorded_at   INTEGER NOT NULL,
    recorded_by   TEXT NOT NULL,
    late_days     INTEGER NOT NULL,                     -- after the last day on which it was in time; 0: in time
    ended_at      INTEGER,                              -- when its end was recorded
    ended_by      TEXT,
    end_late_days INTEGER,
    succeeded_by  INTEGER REFERENCES term (id),         -- the term that took its place and so ended it
    withdrawn_at  INTEGER
) STRICT;
CREATE INDEX term_by_unit ON term (unit, post, since);
CREATE INDEX term_by_user ON term (user_name);

-- Who stands in for a post while its holder is on leave.
CREATE TABLE deputy (
    id           INTEGER PRIMARY KEY,
    unit         TEXT NOT NULL REFERENCES unit (code),
    post         TEXT NOT NULL,
    user_name    TEXT NOT NULL REFERENCES portal_user (name),
    since        TEXT NOT NULL,
    until        TEXT NOT NULL,
    why          TEXT,
    recorded_at  INTEGER NOT NULL,
    recorded_by  TEXT NOT NULL,
    withdrawn_at INTEGER
) STRICT;
CREATE INDEX deputy_by_unit ON deputy (unit, post, since);
CREATE INDEX deputy_by_user ON deputy (user_name);

-- Who answered for a unit's cases from when on: the newest row of a unit counts, none is the duty desk. A row is added
-- when that changes, together with an event on each open case of the unit.
CREATE TABLE unit_owner (
    id        INTEGER PRIMARY KEY,
    unit      TEXT NOT NULL REFERENCES unit (code),
    user_name TEXT REFERENCES portal_user (name),       -- NULL: the duty desk
    standing  TEXT NOT NULL,                            -- officer, officer_deputy, leader, leader_deputy, desk
    since_at  INTEGER NOT NULL,
    cases     INTEGER NOT NULL                          -- open cases that were handed over
) STRICT;
CREATE INDEX unit_owner_by_unit ON unit_owner (unit, id);
