//! What every adapter does.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use domain::charge::{Account, Observation, RefundReason, Registration};
use domain::{
    Centavos, EndToEndId, IdempotencyKey, Payer, PayoutSeen, ProviderId, Reference, UnixMs,
};

use crate::error::Error;
use crate::manifest::Manifest;
use crate::webhook::{Names, Webhook};

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
    /// When the charge was written down, before the first sending, by the clock that the adapter goes by.
    pub requested_at: UnixMs,
    /// Our name for it, as it stands in the body.
    pub reference: &'a Reference,
    /// The till has made the reference itself, with 80 random bits, so that nobody else can have used
    /// it before. False: it is the caller's own, and a charge under it may be older than this one.
    pub reference_is_ours: bool,
    /// An earlier sending may have been executed: an adapter whose provider has no idempotency looks
    /// the reference up before it sends again.
    pub in_doubt: bool,
    /// An earlier sending was answered with something else than what was sent: an adapter whose
    /// provider has no idempotency only looks up from then on.
    pub was_contradicted: bool,
}

/// A charge that the provider has made, or had made before under the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// What is kept of the answer.
    pub registration: Registration,
    /// When the provider says that it has made it, by its own clock and in its own way of writing times; absent
    /// where it does not say. The registration counts from it, or else from the sending.
    pub made_at: Option<UnixMs>,
    /// The answer says "paid" already. It does not count, for nobody can have seen the code: ask.
    pub says_paid: bool,
}

impl From<Registration> for Created {
    /// What nobody has paid yet.
    fn from(registration: Registration) -> Self {
        Self { registration, made_at: None, says_paid: false }
    }
}

/// An answer to a question about a charge. Whether it is about the charge that was asked about, and
/// proves anything, is for `domain::charge::proves` to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// How the charge stands.
    pub observation: Observation,
    /// All that the answer calls its charge; may be empty.
    pub names: Names,
    /// The amount as it stands there, where it is needed and cannot be read as money: at most 100
    /// characters, without control characters. The receipt has none then.
    pub unreadable_amount: Option<String>,
}

/// A refund to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewRefund<'a> {
    /// How much; absent: all that is there. It is never present where the manifest has no partial refunds.
    pub amount: Option<Centavos>,
    /// Why.
    pub reason: RefundReason,
    /// A note for the shop's books.
    pub description: Option<&'a str>,
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
    /// The return's own end-to-end id (`D…`), if it was told.
    pub return_id: Option<EndToEndId>,
}

/// Why a charge cannot be refunded from the till.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRefunds {
    /// The provider has no such call: refunds are made in its own panel, and show here afterwards.
    AtProvider,
    /// It has, but the connection lacks this field of the manifest: connect again with it.
    Missing(&'static str),
}

/// Refunds, where a provider offers them.
#[async_trait]
pub trait Refunds: Send + Sync {
    /// The exact body of a refund. Pure: it is written to the order log before it is sent.
    fn refund_body(&self, refund: &NewRefund<'_>) -> String;

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

/// Looking a charge up by the end-to-end id of its payment, where a provider offers it.
#[async_trait]
pub trait PaymentsById: Send + Sync {
    /// Asks about the charge that a payment of this id has paid. `Error::NotFound`: the provider has no such payment.
    async fn fetch_paid(&self, id: &EndToEndId) -> Result<Fetched, Error>;
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Now, as far as it is known: the computer's clock may be wrong.
    fn now(&self) -> UnixMs;

    /// The time since some beginning, which goes on evenly whatever the computer's clock is set to.
    fn monotonic(&self) -> Duration;

    /// How far the computer's clock is ahead of the right time, in milliseconds, 0 where it is right; `None`: nobody
    /// knows.
    fn error_ms(&self) -> Option<i64> {
        None
    }

    /// Takes note that `source` (host and port) has told its time, `date` in whole seconds, in an answer that has
    /// just come to a request sent at `sent`, on the monotonic clock.
    fn heard(&self, _source: &str, _date: UnixMs, _sent: Duration) {}
}

/// A provider. A new one is one folder; docs/adding-a-provider.md has the steps.
#[async_trait]
pub trait Psp: Send + Sync {
    /// What it needs and can do.
    fn manifest(&self) -> &'static Manifest;

    /// Whose charges these are: what is made here is asked about here alone.
    fn account(&self) -> &Account;

    /// The provider signs this account's webhooks, and we hold the secret: one without a right
    /// signature is nobody's.
    fn signs(&self) -> bool;

    /// The exact body of a creation. Pure: it is written to the order log before it is sent.
    fn body(&self, charge: &NewCharge<'_>) -> String;

    /// The payer that a body made by this adapter names, for a further attempt of the same sale.
    fn payer(&self, body: &str) -> Option<Payer>;

    /// Creates the charge, or gets the one that this key has created before. `Error::Contradicts`:
    /// what the provider has made, or has under this reference, is not what was sent.
    async fn create(&self, sending: &Sending<'_>) -> Result<Created, Error>;

    /// Asks how the charge stands. What the answer calls its charge is told and not judged.
    async fn fetch(&self, id: &ProviderId) -> Result<Fetched, Error>;

    /// Reads a webhook: whether it is the provider's, and what it says. `headers`: names in lower
    /// case; `body`: byte for byte as it came. Pure.
    fn webhook(&self, headers: &BTreeMap<String, String>, body: &[u8]) -> Webhook;

    /// Its refunds, or why there are none.
    fn refunds(&self) -> Result<&dyn Refunds, NoRefunds>;

    /// Its payouts, if they can be looked up.
    fn payouts(&self) -> Option<&dyn Payouts>;

    /// Its charges by the end-to-end ids of their payments, if they can be looked up so.
    fn payments_by_id(&self) -> Option<&dyn PaymentsById> {
        None
    }

    /// Checks address and credentials without touching money.
    /// `Error::NotThere`: something answers there, but not as this provider does.
    async fn check(&self) -> Result<(), Error>;

    /// One look-up of a charge that cannot exist: as long as each poll takes. Any answer of the provider's is well, a
    /// refusal too.
    async fn ping(&self) -> Result<(), Error>;
}
