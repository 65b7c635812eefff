//! IntegraPay's webhooks (I-wh, integrapay.md B7): for whom they are meant, and what they say. The
//! body is the transaction itself; `object` and `status` tell what happened.

use std::collections::BTreeMap;

use domain::charge::{Evidence, Observation, RefundNotice, Seen};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::map;
use super::wire::Transaction;
use crate::answer::clean;
use crate::lenient::Object;
use crate::webhook::{Notice, Says, Trust};

/// Whether the header is there that the merchant has set at the provider. It is no signature: the
/// relay sees it, and it says nothing about the body.
pub(super) fn trust(
    header: Option<&(String, SecretString)>,
    headers: &BTreeMap<String, String>,
) -> Trust {
    let Some((name, value)) = header else { return Trust::NoSecret };
    let Some(sent) = headers.get(name) else { return Trust::Unsigned };
    let is_right = value.expose_secret().as_bytes().ct_eq(sent.as_bytes());
    if bool::from(is_right) { Trust::Recognised } else { Trust::Unsigned }
}

/// What the body says. Only one that is recognised tells what a look-up may not tell.
pub(super) fn says(trust: Trust, body: &[u8]) -> Says {
    let transaction = match Object::read(body) {
        Ok(object) => Transaction::of(&object),
        Err(reason) => return malformed(reason),
    };
    let Some(object) = transaction.object.as_deref().filter(|it| !it.is_empty()) else {
        return malformed("no object");
    };
    let object = clean(object).to_ascii_lowercase();
    let status = transaction.status.as_deref().filter(|it| !it.is_empty());
    let kind = match status {
        Some(status) => format!("{object}.{}", map::one_spelling(status)),
        None => object.clone(),
    };
    match object.as_str() {
        "cashin" => charge(trust, kind, status, &transaction),
        "transfer" => payout(kind, status, &transaction),
        _ => Says::Other { kind },
    }
}

fn charge(trust: Trust, kind: String, status: Option<&str>, transaction: &Transaction) -> Says {
    let names = map::named(transaction);
    if names.ids.is_empty() && names.reference.is_none() {
        return malformed("it names no charge");
    }
    let Some(status) = status else {
        let observation = Err("no status".to_owned());
        return Says::Charge { kind, names, observation, unreadable_amount: None, notice: None };
    };
    let (status, unreadable_amount) = map::seen(status, transaction);
    // Without its amount a refund would be told as one of all that is left.
    let is_clear = trust == Trust::Recognised && unreadable_amount.is_none();
    let notice = notice(&status).filter(|_| is_clear);
    // It counts for a signed one alone, and none is signed here.
    let evidence = Evidence::SignedWebhook;
    let observation = Ok(Observation { status, evidence });
    Says::Charge { kind, names, observation, unreadable_amount, notice }
}

/// What a look-up may not tell: how much went back each time, and that the payment is disputed.
fn notice(seen: &Seen) -> Option<Notice> {
    match seen {
        Seen::Refunded(_, reports) => {
            let report = reports.first()?;
            Some(Notice::Refund(RefundNotice { amount: report.amount, at: report.at }))
        }
        Seen::Disputed(_, notice) => Some(Notice::Dispute(notice.clone())),
        Seen::Waiting | Seen::Paid(_) | Seen::Expired | Seen::Cancelled | Seen::Unknown(_) => None,
    }
}

/// Its ids are another space than those of charges: the samples use 1000 and `test-123` for both.
fn payout(kind: String, status: Option<&str>, transaction: &Transaction) -> Says {
    let Some(id) = map::named(transaction).ids.pop() else {
        return malformed("it names no payout");
    };
    let Some(status) = status else { return malformed("no status") };
    Says::Payout { kind, seen: Box::new(map::payout(id, status, transaction)) }
}

fn malformed(reason: &str) -> Says {
    Says::Malformed { reason: reason.to_owned() }
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
