//! What can go wrong with the order log, by what the caller does next.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// An error of the order log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Do not sell on it: a page, an event or the index is broken.
    #[error("the order log is damaged: {what}")]
    Damaged {
        /// What is broken, and where.
        what: String,
        /// The newest backup that passes the same check.
        last_good_backup: Option<PathBuf>,
    },
    /// The disk is full, read-only or failing: nothing was written.
    #[error("the order log cannot be written: {0}")]
    Unwritable(String),
    /// Written by a newer version of Balcão: update this one.
    #[error("the order log has schema version {found}, this version knows {known}")]
    TooNew {
        /// Version of the file.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// No such order, attempt of it, or orphan in the log.
    #[error("no such order")]
    NotFound,
    /// Another charge has this reference.
    #[error("the reference is taken")]
    ReferenceTaken,
    /// The order is paid, or its money is on the way back: no further attempt.
    #[error("the order is paid")]
    AlreadyPaid,
    /// A person has said already what this money without a sale was.
    #[error("the orphan is settled")]
    OrphanSettled,
    /// Another process held the log for longer than five seconds.
    #[error("the order log is busy")]
    Busy,
    /// Anything else; a fault of ours.
    #[error("order log: {0}")]
    Internal(String),
}

impl Error {
    /// Damage without a word on backups yet; opening the log adds the last good one.
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into(), last_good_backup: None }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::damaged(text),
            Some(
                ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure
                | ErrorCode::PermissionDenied,
            ) => Self::Unwritable(text),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => match error {
                rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
                _ => Self::Internal(text),
            },
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Unwritable(error.to_string())
    }
}
