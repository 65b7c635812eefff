//! The hash chain: each event carries the SHA-256 of itself and of the hash before.

use sha2::{Digest, Sha256};

use super::{Family, Row};

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What stands before the first event.
pub(crate) const GENESIS: Hash = [0; 32];

/// Stands first in the form of today, where the older form has the event's place, which is 1 and up.
const FORM: i64 = -2;

impl Row {
    /// The hash of this event behind `before`. Every field is length-delimited, so that no two events
    /// share an encoding. An event from before actors were kept has the form that it was written in,
    /// which knows no streams: only orders had a number.
    pub(crate) fn hash(&self, before: &Hash) -> Hash {
        let mut sha = Sha256::new();
        sha.update(before);
        let Some(actor) = &self.actor else {
            let order_number = if self.family == Family::Order { self.stream_id } else { 0 };
            sha.update(self.seq.to_le_bytes());
            sha.update(order_number.to_le_bytes());
            sha.update(self.attempt.to_le_bytes());
            sha.update(self.at_ms.to_le_bytes());
            texts(&mut sha, [&self.kind, &self.body]);
            return sha.finalize().into();
        };
        sha.update(FORM.to_le_bytes());
        sha.update(self.seq.to_le_bytes());
        sha.update(self.stream_id.to_le_bytes());
        sha.update(self.attempt.to_le_bytes());
        sha.update(self.at_ms.to_le_bytes());
        texts(&mut sha, [self.family.word(), &self.kind, &self.body, actor]);
        sha.finalize().into()
    }
}

fn texts<const N: usize>(sha: &mut Sha256, texts: [&str; N]) {
    for text in texts {
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text.as_bytes());
    }
}
