-- Search: the grams of what an order's events name (number, reference, ids, payer's name), by the event's place.
-- `index/search.rs` says what a gram is; the rows are written by `migration.rs`, which tells how far it is.
-- Without content and places: what is found is held against the event itself.
CREATE VIRTUAL TABLE search USING fts5 (grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii');

CREATE INDEX orders_by_amount ON orders (amount_centavos);
