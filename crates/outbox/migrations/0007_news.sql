-- The status (and outcome) of a case that its citizen was told or has seen; what stands there now is no news.
ALTER TABLE act ADD COLUMN told TEXT;
UPDATE act SET told = status || coalesce('/' || outcome, '') WHERE status IS NOT NULL;
