//! Money that goes back: asked for here, seen at the provider, or told by a webhook without proof.

use super::super::{
    Charge, EndToEndId, Evidence, Refund, RefundNotice, RefundOrder, RefundRequest, RefundState,
    Rejection, Returned, Status,
};
use crate::money::Centavos;
use crate::time::UnixMs;

/// Writes down what shall be sent; the same key once.
pub(in super::super) fn requested(charge: &mut Charge, order: &RefundOrder, now: UnixMs) {
    let known = charge.refund_request.as_ref();
    let is_known = known.is_some_and(|it| it.order.idempotency_key == order.idempotency_key);
    if charge.status == Status::Paid && !is_known {
        charge.status = Status::Refunding;
        charge.refund_request = Some(RefundRequest {
            order: order.clone(),
            requested_at: now,
            state: RefundState::Asked,
        });
    }
}

/// Taken is not refunded: the money is gone when the provider says so.
pub(in super::super) fn accepted(charge: &mut Charge, id: Option<&EndToEndId>) {
    if let (Status::Refunding, Some(request)) = (charge.status, &mut charge.refund_request)
        && request.state == RefundState::Asked
    {
        request.state = RefundState::Accepted { end_to_end_id: id.cloned() };
    }
}

/// Back to paid, with the reason.
pub(in super::super) fn failed(charge: &mut Charge, rejection: &Rejection) {
    if let (Status::Refunding, Some(request)) = (charge.status, &mut charge.refund_request) {
        request.state = RefundState::Failed(rejection.clone());
        charge.status = Status::Paid;
    }
}

/// More notices than this are not kept of one charge: each costs its sender one webhook.
const MOST_NOTICES: usize = 100;

/// Keeps what a webhook tells until the provider, asked, says that money went back.
pub(in super::super) fn told(charge: &mut Charge, notice: &RefundNotice, now: UnixMs) {
    let is_counted = |refund: &Refund| {
        notice.at.is_none_or(|at| refund.refunded_at == Some(at))
            && notice.amount.is_none_or(|told| told == refund.amount)
    };
    let is_known = charge.refund_notices.contains(notice) || charge.refunds.iter().any(is_counted);
    let is_room = charge.refund_notices.len() < MOST_NOTICES;
    if charge.status != Status::Refunded && !is_known && is_room {
        charge.refund_notices.push(notice.clone());
        charge.refund_told_at = Some(now);
    }
}

/// The provider says that money went back, wholly or in part.
pub(in super::super) fn seen(
    charge: &mut Charge,
    returned: &Returned,
    evidence: Evidence,
    now: UnixMs,
) {
    if evidence == Evidence::Polled {
        charge.refund_told_at = None;
        let notices = std::mem::take(&mut charge.refund_notices);
        let is_borne_out = charge.bears_out(&notices, returned);
        for notice in notices.into_iter().filter(|_| is_borne_out) {
            let part = Returned { amount: notice.amount, end_to_end_id: None, at: notice.at };
            push(charge, notice.amount, &part, true, now);
        }
    }
    match returned.amount {
        None => push(charge, None, returned, false, now),
        Some(amount) if is_known(charge, returned) || is_no_news(charge, amount, returned.at) => {}
        Some(amount) => {
            // At a moment that is known it is the sum, or a part again; at another it is another part.
            let is_sum = charge.refunds.iter().any(|refund| refund.refunded_at == returned.at);
            let part = if is_sum { less(amount, charge.refunded()) } else { amount };
            push(charge, Some(part), returned, false, now);
        }
    }
    if charge.refunded() < charge.received_there() {
        if charge.status != Status::Refunding {
            charge.status = Status::Paid;
        }
        return;
    }
    // What was matched came another way, and is still here.
    let is_all = charge.payments.iter().all(|payment| payment.matched.is_none());
    charge.status = if is_all { Status::Refunded } else { Status::Paid };
    if let Some(request) = &mut charge.refund_request
        && !matches!(request.state, RefundState::Failed(_))
    {
        request.state = RefundState::Done;
    }
}

impl Charge {
    /// Whether the provider's answer bears out what webhooks told: its amount, where it has one, is one
    /// of the told parts, their sum, or all that has come. Else they are about nothing that it knows.
    pub fn bears_out(&self, notices: &[RefundNotice], returned: &Returned) -> bool {
        let Some(said) = returned.amount else { return true };
        let told: Option<i64> = notices.iter().map(|it| it.amount.map(Centavos::get)).sum();
        let known = self.refunded().get();
        let is_sum = told.is_some_and(|told| said.get() == told || said.get() == known + told);
        let is_part = notices.iter().any(|notice| notice.amount == Some(said));
        is_sum || is_part || said >= self.received_there()
    }
}

/// A devolution has one id.
fn is_known(charge: &Charge, returned: &Returned) -> bool {
    let theirs = returned.end_to_end_id.as_ref();
    theirs.is_some() && charge.refunds.iter().any(|refund| refund.end_to_end_id.as_ref() == theirs)
}

/// Beside parts that webhooks told of, an amount is no news of a further part where it is the amount
/// of the charge; nor where it is one of the parts or their sum, and stamped no later than they are.
fn is_no_news(charge: &Charge, amount: Centavos, at: Option<UnixMs>) -> bool {
    let told: Vec<&Refund> = charge.refunds.iter().filter(|refund| refund.told).collect();
    let is_part = |part: &&Refund| part.amount == amount && at <= part.refunded_at;
    let is_sum = amount == charge.refunded()
        && told.iter().map(|refund| refund.refunded_at).max().is_some_and(|last| at <= last);
    amount == charge.received_there() && !told.is_empty() || told.iter().any(is_part) || is_sum
}

/// Writes down a part, at most what is still here; `None`: all of that.
fn push(
    charge: &mut Charge,
    amount: Option<Centavos>,
    returned: &Returned,
    told: bool,
    now: UnixMs,
) {
    let rest = less(charge.received_there(), charge.refunded());
    let amount = amount.map_or(rest, |amount| amount.min(rest));
    if amount.get() <= 0 {
        return;
    }
    let request = charge.refund_request.as_ref().map(|request| &request.state);
    let (asked_here, accepted_id) = match request {
        Some(RefundState::Asked) => (true, None),
        Some(RefundState::Accepted { end_to_end_id }) => (true, end_to_end_id.clone()),
        Some(RefundState::Done | RefundState::Failed(_)) | None => (false, None),
    };
    let end_to_end_id: Option<EndToEndId> = returned.end_to_end_id.clone().or(accepted_id);
    charge.refunds.push(Refund {
        amount,
        end_to_end_id,
        refunded_at: returned.at,
        told,
        asked_here,
        seen_at: now,
    });
}

fn less(from: Centavos, amount: Centavos) -> Centavos {
    from.checked_sub(amount).unwrap_or(Centavos::new(0))
}
