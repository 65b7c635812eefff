//! Files that a person asks for: each is there whole or not at all, and none is written over.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use contract::{Failure, FailureCode};
use jiff::tz::TimeZone;
use tempfile::NamedTempFile;

use crate::{ports, zone};

/// Writes a file that is its user's alone; what `write` gives, and how many bytes the file has. Fails with
/// `file_not_saved` where a file has that name already, or the disk does not take it: nothing is left then.
pub(crate) fn save<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<(T, u64), Failure> {
    let unsaved = |error: &std::io::Error| not_saved(path, error);
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file =
        NamedTempFile::with_prefix_in(".balcao-", folder).map_err(|error| unsaved(&error))?;
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
}
