-- The outbox of the printer: what is to come out of it, and what has. Beside the chain: losing a row costs paper, never
-- a fact. Times are in milliseconds of the computer's clock, as those of jobs.
CREATE TABLE slips (
    id            INTEGER PRIMARY KEY,
    kind          TEXT    NOT NULL CHECK (kind IN ('order', 'shift', 'test', 'drawer')),
    order_number  INTEGER,
    shift_number  INTEGER,
    -- Of a paid order: 1 for the first slip, 2 for the second copy; 0 until it is printed, and where nothing is paid.
    copy          INTEGER NOT NULL DEFAULT 0,
    -- The operator's id; absent: the payment itself has asked for it, once.
    asked_by      TEXT,
    asked_at_ms   INTEGER NOT NULL,
    -- 'printing' from before the first byte until after the last; 'doubtful' where nobody knows whether it came out.
    state         TEXT    NOT NULL CHECK (state IN ('queued', 'printing', 'printed', 'doubtful', 'given_up')),
    -- The process that is at it, by its lock.
    owner         TEXT,
    tries         INTEGER NOT NULL DEFAULT 0,
    due_at_ms     INTEGER NOT NULL,
    -- What went wrong last, and since when without a break.
    trouble       TEXT,
    printed_at_ms INTEGER,
    -- The report of a shift as it was when it was asked for, until it is printed.
    report        TEXT
) STRICT;

CREATE UNIQUE INDEX slips_of_payments ON slips (order_number, kind) WHERE asked_by IS NULL;
CREATE INDEX slips_of_orders ON slips (order_number) WHERE order_number IS NOT NULL;
CREATE INDEX slips_to_print ON slips (due_at_ms) WHERE state IN ('queued', 'printing', 'doubtful');
