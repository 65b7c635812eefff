//! The way back: another log is put in the place of this home's, under a new code.
//!
//! What was sold after the restored log ended may have given out its references and numbers. So the
//! till gets a code that it never had, its order numbers jump past all that may have been given
//! out, and everything that may have changed since is asked about.

mod swap;

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use domain::{OrderNumber, UnixMs};
use rusqlite::{Connection, OpenFlags, Transaction, params};

use crate::backup::{name_last_good, stamp};
use crate::error::Error;
use crate::open::DATABASE;
use crate::presence::Presence;
use crate::till::{self, Why};
use crate::verify::{check_chain, check_pages, verify};
use crate::watermark::{self, Mark};
use crate::{files, schema};
pub(crate) use swap::finish;

/// Order numbers jump at least this far, and to a whole multiple of it.
const JUMP: i64 = 1_000;

/// Charges registered so long before the restored log's last event are asked about, in
/// milliseconds: 7 days.
const SINCE_MS: i64 = 7 * 86_400_000;

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How many events the file held.
    pub events: i64,
    /// How many orders.
    pub orders: i64,
    /// How many events came after it, by the marks; `None`: that cannot be told.
    pub missing: Option<i64>,
    /// The till's code from now on.
    pub code: String,
    /// The number of the next order.
    pub first_number: OrderNumber,
    /// Where the log stands that was in this place before, if there was one and it is not the file
    /// itself.
    pub replaced: Option<PathBuf>,
}

/// Puts the log in `file` in the place of the one under `home`, named anew with `code`, which
/// neither of them ever had. `file` may be the log in place itself: then it goes on with what is
/// left. `marks` are those that were kept elsewhere. No other process may have the home's log open.
/// Killed at any point, it leaves the log from before or the new one.
///
/// The file is proved first and never changed. Errors: `NotALog`, `TooNew` and `Damaged` are about
/// the file, `InUse` and `Unwritable` about the home; nothing has changed then.
pub fn restore(
    home: &Path,
    file: &Path,
    code: &str,
    marks: &[Mark],
    now: UnixMs,
) -> Result<Restored, Error> {
    restore_alone(home, file, code, marks, now).map_err(|error| name_last_good(error, home))
}

fn restore_alone(
    home: &Path,
    file: &Path,
    code: &str,
    marks: &[Mark],
    now: UnixMs,
) -> Result<Restored, Error> {
    files::make_folder(home)?;
    let presence = Presence::begin_restoring(home)?;
    if !presence.is_alone() {
        return Err(Error::InUse);
    }
    finish(home)?;
    swap::remove_unfinished(home);
    let in_place = home.join(DATABASE);
    let is_in_place = is_same(file, &in_place);
    let marks: Vec<Mark> =
        watermark::read(home)?.into_iter().chain(marks.iter().cloned()).collect();
    let copy = swap::unfinished(home, presence.name());
    let prepared = copy_whole(file, &copy).and_then(|()| {
        let given_out = marks.iter().map(|mark| mark.orders).max().unwrap_or(0);
        let given_out = given_out.max(last_number(&in_place).unwrap_or(0));
        prepare(&copy, code, &marks, given_out, now)
    });
    let restored = prepared.inspect_err(|_| files::remove(&copy))?;
    swap::begin(home, &copy, &stamp(now))?;
    let replaced = finish(home)?;
    if let (Some(replaced), true) = (&replaced, is_in_place) {
        files::remove(replaced);
    }
    Ok(Restored { replaced: replaced.filter(|_| !is_in_place), ..restored })
}

fn is_same(file: &Path, other: &Path) -> bool {
    let paths = fs::canonicalize(file).ok().zip(fs::canonicalize(other).ok());
    paths.is_some_and(|(file, other)| file == other)
}

/// Copies a log as it is, with the write-ahead log or journal that may stand beside it.
fn copy_whole(file: &Path, copy: &Path) -> Result<(), Error> {
    let not_a_log = |why: &str| Err(Error::NotALog(format!("{}: {why}", file.display())));
    let mut source = match File::open(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return not_a_log("no such file"),
        source => source?,
    };
    if !source.metadata()?.is_file() {
        return not_a_log("not a file");
    }
    let mut begin = Vec::new();
    source.by_ref().take(schema::MAGIC.len() as u64).read_to_end(&mut begin)?;
    if begin != schema::MAGIC {
        return not_a_log("not a database");
    }
    schema::check_header(file)?;
    copy_bytes(file, copy)?;
    for end in ["-wal", "-journal"] {
        let beside = files::beside(file, end);
        if beside.exists() {
            copy_bytes(&beside, &files::beside(copy, end))?;
        }
    }
    Ok(())
}

fn copy_bytes(from: &Path, to: &Path) -> Result<(), Error> {
    let (mut from, mut to) = (File::open(from)?, files::make_new(to)?);
    std::io::copy(&mut from, &mut to)?;
    Ok(())
}

/// The last order number of the log that is to be replaced, if that can be read.
fn last_number(path: &Path) -> Option<i64> {
    let has_wal = files::beside(path, "-wal").exists();
    let log = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let number = till::last_number(&log).ok();
    drop(log);
    if !has_wal {
        // Who only reads leaves them there.
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(files::beside(path, end));
        }
    }
    number
}

/// Proves the copy, brings it up to date, and makes it this till's next log.
fn prepare(
    copy: &Path,
    code: &str,
    marks: &[Mark],
    given_out: i64,
    now: UnixMs,
) -> Result<Restored, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut log = Connection::open_with_flags(copy, flags)?;
    // Also takes in what stood in the write-ahead log.
    log.pragma_update(None, "journal_mode", "DELETE")?;
    log.pragma_update(None, "synchronous", "FULL")?;
    log.pragma_update(None, "trusted_schema", "OFF")?;
    let (found, known) = (schema::version(&log)?, schema::newest_version());
    if !schema::is_log(&log)? {
        return Err(Error::NotALog("a database of something else".into()));
    }
    if found > known {
        return Err(Error::TooNew { found, known });
    }
    if found < known {
        let old = log.unchecked_transaction()?;
        check_pages(&old)?;
        check_chain(&old, |_| ())?;
        drop(old);
        schema::migrate(&mut log)?;
    }
    let tx = log.transaction()?;
    let (events, orders, _) = verify(&tx)?;
    if marks.iter().any(|mark| mark.code == code) {
        return Err(Error::Internal(format!("this till had the code {code} before")));
    }
    let missing = missing(&tx, marks)?;
    let first_number = first_number(&tx, given_out)?;
    make_due(&tx, now)?;
    let lost = missing.filter(|missing| *missing > 0);
    till::rename(&tx, code, Why::Restored, first_number, lost, now)?;
    // Who this till is from now on is put down anew: nobody sells on under this code but it.
    tx.execute("UPDATE till SET instance = NULL, place = NULL", [])?;
    verify(&tx)?;
    tx.commit()?;
    log.close().map_err(|(_, error)| error)?;
    File::open(copy)?.sync_all()?;
    let code = code.to_owned();
    Ok(Restored { events, orders, missing, code, first_number, replaced: None })
}

/// How many events the log lacks, by the greatest mark under its own code.
fn missing(log: &Transaction<'_>, marks: &[Mark]) -> Result<Option<i64>, Error> {
    let code = till::code(log)?.unwrap_or_default();
    let Some(mark) = marks.iter().filter(|it| it.code == code).max_by_key(|it| it.seq) else {
        return Ok(None);
    };
    let missing = mark.seq.saturating_sub(watermark::head(log)?.0);
    Ok(if missing > 0 {
        Some(missing)
    } else {
        // One that is no further, and not of this log, tells nothing about its end.
        watermark::has(log, mark)?.then_some(0)
    })
}

/// Behind every number that may have been given out, with room for what no mark tells of, at the
/// beginning of a thousand, so that people see the jump.
fn first_number(tx: &Transaction<'_>, given_out: i64) -> Result<OrderNumber, Error> {
    let last = (till::next_number(tx)?.get() - 1).max(given_out);
    let jumped = last.saturating_add(JUMP).saturating_add(JUMP - 1) / JUMP * JUMP;
    OrderNumber::new(jumped.saturating_add(1)).ok_or_else(|| Error::damaged("order numbers"))
}

/// Makes due whatever may have changed since the log ended: what is open, and what was registered
/// shortly before. With a hint, so that it is asked about until an answer comes.
fn make_due(tx: &Transaction<'_>, now: UnixMs) -> Result<(), Error> {
    let last: i64 = tx.query_row(
        "SELECT coalesce((SELECT at_ms FROM events ORDER BY seq DESC LIMIT 1), 0)",
        [],
        |row| row.get(0),
    )?;
    let since = UnixMs::new(last.min(now.get())).plus_ms(-SINCE_MS);
    tx.execute(
        "INSERT INTO asks (order_number, attempt, asked_at_ms, next_at_ms, outcome_unknown, hint)
         SELECT order_number, attempt, 0, ?1, status IN ('registering', 'refunding'), 1
         FROM charges
         WHERE status IN ('registering', 'pending', 'refunding')
             OR EXISTS (SELECT 1 FROM events
                        WHERE events.order_number = charges.order_number
                            AND events.attempt = charges.attempt
                            AND kind IN ('requested', 'registered') AND at_ms >= ?2)
         ON CONFLICT (order_number, attempt) DO UPDATE SET
             next_at_ms = excluded.next_at_ms, hint = 1, pause_until_ms = NULL, failures = 0,
             outcome_unknown = max(outcome_unknown, excluded.outcome_unknown)",
        params![now.get(), since.get()],
    )?;
    tx.execute("UPDATE asks SET owner = NULL", [])?;
    Ok(())
}
