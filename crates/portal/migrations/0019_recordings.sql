-- Recordings for spoken help. The sound is small and lies here, so that every backup and every copy has it.
CREATE TABLE recording (
    language   TEXT NOT NULL,
    says       TEXT NOT NULL,    -- consent:1, category:CODE, status:CODE, outcome:CODE, refusal:CODE, template:ID
    words      TEXT NOT NULL,    -- what stood there in Vietnamese when it was recorded
    media_type TEXT NOT NULL,
    sound      BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    PRIMARY KEY (language, says)
) STRICT;

-- What devices fetch, by its hash. The newest two stay: some devices have not heard of the newest pack yet.
CREATE TABLE spoken_archive (
    sha256  BLOB PRIMARY KEY,
    bytes   BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
