-- The books of one portal. Times are milliseconds since 1970, UTC. A time that may be missing stands where others
-- would keep a flag: when something happened says also whether.

CREATE TABLE portal (
    id         TEXT PRIMARY KEY,   -- which portal this is, `quang-tri`: sealed acts name it
    epoch      BLOB NOT NULL,      -- 16 random bytes; new after a restore
    created_at INTEGER NOT NULL
) STRICT;

-- Who handles reports. Table names avoid words that PostgreSQL reserves.
CREATE TABLE unit (
    code       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    kind       TEXT,
    commune    TEXT,               -- the commune whose People's Committee it is
    updated_at INTEGER NOT NULL,
    retired_at INTEGER             -- no longer in the province's table; old cases still name it
) STRICT;

-- Which unit is suggested; '' = any. NULL would not be unique.
CREATE TABLE rule (
    category TEXT NOT NULL,
    commune  TEXT NOT NULL,
    unit     TEXT NOT NULL REFERENCES unit (code),
    PRIMARY KEY (category, commune)
) STRICT;

CREATE TABLE portal_user (
    name        TEXT PRIMARY KEY,
    password    TEXT NOT NULL,     -- PHC string, argon2id
    role        TEXT NOT NULL,     -- a code of access::Role
    unit        TEXT REFERENCES unit (code),
    created_at  INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

CREATE TABLE session (
    token_sha256 BLOB PRIMARY KEY, -- the token itself is only in the cookie
    user_name    TEXT NOT NULL REFERENCES portal_user (name),
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_user ON session (user_name);
CREATE INDEX session_by_expiry ON session (expires_at);

-- What was sealed, byte by byte. (device, act_id) is the idempotency key of everything a citizen does.
CREATE TABLE act (
    device      BLOB NOT NULL,
    act_id      BLOB NOT NULL,
    digest      BLOB NOT NULL,
    bytes       BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (device, act_id)
) STRICT;

CREATE TABLE case_file (
    id                  INTEGER PRIMARY KEY,
    number              TEXT NOT NULL UNIQUE,
    code_sha256         BLOB NOT NULL UNIQUE, -- of the compact tracking code; the code itself only in the receipt
    device              BLOB NOT NULL,
    act_id              BLOB NOT NULL,
    status              TEXT NOT NULL,
    outcome             TEXT,
    category            TEXT NOT NULL,
    category_unknown_at INTEGER,              -- the province did not offer this category when the report came
    commune             TEXT,                 -- code
    commune_name        TEXT,                 -- as it was called then: codes have been used again under other names
    commune_method      TEXT,                 -- polygon, nearest_coast, chosen, outside, suggested
    lat                 REAL,
    lon                 REAL,
    accuracy_m          INTEGER,
    place_source        TEXT NOT NULL,        -- gps, exif, map, kiosk, chosen
    text                TEXT,
    public_text         TEXT,                 -- what everybody reads instead of the text
    published_at        INTEGER,              -- NULL: nobody outside the portal sees it
    unit                TEXT REFERENCES unit (code),
    duplicate_of        INTEGER REFERENCES case_file (id),
    captured_at         INTEGER NOT NULL,     -- by the device's clock
    submitted_at        INTEGER NOT NULL,     -- by the portal's
    updated_at          INTEGER NOT NULL,
    version             INTEGER NOT NULL,     -- counts the deeds; a deed names the one it was decided on
    accepted_receipt    BLOB NOT NULL,        -- frozen
    complete_receipt    BLOB,                 -- frozen
    UNIQUE (device, act_id),
    FOREIGN KEY (device, act_id) REFERENCES act (device, act_id)
) STRICT;
CREATE INDEX case_by_status ON case_file (status, submitted_at);
CREATE INDEX case_by_publication ON case_file (published_at) WHERE published_at IS NOT NULL;
CREATE INDEX case_by_unit ON case_file (unit, status);

CREATE TABLE attachment (
    case_id          INTEGER NOT NULL REFERENCES case_file (id),
    position         INTEGER NOT NULL,
    device           BLOB NOT NULL,
    act_id           BLOB NOT NULL,
    sha256           BLOB NOT NULL,
    length           INTEGER NOT NULL,
    media_type       TEXT NOT NULL,
    upload_id        TEXT NOT NULL,           -- where it is uploaded: the same for each try, not to be guessed
    thumbnail_sha256 BLOB,
    thumbnail        BLOB,                    -- a JPEG of at most 6 KiB
    stored_at        INTEGER,                 -- the whole is on disk and its hash was right
    PRIMARY KEY (case_id, position),
    FOREIGN KEY (device, act_id) REFERENCES act (device, act_id)
) STRICT;
CREATE INDEX attachment_by_act ON attachment (device, act_id);
CREATE INDEX attachment_by_upload ON attachment (upload_id);
CREATE INDEX attachment_by_hash ON attachment (sha256);
CREATE INDEX attachment_by_thumbnail ON attachment (thumbnail_sha256) WHERE thumbnail_sha256 IS NOT NULL;

-- Everything that happened, in the order of commits. Never updated, never deleted.
CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    case_id  INTEGER NOT NULL REFERENCES case_file (id),
    kind     TEXT NOT NULL,        -- status, published, unpublished; citizens hear only of status
    status   TEXT NOT NULL,        -- what the case then had
    outcome  TEXT,
    at       INTEGER NOT NULL,
    text     TEXT,                 -- the reason or the answer, for the citizen
    unit     TEXT REFERENCES unit (code),
    actor    TEXT                  -- user name; NULL: the portal by itself
) STRICT;
CREATE INDEX event_by_case ON event (case_id, position);

-- Packs that were made, the newest counts.
CREATE TABLE region (
    id      INTEGER PRIMARY KEY,
    made_at INTEGER NOT NULL,
    geojson TEXT NOT NULL,
    pack    BLOB NOT NULL,         -- signed, as it is served
    etag    TEXT NOT NULL
) STRICT;

CREATE TABLE case_counter (
    year INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;
