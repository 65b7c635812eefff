//! The backups: one at every start-up, made by SQLite while others may write; the last seven stay.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::UnixMs;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::error::Error;
use crate::open::Store;
use crate::verify::verify_file;

const FOLDER: &str = "backups";
const KEPT: usize = 7;
const PREFIX: &str = "order-log-";
const UNFINISHED: &str = "unfinished-";
/// What SQLite may put beside a file while it writes it.
const BESIDE: &[&str] = &["", "-journal", "-shm", "-wal"];

impl Store {
    /// Copies the log to `backups/order-log-<UTC time>.db` and removes the oldest beyond seven.
    pub(crate) fn back_up(&self, now: UnixMs) -> Result<(), Error> {
        let folder = self.home.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let stamp: String = self.connection.query_row(
            "SELECT strftime('%Y%m%dT%H%M%S', ?1 / 1000, 'unixepoch') || printf('%03dZ', ?1 % 1000)",
            [now.get()],
            |row| row.get(0),
        )?;
        self.sweep_unfinished(&folder);
        let unfinished = folder.join(format!("{UNFINISHED}{}", self.presence.name()));
        if let Err(error) = self.copy_to(&unfinished) {
            // A full disk must not be filled further at each start.
            remove(&unfinished);
            return Err(error);
        }
        fs::rename(&unfinished, folder.join(format!("{PREFIX}{stamp}.db")))?;
        for old in newest_first(&folder).into_iter().skip(KEPT) {
            let _ = fs::remove_file(old);
        }
        Ok(())
    }

    fn copy_to(&self, path: &Path) -> Result<(), Error> {
        let mut copy = Connection::open(path)?;
        Backup::new(&self.connection, &mut copy)?.run_to_completion(1_000, Duration::ZERO, None)?;
        // A backup is one plain file: no write-ahead log beside it.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        copy.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// Removes what processes that died in the middle of a backup have left.
    fn sweep_unfinished(&self, folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(owner) = name.strip_prefix(UNFINISHED) else { continue };
            let owner = BESIDE
                .iter()
                .filter(|end| !end.is_empty())
                .fold(owner, |owner, end| owner.strip_suffix(end).unwrap_or(owner));
            if !self.presence.is_alive(owner) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Removes a file with all that SQLite may have put beside it.
fn remove(path: &Path) {
    for end in BESIDE {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let _ = fs::remove_file(name);
    }
}

/// Adds the newest backup that passes the check to a report of damage.
pub(crate) fn name_last_good(error: Error, home: &Path) -> Error {
    match error {
        Error::Damaged { what, last_good_backup: None } => {
            let backups = newest_first(&home.join(FOLDER));
            let last_good_backup = backups.into_iter().find(|path| verify_file(path).is_ok());
            Error::Damaged { what, last_good_backup }
        }
        other => other,
    }
}

fn newest_first(folder: &Path) -> Vec<PathBuf> {
    let mut backups: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with(PREFIX) && path.extension().is_some_and(|ending| ending == "db")
        })
        .collect();
    backups.sort_unstable_by(|a, b| b.cmp(a));
    backups
}
