//! What can go wrong with the order log, by what the caller does next.

use std::path::PathBuf;

use domain::ShiftRefusal;
use domain::order::Refusal;
use rusqlite::ErrorCode;

/// An error of the order log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Do not sell on it: a page, an event or the index is broken.
    #[error("the order log is damaged: {what}")]
    Damaged {
        /// What is broken, and where.
        what: String,
        /// What a restore can go on from: the log itself, where its chain is whole, else the newest
        /// backup that passes the same check.
        last_good_backup: Option<PathBuf>,
    },
    /// Do not sell on it: events are missing at its end, or all of it is, or its mark; or it is
    /// another log than the one that stood here.
    #[error("the order log is not all there")]
    Behind {
        /// How many events are missing; `None`: that cannot be told.
        missing: Option<i64>,
        /// The newest backup that passes the check.
        last_good_backup: Option<PathBuf>,
    },
    /// Not a log that could be restored: there is no such file, or it is something else.
    #[error("no order log: {0}")]
    NotALog(String),
    /// Invented money in the place of real money, or real money in training.
    #[error("the order log is of the other kind of money")]
    OtherMoney,
    /// Another process has the log open, and it must be the only one that does.
    #[error("the order log is open in another process")]
    InUse,
    /// The disk is full, read-only or failing: nothing was written.
    #[error("the order log cannot be written: {0}")]
    Unwritable(String),
    /// A copy cannot be put into the folder that a person has named; nothing is left there that looks like one.
    #[error("no backup can be put into {folder}: {why}")]
    BackupFolder {
        /// What it does not let.
        fault: FolderFault,
        /// The folder.
        folder: PathBuf,
        /// Why, in the system's words.
        why: String,
    },
    /// Written by a newer version of Balcão: update this one.
    #[error("the order log has schema version {found}, this version knows {known}")]
    TooNew {
        /// Version of the file.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// No such order, attempt of it, or unmatched payment in the log.
    #[error("no such order")]
    NotFound,
    /// Another charge has this reference.
    #[error("the reference is taken")]
    ReferenceTaken,
    /// The order is paid, or its money is on the way back: no further attempt.
    #[error("the order is paid")]
    AlreadyPaid,
    /// A person has confirmed the order by hand: it is not ended, charged anew, or confirmed otherwise.
    #[error("the order is confirmed by hand")]
    ConfirmedByHand,
    /// Nobody can have paid the order's last charge: it came to nothing before a code was shown.
    #[error("there is nothing to confirm by hand")]
    NothingToConfirm,
    /// What was sent for the charge named a person, and that was blanked: it cannot be sent again.
    #[error("the request's personal part was blanked")]
    Blanked,
    /// A person has said already what this money without a sale was.
    #[error("the unmatched payment was matched or dismissed already")]
    UnmatchedResolved,
    /// A shift is not opened, moved or closed this way.
    #[error("the shift does not allow it: {0:?}")]
    Shift(ShiftRefusal),
    /// Another process held the log for longer than five seconds.
    #[error("the order log is busy")]
    Busy,
    /// Work beside selling was broken off because the till is closed.
    #[error("the work on the order log was stopped")]
    Stopped,
    /// Anything else; a fault of ours.
    #[error("order log: {0}")]
    Internal(String),
}

/// Why a folder takes no backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderFault {
    /// It is not there, or is no folder.
    Missing,
    /// It has no room for the whole log.
    Full,
    /// It is read-only or another user's, was taken away meanwhile, or does not give back what was written.
    Unwritable,
}

impl Error {
    /// Damage without a word on backups yet; opening the log adds the last good one.
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into(), last_good_backup: None }
    }

    /// A log that is not all there, without a word on backups yet.
    pub(crate) fn behind(missing: Option<i64>) -> Self {
        Self::Behind { missing, last_good_backup: None }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::AlreadyPaid => Self::AlreadyPaid,
            Refusal::ConfirmedByHand => Self::ConfirmedByHand,
            Refusal::NothingToConfirm => Self::NothingToConfirm,
            Refusal::NoSuchAttempt => Self::NotFound,
            Refusal::StillOpen => Self::Internal("an attempt beside an open one".into()),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TypeMismatch,
            ) => Self::damaged(text),
            Some(
                ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure
                | ErrorCode::PermissionDenied,
            ) => Self::Unwritable(text),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::OperationInterrupted) => Self::Stopped,
            Some(_) if is_about_schema(&text) => Self::damaged(text),
            Some(_) => Self::Internal(text),
            None => match error {
                rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
                // Our columns are typed and our texts UTF-8: what is not cannot be ours.
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..) => Self::damaged(text),
                rusqlite::Error::SqlInputError { .. } if is_about_schema(&text) => {
                    Self::damaged(text)
                }
                _ => Self::Internal(text),
            },
        }
    }
}

/// SQLite has one code for a fault in a statement and for a schema in which what it names is
/// missing. Our statements are tested; a schema that is not ours is damage.
fn is_about_schema(text: &str) -> bool {
    ["no such ", "has no column", "malformed", "unsupported file format"]
        .iter()
        .any(|words| text.contains(words))
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Unwritable(error.to_string())
    }
}
