//! What happens to charges on command.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, amount, not_found, read, read_if_any, text};
use crate::books::{Books, Charge, NEVER_MS, NewRefund, PayRefusal, PayRule, RefundRefusal};
use crate::message::Request;

/// How to pay; all may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PayOrder {
    amount_centavos: Option<i64>,
    /// When the money arrives; now if absent.
    at_ms: Option<i64>,
    /// Also if the charge has expired or was cancelled.
    late: bool,
}

/// What goes back, as if it were made in the provider's own panel; all may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RefundOrder {
    amount_centavos: Option<i64>,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisputeOrder {
    reason: String,
}

pub(super) fn all(books: &Books, now_ms: i64) -> Value {
    let charges = books.charges().map(|charge| shown(charge, now_ms));
    json!({ "now_ms": now_ms, "charges": charges.collect::<Vec<_>>() })
}

pub(super) fn find(books: &Books, id: &str, now_ms: i64) -> Result<Value, Refusal> {
    let charge = books.find_any(id).ok_or_else(|| pay_refusal(PayRefusal::Unknown))?;
    Ok(shown(charge, now_ms))
}

pub(super) fn change(
    books: &mut Books,
    id: &str,
    order: &str,
    request: &Request,
    now_ms: i64,
) -> Result<Value, Refusal> {
    match order {
        "pay" => {
            let order = pay_order(request)?;
            let rule = if order.late { PayRule::Late } else { PayRule::Waiting };
            pay(books, id, &order, rule, now_ms)
        }
        "pay-twice" => {
            let order = pay_order(request)?;
            let paid_before = books.find_any(id).is_some_and(|charge| !charge.payments.is_empty());
            let times = if paid_before { 1 } else { 2 };
            (0..times).try_for_each(|_| pay(books, id, &order, PayRule::Any, now_ms))
        }
        "expire" => {
            let known = books.find_any(id).ok_or_else(|| pay_refusal(PayRefusal::Unknown))?;
            if known.expires_at_ms == NEVER_MS {
                return Err((409, "never_expires".to_owned()));
            }
            books.expire(id, now_ms);
            Ok(())
        }
        "cancel" if books.cancel(id, now_ms) => Ok(()),
        "cancel" => Err(pay_refusal(PayRefusal::Unknown)),
        "refund" => refund(books, id, request, now_ms),
        "dispute" => {
            let reason = text(read::<DisputeOrder>(request)?.reason)?;
            books.dispute(id, &reason, now_ms).map_err(refund_refusal)
        }
        _ => return Err(not_found()),
    }?;
    find(books, id, now_ms)
}

fn pay_order(request: &Request) -> Result<PayOrder, Refusal> {
    let order: PayOrder = read_if_any(request)?;
    order.amount_centavos.map(amount).transpose()?;
    Ok(order)
}

fn pay(
    books: &mut Books,
    id: &str,
    order: &PayOrder,
    rule: PayRule,
    now_ms: i64,
) -> Result<(), Refusal> {
    let at_ms = order.at_ms.unwrap_or(now_ms);
    books.pay(id, order.amount_centavos, at_ms, rule).map(|_| ()).map_err(pay_refusal)
}

fn refund(books: &mut Books, id: &str, request: &Request, now_ms: i64) -> Result<(), Refusal> {
    let order: RefundOrder = read_if_any(request)?;
    let new = NewRefund {
        amount_centavos: order.amount_centavos.map(amount).transpose()?,
        reason: order.reason.map(text).transpose()?,
        ..NewRefund::default()
    };
    books.refund(id, new, now_ms).map(|_| ()).map_err(refund_refusal)
}

fn pay_refusal(refusal: PayRefusal) -> Refusal {
    let (status, word) = match refusal {
        PayRefusal::Unknown => (404, "unknown_charge"),
        PayRefusal::Expired => (409, "expired"),
        PayRefusal::Cancelled => (409, "cancelled"),
        PayRefusal::AlreadyPaid => (409, "already_paid"),
        PayRefusal::TooManyPayments => (409, "too_many_payments"),
    };
    (status, word.to_owned())
}

fn refund_refusal(refusal: RefundRefusal) -> Refusal {
    let (status, word) = match refusal {
        RefundRefusal::Unknown => (404, "unknown_charge"),
        RefundRefusal::NotPaid => (409, "not_paid"),
        RefundRefusal::AlreadyRefunded => (409, "already_refunded"),
        RefundRefusal::TooMuch => (409, "too_much"),
        RefundRefusal::OnlyWhole => (409, "only_whole"),
        RefundRefusal::TooManyRefunds => (409, "too_many_refunds"),
        RefundRefusal::NoDisputes => (409, "no_disputes"),
        RefundRefusal::AlreadyDisputed => (409, "already_disputed"),
    };
    (status, word.to_owned())
}

/// The provider's words as the provider writes them; ours in our hand, units last. The status is in
/// ConnectPSP's words for both, and does not tell of parts that went back or of a dispute.
pub(super) fn shown(charge: &Charge, now_ms: i64) -> Value {
    let payments = charge.payments.iter().map(|payment| {
        json!({
            "endToEndId": payment.end_to_end_id,
            "amount_centavos": payment.amount_centavos,
            "paid_at_ms": payment.paid_at_ms,
        })
    });
    let refunds = charge.refunds.iter().map(|refund| {
        json!({
            "endToEndId": refund.end_to_end_id,
            "amount_centavos": refund.amount_centavos,
            "requested_at_ms": refund.requested_at_ms,
            "settles_at_ms": refund.settles_at_ms,
            "reason": refund.reason,
            "idempotency_key": refund.idempotency_key,
            "request_sha256": refund.request_sha256,
        })
    });
    let dispute = charge
        .dispute
        .as_ref()
        .map(|it| json!({ "reason": it.reason, "opened_at_ms": it.opened_at_ms }));
    json!({
        "provider": charge.provider,
        "transactionId": charge.transaction_id,
        "internalCode": charge.internal_code,
        "externalReference": charge.external_reference,
        "copyAndPaste": charge.copy_and_paste,
        "idempotency_key": charge.idempotency_key,
        "request_sha256": charge.request_sha256,
        "amount_centavos": charge.amount_centavos,
        "received_centavos": charge.received_centavos(),
        "refunded_centavos": charge.refunded_centavos(now_ms),
        "status": charge.status(now_ms).word(),
        "requested_at_ms": charge.requested_at_ms,
        "expires_at_ms": Some(charge.expires_at_ms).filter(|at_ms| *at_ms != NEVER_MS),
        "cancelled_at_ms": charge.cancelled_at_ms,
        "payments": payments.collect::<Vec<_>>(),
        "refunds": refunds.collect::<Vec<_>>(),
        "dispute": dispute,
        "webhookUrl": charge.webhook_url,
    })
}
