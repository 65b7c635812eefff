//! What a lost sending may have made, looked up by our orderId: whether it is surely that. Pure.

use domain::UnixMs;
use domain::charge::{Doubt, Registration, Seen};

use super::map;
use super::wire::Transaction;
use crate::answer::{contradicts, date, malformed, repeats};
use crate::error::Error;
use crate::http::HttpResponse;
use crate::psp::Sending;

/// How much earlier than our first sending its stamp may be: what is rounded off, and what passed
/// between the provider's `Date` and our reading of it.
const SLACK_MS: i64 = 10_000;

/// What the look-up found, if it fits. The code is not among the documented fields; without it the
/// registration has an empty one.
pub(super) fn found(
    answer: &HttpResponse,
    sending: &Sending<'_>,
    now: UnixMs,
) -> Result<Registration, Error> {
    let object = map::read(&answer.body)?;
    let made = Transaction::of(&object);
    if !map::is(&made, "cashin") {
        return Err(malformed("another transaction has this orderId"));
    }
    repeats(sending, map::asked(sending.body), &map::named(&made), &made.value)?;
    if made.value.amount.is_none() {
        return Err(contradicts(Doubt::AmountAbsent, None));
    }
    let word = made.status.as_deref().ok_or_else(|| malformed("no status"))?;
    match map::seen(word, &made).0 {
        Seen::Waiting | Seen::Expired | Seen::Cancelled => {}
        // Nobody has seen its code.
        Seen::Paid(_) | Seen::Refunded(..) | Seen::Disputed(..) => {
            return Err(contradicts(Doubt::PaidBefore, Some(word)));
        }
        // It may mean "paid".
        Seen::Unknown(_) => return Err(malformed("a status that we do not know")),
    }
    if !sending.reference_is_ours && may_be_older(&made, answer, sending, now) {
        return Err(contradicts(Doubt::MayBeOlder, made.processed_at.as_deref()));
    }
    map::registered(&object, sending)
}

/// Whether it may have been there before our first sending, by the provider's own clock alone: ours may
/// be wrong, but counts the time since then.
fn may_be_older(
    made: &Transaction,
    answer: &HttpResponse,
    sending: &Sending<'_>,
    now: UnixMs,
) -> bool {
    #[cfg(feature = "sabotage")]
    if domain::sabotage::is_chosen(domain::sabotage::Sabotage::AdoptsTheOld) {
        return false;
    }
    let (Some(stamp), Some(there)) = (map::stamp(made), date(answer)) else { return true };
    let since_sending_ms = now.since(sending.requested_at);
    let first_sent = there.plus_ms(since_sending_ms.saturating_add(SLACK_MS).saturating_neg());
    stamp < first_sent
}

#[cfg(test)]
#[path = "adopt_tests.rs"]
mod tests;
