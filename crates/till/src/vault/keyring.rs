//! The system's keyring: opened at its first use, and anew after it could not be reached. A till that was
//! started before its keyring, or outlives it, finds it without a restart.

use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::{CredentialStore, Entry, Error};

/// The name under which entries stand in the keyring.
const SERVICE: &str = "balcao";

/// What is open now.
static OPEN: Mutex<Option<Arc<CredentialStore>>> = Mutex::new(None);

/// Uses the entry of this user. Where the keyring does not answer, such as one that died over another program's call
/// and that the system starts anew, it is opened again and `use_it` is called once more.
/// Fails with `NoDefaultStore` where no keyring can be opened.
pub(super) fn with_entry<T>(
    user: &str,
    use_it: impl Fn(&Entry) -> Result<T, Error>,
) -> Result<T, Error> {
    match use_open(user, &use_it) {
        Err(Error::PlatformFailure(_) | Error::NoDefaultStore) => {
            lock().take();
            use_open(user, &use_it)
        }
        result => result,
    }
}

/// Uses the entry in the keyring that is open, or in one that is opened for it and stays open.
fn use_open<T>(user: &str, use_it: &impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
    let known = lock().clone();
    let store = match known {
        Some(store) => store,
        None => open().map_err(|error| {
            tracing::warn!(%error, "the keyring cannot be opened");
            Error::NoDefaultStore
        })?,
    };
    lock().replace(Arc::clone(&store));
    store.build(SERVICE, user, None).and_then(|entry| use_it(&entry))
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
