-- Answers that are written often. `{so_phan_anh}` and the like are fields; which there are is casework's to say.
CREATE TABLE answer_template (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    category   TEXT,             -- for its cases alone; NULL: for all
    text       TEXT NOT NULL,
    version    INTEGER NOT NULL, -- counts the edits
    updated_at INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    retired_at INTEGER           -- no longer offered
) STRICT;
