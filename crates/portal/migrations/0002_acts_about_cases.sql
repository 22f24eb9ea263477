-- Acts of every kind, and what they leave in the books. An act belongs to one case; its receipts are its own.

ALTER TABLE act ADD COLUMN kind TEXT NOT NULL DEFAULT 'report';          -- a code of report::ActKind
ALTER TABLE act ADD COLUMN case_id INTEGER REFERENCES case_file (id);    -- NULL only until its case has a row
ALTER TABLE act ADD COLUMN accepted_receipt BLOB;                        -- frozen; NULL in a tombstone
ALTER TABLE act ADD COLUMN complete_receipt BLOB;                        -- frozen; NULL while something is missing
ALTER TABLE act ADD COLUMN erased_at INTEGER;                            -- a tombstone: its bytes are empty
CREATE INDEX act_by_case ON act (case_id);

UPDATE act SET
    case_id = (SELECT id FROM case_file WHERE case_file.device = act.device AND case_file.act_id = act.act_id),
    accepted_receipt =
        (SELECT accepted_receipt FROM case_file WHERE case_file.device = act.device AND case_file.act_id = act.act_id),
    complete_receipt =
        (SELECT complete_receipt FROM case_file WHERE case_file.device = act.device AND case_file.act_id = act.act_id);
ALTER TABLE case_file DROP COLUMN accepted_receipt;
ALTER TABLE case_file DROP COLUMN complete_receipt;

ALTER TABLE case_file ADD COLUMN asked_at INTEGER;       -- when the citizen was last asked
ALTER TABLE case_file ADD COLUMN asked_from TEXT;        -- while the citizen is asked: the status to which an answer leads
ALTER TABLE case_file ADD COLUMN reworked_at INTEGER;    -- the citizen has had it handled again
ALTER TABLE case_file ADD COLUMN erased_at INTEGER;      -- what was personal is gone

ALTER TABLE attachment ADD COLUMN superseded_at INTEGER; -- an edit took its place
ALTER TABLE attachment ADD COLUMN withheld_at INTEGER;   -- came after somebody looked and published: not public

-- Events are still never deleted; their texts go when what was personal is erased.
ALTER TABLE event ADD COLUMN audience TEXT NOT NULL DEFAULT 'everybody'; -- who reads the text: everybody, reporter, desk
ALTER TABLE event ADD COLUMN device BLOB;                                -- the citizen's act that did it
ALTER TABLE event ADD COLUMN act_id BLOB;

-- Devices that showed the tracking code of a case: they may do what the device that reported it may.
CREATE TABLE claim (
    case_id    INTEGER NOT NULL REFERENCES case_file (id),
    device     BLOB NOT NULL,
    claimed_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, device)
) STRICT;
CREATE INDEX claim_by_device ON claim (device);

-- Devices that hear of a case that is public.
CREATE TABLE follower (
    case_id INTEGER NOT NULL REFERENCES case_file (id),
    device  BLOB NOT NULL,
    act_id  BLOB NOT NULL,   -- the act by which the device knows the case
    since   INTEGER NOT NULL, -- position of the event that told it how the case then stood
    PRIMARY KEY (case_id, device)
) STRICT;
CREATE INDEX follower_by_device ON follower (device);

-- Devices that met the same trouble; each counts once.
CREATE TABLE me_too (
    case_id INTEGER NOT NULL REFERENCES case_file (id),
    device  BLOB NOT NULL,
    act_id  BLOB NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (case_id, device)
) STRICT;

-- How content whoever reported was; the latest counts.
CREATE TABLE rating (
    device   BLOB NOT NULL,
    act_id   BLOB NOT NULL,
    case_id  INTEGER NOT NULL REFERENCES case_file (id),
    stars    INTEGER NOT NULL, -- 1 to 4
    text     TEXT,
    rated_at INTEGER NOT NULL,
    PRIMARY KEY (device, act_id),
    FOREIGN KEY (device, act_id) REFERENCES act (device, act_id)
) STRICT;
CREATE INDEX rating_by_case ON rating (case_id, rated_at);

-- Who somebody is, beside the act: only parts that the sealed act binds.
CREATE TABLE personal_part (
    device  BLOB NOT NULL,
    act_id  BLOB NOT NULL,
    bound   BLOB NOT NULL,   -- the hash by which the act names it
    label   TEXT NOT NULL,
    salt    BLOB NOT NULL,
    value   BLOB NOT NULL,   -- CBOR
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (device, act_id, bound),
    FOREIGN KEY (device, act_id) REFERENCES act (device, act_id)
) STRICT;

-- Who looked at who reported, when and why. Stays when the parts are erased.
CREATE TABLE reporter_look (
    id      INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES case_file (id),
    who     TEXT NOT NULL,   -- a user name; `cli:NAME` at the command line
    at      INTEGER NOT NULL,
    why     TEXT
) STRICT;
CREATE INDEX reporter_look_by_case ON reporter_look (case_id, at);

-- Files to be removed once no row names them: photos by hash, unfinished uploads by id.
CREATE TABLE forgotten_file (
    kind         TEXT NOT NULL, -- photo, upload
    name         TEXT NOT NULL,
    forgotten_at INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT;
