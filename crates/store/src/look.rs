//! Looking into a log on a disk that takes nothing: one that is read-only, or full. Who only looks needs no lock
//! of a process, no write-ahead log of SQLite's and no index of it beside the log.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::error::Error;
use crate::index::search;
use crate::log_file::LogFile;
use crate::migration::Tell;
use crate::open::{DATABASE, LONGEST_WAIT, Store, keep_statements};
use crate::process_lock::ProcessLock;
use crate::{backup, files, restore, schema, watermark};

/// What the name of a copy's folder begins with.
const COPY: &str = "balcao-look-";

/// To open a log by its name or its address, which changes nothing in it.
pub(crate) const ONLY_READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY
    .union(OpenFlags::SQLITE_OPEN_NO_MUTEX)
    .union(OpenFlags::SQLITE_OPEN_URI);

/// Held for as long as a copy is looked into.
const LOCK: &str = "lock";

/// How a log is read beside which nothing can be written.
#[derive(Debug)]
pub(crate) struct Look {
    /// What SQLite is told to open.
    name: PathBuf,
    flags: OpenFlags,
    /// Why nothing can be written, in the system's words.
    why: String,
    /// Goes with it, and the lock that says that somebody uses it.
    _copy: Option<(TempDir, File)>,
}

impl Look {
    /// One more connection to what is looked at.
    pub(crate) fn connect(&self) -> Result<Connection, Error> {
        connect(&self.name, self.flags)
    }
}

impl Store {
    /// Opens the log to look at it as [`Store::open_to_read_telling`] does; where nothing can be written, without
    /// writing anything. [`Store::unwritable`] tells. Errors: the log is not there, or cannot be read.
    pub fn open_to_look(home: &Path, tell: &Tell) -> Result<Self, Error> {
        match Self::open_to_read_telling(home, tell) {
            Err(Error::Unwritable(why)) => {
                open_unwritable(home, why, tell).map_err(|error| backup::name_way_back(error, home))
            }
            opened => opened,
        }
    }

    /// Why nothing can be written beside this log, in the system's words; `None` where it can, as far as opening
    /// it has shown.
    pub fn unwritable(&self) -> Option<&str> {
        self.look.as_ref().map(|look| look.why.as_str())
    }
}

fn open_unwritable(home: &Path, why: String, tell: &Tell) -> Result<Store, Error> {
    let path = home.join(DATABASE);
    let mark = watermark::read(home)?;
    if files::is_empty(&path) {
        return Err(match mark.filter(|mark| mark.seq > 0) {
            Some(mark) => Error::behind(Some(mark.seq)),
            None => Error::Unwritable(why),
        });
    }
    let process_lock = ProcessLock::of_who_looks(home);
    let file = LogFile::open(&path)?;
    schema::check_header(&path)?;
    let (look, connection) = find_way(&path, why, process_lock.is_alone(), tell)?;
    let watermark = watermark::hold(&connection, mark.as_ref())?;
    Ok(Store::of(home, (connection, file), Some(look), process_lock, watermark))
}

/// The cheapest way that works: SQLite's own beside an index of the write-ahead log that is there; the log alone,
/// where nothing stands beside it and nobody writes; else a copy, elsewhere.
fn find_way(
    path: &Path,
    why: String,
    is_alone: bool,
    tell: &Tell,
) -> Result<(Look, Connection), Error> {
    let plain = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let unchanging = immutable(path).filter(|_| is_alone).map(|name| (name, ONLY_READ));
    for (name, flags) in [Some((path.to_owned(), plain)), unchanging].into_iter().flatten() {
        match connect(&name, flags) {
            Ok(connection) if schema::version(&connection)? == schema::newest_version() => {
                return Ok((Look { name, flags, why, _copy: None }, connection));
            }
            // An older log is brought to this version in a copy.
            Ok(_) | Err(Error::Unwritable(_)) => {}
            Err(error) => return Err(error),
        }
    }
    sweep_copies(&std::env::temp_dir());
    let copy = tempfile::Builder::new().prefix(COPY).tempdir()?;
    let lock = files::make_new(&copy.path().join(LOCK))?;
    // In a folder of its own nobody else has it.
    let _ = lock.try_lock();
    let name = copy.path().join(DATABASE);
    restore::copy_whole(path, &name)?;
    bring_up_to_date(&name, tell)?;
    let connection = connect(&name, plain)?;
    Ok((Look { name, flags: plain, why, _copy: Some((copy, lock)) }, connection))
}

/// Removes the copies of those who were killed while they looked: they hold names and documents.
fn sweep_copies(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_copy = entry.file_name().to_str().is_some_and(|name| name.starts_with(COPY))
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        let is_left = || {
            let lock = entry.path().join(LOCK);
            // Whoever else makes such a folder may put there what never opens.
            let is_a_file = lock.symlink_metadata().is_ok_and(|it| it.is_file());
            is_a_file && File::open(lock).is_ok_and(|lock| lock.try_lock().is_ok())
        };
        if is_copy && is_left() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn bring_up_to_date(copy: &Path, tell: &Tell) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut log = Connection::open_with_flags(copy, flags)?;
    // Takes in what stood in the write-ahead log.
    log.pragma_update(None, "journal_mode", "DELETE")?;
    let (found, known) = (schema::version(&log)?, schema::newest_version());
    if found > known {
        return Err(Error::TooNew { found, known });
    }
    if found < known {
        schema::migrate(&mut log, tell, None)?;
    }
    Ok(())
}

fn connect(name: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(name, flags)?;
    connection.busy_timeout(LONGEST_WAIT)?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // Who looks brings nothing into the log when it ends.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    keep_statements(&connection)?;
    // Nothing has been opened before something is read.
    if schema::version(&connection)? == schema::newest_version() {
        // For a proof: from here on nothing is made, not even what is this connection's own.
        search::name_terms(&connection)?;
    }
    connection.pragma_update(None, "query_only", "ON")?;
    Ok(connection)
}

/// The log's address for a file that changes under nobody (sqlite.org/uri.html); `None` for a name that is no text, and
/// where something stands in its write-ahead log, which would not be read.
pub(crate) fn immutable(path: &Path) -> Option<PathBuf> {
    if fs::metadata(files::beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0) {
        return None;
    }
    let mut address = String::from("file:");
    for byte in path.to_str()?.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                address.push(char::from(byte));
            }
            other => {
                // Nothing is refused by a text.
                let _ = write!(address, "%{other:02X}");
            }
        }
    }
    Some(PathBuf::from(format!("{address}?immutable=1")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_that_nobody_looks_into_are_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let copy = |name: &str| {
            let copy = folder.path().join(name);
            fs::create_dir(&copy).unwrap();
            fs::write(copy.join(DATABASE), "names and documents").unwrap();
            let lock = files::make_new(&copy.join(LOCK)).unwrap();
            (copy, lock)
        };
        let (left, lock) = copy("balcao-look-1");
        drop(lock);
        let (used, lock) = copy("balcao-look-2");
        lock.try_lock().unwrap();
        let (foreign, _) = copy("another-program-3");
        // Of somebody else, who would have us wait or take away what is not ours.
        let (lockless, _) = copy("balcao-look-4");
        fs::remove_file(lockless.join(LOCK)).unwrap();
        let (never_opens, _) = copy("balcao-look-5");
        fs::remove_file(never_opens.join(LOCK)).unwrap();
        let mut pipe = std::process::Command::new("mkfifo");
        assert!(pipe.arg(never_opens.join(LOCK)).status().unwrap().success());
        let file = folder.path().join("balcao-look-6");
        fs::write(&file, "").unwrap();

        sweep_copies(folder.path());
        assert!(!left.exists());
        for stays in [used, foreign, lockless, never_opens, file] {
            assert!(stays.exists(), "{}", stays.display());
        }
    }
}
