-- What histories and reports go by: of an order who began it, at which provider it was charged last, and how we know of
-- its money; and beside it every payment and every refund by the provider's time, for sums of a day. `migration.rs`
-- writes the rows of an older log, and tells how far it is.

-- seller: the operator who opened it, `owner` for the owner, empty where the log does not say. provider: the adapter of
-- the last attempt. evidence: `polled`, `signed_webhook`, `manual`, or none. is_odd: something went oddly with its money,
-- or may have. by_hand_at_ms and by_hand_seq: when a person has confirmed it, proved or not, and the place of that event.
-- document_key: the caller's, where there is one.
ALTER TABLE orders ADD COLUMN seller TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN provider TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN evidence TEXT;
ALTER TABLE orders ADD COLUMN is_odd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN received_centavos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN refunded_centavos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN by_hand_at_ms INTEGER;
ALTER TABLE orders ADD COLUMN by_hand_seq INTEGER;
ALTER TABLE orders ADD COLUMN document_key TEXT;

-- Each gives the newest orders of a filter without looking at any other: the number is the last part of every index.
CREATE INDEX orders_by_seller ON orders (seller);
CREATE INDEX orders_by_provider ON orders (provider);
CREATE INDEX orders_by_evidence ON orders (evidence) WHERE evidence IS NOT NULL;
CREATE INDEX orders_odd ON orders (is_odd) WHERE is_odd = 1;
CREATE INDEX orders_by_hand ON orders (by_hand_at_ms) WHERE by_hand_at_ms IS NOT NULL;

-- Every proved payment of every charge, also what was matched to it. place: among the charge's payments, 1 and up. at_ms:
-- the provider's time of payment, else when it was learned of. seq: the event by which it was learned of. seller: the
-- order's. by_hand: a person has matched it to the order.
CREATE TABLE payments (
    order_number    INTEGER NOT NULL,
    attempt         INTEGER NOT NULL,
    place           INTEGER NOT NULL,
    at_ms           INTEGER NOT NULL,
    seq             INTEGER NOT NULL,
    amount_centavos INTEGER NOT NULL,
    end_to_end_id   TEXT,
    provider        TEXT    NOT NULL,
    account         TEXT    NOT NULL,
    evidence        TEXT    NOT NULL,
    seller          TEXT    NOT NULL,
    by_hand         INTEGER NOT NULL,
    PRIMARY KEY (order_number, attempt, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX payments_by_time ON payments (at_ms);
CREATE INDEX payments_by_seq ON payments (seq);

-- Every refund that is back. place: among the charge's refunds that are back, in the order of its list, 1 and up. at_ms:
-- when the money went back at the provider, else when that was learned. source: `here`, `elsewhere`, `dispute`. asked_by:
-- the operator who has asked for it here.
CREATE TABLE refunds (
    order_number    INTEGER NOT NULL,
    attempt         INTEGER NOT NULL,
    place           INTEGER NOT NULL,
    at_ms           INTEGER NOT NULL,
    seq             INTEGER NOT NULL,
    amount_centavos INTEGER NOT NULL,
    return_id       TEXT,
    source          TEXT    NOT NULL,
    provider        TEXT    NOT NULL,
    account         TEXT    NOT NULL,
    seller          TEXT    NOT NULL,
    asked_by        TEXT,
    PRIMARY KEY (order_number, attempt, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX refunds_by_time ON refunds (at_ms);
CREATE INDEX refunds_by_seq ON refunds (seq);
