-- One table of sealed acts: reports, and everything that is done about one. Rows are moved, none is left behind.
CREATE TABLE act (
    -- The order in which acts were sealed here: what an act concerns stands before it, whatever the clocks say.
    place         INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    -- Who sealed it, when that was another device whose report was claimed by its tracking code.
    device        BLOB CHECK (length(device) = 32),
    -- report::ActKind.
    kind          INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 8),
    -- The bytes that travel; what stands below as columns is read from them once, for lists.
    sealed        BLOB,
    filed_at_ms   INTEGER NOT NULL,
    -- A report of this folder that it concerns or, itself a report, edits.
    about         BLOB REFERENCES act (id),
    -- The public number that it names.
    concerns      TEXT,
    category      TEXT,
    text          TEXT NOT NULL,
    commune       TEXT,
    rating        INTEGER CHECK (rating BETWEEN 1 AND 4),
    -- The verified receipts, the very bytes.
    accepted      BLOB,
    complete      BLOB CHECK (complete IS NULL OR accepted IS NOT NULL),
    -- When `complete` came.
    complete_ms   INTEGER,
    case_number   TEXT,
    tracking_code TEXT,
    -- The last change heard.
    status        TEXT,
    outcome       TEXT,
    -- Refused for good: the stable code. Only a person goes on from here.
    attention     TEXT,
    -- The portal asked to wait.
    not_before_ms INTEGER,
    -- When the portal said, or a new epoch meant, that it may not have what it once accepted: offered again, receipts kept.
    lost_ms       INTEGER,
    -- When everything personal in it went from this device. Only an erased act is without its bytes.
    erased_ms     INTEGER,
    CHECK (sealed IS NOT NULL OR erased_ms IS NOT NULL),
    CHECK (kind <> 0 OR category IS NOT NULL OR erased_ms IS NOT NULL)
) STRICT;

INSERT INTO act (id, kind, sealed, filed_at_ms, category, text, commune, accepted, complete, complete_ms, case_number,
                 tracking_code, status, outcome, attention, not_before_ms, lost_ms)
SELECT id, 0, sealed, filed_at_ms, category, text, commune, accepted, complete,
       CASE WHEN complete IS NOT NULL THEN coalesce(
           (SELECT max(stored_ms) FROM attachment WHERE attachment.report = report.id), filed_at_ms) END,
       -- A photo that is gone is the photo's matter from now on; the engine finds it missing again.
       case_number, tracking_code, status, outcome, nullif(attention, 'photo_file_missing'), not_before_ms, lost_ms
FROM report ORDER BY filed_at_ms, id;

CREATE INDEX act_by_age ON act (filed_at_ms DESC, place) WHERE kind = 0 AND about IS NULL;
CREATE INDEX act_about ON act (about, place) WHERE about IS NOT NULL;
CREATE INDEX act_concerns ON act (concerns, place) WHERE concerns IS NOT NULL;
CREATE INDEX act_unfinished ON act (place) WHERE complete IS NULL;
CREATE INDEX act_attention ON act (place) WHERE attention IS NOT NULL;
CREATE INDEX act_lost ON act (place) WHERE lost_ms IS NOT NULL;

ALTER TABLE attachment RENAME TO old_attachment;

-- What belongs to an act and travels after it.
CREATE TABLE attachment (
    act          BLOB NOT NULL REFERENCES act (id),
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
    -- When its file was found missing or damaged; it waits for a person, the others go on.
    missing_ms   INTEGER,
    -- When a person gave it up.
    dropped_ms   INTEGER,
    PRIMARY KEY (act, place)
) STRICT, WITHOUT ROWID;

INSERT INTO attachment (act, place, sha256, length, thumbnail, thumbnail_heard_ms, ticket, begun_ms, sent_bytes, stored_ms)
SELECT report, place, sha256, length, thumbnail, thumbnail_heard_ms, ticket, begun_ms, sent_bytes, stored_ms FROM old_attachment;
CREATE INDEX attachment_unstored ON attachment (act) WHERE stored_ms IS NULL;

ALTER TABLE change RENAME TO old_change;

-- What the portal told of a case that this device filed, claimed or follows.
CREATE TABLE change (
    act          BLOB NOT NULL REFERENCES act (id),
    -- Counts the portal's memories that this folder saw: positions of an older one say nothing in a newer.
    memory       INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    status       TEXT NOT NULL,
    at_ms        INTEGER NOT NULL,
    text         TEXT,
    outcome      TEXT,
    unit         TEXT,
    PRIMARY KEY (act, memory, position)
) STRICT, WITHOUT ROWID;

INSERT INTO change (act, memory, position, status, at_ms, text, outcome, unit)
SELECT report, 0, position, status, at_ms, text, outcome, unit FROM old_change;

DROP TABLE old_attachment;
DROP TABLE old_change;
DROP TABLE report;

ALTER TABLE portal ADD COLUMN memory INTEGER NOT NULL DEFAULT 0;

-- What says who, beside the act that binds it by hash. Sent until the act is accepted, kept until it is erased.
CREATE TABLE part (
    act   BLOB NOT NULL REFERENCES act (id),
    label TEXT NOT NULL,
    salt  BLOB NOT NULL CHECK (length(salt) = 32),
    -- One CBOR item.
    value BLOB NOT NULL,
    PRIMARY KEY (act, label)
) STRICT, WITHOUT ROWID;

-- What the citizen is called and where they can be called, once for all reports that are to say so. One row at most.
CREATE TABLE person (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    name  TEXT,
    phone TEXT,
    CHECK (name IS NOT NULL OR phone IS NOT NULL)
) STRICT;

-- Tracking codes that were typed, kept until the portal said what they open.
CREATE TABLE claim (
    -- Without separators.
    code          TEXT PRIMARY KEY,
    asked_at_ms   INTEGER NOT NULL,
    -- The report that it opened.
    report        BLOB REFERENCES act (id),
    -- Refused: the stable code.
    attention     TEXT,
    not_before_ms INTEGER,
    -- When a new epoch meant that the portal may have forgotten it: asked again, the report stays.
    lost_ms       INTEGER
) STRICT, WITHOUT ROWID;

-- Whether this report says who files it; when it does not say, as the citizen chose for all.
ALTER TABLE draft ADD COLUMN named INTEGER CHECK (named IN (0, 1));
-- The report that the draft is to take the place of.
ALTER TABLE draft ADD COLUMN replaces BLOB REFERENCES act (id);
