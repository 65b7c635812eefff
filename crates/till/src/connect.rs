//! Connecting a provider: what was typed, checked, into the vault.

use std::collections::BTreeMap;
use std::path::Path;

use contract::{Failure, FailureCode, Right};
use domain::Caller;
use domain::charge::Account;
use providers::{ConnectError, Connection, Error as PspError, Obstacle, ObstacleKind, name_of};
use secrecy::SecretString;

use crate::accounts::{KeptAccountView, keep_if_needed, open_at, release, renew_refused};
use crate::api::check;
use crate::connections::adapter;
use crate::failure::{from_connect, from_provider};
use crate::open::Options;
use crate::settings::{KeptAccount, Settings};
use crate::{home, ports, vault};

/// A connection that is in the vault now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// Why the provider could not be asked whether the credentials are right, if it could not.
    pub unchecked: Option<Failure>,
    /// It charges if nobody says otherwise.
    pub is_default: bool,
    /// The account that was connected before, where it is another and something is open there.
    pub kept: Option<KeptAccountView>,
}

/// A connection as a person has typed it.
#[derive(Debug)]
pub struct ConnectRequest {
    /// The adapter.
    pub provider: String,
    /// The adapter's word for where, or a base URL.
    pub environment: String,
    /// The values of the manifest's fields.
    pub values: BTreeMap<String, SecretString>,
    /// It shall charge if nobody says otherwise.
    pub as_default: bool,
    /// A person says that the credentials are new ones of the account that is connected there, or was.
    pub same_account: bool,
}

/// Checks the form, asks the provider, and keeps the connection beside those that there are; the first
/// is the default, and so is one that shall be.
///
/// A connection that is there is replaced only by one that has answered, and its account is kept where it
/// is another one and something is open there, or another process may be selling through it. Refused
/// credentials, and an address at which something else answers, are never kept; a first connection whose
/// provider cannot be asked now is, and the answer says so.
///
/// With `same_account` what is open at the account that is connected at that address moves on to the new
/// credentials, and so does what is open at accounts that are kept there and refuse their own.
pub async fn connect(
    options: &Options,
    caller: &Caller,
    request: ConnectRequest,
) -> Result<Connected, Failure> {
    check(caller, Right::Connect)?;
    let home = home::begin(options)?;
    let settings = Settings::read(&home)?;
    let ConnectRequest { provider, environment, values, as_default, same_account } = request;
    let before = before(&home, &settings, &provider).await?;
    let mut connection = Connection { provider, environment, values, known_as: None };
    connection.known_as = known_as(before.as_ref(), &connection, same_account)?;
    let psp = adapter(&connection)?;
    let whom = name_of(&connection.provider);
    let unchecked = match psp.check().await {
        Ok(()) => None,
        Err(error) if is_refusal(&error) => return Err(refusal(&error)),
        Err(error) if before.is_some() => return Err(from_provider(Some(&whom), &error)),
        Err(error) => Some(from_provider(Some(&whom), &error)),
    };
    if same_account {
        let renewed = renew_refused(&home, &settings, &connection, psp.account()).await?;
        if renewed == 0 && connection.known_as.is_none() {
            let text = "no account of this provider is known at this address";
            return Err(Failure::with(FailureCode::InvalidRequest, text));
        }
    }
    let kept = match before {
        Some((old, account)) if account != *psp.account() => {
            let open = open_at(&home, &account)?;
            keep_if_needed(&home, &old, &account, open).await?
        }
        Some(_) | None => None,
    };
    let provider = connection.provider.as_str();
    vault::keep(&home, provider, &connection).await?;
    let connected = |settings: &mut Settings| {
        settings.connect(provider, &connection.environment, as_default);
    };
    let settings = Settings::change(&home, connected)?;
    // An account that was kept is connected again.
    let is_it = |kept: &&KeptAccount| kept.fingerprint == psp.account().fingerprint;
    if let Some(again) = settings.kept.iter().find(is_it) {
        release(&home, again).await;
    }
    let is_default = settings.provider.as_deref() == Some(provider);
    Ok(Connected { unchecked, is_default, kept })
}

/// The name of the account in the log, where it is not the one that the credentials have by themselves:
/// a person says that it is the account that is connected there, or had said so of the same credentials.
fn known_as(
    before: Option<&(Connection, Account)>,
    typed: &Connection,
    same_account: bool,
) -> Result<Option<String>, Failure> {
    let named = typed.named().map_err(|error| from_connect(&error))?;
    let Some((old, account)) = before else { return Ok(None) };
    let is_as_before = old.named().is_ok_and(|before| before == named);
    let is_there = account.address == named.address;
    Ok(if same_account && is_there {
        Some(account.fingerprint.clone())
    } else {
        old.known_as.clone().filter(|_| is_as_before)
    })
}

/// The connection that is there, with its account. One whose credentials are lost has neither; where the keyring
/// does not say whether they are, nothing may take their place.
async fn before(
    home: &Path,
    settings: &Settings,
    provider: &str,
) -> Result<Option<(Connection, Account)>, Failure> {
    if !settings.providers.contains_key(provider) {
        return Ok(None);
    }
    let connection = match vault::read(home, provider, provider).await {
        Ok(connection) => connection,
        Err(failure) if failure.code == FailureCode::CredentialsMissing => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let account = adapter(&connection).ok().map(|psp| psp.account().clone());
    Ok(account.map(|account| (connection, account)))
}

/// The provider, or whatever is there, has answered, and not as it should.
fn is_refusal(error: &PspError) -> bool {
    // A page, or a redirect to another place, where the provider's address should be.
    let is_page = |met: &Obstacle| match met.kind {
        ObstacleKind::CaptivePortal => true,
        ObstacleKind::Failing => met.status.is_some_and(|status| status < 500),
        _ => false,
    };
    if error.obstacle().is_some_and(is_page) {
        return true;
    }
    match error {
        PspError::Unauthorized(_)
        | PspError::NotFound
        | PspError::Rejected { .. }
        | PspError::Conflict { .. }
        | PspError::Contradicts(_)
        | PspError::NotThere(_)
        | PspError::Malformed(_) => true,
        PspError::RateLimited { .. }
        | PspError::NotYet { .. }
        | PspError::NotTrusted(_)
        | PspError::Unreachable(_)
        | PspError::OutcomeUnknown(_) => false,
    }
}

fn refusal(error: &PspError) -> Failure {
    match error {
        PspError::Unauthorized(_) => from_provider(None, error),
        _ => Failure::with(FailureCode::NotThisProvider, error.to_string()),
    }
}

/// The field for which a provider cannot be connected with what was typed, as far as that is known without asking it.
pub fn wrong_field(
    provider: &str,
    environment: &str,
    typed: BTreeMap<String, String>,
) -> Option<&'static str> {
    let values = typed.into_iter().map(|(key, value)| (key, SecretString::from(value)));
    let connection = Connection {
        provider: provider.to_owned(),
        environment: environment.to_owned(),
        values: values.collect(),
        known_as: None,
    };
    match providers::connect(&connection, ports::system().clock, None) {
        Err(ConnectError::Missing(key) | ConnectError::Invalid(key)) => Some(key),
        Ok(_) | Err(_) => None,
    }
}

/// Whether a provider may be asked there: https, or http on this computer, and nothing but an
/// address.
pub fn is_base_url(text: &str) -> bool {
    providers::base_url(text).is_some()
}
