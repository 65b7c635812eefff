//! The vault: a provider's connection, whole, this till's identity on its relay, and what else is secret. A home has
//! one store for them, the system's keyring unless an encrypted file was chosen, and never another by itself: without
//! it the till says what to do and stops.

mod attempts;
mod choice;
mod entries;
mod file;
mod keyring;
mod moving;
mod passphrase;
mod probe;
mod queue;
mod screens;
mod seal;
mod status;
mod unlock;

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::{Failure, FailureCode};
use entries::Change;
use providers::Connection;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};

use crate::operator::Operators;

pub(crate) use file::LOCK;
pub(crate) use keyring::KEYRING_STARTS;
pub(crate) use moving::finish;
pub use moving::{VaultMoved, change_passphrase, move_vault};
pub use passphrase::{
    AskPassphrase, ask_passphrase_by, give_passphrase, passphrase_at_hand, read_passphrase,
};
pub(crate) use probe::probe;
pub use probe::{ProbeReport, serve_probe};
pub(crate) use status::view;
pub use status::{vault_status, vault_store};

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
    let text = entries::get(home, TILL).await?;
    Ok(text.and_then(|text| serde_json::from_str(text.expose_secret()).ok()))
}

/// Keeps what the keyring shall know of the till in `home`.
pub(crate) async fn keep_till(home: &Path, till: &TillEntry) -> Result<(), Failure> {
    put(home, TILL, till).await
}

/// The entry of who works here, where a provider's entry has the provider's id.
pub(crate) const OPERATORS: &str = "operators";

/// Who works at the till in `home`, as it was kept; `None` where nobody does.
pub(crate) async fn read_operators(home: &Path) -> Result<Option<SecretString>, Failure> {
    entries::get(home, OPERATORS).await
}

/// Keeps who works at the till in `home`.
pub(crate) async fn keep_operators(home: &Path, operators: &Operators) -> Result<(), Failure> {
    trust(home).await?;
    put(home, OPERATORS, operators).await
}

/// The entry of an account that is kept only to be asked.
pub(crate) fn kept_name(provider: &str, fingerprint: &str) -> String {
    format!("{provider}#{fingerprint}")
}

/// Forgets an entry; one that is not there is forgotten already.
pub(crate) async fn forget(home: &Path, name: &str) -> Result<(), Failure> {
    entries::change(home, Change::Remove(name.to_owned())).await
}

/// Keeps the connection of the till in `home` under a name: its adapter's, or [`kept_name`].
pub(crate) async fn keep(home: &Path, name: &str, connection: &Connection) -> Result<(), Failure> {
    let values = connection.values.iter();
    let secret = Secret {
        environment: connection.environment.clone(),
        values: values.map(|(key, it)| (key.clone(), it.expose_secret().to_owned())).collect(),
        known_as: connection.known_as.clone(),
    };
    put(home, name, &secret).await
}

/// The connection to `provider` that the till in `home` has under this name.
pub(crate) async fn read(home: &Path, name: &str, provider: &str) -> Result<Connection, Failure> {
    let missing = || Failure::new(FailureCode::CredentialsMissing);
    find(home, name, provider).await?.ok_or_else(missing)
}

/// The same; `None` where the keyring answers and has none. Fails with `credentials_missing` where it has what
/// cannot be read.
pub(crate) async fn find(
    home: &Path,
    name: &str,
    provider: &str,
) -> Result<Option<Connection>, Failure> {
    let Some(text) = entries::get(home, name).await? else { return Ok(None) };
    let secret: Secret = serde_json::from_str(text.expose_secret()).map_err(|_| {
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

/// Keeps a text that JSON makes of this.
async fn put(home: &Path, name: &str, what: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(what)
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    entries::change(home, Change::Put(name.to_owned(), SecretString::from(text))).await
}

/// Keeps the identity of the till in `home`.
pub(crate) async fn keep_relay(home: &Path, identity: &RelayIdentity) -> Result<(), Failure> {
    let text = IdentityText {
        key: STANDARD.encode(identity.key.expose_secret()),
        ingest_url: identity.ingest_url.expose_secret().to_owned(),
    };
    put(home, RELAY, &text).await
}

/// The identity of the till in `home`.
pub(crate) async fn read_relay(home: &Path) -> Result<RelayIdentity, Failure> {
    let missing = || Failure::new(FailureCode::CredentialsMissing);
    let text = entries::get(home, RELAY).await?.ok_or_else(missing)?;
    let bad =
        || Failure::with(FailureCode::VaultUnavailable, "the entry is unreadable: pair again");
    let text: IdentityText = serde_json::from_str(text.expose_secret()).map_err(|_| bad())?;
    let key = STANDARD.decode(text.key).map_err(|_| bad())?;
    Ok(RelayIdentity {
        key: SecretSlice::from(key),
        ingest_url: SecretString::from(text.ingest_url),
    })
}

/// Fails where nothing could be kept now.
pub(crate) async fn check(home: &Path, name: &str) -> Result<(), Failure> {
    entries::get(home, name).await.map(drop)
}

/// Makes sure, before anything is entrusted to the home's store for the first time, that it keeps what it is given.
pub(crate) async fn trust(home: &Path) -> Result<(), Failure> {
    if choice::decided(home)?.is_none() {
        probe(home).await?;
    }
    Ok(())
}

/// Does what blocks beside the rest.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Failure::with(FailureCode::Internal, error.to_string())))
}
