//! Files that a person asks for: each is there whole or not at all, and none is written over.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use contract::{Failure, FailureCode};
use jiff::tz::TimeZone;
use tempfile::Builder;

use crate::{ports, zone};

/// What a file is called until it is whole, before so many letters or digits of chance.
const UNFINISHED: &str = ".balcao-";
const CHANCE: usize = 6;
/// Whoever writes a file has written some of it within this time.
const LEFT_AFTER: Duration = Duration::from_hours(1);

/// Writes a file that is its user's alone; what `write` gives, and how many bytes the file has. Fails with
/// `file_not_saved` where a file has that name already, or the disk does not take it: nothing is left then.
pub(crate) fn save<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<(T, u64), Failure> {
    let unsaved = |error: &std::io::Error| not_saved(path, error);
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sweep(folder);
    let unfinished = Builder::new().prefix(UNFINISHED).rand_bytes(CHANCE).tempfile_in(folder);
    let file = unfinished.map_err(|error| unsaved(&error))?;
    let mut buffered = BufWriter::new(file);
    // The writer knows no name of a file; this one does.
    let written = write(&mut buffered).map_err(|failure| match failure.code {
        FailureCode::FileNotSaved => {
            let why = failure.detail.unwrap_or_default();
            Failure::with(FailureCode::FileNotSaved, format!("{}: {why}", path.display()))
        }
        _ => failure,
    })?;
    let file = buffered.into_inner().map_err(|failed| unsaved(failed.error()))?;
    let finish = || {
        file.as_file().sync_all()?;
        let bytes = file.as_file().metadata()?.len();
        file.persist_noclobber(path).map_err(|failed| failed.error)?;
        Ok(bytes)
    };
    let bytes = finish().map_err(|error| unsaved(&error))?;
    Ok((written, bytes))
}

/// Removes what processes that were killed have left of their files. What cannot be removed is in nobody's way.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let chance = name.to_str().and_then(|name| name.strip_prefix(UNFINISHED));
        let is_ours = chance.is_some_and(|it| {
            it.len() == CHANCE && it.bytes().all(|it| it.is_ascii_alphanumeric())
        });
        if is_ours && is_left(&entry) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A file, and no link to one, that nobody has written to for long.
fn is_left(entry: &fs::DirEntry) -> bool {
    let Ok(file) = entry.metadata() else { return false };
    let age = file.modified().ok().and_then(|at| at.elapsed().ok());
    file.is_file() && age.is_some_and(|age| age > LEFT_AFTER)
}

/// The same of bytes that are all there; how many they are.
pub(crate) fn save_bytes(path: &Path, bytes: &[u8]) -> Result<u64, Failure> {
    let written = |out: &mut dyn Write| out.write_all(bytes).map_err(|error| not_written(&error));
    save(path, written).map(|((), length)| length)
}

/// Why the disk does not take it, before the file's name is known.
pub(crate) fn not_written(error: &std::io::Error) -> Failure {
    Failure::with(FailureCode::FileNotSaved, error.to_string())
}

fn not_saved(path: &Path, error: &std::io::Error) -> Failure {
    Failure::with(FailureCode::FileNotSaved, format!("{}: {error}", path.display()))
}

/// A file of that name, with the moment before its ending where there is one already, among the user's documents.
pub(crate) fn place(name: &str, ending: &str, zone: &TimeZone) -> Result<PathBuf, Failure> {
    let folders = [dirs::document_dir(), dirs::download_dir(), dirs::home_dir()];
    let folder = folders.into_iter().flatten().find(|folder| folder.is_dir());
    let nowhere = || Failure::with(FailureCode::FileNotSaved, format!("{name}.{ending}"));
    let folder = folder.ok_or_else(nowhere)?;
    let first = folder.join(format!("{name}.{ending}"));
    if !first.exists() {
        return Ok(first);
    }
    let moment = zone::in_file_names(zone, ports::system().clock.now().get());
    Ok(folder.join(format!("{name}-{moment}.{ending}")))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let files = std::fs::read_dir(folder).unwrap();
        files.map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all_and_none_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let saved = save(&path, |out| {
            out.write_all(b"12").map_err(|error| not_written(&error))?;
            Ok(7)
        });
        assert_eq!(saved.unwrap(), (7, 2));
        let again = save(&path, |_| Ok(())).unwrap_err();
        assert_eq!(again.code, FailureCode::FileNotSaved);
        assert_eq!(std::fs::read(&path).unwrap(), b"12");
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let other = folder.path().join("b.csv");
        let failed = save::<()>(&other, |_| Err(not_written(&full))).unwrap_err();
        assert_eq!(failed.code, FailureCode::FileNotSaved);
        assert!(failed.detail.unwrap().contains("b.csv"));
        assert_eq!(names(folder.path()), ["a.csv"], "nothing half is left");
    }

    #[test]
    fn what_a_killed_process_has_left_is_swept_after_an_hour_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let old = SystemTime::now() - LEFT_AFTER - Duration::from_secs(1);
        let made = |name: &str, at: SystemTime| {
            let file = fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(at).unwrap();
        };
        let kept = [".balcao-aB3x9", ".balcao-aB3x9Z1", ".balcao-aB3x9-", "balcao-aB3x9Z", "a.csv"];
        for name in kept.into_iter().chain([".balcao-aB3x9Z"]) {
            made(name, old);
        }
        made(".balcao-young1", SystemTime::now());
        fs::create_dir(folder.path().join(".balcao-folder")).unwrap();
        save(&folder.path().join("b.csv"), |_| Ok(())).unwrap();
        let mut left = names(folder.path());
        left.sort();
        let mut expected = kept.to_vec();
        expected.extend([".balcao-young1", ".balcao-folder", "b.csv"]);
        expected.sort_unstable();
        assert_eq!(left, expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_of_that_name_is_no_file_that_was_left() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join(".balcao-link00");
        let target = folder.path().join("a.csv");
        fs::File::create(&target)
            .unwrap()
            .set_modified(SystemTime::now() - LEFT_AFTER * 2)
            .unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        sweep(folder.path());
        assert_eq!(names(folder.path()).len(), 2);
    }
}
