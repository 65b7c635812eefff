//! JSON as it may be bent: trouble with a text that nobody needs must not hide money.
//!
//! A body is read one object at a time, its members left as they are written until somebody asks for
//! them. So a member of another type counts as absent, a number is never a float, and a member that
//! stands there twice keeps both values. Nothing here recurses, so that no depth of nesting does harm;
//! a body is at most 1 MiB long when it comes here.

use std::borrow::Cow;
use std::fmt::{self, Write};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Between values that contradict each other.
const BESIDE: &str = " / ";

/// So many values of one member are told; each further one would only cost time.
const MOST_VALUES: usize = 4;

/// The members of an object in their order, also those that stand there twice.
#[derive(Debug, Clone)]
pub(crate) struct Object(Vec<(String, Box<RawValue>)>);

/// One word, or none; `Err`: all that stands there instead, as it is written.
pub(crate) type Sole = Result<Option<String>, String>;

/// One value of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A number as it is written.
    Number(String),
    /// A text without its quotes and escapes.
    Text(String),
    /// Anything else, as it is written.
    Other(String),
}

impl Object {
    /// Reads a body. The error is a kind of trouble, without any of the body's text.
    pub(crate) fn read(body: &[u8]) -> Result<Self, &'static str> {
        serde_json::from_str(&sound(body)).map_err(|error| trouble(&error))
    }

    /// What a member says, if it is a text or a number and says one thing.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let values = self.values(name);
        let mut words = values.iter().filter(|value| value.is_word());
        words.next().filter(|_| words.next().is_none()).map(|word| word.as_str().to_owned())
    }

    /// What a member says where it has to say one thing; null is nothing.
    pub(crate) fn sole(&self, name: &str) -> Sole {
        match self.values(name).as_slice() {
            [] => Ok(None),
            [word] if word.is_word() => Ok(Some(word.as_str().to_owned())),
            _ => Err(self.written(name).unwrap_or_default()),
        }
    }

    /// The same as of [`Object::text`], but where it says several things it is all of them: `PAID / AWAITING_PAYMENT`.
    pub(crate) fn told(&self, name: &str) -> Option<String> {
        joined(&self.values(name), Value::is_word)
    }

    /// All that a member says, of values of any kind.
    pub(crate) fn written(&self, name: &str) -> Option<String> {
        joined(&self.values(name), |_| true)
    }

    /// The different values of a member, the first [`MOST_VALUES`] of them; null is none.
    pub(crate) fn values(&self, name: &str) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for value in self.raw(name).filter_map(Value::of) {
            if values.len() < MOST_VALUES
                && values.iter().all(|known| known.as_str() != value.as_str())
            {
                values.push(value);
            }
        }
        values
    }

    /// The object that a member is. Of several their members together, so that what contradicts itself
    /// is seen where it is asked for.
    pub(crate) fn object(&self, name: &str) -> Option<Self> {
        let objects = self.raw(name).filter_map(|raw| serde_json::from_str::<Self>(raw.get()).ok());
        objects.reduce(|mut all, more| {
            all.0.extend(more.0);
            all
        })
    }

    fn raw(&self, name: &str) -> impl Iterator<Item = &RawValue> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, raw)| &**raw)
    }
}

fn joined(values: &[Value], fits: impl Fn(&Value) -> bool) -> Option<String> {
    let texts: Vec<&str> = values.iter().filter(|it| fits(it)).map(Value::as_str).collect();
    (!texts.is_empty()).then(|| texts.join(BESIDE))
}

impl Value {
    fn of(raw: &RawValue) -> Option<Self> {
        let written = raw.get().to_owned();
        match written.bytes().next() {
            // Half of a pair of escapes makes no text.
            Some(b'"') => {
                Some(serde_json::from_str(&written).map_or(Self::Other(written), Self::Text))
            }
            Some(b'-' | b'0'..=b'9') => Some(Self::Number(written)),
            Some(b'n') => None,
            _ => Some(Self::Other(written)),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Number(text) | Self::Text(text) | Self::Other(text) => text,
        }
    }

    fn is_word(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Text(_))
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Whether the body is JSON of any kind.
pub(crate) fn is_json(body: &[u8]) -> bool {
    serde_json::from_str::<IgnoredAny>(&sound(body)).is_ok()
}

/// The kind of trouble only: an error's text may quote what was read.
fn trouble(error: &serde_json::Error) -> &'static str {
    use serde_json::error::Category;
    match error.classify() {
        Category::Io | Category::Eof => "cut short",
        Category::Syntax => "not JSON",
        Category::Data => "no object",
    }
}

/// The body as a text that can be JSON: without a byte order mark, with its characters decoded, and
/// with the control characters inside of texts escaped.
fn sound(body: &[u8]) -> Cow<'_, str> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let text = decoded(body);
    // Outside of texts JSON has no control characters but white space; that stays as it is.
    if text.bytes().any(|byte| byte.is_ascii_control()) { escaped(&text).into() } else { text }
}

/// UTF-8, and bytes that are none as Latin-1, which every byte can be.
fn decoded(body: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(body) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(body.len() + body.len() / 8);
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().copied().map(char::from));
    }
    Cow::Owned(text)
}

fn escaped(text: &str) -> String {
    let mut sound = String::with_capacity(text.len() + 16);
    let (mut is_inside, mut is_escaped) = (false, false);
    for character in text.chars() {
        match character {
            '\0'..='\u{1f}' if is_inside => {
                // Writing to a text cannot fail.
                let _ = write!(sound, "\\u{:04x}", u32::from(character));
            }
            _ => sound.push(character),
        }
        is_inside ^= character == '"' && !is_escaped;
        is_escaped = is_inside && character == '\\' && !is_escaped;
    }
    sound
}

#[cfg(test)]
#[path = "lenient_tests.rs"]
mod tests;
