//! What the log has and a copy of it does not: told before the copy takes the log's place.

use std::path::Path;

use rusqlite::Connection;

use crate::error::Error;
use crate::log::row::OPENED;
use crate::look::{ONLY_READ, immutable};
use crate::open::{LONGEST_WAIT, Store};
use crate::schema;
use crate::watermark::{self, Mark};

/// How much of a log would not be in its place any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newer {
    /// Events.
    pub events: i64,
    /// Orders that were opened by them.
    pub orders: i64,
    /// The copy is of this very log; else nothing of the log is in it.
    pub is_of_this_log: bool,
}

impl Store {
    /// What of this log stands behind the end of the copy, or all of it where the copy is of another log. Nothing is
    /// written, and nothing proved: a restore proves the copy. Errors: `NotALog` for a file that is none.
    pub fn newer_than(&self, file: &Path) -> Result<Newer, Error> {
        let copied = end_of(file)?;
        let log = self.connection.unchecked_transaction()?;
        let is_of_this_log = copied.seq > 0 && watermark::has(&log, &copied)?;
        let end = if is_of_this_log { copied.seq } else { 0 };
        let count = "SELECT count(*), coalesce(sum(kind = ?2), 0) FROM events WHERE seq > ?1";
        let counted = log.query_row(count, (end, OPENED), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (events, orders) = counted;
        Ok(Newer { events, orders, is_of_this_log })
    }
}

/// How far a file has come that nobody else changes.
fn end_of(file: &Path) -> Result<Mark, Error> {
    let not_a_log = |why: &str| Error::NotALog(format!("{why}: {}", file.display()));
    // Before it is opened: a pipe would wait for somebody to write.
    if !file.metadata().is_ok_and(|found| found.is_file()) {
        return Err(not_a_log("no such file"));
    }
    let name = immutable(file);
    let log = Connection::open_with_flags(name.as_deref().unwrap_or(file), ONLY_READ)?;
    log.busy_timeout(LONGEST_WAIT)?;
    log.pragma_update(None, "trusted_schema", "OFF")?;
    if !schema::is_log(&log).is_ok_and(|is_log| is_log) {
        return Err(not_a_log("not a log"));
    }
    let (seq, hash) = watermark::head(&log)?;
    Ok(Mark { code: String::new(), seq, hash, orders: 0 })
}
