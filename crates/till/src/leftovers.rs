//! Files of the home that a process writes under a name of its own, and that it leaves where it is killed meanwhile:
//! whoever writes one holds a lock on it, so that what nobody holds is swept.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Begins this process's file of that beginning, for the home's user alone; it is held as long as it is open. What
/// others have left is swept first.
pub(crate) fn begin(home: &Path, prefix: &str) -> io::Result<(PathBuf, File)> {
    sweep(home, prefix);
    let path = home.join(format!("{prefix}{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path)?;
    // Without it another process sweeps it in the worst case, and whoever writes it is told.
    let _ = file.try_lock();
    Ok((path, file))
}

/// Removes the files of that beginning that nobody holds.
fn sweep(home: &Path, prefix: &str) {
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(prefix));
        let is_ours = process.is_some_and(|it| it.parse::<u32>().is_ok())
            && entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_ours && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dead_have_left_is_swept_and_nothing_else_is() {
        let home = tempfile::tempdir().unwrap();
        let (held, _file) = begin(home.path(), "codes.json.").unwrap();
        let (left, kept) = (home.path().join("codes.json.1"), home.path().join("codes.json.old"));
        for path in [&left, &kept] {
            fs::write(path, "half").unwrap();
        }
        sweep(home.path(), "codes.json.");
        assert!(held.exists() && kept.exists() && !left.exists());
    }
}
