-- How long the relay has run in all its processes, in milliseconds, some last seconds perhaps left out.
ALTER TABLE life ADD COLUMN lived_ms INTEGER NOT NULL DEFAULT 0;

-- What tills told of themselves: nothing that is decided here depends on it.
CREATE TABLE told (
    till        TEXT    PRIMARY KEY REFERENCES tills (id),
    -- The letters at the beginning of its references.
    code        TEXT,
    -- Its order log as it told it last: the log's code, its newest seq, that event's SHA-256 in hex.
    mark_code   TEXT,
    mark_seq    INTEGER,
    mark_sha256 TEXT,
    -- The lived_ms at which its last session ended; absent while it has one.
    left_at_ms  INTEGER,
    CHECK ((mark_code IS NULL) = (mark_seq IS NULL) AND (mark_seq IS NULL) = (mark_sha256 IS NULL))
) STRICT, WITHOUT ROWID;
