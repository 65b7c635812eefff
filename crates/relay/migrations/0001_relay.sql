-- One file for who may (merchants, tills, routes) and what came (bodies, stream). Times are
-- milliseconds since 1970-01-01 UTC. Keys and codes stand here as SHA-256 only.

CREATE TABLE life (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL
) STRICT;

CREATE TABLE merchants (
    id            TEXT    PRIMARY KEY,
    name          TEXT    NOT NULL UNIQUE,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE tills (
    id            TEXT    PRIMARY KEY,
    merchant      TEXT    NOT NULL REFERENCES merchants (id),
    name          TEXT    NOT NULL,
    public_key    BLOB    CHECK (length(public_key) = 32),
    created_at_ms INTEGER NOT NULL,
    paired_at_ms  INTEGER,
    revoked_at_ms INTEGER
) STRICT;

-- A till's name is free again once it was revoked.
CREATE UNIQUE INDEX tills_by_name ON tills (merchant, name) WHERE revoked_at_ms IS NULL;

-- Without a till, a route is the merchant's: its events go to all of the merchant's tills.
CREATE TABLE routes (
    id            TEXT    PRIMARY KEY,
    merchant      TEXT    NOT NULL REFERENCES merchants (id),
    till          TEXT    REFERENCES tills (id),
    checking      TEXT,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE ingest_keys (
    sha256        BLOB    PRIMARY KEY CHECK (length(sha256) = 32),
    route         TEXT    NOT NULL REFERENCES routes (id),
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE pairing_codes (
    sha256        BLOB    PRIMARY KEY CHECK (length(sha256) = 32),
    till          TEXT    NOT NULL REFERENCES tills (id),
    expires_at_ms INTEGER NOT NULL,
    -- Right code, wrong proof; too many of these end the code.
    wrong_tries   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What a provider sent, once, however many tills get it.
CREATE TABLE bodies (
    id             INTEGER PRIMARY KEY,
    event          TEXT    NOT NULL,
    route          TEXT    NOT NULL,
    received_at_ms INTEGER NOT NULL,
    headers        TEXT    NOT NULL,
    body           BLOB    NOT NULL,
    -- The same stable id has come with another body before.
    differs        INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Seqs are never used twice, also after the rows have gone: the next is behind the newest of heads.
CREATE TABLE stream (
    seq      INTEGER PRIMARY KEY,
    till     TEXT    NOT NULL,
    previous INTEGER NOT NULL,
    body     INTEGER NOT NULL,
    -- Of the body, for retention.
    bytes    INTEGER NOT NULL,
    -- Other rows have the same body.
    shared   INTEGER NOT NULL DEFAULT 0,
    parked   TEXT
) STRICT;

CREATE INDEX stream_of_till ON stream (till, seq, bytes);

-- Tells when the last row of a shared body goes. Most bodies have one row and cost nothing here.
CREATE INDEX stream_of_shared_body ON stream (body) WHERE shared = 1;

-- The newest seq that each till ever had, and the newest that it has acknowledged. Never taken away.
CREATE TABLE heads (
    till  TEXT    PRIMARY KEY,
    head  INTEGER NOT NULL,
    acked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What came, for seven days, in the order in which it came: 64 bits of a hash.
CREATE TABLE seen (
    id    INTEGER PRIMARY KEY,
    mark  INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT;
