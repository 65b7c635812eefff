//! The way back: another log is put in the place of this home's, under a new code; a new one, where
//! nothing is left.
//!
//! What was sold after the restored log ended may have given out its references and numbers. So the
//! till gets a code that it never had, its order numbers jump past all that may have been given
//! out, and everything that may have changed since is asked about.

mod events;
mod newer;
mod swap;

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use domain::{Actor, OrderNumber, UnixMs};
use rusqlite::{Connection, OpenFlags, Transaction, params};

use crate::backup::{name_last_good, stamp};
use crate::error::Error;
use crate::log::Stamp;
use crate::migration::silently;
use crate::open::DATABASE;
use crate::process_lock::ProcessLock;
use crate::verify::{Place, check_chain, check_pages, verify};
use crate::watermark::{self, Mark};
use crate::{backup, files, index, schema, till};
pub use newer::Newer;
pub(crate) use swap::{finish, has_replaced, owner_of_unfinished, replaced};

/// Order numbers jump at least this far, and to a whole multiple of it.
const JUMP: i64 = 1_000;

/// So many order numbers count as given out where nothing tells how many were.
const UNKNOWN: i64 = 100_000;

/// Charges registered so long before the restored log's last event are asked about, in
/// milliseconds: 90 days, in which a Pix may be given back.
const SINCE_MS: i64 = 90 * 86_400_000;

/// Of those that have ended, one more is due each time that this has passed, in milliseconds: no
/// provider is flooded.
const PACE_MS: i64 = 1_000;

/// What the till goes on as.
#[derive(Debug, Clone, Copy)]
pub struct Successor<'a> {
    /// Its code, which it never had before.
    pub code: &'a str,
    /// The marks of its log that were kept elsewhere.
    pub marks: &'a [Mark],
    /// Whether its money is invented: a log of the other kind is refused.
    pub training: bool,
    /// The time on our clock.
    pub now: UnixMs,
    /// Who puts the log back.
    pub by: &'a Actor,
}

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
    /// Where the log stands that was in this place before, if there was one.
    pub replaced: Option<PathBuf>,
}

/// Puts the log in `file` in the place of the one under `home`, named anew. `file` may be the log in
/// place itself: then it goes on with what is left; `None`: it goes on from nothing, with a new log.
/// No other process may have the home's log open. Killed at any point, it leaves the log from before
/// or the new one.
///
/// The chain of the file is proved first, its index is made anew from it, and the file itself is
/// never changed. Errors: `NotALog`, `TooNew`, `OtherMoney` and `Damaged` are about the file, `InUse`
/// and `Unwritable` about the home; nothing has changed then.
pub fn restore(home: &Path, file: Option<&Path>, next: &Successor<'_>) -> Result<Restored, Error> {
    restore_alone(home, file, next).map_err(|error| name_last_good(error, home))
}

fn restore_alone(
    home: &Path,
    file: Option<&Path>,
    next: &Successor<'_>,
) -> Result<Restored, Error> {
    files::make_folder(home)?;
    let process_lock = ProcessLock::begin_restoring(home)?;
    if !process_lock.is_alone() {
        return Err(Error::InUse);
    }
    finish(home)?;
    swap::remove_unfinished(home);
    let copy = swap::unfinished(home, process_lock.name());
    let prepared = Past::read(home, next.marks).and_then(|past| {
        match file {
            Some(file) => copy_whole(file, &copy)?,
            None => begin_anew(&copy)?,
        }
        prepare(&copy, &past, next)
    });
    let restored = prepared.inspect_err(|_| files::remove(&copy))?;
    swap::begin(home, &copy, &stamp(next.now))?;
    Ok(Restored { replaced: finish(home)?, ..restored })
}

/// What is known of the log whose place is taken, apart from what the file says.
#[derive(Debug, Default)]
struct Past {
    marks: Vec<Mark>,
    /// The last number that is known to be given out; `None`: nothing tells.
    given_out: Option<i64>,
    /// The codes that it had.
    codes: Vec<String>,
}

impl Past {
    fn read(home: &Path, elsewhere: &[Mark]) -> Result<Self, Error> {
        let mut past = Self::default();
        past.marks.extend(watermark::read(home)?);
        past.marks.extend_from_slice(elsewhere);
        for mark in &past.marks {
            past.given_out = past.given_out.max((mark.seq > 0).then_some(mark.orders));
            past.codes.push(mark.code.clone());
        }
        for log in backup::all(home).into_iter().chain([home.join(DATABASE)]) {
            if let Some((number, codes)) = look_into(&log) {
                past.given_out = past.given_out.max((number > 0).then_some(number));
                past.codes.extend(codes);
            }
        }
        Ok(past)
    }
}

fn begin_anew(copy: &Path) -> Result<(), Error> {
    files::make_new(copy)?;
    let mut log = Connection::open(copy)?;
    schema::migrate(&mut log, &silently(), None)?;
    Ok(log.close().map_err(|(_, error)| error)?)
}

/// Copies a log as it is, with the write-ahead log or journal that may stand beside it.
pub(crate) fn copy_whole(file: &Path, copy: &Path) -> Result<(), Error> {
    let name = file.display();
    let not_a_log = |why: String| Err(Error::NotALog(why));
    // Before it is opened: a pipe would wait for somebody to write.
    match fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return not_a_log(format!("no such file: {name}"));
        }
        Ok(found) if !found.is_file() => return not_a_log(format!("not a file: {name}")),
        found => found?,
    };
    let mut begin = Vec::new();
    File::open(file)?.take(schema::MAGIC.len() as u64).read_to_end(&mut begin)?;
    if begin != schema::MAGIC {
        return not_a_log(format!("{name}: not a database"));
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

/// The last order number and the codes of a log that may be broken, if that can be read.
fn look_into(path: &Path) -> Option<(i64, Vec<String>)> {
    let has_wal = files::beside(path, "-wal").exists();
    let log = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let number = till::last_number(&log).ok();
    let codes = till::codes(&log).unwrap_or_default();
    drop(log);
    if !has_wal {
        // Who only reads leaves them there.
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(files::beside(path, end));
        }
    }
    Some((number?, codes))
}

/// Proves the copy, brings it up to date, and makes it this till's next log.
fn prepare(copy: &Path, past: &Past, next: &Successor<'_>) -> Result<Restored, Error> {
    let mut log = open_copy(copy)?;
    if check_pages(&log.unchecked_transaction()?).is_err() {
        drop(log);
        events::take_over(copy)?;
        log = open_copy(copy)?;
        check_pages(&log.unchecked_transaction()?)?;
    }
    let tx = log.transaction()?;
    let events = check_chain(&tx, Place::BEGINNING, |_| ())?.seq;
    // The chain is the truth: whatever is wrong with what follows from it, is made anew.
    let orders = index::make_anew(&tx)?;
    if till::is_training(&tx)?.is_some_and(|training| training != next.training) {
        return Err(Error::OtherMoney);
    }
    let missing = missing(&tx, &past.marks)?;
    let first_number = first_number(&tx, past)?;
    make_due(&tx, next.now)?;
    let lost = missing.filter(|missing| *missing > 0);
    let stamp = Stamp { actor: next.by, now: next.now };
    till::name_restored(&tx, stamp, next.code, first_number, lost, &past.codes)?;
    // Who this till is from now on is put down anew: nobody sells on under this code but it.
    tx.execute("UPDATE till SET instance = NULL, place = NULL", [])?;
    verify(&tx, &silently())?;
    tx.commit()?;
    log.close().map_err(|(_, error)| error)?;
    File::open(copy)?.sync_all()?;
    let code = next.code.to_owned();
    Ok(Restored { events, orders, missing, code, first_number, replaced: None })
}

/// Opens the copy in this version's shape.
fn open_copy(copy: &Path) -> Result<Connection, Error> {
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
        check_chain(&old, Place::BEGINNING, |_| ())?;
        drop(old);
        schema::migrate(&mut log, &silently(), None)?;
    }
    // What fails here fails the proof of the pages.
    let _ = log.execute_batch("REINDEX");
    Ok(log)
}

/// How many events the log lacks, by the greatest mark under its own code; an empty one lacks all.
fn missing(log: &Transaction<'_>, marks: &[Mark]) -> Result<Option<i64>, Error> {
    if watermark::head(log)?.0 == 0 {
        return Ok(marks.iter().map(|mark| mark.seq).max());
    }
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
fn first_number(tx: &Transaction<'_>, past: &Past) -> Result<OrderNumber, Error> {
    let own = till::next_number(tx)?.get() - 1;
    let last = own.max(past.given_out.unwrap_or(if own == 0 { UNKNOWN } else { 0 }));
    let jumped = last.saturating_add(JUMP).saturating_add(JUMP - 1) / JUMP * JUMP;
    OrderNumber::new(jumped.saturating_add(1)).ok_or_else(|| Error::damaged("order numbers"))
}

/// Makes due whatever may have changed since the log ended: what is open, at once, and what was
/// registered lately, the newest first. With a hint, so that it is asked about until an answer comes.
fn make_due(tx: &Transaction<'_>, now: UnixMs) -> Result<(), Error> {
    let last: i64 = tx.query_row(
        "SELECT coalesce((SELECT at_ms FROM events ORDER BY seq DESC LIMIT 1), 0)",
        [],
        |row| row.get(0),
    )?;
    let since = UnixMs::new(last.min(now.get())).plus_ms(-SINCE_MS);
    tx.execute(
        "INSERT INTO jobs (kind, order_number, attempt, begun_at_ms, due_at_ms, outcome_unknown, hint)
         SELECT 'poll', order_number, attempt, 0, ?1 + iif(is_open, 0, ?3 * (place - 1)),
             status IN ('registering', 'refunding'), 1
         FROM (SELECT order_number, attempt, status, is_open,
                   row_number() OVER (PARTITION BY is_open ORDER BY order_number DESC) AS place
               FROM (SELECT *, status IN ('registering', 'pending', 'refunding') AS is_open
                     FROM charges) AS charges
               WHERE is_open
                   OR EXISTS (SELECT 1 FROM events
                              WHERE stream = 'order' AND stream_id = charges.order_number
                                  AND events.attempt = charges.attempt
                                  AND kind IN ('requested', 'registered') AND at_ms >= ?2))
         WHERE true
         ON CONFLICT (order_number, attempt) WHERE order_number IS NOT NULL DO UPDATE SET
             due_at_ms = max(?1, min(excluded.due_at_ms,
                                     coalesce(due_at_ms, excluded.due_at_ms))),
             hint = 1, pause_until_ms = NULL, failures = 0,
             outcome_unknown = max(outcome_unknown, excluded.outcome_unknown)",
        params![now.get(), since.get(), PACE_MS],
    )?;
    tx.execute("UPDATE jobs SET owner = NULL", [])?;
    // What waited for a printer then has come out since, or nobody waits for it any more.
    tx.execute(
        "UPDATE slips SET state = 'given_up', owner = NULL, report = NULL
         WHERE state IN ('queued', 'printing', 'doubtful')",
        [],
    )?;
    Ok(())
}
