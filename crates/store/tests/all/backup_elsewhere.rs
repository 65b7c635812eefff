//! Backups in a folder that a person has named: beside selling, proved, and never over another file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use store::{Copied, DATABASE, Error, FolderFault, Store};

use crate::shared::{NOW, open, restore, sell};

const MOMENT: &str = "2026-11-30-073000";

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    entries.map(|name| name.into_string().unwrap()).collect()
}

fn fault(copied: Result<Copied, Error>) -> (FolderFault, PathBuf) {
    match copied {
        Err(Error::BackupFolder { fault, folder, .. }) => (fault, folder),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_copy_is_the_log_as_it_was_and_brings_it_back() {
    let (home, pen_drive) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let before = store.verify().unwrap();
    let copied = store.back_up_into(pen_drive.path(), MOMENT).unwrap();
    assert_eq!(copied.path, pen_drive.path().join("balcao-K7QD-2026-11-30-073000.db"));
    assert_eq!((copied.events, copied.orders, &copied.head), (before.events, 1, &before.head));
    assert_eq!(copied.bytes, fs::metadata(&copied.path).unwrap().len());
    // What is sold on is not in it.
    sell(&mut store, "s2");
    drop(store);
    let restored = restore(home.path(), &copied.path, "W3ZP", &[], NOW).unwrap();
    assert_eq!((restored.events, restored.missing), (before.events, Some(2)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&copied.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it holds names and documents");
    }
}

#[test]
fn nothing_is_written_over_and_nothing_is_left_half() {
    let (home, pen_drive) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(home.path());
    let file = |end: &str| format!("balcao-K7QD-{MOMENT}{end}.db");
    fs::write(pen_drive.path().join(file("")), "a person's own").unwrap();
    // Of a program that was killed, of another till, and a person's own.
    let left = format!(".balcao-K7QD-{MOMENT}-7.unfinished");
    let others = [".balcao-W3ZP-x-7.unfinished", "balcao-K7QD-notes.txt"];
    for name in others.into_iter().chain([left.as_str()]) {
        fs::write(pen_drive.path().join(name), "half").unwrap();
    }
    for end in ["-2", "-3"] {
        let copied = store.back_up_into(pen_drive.path(), MOMENT).unwrap();
        assert_eq!(copied.path, pen_drive.path().join(file(end)));
    }
    let kept = fs::read_to_string(pen_drive.path().join(file(""))).unwrap();
    assert_eq!(kept, "a person's own");
    let expected = [file(""), file("-2"), file("-3")].into_iter();
    let expected = expected.chain(others.map(str::to_owned)).collect();
    assert_eq!(names(pen_drive.path()), expected);
}

#[test]
fn a_copy_that_another_process_is_at_is_left_alone() {
    let (home, pen_drive) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(home.path());
    let theirs = pen_drive.path().join(".balcao-K7QD-x-8.unfinished");
    let held = fs::File::create(&theirs).unwrap();
    held.try_lock().unwrap();
    store.back_up_into(pen_drive.path(), MOMENT).unwrap();
    assert!(theirs.exists());
}

#[test]
fn a_folder_that_takes_nothing_is_named() {
    let (home, pen_drive) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(home.path());
    let nowhere = pen_drive.path().join("gone");
    let refused = fault(store.back_up_into(&nowhere, MOMENT));
    assert_eq!(refused, (FolderFault::Missing, nowhere));
    let file = pen_drive.path().join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(fault(store.back_up_into(&file, MOMENT)), (FolderFault::Missing, file));
}

#[test]
fn a_log_that_is_damaged_or_not_all_there_is_not_copied() {
    let (home, pen_drive) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    raw.execute_batch("UPDATE orders SET amount_centavos = 7").unwrap();
    let refused = store.back_up_into(pen_drive.path(), MOMENT);
    assert!(matches!(refused, Err(Error::Damaged { .. })), "{refused:?}");
    drop((store, raw));

    let home = tempfile::tempdir().unwrap();
    sell(&mut open(home.path()), "s1");
    fs::remove_file(home.path().join("order-log.mark")).unwrap();
    let store = Store::open_to_read(home.path()).unwrap();
    let refused = store.back_up_into(pen_drive.path(), MOMENT);
    assert!(matches!(refused, Err(Error::Behind { .. })), "{refused:?}");
    assert!(names(pen_drive.path()).is_empty());
}
