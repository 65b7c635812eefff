//! The exchange of two logs, in steps that can be taken again: killed in the middle, the next start goes on.
//!
//! A write-ahead log belongs to the file that it stands beside, and SQLite would apply it to any other. So the old
//! log has to be moved away in two files before the new one is put in its place, and no single renaming does
//! both. What decides is the name of the new log: from the moment that it is called restored, it counts.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::error::Error;
use crate::files;
use crate::open::DATABASE;
use crate::watermark::{Locked, Mark};

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
    fs::rename(copy, home.join(format!("{RESTORED}{name}{ENDING}")))?;
    Ok(files::sync_folder(home)?)
}

/// Puts a restored log in its place, if one waits for that; returns where the replaced one stands, if there
/// was one. Nobody has either of them open.
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

fn restored(home: &Path) -> Option<(PathBuf, String)> {
    named(home, RESTORED).find(|(_, name)| name.ends_with(ENDING))
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
