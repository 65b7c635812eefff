-- Each event names the stream that it belongs to: an order, a payout, an unmatched payment, the till. `actor` says
-- who did it; NULL in events from before that was kept, whose hashes are what they were. The rows are copied by
-- `migration.rs`, which tells how far it is; 0007 puts the new table in the old one's place.

CREATE TABLE events_6 (
    seq       INTEGER PRIMARY KEY,
    stream    TEXT    NOT NULL,
    stream_id INTEGER NOT NULL CHECK (stream_id >= 1),
    attempt   INTEGER NOT NULL CHECK (attempt >= 0),
    kind      TEXT    NOT NULL,
    at_ms     INTEGER NOT NULL,
    body      TEXT    NOT NULL,
    actor     TEXT,
    hash      BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Payouts are numbered in the order in which they were first seen.
ALTER TABLE payouts ADD COLUMN number INTEGER;
