//! The system's keyring: opened at its first use, and anew after it could not be reached. A till that was
//! started before its keyring, or outlives it, finds it without a restart.

use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::{CredentialStore, Entry, Error};

/// The name under which entries stand in the keyring.
const SERVICE: &str = "balcao";

/// What is open now.
static OPEN: Mutex<Option<Arc<CredentialStore>>> = Mutex::new(None);

/// Uses the entry of this user. Where a keyring that was open does not answer any more, such as one that the
/// system has started anew, it is opened again and `use_it` is called once more.
/// Fails with `NoDefaultStore` where no keyring can be opened.
pub(super) fn with_entry<T>(
    user: &str,
    use_it: impl Fn(&Entry) -> Result<T, Error>,
) -> Result<T, Error> {
    let known = lock().clone();
    if let Some(store) = known {
        let result = use_entry(&*store, user, &use_it);
        if !matches!(result, Err(Error::PlatformFailure(_))) {
            return result;
        }
        lock().take();
    }
    let store = open().map_err(|error| {
        tracing::warn!(%error, "the keyring cannot be opened");
        Error::NoDefaultStore
    })?;
    lock().replace(Arc::clone(&store));
    use_entry(&*store, user, &use_it)
}

fn use_entry<T>(
    store: &CredentialStore,
    user: &str,
    use_it: impl Fn(&Entry) -> Result<T, Error>,
) -> Result<T, Error> {
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
