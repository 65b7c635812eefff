//! Setting a shop up: which providers there are and what each needs, the first connection, and how far a person
//! has come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The providers that this version can be connected to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OffersView {
    /// In the order in which they are shown.
    pub offers: Vec<Offer>,
}

/// A provider, and what connecting it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Offer {
    /// Its adapter, such as `connectpsp`.
    pub id: String,
    /// Its name, such as `ConnectPSP`.
    pub name: String,
    /// Its environments, the real one last; empty: the merchant types the address that the provider's panel shows.
    pub environments: Vec<String>,
    /// What is typed, in the order of asking.
    pub fields: Vec<OfferField>,
}

/// One thing to type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfferField {
    /// Its key, by which dictionaries know it.
    pub key: String,
    /// How it is typed.
    pub kind: FieldKind,
    /// What it belongs to.
    pub of: FieldGroup,
    /// Connecting without it is refused.
    pub required: bool,
    /// What it is if nothing is typed.
    pub default: Option<String>,
    /// The only values that it may have; empty: any.
    pub choices: Vec<String>,
}

/// How something is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// In the open.
    Text,
    /// Masked, and never shown again.
    Secret,
    /// One of a few.
    Choice,
}

/// What a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldGroup {
    /// What the provider gives.
    Access,
    /// Who is told to the provider as the payer where the customer says no name.
    Payer,
    /// What few need.
    More,
}

/// What a person has typed for a field, secrets among it: it is shown nowhere.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(type = "string")]
pub struct Typed(pub String);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(redacted)")
    }
}

/// Connects a provider: it is asked with what was typed before anything is kept.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectProvider {
    /// Its adapter.
    pub provider: String,
    /// One of the offer's environments, or an address (https, or http on this computer).
    pub environment: String,
    /// By the fields' keys. This is the one way that secrets take from a screen to the till.
    #[ts(type = "Record<string, string>")]
    pub values: BTreeMap<String, Typed>,
    /// It shall charge if nobody says otherwise.
    pub as_default: bool,
    /// The credentials are new ones of the account that is connected there, or was.
    pub same_account: bool,
}

/// Asks a connected provider once more, with what is kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestConnection {
    /// Its adapter.
    pub provider: String,
}

/// A connection that has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectedView {
    /// Its adapter.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Where it answers.
    pub environment: String,
    /// It charges if nobody says otherwise.
    pub is_default: bool,
    /// How long its answers took together, in milliseconds.
    pub answered_in_ms: u32,
    /// What the account may do, as far as that shows without a charge.
    pub grants: Vec<Grant>,
    /// By how much this computer's clock is ahead of the provider's, in whole seconds; null: nobody has told.
    #[ts(type = "number | null")]
    pub clock_ahead_s: Option<i64>,
    /// The account that was connected before is kept to be asked about so many charges; 0: none is.
    pub kept_charges: u32,
}

/// Something that the account may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Grant {
    /// What.
    pub what: GrantKind,
    /// How that stands.
    pub state: GrantState,
}

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GrantKind {
    /// Looking a charge up, which proves a payment.
    LookUp,
    /// Making a charge.
    Charge,
    /// Refunding, all of it or a part.
    Refund,
    /// Refunding, all of it or nothing.
    WholeRefund,
    /// Notices that prove a payment at once.
    SignedNotices,
}

/// How that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum GrantState {
    /// It was done just now.
    Proved,
    /// The provider offers it; the first time shows whether this account has it.
    Offered,
    /// It takes a field that was left out.
    Missing {
        /// Its key.
        field: String,
    },
    /// It is done in the provider's panel.
    AtProvider,
    /// It takes a relay, which this till has none of yet.
    NeedsRelay,
}

/// How far setting up has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetupView {
    /// What there is to do, in order.
    pub steps: Vec<SetupStep>,
    /// What a person has typed so far and may be kept in the open; null where nobody is setting up.
    pub draft: Option<SetupDraft>,
    /// The keys of what was typed and cannot be right: fields of the draft, `environment`, those of the shop.
    pub wrong: Vec<String>,
    /// What the settings say of the shop and of this till.
    pub shop: ShopDetails,
}

/// The shop and this till, as typed; empty: not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShopDetails {
    /// Up to 100 characters.
    pub name: String,
    /// A CPF or CNPJ, with or without its points.
    pub document: String,
    /// Up to 60 characters.
    pub city: String,
    /// Up to 40 characters.
    pub till_name: String,
    /// 1 to 999.
    pub till_number: String,
    /// The CNPJ of the institution behind the default provider, which the fiscal note names.
    pub institution: String,
}

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetupStep {
    /// Which.
    pub name: SetupStepName,
    /// How it stands.
    pub state: StepState,
}

/// What there is to do before a shop sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SetupStepName {
    /// Say which provider.
    Provider,
    /// Connect it: what it asks for, tested.
    Account,
    /// The shop's name and document, and the till's name.
    Shop,
    /// Pair a relay, which tells of payments at once.
    Relay,
    /// Take on the first manager, with a PIN.
    Manager,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Left out for now by a person.
    Skipped,
}

/// What a person has typed so far. No field that the offer calls a secret may stand in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SetupDraft {
    /// The provider that was chosen.
    pub provider: Option<String>,
    /// One of its environments, or an address.
    pub environment: Option<String>,
    /// By the fields' keys.
    #[ts(type = "Record<string, string>")]
    pub values: BTreeMap<String, String>,
    /// What was left out for now.
    pub skipped: Vec<SetupStepName>,
}

/// Keeps what was typed so far, or ends setting up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveSetup {
    /// What was typed; null ends setting up: the till sells as it is.
    pub draft: Option<SetupDraft>,
}
