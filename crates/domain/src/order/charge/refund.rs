//! Money that goes back: one list on the charge, whoever asked for it.
//!
//! A refund that is asked for here goes `Requested -> Accepted -> Settled`, or `-> Failed`. One that is made
//! elsewhere is there from the moment at which the provider reports it. A notice without proof waits as
//! `Noticed` until the provider, asked, says that money went back.

mod report;

use super::{Charge, Rejection, Status, sum};
use crate::ids::{EndToEndId, IdempotencyKey, RefundId};
use crate::money::Centavos;
use crate::time::UnixMs;

pub(super) use report::{noticed, reported};

/// Money that goes or went back to the payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Our name for it among the refunds of its charge.
    pub id: RefundId,
    /// How much; absent, while it is not settled: all that is there. Of one that is settled it is known,
    /// and 0 where the money went back in another way before its turn came.
    pub amount: Option<Centavos>,
    /// How it stands.
    pub state: RefundState,
    /// Who asked for it.
    pub source: RefundSource,
    /// The return's own end-to-end id (`D…`; API Pix: `rtrId`), if it is known.
    pub return_id: Option<EndToEndId>,
    /// A notice without proof said how much; the provider only confirmed that money went back.
    pub by_notice: bool,
    /// When it was written down or first reported, on our clock.
    pub since: UnixMs,
    /// When the money went back, on the provider's clock.
    pub returned_at: Option<UnixMs>,
    /// When we learned that the money is back, on our clock.
    pub settled_at: Option<UnixMs>,
}

impl Refund {
    /// A request as it stands in the list before anything is sent.
    pub fn requested(request: &RefundRequest, now: UnixMs) -> Self {
        Self {
            id: request.id.clone(),
            amount: request.amount,
            state: RefundState::Requested,
            source: RefundSource::Here(request.clone()),
            return_id: None,
            by_notice: false,
            since: now,
            returned_at: None,
            settled_at: None,
        }
    }

    /// What was asked for at this till.
    pub const fn request(&self) -> Option<&RefundRequest> {
        match &self.source {
            RefundSource::Here(request) => Some(request),
            RefundSource::Elsewhere | RefundSource::Dispute => None,
        }
    }

    /// The money went back.
    pub fn is_back(&self) -> bool {
        self.state == RefundState::Settled && self.amount != Some(Centavos::new(0))
    }

    /// It was asked for here, and its end is not known yet.
    pub const fn is_open_here(&self) -> bool {
        self.is_open() && self.request().is_some()
    }

    /// Somebody asked for it, and its end is not known yet.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, RefundState::Requested | RefundState::Accepted)
    }
}

/// How a refund stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundState {
    /// A notice without proof tells of it; it moves nothing.
    Noticed,
    /// Written down here; the provider has not taken it yet, as far as we know.
    Requested,
    /// The provider has taken it. That is not "refunded".
    Accepted,
    /// The money went back.
    Settled,
    /// The provider refused it, or it never left the machine; the money is still here.
    Failed(Rejection),
}

/// Who asked for a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundSource {
    /// Somebody at this till.
    Here(RefundRequest),
    /// Somebody elsewhere, such as in the provider's own panel.
    Elsewhere,
    /// The dispute procedure (API Pix: `natureza` `MED_…`).
    Dispute,
}

/// What a refund needs to be sent, as often as needed, to the byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    /// Our name for it.
    pub id: RefundId,
    /// How much; absent: all that is there.
    pub amount: Option<Centavos>,
    /// Why.
    pub reason: RefundReason,
    /// A note for the shop's books, which the payer does not see.
    pub description: Option<String>,
    /// The provider executes a key once.
    pub idempotency_key: IdempotencyKey,
    /// The exact body of the request.
    pub body: String,
}

/// Why money goes back (`ConnectPSP`, refundcashin: the reasons that a bank understands).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundReason {
    /// A fraud.
    Fraud,
    /// The customer paid twice.
    DuplicatedPayment,
    /// The customer wants it.
    CustomerRequest,
    /// The shop was wrong.
    MerchantError,
}

/// What a provider reports of one refund.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefundReport {
    /// Its name at the provider, where refunds have one (API Pix: the `id` that its client chose). Then the
    /// amount is that of this refund alone.
    pub id: Option<RefundId>,
    /// How much; without an id the provider may mean the last part or all of them. Absent: everything.
    pub amount: Option<Centavos>,
    /// The return's own end-to-end id (`D…`; API Pix: `rtrId`).
    pub return_id: Option<EndToEndId>,
    /// When, on the provider's clock.
    pub at: Option<UnixMs>,
    /// How it stands there.
    pub outcome: RefundOutcome,
    /// It is of the dispute procedure, and nobody at the shop asked for it.
    pub of_dispute: bool,
}

/// How a refund stands at the provider (API Pix: `EM_PROCESSAMENTO`, `DEVOLVIDO`, `NAO_REALIZADO`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RefundOutcome {
    /// It is taken and not made yet.
    Processing,
    /// The money went back.
    #[default]
    Settled,
    /// It came to nothing.
    Failed(Rejection),
}

/// A refund that a webhook tells of without proof: it counts when the provider, asked, says that
/// money went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundNotice {
    /// The part that went back; absent: everything.
    pub amount: Option<Centavos>,
    /// When, on the provider's clock. The same amount at the same time is the same refund.
    pub at: Option<UnixMs>,
}

impl Charge {
    /// What went back, in the order in which we saw it.
    pub fn settled_refunds(&self) -> Vec<&Refund> {
        let mut settled: Vec<&Refund> =
            self.refunds.iter().filter(|refund| refund.is_back()).collect();
        settled.sort_by_key(|refund| refund.settled_at);
        settled
    }

    /// All that went back.
    pub fn refunded(&self) -> Centavos {
        let back = self.refunds.iter().filter(|refund| refund.is_back());
        sum(back.filter_map(|refund| refund.amount))
    }

    /// What may still be asked back here: what came from the provider, without what went back and without
    /// what is on its way.
    pub fn refundable(&self) -> Centavos {
        let open = self.refunds.iter().filter(|refund| refund.is_open());
        open.fold(self.not_refunded(), |rest, refund| less(rest, refund.amount.unwrap_or(rest)))
    }

    /// The refund that was asked for here last.
    pub fn last_refund_request(&self) -> Option<(&Refund, &RefundRequest)> {
        let asked = |refund| Refund::request(refund).map(|request| (refund, request));
        self.refunds.iter().rev().find_map(asked)
    }

    /// The refund that the provider has not taken yet, as far as we know: the first one is sent first.
    pub fn unsent_refund(&self) -> Option<(&Refund, &RefundRequest)> {
        let is_unsent = |refund: &&Refund| refund.state == RefundState::Requested;
        let request = |refund| Refund::request(refund).map(|request| (refund, request));
        self.refunds.iter().filter(is_unsent).find_map(request)
    }

    /// When the last notice came of a refund that the provider has not confirmed, on our clock.
    pub fn refund_noticed_at(&self) -> Option<UnixMs> {
        let waiting = self.refunds.iter().filter(|refund| refund.state == RefundState::Noticed);
        waiting.map(|refund| refund.since).max()
    }

    /// What came from the provider and is still here.
    fn not_refunded(&self) -> Centavos {
        less(self.received_there(), self.refunded())
    }

    fn is_refunding(&self) -> bool {
        self.refunds.iter().any(Refund::is_open_here)
    }

    /// The refund of that name; without one, the only one that is open here (older logs name none).
    fn open_refund(&mut self, id: Option<&RefundId>) -> Option<&mut Refund> {
        let fits = |it: &&mut Refund| it.is_open_here() && id.is_none_or(|id| it.id == *id);
        let mut found = self.refunds.iter_mut().filter(fits);
        let one = found.next();
        if found.next().is_some() { None } else { one }
    }
}

/// Writes down what shall be sent, as far as the money reaches; the same id and key once.
pub(super) fn requested(charge: &mut Charge, request: &RefundRequest, now: UnixMs) {
    let is_known = charge.refunds.iter().any(|refund| {
        let key = refund.request().map(|known| &known.idempotency_key);
        refund.id == request.id || key == Some(&request.idempotency_key)
    });
    let is_covered = match (charge.status, request.amount) {
        (Status::Paid, None) => true,
        (Status::Paid | Status::Refunding, amount) => {
            let rest = charge.refundable();
            rest.get() > 0 && amount.is_none_or(|it| it.get() > 0 && it <= rest)
        }
        _ => false,
    };
    if is_covered && !is_known {
        charge.status = Status::Refunding;
        charge.refunds.push(Refund::requested(request, now));
    }
}

/// Taken is not refunded: the money is gone when the provider says so.
pub(super) fn accepted(charge: &mut Charge, id: Option<&RefundId>, return_id: Option<&EndToEndId>) {
    if let Some(refund) = charge.open_refund(id)
        && refund.state == RefundState::Requested
    {
        refund.state = RefundState::Accepted;
        refund.return_id = return_id.cloned();
    }
}

/// Back to paid, with the reason, where nothing else is on its way.
pub(super) fn failed(charge: &mut Charge, id: Option<&RefundId>, why: &Rejection) {
    if let Some(refund) = charge.open_refund(id) {
        refund.state = RefundState::Failed(why.clone());
        if !charge.is_refunding() {
            charge.status = Status::Paid;
        }
    }
}

fn less(from: Centavos, amount: Centavos) -> Centavos {
    from.checked_sub(amount).unwrap_or(Centavos::new(0))
}
