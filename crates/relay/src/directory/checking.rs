//! The check at the edge: keeps junk off the disk. It proves nothing: the till verifies again.

use std::fmt;

use axum::http::{HeaderMap, HeaderName};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// What a request must show. Written `hmac-sha256-hex:HEADER:SECRET` or `static:HEADER:VALUE`.
#[derive(Clone, PartialEq, Eq)]
pub struct Checking {
    way: Way,
    header: HeaderName,
    secret: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The header holds the lower-case hex HMAC-SHA256 of the raw body.
    HmacSha256Hex,
    /// The header holds the secret itself.
    Static,
}

/// Why a text is no check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a check is hmac-sha256-hex:HEADER:SECRET or static:HEADER:VALUE, with a secret of 8 to 512 visible characters"
)]
pub struct NoCheck;

/// Lengths of a secret, in bytes.
const SECRET: std::ops::RangeInclusive<usize> = 8..=512;

impl Checking {
    /// Reads the text form.
    pub fn read(text: &str) -> Result<Self, NoCheck> {
        let mut parts = text.splitn(3, ':');
        let mut next = || parts.next().ok_or(NoCheck);
        let way = match next()? {
            "hmac-sha256-hex" => Way::HmacSha256Hex,
            "static" => Way::Static,
            _ => return Err(NoCheck),
        };
        let header = next()?.parse().map_err(|_| NoCheck)?;
        let secret = next()?;
        let is_visible = secret.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !SECRET.contains(&secret.len()) || !is_visible || secret.trim() != secret {
            return Err(NoCheck);
        }
        Ok(Self { way, header, secret: secret.to_owned() })
    }

    /// The text form, for the store. Holds the secret.
    pub fn to_text(&self) -> String {
        let way = match self.way {
            Way::HmacSha256Hex => "hmac-sha256-hex",
            Way::Static => "static",
        };
        format!("{way}:{}:{}", self.header, self.secret)
    }

    /// Where a request shows it.
    pub fn header(&self) -> &HeaderName {
        &self.header
    }

    /// Whether a request shows it; the time it takes does not tell how much of it is right.
    pub fn holds(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let mut values = headers.get_all(&self.header).iter();
        let (Some(shown), None) = (values.next(), values.next()) else { return false };
        match self.way {
            Way::Static => shown.as_bytes().ct_eq(self.secret.as_bytes()).into(),
            Way::HmacSha256Hex => {
                let Ok(shown) = hex::decode(shown.as_bytes()) else { return false };
                let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else {
                    return false; // HMAC takes keys of any length
                };
                mac.update(body);
                mac.verify_slice(&shown).is_ok()
            }
        }
    }
}

impl fmt::Debug for Checking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in {}", self.way, self.header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(header: &str, value: &str) -> HeaderMap {
        let header: HeaderName = header.parse().unwrap();
        [(header, value.parse().unwrap())].into_iter().collect()
    }

    /// The vector of the facts about ConnectPSP, A7.
    const BODY: &[u8] = br#"{"eventType":"CASHIN_PAID","eventAt":"2026-03-10T14:22:18Z","data":{"transactionId":"abc"}}"#;
    const SIGNATURE: &str = "57870c90511594aa4f54257d60dcc94af6f21a676575cafc7fe206271760e511";

    #[test]
    fn a_signature_over_the_raw_body() {
        let check =
            Checking::read("hmac-sha256-hex:X-Connect-Signature:test-crypto-token").unwrap();
        assert!(check.holds(&shows("x-connect-signature", SIGNATURE), BODY));
        assert!(!check.holds(&shows("x-connect-signature", SIGNATURE), &BODY[1..]));
        assert!(!check.holds(&shows("x-connect-signature", &SIGNATURE[2..]), BODY));
        assert!(!check.holds(&shows("x-other", SIGNATURE), BODY));
        let mut twice = shows("x-connect-signature", SIGNATURE);
        twice.append("x-connect-signature", SIGNATURE.parse().unwrap());
        assert!(!check.holds(&twice, BODY), "two headers are nobody's");
    }

    #[test]
    fn a_fixed_header() {
        let check = Checking::read("static:authorization:Basic dXNlcjpwYXNz:x").unwrap();
        assert!(check.holds(&shows("authorization", "Basic dXNlcjpwYXNz:x"), b""));
        assert!(!check.holds(&shows("authorization", "Basic dXNlcjpwYXNz"), b""));
        assert!(!check.holds(&HeaderMap::new(), b""));
    }

    #[test]
    fn the_text_form_comes_back_and_debug_keeps_the_secret() {
        let check = Checking::read("static:X-Token:s3cret:with:colons").unwrap();
        assert_eq!(Checking::read(&check.to_text()), Ok(check.clone()));
        assert!(!format!("{check:?}").contains("s3cret"));
    }

    #[test]
    fn what_is_no_check() {
        for bad in [
            "",
            "static",
            "static:X-Token",
            "static:X-Token:short",
            "static:X Token:long enough",
            "static:X-Token: long enough",
            "static:X-Token:long\nenough",
            "md5:X-Token:long enough",
        ] {
            assert_eq!(Checking::read(bad), Err(NoCheck), "{bad}");
        }
    }
}
