//! Copies of the order log, and the way back from one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Copies the order log into a folder, beside selling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackUp {
    /// The folder's whole path. It has to be there.
    pub folder: String,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackedUpView {
    /// The file.
    pub path: String,
    /// How many events it holds.
    #[ts(type = "number")]
    pub events: i64,
    /// How many orders.
    #[ts(type = "number")]
    pub orders: i64,
    /// The hash of its last event, in hex.
    pub head: String,
    /// Its size.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// The backups that were found, and where one may be put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupsView {
    /// Those that the till has made by itself, and those in the folders below; each place the newest first.
    pub files: Vec<BackupFileView>,
    /// Folders that are there: those of pen drives first, then that of the user's documents.
    pub folders: Vec<BackupFolderView>,
}

/// A file that is named as a backup is; whether it is one is proved when it is restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupFileView {
    /// Its whole path.
    pub path: String,
    /// Its name.
    pub name: String,
    /// The till has made it by itself, on its own disk.
    pub own: bool,
    /// When it was made, by its name or else by the disk; null: not known.
    #[ts(type = "number | null")]
    pub at_ms: Option<i64>,
    /// Its size.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// A folder in which a backup may be put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupFolderView {
    /// Its whole path.
    pub path: String,
    /// Its name.
    pub name: String,
    /// It is on a disk that can be taken away.
    pub removable: bool,
}

/// Puts a backup in the place of the order log: closes the till, restores, and opens it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreLog {
    /// The file's whole path.
    pub file: String,
}

/// What the log has and a backup does not: it would not be in its place any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewerView {
    /// Events.
    #[ts(type = "number")]
    pub events: i64,
    /// Orders that were opened by them.
    #[ts(type = "number")]
    pub orders: i64,
    /// The backup is of this very log; else nothing of the log is in it.
    pub same_log: bool,
}

/// A log that was put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoredView {
    /// Events in it.
    #[ts(type = "number")]
    pub events: i64,
    /// Orders in it.
    #[ts(type = "number")]
    pub orders: i64,
    /// How many events are known to have stood behind its end; null: that is not known.
    #[ts(type = "number | null")]
    pub missing: Option<i64>,
    /// The till's new code.
    pub code: String,
    /// The number of the next order.
    pub first_order: String,
    /// Where the log that was there before is kept.
    pub replaced: Option<String>,
    /// The keyring could not be asked or told.
    pub without_keyring: bool,
}
