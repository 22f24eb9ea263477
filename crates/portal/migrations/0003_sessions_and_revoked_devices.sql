-- What a device may show instead of a proof. Tokens are authenticated with the portal's secret, which is not in the books:
-- here stands only which ones count, by the moment at which they were issued. A copy of the books opens no session.

CREATE TABLE device_session (
    device     BLOB PRIMARY KEY,
    current_at INTEGER,           -- of the token in use; NULL before the first was shown
    next_at    INTEGER,           -- of the token that was handed out and not shown yet
    expires_at INTEGER NOT NULL   -- of the newest
) STRICT;
CREATE INDEX device_session_by_expiry ON device_session (expires_at);

-- Devices whose key opens nothing any more: lost, stolen, lent to somebody who lies. What they filed stays.
CREATE TABLE device_revoked (
    id         INTEGER PRIMARY KEY, -- in the order in which they were revoked
    device     BLOB NOT NULL UNIQUE,
    reason     TEXT NOT NULL,
    revoked_at INTEGER NOT NULL
) STRICT;
