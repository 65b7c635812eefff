-- Names of headers, in lower case and joined by commas, that a route passes on beside the usual ones.
ALTER TABLE routes ADD COLUMN passing TEXT NOT NULL DEFAULT '';
