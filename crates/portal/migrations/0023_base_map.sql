-- Base maps of devices, tens of megabytes each. The file lies among the photos under its hash; here stands that it counts.
CREATE TABLE base_map (
    sha256   BLOB PRIMARY KEY,
    length   INTEGER NOT NULL,
    named_at INTEGER NOT NULL     -- when a pack last named it; the newest two stay: some devices are fetching the one before
) STRICT;

ALTER TABLE region ADD COLUMN base_map_bytes INTEGER;   -- of the base map that the pack names, NULL when it names none
