-- Wrong tries of PINs in a row, for all processes of the till; a right one deletes its row. Beside the chain.
-- `noted_ms` is in milliseconds of the machine's monotonic clock, which nobody sets: the wait counts from it, and begins
-- anew where that lies in the future, for then the machine was started in between.
CREATE TABLE pin_tries (
    operator TEXT    PRIMARY KEY,
    wrong    INTEGER NOT NULL CHECK (wrong >= 1),
    noted_ms INTEGER NOT NULL
) STRICT;

-- What counts towards an operator's limits, of which a day is asked for at a time.
CREATE INDEX events_that_count ON events (at_ms) WHERE kind IN ('refund_requested', 'confirmed_by_hand');
