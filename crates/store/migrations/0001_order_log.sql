-- The order log. `events` is the truth: append-only, hash-chained. `orders` and `charges` are an
-- index over it, rebuilt by replay and compared with it by `balcao verify`. `asks` is the watcher's
-- timetable: losing it costs a question to the provider, never a fact.

CREATE TABLE events (
    seq          INTEGER PRIMARY KEY,
    order_number INTEGER NOT NULL CHECK (order_number >= 1),
    attempt      INTEGER NOT NULL CHECK (attempt >= 1),
    kind         TEXT    NOT NULL,
    at_ms        INTEGER NOT NULL,
    body         TEXT    NOT NULL,
    hash         BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX events_of_order ON events (order_number, seq);

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END;

-- Also keeps INSERT OR REPLACE out, which would delete without firing the trigger above.
CREATE TRIGGER events_only_grow BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'the order log grows by one at its end'); END;

CREATE TABLE orders (
    number          INTEGER PRIMARY KEY,
    sale_id         TEXT    NOT NULL UNIQUE,
    amount_centavos INTEGER NOT NULL,
    created_at_ms   INTEGER NOT NULL,
    status          TEXT    NOT NULL
) STRICT;

CREATE INDEX orders_by_time ON orders (created_at_ms);
CREATE INDEX orders_by_status ON orders (status);

CREATE TABLE charges (
    order_number      INTEGER NOT NULL,
    attempt           INTEGER NOT NULL,
    reference         TEXT    NOT NULL UNIQUE,
    provider          TEXT    NOT NULL,
    provider_id       TEXT,
    status            TEXT    NOT NULL,
    anomalies         TEXT    NOT NULL,
    received_centavos INTEGER NOT NULL,
    end_to_end_ids    TEXT    NOT NULL,
    PRIMARY KEY (order_number, attempt)
) STRICT;

CREATE TABLE asks (
    order_number    INTEGER NOT NULL,
    attempt         INTEGER NOT NULL,
    asked_at_ms     INTEGER NOT NULL,
    next_at_ms      INTEGER,
    failures        INTEGER NOT NULL DEFAULT 0,
    outcome_unknown INTEGER NOT NULL DEFAULT 0,
    owner           TEXT,
    PRIMARY KEY (order_number, attempt)
) STRICT;

CREATE INDEX asks_by_time ON asks (next_at_ms);

CREATE TABLE till (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    code TEXT NOT NULL
) STRICT;
