//! Why a use case was not done.

use domain::{Centavos, OrderNumber};
use providers::NoRefunds;

/// An error of the checkout.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No provider is connected.
    #[error("no provider is connected")]
    NotConnected,
    /// No connected provider has this name.
    #[error("the provider {0} is not connected")]
    UnknownProvider(String),
    /// The order has no money that could go back: not paid, on its way back, or back already.
    #[error("there is nothing to refund")]
    NothingToRefund,
    /// More than one attempt was paid: say which.
    #[error("more than one attempt was paid: {0:?}")]
    WhichAttempt(Vec<u32>),
    /// Refunds of this provider are not made here.
    #[error("{provider}: refunds are not offered here")]
    RefundNotOffered {
        /// The provider's name on screens.
        provider: String,
        /// Why.
        why: NoRefunds,
    },
    /// This provider refunds all that came or nothing, and a part was asked for.
    #[error("{provider}: only the whole amount can be refunded")]
    OnlyWholeRefunds {
        /// The provider's name on screens.
        provider: String,
    },
    /// So much cannot go back.
    #[error("a refund is of 1 to {} centavos here", at_most.get())]
    RefundAmount {
        /// What is there to go back.
        at_most: Centavos,
    },
    /// It goes beyond what whoever asks may do alone.
    #[error("{} centavos go beyond a limit of {}, of which {} are used", amount.get(), at_most.get(), used.get())]
    OverLimit {
        /// What was asked for.
        amount: Centavos,
        /// The limit of a day.
        at_most: Centavos,
        /// What was done before on that day.
        used: Centavos,
    },
    /// The 90 days of Pix are over.
    #[error("the time for refunds is over")]
    RefundTooLate,
    /// The order has no dispute that is still open.
    #[error("there is no open dispute")]
    NoDispute,
    /// The unmatched payment was matched or dismissed already.
    #[error("the unmatched payment was dealt with already")]
    UnmatchedResolved,
    /// The provider no longer says that this money is here: it is not matched.
    #[error("the provider no longer has this money")]
    UnmatchedGone,
    /// The end-to-end id that was shown cannot be that of a payment for the order; nothing was written.
    #[error("the end-to-end id does not fit: {0:?}")]
    WrongId(WrongId),
    /// The provider gave no answer that helps; nothing was written.
    #[error(transparent)]
    Provider(providers::Error),
    /// The order log says no; nothing was sent because of this call.
    #[error(transparent)]
    Store(store::Error),
    /// A task of ours ended before its time; the watcher takes over its charge.
    #[error("a task ended before its time")]
    Interrupted,
}

/// Why an end-to-end id that was shown is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongId {
    /// It is of a payment from before the sale.
    BeforeTheSale,
    /// It names a minute that has not come yet.
    Ahead,
    /// It is that of another payment, or was shown for another order: this one, where it is of an order.
    Taken(Option<OrderNumber>),
}

impl Error {
    /// The log could not be written now; it may be in a while.
    pub(crate) const fn is_not_written(&self) -> bool {
        matches!(self, Self::Store(store::Error::Unwritable(_) | store::Error::Busy))
    }

    /// Another program holds the order log for a while, which the bar tells, and whoever asks is told.
    pub(crate) const fn is_busy(&self) -> bool {
        matches!(self, Self::Store(store::Error::Busy))
    }

    /// Notes for support what this has kept from being done. A log that another program holds is no fault of ours.
    pub(crate) fn note(&self, what: &str) {
        if self.is_busy() {
            tracing::warn!(error = %self, "{what}");
        } else {
            tracing::error!(error = %self, "{what}");
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::UnmatchedResolved => Self::UnmatchedResolved,
            other => Self::Store(other),
        }
    }
}
