//! A backup in a folder that a person has named, such as a pen drive's: made beside selling, proved there, and never put
//! over another file.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::error::{Error, FolderFault};
use crate::files;
use crate::open::Store;
use crate::pace::Pace;
use crate::till;
use crate::verify::{verify, verify_file};
use crate::watermark::head;
use crate::{damage, migration::silently};

/// What the names of copies begin with, before the till's code.
const PREFIX: &str = "balcao-";
/// What the names of copies end with that are not whole yet.
const UNFINISHED: &str = ".unfinished";
/// In the place of the code of a till that has not been opened to sell yet.
const UNNAMED: &str = "new";
/// So many copies of one moment have names of their own.
const MOST_OF_A_MOMENT: u32 = 100;

/// Whether a file is called as such a copy is.
pub fn is_copy(name: &str) -> bool {
    let name = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(".db"));
    name.is_some_and(|name| name.contains('-'))
}

/// The copies in this folder: those that a person has put among the till's own files are of them.
pub(super) fn copies(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let copies = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_copy));
    copies.map(|entry| entry.path()).collect()
}

/// A log that was copied into a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The file.
    pub path: PathBuf,
    /// How many events it holds.
    pub events: i64,
    /// How many orders.
    pub orders: i64,
    /// The hash of its last event, in hex.
    pub head: String,
    /// Its size.
    pub bytes: u64,
}

impl Store {
    /// Copies the log into this folder as `balcao-CODE-MOMENT.db`, while other processes may sell on it: proves it, copies it
    /// as it is at one moment, and proves the copy before that gets its name. What the copy leaves out is what came from
    /// outside and is no fact. `moment` is put into the name and holds nothing but letters, digits and `-`. A file of
    /// that name stays as it is, and the copy gets a name beside it.
    ///
    /// Errors: the log is damaged or not all there, or `BackupFolder`; then nothing that looks like a copy is left.
    pub fn back_up_into(&self, folder: &Path, moment: &str) -> Result<Copied, Error> {
        check_folder(folder)?;
        damage::noted(&self.home).map_or(Ok(()), Err)?;
        self.check_end()?;
        let proved = self.connection.unchecked_transaction()?;
        verify(&proved, &silently()).map_err(|error| self.noted(error))?;
        drop(proved);
        let code = till::code(&self.connection)?.unwrap_or_else(|| UNNAMED.to_owned());
        let name = format!("{PREFIX}{code}-{moment}");
        sweep(folder, &format!(".{PREFIX}{code}-"));
        let unfinished = folder.join(format!(".{name}-{}{UNFINISHED}", std::process::id()));
        let copied = self.copy_to(&unfinished).and_then(|copied| {
            let path = name_it(&unfinished, folder, &name).map_err(|error| at(folder, &error))?;
            Ok(Copied { path, ..copied })
        });
        copied.inspect_err(|_| files::remove(&unfinished))
    }

    /// Makes the copy and proves it; whoever sweeps leaves it alone meanwhile.
    fn copy_to(&self, unfinished: &Path) -> Result<Copied, Error> {
        let folder = unfinished.parent().unwrap_or(unfinished);
        let held = files::make_new(unfinished).map_err(|error| at(folder, &error))?;
        // Where the disk knows no locks, nobody sweeps.
        let _ = held.try_lock();
        let pace = Pace::at_once();
        super::copy_into(&self.connection, unfinished, &held, &pace)
            .map_err(|error| of_copy(error, folder))?;
        verify_file(unfinished, &pace).map_err(|error| match error {
            // The log itself was proved just now.
            Error::Damaged { what, .. } => fault(FolderFault::Unwritable, folder, what),
            other => of_copy(other, folder),
        })?;
        look_at(unfinished).map_err(|error| of_copy(error, folder))
    }
}

/// What a copy holds.
fn look_at(path: &Path) -> Result<Copied, Error> {
    use rusqlite::{Connection, OpenFlags};
    let copy = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let (events, hash) = head(&copy)?;
    let orders = copy.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?;
    let bytes = fs::metadata(path)?.len();
    Ok(Copied { path: path.to_owned(), events, orders, head: hex::encode(hash), bytes })
}

fn check_folder(folder: &Path) -> Result<(), Error> {
    let found = fs::metadata(folder).map_err(|error| at(folder, &error))?;
    if found.is_dir() {
        return Ok(());
    }
    Err(fault(FolderFault::Missing, folder, "not a folder".to_owned()))
}

/// Gives the copy its name, beside whatever has it already, and brings that to the disk.
fn name_it(unfinished: &Path, folder: &Path, name: &str) -> io::Result<PathBuf> {
    let mut unfinished = TempPath::try_from_path(unfinished)?;
    for place in 1..=MOST_OF_A_MOMENT {
        let again = if place == 1 { String::new() } else { format!("-{place}") };
        let path = folder.join(format!("{name}{again}.db"));
        match unfinished.persist_noclobber(&path) {
            Ok(()) => {
                files::sync_folder(folder)?;
                return Ok(path);
            }
            Err(there) if there.error.kind() == ErrorKind::AlreadyExists => unfinished = there.path,
            Err(failed) => return Err(failed.error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Removes what this till's programs that were killed in the middle of a copy have left: whoever is at one holds it.
fn sweep(folder: &Path, beginning: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name.starts_with(beginning) && name.ends_with(UNFINISHED);
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_ours && is_file && is_left(&entry.path()) {
            files::remove(&entry.path());
        }
    }
}

fn is_left(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// What SQLite says of a copy, about the folder that it is in.
fn of_copy(error: Error, folder: &Path) -> Error {
    match error {
        Error::Unwritable(why) => {
            // SQLite's own words, or the system's.
            let is_full = why.contains("is full") || why.contains("No space left");
            let kind = if is_full { FolderFault::Full } else { FolderFault::Unwritable };
            let kind = if folder.is_dir() { kind } else { FolderFault::Missing };
            fault(kind, folder, why)
        }
        other => other,
    }
}

fn at(folder: &Path, error: &io::Error) -> Error {
    let kind = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => FolderFault::Missing,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FolderFault::Full,
        _ => FolderFault::Unwritable,
    };
    fault(kind, folder, error.to_string())
}

fn fault(fault: FolderFault, folder: &Path, why: String) -> Error {
    Error::BackupFolder { fault, folder: folder.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pen_drive_that_is_pulled_out_is_told_from_one_that_is_full() {
        let there = tempfile::tempdir().unwrap();
        let told = |folder: &Path, why: &str| match of_copy(Error::Unwritable(why.into()), folder) {
            Error::BackupFolder { fault, .. } => fault,
            other => panic!("{other}"),
        };
        assert_eq!(told(there.path(), "disk I/O error"), FolderFault::Unwritable);
        assert_eq!(told(there.path(), "database or disk is full"), FolderFault::Full);
        let system = io::Error::from_raw_os_error(28).to_string();
        assert_eq!(told(there.path(), &system), FolderFault::Full);
        assert_eq!(told(&there.path().join("gone"), "disk I/O error"), FolderFault::Missing);
    }
}
