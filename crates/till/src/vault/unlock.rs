//! The key of an encrypted vault: derived once in a process, and kept in its memory only. A passphrase that was
//! changed by another process locks the vault here again.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::{Failure, FailureCode, Unlock};
use secrecy::{ExposeSecret as _, SecretString};

use super::seal::{Key, Sealed, Unopened};
use super::{attempts, blocking, file, passphrase};

/// How often a person is asked in a row.
const ASKED: usize = 3;

/// What a process has opened.
struct Open {
    home: PathBuf,
    key: Key,
    by: Unlock,
}

/// A passphrase that is at hand and is wrong: it is not tried again by itself as long as the vault has the same one.
struct Refused {
    salt: [u8; 16],
    passphrase: SecretString,
}

static OPEN: Mutex<Vec<Open>> = Mutex::new(Vec::new());
static REFUSED: Mutex<Option<Refused>> = Mutex::new(None);
/// A person is asked by one at a time.
static ASKING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// The key of the vault in `home`, by what is at hand or by asking. Fails with `vault_locked` where there is neither.
pub(super) async fn key(home: &Path) -> Result<Key, Failure> {
    if let Some(key) = known(home).await? {
        return Ok(key);
    }
    let _alone = ASKING.lock().await;
    if let Some(key) = known(home).await? {
        return Ok(key);
    }
    if let Some((by, passphrase)) = blocking(passphrase::at_hand).await? {
        return try_at_hand(home, by, passphrase).await;
    }
    let Some(ask) = passphrase::asking() else {
        return Err(Failure::new(FailureCode::VaultLocked));
    };
    let mut failed = None;
    for _ in 0..ASKED {
        let again = failed.take();
        let typed = blocking(move || Ok(ask(again.as_ref()))).await?;
        let Some(typed) = typed else { return Err(Failure::new(FailureCode::VaultLocked)) };
        match open_by(home, Unlock::Typed, typed).await {
            Err(failure) if is_of_passphrase(&failure) => failed = Some(failure),
            other => return other,
        }
    }
    Err(failed.unwrap_or_else(|| Failure::new(FailureCode::VaultLocked)))
}

/// Opens the vault in `home` by a passphrase that a person has typed.
pub(super) async fn open_by(
    home: &Path,
    by: Unlock,
    passphrase: SecretString,
) -> Result<Key, Failure> {
    let place = home.to_owned();
    let key = blocking(move || try_passphrase(&place, &passphrase)).await?;
    remember(home, key.clone(), by);
    Ok(key)
}

/// Keeps a key in this process.
pub(super) fn remember(home: &Path, key: Key, by: Unlock) {
    let mut open = lock(&OPEN);
    open.retain(|it| it.home != home);
    open.push(Open { home: home.to_owned(), key, by });
}

/// Keeps no key of that home any more.
pub(super) fn forget(home: &Path) {
    lock(&OPEN).retain(|it| it.home != home);
}

/// How the vault in `home` was opened in this process, if it is.
pub(super) fn opened_by(home: &Path) -> Option<Unlock> {
    lock(&OPEN).iter().find(|it| it.home == home).map(|it| it.by)
}

/// The key that this process has, if it is that of the file as it is now.
async fn known(home: &Path) -> Result<Option<Key>, Failure> {
    let key = lock(&OPEN).iter().find(|it| it.home == home).map(|it| it.key.clone());
    let home = home.to_owned();
    blocking(move || {
        let bytes = there(&home)?;
        let sealed = Sealed::read(&bytes).map_err(|error| unopened(&home, error))?;
        Ok(key.filter(|key| sealed.is_of(key)))
    })
    .await
}

async fn try_at_hand(home: &Path, by: Unlock, passphrase: SecretString) -> Result<Key, Failure> {
    let place = home.to_owned();
    let bytes = blocking(move || there(&place)).await?;
    let salt = Sealed::read(&bytes).map_err(|error| unopened(home, error))?.salt();
    let is_refused = lock(&REFUSED).as_ref().is_some_and(|it| {
        it.salt == salt && it.passphrase.expose_secret() == passphrase.expose_secret()
    });
    if is_refused {
        return Err(Failure::new(FailureCode::WrongPassphrase));
    }
    let tried = open_by(home, by, passphrase.clone()).await;
    if tried.as_ref().is_err_and(|failure| failure.code == FailureCode::WrongPassphrase) {
        lock(&REFUSED).replace(Refused { salt, passphrase });
    }
    tried
}

/// Counts the try, and derives the key.
fn try_passphrase(home: &Path, passphrase: &SecretString) -> Result<Key, Failure> {
    let bytes = there(home)?;
    let sealed = Sealed::read(&bytes).map_err(|error| unopened(home, error))?;
    let attempt = attempts::begin(home)?;
    match sealed.key(passphrase) {
        Ok(key) => {
            attempt.was_right();
            Ok(key)
        }
        Err(Unopened::WrongKey) => Err(attempt.was_wrong()),
        Err(error) => {
            attempt.was_none();
            Err(unopened(home, error))
        }
    }
}

/// The bytes of a file that has to be there. One that is not is never begun anew by itself.
pub(super) fn there(home: &Path) -> Result<Vec<u8>, Failure> {
    file::read(home)?.ok_or_else(|| {
        Failure::with(FailureCode::VaultMissing, file::path(home).display().to_string())
    })
}

pub(super) fn unopened(home: &Path, error: Unopened) -> Failure {
    match error {
        Unopened::Damaged => {
            Failure::with(FailureCode::VaultDamaged, file::path(home).display().to_string())
        }
        Unopened::TooNew(version) => Failure::with(FailureCode::VaultTooNew, version.to_string()),
        Unopened::WrongKey => Failure::new(FailureCode::VaultLocked),
    }
}

fn is_of_passphrase(failure: &Failure) -> bool {
    matches!(failure.code, FailureCode::WrongPassphrase | FailureCode::PassphraseWait)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
