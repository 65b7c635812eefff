//! Tells an older copy of the database from the one that was written last: beside it stands how far
//! it had come.
//!
//! A till drops what it has by (epoch, seq). A database that was put back from a copy would give out
//! the same seqs again, and tills would drop new events as known; so it has to begin a new epoch.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

#[cfg(feature = "sabotage")]
use crate::sabotage::{Sabotage, is_chosen};

/// The file's name beside the database.
const FILE: &str = "watermark";

/// How far a database has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The life of the store.
    pub(crate) epoch: String,
    /// The newest seq of all tills.
    pub(crate) seq: u64,
}

/// The open file.
pub(crate) struct Watermark(File);

impl Watermark {
    /// Opens it and says what stands there; `None` if that is nothing, or nothing that we wrote.
    pub(crate) fn open(folder: &Path) -> io::Result<(Self, Option<Mark>)> {
        let path = folder.join(FILE);
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        File::open(folder)?.sync_all()?;
        let mut bytes = [0; 128];
        let length = file.read_at(&mut bytes, 0)?;
        let mark = bytes.get(..length).and_then(read);
        Ok((Self(file), mark))
    }

    /// Overwrites it. Not synced: if the machine dies the database is ahead, and that is no older copy.
    pub(crate) fn set(&self, epoch: &str, seq: u64) -> io::Result<()> {
        self.0.write_all_at(format!("{epoch} {seq:020}\n").as_bytes(), 0)
    }

    /// Puts it on disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.0.sync_all()
    }
}

fn read(bytes: &[u8]) -> Option<Mark> {
    let line = std::str::from_utf8(bytes).ok()?.lines().next()?;
    let (epoch, seq) = line.split_once(' ')?;
    let seq = seq.parse().ok()?;
    Some(Mark { epoch: epoch.to_owned(), seq })
}

/// Whether a database that has come to `database` is an older copy, by what stands beside it.
pub(crate) fn is_older_copy(database: &Mark, beside: Option<&Mark>) -> bool {
    #[cfg(feature = "sabotage")]
    if is_chosen(Sabotage::NoEpochCheck) {
        return false;
    }
    match beside {
        Some(beside) => beside.epoch != database.epoch || beside.seq > database.seq,
        None => database.seq > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(epoch: &str, seq: u64) -> Mark {
        Mark { epoch: epoch.to_owned(), seq }
    }

    #[test]
    fn what_is_set_stands_there_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let (file, found) = Watermark::open(folder.path()).unwrap();
        assert_eq!(found, None);
        file.set("life", u64::MAX).unwrap();
        file.set("life", 7).unwrap();
        drop(file);
        let (_, found) = Watermark::open(folder.path()).unwrap();
        assert_eq!(found, Some(mark("life", 7)));
    }

    #[test]
    fn a_database_behind_its_watermark_is_an_older_copy() {
        let database = mark("life", 100);
        for (beside, older) in [
            (Some(mark("life", 100)), false),
            // The machine died between the commit and the mark.
            (Some(mark("life", 99)), false),
            (Some(mark("life", 101)), true),
            (Some(mark("other", 1)), true),
            (None, true),
        ] {
            assert_eq!(is_older_copy(&database, beside.as_ref()), older, "{beside:?}");
        }
        assert!(!is_older_copy(&mark("life", 0), None), "a new database");
    }

    #[test]
    fn what_we_did_not_write_is_nothing() {
        for bytes in [&b""[..], b"\0\0\0", b"life", b"life x\n", b"\xff 1\n"] {
            assert_eq!(read(bytes), None);
        }
    }
}
