//! Connecting a provider: what was typed, checked, into the vault.

use std::collections::BTreeMap;

use contract::Failure;
use providers::{Connection, Error as PspError};
use secrecy::SecretString;

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
}

/// Checks the form, asks the provider, and keeps the connection beside those that there are; the first
/// is the default, and so is one that shall be. Refused credentials are not kept; if the provider
/// cannot be asked, they are kept and the answer says so.
pub async fn connect(
    options: &Options,
    provider: &str,
    environment: &str,
    values: BTreeMap<String, String>,
    as_default: bool,
) -> Result<Connected, Failure> {
    let home = home::home(options.home.as_deref(), options.training)?;
    Settings::read(&home)?;
    let values = values.into_iter().map(|(key, value)| (key, SecretString::from(value)));
    let connection = Connection {
        provider: provider.to_owned(),
        environment: environment.to_owned(),
        values: values.collect(),
    };
    let psp = adapter(&connection)?;
    let unchecked = match psp.check().await {
        Ok(_) => None,
        Err(error @ PspError::Unauthorized(_)) => return Err(from_provider(&error)),
        Err(error) => Some(from_provider(&error)),
    };
    vault::keep(&home, &connection).await?;
    let settings = Settings::change(&home, |kept| kept.connect(provider, environment, as_default))?;
    Ok(Connected { unchecked, is_default: settings.provider.as_deref() == Some(provider) })
}

/// Whether a provider may be asked there: https, or http on this computer, and nothing but an
/// address.
pub fn is_base_url(text: &str) -> bool {
    providers::base_url(text).is_some()
}
