//! Where the admin listener is, and its token: in files that only who runs the relay can read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::ids::random_text;

/// The file's name, in the relay's folder and in the user's own.
const FILE: &str = "admin.json";
/// Longer than any of these files.
const LONGEST: u64 = 4096;

/// How to reach a relay's admin listener.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// `http://address:port`.
    pub url: String,
    /// Sent with each question.
    pub token: String,
}

impl Access {
    /// The file in a relay's folder.
    pub fn in_folder(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }

    /// The file of the relay that this user started last, for commands without `--data`.
    pub fn of_user() -> Option<PathBuf> {
        let state = dirs::state_dir().or_else(dirs::data_local_dir)?;
        Some(state.join("balcao-relay").join(FILE))
    }

    /// What a file says.
    pub fn read(path: &Path) -> io::Result<Self> {
        if fs::metadata(path)?.len() > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        serde_json::from_slice(&fs::read(path)?).map_err(Into::into)
    }

    /// For a listener at `url`. The token of the folder's file stays, so that what knows it goes on
    /// working.
    pub fn next(folder: &Path, url: String) -> Self {
        let before = Self::read(&Self::in_folder(folder)).ok();
        let token = before.map(|it| it.token).filter(|token| !token.is_empty());
        Self { url, token: token.unwrap_or_else(random_text::<32>) }
    }

    /// Puts the file, readable by its owner only, where it is read as a whole or not at all. What is
    /// there already is not written, so that a full disk is no matter.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        if Self::read(path).is_ok_and(|there| there == *self) {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let part = folder.join(format!(".{FILE}.{}", random_text::<6>()));
        let written = private(&part).and_then(|mut file| {
            file.write_all(serde_json::to_string(self)?.as_bytes())?;
            file.write_all(b"\n")
        });
        let written = written.and_then(|()| fs::rename(&part, path));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }
}

/// A new file that only its owner reads.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_outlives_the_process_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = Access::in_folder(folder.path());
        let first = Access::next(folder.path(), "http://127.0.0.1:1".into());
        first.write(&path).unwrap();
        let second = Access::next(folder.path(), "http://127.0.0.1:2".into());
        second.write(&path).unwrap();
        assert_eq!(first.token, second.token);
        let read = Access::read(&path).unwrap();
        assert!(read == second);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let about = fs::metadata(&path).unwrap();
            assert_eq!(about.permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left over");
    }
}
