//! An order: what the customer owes, and the charges made for it.
//!
//! [`Order::apply`] is the one function that changes anything of an order or of its charges.

mod apply;
pub mod charge;
mod happening;

use std::collections::BTreeSet;

pub use apply::{Attempted, Decision, Event, Opened, Refusal};
pub use happening::{Happening, happenings};

use crate::fiscal::DocumentKey;
use crate::ids::{OrderNumber, Reference, SaleId};
use crate::money::Centavos;
use crate::operator::Actor;
use crate::time::UnixMs;
use charge::{Anomaly, Charge, Evidence, Status};

/// How we know that an order's money has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderEvidence {
    /// By proof: we asked the provider.
    Polled,
    /// By proof: the provider told us unasked, signed.
    SignedWebhook,
    /// A person says so, which is never proof.
    Manual,
}

/// What a person wrote to an order. It changes nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The words; empty where they were blanked.
    pub text: String,
    /// When, on our clock.
    pub at: UnixMs,
}

/// One sale with all its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its number in this till's log.
    pub number: OrderNumber,
    /// The sale at the door that it came from.
    pub sale_id: SaleId,
    /// The reference of the first attempt.
    pub reference: Reference,
    /// What the customer owes.
    pub amount: Centavos,
    /// When it was made.
    pub created_at: UnixMs,
    /// Who made it; absent in logs from before that was kept.
    pub opened_by: Option<Actor>,
    /// The document that it belongs to, as its caller knows it.
    pub document_key: Option<DocumentKey>,
    /// What people wrote to it, oldest first.
    pub notes: Vec<Note>,
    /// First to last; none only between the two events that begin an order.
    pub attempts: Vec<Charge>,
}

impl Order {
    /// Paid if any attempt is; else as the last attempt, but that money which went back is not
    /// forgotten for a later attempt that came to nothing.
    pub fn status(&self) -> Status {
        let any = |status: Status| self.attempts.iter().any(|charge| charge.status == status);
        let last = self.attempts.last().map_or(Status::Registering, |charge| charge.status);
        if any(Status::Paid) {
            Status::Paid
        } else if any(Status::Refunding) {
            Status::Refunding
        } else if any(Status::Refunded) && !last.is_open() {
            Status::Refunded
        } else {
            last
        }
    }

    /// A person says that its money has come, and nothing has proved it.
    pub fn is_by_hand(&self) -> bool {
        !matches!(self.status(), Status::Paid | Status::Refunding)
            && self.current().is_some_and(Charge::is_by_hand)
    }

    /// How we know, in the best case, that its money has come: what was asked for goes before what was told unasked,
    /// and a person's word is the least. Absent where none has come.
    pub fn evidence(&self) -> Option<OrderEvidence> {
        let mut payments = self.attempts.iter().flat_map(|charge| &charge.payments).peekable();
        if payments.peek().is_none() {
            return self.is_by_hand().then_some(OrderEvidence::Manual);
        }
        let is_polled = payments.any(|it| it.evidence == Evidence::Polled || it.confirmed);
        Some(if is_polled { OrderEvidence::Polled } else { OrderEvidence::SignedWebhook })
    }

    /// Something went oddly with its money, more than one of its charges was paid, or only a person says that it is.
    pub fn is_odd(&self) -> bool {
        let paid = self.attempts.iter().filter(|charge| charge.received().get() > 0).count();
        let is_odd = |charge: &Charge| !charge.anomalies.is_empty();
        self.is_by_hand() || paid > 1 || self.attempts.iter().any(is_odd)
    }

    /// What went oddly in any attempt.
    pub fn anomalies(&self) -> BTreeSet<Anomaly> {
        self.attempts.iter().flat_map(|charge| charge.anomalies.iter().copied()).collect()
    }

    /// All that has arrived.
    pub fn received(&self) -> Centavos {
        self.attempts
            .iter()
            .map(Charge::received)
            .fold(Centavos::new(0), |sum, part| sum.checked_add(part).unwrap_or(Centavos::MAX))
    }

    /// All that went back.
    pub fn refunded(&self) -> Centavos {
        self.attempts
            .iter()
            .map(Charge::refunded)
            .fold(Centavos::new(0), |sum, part| sum.checked_add(part).unwrap_or(Centavos::MAX))
    }

    /// What has arrived and has not gone back.
    pub fn kept(&self) -> Centavos {
        Centavos::new(self.received().get().saturating_sub(self.refunded().get()))
    }

    /// The number of the next attempt.
    pub fn next_attempt(&self) -> u32 {
        self.attempts.last().map_or(1, |charge| charge.attempt.saturating_add(1))
    }

    /// The attempt of that number.
    pub fn attempt_of(&self, attempt: u32) -> Option<&Charge> {
        self.attempts.iter().find(|charge| charge.attempt == attempt)
    }

    /// The last attempt.
    pub fn current(&self) -> Option<&Charge> {
        self.attempts.last()
    }

    /// Nothing is to come in the ordinary course.
    pub fn is_idle(&self) -> bool {
        self.attempts.iter().all(|charge| charge.status.is_idle())
    }
}

#[cfg(test)]
mod tests;
