//! What both kinds of signatures of `ConnectPSP`'s are made with.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// HMAC-SHA256 in small hexadecimal letters; the key is the text's bytes.
pub(crate) fn hmac_sha256_hex(key: &str, message: &[u8]) -> String {
    // A key of any length is right for an HMAC.
    let keyed = Hmac::<Sha256>::new_from_slice(key.as_bytes());
    let signed = keyed.map(|mac| mac.chain_update(message).finalize().into_bytes());
    signed.map(hex::encode).unwrap_or_default()
}
