//! The list of adapters. docs/adding-a-provider.md names what else a new provider touches.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::charge::Account;
use domain::{Payer, TaxId};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::dated::Dated;
use crate::http::{Http, ReqwestHttp};
use crate::manifest::Manifest;
use crate::psp::{Clock, Psp};
use crate::{connectpsp, integrapay};

/// Everything that a connection needs, as a person typed it. The values go to the vault whole.
#[derive(Clone)]
pub struct Connection {
    /// The adapter's id.
    pub provider: String,
    /// The adapter's word for where, or a base URL.
    pub environment: String,
    /// The values of the manifest's fields.
    pub values: BTreeMap<String, SecretString>,
    /// The fingerprint under which the order log knows the account, where a person has said that these
    /// credentials are of the same one as others before; else they name it themselves.
    pub known_as: Option<String>,
}

impl Connection {
    /// The account that the connection is of, without a word to the provider.
    pub fn account(&self) -> Result<Account, ConnectError> {
        Ok(self.known(self.named()?))
    }

    /// The account that the credentials name by themselves, whatever a person has said.
    pub fn named(&self) -> Result<Account, ConnectError> {
        match self.provider.as_str() {
            "connectpsp" => Ok(connectpsp::Settings::read(self)?.account),
            "integrapay" => Ok(integrapay::Settings::read(self)?.account),
            _ => Err(ConnectError::UnknownProvider),
        }
    }

    fn known(&self, named: Account) -> Account {
        let fingerprint = self.known_as.clone().unwrap_or(named.fingerprint);
        Account { fingerprint, ..named }
    }

    /// A field's value; empty counts as absent.
    pub(crate) fn value(&self, key: &'static str) -> Result<SecretString, ConnectError> {
        let value = self.values.get(key).filter(|it| !it.expose_secret().is_empty());
        let value = value.ok_or(ConnectError::Missing(key))?;
        // Header values must be visible ASCII; a token with a line break would be cut silently.
        if value.expose_secret().chars().any(char::is_control) {
            return Err(ConnectError::Invalid(key));
        }
        Ok(value.clone())
    }

    /// The value of a field that may be left out.
    pub(crate) fn optional(&self, key: &'static str) -> Result<Option<SecretString>, ConnectError> {
        match self.value(key) {
            Err(ConnectError::Missing(_)) => Ok(None),
            other => other.map(Some),
        }
    }

    /// The payer of `payerName` and `payerDocument`.
    pub(crate) fn payer(&self) -> Result<Payer, ConnectError> {
        let document = TaxId::parse(self.value("payerDocument")?.expose_secret())
            .map_err(|_| ConnectError::Invalid("payerDocument"))?;
        Payer::new(self.value("payerName")?.expose_secret(), document)
            .map_err(|_| ConnectError::Invalid("payerName"))
    }
}

/// Why a connection cannot be made from what was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// No adapter has this name.
    #[error("unknown provider")]
    UnknownProvider,
    /// Neither a known environment nor an https (or loopback) URL.
    #[error("the environment must be a known one or an https URL: {0}")]
    BadEnvironment(String),
    /// A required field is absent or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field's value has the wrong form.
    #[error("{0} has the wrong form")]
    Invalid(&'static str),
    /// The HTTP client cannot be made (no roots of trust).
    #[error("no HTTP: {0}")]
    NoHttp(String),
}

/// What every known adapter needs and can do.
pub fn manifests() -> &'static [&'static Manifest] {
    static ALL: [&Manifest; 2] = [&connectpsp::MANIFEST, &integrapay::MANIFEST];
    &ALL
}

/// What the adapter of this name needs and can do.
pub fn manifest(id: &str) -> Option<&'static Manifest> {
    manifests().iter().copied().find(|manifest| manifest.id == id)
}

/// An adapter's name on screens; its id where this version does not know it.
pub fn name_of(id: &str) -> String {
    manifest(id).map_or(id, |manifest| manifest.name).to_owned()
}

/// Makes the adapter of a connection; its clock hears the `Date` of every answer. `http` replaces real HTTP (simulation).
pub fn connect(
    connection: &Connection,
    clock: Arc<dyn Clock>,
    http: Option<Arc<dyn Http>>,
) -> Result<Arc<dyn Psp>, ConnectError> {
    let way = |base: &Url| {
        let http = http.map_or_else(|| real_http(base), Ok)?;
        Ok(Arc::new(Dated::new(http, Arc::clone(&clock))))
    };
    match connection.provider.as_str() {
        "connectpsp" => {
            let mut settings = connectpsp::Settings::read(connection)?;
            settings.account = connection.known(settings.account);
            let http = way(settings.base())?;
            Ok(Arc::new(connectpsp::ConnectPsp::new(settings, http, clock)))
        }
        "integrapay" => {
            let mut settings = integrapay::Settings::read(connection)?;
            settings.account = connection.known(settings.account);
            let http = way(settings.base())?;
            Ok(Arc::new(integrapay::IntegraPay::new(settings, http, clock)))
        }
        _ => Err(ConnectError::UnknownProvider),
    }
}

fn real_http(base: &Url) -> Result<Arc<dyn Http>, ConnectError> {
    let http = ReqwestHttp::new(base);
    Ok(Arc::new(http.map_err(|error| ConnectError::NoHttp(format!("{error:?}")))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Script, connection};

    const CONNECTPSP: [(&str, &str); 5] = [
        ("clientId", "1"),
        ("clientSecret", "client-secret"),
        ("applicationToken", "application-token"),
        ("payerName", "Loja da Esquina"),
        ("payerDocument", "12345678909"),
    ];
    const INTEGRAPAY: [(&str, &str); 5] = [
        ("token", "secret-token"),
        ("payerName", "Loja da Esquina"),
        ("payerDocument", "12345678909"),
        ("payerEmail", "caixa@loja.example"),
        ("payerPhone", "11999999999"),
    ];

    /// The account after one value was typed otherwise.
    fn with(provider: &str, typed: [(&'static str, &'static str); 5], at: usize) -> Account {
        let mut typed = typed;
        typed[at].1 =
            if typed[at].0 == "payerDocument" { "80683806556" } else { "other@x.example" };
        connection(provider, &typed).account().unwrap()
    }

    #[test]
    fn an_account_is_known_without_the_network_and_is_the_adapters() {
        for (provider, typed) in [("connectpsp", CONNECTPSP), ("integrapay", INTEGRAPAY)] {
            let connection = connection(provider, &typed);
            let account = connection.account().unwrap();
            assert_eq!(&account, Script::new([]).connect(&connection).account());
            assert_eq!(
                (account.adapter.as_str(), account.address.as_str()),
                (provider, "https://psp.example")
            );
            let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            assert!(account.fingerprint.len() == 16 && account.fingerprint.bytes().all(is_hex));
        }
        assert_eq!(connection("other", &[]).account(), Err(ConnectError::UnknownProvider));
        let missing = connection("integrapay", &[]).account();
        assert_eq!(missing, Err(ConnectError::Missing("token")));
    }

    #[test]
    fn what_names_it_makes_another_account_and_nothing_else_does() {
        let connectpsp = connection("connectpsp", &CONNECTPSP).account().unwrap();
        assert_ne!(with("connectpsp", CONNECTPSP, 0), connectpsp, "the clientId");
        assert_ne!(with("connectpsp", CONNECTPSP, 2), connectpsp, "the application");
        for other in [1, 3, 4] {
            assert_eq!(with("connectpsp", CONNECTPSP, other), connectpsp, "{other}");
        }
        let integrapay = connection("integrapay", &INTEGRAPAY).account().unwrap();
        assert_ne!(with("integrapay", INTEGRAPAY, 0), integrapay, "the token");
        assert_eq!(with("integrapay", INTEGRAPAY, 3), integrapay);
        let renewed = [&[("token", "other-token")], &INTEGRAPAY[1..]].concat();
        let mut renewed = connection("integrapay", &renewed);
        assert_ne!(renewed.account().unwrap(), integrapay);
        renewed.known_as = Some(integrapay.fingerprint.clone());
        assert_eq!(renewed.account().unwrap(), integrapay, "a person has said so");
        assert_eq!(Script::new([]).connect(&renewed).account(), &integrapay);
        assert_ne!(renewed.named().unwrap(), integrapay);
        let bearer = [&INTEGRAPAY[..], &[("auth", "bearer")]].concat();
        assert_eq!(connection("integrapay", &bearer).account().unwrap(), integrapay);
    }
}
