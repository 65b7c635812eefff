//! What a process leaves that is killed in the middle of writing a file: swept by the next start, so that a disk does
//! not fill with it. Only what is named after a process of ours, by nobody else, and which is dead.

use std::fs;
use std::path::Path;

use crate::process_lock::{ProcessLock, is_name};
use crate::{backup, checkpoint, files, restore};

/// Sweeps the home and its backups.
pub(crate) fn sweep(home: &Path, process_lock: &ProcessLock) {
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let owner = name
            .strip_prefix(checkpoint::UNFINISHED)
            .or_else(|| restore::owner_of_unfinished(without_end(&name)));
        let is_dead = |owner: &str| is_name(owner) && !process_lock.is_alive(owner);
        // Never what stands behind a link.
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && owner.is_some_and(is_dead) {
            let _ = fs::remove_file(entry.path());
        }
    }
    backup::sweep_unfinished(&home.join(backup::FOLDER), process_lock);
}

/// The name of a database, of itself or of what SQLite puts beside it.
fn without_end(name: &str) -> &str {
    let ends = files::BESIDE.iter().filter(|end| !end.is_empty());
    ends.fold(name, |name, end| name.strip_suffix(end).unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use domain::UnixMs;

    use super::*;
    use crate::Store;

    const DEAD: &str = "v11-99999-0123456789abcdef";

    #[test]
    fn what_the_dead_have_left_is_gone_after_the_next_start_and_nothing_else_is() {
        let home = tempfile::tempdir().unwrap();
        let living = Store::open(home.path(), UnixMs::new(1)).unwrap();
        let living = living.process_lock.name();
        fs::create_dir_all(home.path().join("backups")).unwrap();
        let left = [
            format!("order-log.proved-{DEAD}"),
            format!("order-log-unfinished-restoring-{DEAD}.db"),
            format!("order-log-unfinished-restoring-{DEAD}.db-journal"),
            format!("backups/unfinished-{DEAD}"),
        ];
        let kept = [
            format!("order-log.proved-{living}"),
            "order-log.proved-of-a-person".to_owned(),
            "order-log-unfinished-business.db".to_owned(),
            "notes.tmp".to_owned(),
        ];
        for name in left.iter().chain(&kept) {
            fs::write(home.path().join(name), "half").unwrap();
        }
        let elsewhere = tempfile::NamedTempFile::new().unwrap();
        let link = format!("order-log.proved-{}", DEAD.replace("99999", "99998"));
        #[cfg(unix)]
        std::os::unix::fs::symlink(elsewhere.path(), home.path().join(link)).unwrap();
        drop(Store::open_to_read(home.path()).unwrap());
        for name in &left {
            assert!(!home.path().join(name).exists(), "{name}");
        }
        for name in &kept {
            assert!(home.path().join(name).exists(), "{name}");
        }
        assert!(elsewhere.path().exists());
    }
}
