//! The one function that changes an order.

use super::charge::{self, Account, Charge, Status};
use super::{Note, Order};
use crate::fiscal::DocumentKey;
use crate::ids::{EndToEndId, OrderNumber, Reference, SaleId};
use crate::money::Centavos;
use crate::operator::Actor;
use crate::time::UnixMs;

/// What can happen to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// One more attempt to be paid begins: written down before anything is sent.
    Attempted(Attempted),
    /// Something happened to one of its attempts.
    Charge {
        /// Which attempt, 1 and up.
        attempt: u32,
        /// What.
        event: charge::Event,
    },
    /// A person wrote a note to it.
    Noted(String),
}

/// What an order begins with: all that its attempts have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The sale at the door that it came from.
    pub sale_id: SaleId,
    /// The reference of the first attempt.
    pub reference: Reference,
    /// What the customer owes.
    pub amount: Centavos,
    /// The document that the sale belongs to, as its caller knows it.
    pub document_key: Option<DocumentKey>,
}

/// What an attempt begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    /// Its name at the provider.
    pub reference: Reference,
    /// The till made the reference for it alone: see [`Charge::reference_is_ours`].
    pub reference_is_ours: bool,
    /// The adapter, such as `connectpsp`.
    pub provider: String,
    /// The account that it is made with; absent in logs from before accounts were kept.
    pub account: Option<Account>,
    /// How long its code shall live, in minutes.
    pub expires_in_min: u32,
}

/// What an event does to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing: known already, or too late to matter.
    Unchanged,
    /// The order as it is from now on.
    Changed(Box<Order>),
    /// It cannot happen to an order that stands like this.
    Refused(Refusal),
}

/// Why something cannot happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is paid, or its money is on its way back: nobody is to pay it again.
    AlreadyPaid,
    /// An attempt is still open: it has to be cancelled first.
    StillOpen,
    /// It has no such attempt, or a later one has taken its place.
    NoSuchAttempt,
    /// A person has said that its money has come.
    ConfirmedByHand,
    /// Nobody can have paid: it came to nothing before a code was shown.
    NothingToConfirm,
}

impl Order {
    /// An order as it is when somebody opens it at `now`, before its first attempt.
    pub fn open(number: OrderNumber, opened: &Opened, by: Option<Actor>, now: UnixMs) -> Self {
        Self {
            number,
            sale_id: opened.sale_id.clone(),
            reference: opened.reference.clone(),
            amount: opened.amount,
            created_at: now,
            opened_by: by,
            document_key: opened.document_key.clone(),
            notes: Vec::new(),
            attempts: Vec::new(),
        }
    }

    /// Decides what `event`, learned at `now` (our clock), makes of the order. Pure: the same log gives
    /// the same order again.
    ///
    /// Holds: paid is never taken back but by a refund; money is never dropped, whatever the state it
    /// meets; an unknown word changes no status; an event applied twice changes nothing the second time, but for a note;
    /// at most one attempt is open, and none is begun where money has come and stays. What a person confirms by
    /// hand is no money: it is kept beside, and nothing but the provider's word makes a sale paid.
    pub fn apply(&self, event: &Event, now: UnixMs) -> Decision {
        match event {
            Event::Attempted(attempted) => self.attempt(attempted, now),
            Event::Charge { attempt, event } => self.change(*attempt, event, now),
            Event::Noted(text) => {
                let mut next = self.clone();
                next.notes.push(Note { text: text.clone(), at: now });
                Decision::Changed(Box::new(next))
            }
        }
    }

    fn attempt(&self, attempted: &Attempted, now: UnixMs) -> Decision {
        if self.has_money() {
            return Decision::Refused(Refusal::AlreadyPaid);
        }
        if self.is_by_hand() {
            return Decision::Refused(Refusal::ConfirmedByHand);
        }
        if self.attempts.iter().any(|charge| charge.status.is_open()) {
            return Decision::Refused(Refusal::StillOpen);
        }
        let charge = Charge::requested(
            self.next_attempt(),
            attempted.reference.clone(),
            attempted.provider.clone(),
            self.amount,
            attempted.expires_in_min,
            now,
        );
        let mut next = self.clone();
        next.attempts.push(Charge {
            reference_is_ours: attempted.reference_is_ours,
            account: attempted.account.clone(),
            ..charge
        });
        Decision::Changed(Box::new(next))
    }

    fn change(&self, attempt: u32, event: &charge::Event, now: UnixMs) -> Decision {
        let mut next = self.clone();
        let Some(place) = next.attempts.iter().position(|charge| charge.attempt == attempt) else {
            return Decision::Refused(Refusal::NoSuchAttempt);
        };
        if let Some(refusal) = self.refuses(attempt, event) {
            return Decision::Refused(refusal);
        }
        let is_paid_otherwise = next
            .attempts
            .iter()
            .any(|other| other.attempt != attempt && !other.payments.is_empty());
        let changed = next
            .attempts
            .get_mut(place)
            .is_some_and(|charge| charge::apply(charge, event, is_paid_otherwise, now));
        if changed { Decision::Changed(Box::new(next)) } else { Decision::Unchanged }
    }

    /// Why a person may not do this to the attempt, where it is what a person does.
    fn refuses(&self, attempt: u32, event: &charge::Event) -> Option<Refusal> {
        match event {
            charge::Event::ConfirmedByHand { reason, end_to_end_id } => {
                self.refuses_by_hand(attempt, reason, end_to_end_id.as_ref())
            }
            charge::Event::GivenUp(why) if why.is_by_hand() => self.refuses_to_end(),
            charge::Event::CancelRequested if self.is_by_hand() => Some(Refusal::ConfirmedByHand),
            _ => None,
        }
    }

    /// Proof goes before what a person says, and what was said once is not said otherwise.
    fn refuses_by_hand(
        &self,
        attempt: u32,
        reason: &str,
        end_to_end_id: Option<&EndToEndId>,
    ) -> Option<Refusal> {
        let charge = self.current().filter(|charge| charge.attempt == attempt);
        let Some(charge) = charge else { return Some(Refusal::NoSuchAttempt) };
        if self.has_money() || !charge.payments.is_empty() {
            return Some(Refusal::AlreadyPaid);
        }
        match &charge.by_hand {
            Some(said) if said.reason == reason && said.end_to_end_id.as_ref() == end_to_end_id => {
                None
            }
            Some(_) => Some(Refusal::ConfirmedByHand),
            None if charge.may_have_been_shown() => None,
            None => Some(Refusal::NothingToConfirm),
        }
    }

    /// A person cannot give up what is paid, or what a person has confirmed.
    fn refuses_to_end(&self) -> Option<Refusal> {
        if self.has_money() {
            return Some(Refusal::AlreadyPaid);
        }
        self.is_by_hand().then_some(Refusal::ConfirmedByHand)
    }

    /// Money has come and is here, or is on its way back.
    fn has_money(&self) -> bool {
        matches!(self.status(), Status::Paid | Status::Refunding)
    }
}
