//! Connecting a provider: what was typed, checked, into the vault.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::{Failure, FailureCode, Right, SettingValue};
use domain::charge::Account;
use providers::{
    ConnectError, Connection, Error as PspError, Obstacle, ObstacleKind, Place, Psp, manifest,
    name_of,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::timeout;

use crate::accounts::{KeptAccountView, keep_if_needed, open_at, release, renew_refused};
use crate::api::admitted;
use crate::connections::adapter;
use crate::failure::{from_connect, from_provider};
use crate::open::Options;
use crate::session::Session;
use crate::settings::{Connections, KeptAccount, Settings};
use crate::{home, ports, settings, vault};

/// How long another environment may take to say whether it takes the credentials.
const OTHER_PATIENCE: Duration = Duration::from_secs(5);
/// Of one value, in characters. The longest that a provider gives is a token of one or two thousand.
const LONGEST_VALUE: usize = 4096;

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
    /// A first connection is kept also where the provider cannot be asked now.
    pub keep_unheard: bool,
}

/// What came of connecting, and who has answered.
pub(crate) struct Connecting {
    pub(crate) connected: Connected,
    pub(crate) psp: Arc<dyn Psp>,
    /// How long the answers took together.
    pub(crate) answered_in: Duration,
}

/// Checks the form, asks the provider, and keeps the connection beside those that there are; the first
/// is the default, and so is one that shall be.
///
/// A connection that is there is replaced only by one that has answered, and its account is kept where it
/// is another one and something is open there, or another process may be selling through it. Refused
/// credentials, and an address at which something else answers, are never kept; a first connection whose
/// provider cannot be asked now is kept where that is asked for, and the answer says so.
///
/// With `same_account` what is open at the account that is connected at that address moves on to the new
/// credentials, and so does what is open at accounts that are kept there and refuse their own.
pub async fn connect(
    options: &Options,
    session: &Session,
    request: ConnectRequest,
) -> Result<Connected, Failure> {
    admitted(&home::begin(options)?, session, Right::Connect)?;
    connect_telling(options, request).await.map(|it| it.connected)
}

/// The same, with who has answered.
pub(crate) async fn connect_telling(
    options: &Options,
    request: ConnectRequest,
) -> Result<Connecting, Failure> {
    check(&request)?;
    let home = home::begin(options)?;
    vault::trust(&home).await?;
    let settings = Settings::read(&home)?;
    if request.as_default {
        // Not to be found out when all else is done.
        Settings::choose(&home, &[])?;
    }
    let ConnectRequest { provider, environment, values, as_default, same_account, keep_unheard } =
        request;
    let values = values.into_iter().map(|(key, value)| (key, trimmed(&value))).collect();
    let environment = environment.trim().to_owned();
    let before = before(&home, &settings, &provider).await?;
    let mut connection = Connection { provider, environment, values, known_as: None };
    connection.known_as = known_as(before.as_ref(), &connection, same_account)?;
    let psp = adapter(&connection)?;
    let whom = name_of(&connection.provider);
    let asked = Instant::now();
    let unchecked =
        match psp.check().await {
            Ok(()) => None,
            Err(error) if is_refusal(&error) => {
                let elsewhere = taken_elsewhere(&connection, &error, |there| async move {
                    there.check().await.is_ok()
                });
                return Err(elsewhere.await.unwrap_or_else(|| refusal(&connection, &error)));
            }
            Err(error) if before.is_some() || !keep_unheard => {
                return Err(from_provider(Some(&whom), &error));
            }
            Err(error) => Some(from_provider(Some(&whom), &error)),
        };
    let answered_in = asked.elapsed();
    if same_account {
        let renewed = renew_refused(&home, &settings, &connection, psp.account()).await?;
        if renewed == 0 && connection.known_as.is_none() {
            let text = "no account of this provider is known at this address";
            return Err(Failure::with(FailureCode::InvalidRequest, text));
        }
    }
    Connections::prove_writable(&home)?;
    let kept = match before {
        Some((old, account)) if account != *psp.account() => {
            let open = open_at(&home, &account)?;
            keep_if_needed(&home, &old, &account, open).await?
        }
        Some(_) | None => None,
    };
    let provider = connection.provider.as_str();
    vault::keep(&home, provider, &connection).await?;
    let connected = |known: &mut Connections| known.connect(provider, &connection.environment);
    let mut settings = Connections::change(&home, connected)?;
    if as_default {
        let chosen = Some(SettingValue::Text(provider.to_owned()));
        settings = Settings::choose(&home, &[(settings::DEFAULT_PROVIDER, chosen)])?;
    }
    // An account that was kept is connected again.
    let is_it = |kept: &&KeptAccount| kept.fingerprint == psp.account().fingerprint;
    if let Some(again) = settings.connections.kept.iter().find(is_it) {
        release(&home, again).await;
    }
    let is_default = settings.connected().first().is_some_and(|it| it == provider);
    Ok(Connecting { connected: Connected { unchecked, is_default, kept }, psp, answered_in })
}

/// Refuses what is none of the provider's fields, and more than a provider gives: the vault keeps all that comes here.
fn check(request: &ConnectRequest) -> Result<(), Failure> {
    let manifest =
        manifest(&request.provider).ok_or_else(|| from_connect(&ConnectError::UnknownProvider))?;
    let is_right = |(key, value): &(&String, &SecretString)| {
        let is_field = manifest.fields.iter().any(|field| field.key == key.as_str());
        is_field && value.expose_secret().chars().count() <= LONGEST_VALUE
    };
    match request.values.iter().find(|it| !is_right(it)) {
        Some((key, _)) => Err(Failure::new(FailureCode::InvalidRequest).of_field(key.as_str())),
        None => Ok(()),
    }
}

/// What was pasted, without the space around it that came along.
fn trimmed(value: &SecretString) -> SecretString {
    SecretString::from(value.expose_secret().trim().to_owned())
}

/// Another environment of the provider in which the credentials are taken that were refused in this one: they were
/// typed for the wrong one. They go to no other host than one of the provider's own.
async fn taken_elsewhere<Asked: Future<Output = bool>>(
    typed: &Connection,
    error: &PspError,
    is_taken: impl Fn(Arc<dyn Psp>) -> Asked,
) -> Option<Failure> {
    let Place::Environments(known) = manifest(&typed.provider)?.place else { return None };
    if !matches!(error, PspError::Unauthorized(_)) || !known.contains(&typed.environment.as_str()) {
        return None;
    }
    for environment in known.iter().filter(|it| **it != typed.environment) {
        let there = Connection { environment: (*environment).to_owned(), ..typed.clone() };
        if let Ok(psp) = adapter(&there)
            && timeout(OTHER_PATIENCE, is_taken(psp)).await.is_ok_and(|taken| taken)
        {
            let failure = Failure::with(FailureCode::OtherEnvironment, *environment);
            return Some(failure.of_field("environment"));
        }
    }
    None
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
    if settings.connections.environment(provider).is_none() {
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

fn refusal(typed: &Connection, error: &PspError) -> Failure {
    match error {
        PspError::Unauthorized(code) => {
            let refusals = manifest(&typed.provider).map_or(&[][..], |it| it.refusals);
            let blamed = refusals.iter().find(|(of, _)| of.is_empty() || of == code);
            let failure = from_provider(None, error);
            match blamed {
                Some((_, field)) => failure.of_field(*field),
                None => failure,
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(environment: &str) -> Connection {
        let values = [
            ("clientId", "1"),
            ("clientSecret", "x"),
            ("applicationToken", "x"),
            ("payerName", "Padaria"),
            ("payerDocument", "12345678909"),
        ];
        let secret = |text: &str| SecretString::from(text.to_owned());
        Connection {
            provider: "connectpsp".to_owned(),
            environment: environment.to_owned(),
            values: values.map(|(key, value)| (key.to_owned(), secret(value))).into(),
            known_as: None,
        }
    }

    #[tokio::test]
    async fn credentials_of_the_other_environment_are_told_as_such() {
        let refused = PspError::Unauthorized("INVALID_CREDENTIALS".to_owned());
        let is_real = |psp: Arc<dyn Psp>| async move {
            psp.account().address == "https://api.connectpsp.com"
        };
        let elsewhere = taken_elsewhere(&typed("homologacao"), &refused, is_real).await.unwrap();
        assert_eq!(elsewhere.code, FailureCode::OtherEnvironment);
        assert_eq!(elsewhere.detail.as_deref(), Some("producao"));
        assert_eq!(elsewhere.field.as_deref(), Some("environment"));

        let nowhere = taken_elsewhere(&typed("producao"), &refused, is_real).await;
        assert_eq!(nowhere, None);
        let of_a_stranger = typed("https://psp.example");
        let asks = |_| async { panic!("nobody else is shown the credentials") };
        assert_eq!(taken_elsewhere(&of_a_stranger, &refused, asks).await, None);
        let unheard = PspError::Malformed("a page".to_owned());
        assert_eq!(taken_elsewhere(&typed("homologacao"), &unheard, asks).await, None);
    }

    #[test]
    fn a_refusal_names_the_field_that_the_provider_blames() {
        let field = |code: &str| {
            refusal(&typed("homologacao"), &PspError::Unauthorized(code.to_owned())).field
        };
        assert_eq!(field("INVALID_CREDENTIALS").as_deref(), Some("clientSecret"));
        assert_eq!(field("INVALID_APPLICATION_TOKEN").as_deref(), Some("applicationToken"));
        assert_eq!(field("TOKEN_EXPIRED"), None);
    }

    #[test]
    fn only_the_providers_own_fields_are_taken_and_none_without_an_end() {
        let refused = |provider: &str, key: &str, value: &str| {
            let Connection { environment, mut values, .. } = typed("homologacao");
            values.insert(key.to_owned(), SecretString::from(value.to_owned()));
            let provider = provider.to_owned();
            let (as_default, same_account, keep_unheard) = (false, false, false);
            let request = ConnectRequest {
                provider,
                environment,
                values,
                as_default,
                same_account,
                keep_unheard,
            };
            check(&request).err().map(|failure| (failure.code, failure.field))
        };
        let bad = |key: &str| Some((FailureCode::InvalidRequest, Some(key.to_owned())));
        let long = "x".repeat(LONGEST_VALUE);
        assert_eq!(refused("connectpsp", "clientSecret", &long), None);
        let longer = long + "x";
        assert_eq!(refused("connectpsp", "clientSecret", &longer), bad("clientSecret"));
        assert_eq!(refused("connectpsp", "token", "of another provider"), bad("token"));
        assert_eq!(refused("nobody", "clientSecret", "x"), bad("provider"));
    }

    #[test]
    fn what_was_pasted_loses_the_space_around_it() {
        assert_eq!(trimmed(&SecretString::from(" a b\n")).expose_secret(), "a b");
    }
}
