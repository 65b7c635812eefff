//! What makes this till known to a relay.

use secrecy::SecretSlice;
use sha2::{Digest, Sha256};

/// A till's place on a relay, and the key that proves it.
pub struct Pairing {
    /// The relay's address, `https://…`, or `http://…` on loopback.
    pub url: String,
    /// The till's id there.
    pub till: String,
    /// The till's Ed25519 key pair in PKCS#8.
    pub key: SecretSlice<u8>,
    /// Where providers send this till's webhooks. Whoever knows it can send hints.
    pub ingest_url: String,
}

impl Pairing {
    /// A name for it that is another one at each pairing and tells nobody where to send hints: SHA-256, in
    /// hex.
    pub(crate) fn name(&self) -> String {
        hex::encode(Sha256::digest(&self.ingest_url))
    }
}
