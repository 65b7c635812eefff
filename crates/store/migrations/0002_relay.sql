-- What comes through the relay. Beside the log, not in its chain: a lost journal or cursor costs
-- events that come again and change nothing, never a fact about money.

-- Where the till's stream is, and what came of it so far. One row; the cursor moves in the same
-- transaction as the effect of the event that it moves over.
CREATE TABLE stream (
    id               INTEGER PRIMARY KEY CHECK (id = 1),
    epoch            TEXT    NOT NULL,
    seq              INTEGER NOT NULL CHECK (seq >= 0),
    received         INTEGER NOT NULL DEFAULT 0,
    set_aside        INTEGER NOT NULL DEFAULT 0,
    last_event_at_ms INTEGER,
    gap_at_ms        INTEGER,
    gap_reason       TEXT
) STRICT;

-- Every event that was received, and every gap; the newest 10,000. No bodies: they hold names and
-- CPFs. An epoch that comes back may bring a seq again, so that the pair is not unique.
CREATE TABLE received (
    id            INTEGER PRIMARY KEY,
    epoch         TEXT    NOT NULL,
    seq           INTEGER NOT NULL,
    event_id      TEXT    NOT NULL,
    route         TEXT    NOT NULL,
    relayed_at_ms INTEGER NOT NULL,
    at_ms         INTEGER NOT NULL,
    body_sha256   TEXT    NOT NULL,
    body_len      INTEGER NOT NULL,
    outcome       TEXT    NOT NULL,
    detail        TEXT,
    order_number  INTEGER,
    attempt       INTEGER
) STRICT;

-- How the connection stands, for every process on this home. One row, written by the process that
-- holds it; what a dead owner wrote is void.
CREATE TABLE link (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    owner         TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    since_ms      INTEGER NOT NULL,
    why           TEXT,
    session       TEXT,
    head          INTEGER,
    round_trip_ms INTEGER
) STRICT;

-- hint: something told us that there is news, and no question begun since was answered.
-- webhook: the provider was told where to send webhooks about this charge.
-- pause_until_ms: the provider asked for a pause, which no hint shortens.
ALTER TABLE asks ADD COLUMN hint INTEGER NOT NULL DEFAULT 0;
ALTER TABLE asks ADD COLUMN webhook INTEGER NOT NULL DEFAULT 0;
ALTER TABLE asks ADD COLUMN pause_until_ms INTEGER;

CREATE INDEX charges_by_provider_id ON charges (provider_id);
