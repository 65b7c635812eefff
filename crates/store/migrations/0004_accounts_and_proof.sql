-- Every payment of the log under its end-to-end id, in whatever case it is written: what another payment
-- has proves no further one.

CREATE TABLE payment_ids (
    end_to_end_id TEXT    PRIMARY KEY COLLATE NOCASE,
    order_number  INTEGER NOT NULL,
    attempt       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

WITH RECURSIVE split (order_number, attempt, id, rest) AS (
    SELECT order_number, attempt, '', end_to_end_ids || ' ' FROM charges WHERE end_to_end_ids <> ''
    UNION ALL
    SELECT order_number, attempt, substr(rest, 1, instr(rest, ' ') - 1),
           substr(rest, instr(rest, ' ') + 1)
    FROM split WHERE rest <> ''
)
INSERT OR IGNORE INTO payment_ids (end_to_end_id, order_number, attempt)
SELECT id, order_number, attempt FROM split
WHERE id <> '' AND id NOT LIKE 'D%' ORDER BY order_number, attempt;

-- The fingerprint of the account that a charge was made with; empty where nobody has said yet.
ALTER TABLE charges ADD COLUMN account TEXT NOT NULL DEFAULT '';
CREATE INDEX charges_unproven ON charges (order_number) WHERE instr(anomalies, 'unproven') > 0;

-- trouble: why the last question brought nothing, and since when without a break.
ALTER TABLE asks ADD COLUMN trouble TEXT;
ALTER TABLE asks ADD COLUMN trouble_since_ms INTEGER;

-- Two accounts at one provider may have transactions of the same id. `account` is what the events have,
-- as JSON; empty in an older log.
CREATE TABLE orphans_4 (
    number          INTEGER PRIMARY KEY,
    provider        TEXT    NOT NULL,
    account         TEXT    NOT NULL DEFAULT '',
    provider_id     TEXT    NOT NULL,
    reference       TEXT,
    amount_centavos INTEGER,
    end_to_end_id   TEXT    COLLATE NOCASE,
    paid_at_ms      INTEGER,
    payer_name      TEXT,
    found_at_ms     INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    order_number    INTEGER,
    reason          TEXT,
    settled_at_ms   INTEGER,
    UNIQUE (provider, account, provider_id)
) STRICT;

INSERT INTO orphans_4 (number, provider, provider_id, reference, amount_centavos, end_to_end_id,
    paid_at_ms, payer_name, found_at_ms, state, order_number, reason, settled_at_ms)
SELECT number, provider, provider_id, reference, amount_centavos, end_to_end_id, paid_at_ms,
    payer_name, found_at_ms, state, order_number, reason, settled_at_ms
FROM orphans;

DROP TABLE orphans;
ALTER TABLE orphans_4 RENAME TO orphans;
CREATE INDEX orphans_by_state ON orphans (state, number);
CREATE INDEX orphans_by_end_to_end_id ON orphans (end_to_end_id) WHERE end_to_end_id IS NOT NULL;

-- rank: 2, a signed webhook told of it, and it is never crowded out; 1, one that carries the merchant's
-- header; 0, a stranger may have. account: a fingerprint, empty where the webhook came before accounts
-- were kept.
CREATE TABLE inquiries_4 (
    id          INTEGER PRIMARY KEY,
    provider    TEXT    NOT NULL,
    account     TEXT    NOT NULL DEFAULT '',
    kind        TEXT    NOT NULL,
    provider_id TEXT    NOT NULL,
    rank        INTEGER NOT NULL DEFAULT 0,
    begun_at_ms INTEGER NOT NULL,
    asked_at_ms INTEGER NOT NULL DEFAULT 0,
    next_at_ms  INTEGER NOT NULL,
    failures    INTEGER NOT NULL DEFAULT 0,
    hint        INTEGER NOT NULL DEFAULT 0,
    owner       TEXT,
    UNIQUE (provider, account, kind, provider_id)
) STRICT;

INSERT INTO inquiries_4 (id, provider, kind, provider_id, begun_at_ms, asked_at_ms, next_at_ms,
    failures, hint, owner)
SELECT id, provider, kind, provider_id, begun_at_ms, asked_at_ms, next_at_ms, failures, hint, owner
FROM inquiries;

DROP TABLE inquiries;
ALTER TABLE inquiries_4 RENAME TO inquiries;
CREATE INDEX inquiries_by_time ON inquiries (next_at_ms);
CREATE INDEX inquiries_by_rank ON inquiries (rank, id);

-- What webhooks without proof tell of refunds and disputes, until the provider, asked, says the same.
-- Beside the chain: nothing unproven enters it.
CREATE TABLE notices (
    id           INTEGER PRIMARY KEY,
    order_number INTEGER NOT NULL,
    attempt      INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    at_ms        INTEGER NOT NULL,
    UNIQUE (order_number, attempt, kind, body)
) STRICT;

-- How many webhooks were dropped: unsigned where the provider signs, or crowded out.
ALTER TABLE stream ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;

-- The codes of the merchant's other tills, as the relay told them last, parted by spaces. One row.
CREATE TABLE live_codes (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    codes TEXT NOT NULL
) STRICT;
