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
