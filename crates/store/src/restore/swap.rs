//! The exchange of two logs, in steps that can be taken again: killed in the middle, the next start
//! goes on.
//!
//! A write-ahead log belongs to the file that it stands beside, and SQLite would apply it to any
//! other. So the old log has to be moved away in two files before the new one is put in its place,
//! and no single renaming does both. What decides is the name of the new log: from the moment that
//! it is called restored, it counts.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::error::Error;
use crate::files;
use crate::open::DATABASE;
use crate::till;
use crate::watermark::{Locked, MARK, Mark};

/// A copy that is being prepared; it counts for nothing.
const UNFINISHED: &str = "order-log-unfinished-";
/// A log that is ready to be put in place, with the stamp of its restoring.
const RESTORED: &str = "order-log-restored-";
/// A log that was replaced, with the same stamp.
const REPLACED: &str = "order-log-replaced-";
const ENDING: &str = ".db";

/// The name for the copy that a process prepares.
pub(super) fn unfinished(home: &Path, process: &str) -> PathBuf {
    home.join(format!("{UNFINISHED}{process}{ENDING}"))
}

/// The process whose copy has this name.
pub(crate) fn owner_of_unfinished(name: &str) -> Option<&str> {
    name.strip_prefix(UNFINISHED)?.strip_suffix(ENDING)
}

/// Whether a log stands here that a restore has replaced.
pub(crate) fn has_replaced(home: &Path) -> bool {
    named(home, REPLACED).next().is_some()
}

/// Removes what restores that were killed have left. Nobody else is at it.
pub(super) fn remove_unfinished(home: &Path) {
    for (path, _) in named(home, UNFINISHED) {
        let _ = fs::remove_file(path);
    }
}

/// Makes the prepared copy count. The log in place stays readable under a name of its own.
pub(super) fn begin(home: &Path, copy: &Path, stamp: &str) -> Result<(), Error> {
    let mut name = stamp.to_owned();
    while home.join(format!("{REPLACED}{name}{ENDING}")).exists() {
        name.push('a');
    }
    let mark = home.join(MARK);
    if mark.is_dir() {
        // What is no file makes way for one.
        fs::rename(mark, home.join(format!("{REPLACED}{name}.mark")))?;
    }
    fs::rename(copy, home.join(format!("{RESTORED}{name}{ENDING}")))?;
    Ok(files::sync_folder(home)?)
}

/// Puts a restored log in its place, if one waits for that; returns where the replaced one stands,
/// if there was one. Nobody has either of them open.
pub(crate) fn finish(home: &Path) -> Result<Option<PathBuf>, Error> {
    if restored(home).is_none() {
        return Ok(None);
    }
    let mut mark = Locked::take(home)?;
    // Another process may have finished it while this one waited.
    let Some((restored, stamp)) = restored(home) else { return Ok(None) };
    let replaced = home.join(format!("{REPLACED}{stamp}"));
    move_away(home, &replaced)?;
    mark.replace(&mark_of(&restored)?)?;
    put_in_place(home, &restored)?;
    Ok(Some(replaced).filter(|path| path.exists()))
}

/// The logs that were replaced, and are kept.
pub(crate) fn replaced(home: &Path) -> Vec<PathBuf> {
    named(home, REPLACED).filter(|(_, name)| name.ends_with(ENDING)).map(|(path, _)| path).collect()
}

/// The log that waits. A file that is only named so, such as a person's copy of a backup, is left
/// alone.
fn restored(home: &Path) -> Option<(PathBuf, String)> {
    named(home, RESTORED).find(|(path, name)| name.ends_with(ENDING) && is_prepared(path))
}

fn is_prepared(path: &Path) -> bool {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .is_ok_and(|log| till::is_just_restored(&log).unwrap_or(false))
}

/// The files in a folder that begin so, with the rest of their names.
fn named<'a>(home: &Path, beginning: &'a str) -> impl Iterator<Item = (PathBuf, String)> + 'a {
    let entries = fs::read_dir(home).into_iter().flatten().flatten();
    entries.filter_map(move |entry| {
        let name = entry.file_name().into_string().ok()?;
        Some((entry.path(), name.strip_prefix(beginning)?.to_owned()))
    })
}

fn move_away(home: &Path, replaced: &Path) -> Result<(), Error> {
    let old = home.join(DATABASE);
    for end in files::BESIDE {
        let from = files::beside(&old, end);
        if !from.exists() {
            continue;
        }
        if *end == "-shm" {
            fs::remove_file(from)?;
        } else {
            fs::rename(from, files::beside(replaced, end))?;
        }
    }
    Ok(files::sync_folder(home)?)
}

fn mark_of(restored: &Path) -> Result<Mark, Error> {
    Mark::of(&Connection::open_with_flags(restored, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

fn put_in_place(home: &Path, restored: &Path) -> Result<(), Error> {
    fs::rename(restored, home.join(DATABASE))?;
    Ok(files::sync_folder(home)?)
}

#[cfg(test)]
mod tests {
    use domain::{Actor, UnixMs};

    use super::*;
    use crate::restore::{Past, Successor, copy_whole, prepare};
    use crate::{Store, Why};

    const NOW: UnixMs = UnixMs::new(9_000);

    /// A home with a sale that stands in the write-ahead log alone, and its restored log waiting.
    fn waiting(home: &Path) -> PathBuf {
        let mut store = Store::open(home, NOW).unwrap();
        store.name_till("K7QD", Why::New, NOW).unwrap();
        Store::flush(home).unwrap();
        crate::log::tests::sold(&mut store, "").unwrap();
        let (file, wal) = (home.join(DATABASE), home.join(format!("{DATABASE}-wal")));
        let killed = [&file, &wal].map(|path| fs::read(path).unwrap());
        drop(store);
        for (path, bytes) in [&file, &wal].iter().zip(&killed) {
            fs::write(path, bytes).unwrap();
        }
        let copy = unfinished(home, "1-ff");
        copy_whole(&file, &copy).unwrap();
        let next =
            Successor { code: "W3ZP", marks: &[], training: false, now: NOW, by: &Actor::Till };
        prepare(&copy, &Past::default(), &next).unwrap();
        copy
    }

    #[test]
    fn what_was_not_begun_changes_nothing_and_is_swept_up() {
        let home = tempfile::tempdir().unwrap();
        let copy = waiting(home.path());
        let store = Store::open(home.path(), NOW).unwrap();
        assert_eq!((store.head().unwrap(), store.codes().unwrap().len()), (3, 1));
        remove_unfinished(home.path());
        assert!(!copy.exists());
    }

    #[test]
    fn what_was_begun_is_finished_by_the_next_start_whatever_step_it_was_killed_at() {
        type Step = fn(&Path, &Path, &Path);
        let steps: [Step; 5] = [
            |home, _, replaced| fs::rename(home.join(DATABASE), replaced).unwrap(),
            |home, _, replaced| move_away(home, replaced).unwrap(),
            |home, restored, _| {
                let mark = mark_of(restored).unwrap();
                Locked::take(home).unwrap().replace(&mark).unwrap();
            },
            |home, restored, _| put_in_place(home, restored).unwrap(),
            |home, _, _| assert!(finish(home).unwrap().is_none()),
        ];
        for killed_after in 0..=steps.len() {
            let home = tempfile::tempdir().unwrap();
            let copy = waiting(home.path());
            begin(home.path(), &copy, "now").unwrap();
            let restored = home.path().join("order-log-restored-now.db");
            let replaced = home.path().join("order-log-replaced-now.db");
            for step in &steps[..killed_after] {
                step(home.path(), &restored, &replaced);
            }
            let store = Store::open(home.path(), NOW).unwrap();
            assert_eq!(store.codes().unwrap(), ["K7QD", "W3ZP"], "after step {killed_after}");
            assert_eq!(store.verify().unwrap().events, 4);
            assert!(!restored.exists());
            let old = Connection::open(&replaced).unwrap();
            let head: i64 =
                old.query_row("SELECT max(seq) FROM events", [], |row| row.get(0)).unwrap();
            assert_eq!(head, 3, "the old log is kept with its write-ahead log");
        }
    }
}
