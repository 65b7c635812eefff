//! The order log: append-only, hash-chained events in SQLite.
