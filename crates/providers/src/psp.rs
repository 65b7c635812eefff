//! What every adapter does.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::charge::{Observation, Registration};
use domain::{Centavos, IdempotencyKey, Payer, ProviderId, Reference, UnixMs};

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
}

/// An answer to a question about a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// How the charge stands. `sibling_paid` is the caller's to set.
    pub observation: Observation,
    /// The provider's clock as it answered, if it told.
    pub provider_time: Option<UnixMs>,
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

    /// Checks the credentials without touching money; the provider's clock, if it told.
    async fn check(&self) -> Result<Option<UnixMs>, Error>;
}
