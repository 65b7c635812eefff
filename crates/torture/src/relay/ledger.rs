//! The provider's ledger: every webhook that it sent, and whether the relay took it.

use super::wiretap::Hash;

/// Whose ingest URL a webhook went to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    /// One till's.
    Till(usize),
    /// A merchant's: all of the merchant's tills get it.
    Merchant(usize),
}

/// A webhook: what tells it from others is where it went and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Webhook {
    pub(crate) to: To,
    pub(crate) body_sha256: Hash,
    /// Bytes.
    pub(crate) length: usize,
    /// The last try that was answered with a 2xx.
    pub(crate) accepted: Option<Accepted>,
    /// How often it was sent.
    pub(crate) tries: u64,
}

/// A try that was answered with a 2xx, in milliseconds of the run. In between, at a moment that only
/// the relay knows, it was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) sent_at_ms: u64,
    pub(crate) read_at_ms: u64,
}

/// All webhooks, in the order of their first sending.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    webhooks: Vec<Webhook>,
}

impl Ledger {
    /// Writes down that a webhook is about to be sent; returns its place.
    pub(crate) fn sending(&mut self, to: To, body: &[u8]) -> usize {
        let body_sha256 = hash(body);
        let known =
            self.webhooks.iter().rposition(|it| it.to == to && it.body_sha256 == body_sha256);
        let at = known.unwrap_or_else(|| {
            let length = body.len();
            self.webhooks.push(Webhook { to, body_sha256, length, accepted: None, tries: 0 });
            self.webhooks.len() - 1
        });
        self.webhooks[at].tries += 1;
        at
    }

    /// Writes down that a 2xx was read.
    pub(crate) fn accepted(&mut self, at: usize, accepted: Accepted) {
        self.webhooks[at].accepted = Some(accepted);
    }

    pub(crate) fn webhooks(&self) -> &[Webhook] {
        &self.webhooks
    }
}

/// SHA-256.
pub(crate) fn hash(body: &[u8]) -> Hash {
    let digest = ring::digest::digest(&ring::digest::SHA256, body);
    digest.as_ref().try_into().expect("SHA-256 has 32 bytes")
}
