//! The vault: a provider's connection, whole, in the system's keyring. There is no other place for
//! it: without a keyring the till says what to do and stops.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contract::{Failure, FailureCode};
use keyring::{Entry, Error};
use providers::Connection;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// The name under which entries stand in the keyring.
const SERVICE: &str = "balcao";

/// The secret as it stands in the keyring.
#[derive(Serialize, Deserialize)]
struct Secret {
    environment: String,
    values: BTreeMap<String, String>,
}

/// Keeps the connection of the till in `home`.
pub(crate) async fn keep(home: &Path, connection: &Connection) -> Result<(), Failure> {
    let values = connection.values.iter();
    let secret = Secret {
        environment: connection.environment.clone(),
        values: values.map(|(key, it)| (key.clone(), it.expose_secret().to_owned())).collect(),
    };
    let text = serde_json::to_string(&secret)
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    with_entry(home, &connection.provider, move |entry| entry.set_password(&text)).await
}

/// The connection of the till in `home`.
pub(crate) async fn read(home: &Path, provider: &str) -> Result<Connection, Failure> {
    let text = with_entry(home, provider, |entry| entry.get_password()).await?;
    let secret: Secret = serde_json::from_str(&text).map_err(|_| {
        Failure::with(FailureCode::VaultUnavailable, "the entry is unreadable: connect again")
    })?;
    let values = secret.values.into_iter();
    Ok(Connection {
        provider: provider.to_owned(),
        environment: secret.environment,
        values: values.map(|(key, value)| (key, SecretString::from(value))).collect(),
    })
}

/// The keyring's calls block, sometimes on a person who has to unlock it.
async fn with_entry<T: Send + 'static>(
    home: &Path,
    provider: &str,
    use_it: impl FnOnce(Entry) -> Result<T, Error> + Send + 'static,
) -> Result<T, Failure> {
    let home: PathBuf = home.to_owned();
    let user = format!("{provider}@{}", home.display());
    let task = tokio::task::spawn_blocking(move || Entry::new(SERVICE, &user).and_then(use_it));
    match task.await {
        Ok(result) => result.map_err(|error| failure(&error)),
        Err(_) => Err(Failure::with(FailureCode::VaultUnavailable, "the keyring broke off")),
    }
}

/// What a person can do about it. The errors' own texts hold no secret but may be long.
fn failure(error: &Error) -> Failure {
    let advice = match error {
        Error::NoDefaultStore => "no secret service",
        Error::NoStorageAccess(_) => "the keyring is locked or not running",
        Error::NoEntry => "the keyring has no entry for this till: connect the provider again",
        _ => "the keyring does not answer as expected",
    };
    Failure::with(FailureCode::VaultUnavailable, advice)
}
