//! Confirmed by hand, and given up: what a person says where no provider is heard. Neither proves anything.

use super::{Charge, OwnCode, Rejection, Status};
use crate::ids::EndToEndId;
use crate::order::Order;
use crate::time::UnixMs;

/// An id may be stamped this long before its sale was opened, in milliseconds: the rules want UTC, the Pix system
/// takes twelve hours more or less (pix.md, 5), and an institution that writes Brasília's time is three behind
/// (assumed).
const EARLIEST_MS: i64 = (3 * 60 + 10) * 60 * 1_000;
/// And this long after now: clocks differ.
const LATEST_MS: i64 = 10 * 60 * 1_000;

/// A person says that the money for a charge has come. It is evidence of its own, called `manual`, and never
/// proof: no payment follows from it, and the provider goes on being polled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// Why, in a person's words.
    pub reason: String,
    /// The end-to-end id that the customer has shown. It is a claim too: a payment may bear it, of this charge or
    /// of another one.
    pub end_to_end_id: Option<EndToEndId>,
    /// When it was written down, on our clock.
    pub at: UnixMs,
}

/// Why an end-to-end id cannot be that of a payment for a sale, by the minute that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongTime {
    /// It is older than the sale.
    BeforeTheSale,
    /// It lies ahead.
    Ahead,
}

impl Order {
    /// Whether a payment of this id may have been made for the order, by the minute that the id names; one that
    /// names none may.
    pub fn may_be_paid_by(&self, id: &EndToEndId, now: UnixMs) -> Result<(), WrongTime> {
        let Some(stamped_at) = id.stamped_at() else { return Ok(()) };
        if self.created_at.since(stamped_at) > EARLIEST_MS {
            return Err(WrongTime::BeforeTheSale);
        }
        if stamped_at.since(now) > LATEST_MS {
            return Err(WrongTime::Ahead);
        }
        Ok(())
    }
}

impl Charge {
    /// A person says that its money has come, and nothing has proved it since.
    pub fn is_by_hand(&self) -> bool {
        self.by_hand.is_some() && self.payments.is_empty()
    }

    /// What a customer has shown as the id of its payment. It is kept apart from the ids of payments: it proves nothing,
    /// and takes no proof from another sale.
    pub fn shown_id(&self) -> Option<&EndToEndId> {
        self.by_hand.as_ref().and_then(|said| said.end_to_end_id.as_ref())
    }

    /// A code of it may have been shown, so that somebody may have paid.
    pub fn may_have_been_shown(&self) -> bool {
        self.registration.is_some() || self.status == Status::Registering
    }
}

impl Rejection {
    /// A person has stopped waiting, and says why.
    pub fn by_hand(reason: impl Into<String>) -> Self {
        Self::own(OwnCode::GivenUp, reason)
    }

    /// It is a person who has stopped waiting.
    pub fn is_by_hand(&self) -> bool {
        self.own_code() == Some(OwnCode::GivenUp)
    }
}
