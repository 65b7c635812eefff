-- What an event says of a person stands beside the chain: names, documents, and what was written freely. The chain
-- holds a salted commitment to it. With a salt, `part` is what stood in the body's places (`log/personal.rs`); without
-- one, it was blanked, and `part` is the commitment.
CREATE TABLE personal (
    seq  INTEGER PRIMARY KEY,
    salt BLOB CHECK (salt IS NULL OR length(salt) = 16),
    part BLOB NOT NULL CHECK (salt IS NOT NULL OR length(part) = 32)
) STRICT;

CREATE TRIGGER personal_is_only_blanked BEFORE UPDATE ON personal
WHEN OLD.salt IS NULL OR NEW.salt IS NOT NULL OR NEW.seq <> OLD.seq
BEGIN SELECT RAISE(ABORT, 'the order log is append-only: what it says of persons is blanked, and no more'); END;

CREATE TRIGGER personal_is_never_deleted BEFORE DELETE ON personal
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END;

CREATE TRIGGER personal_is_of_the_newest BEFORE INSERT ON personal
WHEN NEW.seq IS NOT (SELECT max(seq) FROM events)
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END;

-- The place down to which all personal parts are blanked. Losing it costs a look at them, never a fact.
CREATE TABLE blanked (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL CHECK (seq >= 0)
) STRICT;

-- Where something may be left of what was deleted. `pages`: in free pages, from before deleting meant overwriting.
-- `grams`: in the index for searches, whose parts keep what is deleted until they are merged.
CREATE TABLE remnants (place TEXT PRIMARY KEY CHECK (place IN ('pages', 'grams'))) STRICT, WITHOUT ROWID;

INSERT INTO remnants SELECT 'pages' WHERE EXISTS (SELECT 1 FROM events);
