//! Connecting a provider: what was typed, checked, into the vault.

use std::collections::BTreeMap;
use std::path::Path;

use contract::{Failure, FailureCode};
use domain::charge::Account;
use providers::{Connection, Error as PspError};
use secrecy::SecretString;

use crate::accounts::{Kept, keep_if_open, open_at};
use crate::connections::adapter;
use crate::failure::from_provider;
use crate::open::Options;
use crate::settings::Settings;
use crate::{home, vault};

/// A connection that is in the vault now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// Why the provider could not be asked whether the credentials are right, if it could not.
    pub unchecked: Option<Failure>,
    /// It charges if nobody says otherwise.
    pub is_default: bool,
    /// The account that was connected before, where it is another and something is open there.
    pub kept: Option<Kept>,
}

/// Checks the form, asks the provider, and keeps the connection beside those that there are; the first
/// is the default, and so is one that shall be.
///
/// A connection that is there is replaced only by one that has answered, and its account is kept where it
/// is another one and something is open there. Refused credentials, and an address at which something
/// else answers, are never kept; a first connection whose provider cannot be asked now is, and the answer
/// says so.
pub async fn connect(
    options: &Options,
    provider: &str,
    environment: &str,
    values: BTreeMap<String, String>,
    as_default: bool,
) -> Result<Connected, Failure> {
    let home = home::home(options.home.as_deref(), options.training)?;
    let settings = Settings::read(&home)?;
    let values = values.into_iter().map(|(key, value)| (key, SecretString::from(value)));
    let connection = Connection {
        provider: provider.to_owned(),
        environment: environment.to_owned(),
        values: values.collect(),
    };
    let psp = adapter(&connection)?;
    let before = before(&home, &settings, provider).await;
    let unchecked = match psp.check().await {
        Ok(_) => None,
        Err(error) if is_refusal(&error) => return Err(refusal(&error)),
        Err(error) if before.is_some() => return Err(from_provider(&error)),
        Err(error) => Some(from_provider(&error)),
    };
    let kept = match before {
        Some((old, account)) if account != *psp.account() => {
            let open = open_at(&home, &account)?;
            keep_if_open(&home, &old, &account, open.asked).await?
        }
        // An account that was kept is connected again.
        Some(_) | None => None,
    };
    vault::keep(&home, provider, &connection).await?;
    let fingerprint = &psp.account().fingerprint;
    let settings = Settings::change(&home, |settings| {
        settings.release(fingerprint);
        settings.connect(provider, environment, as_default);
    })?;
    let is_default = settings.provider.as_deref() == Some(provider);
    Ok(Connected { unchecked, is_default, kept })
}

/// The connection that is there, with its account. One whose credentials are lost has neither.
async fn before(home: &Path, settings: &Settings, provider: &str) -> Option<(Connection, Account)> {
    settings.providers.get(provider)?;
    let connection = vault::read(home, provider, provider).await.ok()?;
    let account = adapter(&connection).ok()?.account().clone();
    Some((connection, account))
}

/// The provider, or whatever is there, has answered, and not as it should.
const fn is_refusal(error: &PspError) -> bool {
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
        PspError::Unauthorized(_) => from_provider(error),
        _ => Failure::with(FailureCode::NotThisProvider, error.to_string()),
    }
}

/// Whether a provider may be asked there: https, or http on this computer, and nothing but an
/// address.
pub fn is_base_url(text: &str) -> bool {
    providers::base_url(text).is_some()
}
