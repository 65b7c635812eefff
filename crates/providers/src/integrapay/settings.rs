//! What a merchant types to connect IntegraPay.

use domain::Payer;
use domain::charge::Account;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::account::account;
use crate::http::base_url;
use crate::manifest::{Field, Manifest, Place};
use crate::registry::{ConnectError, Connection};

const PRODUCT_NAME: &str = "Venda";
const PRODUCT_DESCRIPTION: &str = "Venda no balcão";
/// Longest product text, in characters (ASSUMED: no bound is documented).
const LONGEST_PRODUCT: usize = 140;
/// Longest e-mail address (RFC 5321, 4.5.3.1.3, less the angle brackets).
const LONGEST_EMAIL: usize = 254;
/// Longest name of the validation header, in characters.
const LONGEST_HEADER_NAME: usize = 100;

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
            ..Field::open("auth").optional()
        },
        Field::open("webhookHeaderName").optional(),
        Field::secret("webhookHeaderValue").optional(),
        Field::open("payerName"),
        Field::open("payerDocument"),
        Field::open("payerEmail"),
        Field::open("payerPhone"),
        Field { default: Some(PRODUCT_NAME), ..Field::open("productName").optional() },
        Field {
            default: Some(PRODUCT_DESCRIPTION),
            ..Field::open("productDescription").optional()
        },
    ],
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
            payer_email: e_mail(email.expose_secret())
                .ok_or(ConnectError::Invalid("payerEmail"))?,
            payer_phone: phone_digits(phone.expose_secret())
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
            if !is_header_name(&name) {
                return Err(ConnectError::Invalid("webhookHeaderName"));
            }
            Ok(Some((name, header_value(&value, "webhookHeaderValue")?)))
        }
    }
}

/// A token (RFC 9110, 5.6.2).
fn is_header_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (1..=LONGEST_HEADER_NAME).contains(&name.len()) && name.bytes().all(is_token)
}

/// Visible ASCII, without the spaces at its ends that HTTP does not carry.
fn header_value(value: &SecretString, key: &'static str) -> Result<SecretString, ConnectError> {
    let text = value.expose_secret().trim();
    if text.is_empty() || !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(ConnectError::Invalid(key));
    }
    Ok(SecretString::from(text.to_owned()))
}

/// Something that a letter could reach; only the provider knows what it takes.
fn e_mail(text: &str) -> Option<SecretString> {
    let text = text.trim();
    let (name, host) = text.split_once('@')?;
    let is_plain = text.len() <= LONGEST_EMAIL
        && text.chars().all(|it| it.is_alphanumeric() || it.is_ascii_punctuation());
    let labels_are_there = host.contains('.') && host.split('.').all(|label| !label.is_empty());
    let is_sane = is_plain && !name.is_empty() && labels_are_there && !host.contains('@');
    is_sane.then(|| SecretString::from(text.to_owned()))
}

/// Area code and number, without the country's 55 (the provider's sample has none).
fn phone_digits(text: &str) -> Option<SecretString> {
    let is_dressing = |it: char| it.is_whitespace() || matches!(it, '+' | '-' | '.' | '(' | ')');
    let digits: String = text.chars().filter(|it| !is_dressing(*it)).collect();
    let local = match digits.strip_prefix("55") {
        Some(local) if matches!(digits.len(), 12 | 13) => local,
        _ => digits.as_str(),
    };
    let is_phone = matches!(local.len(), 10 | 11)
        && local.bytes().all(|byte| byte.is_ascii_digit())
        && !local.starts_with('0');
    is_phone.then(|| SecretString::from(local.to_owned()))
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
