//! The entries of a vault, whichever store has them: each by its name, one text each.

use std::path::{Path, PathBuf};

use contract::{Failure, FailureCode, VaultStore};
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};

use super::choice::{self, Choice};
use super::file::{self, Hold};
use super::queue::{Kind, Queue, Silent};
use super::seal::{Entries, Key, Sealed, seal};
use super::{keyring, unlock};

/// What the keyring is asked, one after the other.
static KEYRING: Queue = Queue::new();
/// The same of the file: a disk may hang as well.
static FILE: Queue = Queue::new();

/// A move that goes on meanwhile, or a passphrase that was changed, is followed; not for ever.
const FOLLOWED: usize = 3;

/// A store, and what opens it.
#[derive(Clone)]
pub(super) enum Store {
    Keyring,
    File(Key),
}

impl Store {
    /// The store of a home as it is now, opened.
    pub(super) async fn of(home: &Path, which: VaultStore) -> Result<Self, Failure> {
        Ok(match which {
            VaultStore::Keyring => Self::Keyring,
            VaultStore::File => Self::File(unlock::key(home).await?),
        })
    }

    pub(super) const fn which(&self) -> VaultStore {
        match self {
            Self::Keyring => VaultStore::Keyring,
            Self::File(_) => VaultStore::File,
        }
    }

    /// An entry of this store; whether the home goes by it is not asked.
    pub(super) async fn get(
        &self,
        home: &Path,
        name: &str,
    ) -> Result<Option<SecretString>, Failure> {
        match self {
            Self::Keyring => {
                let user = user(home, name);
                on_keyring(Kind::Read, move || keyring::with_entry(&user, password)).await
            }
            Self::File(key) => {
                let (home, key, name) = (home.to_owned(), key.clone(), name.to_owned());
                on_file(Kind::Read, move || Ok(read(&home, &key)?.remove(&name))).await
            }
        }
    }

    /// Changes an entry of this store. To be called while the vault is held alone.
    pub(super) async fn change(&self, home: &Path, change: Change) -> Result<(), Failure> {
        match self {
            Self::Keyring => {
                let home = home.to_owned();
                on_keyring(Kind::Write, move || change.in_keyring(&home)).await
            }
            Self::File(key) => {
                let (home, key) = (home.to_owned(), key.clone());
                on_file(Kind::Write, move || change.in_file(&home, &key)).await
            }
        }
    }

    /// The names of all entries of this home.
    pub(super) async fn names(&self, home: &Path) -> Result<Vec<String>, Failure> {
        match self {
            Self::Keyring => {
                let of_home = user(home, "");
                on_keyring(Kind::Read, move || keyring::names(&of_home)).await
            }
            Self::File(key) => {
                let (home, key) = (home.to_owned(), key.clone());
                let names = move || Ok(read(&home, &key)?.into_keys().collect());
                on_file(Kind::Read, names).await
            }
        }
    }
}

/// What becomes of an entry.
#[derive(Clone)]
pub(super) enum Change {
    Put(String, SecretString),
    /// One that is not there is removed already.
    Remove(String),
}

impl Change {
    fn in_keyring(&self, home: &Path) -> Result<(), Error> {
        match self {
            Self::Put(name, text) => keyring::with_entry(&user(home, name), |entry| {
                entry.set_password(text.expose_secret())
            }),
            Self::Remove(name) => {
                keyring::with_entry(&user(home, name), |entry| match entry.delete_credential() {
                    Err(Error::NoEntry) => Ok(()),
                    other => other,
                })
            }
        }
    }

    fn in_file(self, home: &Path, key: &Key) -> Result<(), Failure> {
        let mut entries = read(home, key)?;
        match self {
            Self::Put(name, text) => {
                entries.insert(name, text);
            }
            Self::Remove(name) => {
                if entries.remove(&name).is_none() {
                    return Ok(());
                }
            }
        }
        write(home, key, &entries)
    }
}

/// An entry of the home's vault; `None` where it answers and has none.
pub(super) async fn get(home: &Path, name: &str) -> Result<Option<SecretString>, Failure> {
    let mut followed = 0;
    loop {
        let choice = chosen(home).await?;
        let found = Store::of(home, choice.store).await?.get(home, name).await;
        followed += 1;
        // What was moved meanwhile is not there any more, and is not missing; a passphrase that was changed meanwhile
        // is asked for.
        let is_gone = match &found {
            Ok(found) => found.is_none() && chosen(home).await?.store != choice.store,
            Err(failure) => is_of_a_move(failure),
        };
        if !is_gone || followed == FOLLOWED {
            return found;
        }
    }
}

/// Changes an entry of the home's vault. That something is kept in a store is remembered from the first time on.
pub(super) async fn change(home: &Path, change: Change) -> Result<(), Failure> {
    for _ in 0..FOLLOWED {
        let place = home.to_owned();
        let change = change.clone();
        let store = Store::of(home, chosen(home).await?.store).await?;
        let _here = file::shared_here().await?;
        let done = match store {
            Store::Keyring => keyring_change(place, change).await?,
            Store::File(key) => {
                on_file(Kind::Write, move || {
                    let _held = file::hold(&place, Hold::Alone)?;
                    if choice::of(&place)?.store != VaultStore::File || !is_of(&place, &key)? {
                        return Ok(None);
                    }
                    change.in_file(&place, &key).map(Some)
                })
                .await?
            }
        };
        if done.is_some() {
            return Ok(());
        }
    }
    Err(Failure::new(FailureCode::LogBusy))
}

/// `None`: the home does not go by its keyring any more.
async fn keyring_change(home: PathBuf, change: Change) -> Result<Option<()>, Failure> {
    let work = move || {
        let _held = file::hold(&home, Hold::Shared)?;
        if choice::of(&home)?.store != VaultStore::Keyring {
            return Ok(None);
        }
        change.in_keyring(&home).map_err(|error| failure(&error))?;
        if choice::decided(&home)?.is_none() {
            choice::remember(&home, Choice { undecided: false, ..choice::of(&home)? })?;
        }
        Ok(Some(()))
    };
    KEYRING.call(Kind::Write, work).await.unwrap_or_else(|Silent| Err(silent()))
}

async fn chosen(home: &Path) -> Result<Choice, Failure> {
    let home = home.to_owned();
    on_file(Kind::Read, move || choice::of(&home)).await
}

/// All entries of the file.
pub(super) fn read(home: &Path, key: &Key) -> Result<Entries, Failure> {
    let bytes = unlock::there(home)?;
    let sealed = Sealed::read(&bytes);
    sealed.and_then(|it| it.open(key)).map_err(|error| unlock::unopened(home, error))
}

/// Replaces all entries of the file. To be called while the vault is held alone.
pub(super) fn write(home: &Path, key: &Key, entries: &Entries) -> Result<(), Failure> {
    let too_much = || Failure::with(FailureCode::Internal, "the vault's file is full");
    file::write(home, &seal(key, entries).ok_or_else(too_much)?)
}

fn is_of(home: &Path, key: &Key) -> Result<bool, Failure> {
    let bytes = unlock::there(home)?;
    let sealed = Sealed::read(&bytes).map_err(|error| unlock::unopened(home, error))?;
    Ok(sealed.is_of(key))
}

const fn is_of_a_move(failure: &Failure) -> bool {
    matches!(failure.code, FailureCode::VaultMissing | FailureCode::VaultLocked)
}

fn password(entry: &Entry) -> Result<Option<SecretString>, Error> {
    match entry.get_password() {
        Err(Error::NoEntry) => Ok(None),
        other => other.map(|text| Some(SecretString::from(text))),
    }
}

/// Under which an entry of a home stands in the keyring.
fn user(home: &Path, name: &str) -> String {
    format!("{name}@{}", home.display())
}

/// The keyring's calls block, sometimes on a person who has to unlock it: whoever waits for one is told so after
/// five seconds.
pub(super) async fn on_keyring<T: Send + 'static>(
    kind: Kind,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Failure> {
    match KEYRING.call(kind, work).await {
        Ok(result) => result.map_err(|error| failure(&error)),
        Err(Silent) => Err(silent()),
    }
}

async fn on_file<T: Send + 'static>(
    kind: Kind,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    FILE.call(kind, work).await.unwrap_or_else(|Silent| Err(silent()))
}

const fn silent() -> Failure {
    Failure::new(FailureCode::VaultSilent)
}

/// What a person can do about it. The errors' own texts hold no secret but may be long.
fn failure(error: &Error) -> Failure {
    let advice = match error {
        Error::NoDefaultStore => "no secret service",
        Error::NoStorageAccess(_) => "the keyring is locked or not running",
        Error::NoEntry => return Failure::new(FailureCode::CredentialsMissing),
        _ => "the keyring does not answer as expected",
    };
    Failure::with(FailureCode::VaultUnavailable, advice)
}

#[cfg(test)]
mod tests {
    use contract::Unlock;

    use super::*;

    #[tokio::test]
    async fn whoever_has_the_vault_alone_is_not_kept_waiting_by_who_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_owned();
        let key = Key::new(&SecretString::from("corretos cavalos")).unwrap();
        write(&home, &key, &Entries::new()).unwrap();
        choice::remember(&home, Choice::whole(VaultStore::File)).unwrap();
        unlock::remember(&home, key.clone(), Unlock::Typed);
        let put = |name: String| Change::Put(name, SecretString::from("x"));
        let here = file::alone_here().await.unwrap();
        let held = file::hold(&home, Hold::Alone).unwrap();
        let (place, other) = (home.clone(), put("other".to_owned()));
        let other = tokio::spawn(async move { change(&place, other).await });
        // It has come to where it waits long before the last of these.
        for ours in 0..20 {
            Store::File(key.clone()).change(&home, put(ours.to_string())).await.unwrap();
        }
        drop((held, here));
        other.await.unwrap().unwrap();
        assert_eq!(read(&home, &key).unwrap().len(), 21);
    }
}
