-- Citizens who are told of their cases by SMS, Zalo or mail while their app is closed.

-- What is to be told, and what was. To whom stands in personal_part alone, and is looked up when it is sent.
CREATE TABLE message (
    id          INTEGER PRIMARY KEY,
    token       TEXT NOT NULL UNIQUE,                    -- by it a channel knows a try again; random
    case_id     INTEGER NOT NULL REFERENCES case_file (id),
    position    INTEGER NOT NULL,                        -- the event that it tells
    channel     TEXT NOT NULL,                           -- sms, zalo, email
    what        TEXT NOT NULL,                           -- a code of channels::What
    text        TEXT NOT NULL,                           -- as it is sent
    queued_at   INTEGER NOT NULL,
    first_at    INTEGER NOT NULL,                        -- not before: the end of the quiet hours
    tries       INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,                        -- not tried before
    sent_at     INTEGER,                                 -- the channel took it
    given_up_at INTEGER,                                 -- the channel refused it for good, or a day was over
    recipient   TEXT,                                    -- a keyed hash of the number or address, once it was tried
    trouble     TEXT,                                    -- what went wrong last; never an address
    UNIQUE (case_id, position)
) STRICT;
CREATE INDEX message_by_next ON message (channel, next_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX message_troubled ON message (channel, id) WHERE trouble IS NOT NULL;
CREATE INDEX message_by_recipient ON message (recipient, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX message_by_sending ON message (channel, sent_at) WHERE sent_at IS NOT NULL;

-- Who wants to be told.
CREATE INDEX part_notify ON personal_part (device, act_id) WHERE label = 'notify';

-- What happened before there were channels is told to nobody.
INSERT INTO setting (name, value, changed_at, changed_by)
    SELECT 'messages_until', '' || max(position), 0, 'portal' FROM event HAVING count(*) > 0;
