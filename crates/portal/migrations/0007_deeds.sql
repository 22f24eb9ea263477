-- What officers do with a case beyond taking in, sending on and answering.

ALTER TABLE case_file ADD COLUMN urgency TEXT NOT NULL DEFAULT 'normal'; -- a code of casework::Urgency
ALTER TABLE case_file ADD COLUMN planned_on TEXT;             -- 2026-12-05: the day by which the unit means to be done
ALTER TABLE case_file ADD COLUMN proposed_outcome TEXT;       -- an answer that waits for approval
ALTER TABLE case_file ADD COLUMN proposed_text TEXT;
ALTER TABLE case_file ADD COLUMN extension_minutes INTEGER;   -- more time that the unit asked for, then: was given
ALTER TABLE case_file ADD COLUMN extension_granted_at INTEGER;
ALTER TABLE case_file ADD COLUMN reopened_at INTEGER;         -- when it last began to be handled again

ALTER TABLE event ADD COLUMN code TEXT;                       -- what stands behind the words: casework::Event::code
ALTER TABLE event ADD COLUMN minutes INTEGER;                 -- more time, asked for or given

-- A deed that can still be undone. It is done once its time is over, by whoever has the folder then.
CREATE TABLE held_deed (
    id      INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL UNIQUE REFERENCES case_file (id),
    version INTEGER NOT NULL,  -- of the case on which it was decided
    deed    TEXT NOT NULL,     -- casework::Deed as JSON
    actor   TEXT NOT NULL,
    held_at INTEGER NOT NULL,
    due_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX held_deed_by_due ON held_deed (due_at);
