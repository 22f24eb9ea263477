-- What a report can be about: the province's own table, founded from the defaults of `report::category`. A code is never
-- removed: cases and packs name it. Times stand where others would keep flags.
CREATE TABLE category (
    code            TEXT PRIMARY KEY,
    name_vi         TEXT NOT NULL,
    name_en         TEXT NOT NULL,
    icon            TEXT NOT NULL,      -- a name of the kit's icons
    rank            INTEGER NOT NULL,   -- in which order they are offered
    identity        TEXT NOT NULL,      -- anonymous_allowed, phone, name: what whoever reports must tell
    urgency         TEXT NOT NULL,      -- normal, complex, urgent: what a case begins with
    hotline         TEXT,               -- whom to call at once, as the citizen reads it
    private_at      INTEGER,            -- not NULL: private by default, published only on a second confirmation
    coarse_at       INTEGER,            -- not NULL: in public the commune is all that is said of the place
    sealed_at       INTEGER,            -- not NULL: its cases are the sealed queue's, never a unit's
    approval_at     INTEGER,            -- not NULL: the unit's leader approves the answer
    always_at       INTEGER,            -- not NULL: its clocks run day and night
    photo_unwanted_at INTEGER,          -- not NULL: nobody is asked for a photo
    retired_at      INTEGER,            -- no longer offered; reports that name it are taken all the same
    confirmed_at    INTEGER,            -- NULL: a default that the province has not confirmed
    version         INTEGER NOT NULL,   -- counts the edits
    updated_at      INTEGER NOT NULL
) STRICT;
