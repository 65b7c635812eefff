//! Which store the vault of a home is in: remembered in the home, so that none takes the other's place by itself.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;

use contract::{Failure, FailureCode, VaultStore};
use serde::{Deserialize, Serialize};

use super::file;
use crate::leftovers;

/// The file of the choice, which is no secret.
const FILE: &str = "vault.json";
/// What it is called before it is whole, and then the process.
const UNFINISHED: &str = "vault.json.";
/// In bytes; a longer file is none.
const LONGEST: u64 = 1024;

/// What a home remembers of its vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choice {
    /// Where all entries are.
    pub(super) store: VaultStore,
    /// Where some may be left of a move that was not finished: they are to be taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clear: Option<VaultStore>,
    /// A move that was not finished has begun where nothing was entrusted to any store yet, as far as was known here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) undecided: bool,
}

impl Choice {
    /// A store in which all entries are, and nothing is left in the other one.
    pub(super) const fn whole(store: VaultStore) -> Self {
        Self { store, clear: None, undecided: false }
    }
}

/// What the home remembers; `None` where nothing was entrusted to any store yet, or by an older version, which had
/// the keyring only. A file without a choice beside it was brought here with the rest of a home.
pub(super) fn remembered(home: &Path) -> Result<Option<Choice>, Failure> {
    let path = home.join(FILE);
    let mut text = Vec::new();
    match File::open(&path).and_then(|it| it.take(LONGEST).read_to_end(&mut text)) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let has_file = file::path(home).exists();
            return Ok(has_file.then_some(Choice::whole(VaultStore::File)));
        }
        Err(error) => return Err(file::unwritable(&path, &error)),
    }
    let damaged = |_| Failure::with(FailureCode::VaultDamaged, path.display().to_string());
    serde_json::from_slice(&text).map(Some).map_err(damaged)
}

/// The store that somebody has chosen, or that something was entrusted to.
pub(super) fn decided(home: &Path) -> Result<Option<Choice>, Failure> {
    Ok(remembered(home)?.filter(|choice| !choice.undecided))
}

/// What holds for the home: the keyring unless another store was chosen.
pub(super) fn of(home: &Path) -> Result<Choice, Failure> {
    Ok(remembered(home)?.unwrap_or(Choice::whole(VaultStore::Keyring)))
}

/// Remembers a choice; it is on the disk when this comes back. To be called while the vault is held.
pub(super) fn remember(home: &Path, choice: Choice) -> Result<(), Failure> {
    let path = home.join(FILE);
    let text = serde_json::to_vec(&choice)
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    let write = || {
        let (unfinished, mut file) = leftovers::begin(home, UNFINISHED)?;
        file.write_all(&text)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&unfinished, &path)?;
        file::sync(home)
    };
    write().map_err(|error| file::unwritable(&path, &error))
}

/// Nothing was chosen, as before. To be called while the vault is held.
pub(super) fn forget(home: &Path) -> Result<(), Failure> {
    let path = home.join(FILE);
    let forgotten = fs::remove_file(&path).and_then(|()| file::sync(home));
    forgotten.map_err(|error| file::unwritable(&path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_goes_by_what_was_chosen_and_never_by_what_happens_to_be_there() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path();
        assert_eq!(remembered(home).unwrap(), None);
        assert_eq!(of(home).unwrap(), Choice::whole(VaultStore::Keyring));
        fs::write(file::path(home), "x").unwrap();
        assert_eq!(of(home).unwrap().store, VaultStore::File, "brought with the rest of a home");
        for choice in [
            Choice {
                clear: Some(VaultStore::File),
                undecided: true,
                ..Choice::whole(VaultStore::Keyring)
            },
            Choice { clear: Some(VaultStore::File), ..Choice::whole(VaultStore::Keyring) },
            Choice::whole(VaultStore::Keyring),
            Choice::whole(VaultStore::File),
        ] {
            remember(home, choice).unwrap();
            assert_eq!(remembered(home).unwrap(), Some(choice));
            assert_eq!(decided(home).unwrap().is_none(), choice.undecided);
        }
        fs::remove_file(file::path(home)).unwrap();
        assert_eq!(of(home).unwrap().store, VaultStore::File, "a lost file is no keyring");
        for damaged in ["", "{}", r#"{"store":"paper"}"#, "\u{0}"] {
            fs::write(home.join(FILE), damaged).unwrap();
            assert_eq!(of(home).unwrap_err().code, FailureCode::VaultDamaged, "{damaged:?}");
        }
    }
}
