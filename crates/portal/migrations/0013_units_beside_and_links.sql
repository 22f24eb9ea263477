-- Units that work on a case beside the one that has it, and what cases have to do with each other.

CREATE TABLE coordinating (
    case_id INTEGER NOT NULL REFERENCES case_file (id),
    unit    TEXT NOT NULL REFERENCES unit (code),
    since   INTEGER NOT NULL,
    PRIMARY KEY (case_id, unit)
) STRICT;
CREATE INDEX coordinating_by_unit ON coordinating (unit, case_id);

CREATE TABLE case_link (
    case_id   INTEGER NOT NULL REFERENCES case_file (id),
    other_id  INTEGER NOT NULL REFERENCES case_file (id),
    kind      TEXT NOT NULL,  -- part: the other was split off; recurrence: the other is the earlier case
    linked_at INTEGER NOT NULL,
    linked_by TEXT,
    PRIMARY KEY (case_id, other_id, kind)
) STRICT;
CREATE INDEX case_link_by_other ON case_link (other_id);
CREATE INDEX case_by_main ON case_file (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- Whoever followed a case that was merged follows the main one; until it is unmerged.
ALTER TABLE follower ADD COLUMN came_from INTEGER REFERENCES case_file (id);
ALTER TABLE me_too ADD COLUMN came_from INTEGER REFERENCES case_file (id);

-- The version of the case that the event made: what changed since somebody looked.
ALTER TABLE event ADD COLUMN version INTEGER;
