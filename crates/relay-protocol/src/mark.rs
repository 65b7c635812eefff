//! What a till tells its relay of its order log: which one it is, and how far it has come.

use serde::de::{DeserializeOwned, Deserializer, IgnoredAny};
use serde::{Deserialize, Serialize};

/// The longest code of a till, in characters.
pub const LONGEST_CODE: usize = 16;
/// Hex digits of a SHA-256.
const HASH_LENGTH: usize = 64;

/// A till's order log at one moment. It tells how many events there are and what the last one hashes
/// to; nothing of what is in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The till's code, see [`is_code`].
    pub c: String,
    /// The seq of the log's last event; at most [`i64::MAX`].
    pub s: u64,
    /// The SHA-256 of that event in the log's chain: 64 hex digits in lower case.
    pub h: String,
}

impl Mark {
    /// Whether each field is what it has to be; a mark that is not is ignored.
    pub fn is_sound(&self) -> bool {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_hash = self.h.len() == HASH_LENGTH && self.h.bytes().all(is_hex);
        is_hash && is_code(&self.c) && i64::try_from(self.s).is_ok()
    }
}

/// Whether a text can be a till's code, the letters at the beginning of its references: 1 to
/// [`LONGEST_CODE`] ASCII letters or digits. `Ab` and `AB` are two codes.
pub fn is_code(text: &str) -> bool {
    (1..=LONGEST_CODE).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric())
}

/// Reads a field that the frame can do without: of another form it is as if it were absent. These
/// fields say nothing about events, so they must not end a connection that brings events.
pub(super) fn if_readable<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Field<T> {
        Read(T),
        Other(IgnoredAny),
    }
    Ok(match Field::deserialize(from)? {
        Field::Read(value) => Some(value),
        Field::Other(IgnoredAny) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::TillFrame;
    use super::*;

    fn sound() -> Mark {
        Mark { c: "KDBT".into(), s: 42, h: "0123456789abcdef".repeat(4) }
    }

    #[test]
    fn a_mark_is_a_code_a_seq_and_a_hash() {
        assert!(sound().is_sound());
        assert!(Mark { s: i64::MAX.unsigned_abs(), ..sound() }.is_sound());
        for bad in [
            Mark { s: i64::MAX.unsigned_abs() + 1, ..sound() },
            Mark { h: sound().h.to_uppercase(), ..sound() },
            Mark { h: sound().h[1..].to_owned(), ..sound() },
            Mark { h: sound().h + "0", ..sound() },
            Mark { h: "é".repeat(32), ..sound() },
            Mark { c: String::new(), ..sound() },
            Mark { c: "K-BT".into(), ..sound() },
        ] {
            assert!(!bad.is_sound(), "{bad:?}");
        }
    }

    #[test]
    fn a_code_is_letters_and_digits() {
        for good in ["K", "KDBT", "abc123", "ABCDEFGHIJKLMNOP"] {
            assert!(is_code(good), "{good}");
        }
        for bad in ["", "ABCDEFGHIJKLMNOPQ", "AB CD", "AB\n", "ÁBCD", "A\"", "A_B"] {
            assert!(!is_code(bad), "{bad}");
        }
    }

    #[test]
    fn a_mark_of_another_form_does_not_spoil_its_frame() {
        for m in ["null", "7", "[]", "{}", r#"{"c":"K","s":-1,"h":"x"}"#, r#"{"c":1,"s":1e99}"#] {
            let ack = format!(r#"{{"t":"ack","e":"x","s":1,"m":{m}}}"#);
            let read = serde_json::from_str::<TillFrame>(&ack).unwrap();
            assert_eq!(read, TillFrame::Ack { e: "x".into(), s: 1, m: None }, "{m}");
        }
        let hello =
            r#"{"t":"hello","v":1,"till":"t_1","app":"1","window":1,"code":7,"m":{"c":"K"}}"#;
        let TillFrame::Hello { code: None, m: None, .. } = serde_json::from_str(hello).unwrap()
        else {
            panic!("code or mark")
        };
    }
}
