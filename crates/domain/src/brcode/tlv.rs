//! Tag, length, value: two digits, two digits, that many characters.

use std::fmt;

use super::BrCodeError;

/// One data object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Field {
    pub(super) tag: u8,
    pub(super) content: Content,
}

/// What a data object holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Content {
    Text(String),
    Template(Vec<Field>),
}

impl Field {
    pub(super) fn text(tag: u8, text: impl Into<String>) -> Self {
        Self { tag, content: Content::Text(text.into()) }
    }

    pub(super) fn template(tag: u8, fields: Vec<Self>) -> Self {
        Self { tag, content: Content::Template(fields) }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Template(_) => None,
        }
    }

    pub(super) fn as_template(&self) -> Option<&[Self]> {
        match &self.content {
            Content::Template(fields) => Some(fields),
            Content::Text(_) => None,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match &self.content {
            Content::Text(text) => text.clone(),
            Content::Template(fields) => fields.iter().map(Self::to_string).collect(),
        };
        write!(f, "{:02}{:02}{value}", self.tag, value.chars().count())
    }
}

/// The text of the field with `tag` among `fields`.
pub(super) fn text_of(fields: &[Field], tag: u8) -> Option<&str> {
    fields.iter().find(|field| field.tag == tag)?.as_text()
}

/// Which root tags hold fields of their own: merchant accounts (26-51), additional data (62), the
/// merchant's name in another language (64), and unreserved templates (80-99), EMVCo MPM 3.2.
fn is_template(tag: u8) -> bool {
    matches!(tag, 26..=51 | 62 | 64 | 80..=99)
}

/// Reads the fields of a whole code, with those inside of its templates.
pub(super) fn parse_root(text: &str) -> Result<Vec<Field>, BrCodeError> {
    parse(text, |tag, value| {
        Ok(if is_template(tag) {
            Content::Template(parse(value, |_, inner| Ok(Content::Text(inner.to_owned())))?)
        } else {
            Content::Text(value.to_owned())
        })
    })
}

fn parse(
    text: &str,
    content: impl Fn(u8, &str) -> Result<Content, BrCodeError>,
) -> Result<Vec<Field>, BrCodeError> {
    let mut fields: Vec<Field> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = text.len() - rest.len();
        let malformed = BrCodeError::NotTlv { at };
        let (tag, after_tag) = two_digits(rest).ok_or(malformed)?;
        let (length, after_length) = two_digits(after_tag).ok_or(malformed)?;
        let truncated = BrCodeError::Truncated { tag };
        let (value, after) = split_chars(after_length, length.into()).ok_or(truncated)?;
        if fields.iter().any(|field| field.tag == tag) {
            return Err(BrCodeError::DuplicateTag { tag });
        }
        fields.push(Field { tag, content: content(tag, value)? });
        rest = after;
    }
    Ok(fields)
}

fn two_digits(text: &str) -> Option<(u8, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { Some((digits.parse().ok()?, rest)) } else { None }
}

/// The first `count` characters and what follows them.
fn split_chars(text: &str, count: usize) -> Option<(&str, &str)> {
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    text.split_at_checked(ends.nth(count)?)
}
