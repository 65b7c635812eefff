//! What can be right in a field, as far as that shows without asking the provider.

use domain::{Payer, TaxId};

/// Longest e-mail address (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub(crate) const LONGEST_EMAIL: usize = 254;
/// Longest name of a header, in characters.
const LONGEST_HEADER_NAME: usize = 100;

/// What can be right in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Any line of text.
    Line,
    /// A payer's name.
    PayerName,
    /// A CPF or CNPJ.
    TaxId,
    /// An e-mail address.
    Email,
    /// A telephone number of Brazil.
    Phone,
    /// The name of an HTTP header.
    HeaderName,
}

impl Form {
    /// Whether the text may be right there.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::Line => !text.chars().any(char::is_control),
            Self::PayerName => Payer::check_name(text).is_ok(),
            Self::TaxId => TaxId::parse(text).is_ok(),
            Self::Email => email(text).is_some(),
            Self::Phone => phone(text).is_some(),
            Self::HeaderName => is_header_name(text.trim()),
        }
    }
}

/// A token (RFC 9110, 5.6.2).
pub(crate) fn is_header_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (1..=LONGEST_HEADER_NAME).contains(&name.len()) && name.bytes().all(is_token)
}

/// Something that a letter could reach; only the provider knows what it takes.
pub(crate) fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (name, host) = text.split_once('@')?;
    let is_plain = text.len() <= LONGEST_EMAIL
        && text.chars().all(|it| it.is_alphanumeric() || it.is_ascii_punctuation());
    let labels_are_there = host.contains('.') && host.split('.').all(|label| !label.is_empty());
    let is_sane = is_plain && !name.is_empty() && labels_are_there && !host.contains('@');
    is_sane.then(|| text.to_owned())
}

/// Area code and number, without the country's 55 (the provider's sample has none).
pub(crate) fn phone(text: &str) -> Option<String> {
    let is_dressing = |it: char| it.is_whitespace() || matches!(it, '+' | '-' | '.' | '(' | ')');
    let digits: String = text.chars().filter(|it| !is_dressing(*it)).collect();
    let local = match digits.strip_prefix("55") {
        Some(local) if matches!(digits.len(), 12 | 13) => local,
        _ => digits.as_str(),
    };
    let is_phone = matches!(local.len(), 10 | 11)
        && local.bytes().all(|byte| byte.is_ascii_digit())
        && !local.starts_with('0');
    is_phone.then(|| local.to_owned())
}
