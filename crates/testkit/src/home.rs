//! What people, cleaners and copies do to the home of a till.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The folder of the store's locks; the name is the store's own.
const LOCKS: &str = "presence";

/// All files and folders under a folder.
pub fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_of(&path));
        }
        found.push(path);
    }
    found
}

/// A copy of a home as it is on disk now, as `cp -r` makes it. Nobody lives in it.
pub fn copy_home(home: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_home_to(home, copy.path());
    copy
}

/// Copies a home to a place of its own, without the locks, which only say which processes are alive, and
/// without SQLite's shared memory, which SQLite makes anew.
pub fn copy_home_to(home: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(home).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if name == LOCKS || name.to_string_lossy().ends_with("-shm") {
            continue;
        }
        if entry.path().is_dir() {
            copy_home_to(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

/// Removes the write-ahead log of the home's database and its shared memory, as an over-zealous cleaner
/// does.
pub fn remove_wal(home: &Path) {
    for entry in fs::read_dir(home).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy();
        if name.ends_with("-wal") || name.ends_with("-shm") {
            fs::remove_file(&path).unwrap();
        }
    }
}
