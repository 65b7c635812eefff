//! What a merchant types to connect ConnectPSP.

use domain::Payer;
use domain::charge::Account;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::account::account;
use crate::form::Form;
use crate::manifest::{Field, Manifest, Place};
use crate::registry::{ConnectError, Connection};

/// Field names as in `balcao connect connectpsp --stdin`. Expiry: the provider documents only the
/// default of 1440 minutes; the bounds are ours (ASSUMED).
pub static MANIFEST: Manifest = Manifest {
    id: "connectpsp",
    name: "ConnectPSP",
    place: Place::Environments(&["homologacao", "producao"]),
    fields: &[
        Field::open("clientId"),
        Field::secret("clientSecret"),
        Field::secret("applicationToken"),
        Field::secret("cryptoToken").optional(),
        Field::payer("payerName", Form::PayerName),
        Field::payer("payerDocument", Form::TaxId),
    ],
    // Documented (C-err).
    refusals: &[
        ("INVALID_CREDENTIALS", "clientSecret"),
        ("INVALID_APPLICATION_TOKEN", "applicationToken"),
    ],
    expires_in_min: (1, 1440),
    partial_refunds: false,
};

/// Documented on the set-up page and in both tutorials (C-setup).
pub const STAGING: &str = "https://api.homologacao.connectpsp.com";
/// Documented on the set-up page only (decisions.md, X3).
pub const PRODUCTION: &str = "https://api.connectpsp.com";

/// Checked settings of one merchant.
pub struct Settings {
    base: Url,
    /// See [`named`].
    pub(crate) account: Account,
    pub(super) client_id: SecretString,
    pub(super) client_secret: SecretString,
    pub(super) application_token: SecretString,
    pub(super) crypto_token: Option<SecretString>,
    pub(super) payer: Payer,
}

impl Settings {
    /// Checks what was typed. The `CryptoToken` is not needed to charge; without it webhooks are no
    /// proof.
    pub(crate) fn read(connection: &Connection) -> Result<Self, ConnectError> {
        let base = base_url(&connection.environment)?;
        let value = |key| connection.value(key);
        let client_id = value("clientId")?;
        let application_token = value("applicationToken")?;
        Ok(Self {
            account: account(MANIFEST.id, &base, &named(&client_id, &application_token)),
            base,
            client_id,
            client_secret: value("clientSecret")?,
            application_token,
            crypto_token: connection.optional("cryptoToken")?,
            payer: connection.payer()?,
        })
    }

    /// Where the provider answers.
    pub fn base(&self) -> &Url {
        &self.base
    }
}

/// What names the account: the `clientId`, a number that is no secret (C-token), and the application,
/// for one client's applications do not know each other's transactions (connectpsp.md, A6). A digest
/// stands for the application's token: nothing of it can be read from that, and no guess at it tried in
/// a lifetime.
fn named(client_id: &SecretString, application_token: &SecretString) -> String {
    let application = hex::encode(Sha256::digest(application_token.expose_secret().trim()));
    format!("{} {application}", client_id.expose_secret().trim())
}

fn base_url(environment: &str) -> Result<Url, ConnectError> {
    let text = match environment {
        "homologacao" => STAGING,
        "producao" => PRODUCTION,
        url => url,
    };
    let bad = || ConnectError::BadEnvironment(environment.to_owned());
    crate::http::base_url(text).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::base_url;

    #[test]
    fn only_https_or_loopback() {
        for good in [
            "homologacao",
            "producao",
            "https://psp.example/v2",
            "http://127.0.0.1:8080",
            "http://localhost:1",
            "http://[::1]:9",
        ] {
            assert!(base_url(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "staging",
            "http://psp.example",
            "http://192.168.0.2",
            "ftp://127.0.0.1",
            "https://user:pw@psp.example",
            "https://psp.example/?a=b",
        ] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }
}
