//! What a webhook says, and how far it can be believed.

use domain::charge::Observation;
use domain::{ProviderId, Reference};

/// A webhook as an adapter reads it. Nothing in it is proof unless it is [`Trust::Signed`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// How far it can be believed.
    pub trust: Trust,
    /// What it says.
    pub says: Says,
}

/// How far a webhook can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Signed over its raw bytes with a secret that only the provider and the till hold: proof.
    Signed,
    /// It carries no signature.
    Unsigned,
    /// Its signature is wrong.
    BadSignature,
    /// The till has no secret to check signatures with.
    NoSecret,
}

/// What a webhook says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// Something happened to a charge.
    Charge {
        /// The provider's name for what happened.
        kind: String,
        /// Which charge.
        names: Names,
        /// How the charge stands then; `Err`: it cannot be told from this webhook, and why. Then the
        /// provider has to be asked even if the signature is right.
        observation: Result<Observation, String>,
    },
    /// Something that no charge hangs on: another kind of transaction, or a word that we don't know.
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

/// What a webhook calls its charge; at least one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The provider's ids, of which the till knows one.
    pub ids: Vec<ProviderId>,
    /// Our reference.
    pub reference: Option<Reference>,
}
