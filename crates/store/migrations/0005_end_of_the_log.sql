-- The till's code and its first order number stand in the chain now, as events of number 0 and kind
-- `till_named`; this row is their projection. The code of a till that was named before stays without one.
-- instance: SHA-256, in hex, of a secret that is kept outside of the home; place: a fingerprint of machine and
-- folder. Both tell a copy from its original. training: 1 in a log of invented money, 0 in one of real money.

ALTER TABLE till ADD COLUMN first_number INTEGER NOT NULL DEFAULT 1 CHECK (first_number >= 1);
ALTER TABLE till ADD COLUMN instance TEXT;
ALTER TABLE till ADD COLUMN place TEXT;
ALTER TABLE till ADD COLUMN training INTEGER CHECK (training IN (0, 1));

CREATE INDEX events_that_name ON events (seq) WHERE kind = 'till_named';

-- Starts and sweeps go through what is open, and must cost the same in a log of a million orders.
CREATE INDEX charges_open ON charges (order_number, attempt)
WHERE status IN ('registering', 'pending', 'refunding');

-- The pairing under which the relay has welcomed this log, as its caller names it. What a relay knows under
-- another one may be of another log.
ALTER TABLE stream ADD COLUMN pairing TEXT;
