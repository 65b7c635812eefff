//! An order as a list shows it.

use contract::{Act, AttemptView, FailureCode, OrderRow, OrderView, RowMark, Status};

/// The row of an order; what its codes look like is not asked for.
pub(crate) fn row(order: OrderView) -> OrderRow {
    let (at_ms, marks) = (at_ms(&order), marks(&order));
    let mut payments = order.attempts.iter().flat_map(|attempt| &attempt.payments);
    let payer_name = payments.find_map(|payment| payment.payer_name.clone());
    let last = order.attempts.into_iter().next_back();
    let by_hand = last.as_ref().and_then(|attempt| attempt.by_hand.clone());
    let account = last.as_ref().and_then(|attempt| attempt.account.as_ref());
    let charged = order.acts.iter().find(|act| act.act == Act::Charged);
    OrderRow {
        order: order.order,
        amount_centavos: order.amount_centavos,
        created_at_ms: order.created_at_ms,
        at_ms,
        status: order.status,
        anomalies: order.anomalies,
        received_centavos: order.received_centavos,
        refunded_centavos: order.refunded_centavos,
        environment: account.map(|account| account.environment),
        provider_name: last.map(|attempt| attempt.provider_name).unwrap_or_default(),
        marks,
        evidence: order.evidence,
        by_hand,
        seller: charged.and_then(|act| act.by.name.clone()),
        payer_name,
    }
}

/// When it was paid last; until then, when it was made.
fn at_ms(order: &OrderView) -> i64 {
    let payments = order.attempts.iter().flat_map(|attempt| &attempt.payments);
    let last = payments.max_by_key(|payment| payment.seen_at_ms);
    last.map_or(order.created_at_ms, |payment| payment.paid_at_ms.unwrap_or(payment.seen_at_ms))
}

fn marks(order: &OrderView) -> Vec<RowMark> {
    let last = order.attempts.last();
    let never_expires = last.is_some_and(|attempt| attempt.never_expires);
    let is_not_sent = |attempt: &AttemptView| {
        let code = attempt.rejection.as_ref().map(|rejection| rejection.code);
        code == Some(FailureCode::ProviderUnreachable)
    };
    let not_sent = order.status == Status::Rejected && last.is_some_and(is_not_sent);
    let given_up =
        order.status == Status::Expired && last.is_some_and(|attempt| attempt.given_up.is_some());
    let mut doubted = order.attempts.iter().filter_map(|attempt| attempt.unproven.as_ref());
    let is_doubted = doubted.clone().next().is_some();
    let is_claim = doubted.any(|unproven| unproven.paid);
    let is_overdue = |attempt: &AttemptView| {
        attempt.refund_request.as_ref().is_some_and(|request| request.overdue)
    };
    let marks = [
        (never_expires, RowMark::NeverExpires),
        (is_doubted && !is_claim, RowMark::OtherAnswer),
        (order.attempts.iter().any(is_overdue), RowMark::RefundOverdue),
        (not_sent, RowMark::NotSent),
        (given_up, RowMark::GivenUp),
    ];
    marks.into_iter().filter_map(|(holds, mark)| holds.then_some(mark)).collect()
}
