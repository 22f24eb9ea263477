-- The published cases of a commune, the latest first.
CREATE INDEX case_around ON case_file (commune, published_at, id) WHERE published_at IS NOT NULL;
