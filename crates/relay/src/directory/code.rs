//! Pairing codes and ingest keys: made once, shown once, kept as SHA-256.

use sha2::{Digest, Sha256};

use crate::ids::random_text;

/// How long a pairing code lives, in milliseconds.
pub const CODE_LIVES_MS: i64 = 600_000;

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH: usize = 8;
/// Characters of an ingest key: 32 bytes in base64url without padding.
const KEY_LENGTH: usize = 43;

/// A new pairing code: 8 characters, 40 random bits.
pub(super) fn new_code() -> String {
    let random = rand::random::<[u8; CODE_LENGTH]>().into_iter();
    // 256 is a multiple of 32, so each character is as likely as another.
    random
        .filter_map(|byte| CROCKFORD.get(usize::from(byte % 32)))
        .map(|c| char::from(*c))
        .collect()
}

/// A code as both sides sign it: upper case, nothing between, and what is mistaken for a digit is
/// that digit. `None` if it cannot be a code.
pub fn plain_code(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    let plain = |letter: char| match letter.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        letter => CROCKFORD.iter().map(|it| char::from(*it)).find(|it| *it == letter),
    };
    let code = letters.take(CODE_LENGTH + 1).map(plain).collect::<Option<String>>()?;
    (code.len() == CODE_LENGTH).then_some(code)
}

/// A new ingest key.
pub(super) fn new_key() -> String {
    random_text::<32>()
}

/// How a key or a plain code is kept.
pub(super) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The hash of what may be an ingest key; `None` if it cannot be one.
pub(super) fn hash_of_key(key: &str) -> Option<[u8; 32]> {
    let is_url_safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (key.len() == KEY_LENGTH && key.bytes().all(is_url_safe)).then(|| hash(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = new_code();
        assert_eq!(code.len(), 8);
        let shown = format!("{}-{}", &code[..4], &code[4..]);
        assert_eq!(plain_code(&shown), Some(code.clone()));
        assert_eq!(plain_code(&code.to_lowercase()), Some(code));
        assert_eq!(plain_code(" o1l-i 23ZZ "), Some("011123ZZ".into()));
    }

    #[test]
    fn what_is_no_code() {
        for bad in ["", "ABCDEFG", "ABCDEFGHJ", "ABCDEFGU", "ABCDEFG!", "ABCDEFGÉ"] {
            assert_eq!(plain_code(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_what_has_the_form_of_a_key_is_hashed() {
        let key = new_key();
        assert_eq!(hash_of_key(&key), Some(hash(&key)));
        assert_eq!(hash_of_key(&key[1..]), None);
        assert_eq!(hash_of_key(&format!("{}.", &key[1..])), None);
        assert_eq!(hash_of_key(""), None);
    }
}
