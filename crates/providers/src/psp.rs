//! What every adapter does.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::charge::{Observation, RefundReason, Registration};
use domain::{
    Centavos, EndToEndId, IdempotencyKey, Payer, PayoutSeen, ProviderId, Reference, UnixMs,
};

use crate::error::Error;
use crate::manifest::Manifest;
use crate::webhook::Webhook;

/// A charge to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewCharge<'a> {
    /// What the customer owes.
    pub amount: Centavos,
    /// Our name for it, unique at the provider.
    pub reference: &'a Reference,
    /// How long its code shall live, in minutes.
    pub expires_in_min: u32,
    /// Who pays; absent means the payer from the settings.
    pub payer: Option<&'a Payer>,
    /// Where the provider shall send webhooks about it; absent: nowhere.
    pub webhook_url: Option<&'a str>,
}

/// One sending of a creation: the same key and bytes every time.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'a> {
    /// The provider executes a key once.
    pub idempotency_key: &'a IdempotencyKey,
    /// The body as it stands in the order log.
    pub body: &'a str,
    /// What the body asks for, for reading the answer.
    pub expires_in_min: u32,
    /// When the charge was written down, before the first sending: the provider cannot have made it
    /// earlier, so an earlier stamp tells that the clocks differ.
    pub requested_at: UnixMs,
    /// Our name for it, as it stands in the body.
    pub reference: &'a Reference,
    /// An earlier sending may have been executed: an adapter whose provider has no idempotency looks
    /// the reference up before it sends again.
    pub in_doubt: bool,
}

/// An answer to a question about a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// How the charge stands. `sibling_paid` is the caller's to set.
    pub observation: Observation,
    /// The reference that it was made under, if the provider tells.
    pub reference: Option<Reference>,
    /// The provider's clock as it answered, if it told.
    pub provider_time: Option<UnixMs>,
}

/// A refund to be sent: the same key and bytes every time.
#[derive(Debug, Clone, Copy)]
pub struct RefundSending<'a> {
    /// The provider's id of the charge.
    pub id: &'a ProviderId,
    /// The provider executes a key once.
    pub idempotency_key: &'a IdempotencyKey,
    /// The body as it stands in the order log.
    pub body: &'a str,
}

/// What a provider answers to a refund that it has taken, or had taken before. It is not "refunded"
/// yet: a look-up says when it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundTaken {
    /// The devolution's own end-to-end id (`D…`), if it was told.
    pub end_to_end_id: Option<EndToEndId>,
}

/// Why a charge cannot be refunded from the till.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRefunds {
    /// The provider has no such call: refunds are made in its own panel, and show here afterwards.
    AtProvider,
    /// It has, but the connection lacks this field of the manifest: connect again with it.
    Missing(&'static str),
}

/// Refunds, where a provider offers them. Always of the whole amount.
#[async_trait]
pub trait Refunds: Send + Sync {
    /// The exact body of a refund. Pure: it is written to the order log before it is sent.
    fn refund_body(&self, reason: RefundReason, description: Option<&str>) -> String;

    /// Sends the refund, or gets the answer to the one that this key has sent before. A charge that
    /// is refunded already counts as taken. `Error::NotYet`: the same again later.
    async fn refund(&self, sending: &RefundSending<'_>) -> Result<RefundTaken, Error>;
}

/// Looking payouts up, where a provider offers it.
#[async_trait]
pub trait Payouts: Send + Sync {
    /// Asks how a payout stands. `Error::NotFound` also where the id is of something else.
    async fn fetch_payout(&self, id: &ProviderId) -> Result<PayoutSeen, Error>;
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Now, on this computer's clock, which may be wrong.
    fn now(&self) -> UnixMs;
}

/// A provider. A new one is one folder; docs/adding-a-provider.md has the steps.
#[async_trait]
pub trait Psp: Send + Sync {
    /// What it needs and can do.
    fn manifest(&self) -> &'static Manifest;

    /// The exact body of a creation. Pure: it is written to the order log before it is sent.
    fn body(&self, charge: &NewCharge<'_>) -> String;

    /// The payer that a body made by this adapter names, for a further attempt of the same sale.
    fn payer(&self, body: &str) -> Option<Payer>;

    /// Creates the charge, or gets the one that this key has created before.
    async fn create(&self, sending: &Sending<'_>) -> Result<Registration, Error>;

    /// Asks how the charge stands.
    async fn fetch(&self, id: &ProviderId) -> Result<Fetched, Error>;

    /// Reads a webhook: whether it is the provider's, and what it says. `headers`: names in lower
    /// case; `body`: byte for byte as it came. Pure.
    fn webhook(&self, headers: &BTreeMap<String, String>, body: &[u8]) -> Webhook;

    /// Its refunds, or why there are none.
    fn refunds(&self) -> Result<&dyn Refunds, NoRefunds>;

    /// Its payouts, if they can be looked up.
    fn payouts(&self) -> Option<&dyn Payouts>;

    /// Checks the credentials without touching money; the provider's clock, if it told.
    async fn check(&self) -> Result<Option<UnixMs>, Error>;
}
