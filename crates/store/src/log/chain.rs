//! The hash chain: each event carries the SHA-256 of itself and of the hash before.

use sha2::{Digest, Sha256};

use super::{Family, Row};

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What stands before the first event.
pub(crate) const GENESIS: Hash = [0; 32];

/// Stands first in the form of an event that says nothing of persons, where the oldest form has the event's place,
/// which is 1 and up.
const FORM: i64 = -2;

/// Stands first in the form of an event whose personal part stands beside it.
const DIVIDED: i64 = -3;

/// Stands first where an event from before that is hashed once more, without its personal part.
const BOUND: i64 = -4;

impl Row {
    /// The hash of this event behind `before`. Every field is length-delimited, so that no two events
    /// share an encoding. Of what an event says of persons only the commitment is in it.
    pub(crate) fn hash(&self, before: &Hash) -> Hash {
        let Some(personal) = &self.personal else { return self.undivided_hash(before) };
        let mut sha = self.begin(before, DIVIDED);
        let actor = self.actor.as_deref().unwrap_or_default();
        texts(&mut sha, [self.family.word(), &self.kind, self.kept(), actor]);
        sha.update(personal.commitment());
        sha.finalize().into()
    }

    /// The same as it was before anything stood beside a body. An event from before actors were kept has the form
    /// that it was written in, which knows no streams: only orders had a number.
    pub(crate) fn undivided_hash(&self, before: &Hash) -> Hash {
        let Some(actor) = &self.actor else {
            let order_number = if self.family == Family::Order { self.stream_id } else { 0 };
            let mut sha = Sha256::new();
            sha.update(before);
            sha.update(self.seq.to_le_bytes());
            sha.update(order_number.to_le_bytes());
            sha.update(self.attempt.to_le_bytes());
            sha.update(self.at_ms.to_le_bytes());
            texts(&mut sha, [&self.kind, &self.body]);
            return sha.finalize().into();
        };
        let mut sha = self.begin(before, FORM);
        texts(&mut sha, [self.family.word(), &self.kind, &self.body, actor]);
        sha.finalize().into()
    }

    /// The digest behind `before` that binds an event from before the personal parts stood beside: what is kept of it,
    /// the commitment to the rest, and its own hash.
    pub(crate) fn bound(&self, before: &Hash, own: &Hash) -> Hash {
        let mut sha = self.begin(before, BOUND);
        let actor = self.actor.as_deref().unwrap_or_default();
        texts(&mut sha, [self.family.word(), &self.kind, self.kept(), actor]);
        sha.update(self.personal.as_ref().map_or(GENESIS, super::Personal::commitment));
        sha.update(own);
        sha.finalize().into()
    }

    fn begin(&self, before: &Hash, form: i64) -> Sha256 {
        let mut sha = Sha256::new();
        sha.update(before);
        sha.update(form.to_le_bytes());
        sha.update(self.seq.to_le_bytes());
        sha.update(self.stream_id.to_le_bytes());
        sha.update(self.attempt.to_le_bytes());
        sha.update(self.at_ms.to_le_bytes());
        sha
    }
}

fn texts<const N: usize>(sha: &mut Sha256, texts: [&str; N]) {
    for text in texts {
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text.as_bytes());
    }
}
