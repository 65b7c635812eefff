//! The system's keyring: opened at its first use, and anew after it could not be reached. A till that was
//! started before its keyring, or outlives it, finds it without a restart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};

/// The name under which entries stand in the keyring.
const SERVICE: &str = "balcao";
/// Longer than a keyring that was just started takes to read its files; until then it has nothing.
pub(crate) const KEYRING_STARTS: Duration = Duration::from_millis(500);

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
/// it is opened again and asked once more; a moment later too, because a new one answers before it has read its files,
/// that it has nothing as well.
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
        }
        Err(Error::NoEntry) => {}
        answer => return answer,
    }
    thread::sleep(KEYRING_STARTS);
    ask()
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// What is found, and how often was asked, where the keyring answers so.
    fn found(answers: Vec<Result<u8, Error>>) -> (Result<u8, Error>, usize) {
        let all = answers.len();
        let answers = RefCell::new(answers.into_iter());
        let answer = patiently(|| answers.borrow_mut().next().unwrap());
        (answer, all - answers.borrow().len())
    }

    #[test]
    fn a_keyring_that_was_just_started_is_not_believed_that_it_has_nothing() {
        let died = || Err(Error::PlatformFailure("it died".into()));
        assert!(matches!(found(vec![died(), Err(Error::NoEntry), Ok(7)]), (Ok(7), 3)));
        assert!(matches!(found(vec![died(), died(), Ok(7)]), (Ok(7), 3)));
        let has_nothing = || Err(Error::NoEntry);
        assert!(matches!(
            found(vec![died(), has_nothing(), has_nothing()]),
            (Err(Error::NoEntry), 3)
        ));
        assert!(matches!(found(vec![has_nothing(), Ok(7)]), (Err(Error::NoEntry), 1)));
    }
}
