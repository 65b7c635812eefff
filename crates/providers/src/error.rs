//! What a provider's failure means for the caller.

use std::time::Duration;

use domain::charge::Unproven;

use crate::obstacle::{Cause, Obstacle};

/// A call that gave no answer of the expected kind, by what the caller does next. Printed it goes into
/// logs, so without the provider's text for people: that may quote the payer's data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The credentials are refused: tell a person. Nothing was executed.
    #[error("the provider refuses the credentials ({0})")]
    Unauthorized(String),
    /// Too many requests: the same again, no sooner than told. Nothing was executed.
    #[error("the provider asks for a pause")]
    RateLimited {
        /// How long to wait, if told.
        retry_after: Option<Duration>,
    },
    /// A definite no: the same request will be refused again. Nothing was executed.
    #[error("the provider refuses: {code}")]
    Rejected {
        /// The provider's code, or the HTTP status.
        code: String,
        /// Its text for people.
        message: String,
    },
    /// The provider has something under this name already: an earlier sending of the same charge,
    /// perhaps still under way, or another charge. This request executed nothing.
    #[error("the provider has this already: {code}")]
    Conflict {
        /// The provider's code, or the HTTP status.
        code: String,
        /// Its text for people.
        message: String,
    },
    /// Too early: the same request may be taken later. Nothing was executed.
    #[error("the provider is not ready for this yet: {code}")]
    NotYet {
        /// The provider's code.
        code: String,
    },
    /// The provider does not know the id, or has nothing at this address. Nothing was executed.
    #[error("the provider does not know this charge")]
    NotFound,
    /// Something answers at the address, but not as this provider does: the base URL is wrong. Nothing
    /// was executed. Only a check says so.
    #[error("at this address answers something else: {0}")]
    NotThere(String),
    /// Whoever answers cannot prove who it is (TLS or its certificate), perhaps because this
    /// computer's clock is wrong. Nothing was sent.
    #[error("the provider's identity is not proved: {0}")]
    NotTrusted(Cause),
    /// What the provider says about a creation is not what was sent, so that its outcome is unknown
    /// and nothing is sent again: tell a person.
    #[error("the answer contradicts what was sent: {:?}", .0.doubt)]
    Contradicts(Unproven),
    /// Nothing left this machine (no network, no name, no connection): try again, or not at all.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(Cause),
    /// The request may have been executed: the same key and bytes again, or a look-up.
    #[error("the outcome is unknown: {0}")]
    OutcomeUnknown(Cause),
    /// An answer that cannot be read (not JSON, too large, a field missing). For a request that
    /// changes something it is an unknown outcome too.
    #[error("the provider's answer cannot be read: {0}")]
    Malformed(String),
}

impl Error {
    /// What stands in the way, where the provider was not heard.
    pub const fn obstacle(&self) -> Option<&Obstacle> {
        match self {
            Self::NotTrusted(cause) | Self::Unreachable(cause) | Self::OutcomeUnknown(cause) => {
                Some(&cause.obstacle)
            }
            Self::Unauthorized(_)
            | Self::RateLimited { .. }
            | Self::Rejected { .. }
            | Self::Conflict { .. }
            | Self::NotYet { .. }
            | Self::NotFound
            | Self::NotThere(_)
            | Self::Contradicts(_)
            | Self::Malformed(_) => None,
        }
    }
}
