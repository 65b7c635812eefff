-- Each start looks for charges of an older log that belong to no account: as many as there are, not as many as
-- there ever were.
CREATE INDEX charges_unbound ON charges (provider, order_number, attempt) WHERE account = '';
