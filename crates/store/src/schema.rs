//! The shape of the file: its header, its version, its tables, and how an older one is brought up
//! to date.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::{Connection, Transaction};
use rusqlite_migration::{HookError, M, Migrations};

use crate::error::Error;
use crate::files;
use crate::index;
use crate::log_file::LogFile;
use crate::migration::{self, Part, Tell, silently};
use crate::process_lock::Others;

/// Never edit a released one: add the next.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_order_log.sql"),
    include_str!("../migrations/0002_relay.sql"),
    include_str!("../migrations/0003_money_without_a_sale.sql"),
    include_str!("../migrations/0004_accounts_and_proof.sql"),
    include_str!("../migrations/0005_end_of_the_log.sql"),
    include_str!("../migrations/0006_streams.sql"),
    include_str!("../migrations/0007_words.sql"),
    include_str!("../migrations/0008_poller.sql"),
    include_str!("../migrations/0009_log.sql"),
    include_str!("../migrations/0010_index.sql"),
    include_str!("../migrations/0011_searched.sql"),
    include_str!("../migrations/0012_by_hand.sql"),
    include_str!("../migrations/0013_personal.sql"),
    include_str!("../migrations/0014_operators.sql"),
    include_str!("../migrations/0015_payments.sql"),
    include_str!("../migrations/0016_checks.sql"),
    include_str!("../migrations/0017_slips.sql"),
];

/// The first version whose index has payments and refunds.
const PAYMENTS_SINCE: i64 = 15;

/// The first version whose events name their stream.
pub(crate) const STREAMS_SINCE: i64 = 7;

/// The first version that may keep a body packed.
pub(crate) const PACKED_SINCE: i64 = 10;

/// The first version in which what events say of persons stands beside them.
pub(crate) const DIVIDED_SINCE: i64 = 13;

/// The first version that keeps a mark beside the log.
pub(crate) const MARKED_SINCE: i64 = 5;

/// The version of the schema in a file; 0 in an empty one.
pub(crate) fn version(connection: &Connection) -> Result<i64, Error> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Whether there is nothing at all in a file.
pub(crate) fn is_blank(connection: &Connection) -> Result<bool, Error> {
    let things: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(things == 0)
}

/// Whether a database has what every version of the log has.
pub(crate) fn is_log(connection: &Connection) -> Result<bool, Error> {
    let tables: i64 = connection.query_row(
        "SELECT count(*) FROM sqlite_schema
         WHERE type = 'table' AND name IN ('events', 'orders', 'charges', 'till')",
        [],
        |row| row.get(0),
    )?;
    Ok(tables == 4)
}

/// The newest version of the schema that is known here.
pub(crate) fn newest_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings a file to the newest version, all in one transaction: what is interrupted begins anew. Nothing
/// is changed if one of the others knows only the older form at the end: it may have come meanwhile.
pub(crate) fn migrate(
    connection: &mut Connection,
    tell: &Tell,
    others: Option<&Others>,
) -> Result<(), Error> {
    let (from, failed) = (version(connection)?, Failed::default());
    match Migrations::new(steps(from, tell, others, &failed)).to_latest(connection) {
        Ok(()) => Ok(()),
        // Two processes may start on a new home at once: the loser finds the work done.
        Err(_) if version(connection)? == newest_version() => Ok(()),
        Err(error) => Err(lock(&failed).take().unwrap_or_else(|| from_migration(error))),
    }
}

/// Why a step's own code failed: a hook can tell the library no more than a text.
type Failed = Arc<Mutex<Option<Error>>>;

fn lock(failed: &Failed) -> MutexGuard<'_, Option<Error>> {
    failed.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a step does beyond its SQL.
type Work = fn(&Transaction<'_>, &Tell) -> Result<(), Error>;

/// The steps from a version on; the events are copied into the table that 0006 makes, the index for searches, which
/// 0010 makes, is filled when they are as they are read today, and 0015 brings the index of orders to what they give now.
fn steps(from: i64, tell: &Tell, others: Option<&Others>, failed: &Failed) -> Vec<M<'static>> {
    let passes = [
        (STREAMS_SINCE - 1, STREAMS_SINCE - 1, migration::copy_events as Work),
        (PACKED_SINCE, DIVIDED_SINCE, migration::index_names),
        (DIVIDED_SINCE, DIVIDED_SINCE, migration::divide),
        (PAYMENTS_SINCE, PAYMENTS_SINCE, index::rebuild),
    ];
    let passes: Vec<_> = passes.into_iter().filter(|(since, ..)| from < *since).collect();
    let numbered = MIGRATIONS.iter().zip(1_i64..);
    let step = |(sql, number): (&&'static str, i64)| {
        let mut works: Vec<(Part, Work)> = Vec::new();
        for (at, (_, of, work)) in passes.iter().enumerate() {
            if *of == number {
                works.push((Part::of(at, passes.len()), *work));
            }
        }
        let is_last = number == newest_version();
        if works.is_empty() && !is_last {
            return M::up(sql);
        }
        let (tell, failed, others) = (Arc::clone(tell), Arc::clone(failed), others.cloned());
        M::up_with_hook(sql, move |tx: &Transaction<'_>| {
            let worked = works.iter().try_for_each(|(part, work)| work(tx, &part.telling(&tell)));
            let is_sold_on = || from > 0 && others.as_ref().is_some_and(Others::has_older);
            // One that came while the log was brought up to date sells on it by now.
            let done = worked
                .and_then(|()| if is_last && is_sold_on() { Err(Error::InUse) } else { Ok(()) });
            done.map_err(|error| {
                let text = error.to_string();
                *lock(&failed) = Some(error);
                HookError::Hook(text)
            })
        })
    };
    numbered.map(step).collect()
}

/// Every migration has run on many logs. One that cannot run here meets another schema than the
/// version in the header says, or none that it could read.
fn from_migration(error: rusqlite_migration::Error) -> Error {
    of_another_version(match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => Error::Internal(other.to_string()),
    })
}

/// SQL of a version that cannot run in a file that says it is of that version tells that it is not.
pub(crate) fn of_another_version(error: Error) -> Error {
    match error {
        Error::Internal(text) => {
            Error::damaged(format!("the log is not of the version that it says: {text}"))
        }
        other => other,
    }
}

/// What begins every file of SQLite 3 (sqlite.org/fileformat.html, 1.3).
pub(crate) const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Checks what SQLite itself would answer with something else than "damaged": a flipped bit in the
/// write version makes a file read-only, one in the text encoding makes it unreadable.
pub(crate) fn check_header(path: &Path) -> Result<(), Error> {
    let (header, length) = LogFile::open(path)?.begin(100)?;
    if header.len() < 100 {
        return Err(Error::damaged("the file is shorter than a header"));
    }
    let at = |from: usize, len: usize| header.get(from..from + len).unwrap_or_default();
    let is_whole = at(0, 16) == MAGIC
        && matches!(at(18, 2), [1, 1] | [2, 2])
        && matches!(at(56, 4), [0, 0, 0, 0 | 1]);
    if !is_whole {
        return Err(Error::damaged("the file's header is not a log's"));
    }
    let number = |from: usize| at(from, 4).try_into().map_or(0, u32::from_be_bytes);
    let page_bytes = match at(16, 2) {
        [0, 1] => 65_536,
        bytes => bytes.try_into().map_or(0, u16::from_be_bytes).into(),
    };
    // SQLite itself counts on the number of pages only where both of these agree. Beside a write-ahead log
    // the last pages may stand there.
    let is_counted = number(24) == number(92);
    let has_wal = fs::metadata(files::beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0);
    let wanted = u64::from(number(28)).saturating_mul(page_bytes);
    if is_counted && !has_wal && length < wanted {
        return Err(Error::damaged(format!("the file is cut: {length} of {wanted} bytes")));
    }
    Ok(())
}

/// Compares tables, columns, indexes and triggers with those that a new log has. Others may be
/// there besides.
pub(crate) fn check(log: &Connection) -> Result<(), Error> {
    let found = shape(log)?;
    match new_shape()?.iter().find(|part| !found.contains(part)) {
        None => Ok(()),
        Some(missing) => Err(Error::damaged(format!("the schema is without: {missing}"))),
    }
}

/// The shape of a new log. It is the same for the whole life of a process, and costs all migrations.
fn new_shape() -> Result<&'static [String], Error> {
    static SHAPE: OnceLock<Vec<String>> = OnceLock::new();
    if let Some(known) = SHAPE.get() {
        return Ok(known);
    }
    let mut fresh = Connection::open_in_memory()?;
    migrate(&mut fresh, &silently(), None)?;
    let shape = shape(&fresh)?;
    Ok(SHAPE.get_or_init(|| shape))
}

/// Each column, index and trigger as a line. A table's own text is not compared: SQLite writes it anew
/// when it is altered.
fn shape(log: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = log.prepare(
        "SELECT 'column ' || m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk
         FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS c WHERE m.type = 'table'
         UNION ALL
         SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '')
         FROM sqlite_schema WHERE type <> 'table'",
    )?;
    let lines = statement.query_map([], |row| row.get(0))?;
    Ok(lines.collect::<Result<_, _>>()?)
}
