//! The vault: a provider's connection, whole, and this till's identity on its relay, in the system's
//! keyring. There is no other place for them: without a keyring the till says what to do and stops.

mod keyring;
mod queue;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::{Failure, FailureCode};
use keyring_core::{Entry, Error};
use providers::Connection;
use queue::{Kind, Queue, Silent};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};

/// The entry of the relay's identity, where a provider's entry has the provider's id.
pub(crate) const RELAY: &str = "relay";

/// Who this till is for its relay.
pub(crate) struct RelayIdentity {
    /// The Ed25519 key as PKCS#8.
    pub(crate) key: SecretSlice<u8>,
    /// Where providers send this till's webhooks: whoever knows it can send hints.
    pub(crate) ingest_url: SecretString,
}

/// The identity as it stands in the keyring.
#[derive(Serialize, Deserialize)]
struct IdentityText {
    /// PKCS#8 in standard base64.
    key: String,
    ingest_url: String,
}

/// The secret as it stands in the keyring.
#[derive(Serialize, Deserialize)]
struct Secret {
    environment: String,
    values: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_as: Option<String>,
}

/// The entry of what this till is, where a provider's entry has the provider's id.
const TILL: &str = "till";

/// What the keyring knows of this till, so that a copy of its files is noticed, and the loss of their
/// end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TillEntry {
    /// A secret that no copy of the files holds; the order log has its SHA-256.
    pub(crate) instance: String,
    /// Where the order log was at the last start or end, as [`store::Mark::to_line`] writes it.
    pub(crate) mark: Option<String>,
}

/// What the keyring knows of the till in `home`; `None` if nothing, or nothing that can be read.
pub(crate) async fn read_till(home: &Path) -> Result<Option<TillEntry>, Failure> {
    let text = find_text(home, TILL).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Keeps what the keyring shall know of the till in `home`.
pub(crate) async fn keep_till(home: &Path, till: &TillEntry) -> Result<(), Failure> {
    let text = serde_json::to_string(till)
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    with_entry(home, TILL, Kind::Write, move |entry| entry.set_password(&text)).await
}

/// The entry of an account that is kept only to be asked.
pub(crate) fn kept_name(provider: &str, fingerprint: &str) -> String {
    format!("{provider}#{fingerprint}")
}

/// Forgets an entry; one that is not there is forgotten already.
pub(crate) async fn forget(home: &Path, name: &str) -> Result<(), Failure> {
    with_entry(home, name, Kind::Write, |entry| match entry.delete_credential() {
        Err(Error::NoEntry) => Ok(()),
        other => other,
    })
    .await
}

/// Keeps the connection of the till in `home` under a name: its adapter's, or [`kept_name`].
pub(crate) async fn keep(home: &Path, name: &str, connection: &Connection) -> Result<(), Failure> {
    let values = connection.values.iter();
    let secret = Secret {
        environment: connection.environment.clone(),
        values: values.map(|(key, it)| (key.clone(), it.expose_secret().to_owned())).collect(),
        known_as: connection.known_as.clone(),
    };
    let text = serde_json::to_string(&secret)
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    with_entry(home, name, Kind::Write, move |entry| entry.set_password(&text)).await
}

/// The connection to `provider` that the till in `home` has under this name.
pub(crate) async fn read(home: &Path, name: &str, provider: &str) -> Result<Connection, Failure> {
    find(home, name, provider).await?.ok_or_else(|| failure(&Error::NoEntry))
}

/// The same; `None` where the keyring answers and has none. Fails with `credentials_missing` where it has what
/// cannot be read.
pub(crate) async fn find(
    home: &Path,
    name: &str,
    provider: &str,
) -> Result<Option<Connection>, Failure> {
    let Some(text) = find_text(home, name).await? else { return Ok(None) };
    let secret: Secret = serde_json::from_str(&text).map_err(|_| {
        Failure::with(FailureCode::CredentialsMissing, "the entry is unreadable: connect again")
    })?;
    let values = secret.values.into_iter();
    Ok(Some(Connection {
        provider: provider.to_owned(),
        environment: secret.environment,
        values: values.map(|(key, value)| (key, SecretString::from(value))).collect(),
        known_as: secret.known_as,
    }))
}

async fn find_text(home: &Path, name: &str) -> Result<Option<String>, Failure> {
    with_entry(home, name, Kind::Read, |entry| match entry.get_password() {
        Err(Error::NoEntry) => Ok(None),
        other => other.map(Some),
    })
    .await
}

/// Keeps the identity of the till in `home`.
pub(crate) async fn keep_relay(home: &Path, identity: &RelayIdentity) -> Result<(), Failure> {
    let text = IdentityText {
        key: STANDARD.encode(identity.key.expose_secret()),
        ingest_url: identity.ingest_url.expose_secret().to_owned(),
    };
    let text = serde_json::to_string(&text)
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    with_entry(home, RELAY, Kind::Write, move |entry| entry.set_password(&text)).await
}

/// The identity of the till in `home`.
pub(crate) async fn read_relay(home: &Path) -> Result<RelayIdentity, Failure> {
    let text = with_entry(home, RELAY, Kind::Read, Entry::get_password).await?;
    let bad =
        || Failure::with(FailureCode::VaultUnavailable, "the entry is unreadable: pair again");
    let text: IdentityText = serde_json::from_str(&text).map_err(|_| bad())?;
    let key = STANDARD.decode(text.key).map_err(|_| bad())?;
    Ok(RelayIdentity {
        key: SecretSlice::from(key),
        ingest_url: SecretString::from(text.ingest_url),
    })
}

/// Fails where nothing could be kept now.
pub(crate) async fn check(home: &Path, name: &str) -> Result<(), Failure> {
    with_entry(home, name, Kind::Read, |entry| match entry.get_password() {
        Err(Error::NoEntry) => Ok(()),
        other => other.map(drop),
    })
    .await
}

/// What the keyring is asked, one after the other.
static QUEUE: Queue = Queue::new();

/// The keyring's calls block, sometimes on a person who has to unlock it: whoever waits for one is told so after
/// five seconds.
async fn with_entry<T: Send + 'static>(
    home: &Path,
    name: &str,
    kind: Kind,
    use_it: impl Fn(&Entry) -> Result<T, Error> + Send + 'static,
) -> Result<T, Failure> {
    let home: PathBuf = home.to_owned();
    let user = format!("{name}@{}", home.display());
    match QUEUE.call(kind, move || keyring::with_entry(&user, use_it)).await {
        Ok(result) => result.map_err(|error| failure(&error)),
        Err(Silent) => Err(Failure::new(FailureCode::VaultSilent)),
    }
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
