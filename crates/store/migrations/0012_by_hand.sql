-- What a customer has shown as the id of a payment, where a person has confirmed a sale by hand. No proof: it stands
-- apart from the ids of payments, and is looked up so that it is shown once.
ALTER TABLE charges ADD COLUMN shown_id TEXT COLLATE NOCASE;
CREATE INDEX charges_by_shown_id ON charges (shown_id) WHERE shown_id IS NOT NULL;
