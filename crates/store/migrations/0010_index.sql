-- Search: the grams of what an order's events name (number, reference, ids, payer's name), by the event's place.
-- `index/search.rs` says what a gram is; the rows are written by `migration.rs`, which tells how far it is.
-- Without content and places: what is found is held against the event itself.
CREATE VIRTUAL TABLE search USING fts5 (grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii');

CREATE INDEX orders_by_amount ON orders (amount_centavos);

-- An event whose body resembles an earlier one's stands as what differs from it: `packed`, beside an empty `body`,
-- against the body of the event `base`, which stands in full. The hash is that of the whole body, as before.
-- `log/packed.rs` packs; events of an older log stay as they are.
ALTER TABLE events ADD COLUMN base INTEGER;
ALTER TABLE events ADD COLUMN packed BLOB CHECK ((packed IS NULL) = (base IS NULL) AND (packed IS NULL OR body = ''));

-- The newest events of each kind that stand in full, for those that come. Losing a row costs some bytes, never a fact.
CREATE TABLE bases (
    kind TEXT    NOT NULL,
    seq  INTEGER NOT NULL,
    PRIMARY KEY (kind, seq)
) STRICT, WITHOUT ROWID;

-- The stream's word is not repeated for each event of an order.
DROP INDEX events_of_stream;
CREATE INDEX events_of_order ON events (stream_id) WHERE stream = 'order';
CREATE INDEX events_of_no_order ON events (stream) WHERE stream <> 'order';
