-- Who is on call and on duty, and who was told of what.

-- Who is called when something is urgent.
CREATE TABLE on_call (
    id           INTEGER PRIMARY KEY,
    unit         TEXT REFERENCES unit (code),            -- NULL: the duty desk
    user_name    TEXT NOT NULL REFERENCES portal_user (name),
    since_at     INTEGER NOT NULL,
    until_at     INTEGER NOT NULL,                       -- the first moment at which they are not any more
    recorded_at  INTEGER NOT NULL,
    recorded_by  TEXT NOT NULL,
    withdrawn_at INTEGER
) STRICT;
CREATE INDEX on_call_by_end ON on_call (until_at);

-- The telephone tree: whom to call, in this order.
CREATE TABLE contact (
    unit     TEXT NOT NULL,                              -- '' = the duty desk; NULL would not be unique
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    phone    TEXT NOT NULL,
    note     TEXT,
    PRIMARY KEY (unit, position)
) STRICT;

-- Shifts of the duty desk: each begins when somebody takes it, and the one before ends then.
CREATE TABLE shift (
    id         INTEGER PRIMARY KEY,
    user_name  TEXT NOT NULL REFERENCES portal_user (name),
    began_at   INTEGER NOT NULL,
    handed_at  INTEGER,                                  -- when they handed it over
    note       TEXT,                                     -- for whoever comes next
    open       INTEGER,                                  -- cases that were open then
    urgent     INTEGER,                                  -- of them, urgent
    ended_at   INTEGER                                   -- when somebody took it
) STRICT;
CREATE INDEX shift_running ON shift (began_at) WHERE ended_at IS NULL;

-- A step by which more people are told: once for each clock and level.
CREATE TABLE alarm (
    id      INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,                               -- clock:CASE:ORDINAL, vacancy:UNIT:POST:DAY
    level   TEXT NOT NULL,                               -- a code of escalation::Level
    case_id INTEGER REFERENCES case_file (id),
    unit    TEXT REFERENCES unit (code),
    step    TEXT,                                        -- the step of the clock, or the post that is vacant
    due_at  INTEGER,                                     -- when it was due then
    at      INTEGER NOT NULL,
    UNIQUE (subject, level)
) STRICT;
CREATE INDEX alarm_by_case ON alarm (case_id, id);

-- Who was told, and by which way.
CREATE TABLE notice (
    id        INTEGER PRIMARY KEY,
    alarm_id  INTEGER NOT NULL REFERENCES alarm (id),
    user_name TEXT NOT NULL REFERENCES portal_user (name),
    at        INTEGER NOT NULL,
    seen_at   INTEGER,                                   -- in the console
    mail_id   INTEGER,                                   -- the mail that tells it too
    UNIQUE (alarm_id, user_name)
) STRICT;
CREATE INDEX notice_by_user ON notice (user_name, id);

-- Mails that are to go out, and those that did. One for each key, however often one goes round.
CREATE TABLE mail (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,                    -- notice:NUMBER, digest:USER:DAY
    user_name   TEXT NOT NULL REFERENCES portal_user (name),
    address     TEXT NOT NULL,
    subject     TEXT NOT NULL,
    plain       TEXT NOT NULL,
    html        TEXT NOT NULL,
    queued_at   INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,                        -- not tried before
    sent_at     INTEGER,                                 -- the mail server took it
    given_up_at INTEGER,                                 -- the mail server refused it for good
    trouble     TEXT                                     -- what it said last
) STRICT;
CREATE INDEX mail_by_next ON mail (next_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
