//! What a merchant types to connect IntegraPay.

use domain::Payer;
use domain::charge::Account;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::account::account;
use crate::form::{self, Form};
use crate::http::base_url;
use crate::manifest::{Field, Manifest, Place};
use crate::registry::{ConnectError, Connection};

const PRODUCT_NAME: &str = "Venda";
const PRODUCT_DESCRIPTION: &str = "Venda no balcão";
/// Longest product text, in characters (ASSUMED: no bound is documented).
const LONGEST_PRODUCT: usize = 140;

/// Field names as in `balcao connect integrapay --stdin`. The time of waiting is the till's own: the
/// provider documents no end of a code (integrapay.md, B3).
pub static MANIFEST: Manifest = Manifest {
    id: "integrapay",
    name: "IntegraPay",
    place: Place::BaseUrl,
    fields: &[
        Field::secret("token"),
        Field {
            default: Some("raw"),
            choices: &["raw", "bearer"],
            ..Field::open("auth").optional().for_few()
        },
        Field { form: Form::HeaderName, ..Field::open("webhookHeaderName").optional().for_few() },
        Field::secret("webhookHeaderValue").optional().for_few(),
        Field::payer("payerName", Form::PayerName),
        Field::payer("payerDocument", Form::TaxId),
        Field::payer("payerEmail", Form::Email),
        Field::payer("payerPhone", Form::Phone),
        Field { default: Some(PRODUCT_NAME), ..Field::open("productName").optional().for_few() },
        Field {
            default: Some(PRODUCT_DESCRIPTION),
            ..Field::open("productDescription").optional().for_few()
        },
    ],
    refusals: &[("", "token")],
    expires_in_min: (1, 1440),
    partial_refunds: false,
};

/// How the token stands in the header `Authorization` (decisions.md, X5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Auth {
    /// Alone, as the provider's sample has it.
    Raw,
    /// After `Bearer`, as sibling brands have it.
    Bearer,
}

/// Checked settings of one merchant.
pub struct Settings {
    base: Url,
    pub(crate) account: Account,
    pub(super) token: SecretString,
    pub(super) auth: Auth,
    /// Name, in lower case, and value of the header that the merchant has set for webhooks.
    pub(super) webhook_header: Option<(String, SecretString)>,
    pub(super) payer: Payer,
    pub(super) payer_email: SecretString,
    /// Ten or eleven digits.
    pub(super) payer_phone: SecretString,
    pub(super) product_name: String,
    pub(super) product_description: String,
}

impl Settings {
    /// Checks what was typed. Without the validation header webhooks are hints all the same.
    pub(crate) fn read(connection: &Connection) -> Result<Self, ConnectError> {
        let environment = &connection.environment;
        let base = base_url(environment)
            .ok_or_else(|| ConnectError::BadEnvironment(environment.clone()))?;
        let token = header_value(&connection.value("token")?, "token")?;
        let email = connection.value("payerEmail")?;
        let phone = connection.value("payerPhone")?;
        Ok(Self {
            account: account(MANIFEST.id, &base, &public_name(&token)),
            base,
            token,
            auth: auth(connection)?,
            webhook_header: webhook_header(connection)?,
            payer: connection.payer()?,
            payer_email: form::email(email.expose_secret())
                .map(SecretString::from)
                .ok_or(ConnectError::Invalid("payerEmail"))?,
            payer_phone: form::phone(phone.expose_secret())
                .map(SecretString::from)
                .ok_or(ConnectError::Invalid("payerPhone"))?,
            product_name: product(connection, "productName", PRODUCT_NAME)?,
            product_description: product(connection, "productDescription", PRODUCT_DESCRIPTION)?,
        })
    }

    /// Where the provider answers.
    pub fn base(&self) -> &Url {
        &self.base
    }
}

/// Nothing public names an account here, so its token's digest does. It gives nothing away, as the
/// token is random (ASSUMED) and no guess can be tried against it in a lifetime. A token that is
/// replaced is another account, until a person says otherwise.
fn public_name(token: &SecretString) -> String {
    hex::encode(Sha256::digest(token.expose_secret()))
}

fn auth(connection: &Connection) -> Result<Auth, ConnectError> {
    let typed = connection.optional("auth")?;
    match typed.as_ref().map(ExposeSecret::expose_secret) {
        None | Some("raw") => Ok(Auth::Raw),
        Some("bearer") => Ok(Auth::Bearer),
        Some(_) => Err(ConnectError::Invalid("auth")),
    }
}

/// Name and value, or neither.
fn webhook_header(connection: &Connection) -> Result<Option<(String, SecretString)>, ConnectError> {
    let name = connection.optional("webhookHeaderName")?;
    let value = connection.optional("webhookHeaderValue")?;
    match (name, value) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(ConnectError::Missing("webhookHeaderValue")),
        (None, Some(_)) => Err(ConnectError::Missing("webhookHeaderName")),
        (Some(name), Some(value)) => {
            let name = name.expose_secret().trim().to_ascii_lowercase();
            if !form::is_header_name(&name) {
                return Err(ConnectError::Invalid("webhookHeaderName"));
            }
            Ok(Some((name, header_value(&value, "webhookHeaderValue")?)))
        }
    }
}

/// Visible ASCII, without the spaces at its ends that HTTP does not carry.
fn header_value(value: &SecretString, key: &'static str) -> Result<SecretString, ConnectError> {
    let text = value.expose_secret().trim();
    if text.is_empty() || !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(ConnectError::Invalid(key));
    }
    Ok(SecretString::from(text.to_owned()))
}

fn product(
    connection: &Connection,
    key: &'static str,
    default: &str,
) -> Result<String, ConnectError> {
    let typed = connection.optional(key)?;
    let text = typed.as_ref().map_or(default, |it| it.expose_secret().trim());
    if text.is_empty() || text.chars().count() > LONGEST_PRODUCT {
        return Err(ConnectError::Invalid(key));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
#[path = "settings_tests.rs"]
pub(super) mod tests;
