//! Webhooks as they are sent to a charge's `postbackUrl` and to the dashboard's endpoint (I-wh). The
//! body is the transaction; nothing is signed, a header that the merchant has set may go with it.

use super::wire::{News, Transaction, payout_word, value_of};
use crate::books::{Books, Notice, NoticeKind, PayoutStatus, Provider};

/// The body of a notice's webhook; absent if the books have forgotten the charge or payout. It tells of
/// the moment when the event happened, whatever came since, and has the same bytes each time.
pub(crate) fn webhook_body(books: &Books, notice: &Notice) -> Option<Vec<u8>> {
    let id = &notice.transaction_id;
    if let Some(news) = News::told(notice.told) {
        let mut charge = books.find_at(Provider::IntegraPay, id)?.clone();
        charge.payments.truncate(notice.payments);
        charge.refunds.truncate(notice.refunds);
        let told = Transaction::of_charge(&charge, news, value_of(books), i64::MAX);
        return serde_json::to_vec(&told).ok();
    }
    let payout = books.payout(Provider::IntegraPay, id)?;
    let step = payout.steps.get(notice.steps.checked_sub(1)?)?;
    serde_json::to_vec(&Transaction::of_payout(payout, *step)).ok()
}

/// Object and status, such as `cashin.paid`.
pub(crate) fn event_name(told: NoticeKind) -> String {
    if let Some(news) = News::told(told) {
        return format!("cashin.{}", news.word());
    }
    let status = match told {
        NoticeKind::PayoutPaid => PayoutStatus::Paid,
        NoticeKind::PayoutFailed => PayoutStatus::Failed,
        NoticeKind::PayoutCancelled => PayoutStatus::Cancelled,
        NoticeKind::PayoutRefunded => PayoutStatus::Refunded,
        _ => PayoutStatus::Created,
    };
    format!("transfer.{}", payout_word(status))
}
