-- Open cases that nobody has to do anything with by a moment: the inbox has them behind those that are due. Whoever reads
-- them names the statuses in these very words (store::case_view).
CREATE INDEX case_standing_still ON case_file (id)
    WHERE due_at IS NULL AND status NOT IN ('answered', 'closed', 'rejected', 'out_of_scope', 'duplicate', 'withdrawn');
