//! Who is alive: each process holds a lock on a file of its own for as long as it lives.
//!
//! The system drops the lock when the process ends, however it ends, so that a charge that a dead
//! process was asking about is free at once, without any waiting time.

use std::collections::hash_map::RandomState;
use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::Error;
use crate::{files, schema};

/// The folder in a till's home with a file for each process that lives. Older versions know it by this name,
/// and must see this process as it must see them.
pub const PROCESSES: &str = "presence";

/// What the names of processes begin with that put another log in this one's place.
pub(crate) const RESTORING: &str = "restoring-";

/// What stands in the file of a process that has a log open which is not new: where the log is gone, what a killed
/// process has left tells that there was one.
const HAS_LOG: &[u8] = b"log\n";

/// This process's proof of life; dropping it ends it.
#[derive(Debug)]
pub(crate) struct ProcessLock {
    others: Others,
    held: Option<File>,
}

/// The other processes of a home, looked up anew at each question.
#[derive(Debug, Clone)]
pub(crate) struct Others {
    folder: PathBuf,
    /// The one that asks.
    name: String,
}

impl ProcessLock {
    /// Begins a life under `home` and sweeps up after the dead.
    pub(crate) fn begin(home: &Path) -> Result<Self, Error> {
        Self::begin_as(home, "")
    }

    /// Begins the life of a process that puts another log in this one's place. From here on nobody
    /// else opens the log; who had it open before is told by [`ProcessLock::is_alone`].
    pub(crate) fn begin_restoring(home: &Path) -> Result<Self, Error> {
        Self::begin_as(home, RESTORING)
    }

    /// Of a process that only looks, where nothing can be written: it has no life that others see.
    pub(crate) fn of_who_looks(home: &Path) -> Self {
        Self { others: Others { folder: home.join(PROCESSES), name: String::new() }, held: None }
    }

    fn begin_as(home: &Path, role: &str) -> Result<Self, Error> {
        let folder = home.join(PROCESSES);
        files::make_own_folder(&folder)?;
        sweep(&folder);
        for _ in 0..100 {
            let name = format!("{role}{}{}", knows(), new_name());
            let path = folder.join(&name);
            let file = match files::make_new(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                made => made?,
            };
            // A sweep may have taken the file for a dead process's before it was locked.
            if file.try_lock().is_ok() && path.exists() {
                return Ok(Self { others: Others { folder, name }, held: Some(file) });
            }
        }
        Err(Error::Internal("no free name for a process".into()))
    }

    /// Puts down that the log which this process has open is not new.
    pub(crate) fn note_log(&self) {
        let Some(mut file) = self.held.as_ref() else { return };
        // On a full disk nothing is noted: it is one trace of several.
        if file.metadata().is_ok_and(|found| found.len() == 0) {
            let _ = file.write_all(HAS_LOG);
        }
    }

    /// The name under which this process claims work.
    pub(crate) fn name(&self) -> &str {
        &self.others.name
    }

    /// The other processes of the home.
    pub(crate) fn others(&self) -> &Others {
        &self.others
    }

    /// Whether no other process lives in this home.
    pub(crate) fn is_alone(&self) -> bool {
        !self.others.names().any(|name| self.is_alive(&name))
    }

    /// Whether another process is putting another log in this one's place.
    pub(crate) fn is_being_restored(&self) -> bool {
        self.others.names().any(|name| name.starts_with(RESTORING) && self.is_alive(&name))
    }

    /// Whether the process of that name still runs.
    pub(crate) fn is_alive(&self, name: &str) -> bool {
        self.others.is_alive(name)
    }
}

impl Others {
    /// Whether a process lives in this home that knows only an older form of the log, or none that we know.
    pub(crate) fn has_older(&self) -> bool {
        let knows = knows();
        let is_older =
            |name: &String| !name.strip_prefix(RESTORING).unwrap_or(name).starts_with(&knows);
        self.names().any(|name| is_older(&name) && self.is_alive(&name))
    }

    fn names(&self) -> impl Iterator<Item = String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| *name != self.name)
    }

    fn is_alive(&self, name: &str) -> bool {
        if name == self.name {
            return true;
        }
        let Ok(file) = File::open(self.folder.join(name)) else { return false };
        matches!(file.try_lock(), Err(TryLockError::WouldBlock))
    }
}

/// Whether a process has put down that there was a log under `home`, and lives, or was killed and not swept up after yet.
pub(crate) fn tell_of_log(home: &Path) -> bool {
    let entries = fs::read_dir(home.join(PROCESSES)).into_iter().flatten().flatten();
    let of_processes = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_name));
    let mut noted = of_processes.filter_map(|entry| entry.metadata().ok());
    noted.any(|found| found.is_file() && found.len() > 0)
}

/// A process that has a till open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its id, as the process itself sees it.
    pub pid: u32,
    /// Since when; `None` where the system does not tell.
    pub since: Option<SystemTime>,
}

/// The processes that have the log under `home` open now, without this one.
pub fn holders(home: &Path) -> Vec<Holder> {
    let folder = home.join(PROCESSES);
    let others = Others { folder: folder.clone(), name: String::new() };
    let alive = others.names().filter(|name| is_name(name) && others.is_alive(name));
    let known = alive.filter_map(|name| {
        let pid = name.rsplit('-').nth(1)?.parse().ok()?;
        let begun = fs::metadata(folder.join(&name)).and_then(|it| it.modified());
        Some(Holder { pid, since: begun.ok() })
    });
    known.filter(|holder| holder.pid != std::process::id()).collect()
}

impl Drop for ProcessLock {
    fn drop(&mut self) {
        if self.held.is_none() {
            return;
        }
        // The lock goes with the file handle; this only saves the next sweep some work.
        let _ = fs::remove_file(self.others.folder.join(&self.others.name));
    }
}

/// What the names of processes begin with that know the log's form of today. Before version 7 nothing did.
fn knows() -> String {
    format!("v{}-", schema::newest_version())
}

/// A name that no process had before. The process id alone comes again, in a container even at each
/// start, and what a dead process was asking about would look like its successor's own work.
fn new_name() -> String {
    let chance = RandomState::new().build_hasher().finish();
    format!("{}-{chance:016x}", std::process::id())
}

/// Whether this is the name of a process of ours, of any version that has such names.
pub(crate) fn is_name(name: &str) -> bool {
    let name = name.strip_prefix(RESTORING).unwrap_or(name);
    let parts: Vec<&str> = name.split('-').collect();
    let (version, rest) = match parts.as_slice() {
        // Before version 7 there was none.
        rest @ [_, _] => (None, rest),
        [version, rest @ ..] => (Some(*version), rest),
        [] => return false,
    };
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let is_chance = |it: &str| it.len() == 16 && it.bytes().all(|byte| byte.is_ascii_hexdigit());
    version.is_none_or(|it| it.strip_prefix('v').is_some_and(is_number))
        && matches!(rest, [process, chance] if is_number(process) && is_chance(chance))
}

/// Removes the files of processes that are gone, and now and then one just made and not yet locked,
/// whose maker then makes another.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_ends_with_its_owner() {
        let home = tempfile::tempdir().unwrap();
        let first = ProcessLock::begin(home.path()).unwrap();
        let second = ProcessLock::begin(home.path()).unwrap();
        let name = first.name().to_owned();
        assert!(second.is_alive(&name));
        drop(first);
        assert!(!second.is_alive(&name));
        assert!(!second.is_alive("never-lived"));
        let third = ProcessLock::begin(home.path()).unwrap();
        assert_ne!(third.name(), name, "nobody inherits the work of the dead");
    }
}
