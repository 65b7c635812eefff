//! The backups: whole logs in one file each, made while others may write, proved before they count,
//! and thinned out by their age.

mod elsewhere;
mod thin;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use domain::UnixMs;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::error::Error;
use crate::files;
use crate::open::{DATABASE, Store};
use crate::pace::Pace;
use crate::process_lock::{ProcessLock, is_name};
use crate::start::SHORT;
use crate::verify::{has_whole_chain, verify_file};
use crate::watermark::head;
use crate::{damage, schema};
pub use elsewhere::{Copied, is_copy};
pub(crate) use thin::{DAY_MS, computer_clock, stamp};
use thin::{read_stamp, surplus};

pub(crate) const FOLDER: &str = "backups";
const PREFIX: &str = "order-log-";
const UNFINISHED: &str = "unfinished-";
/// Held by the process that makes one.
const LOCK: &str = "backup.lock";
/// What stands behind the stamp in the name of a backup from before a migration, with the version
/// then.
const MIGRATED: &str = "-before-update-of-v";
/// How many of those are kept.
const MIGRATED_KEPT: usize = 2;

/// So much all backups together may take on the disk where the log is small, in bytes: 256 MiB.
const MOST_BYTES: u64 = 256 << 20;

/// How many pages are copied at once: 256 KiB.
const SLICE_PAGES: i32 = 64;

/// A copy is made smaller where one page in so many is free.
const WORTH_A_VACUUM: i64 = 10;

/// What came from outside and is no fact: a backup holds none of it, so that nobody outside can
/// make it grow. What a provider has signed stays: nobody else can make more of it, and it does not
/// come again.
const OUTSIDE: &[&str] = &[
    "DELETE FROM received",
    "DELETE FROM link",
    "DELETE FROM notices",
    "DELETE FROM live_codes",
    "DELETE FROM jobs WHERE provider_id IS NOT NULL AND rank < 2",
];

impl Store {
    /// Makes `backups/order-log-<UTC time>.db` if anything has happened, there is no backup from within
    /// a day of `now`, and no other process is making one; and removes those that it makes surplus:
    /// 7 days, 4 weeks and 12 months keep one each, as far as all together take no more than twice the log's size.
    /// Says whether it made one. Damage that shows in the copy alone is damage of the log.
    pub fn back_up_if_due(&self, now: UnixMs) -> Result<bool, Error> {
        self.back_up(now, &Pace::at_once())
    }

    /// What a process that ends makes up for, whether or not it lived long enough for a backup beside selling:
    /// the one that is due where the log is short, and in a long log the one that is due for a second day.
    pub fn back_up_at_end(&self, now: UnixMs) -> Result<bool, Error> {
        let is_young =
            |it: &Found| it.at.is_some_and(|at| (-DAY_MS..2 * DAY_MS).contains(&now.since(at)));
        let is_long = head(&self.connection)?.0 > SHORT;
        let can_wait = is_long && list(&self.home.join(FOLDER)).iter().any(is_young);
        if can_wait || damage::noted(&self.home).is_some() {
            return Ok(false);
        }
        self.back_up_if_due(now)
    }

    /// The same at a pace.
    pub(crate) fn back_up(&self, now: UnixMs, pace: &Pace) -> Result<bool, Error> {
        let folder = self.home.join(FOLDER);
        files::make_own_folder(&folder)?;
        let lock = files::open_or_make(&self.home.join(LOCK))?;
        if lock.try_lock().is_err() {
            return Ok(false);
        }
        let made = self.back_up_alone(&folder, now, pace);
        // A program that is being started beside this has a copy of the lock for a moment: said, it is free at once.
        let _ = lock.unlock();
        made
    }

    fn back_up_alone(&self, folder: &Path, now: UnixMs, pace: &Pace) -> Result<bool, Error> {
        sweep_unfinished(folder, &self.process_lock);
        // A stamp in the future is of a clock that was wrong, then or now: no reason to wait for
        // years.
        let is_recent = |it: &Found| {
            it.at.is_some_and(|at| (-DAY_MS..DAY_MS).contains(&now.since(at))) && it.looks_whole()
        };
        if !has_news(&self.connection)? || list(folder).iter().any(is_recent) {
            return Ok(false);
        }
        make_room(&self.home, folder, now);
        let made = make(&self.connection, folder, &self.process_lock, &stamp(now), pace)
            .map_err(|error| self.noted(error))?;
        let found = list(folder);
        let stamps: Vec<UnixMs> = found.iter().filter_map(|it| it.at).collect();
        let surplus = surplus(&stamps, now);
        for old in found.iter().filter(|it| it.at.is_some_and(|at| surplus.contains(&at))) {
            // The one that was proved just now stays, whatever the clock says.
            if old.path != made {
                let _ = fs::remove_file(&old.path);
            }
        }
        Ok(true)
    }
}

impl Store {
    /// Makes and proves a backup, whatever others there are.
    pub(crate) fn back_up_anew(&self, now: UnixMs, pace: &Pace) -> Result<(), Error> {
        let folder = self.home.join(FOLDER);
        files::make_own_folder(&folder)?;
        let lock = files::open_or_make(&self.home.join(LOCK))?;
        if lock.try_lock().is_err() {
            return Err(Error::Busy);
        }
        make(&self.connection, &folder, &self.process_lock, &stamp(now), pace)
            .map_err(|error| self.noted(error))?;
        Ok(())
    }
}

/// Whether anything has happened but the naming of the till: a backup of less would be the day's only
/// one.
fn has_news(log: &Connection) -> Result<bool, Error> {
    let has = "SELECT EXISTS (SELECT 1 FROM events WHERE kind <> 'till_named')";
    Ok(log.query_row(has, [], |row| row.get(0))?)
}

/// Backs up a log of version `version` before it is brought to a newer one. `None` for `now`: by
/// the computer's clock.
pub(crate) fn before_migration(
    log: &Connection,
    home: &Path,
    process_lock: &ProcessLock,
    version: i64,
    now: Option<UnixMs>,
) -> Result<(), Error> {
    if head(log)?.0 == 0 {
        return Ok(());
    }
    let folder = home.join(FOLDER);
    files::make_own_folder(&folder)?;
    sweep_unfinished(&folder, process_lock);
    let now = now.unwrap_or_else(computer_clock);
    let name = format!("{}{MIGRATED}{version}", stamp(now));
    make_room(home, &folder, now);
    make(log, &folder, process_lock, &name, &Pace::at_once())?;
    for old in list(&folder).iter().filter(|it| it.is_migrated()).skip(MIGRATED_KEPT) {
        let _ = fs::remove_file(&old.path);
    }
    Ok(())
}

/// Removes what processes that died in the middle of a backup have left: a full disk must not be filled
/// further at each start.
pub(crate) fn sweep_unfinished(folder: &Path, process_lock: &ProcessLock) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(owner) = name.strip_prefix(UNFINISHED) else { continue };
        let owner = files::BESIDE
            .iter()
            .filter(|end| !end.is_empty())
            .fold(owner, |owner, end| owner.strip_suffix(end).unwrap_or(owner));
        if is_name(owner) && !process_lock.is_alive(owner) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes the oldest backups, so that with one more all together take no more than twice the log's size. The
/// newest one stays in any case, and so does what a person has named.
fn make_room(home: &Path, folder: &Path, now: UnixMs) {
    let size = |path: &Path| fs::metadata(path).map_or(0, |it| it.len());
    let log = size(&home.join(DATABASE));
    let most = MOST_BYTES.max(log.saturating_mul(2));
    let mut all = log;
    let of_ours = |it: &Found| it.at.is_some() || it.is_migrated();
    let backups = by_age(list(folder), now).into_iter().filter(of_ours);
    for (age, backup) in backups.enumerate() {
        all = all.saturating_add(size(&backup.path));
        if age > 0 && all > most {
            let _ = fs::remove_file(&backup.path);
        }
    }
}

/// Copies the log, proves the copy, and only then gives it its name.
fn make(
    log: &Connection,
    folder: &Path,
    process_lock: &ProcessLock,
    name: &str,
    pace: &Pace,
) -> Result<PathBuf, Error> {
    let unfinished = folder.join(format!("{UNFINISHED}{}", process_lock.name()));
    files::remove(&unfinished);
    let copied = copy(log, &unfinished, pace).and_then(|()| {
        verify_file(&unfinished, pace).map_err(|error| match error {
            Error::Damaged { what, .. } => {
                Error::damaged(format!("a copy of it does not pass: {what}"))
            }
            other => other,
        })
    });
    if let Err(error) = copied {
        files::remove(&unfinished);
        return Err(error);
    }
    let path = folder.join(format!("{PREFIX}{name}.db"));
    fs::rename(&unfinished, &path)?;
    files::sync_folder(folder)?;
    Ok(path)
}

fn copy(log: &Connection, path: &Path, pace: &Pace) -> Result<(), Error> {
    copy_into(log, path, &files::make_new(path)?, pace)
}

/// The same into a file that was made for it.
fn copy_into(log: &Connection, path: &Path, file: &File, pace: &Pace) -> Result<(), Error> {
    let mut copy = Connection::open(path)?;
    pace.hold(&copy)?;
    // Each slice is synced here: what would wait for the disk all at once would let a sale wait for it too.
    copy.pragma_update(None, "synchronous", "OFF")?;
    copy_pages(log, &mut copy, || {
        file.sync_data()?;
        pace.rest()
    })?;
    // A backup is one plain file: no write-ahead log beside it. Nor is there a journal: what is cut short is removed.
    copy.pragma_update(None, "journal_mode", "OFF")?;
    // A log of an older version has other tables, and is copied as it is: that is for one update
    // only.
    if schema::version(&copy)? == schema::newest_version() {
        leave_outside(&copy)?;
    }
    copy.close().map_err(|(_, error)| error)?;
    Ok(file.sync_all()?)
}

/// Copies all pages as they are now, in slices, while others write: the copy is of one moment.
fn copy_pages(
    log: &Connection,
    copy: &mut Connection,
    mut end_slice: impl FnMut() -> Result<(), Error>,
) -> Result<(), Error> {
    let moment = log.unchecked_transaction()?;
    // What was read once stays the same until the transaction ends.
    head(&moment)?;
    let backup = Backup::new(log, copy)?;
    loop {
        match backup.step(SLICE_PAGES)? {
            StepResult::Done => return Ok(()),
            StepResult::More => end_slice()?,
            _ => return Err(Error::Busy),
        }
    }
}

/// Deletes what came from outside, and gives its room back where that is worth it.
fn leave_outside(copy: &Connection) -> Result<(), Error> {
    copy.pragma_update(None, "secure_delete", "ON")?;
    for outside in OUTSIDE {
        copy.execute(outside, [])?;
    }
    let pages = |pragma| copy.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    if pages("freelist_count")? > pages("page_count")? / WORTH_A_VACUUM {
        copy.execute_batch("VACUUM")?;
    }
    Ok(())
}

/// Adds the newest backup that passes the check to a report of damage or loss.
pub(crate) fn name_last_good(mut error: Error, home: &Path) -> Error {
    if let Error::Damaged { last_good_backup, .. } | Error::Behind { last_good_backup, .. } =
        &mut error
        && last_good_backup.is_none()
    {
        *last_good_backup =
            all(home).into_iter().find(|path| verify_file(path, &Pace::at_once()).is_ok());
    }
    error
}

/// The same where the log in place is damaged: where its chain is whole, it is its own way back.
pub(crate) fn name_way_back(mut error: Error, home: &Path) -> Error {
    if let Error::Damaged { last_good_backup, .. } = &mut error
        && last_good_backup.is_none()
    {
        let log = home.join(DATABASE);
        *last_good_backup = has_whole_chain(&log).then_some(log);
    }
    name_last_good(error, home)
}

/// All backups in this home, newest first, and then those that say that they are of the future.
pub(crate) fn all(home: &Path) -> Vec<PathBuf> {
    let folder = home.join(FOLDER);
    let own = by_age(list(&folder), computer_clock()).into_iter().map(|it| it.path);
    let copies = [folder.as_path(), home].into_iter().flat_map(elsewhere::copies);
    own.chain(copies).collect()
}

/// A backup that the till has made by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    /// The file.
    pub path: PathBuf,
    /// When it was made, by its name; `None` for one from before a migration, and one that a person has named.
    pub at: Option<UnixMs>,
    /// Its size.
    pub bytes: u64,
}

/// The backups under `home`, newest first, and then those that say that they are of the future.
pub fn backups(home: &Path) -> Vec<BackupFile> {
    let size = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    let found = by_age(list(&home.join(FOLDER)), computer_clock()).into_iter();
    found.map(|it| BackupFile { bytes: size(&it.path), path: it.path, at: it.at }).collect()
}

/// Proves a backup as it was proved when it was made.
pub fn prove_backup(path: &Path) -> Result<(), Error> {
    verify_file(path, &Pace::at_once())
}

/// A file that is named as a backup is.
struct Found {
    path: PathBuf,
    /// What stands behind the prefix.
    name: String,
    /// By its stamp; `None` for one from before a migration, or that a person has named.
    at: Option<UnixMs>,
}

impl Found {
    fn is_migrated(&self) -> bool {
        self.name.contains(MIGRATED)
    }

    /// It was proved when it was made. This is against a file that has been cut to nothing since.
    fn looks_whole(&self) -> bool {
        schema::check_header(&self.path).is_ok()
    }
}

/// Behind the others, as they are, those whose stamp is more than a day ahead: they are of a clock that was wrong.
fn by_age(mut found: Vec<Found>, now: UnixMs) -> Vec<Found> {
    found.sort_by_key(|it| it.at.is_some_and(|at| at.since(now) > DAY_MS));
    found
}

/// Newest first, by name.
fn list(folder: &Path) -> Vec<Found> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<Found> = entries
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let name = file.strip_prefix(PREFIX)?.strip_suffix(".db")?.to_owned();
            Some(Found { path: entry.path(), at: read_stamp(&name), name })
        })
        .collect();
    found.sort_unstable_by(|a, b| b.name.cmp(&a.name));
    found
}
