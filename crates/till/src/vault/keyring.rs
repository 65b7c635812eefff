//! The system's keyring: opened at its first use, and anew after it could not be reached. A till that was
//! started before its keyring, or outlives it, finds it without a restart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};

/// The name under which entries stand in the keyring.
const SERVICE: &str = "balcao";
/// Longer than a keyring takes to read its files.
const MOMENT: Duration = Duration::from_millis(500);

/// What is open now.
static OPEN: Mutex<Option<Arc<CredentialStore>>> = Mutex::new(None);

/// Uses the entry of this user.
/// Fails with `NoDefaultStore` where no keyring can be opened.
pub(super) fn with_entry<T>(
    user: &str,
    use_it: impl Fn(&Entry) -> Result<T, Error>,
) -> Result<T, Error> {
    patiently(|| use_open(user, &use_it))
}

/// Where the keyring does not answer, such as one that died over another program's call and that the system starts anew,
/// it is opened again and asked once more; a moment later too, because a new one answers before it has read its files.
fn patiently<T>(ask: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
    match ask() {
        Err(Error::PlatformFailure(_) | Error::NoDefaultStore) => {
            lock().take();
        }
        answer => return answer,
    }
    match ask() {
        Err(Error::PlatformFailure(_)) => {
            lock().take();
            thread::sleep(MOMENT);
            ask()
        }
        answer => answer,
    }
}

/// Uses the entry in the keyring that is open, or in one that is opened for it and stays open.
fn use_open<T>(user: &str, use_it: &impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
    opened()?.build(SERVICE, user, None).and_then(|entry| use_it(&entry))
}

fn opened() -> Result<Arc<CredentialStore>, Error> {
    let known = lock().clone();
    let store = match known {
        Some(store) => store,
        None => open().map_err(|error| {
            tracing::warn!(%error, "the keyring cannot be opened");
            Error::NoDefaultStore
        })?,
    };
    lock().replace(Arc::clone(&store));
    Ok(store)
}

/// The names of the entries whose user ends in `of_home`.
pub(super) fn names(of_home: &str) -> Result<Vec<String>, Error> {
    patiently(|| names_in(of_home))
}

fn names_in(of_home: &str) -> Result<Vec<String>, Error> {
    let found = opened()?.search(&all_of_ours())?;
    let users = found.iter().filter_map(Entry::get_specifiers).filter(|it| it.0 == SERVICE);
    let name = |(_, user): (String, String)| user.strip_suffix(of_home).map(str::to_owned);
    Ok(users.filter_map(name).collect())
}

#[cfg(not(target_os = "windows"))]
fn all_of_ours() -> HashMap<&'static str, &'static str> {
    HashMap::from([("service", SERVICE)])
}

/// There a search is by a pattern.
#[cfg(target_os = "windows")]
fn all_of_ours() -> HashMap<&'static str, &'static str> {
    HashMap::from([("pattern", SERVICE)])
}

/// Whether what is kept now is lost with the session: the collection that the keyring takes for it is that of the
/// session, which no disk has (Secret Service API, "Collection aliases").
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
pub(super) fn forgets() -> Result<bool, Error> {
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;
    let failed = |error: secret_service::Error| Error::PlatformFailure(Box::new(error));
    let service = SecretService::connect(EncryptionType::Plain).map_err(failed)?;
    let kept_in = service.get_default_collection().map_err(failed)?.collection_path;
    let session = service.get_collection_by_alias("session");
    Ok(session.is_ok_and(|session| session.collection_path == kept_in))
}

#[cfg(any(target_os = "macos", target_os = "windows"))]
pub(super) const fn forgets() -> Result<bool, Error> {
    Ok(false)
}

fn lock() -> std::sync::MutexGuard<'static, Option<Arc<CredentialStore>>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(target_os = "macos")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "macos", target_os = "windows")))]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}
