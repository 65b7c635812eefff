//! What a webhook says, and how far it can be believed.

use domain::charge::{DisputeNotice, Observation, RefundNotice};
use domain::{PayoutSeen, ProviderId, Reference};

/// A webhook as an adapter reads it. Nothing in it is proof unless it is [`Trust::Signed`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// How far it can be believed.
    pub trust: Trust,
    /// What it says.
    pub says: WebhookContent,
}

/// How far a webhook can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Signed over its raw bytes with a secret that only the provider and the till hold: proof.
    Signed,
    /// It carries the static header that the merchant has set at the provider: it is meant for us, but
    /// whoever has seen one can make more, so that it is no proof.
    Recognised,
    /// It carries no signature, or not the header that was set.
    Unsigned,
    /// Its signature is wrong.
    BadSignature,
    /// The till has no secret to check signatures with.
    NoSecret,
}

/// What a webhook says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "read once and taken apart; a charge is the usual case"
)]
pub enum WebhookContent {
    /// Something happened to a charge.
    Charge {
        /// The provider's name for what happened.
        kind: String,
        /// Which charge.
        names: Names,
        /// How the charge stands then; `Err`: it cannot be told from this webhook, and why. Then the
        /// provider has to be asked even if the signature is right.
        observation: Result<Observation, String>,
        /// The amount as it stands there, where it is needed and cannot be read as money: at most 100
        /// characters, without control characters. The receipt has none then.
        unreadable_amount: Option<String>,
        /// What it tells that a look-up may not tell.
        notice: Option<Notice>,
    },
    /// Something happened to a payout.
    Payout {
        /// The provider's name for what happened.
        kind: String,
        /// How the payout stands then.
        seen: Box<PayoutSeen>,
    },
    /// Neither a charge nor a payout: another kind of transaction, or a word that we don't know.
    Other {
        /// The provider's name for what happened.
        kind: String,
    },
    /// It cannot be read.
    Malformed {
        /// Why, without any of its text.
        reason: String,
    },
}

/// What a webhook or an answer calls its charge. A webhook has at least one name, else it is malformed;
/// an answer may repeat none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The provider's ids, of which the till knows one. A name of an unusual form is cut and cleaned
    /// rather than left out: what is called otherwise is something else.
    pub ids: Vec<ProviderId>,
    /// Our reference.
    pub reference: Option<Reference>,
    /// What stands in place of the payment's end-to-end id, where it is none: at most 300 characters,
    /// without control characters.
    pub unreadable_end_to_end_id: Option<String>,
}

/// What a webhook tells of a charge that a look-up may not tell: how much of it went back each time,
/// and that it is disputed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Money went back.
    Refund(RefundNotice),
    /// The payer's bank claims the money back.
    Dispute(DisputeNotice),
}
