DROP TABLE events;
ALTER TABLE events_6 RENAME TO events;

CREATE INDEX events_of_stream ON events (stream, stream_id);

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END;

-- Also keeps INSERT OR REPLACE out, which would delete without firing the trigger above.
CREATE TRIGGER events_only_grow BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'the order log grows by one at its end'); END;

CREATE UNIQUE INDEX payouts_by_number ON payouts (number);

-- The index has the words of the field; stored events keep those that they were written with.
ALTER TABLE orphans RENAME TO unmatched;
DROP INDEX orphans_by_state;
DROP INDEX orphans_by_end_to_end_id;
CREATE INDEX unmatched_by_state ON unmatched (state, number);
CREATE INDEX unmatched_by_end_to_end_id ON unmatched (end_to_end_id) WHERE end_to_end_id IS NOT NULL;
UPDATE unmatched SET state = 'matched' WHERE state = 'attached';
UPDATE unmatched SET state = 'dismissed' WHERE state = 'set_aside';
UPDATE charges SET dispute = 'closed' WHERE dispute = 'settled';

-- Jobs: what is due later, and who is at it. kind: `poll` of a charge (order_number, attempt), `lookup_charge` or
-- `lookup_payout` of a transaction (provider, account, provider_id). Beside the log: losing a row costs a question,
-- never a fact.
-- begun_at_ms: when the last question was begun, or answered if it has been; due_at_ms: NULL for never again.
-- hint: there was news since the question under way was begun. outcome_unknown: a request may have been executed
-- without our knowing. webhook: the provider was told where to send webhooks about this charge. pause_until_ms: the
-- provider asked for a pause, which no hint shortens. rank: how far the webhook can be believed that a look-up came of.
CREATE TABLE jobs (
    id               INTEGER PRIMARY KEY,
    kind             TEXT    NOT NULL,
    order_number     INTEGER,
    attempt          INTEGER,
    provider         TEXT,
    account          TEXT,
    provider_id      TEXT,
    rank             INTEGER NOT NULL DEFAULT 0,
    created_at_ms    INTEGER,
    begun_at_ms      INTEGER NOT NULL DEFAULT 0,
    due_at_ms        INTEGER,
    failures         INTEGER NOT NULL DEFAULT 0,
    hint             INTEGER NOT NULL DEFAULT 0,
    outcome_unknown  INTEGER NOT NULL DEFAULT 0,
    webhook          INTEGER NOT NULL DEFAULT 0,
    owner            TEXT,
    pause_until_ms   INTEGER,
    trouble          TEXT,
    trouble_since_ms INTEGER,
    CHECK ((order_number IS NULL) = (attempt IS NULL)),
    CHECK ((order_number IS NULL) <> (provider_id IS NULL))
) STRICT;

INSERT INTO jobs (kind, order_number, attempt, begun_at_ms, due_at_ms, failures, hint, outcome_unknown, webhook,
    owner, pause_until_ms, trouble, trouble_since_ms)
SELECT 'poll', order_number, attempt, asked_at_ms, next_at_ms, failures, hint, outcome_unknown, webhook,
    owner, pause_until_ms, trouble, trouble_since_ms
FROM asks ORDER BY order_number, attempt;

INSERT INTO jobs (kind, provider, account, provider_id, rank, created_at_ms, begun_at_ms, due_at_ms, failures, hint,
    owner)
SELECT 'lookup_' || kind, provider, account, provider_id, rank, begun_at_ms, asked_at_ms, next_at_ms, failures, hint,
    owner
FROM inquiries ORDER BY id;

DROP TABLE asks;
DROP TABLE inquiries;

CREATE UNIQUE INDEX jobs_of_charge ON jobs (order_number, attempt) WHERE order_number IS NOT NULL;
CREATE UNIQUE INDEX jobs_of_transaction ON jobs (kind, provider, account, provider_id)
WHERE provider_id IS NOT NULL;
CREATE INDEX jobs_due ON jobs (due_at_ms) WHERE due_at_ms IS NOT NULL;

-- What came in other amounts is more or less than what was asked for; the sum of it is not odd.
UPDATE charges SET anomalies = trim(replace(' ' || anomalies || ' ', ' amount_mismatch ',
    (SELECT CASE WHEN received_centavos > orders.amount_centavos THEN ' overpaid '
                 WHEN received_centavos < orders.amount_centavos THEN ' underpaid '
                 ELSE ' ' END
     FROM orders WHERE orders.number = charges.order_number)))
WHERE instr(anomalies, 'amount_mismatch') > 0;
