//! What people, disks and backup programs do to the files of a home.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use store::DATABASE;
use testkit::chance::Chance;

/// Its name is of the store's own making.
const MARK: &str = "order-log.mark";

fn beside(home: &Path, end: &str) -> PathBuf {
    home.join(format!("{DATABASE}{end}"))
}

/// The log's file.
pub(crate) fn log(home: &Path) -> PathBuf {
    beside(home, "")
}

/// The write-ahead log.
pub(crate) fn wal(home: &Path) -> PathBuf {
    beside(home, "-wal")
}

/// The mark beside the log.
pub(crate) fn mark(home: &Path) -> PathBuf {
    home.join(MARK)
}

/// Copies the log with its write-ahead log and its mark.
pub(crate) fn put_by(home: &Path, folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    for file in [log(home), wal(home), mark(home)] {
        if let (true, Some(name)) = (file.exists(), file.file_name()) {
            fs::copy(&file, folder.join(name)).expect("a copy of a file");
        }
    }
}

/// Takes the log away.
pub(crate) fn remove(home: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(beside(home, end));
    }
}

/// Puts a log that was put by in the place of the one in the home, as a person does it: the mark stays.
pub(crate) fn put_in_place(folder: &Path, home: &Path) {
    remove(home);
    for (from, to) in [(log(folder), log(home)), (wal(folder), wal(home))] {
        if from.exists() {
            fs::copy(from, to).expect("a copy of a file");
        }
    }
}

/// The backups that the till has made, oldest first.
pub(crate) fn backups(home: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(home.join("backups")).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "db"));
    files.sort();
    files
}

/// Flips one bit somewhere in the write-ahead log; `false` if there is none.
pub(crate) fn flip_in_wal(home: &Path, chance: &mut Chance) -> bool {
    let Ok(mut bytes) = fs::read(wal(home)) else { return false };
    let at = chance.index(bytes.len());
    let Some(byte) = bytes.get_mut(at) else { return false };
    *byte ^= 1 << chance.below(8);
    fs::write(wal(home), bytes).is_ok()
}

/// What a fault of the disk or of a program does to a row of the index.
const IN_THE_INDEX: &[&str] = &[
    "DELETE FROM charges WHERE rowid = ?1",
    "UPDATE charges SET status = iif(status = 'cancelled', 'expired', 'cancelled') WHERE rowid = ?1",
    "UPDATE charges SET provider_id = coalesce(provider_id, '') || '1' WHERE rowid = ?1",
    "UPDATE charges SET received_centavos = received_centavos + 1 WHERE rowid = ?1",
    "UPDATE charges SET account = 'nobody' WHERE rowid = ?1",
    "UPDATE orders SET status = iif(status = 'paid', 'expired', 'paid')
     WHERE number = (SELECT order_number FROM charges WHERE rowid = ?1)",
];

/// And to a row of the timetable.
const IN_THE_TIMETABLE: &[&str] = &[
    "DELETE FROM jobs WHERE rowid = ?1",
    "UPDATE jobs SET due_at_ms = NULL WHERE rowid = ?1",
    "UPDATE jobs SET due_at_ms = due_at_ms + 315360000000 WHERE rowid = ?1",
    "UPDATE jobs SET pause_until_ms = begun_at_ms + 315360000000,
         due_at_ms = begun_at_ms + 315360000000 WHERE rowid = ?1",
    "UPDATE jobs SET owner = 'nobody' WHERE rowid = ?1",
];

/// Damages a row of the index; says how, or `None` if there is no row.
pub(crate) fn damage_index(home: &Path, chance: &mut Chance) -> Option<&'static str> {
    damage(home, "charges", IN_THE_INDEX, chance)
}

/// Damages the poll of a charge. That of a look-up is told by its webhook alone, and nothing could mend it.
pub(crate) fn damage_timetable(home: &Path, chance: &mut Chance) -> Option<&'static str> {
    damage(home, "jobs WHERE order_number IS NOT NULL", IN_THE_TIMETABLE, chance)
}

fn damage(
    home: &Path,
    rows: &str,
    ways: &[&'static str],
    chance: &mut Chance,
) -> Option<&'static str> {
    let log = Connection::open(log(home)).ok()?;
    let mut statement = log.prepare(&format!("SELECT rowid FROM {rows} ORDER BY rowid")).ok()?;
    let rows = statement.query_map([], |row| row.get::<_, i64>(0)).ok()?;
    let rows: Vec<i64> = rows.flatten().collect();
    let (row, way) = (chance.pick(&rows)?, chance.pick(ways)?);
    let changed = log.execute(way, [row]).expect("a statement of ours");
    (changed > 0).then_some(*way)
}
