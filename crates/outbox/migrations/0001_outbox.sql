-- Which portal this folder talks to, and what is known of it. One row.
CREATE TABLE portal (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    id           TEXT NOT NULL,
    -- Pinned at first contact; only a person may change it.
    root_key     BLOB CHECK (length(root_key) = 32),
    -- Certificates of its receipt and pack keys by that root key: a CBOR array of byte strings.
    certificates BLOB,
    epoch        BLOB CHECK (length(epoch) = 16),
    -- Changes up to here were heard, in that epoch.
    position     INTEGER NOT NULL DEFAULT 0,
    -- To be signed in the next proof.
    nonce        BLOB CHECK (length(nonce) = 24),
    nonce_at_ms  INTEGER,
    -- The last answer that was verified to the end.
    heard_at_ms  INTEGER,
    -- The region pack's ETag as the portal last named it, and as it is kept in region.pack.
    region_offered TEXT,
    region_kept    TEXT
) STRICT;

-- What a citizen is still writing. Saved at every step.
CREATE TABLE draft (
    id           BLOB PRIMARY KEY CHECK (length(id) = 16),
    category     TEXT,
    text         TEXT NOT NULL DEFAULT '',
    -- A position that the citizen or the device gave; the photos' own stand beside them.
    lat          REAL,
    lon          REAL,
    accuracy_m   REAL,
    -- A commune that the citizen picked.
    commune      TEXT,
    created_at_ms INTEGER NOT NULL,
    changed_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The photos of a draft: upright and clean, in files named by their hash.
CREATE TABLE draft_photo (
    draft        BLOB NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    place        INTEGER NOT NULL,
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
    length       INTEGER NOT NULL,
    width        INTEGER NOT NULL,
    height       INTEGER NOT NULL,
    thumbnail    BLOB NOT NULL,
    -- Where the photo itself says that it was taken.
    lat          REAL,
    lon          REAL,
    accuracy_m   REAL,
    PRIMARY KEY (draft, place),
    UNIQUE (draft, sha256)
) STRICT, WITHOUT ROWID;

-- A sealed report. Its state is what the receipts say: queued without any, accepted, complete.
CREATE TABLE report (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- The bytes that travel; everything below is read from them once, for lists.
    sealed        BLOB NOT NULL,
    filed_at_ms   INTEGER NOT NULL,
    category      TEXT NOT NULL,
    text          TEXT NOT NULL,
    commune       TEXT,
    -- The verified receipts, the very bytes.
    accepted      BLOB,
    complete      BLOB CHECK (complete IS NULL OR accepted IS NOT NULL),
    case_number   TEXT,
    tracking_code TEXT,
    -- The last change heard.
    status        TEXT,
    outcome       TEXT,
    -- Refused for good: the stable code. Only a person goes on from here.
    attention     TEXT,
    -- The portal asked to wait.
    not_before_ms INTEGER,
    -- When the portal said that it does not have what it once accepted: offered again, receipts kept.
    lost_ms       INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX report_by_age ON report (filed_at_ms DESC, id);
CREATE INDEX report_unfinished ON report (filed_at_ms) WHERE complete IS NULL;

-- What belongs to a report and travels after it.
CREATE TABLE attachment (
    report       BLOB NOT NULL REFERENCES report (id),
    place        INTEGER NOT NULL,
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
    length       INTEGER NOT NULL,
    thumbnail    BLOB NOT NULL,
    -- The portal has the thumbnail.
    thumbnail_heard_ms INTEGER,
    -- Leave to upload, from the last result.
    ticket       TEXT,
    -- When the upload was first begun: from then on the portal may hold more than it could tell.
    begun_ms     INTEGER,
    -- Bytes that the portal has fsynced, as far as it told.
    sent_bytes   INTEGER NOT NULL DEFAULT 0,
    -- The portal has every byte, verified.
    stored_ms    INTEGER,
    PRIMARY KEY (report, place)
) STRICT, WITHOUT ROWID;

-- What the portal told of a report.
CREATE TABLE change (
    report       BLOB NOT NULL REFERENCES report (id),
    position     INTEGER NOT NULL,
    status       TEXT NOT NULL,
    at_ms        INTEGER NOT NULL,
    text         TEXT,
    outcome      TEXT,
    unit         TEXT,
    PRIMARY KEY (report, position)
) STRICT, WITHOUT ROWID;
