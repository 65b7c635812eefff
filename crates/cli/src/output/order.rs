//! Orders as scripts see them.

use contract::{ActView, Anomaly, AttemptView, MomentKind, OrderView, PaymentView, TimelineView};
use serde_json::{Map, Value, json};
use till::EventView;

use super::{moment, object};

/// The provider's word for how the order's last attempt stands, if nobody here knows it. More than a word is quoted:
/// it could be read as a sentence of ours.
pub(crate) fn raw_status(order: &OrderView) -> Option<String> {
    let raw = order.attempts.last()?.raw_status.as_deref()?;
    let is_word = raw.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter));
    Some(if is_word { raw.to_owned() } else { format!("“{raw}”") })
}

/// An order as scripts see it.
pub(crate) fn order(order: &OrderView) -> Value {
    json!({
        "order": order.order,
        "reference": order.attempts.first().map(|attempt| &attempt.reference),
        "provider": order.attempts.last().map(|attempt| &attempt.provider),
        "amount_centavos": order.amount_centavos,
        "received_centavos": order.received_centavos,
        "refunded_centavos": order.refunded_centavos,
        "status": order.status,
        "evidence": order.evidence,
        "anomalies": anomalies(order),
        "created_at": moment(order.created_at_ms),
        "acts": order.acts.iter().map(act).collect::<Vec<_>>(),
        "attempts": order.attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}

/// What went oddly, as scripts see it. They have known another amount by one word from the beginning, and late
/// money too, so that it stands beside the word that says more; the first also where odd payments make the right
/// sum.
fn anomalies(order: &OrderView) -> Vec<Value> {
    let is_late = |it: &&Anomaly| matches!(it, Anomaly::PaidLate | Anomaly::PaidAfterCancelling);
    let late = order.anomalies.iter().any(|it| is_late(&it)).then(|| json!(Anomaly::PaidLate));
    let other_amount = has_other_amount(order).then(|| json!("amount_mismatch"));
    let others = order.anomalies.iter().filter(|it| **it != Anomaly::PaidLate);
    late.into_iter().chain(other_amount).chain(others.map(|it| json!(it))).collect()
}

/// Whether a payment came in another amount than was asked for.
pub(crate) fn has_other_amount(order: &OrderView) -> bool {
    let mut payments = order.attempts.iter().flat_map(|attempt| &attempt.payments);
    payments.any(|payment| payment.amount_centavos != order.amount_centavos)
}

/// An event of the log as scripts see it.
pub(crate) fn event(event: &EventView) -> Value {
    json!({
        "seq": event.seq,
        "attempt": event.attempt,
        "kind": event.kind,
        "at": moment(event.at_ms),
        "by": event.by,
        "operator": event.actor.as_ref().and_then(|actor| actor.name.as_ref()),
        "approved_by": event.actor.as_ref().and_then(|actor| actor.approved_by.as_ref()),
        "hash": event.hash,
    })
}

/// What a person has done, as scripts see it.
fn act(act: &ActView) -> Value {
    json!({
        "act": act.act,
        "at": moment(act.at_ms),
        "operator": act.by.name,
        "approved_by": act.by.approved_by,
    })
}

/// What people wrote to an order, as scripts see it.
pub(crate) fn notes(life: &TimelineView) -> Value {
    let notes = life.moments.iter().filter_map(|moment_of| {
        let MomentKind::Noted { text } = &moment_of.what else { return None };
        let by = moment_of.by.as_ref().and_then(|by| by.name.as_ref());
        Some(json!({ "at": moment(moment_of.at_ms), "operator": by, "text": text }))
    });
    notes.collect()
}

fn attempt(attempt: &AttemptView) -> Value {
    json!({
        "attempt": attempt.attempt,
        "reference": attempt.reference,
        "provider": attempt.provider,
        "provider_name": attempt.provider_name,
        "provider_id": attempt.provider_id,
        "status": attempt.status,
        "raw_status": attempt.raw_status,
        "account": attempt.account,
        "unproven": attempt.unproven,
        "trouble": object(&attempt.trouble),
        "outcome_unknown": attempt.outcome_unknown,
        "created_at": moment(attempt.created_at_ms),
        "lives_on": attempt.never_expires,
        "expires_at": attempt.provider_expires_at_ms.and_then(moment),
        "copy_and_paste": attempt.copy_and_paste,
        "code_refused": attempt.code_refused,
        "rejection": attempt.rejection,
        "given_up": object(&attempt.given_up),
        "by_hand": object(&attempt.by_hand),
        "payments": attempt.payments.iter().map(payment).collect::<Vec<_>>(),
        "refunds": object(&attempt.refunds),
        "refund_request": object(&attempt.refund_request),
        "dispute": object(&attempt.dispute),
    })
}

fn payment(payment: &PaymentView) -> Value {
    json!({
        "amount_centavos": payment.amount_centavos,
        "end_to_end_id": payment.end_to_end_id,
        "paid_at": payment.paid_at_ms.and_then(moment),
        "seen_at": moment(payment.seen_at_ms),
        "evidence": payment.evidence,
        "agreed": payment.confirmed,
        "attached": payment.matched,
    })
}

/// What has happened to an order, by its name. How the order stands now stands in `order_changed`, which is told
/// beside it.
pub(crate) fn happened(event: &str, order: &OrderView) -> Value {
    let attempt = order.attempts.last();
    let last = last_payment(order);
    json!({
        "event": event,
        "order": order.order,
        "reference": attempt.map(|it| &it.reference),
        "provider": attempt.map(|it| &it.provider),
        "provider_id": attempt.and_then(|it| it.provider_id.as_ref()),
        "amount_centavos": order.amount_centavos,
        "received_centavos": order.received_centavos,
        "refunded_centavos": order.refunded_centavos,
        "anomalies": anomalies(order),
        "end_to_end_id": last.and_then(|it| it.end_to_end_id.as_ref()),
        "paid_at": last.and_then(|it| it.paid_at_ms).and_then(moment),
    })
}

/// How a sale stands when the wait for it is over.
pub(crate) fn ending(event: &str, order: &OrderView) -> Value {
    let attempt = order.attempts.last();
    let last = last_payment(order);
    let more = json!({
        "status": order.status,
        "raw_status": attempt.and_then(|it| it.raw_status.as_ref()),
        "outcome_unknown": attempt.is_some_and(|it| it.outcome_unknown),
        "lives_on": attempt.is_some_and(|it| it.never_expires),
        "unproven": attempt.and_then(|it| it.unproven.as_ref()),
        "trouble": attempt.map(|it| object(&it.trouble)),
        "evidence": last.map(|it| json!(it.evidence)).or(order.evidence.map(|it| json!(it))),
        "agreed": last.map(|it| it.confirmed),
        "rejection": attempt.and_then(|it| it.rejection.as_ref()),
    });
    let parts = [happened(event, order), more].into_iter();
    let keys =
        parts.filter_map(|part| if let Value::Object(keys) = part { Some(keys) } else { None });
    Value::Object(keys.flatten().collect::<Map<_, _>>())
}

fn last_payment(order: &OrderView) -> Option<&PaymentView> {
    order.attempts.iter().flat_map(|attempt| &attempt.payments).last()
}
