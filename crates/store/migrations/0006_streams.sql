-- The words of the field for what the index tells of; stored events keep the words that they were written with.
ALTER TABLE orphans RENAME TO unmatched;
DROP INDEX orphans_by_state;
DROP INDEX orphans_by_end_to_end_id;
CREATE INDEX unmatched_by_state ON unmatched (state, number);
CREATE INDEX unmatched_by_end_to_end_id ON unmatched (end_to_end_id) WHERE end_to_end_id IS NOT NULL;
UPDATE unmatched SET state = 'matched' WHERE state = 'attached';
UPDATE unmatched SET state = 'dismissed' WHERE state = 'set_aside';
UPDATE charges SET dispute = 'closed' WHERE dispute = 'settled';
