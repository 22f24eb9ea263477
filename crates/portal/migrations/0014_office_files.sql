-- What officers put to a case: photos of what was put right, documents. The bytes lie with the photos, by hash.
CREATE TABLE office_file (
    id         INTEGER PRIMARY KEY,
    case_id    INTEGER NOT NULL REFERENCES case_file (id),
    kind       TEXT NOT NULL,     -- after, before, document
    name       TEXT NOT NULL,     -- as the officer calls it
    media_type TEXT NOT NULL,
    sha256     BLOB NOT NULL,
    length     INTEGER NOT NULL,
    thumbnail  BLOB,              -- of a photo, a JPEG of at most 6 KiB
    added_at   INTEGER NOT NULL,
    added_by   TEXT NOT NULL,
    shown_at   INTEGER            -- not NULL: goes with the answer to whoever reported and, once published, to everybody
) STRICT;
CREATE INDEX office_file_by_case ON office_file (case_id, id);
CREATE INDEX office_file_by_hash ON office_file (sha256);
