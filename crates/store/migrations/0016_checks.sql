-- The checks of customers' receipts, made from the events of the stream `check`: how often an id was shown, and what was
-- checked against a sale. An id is the same in any case, as those of payments are.
CREATE TABLE checks (
    number        INTEGER PRIMARY KEY,
    at_ms         INTEGER NOT NULL,
    actor         TEXT    NOT NULL,
    end_to_end_id TEXT    COLLATE NOCASE,
    shown_centavos INTEGER,
    said_at_ms    INTEGER,
    asked_order   INTEGER,
    verdict       TEXT    NOT NULL,
    order_number  INTEGER,
    unmatched     INTEGER
) STRICT;

CREATE INDEX checks_by_end_to_end_id ON checks (end_to_end_id) WHERE end_to_end_id IS NOT NULL;
CREATE INDEX checks_by_asked_order ON checks (asked_order) WHERE asked_order IS NOT NULL;
CREATE INDEX checks_by_order ON checks (order_number) WHERE order_number IS NOT NULL;
