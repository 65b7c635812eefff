//! Connecting a provider: what was typed, checked, into the vault.

use std::collections::BTreeMap;

use contract::Failure;
use providers::{Connection, Error as PspError};
use secrecy::SecretString;

use crate::failure::from_provider;
use crate::open::{Options, adapter};
use crate::settings::Settings;
use crate::{home, vault};

/// A connection that is in the vault now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// Why the provider could not be asked whether the credentials are right, if it could not.
    pub unchecked: Option<Failure>,
}

/// The keys of a provider's fields, with whether each is required and secret; empty if unknown.
pub fn connection_fields(provider: &str) -> Vec<(&'static str, bool, bool)> {
    let known = providers::manifests().iter().find(|manifest| manifest.id == provider);
    let fields = known.map_or(&[][..], |manifest| manifest.fields);
    fields.iter().map(|field| (field.key, field.required, field.secret)).collect()
}

/// Checks the form, asks the provider, and keeps the connection. Refused credentials are not kept;
/// if the provider cannot be asked, they are kept and the answer says so.
pub async fn connect(
    options: &Options,
    provider: &str,
    environment: &str,
    values: BTreeMap<String, String>,
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
    Settings::change(&home, |settings| {
        settings.provider = Some(provider.to_owned());
        settings.environment = Some(environment.to_owned());
    })?;
    Ok(Connected { unchecked })
}
