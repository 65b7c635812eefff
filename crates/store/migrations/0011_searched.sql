-- The place down to which events stand in the index for searches. Those behind it, few, are put there together.
CREATE TABLE searched (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL CHECK (seq >= 0)
) STRICT;

INSERT INTO searched (id, seq) SELECT 1, coalesce(max(seq), 0) FROM events;
