//! The hash chain: each event carries the SHA-256 of itself and of the hash before.

use sha2::{Digest, Sha256};

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What stands before the first event.
pub(crate) const GENESIS: Hash = [0; 32];

/// The hashed part of an event's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link<'a> {
    pub(crate) seq: i64,
    pub(crate) order_number: i64,
    pub(crate) attempt: u32,
    pub(crate) kind: &'a str,
    pub(crate) at_ms: i64,
    pub(crate) body: &'a str,
}

impl Link<'_> {
    /// The hash of this event behind `before`. Every field is length-delimited, so that no two
    /// events share an encoding.
    pub(crate) fn hash(&self, before: &Hash) -> Hash {
        let mut sha = Sha256::new();
        sha.update(before);
        sha.update(self.seq.to_le_bytes());
        sha.update(self.order_number.to_le_bytes());
        sha.update(self.attempt.to_le_bytes());
        sha.update(self.at_ms.to_le_bytes());
        for text in [self.kind, self.body] {
            sha.update((text.len() as u64).to_le_bytes());
            sha.update(text.as_bytes());
        }
        sha.finalize().into()
    }
}
