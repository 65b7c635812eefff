-- A wake of the poller costs the same however many charges are open, and however many there ever were.
DROP INDEX jobs_due;
CREATE INDEX polls_due ON jobs (due_at_ms) WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL;
CREATE INDEX polls_newest ON jobs (order_number, attempt) WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL;
CREATE INDEX polls_begun ON jobs (begun_at_ms) WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL;
CREATE INDEX lookups_by_rank ON jobs (rank, id) WHERE provider_id IS NOT NULL;
CREATE INDEX jobs_claimed ON jobs (owner) WHERE owner IS NOT NULL;
CREATE INDEX polls_over ON jobs (begun_at_ms) WHERE order_number IS NOT NULL AND due_at_ms IS NULL;
