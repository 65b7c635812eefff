//! The life of a charge: one attempt to be paid for an order.
//!
//! `Registering -> Pending -> Paid -> Refunding -> Refunded`, `Pending -> Expired | Cancelled`,
//! `Registering -> Rejected | Cancelled`; a refund that fails goes back to `Paid`. What went oddly
//! stands on a second axis, [`Anomaly`], so that states don't multiply. The order applies what happens to
//! it: only the order knows whether another of its charges was paid.

mod account;
mod apply;
mod by_hand;
mod dispute;
mod matched;
mod own_code;
mod payment;
mod proof;
mod refund;
mod tally;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use account::Account;
pub use apply::EXPIRY_MARGIN_MS;
pub(super) use apply::apply;
pub use by_hand::{ByHand, WrongTime};
pub use dispute::{Dispute, DisputeClosed, DisputeNotice, DisputeOutcome};
pub use matched::{Match, Matched};
pub use own_code::OwnCode;
pub use proof::{Claim, Doubt, Unproven, proves};
pub use refund::{
    Refund, RefundNotice, RefundOutcome, RefundReason, RefundReport, RefundRequest, RefundSource,
    RefundState,
};
pub use tally::Tally;

use crate::ids::{EndToEndId, ProviderId, Reference, RefundId};
use crate::money::Centavos;
use crate::time::UnixMs;

/// One charge at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// 1 for an order's first.
    pub attempt: u32,
    /// Our name for it at the provider.
    pub reference: Reference,
    /// The till made the reference for this charge alone, with 80 random bits. False: it is a caller's,
    /// whatever it looks like, and another charge may have borne it before; so also in older logs,
    /// which do not tell.
    pub reference_is_ours: bool,
    /// The adapter that made it, such as `connectpsp`.
    pub provider: String,
    /// The account that it was made with; absent in a log from before accounts were kept, until it is
    /// bound to one.
    pub account: Option<Account>,
    /// What was asked for.
    pub amount: Centavos,
    /// How long its code was asked to live, in minutes.
    pub expires_in_min: u32,
    /// When it was written down, on our clock.
    pub requested_at: UnixMs,
    /// Where it is in its life.
    pub status: Status,
    /// What went oddly.
    pub anomalies: BTreeSet<Anomaly>,
    /// Of what came late: it came when the charge had been cancelled, which is no expiry.
    pub paid_after_cancelling: bool,
    /// What the provider answered to its creation.
    pub registration: Option<Registration>,
    /// What arrived, in the order in which we saw it.
    pub payments: Vec<Payment>,
    /// What was stated about the charge's own payments; they follow from it.
    pub tally: Tally,
    /// The provider says "paid", and what it says does not prove it. Gone when a payment is proved.
    pub unproven: Option<Unproven>,
    /// What goes or went back, whoever asked for it, in the order in which we came to know.
    pub refunds: Vec<Refund>,
    /// The payer's bank claims the money back.
    pub dispute: Option<Dispute>,
    /// The provider's status word, while it is one that we don't know.
    pub raw_status: Option<String>,
    /// Why it was refused, or why the till has stopped waiting for it.
    pub rejection: Option<Rejection>,
    /// A person says that its money has come; proved or not.
    pub by_hand: Option<ByHand>,
    /// When its status last changed, on our clock.
    pub status_since: UnixMs,
}

impl Charge {
    /// A charge as it is before anything was sent.
    pub fn requested(
        attempt: u32,
        reference: Reference,
        provider: String,
        amount: Centavos,
        expires_in_min: u32,
        now: UnixMs,
    ) -> Self {
        Self {
            attempt,
            reference,
            reference_is_ours: false,
            provider,
            account: None,
            amount,
            expires_in_min,
            requested_at: now,
            status: Status::Registering,
            anomalies: BTreeSet::new(),
            paid_after_cancelling: false,
            registration: None,
            payments: Vec::new(),
            tally: Tally::default(),
            unproven: None,
            refunds: Vec::new(),
            dispute: None,
            raw_status: None,
            rejection: None,
            by_hand: None,
            status_since: now,
        }
    }

    /// All that has arrived on this charge, and what was matched to it.
    pub fn received(&self) -> Centavos {
        sum(self.payments.iter().map(|payment| payment.amount))
    }

    /// What the provider knows to have arrived on this charge: without what was matched to it.
    pub fn received_there(&self) -> Centavos {
        let own = self.payments.iter().filter(|payment| payment.matched.is_none());
        sum(own.map(|payment| payment.amount))
    }

    /// When a payment of it was made, on our clock: as the provider stamps it, else when we learned of it.
    pub fn paid_at(&self, payment: &Payment) -> UnixMs {
        payment.paid_at.map_or(payment.seen_at, |at| self.here(at))
    }

    /// When a refund of it went back, on our clock: as the provider stamps it, else when we learned of it.
    pub fn returned_at(&self, refund: &Refund) -> UnixMs {
        let learned_at = refund.settled_at.unwrap_or(refund.since);
        refund.returned_at.map_or(learned_at, |at| self.here(at))
    }

    /// A stamp of the provider's about this charge, on our clock.
    pub fn here(&self, stamp: UnixMs) -> UnixMs {
        stamp.plus_ms(self.registration.as_ref().map_or(0, |known| known.clock_ahead_ms))
    }

    /// A dispute that nobody has closed.
    pub fn open_dispute(&self) -> Option<&Dispute> {
        self.dispute.as_ref().filter(|dispute| dispute.closed.is_none())
    }

    /// Whether a transaction of this id under its reference may be its own: the one that it is
    /// registered under. Before that any may, unless it has ended under a caller's reference: then what
    /// bears it is another sale's.
    pub fn may_be(&self, id: &ProviderId) -> bool {
        if let Some(known) = &self.registration {
            return known.provider_id == *id;
        }
        let has_ended =
            matches!(self.status, Status::Rejected | Status::Cancelled | Status::Expired);
        self.reference_is_ours || !has_ended
    }

    /// Whether there is something to ask the provider: what it is registered under, or the request again,
    /// whose answer brings that. Of one that has ended before it was registered no code was shown; but
    /// where a webhook's money came first, its id is still to be had.
    pub fn can_be_polled(&self) -> bool {
        self.registration.is_some() || self.status == Status::Registering || !self.is_confirmed()
    }

    /// The provider has confirmed all that has arrived when we asked; so also where nothing has.
    pub fn is_confirmed(&self) -> bool {
        self.payments.iter().all(|payment| payment.confirmed)
    }
}

fn sum(parts: impl Iterator<Item = Centavos>) -> Centavos {
    parts.fold(Centavos::new(0), |sum, part| sum.checked_add(part).unwrap_or(Centavos::MAX))
}

/// Where a charge is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Written down; the provider has not confirmed it yet.
    Registering,
    /// The customer can pay.
    Pending,
    /// Money has arrived. Absorbing but for a refund.
    Paid,
    /// Money has arrived, and is to go back: asked for here, not confirmed yet.
    Refunding,
    /// All of the money went back.
    Refunded,
    /// Time ran out: at the provider, or the till's own for a code that never dies there.
    Expired,
    /// Stopped at the till or at the provider.
    Cancelled,
    /// Refused, or never sent: no code was ever shown.
    Rejected,
}

impl Status {
    /// A customer may be paying.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Registering | Self::Pending)
    }

    /// Nothing is to come in the ordinary course.
    pub const fn is_idle(self) -> bool {
        !self.is_open() && !matches!(self, Self::Refunding)
    }
}

/// What went oddly with money; several may hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anomaly {
    /// Money came after expiry, cancel or rejection.
    PaidLate,
    /// In other amounts than the charge's, more came than was asked for.
    Overpaid,
    /// In other amounts than the charge's, less came than was asked for.
    Underpaid,
    /// Money came when the order was already paid.
    DuplicatePayment,
    /// The payer's bank claims the money back, and nobody has closed it.
    Disputed,
    /// The provider says "paid", and what it says does not prove this sale.
    Unproven,
}

/// How we know; both ranks are proof, everything less only makes the till ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// We asked the provider.
    Polled,
    /// The provider told us unasked, signed with a secret that only it and the till hold.
    SignedWebhook,
}

/// The provider's answer to a charge's creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its id there.
    pub provider_id: ProviderId,
    /// The copy-and-paste code as it came but for white space at its ends, checked or not: the provider
    /// gives it only once.
    pub copy_and_paste: String,
    /// When the code expires, on the provider's clock; of a code that lives on, when the till stops
    /// waiting.
    pub expires_at: UnixMs,
    /// The code has no end at the provider: it can be paid after the till has stopped waiting.
    pub never_expires: bool,
    /// Our clock minus the provider's, in milliseconds; 0 where they agree.
    pub clock_ahead_ms: i64,
}

impl Registration {
    /// When the code expires, on our clock.
    pub fn expires_at_here(&self) -> UnixMs {
        self.expires_at.plus_ms(self.clock_ahead_ms)
    }
}

/// Money that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// How much.
    pub amount: Centavos,
    /// Its end-to-end id.
    pub end_to_end_id: Option<EndToEndId>,
    /// When it was paid, on the provider's clock.
    pub paid_at: Option<UnixMs>,
    /// The payer's name, already masked.
    pub payer_name: Option<String>,
    /// How we came to know.
    pub evidence: Evidence,
    /// The provider's answer to a question of ours says the same.
    pub confirmed: bool,
    /// When we learned of it, on our clock.
    pub seen_at: UnixMs,
    /// It arrived without a sale, and a person said that it belongs here.
    pub matched: Option<Matched>,
}

/// Why a charge never came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The provider's code, or an [`OwnCode`].
    pub code: String,
    /// A sentence for support.
    pub message: String,
}

/// What can happen to a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The provider confirmed the creation.
    Registered(Registration),
    /// The charge does not and will not exist at the provider, or its code was never shown.
    Refused(Rejection),
    /// Somebody at the till stopped waiting.
    CancelRequested,
    /// We learned the provider's view of it.
    Seen(Observation),
    /// A webhook that is no proof tells of a refund.
    RefundNoticed(RefundNotice),
    /// A webhook that is no proof tells of a dispute.
    DisputeNoticed(DisputeNotice),
    /// Somebody at the till wants the money to go back: written down before anything is sent.
    RefundRequested(RefundRequest),
    /// The provider has taken the refund that was asked for.
    RefundAccepted {
        /// Which; absent in older logs: the only one that is open.
        refund: Option<RefundId>,
        /// The return's own end-to-end id (`D…`), if it is known.
        return_id: Option<EndToEndId>,
    },
    /// The provider refused the refund, or it never left the machine.
    RefundFailed {
        /// Which; absent in older logs: the only one that is open.
        refund: Option<RefundId>,
        /// Why.
        why: Rejection,
    },
    /// A person wrote down how the dispute ended.
    DisputeClosed {
        /// For whom; absent in logs from before that was asked.
        outcome: Option<DisputeOutcome>,
        /// How.
        reason: String,
    },
    /// A person said that money without a sale belongs here.
    Matched(Match),
    /// The charge of an older log belongs to this account.
    Bound(Account),
    /// The provider says "paid", and what it says does not prove it.
    Doubted(Unproven),
    /// The provider has long said that it knows no such charge, or said "paid" without a proof, or a person has
    /// given it up: the till stops waiting.
    GivenUp(Rejection),
    /// A person says that the money has come.
    ConfirmedByHand {
        /// Why, in a person's words.
        reason: String,
        /// The end-to-end id that the customer has shown.
        end_to_end_id: Option<EndToEndId>,
    },
}

/// The provider's view of a charge at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// What it says.
    pub status: Seen,
    /// How we know.
    pub evidence: Evidence,
}

/// A provider's status in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Not paid yet.
    Waiting,
    /// Paid.
    Paid(Receipt),
    /// Paid once, and given back since, wholly or in part.
    Refunded(Receipt, Vec<RefundReport>),
    /// Paid, and the payer's bank claims it back.
    Disputed(Receipt, DisputeNotice),
    /// Time ran out unpaid.
    Expired,
    /// Stopped there.
    Cancelled,
    /// A word that we don't know; the charge stays as it is.
    Unknown(String),
}

impl Seen {
    /// It says that money came, whatever became of it since.
    pub const fn tells_of_money(&self) -> bool {
        matches!(self, Self::Paid(_) | Self::Refunded(..) | Self::Disputed(..))
    }
}

/// What a provider tells about money that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What arrived on this charge, in all; absent where the provider only says "paid", which then
    /// means the amount of the charge.
    pub received: Option<Centavos>,
    /// The end-to-end id of the (latest) payment.
    pub end_to_end_id: Option<EndToEndId>,
    /// When it was paid, on the provider's clock.
    pub paid_at: Option<UnixMs>,
    /// The payer's name, already masked.
    pub payer_name: Option<String>,
}
