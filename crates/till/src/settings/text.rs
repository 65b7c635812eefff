//! The settings' file as text, whatever editor has written it, and its keys, none of which stands there twice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// What the bytes 0x80 to 0x9F are in Windows-1252; the five that it does not know are themselves
/// (encoding.spec.whatwg.org, index-windows-1252).
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text as editors write it, those of Windows with a mark in front that says how (Unicode 17, 23.8): UTF-8, or
/// UTF-16 of either order; and what is neither as Windows-1252, which they wrote without a mark for decades. `None`:
/// it is no text.
pub(super) fn decoded(bytes: Vec<u8>) -> Option<String> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        odd.is_empty().then(|| String::from_utf16(&units).ok()).flatten()
    };
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).or_else(|error| windows(error.as_bytes()).ok_or(error)).ok(),
    }
}

fn windows(bytes: &[u8]) -> Option<String> {
    let letter = |byte: &u8| {
        let special = byte.checked_sub(0x80).and_then(|at| WINDOWS.get(usize::from(at)));
        special.copied().unwrap_or(char::from(*byte))
    };
    // No editor writes this one into a text.
    (!bytes.contains(&0)).then(|| bytes.iter().map(letter).collect())
}

/// The keys of the file. Fails where one stands there twice: nobody knows which of the two was meant.
pub(super) fn keys(text: &str) -> Result<Map<String, Value>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let keys = Once.deserialize(&mut reader)?;
    reader.end()?;
    serde_json::from_value(keys)
}

/// Reads a value each of whose keys stands there once, at every depth.
struct Once;

impl<'de> DeserializeSeed<'de> for Once {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut keys = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Self)?;
            if keys.contains_key(&key) {
                return Err(A::Error::custom(format!("`{key}` stands there twice")));
            }
            keys.insert(key, value);
        }
        Ok(keys.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_write_is_read() {
        let text = r#"{"shop_name": "Padaria do Zé – R$ 5 €"}"#;
        let windows: Vec<u8> = text
            .chars()
            .map(|letter| match letter {
                '€' => 0x80,
                '–' => 0x96,
                letter => u8::try_from(u32::from(letter)).unwrap(),
            })
            .collect();
        assert_eq!(decoded(windows).as_deref(), Some(text));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded([vec![0xFF, 0xFE], little].concat()).as_deref(), Some(text));
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded([vec![0xFE, 0xFF], big].concat()).as_deref(), Some(text));
        let marked = [vec![0xEF, 0xBB, 0xBF], text.as_bytes().to_vec()].concat();
        assert_eq!(decoded(marked).as_deref(), Some(text));
        assert_eq!(decoded(vec![0xE9, 0]), None);
    }

    #[test]
    fn a_key_that_stands_there_twice_is_named() {
        for (text, twice) in [
            (r#"{"ask_payer": true, "ask_payer": false}"#, "`ask_payer` stands there twice"),
            (
                r#"{"preferences": {"theme": "dark", "theme": "dark"}}"#,
                "`theme` stands there twice",
            ),
        ] {
            let told = keys(text).unwrap_err().to_string();
            assert!(told.starts_with(twice), "{told}");
        }
        let others = r#"{"a": [1, -2, 0.5, null, {"b": "c"}], "b": true}"#;
        assert_eq!(
            Value::from(keys(others).unwrap()),
            serde_json::from_str::<Value>(others).unwrap()
        );
        assert!(keys("[]").is_err());
        assert!(keys("{} {}").is_err());
    }
}
