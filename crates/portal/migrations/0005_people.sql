-- The people behind the names, and who changed what of the portal.

ALTER TABLE portal_user ADD COLUMN full_name TEXT;      -- as colleagues call them
ALTER TABLE portal_user ADD COLUMN phone TEXT;
ALTER TABLE portal_user ADD COLUMN email TEXT;          -- NULL: no mail is sent
ALTER TABLE portal_user ADD COLUMN language TEXT NOT NULL DEFAULT 'vi'; -- of the mails: vi, en
CREATE INDEX user_by_unit ON portal_user (unit);

-- What administrators changed, and what was refused them. Rows are only ever added.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    who     TEXT NOT NULL,     -- a user name; `cli:NAME` at the command line; `portal` by itself
    what    TEXT NOT NULL,     -- user_added, term_begun, …
    subject TEXT NOT NULL,     -- what it was done to: a user's name, a unit's code, a date, …
    was     TEXT,              -- JSON before; NULL: it was not there
    became  TEXT,              -- JSON after, or what was asked for; NULL: it is gone
    refused TEXT               -- the code of the refusal; NULL: it was done
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, id);
CREATE INDEX audit_by_who ON audit (who, id);
