//! A check of a customer's receipt.

use checkout::{AskedAccount, CheckedReceipt, History};
use contract::{AskedProvider, CheckedBefore, ReceiptCheckView, ReceiptCodeView, ReceiptVerdict};
use domain::{Centavos, EndToEndId, UnixMs, name_of_institution};
use providers::name_of;

use super::{named, words};
use crate::operator::Known;

/// What an id says of itself; `None`: what was read is none.
pub(crate) fn receipt_code(id: Option<&EndToEndId>) -> ReceiptCodeView {
    let ispb = id.and_then(EndToEndId::ispb);
    ReceiptCodeView {
        end_to_end_id: id.map(|id| words(id.as_str())),
        at_ms: id.and_then(EndToEndId::stamped_at).map(UnixMs::get),
        ispb: ispb.map(str::to_owned),
        bank: ispb.and_then(name_of_institution).map(str::to_owned),
    }
}

/// `paid`: the order that the money paid.
pub(crate) fn receipt_check(
    known: &Known,
    checked: &CheckedReceipt,
    paid: Option<&History>,
) -> ReceiptCheckView {
    let (check, money) = (&checked.check, checked.money.as_ref());
    let before = checked.before.last.as_ref().map(|(at, by)| CheckedBefore {
        at_ms: at.get(),
        by: named(known, by).and_then(|by| by.name),
        times: checked.before.times,
    });
    ReceiptCheckView {
        verdict: receipt_verdict(check.verdict),
        code: receipt_code(check.end_to_end_id.as_ref()),
        shown_centavos: check.shown.map(Centavos::get),
        amount_centavos: money.and_then(|money| money.amount).map(Centavos::get),
        paid_at_ms: money.map(|money| money.came_at.get()),
        order: check.order.map(|order| order.to_string()),
        unmatched: check.unmatched.map(|number| number.to_string()),
        order_centavos: paid.map(|paid| paid.order.amount.get()),
        returned_centavos: paid.map(|paid| paid.order.refunded().get()),
        payer_name: money.and_then(|money| money.payer_name.as_deref()).map(words),
        seller: paid.and_then(|paid| known.name(&paid.acts.first()?.by.operator)),
        before,
        asked: checked.asked.iter().map(asked).collect(),
        candidates: checked.candidates.iter().map(ToString::to_string).collect(),
        checked_at_ms: checked.at.get(),
    }
}

fn asked(account: &AskedAccount) -> AskedProvider {
    AskedProvider {
        provider: account.provider.clone(),
        provider_name: name_of(&account.provider),
        heard: account.heard,
        by_id: account.by_id,
        took_ms: i64::try_from(account.took.as_millis()).unwrap_or(i64::MAX),
    }
}

pub(crate) const fn receipt_verdict(verdict: domain::ReceiptVerdict) -> ReceiptVerdict {
    match verdict {
        domain::ReceiptVerdict::Received => ReceiptVerdict::Received,
        domain::ReceiptVerdict::NotReceived => ReceiptVerdict::NotReceived,
        domain::ReceiptVerdict::OtherAmount => ReceiptVerdict::OtherAmount,
        domain::ReceiptVerdict::OtherSale => ReceiptVerdict::OtherSale,
        domain::ReceiptVerdict::AlreadyUsed => ReceiptVerdict::AlreadyUsed,
        domain::ReceiptVerdict::NotYet => ReceiptVerdict::NotYet,
        domain::ReceiptVerdict::Unknown => ReceiptVerdict::Unknown,
    }
}
