-- Events that belong to no order stand in the same chain, with number 0 and attempt 0: payouts, and
-- money without a sale. For that the table is made anew; rows and hashes are copied as they are.

CREATE TABLE events_3 (
    seq          INTEGER PRIMARY KEY,
    order_number INTEGER NOT NULL CHECK (order_number >= 0),
    attempt      INTEGER NOT NULL CHECK (attempt >= 0),
    kind         TEXT    NOT NULL,
    at_ms        INTEGER NOT NULL,
    body         TEXT    NOT NULL,
    hash         BLOB    NOT NULL CHECK (length(hash) = 32),
    CHECK ((order_number = 0) = (attempt = 0))
) STRICT;

INSERT INTO events_3 (seq, order_number, attempt, kind, at_ms, body, hash)
SELECT seq, order_number, attempt, kind, at_ms, body, hash FROM events ORDER BY seq;

DROP TABLE events;
ALTER TABLE events_3 RENAME TO events;

CREATE INDEX events_of_order ON events (order_number, seq);

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END;

-- Also keeps INSERT OR REPLACE out, which would delete without firing the trigger above.
CREATE TRIGGER events_only_grow BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'the order log grows by one at its end'); END;

-- Payouts and orphans: an index over the events of number 0, like `orders` and `charges`.

CREATE TABLE payouts (
    provider         TEXT    NOT NULL,
    provider_id      TEXT    NOT NULL,
    reference        TEXT,
    status           TEXT    NOT NULL,
    raw_status       TEXT,
    amount_centavos  INTEGER,
    end_to_end_id    TEXT,
    return_id        TEXT,
    payee_name       TEXT,
    failure_code     TEXT,
    failure_message  TEXT,
    at_ms            INTEGER,
    evidence         TEXT,
    first_seen_at_ms INTEGER NOT NULL,
    changed_at_ms    INTEGER NOT NULL,
    changed_seq      INTEGER NOT NULL,
    PRIMARY KEY (provider, provider_id)
) STRICT;

CREATE INDEX payouts_by_change ON payouts (changed_seq);

CREATE TABLE orphans (
    number          INTEGER PRIMARY KEY,
    provider        TEXT    NOT NULL,
    provider_id     TEXT    NOT NULL,
    reference       TEXT,
    amount_centavos INTEGER NOT NULL,
    end_to_end_id   TEXT,
    paid_at_ms      INTEGER,
    payer_name      TEXT,
    found_at_ms     INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    order_number    INTEGER,
    reason          TEXT,
    settled_at_ms   INTEGER,
    UNIQUE (provider, provider_id)
) STRICT;

CREATE INDEX orphans_by_state ON orphans (state, number);

-- What still has to be asked about transactions that no charge of this log is about. Beside the log,
-- as `asks` is: losing a row costs a question, never a fact.
-- hint: there was news since the question under way was begun.
CREATE TABLE inquiries (
    id          INTEGER PRIMARY KEY,
    provider    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    provider_id TEXT    NOT NULL,
    begun_at_ms INTEGER NOT NULL,
    asked_at_ms INTEGER NOT NULL DEFAULT 0,
    next_at_ms  INTEGER NOT NULL,
    failures    INTEGER NOT NULL DEFAULT 0,
    hint        INTEGER NOT NULL DEFAULT 0,
    owner       TEXT,
    UNIQUE (provider, kind, provider_id)
) STRICT;

CREATE INDEX inquiries_by_time ON inquiries (next_at_ms);

-- Bodies of what the till could not make sense of: the newest 500, for support.
ALTER TABLE received ADD COLUMN raw TEXT;
CREATE INDEX received_with_raw ON received (id) WHERE raw IS NOT NULL;

-- How many events were for other tills of the same merchant.
ALTER TABLE stream ADD COLUMN other_tills INTEGER NOT NULL DEFAULT 0;

-- dispute: 'open' or 'settled'; with the time at which we learned of it.
ALTER TABLE charges ADD COLUMN dispute TEXT;
ALTER TABLE charges ADD COLUMN disputed_at_ms INTEGER;
CREATE INDEX charges_disputed ON charges (disputed_at_ms) WHERE dispute IS NOT NULL;

-- An order keeps the word of money that went back when a later attempt came to nothing.
UPDATE orders SET status = 'refunded'
WHERE status IN ('expired', 'cancelled', 'rejected')
    AND EXISTS (SELECT 1 FROM charges
                WHERE charges.order_number = orders.number AND charges.status = 'refunded');
