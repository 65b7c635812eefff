//! Who holds a lock on the log's files, as the system tells: a process of this till, or any other program.

use std::fs;
use std::path::Path;

use crate::files;
use crate::open::DATABASE;
use crate::process_lock::{PROCESSES, RESTORING};
use crate::watermark::MARK;

/// Where the systems with such a list have it (`proc(5)`).
const LIST: &str = "/proc/locks";
/// How often the list is read where it has none of ours: the system tells it in pieces, and leaves some out where others
/// come and go in between.
const LOOKS: u32 = 5;
/// The byte of the index of the write-ahead log that is locked by who writes (sqlite.org/walformat.html, 2.3.1).
const WRITING: u64 = 120;

/// The ids of the processes that hold the log under `home` for writing, or one of its other files of these names,
/// without this one. Empty too where the system does not tell.
pub fn lock_holders(home: &Path, others: &[&str]) -> Vec<u32> {
    let mut looks = (0..LOOKS).map(|_| listed_holders(home, others));
    looks.find(|holders| !holders.is_empty()).unwrap_or_default()
}

fn listed_holders(home: &Path, others: &[&str]) -> Vec<u32> {
    let list = fs::read_to_string(LIST).unwrap_or_default();
    let log = home.join(DATABASE);
    let mut holders = Vec::new();
    let mut add = |path: &Path, byte: Option<u64>| {
        let Some(inode) = inode(path) else { return };
        let held = list.lines().filter_map(read).filter(|lock| lock.inode == inode);
        let held = held.filter(|lock| byte.is_none_or(|it| (lock.first..=lock.last).contains(&it)));
        holders.extend(held.map(|lock| lock.process));
    };
    add(&files::beside(&log, "-shm"), Some(WRITING));
    add(&log, None);
    for name in others.iter().chain(&[MARK]) {
        add(&home.join(name), None);
    }
    // Whoever puts another log in this one's place holds its own proof of life.
    for entry in fs::read_dir(home.join(PROCESSES)).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(RESTORING)) {
            add(&entry.path(), None);
        }
    }
    holders.retain(|process| *process != std::process::id());
    holders.sort_unstable();
    holders.dedup();
    holders
}

/// A lock for writing that is held.
struct Lock {
    process: u32,
    inode: u64,
    first: u64,
    last: u64,
}

/// Reads a line such as `1: POSIX  ADVISORY  WRITE 4711 fd:01:131085 120 120`. Who only waits has `->` behind the
/// number.
fn read(line: &str) -> Option<Lock> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, _, _, "WRITE", process, file, first, last] = words.as_slice() else { return None };
    Some(Lock {
        process: process.parse().ok().filter(|it| *it > 0)?,
        inode: file.rsplit(':').next()?.parse().ok()?,
        first: first.parse().ok()?,
        last: if *last == "EOF" { u64::MAX } else { last.parse().ok()? },
    })
}

#[cfg(unix)]
fn inode(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|it| std::os::unix::fs::MetadataExt::ino(&it))
}

#[cfg(not(unix))]
fn inode(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_system_is_read() {
        let lock = read("1: POSIX  ADVISORY  WRITE 4711 fd:01:131085 120 120").unwrap();
        assert_eq!((lock.process, lock.inode, lock.first, lock.last), (4711, 131_085, 120, 120));
        let whole = read("22: FLOCK  ADVISORY  WRITE 12 00:2b:9 0 EOF").unwrap();
        assert_eq!((whole.process, whole.last), (12, u64::MAX));
        for other in [
            "1: -> POSIX  ADVISORY  WRITE 4711 fd:01:131085 120 120",
            "1: POSIX  ADVISORY  READ 4711 fd:01:131085 120 120",
            "1: POSIX  ADVISORY  WRITE 0 fd:01:131085 120 120",
            "",
        ] {
            assert!(read(other).is_none(), "{other}");
        }
    }
}
