-- By when an answer to a public case can be expected; NULL: nobody owes one, or it was told before portals said so.
ALTER TABLE around_case ADD COLUMN answer_due_ms INTEGER;
