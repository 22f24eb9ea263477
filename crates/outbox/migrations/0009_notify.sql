-- How the citizen wants to hear of reports while no app runs: a report::Notify. No row: not at all.
CREATE TABLE notify (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    way TEXT NOT NULL
) STRICT;
