//! Connections: what the till sells through, each with its credentials or the reason why it has none.

use std::path::Path;
use std::sync::Arc;

use checkout::Providers;
use contract::{Failure, FailureCode};
use providers::{Connection, Psp, name_of};

use crate::failure::from_connect;
use crate::open::Options;
use crate::settings::Settings;
use crate::training::Training;
use crate::{home, ports, vault};

/// A provider that the settings name.
pub(crate) struct Known {
    /// Its adapter.
    pub(crate) id: String,
    /// Where it answers.
    pub(crate) environment: String,
    /// The adapter with its credentials, or why there is none.
    pub(crate) psp: Result<Arc<dyn Psp>, Failure>,
}

/// A connected provider, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectedProvider {
    /// Its adapter, such as `connectpsp`.
    pub id: String,
    /// Its name on screens.
    pub name: String,
    /// Where it answers: an environment's name or a base URL.
    pub environment: String,
    /// It charges if nobody says otherwise.
    pub is_default: bool,
    /// Why it cannot be used, if it cannot: its charges stay as they are until that is mended.
    pub failure: Option<Failure>,
    /// It is not connected any more, and kept to be asked about what is open there.
    pub kept: bool,
}

/// The connected providers, the default first. Opens the vault; asks no provider.
pub async fn connected_providers(options: &Options) -> Result<Vec<ConnectedProvider>, Failure> {
    let home = home::home(options)?;
    let settings = Settings::read(&home)?;
    let training = Training::start_if(options.training, &home, None).await?;
    let listed = |(place, known): (usize, Known), kept: bool| ConnectedProvider {
        name: name_of(&known.id),
        id: known.id,
        environment: known.environment,
        is_default: place == 0 && !kept,
        failure: known.psp.err(),
        kept,
    };
    let connected = all(&home, &settings, training.as_ref()).await;
    let selling: Vec<_> = connected.iter().filter_map(|it| it.psp.clone().ok()).collect();
    let kept = kept(&home, &settings, &selling).await.into_iter().enumerate();
    let connected = connected.into_iter().enumerate();
    Ok(connected.map(|it| listed(it, false)).chain(kept.map(|it| listed(it, true))).collect())
}

/// All that are connected, the default first; in training the sandbox's faces.
pub(crate) async fn all(
    home: &Path,
    settings: &Settings,
    training: Option<&Training>,
) -> Vec<Known> {
    if let Some(training) = training {
        let mut all: Vec<_> = training.connections().iter().map(known).collect();
        let default = settings.default_provider();
        all.sort_by_key(|known| Some(&known.id) != default.as_ref());
        return all;
    }
    let mut all = Vec::new();
    for id in settings.connected() {
        let environment = settings.connections.environment(&id).unwrap_or_default().to_owned();
        let entry = vault::read(home, &id, &id).await;
        all.push(connected(id, environment, entry));
    }
    all
}

/// What the settings call connected, by what the keyring has of it. A keyring that did not answer in time to a
/// connection may have taken it all the same: what nobody was told of is not gone by.
fn connected(id: String, environment: String, entry: Result<Connection, Failure>) -> Known {
    let psp = entry.and_then(|connection| {
        if connection.environment == environment {
            return adapter(&connection);
        }
        let why = "the entry is of another environment: connect again";
        Err(Failure::with(FailureCode::CredentialsMissing, why))
    });
    Known { id, environment, psp }
}

/// The accounts that are kept only to be asked. Where connecting was broken off after the one before was
/// kept, that is the connected one still, and no other.
pub(crate) async fn kept(
    home: &Path,
    settings: &Settings,
    connected: &[Arc<dyn Psp>],
) -> Vec<Known> {
    let mut all = Vec::new();
    let is_another =
        |fingerprint: &str| connected.iter().all(|psp| psp.account().fingerprint != fingerprint);
    for account in settings.connections.kept.iter().filter(|kept| is_another(&kept.fingerprint)) {
        let name = vault::kept_name(&account.provider, &account.fingerprint);
        all.push(match vault::read(home, &name, &account.provider).await {
            Ok(connection) => known(&connection),
            Err(failure) => Known {
                id: account.provider.clone(),
                environment: account.environment.clone(),
                psp: Err(failure),
            },
        });
    }
    all
}

fn known(connection: &Connection) -> Known {
    Known {
        id: connection.provider.clone(),
        environment: connection.environment.clone(),
        psp: adapter(connection),
    }
}

/// What a till sells through and polls.
pub(crate) struct Gathered {
    /// The default's adapter.
    default: String,
    /// Those to sell through, the default first.
    pub(crate) usable: Vec<Arc<dyn Psp>>,
    /// Those that are kept only to be asked.
    pub(crate) kept: Vec<Arc<dyn Psp>>,
    /// The adapters of those that are connected, but whose credentials could not be had.
    pub(crate) unusable: Vec<String>,
    /// The keyring did not answer for all of them: what it has is not known.
    pub(crate) silent: Option<Failure>,
}

impl Gathered {
    pub(crate) fn into_providers(self) -> Providers {
        Providers::new(self.usable, &self.default).with_kept(self.kept)
    }
}

/// Gets from the vault what the settings name.
pub(crate) async fn gather(
    home: &Path,
    settings: &Settings,
    training: Option<&Training>,
) -> Result<Gathered, Failure> {
    let known = all(home, settings, training).await;
    let mut silent = silence(&known);
    let unusable = known.iter().filter(|it| it.psp.is_err()).map(|it| it.id.clone()).collect();
    let default = known.first().map(|it| it.id.clone()).unwrap_or_default();
    let usable = if silent.is_some() {
        known.into_iter().filter_map(|known| known.psp.ok()).collect()
    } else {
        usable(known)?
    };
    let kept = kept(home, settings, &usable).await;
    silent = silent.or_else(|| silence(&kept));
    Ok(Gathered {
        default,
        usable,
        kept: kept.into_iter().filter_map(|known| known.psp.ok()).collect(),
        unusable,
        silent,
    })
}

/// Why the keyring does not tell what one of them needs, if it was silent about any.
fn silence(all: &[Known]) -> Option<Failure> {
    let failures = all.iter().filter_map(|known| known.psp.as_ref().err());
    { failures }.find(|failure| failure.code == FailureCode::VaultSilent).cloned()
}

/// The adapter of a connection.
pub(crate) fn adapter(connection: &Connection) -> Result<Arc<dyn Psp>, Failure> {
    providers::connect(connection, ports::system().clock, None)
        .map_err(|error| from_connect(&error))
}

/// The adapters to sell through. Without the default's credentials nothing is sold; one of the others
/// may be missing: that is logged, and its charges stay as they are.
fn usable(all: Vec<Known>) -> Result<Vec<Arc<dyn Psp>>, Failure> {
    let mut usable = Vec::new();
    for (place, known) in all.into_iter().enumerate() {
        match known.psp {
            Ok(psp) => usable.push(psp),
            Err(failure) if place == 0 => return Err(failure),
            Err(failure) => {
                tracing::warn!(provider = %known.id, %failure, "a provider cannot be used");
            }
        }
    }
    Ok(usable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_psp(id: &str) -> Known {
        known(&connection(id))
    }

    fn connection(id: &str) -> Connection {
        let text = |text: &str| secrecy::SecretString::from(text.to_owned());
        let values = [
            ("clientId", "1"),
            ("clientSecret", "x"),
            ("applicationToken", "x"),
            ("payerName", "Padaria"),
            ("payerDocument", "12345678909"),
        ];
        Connection {
            provider: id.to_owned(),
            environment: "http://127.0.0.1:9".to_owned(),
            values: values.map(|(key, value)| (key.to_owned(), text(value))).into(),
            known_as: None,
        }
    }

    fn without(id: &str) -> Known {
        let failure = Failure::new(FailureCode::VaultUnavailable);
        Known { id: id.to_owned(), environment: String::new(), psp: Err(failure) }
    }

    #[test]
    fn only_the_defaults_missing_credentials_stop_the_till() {
        let usable_ids = |all| {
            let usable: Result<Vec<_>, _> = usable(all);
            usable.map(|all| all.iter().map(|psp| psp.manifest().id).collect::<Vec<_>>())
        };
        assert_eq!(
            usable_ids(vec![with_psp("connectpsp"), without("integrapay")]).unwrap(),
            ["connectpsp"]
        );
        let failure = usable_ids(vec![without("integrapay"), with_psp("connectpsp")]).unwrap_err();
        assert_eq!(failure.code, FailureCode::VaultUnavailable);
        assert!(usable_ids(Vec::new()).unwrap().is_empty());
    }

    #[test]
    fn what_a_keyring_took_unsaid_is_not_gone_by() {
        let of = |environment: &str| {
            let (id, environment) = ("connectpsp".to_owned(), environment.to_owned());
            connected(id, environment, Ok(connection("connectpsp")))
        };
        assert!(of("http://127.0.0.1:9").psp.is_ok());
        let unsaid = of("producao");
        assert_eq!(unsaid.psp.err().unwrap().code, FailureCode::CredentialsMissing);
        assert_eq!(unsaid.environment, "producao");
    }

    #[test]
    fn an_adapter_that_this_version_does_not_know_is_told_by_its_id() {
        assert_eq!(name_of("integrapay"), "IntegraPay");
        assert_eq!(name_of("newer"), "newer");
        assert_eq!(with_psp("newer").psp.err().unwrap().code, FailureCode::InvalidRequest);
    }
}
