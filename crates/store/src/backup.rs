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
        let unfinished = folder.join(format!("unfinished-{}", self.presence.name()));
        let _ = fs::remove_file(&unfinished);
        let mut copy = Connection::open(&unfinished)?;
        Backup::new(&self.connection, &mut copy)?.run_to_completion(1_000, Duration::ZERO, None)?;
        // A backup is one plain file: no write-ahead log beside it.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        copy.close().map_err(|(_, error)| error)?;
        fs::rename(&unfinished, folder.join(format!("{PREFIX}{stamp}.db")))?;
        for old in newest_first(&folder).into_iter().skip(KEPT) {
            let _ = fs::remove_file(old);
        }
        Ok(())
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
