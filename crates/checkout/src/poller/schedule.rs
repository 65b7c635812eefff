//! When to poll next: often while it matters, ever slower after, never more than once per second.

use std::ops::Range;
use std::time::Duration;

use domain::UnixMs;
use domain::charge::{Charge, Registration, Status};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Late money is looked for this long after a charge has ended.
pub(crate) const GRACE_MS: i64 = DAY;
/// Late money is looked for this long, and less and less often, where the code never expires at the provider, and
/// where a person says that it has come.
pub(crate) const LONG_GRACE_MS: i64 = 7 * DAY;
/// When the last question about a charge was that is asked about each hour, in milliseconds before now:
/// neither a moment ago, by a person, nor before the till was switched off.
pub(crate) const AN_HOUR_AGO: Range<i64> = HOUR / 2..3 * HOUR;
/// A charge that is older is polled only while money is on its way back: a code lives a day at most
/// and is given up after another.
pub(crate) const LONGEST_POLLED_MS: i64 = LONG_GRACE_MS + 3 * DAY;
/// A provider that is not reached is tried again this soon at most while somebody waits at a screen: when the
/// network is back, so is the answer.
const SOON_AGAIN_MS: i64 = 2 * SECOND;
/// The longest back-off after failures.
const LONGEST_BACK_OFF_MS: i64 = 60 * SECOND;

/// The longest that a hint is kept alive for a charge that nothing else polls about any more, in
/// failed questions.
const HINT_TRIES: u32 = 5;

/// How often to poll while a charge is alive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Polling is the only way to hear of a payment.
    #[default]
    Fast,
    /// A relay that is connected brings webhooks about this charge.
    Slow,
}

/// How the last question went, and what has been heard since it began.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Polled {
    /// How many in a row have failed.
    pub(crate) failures: u32,
    /// What the provider asks for.
    pub(crate) pause: Option<Duration>,
    /// There is news that no answer covers.
    pub(crate) hint: bool,
    /// When a notice came that the provider has not confirmed, on our clock.
    pub(crate) noticed_at: Option<UnixMs>,
    /// How else news would come.
    pub(crate) pace: Pace,
    /// Nobody was reached, and the sale is on a screen.
    pub(crate) soon_again: bool,
}

/// When the next question about `charge` is due, or `None` if none is. `chance`: 64 random bits for
/// the jitter.
pub(crate) fn next_poll(
    charge: &Charge,
    now: UnixMs,
    asked: Polled,
    chance: u64,
) -> Option<UnixMs> {
    let Polled { failures, pause, hint, pace, noticed_at, soon_again } = asked;
    let noticed_ms =
        noticed_at.and_then(|noticed_at| unconfirmed_ms(now.since(noticed_at), Pace::Slow));
    let interval_ms = |pace| match (interval_ms(charge, now, pace), noticed_ms) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let wait_ms = match (hint, failures) {
        (true, 0) => SECOND,
        // What the hint told of is missed until an answer comes.
        (true, _) => {
            let interval_ms = interval_ms(Pace::Fast);
            let interval_ms = interval_ms.or((failures <= HINT_TRIES).then_some(2 * SECOND))?;
            jittered(interval_ms, chance)
        }
        (false, _) => jittered(interval_ms(pace)?, chance),
    };
    let longest_ms = if soon_again { SOON_AGAIN_MS } else { i64::MAX };
    let wait_ms = wait_ms.min(longest_ms);
    let back_off_ms = back_off_ms(failures, chance).min(longest_ms);
    // A provider that says how long may say "not at all" for ever.
    let at_least = Duration::from_millis(u64::try_from(back_off_ms).unwrap_or(0));
    let patience_ms = pause.map_or(back_off_ms, |pause| pause_ms(charge, now, pause.max(at_least)));
    Some(now.plus_ms(wait_ms.max(patience_ms).max(SECOND)))
}

/// The calm interval between two questions about a charge, in milliseconds.
pub(crate) fn interval_ms(charge: &Charge, now: UnixMs, pace: Pace) -> Option<i64> {
    let unconfirmed = until_confirmed_ms(charge, now, pace);
    match (unconfirmed, calm_ms(charge, now, pace)) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn calm_ms(charge: &Charge, now: UnixMs, pace: Pace) -> Option<i64> {
    // Since there is a code: how long the creation took, and what the clock was then, does not count.
    let age_ms = now.since(match charge.status {
        Status::Pending => charge.status_since,
        _ => charge.requested_at,
    });
    if charge.status == Status::Refunding {
        return Some(while_refunding(charge, now));
    }
    let Some(known) = &charge.registration else {
        return (charge.status == Status::Registering).then_some(SECOND);
    };
    let dead_at = known.expires_at_here();
    let dead_ms = now.since(dead_at);
    let is_long = known.never_expires || charge.is_by_hand();
    match charge.status {
        Status::Registering | Status::Pending if dead_ms >= GRACE_MS => Some(HOUR),
        Status::Registering | Status::Pending if dead_ms < 0 => Some(while_alive(age_ms, pace)),
        // Its last word is due any moment, and no provider that we know sends a webhook about it.
        Status::Registering | Status::Pending => Some(while_alive(dead_ms, Pace::Fast)),
        // Paid is settled; these looks find a second payment, soon while the customer may still be at it,
        // and a refund made elsewhere.
        Status::Paid if !is_paid_elsewhere(charge) => after_paid(now.since(charge.status_since)),
        // Paid only by money that was matched: its own code is as alive as if nothing had come.
        Status::Paid | Status::Expired | Status::Cancelled | Status::Rejected if dead_ms < 0 => {
            Some(while_alive(age_ms, pace).max(5 * SECOND))
        }
        // Given up: a day of looking has gone before.
        Status::Expired if charge.rejection.is_some() => after_end(dead_ms, is_long),
        Status::Paid | Status::Expired | Status::Cancelled | Status::Rejected => {
            let ended = if dead_at > charge.status_since { dead_at } else { charge.status_since };
            after_end(now.since(ended), is_long)
        }
        Status::Refunded | Status::Refunding => None,
    }
}

/// All of its money arrived without a sale and was matched.
fn is_paid_elsewhere(charge: &Charge) -> bool {
    !charge.payments.is_empty() && charge.payments.iter().all(|it| it.matched.is_some())
}

/// Fast while the cashier looks, and never given up: a refund that was asked for ends with a word
/// of the provider. Sending is dearer than looking.
fn while_refunding(charge: &Charge, now: UnixMs) -> i64 {
    // The one that was asked for last is the one that somebody waits for.
    let open = charge.refunds.iter().rfind(|refund| refund.is_open_here());
    let since_ms = now.since(open.map_or(charge.status_since, |refund| refund.since));
    let is_taken = charge.unsent_refund().is_none() && open.is_some();
    match (since_ms, is_taken) {
        (..MINUTE, true) => 2 * SECOND,
        (..MINUTE, false) | (MINUTE..600_000, true) => 5 * SECOND,
        (MINUTE..600_000, false) => 15 * SECOND,
        (600_000..HOUR, true) => 30 * SECOND,
        (600_000..HOUR, false) => MINUTE,
        (HOUR..DAY, _) => 10 * MINUTE,
        (DAY.., _) => HOUR,
    }
}

/// The interval at which to poll until the provider's answer says what its webhooks have said, in
/// milliseconds.
fn until_confirmed_ms(charge: &Charge, now: UnixMs, pace: Pace) -> Option<i64> {
    let money = charge.payments.iter().filter(|payment| !payment.confirmed).map(|it| it.seen_at);
    let dispute = charge.open_dispute().filter(|it| !it.confirmed).map(|it| it.seen_at);
    let back = dispute.into_iter().chain(charge.refund_noticed_at());
    // Nobody waits at the counter for what goes back.
    let money = money.filter_map(|noticed_at| unconfirmed_ms(now.since(noticed_at), pace));
    let back = back.filter_map(|noticed_at| unconfirmed_ms(now.since(noticed_at), Pace::Slow));
    money.chain(back).min()
}

fn unconfirmed_ms(since_ms: i64, pace: Pace) -> Option<i64> {
    let calm = in_grace(since_ms)?;
    Some(if since_ms < 10 * MINUTE { while_alive(since_ms, pace) } else { calm })
}

/// About 2 s for a minute, 5 s to ten minutes, then 30 s (decisions.md, X2); 10, 30 and 60 s where
/// webhooks come at once.
const fn while_alive(age_ms: i64, pace: Pace) -> i64 {
    match (age_ms, pace) {
        (..MINUTE, Pace::Fast) => 2 * SECOND,
        (..MINUTE, Pace::Slow) => 10 * SECOND,
        (MINUTE..600_000, Pace::Fast) => 5 * SECOND,
        (MINUTE..600_000, Pace::Slow) | (600_000.., Pace::Fast) => 30 * SECOND,
        (600_000.., Pace::Slow) => 60 * SECOND,
    }
}

fn in_grace(since_ms: i64) -> Option<i64> {
    let interval = match since_ms {
        ..600_000 => 30 * SECOND,
        600_000..HOUR => 2 * MINUTE,
        HOUR..21_600_000 => 10 * MINUTE,
        _ => 30 * MINUTE,
    };
    (since_ms < GRACE_MS).then_some(interval)
}

/// For money that comes after the end.
fn after_end(since_ms: i64, is_long: bool) -> Option<i64> {
    let is_looked_for = is_long && since_ms < LONG_GRACE_MS;
    in_grace(since_ms).or(is_looked_for.then_some(6 * HOUR))
}

fn after_paid(since_ms: i64) -> Option<i64> {
    const FIRST_LOOKS: [i64; 3] = [10 * SECOND, 25 * SECOND, 50 * SECOND];
    if (50 * SECOND..10 * MINUTE).contains(&since_ms) {
        return Some(50 * SECOND);
    }
    let looks = FIRST_LOOKS.into_iter().chain([HOUR, 6 * HOUR, GRACE_MS]);
    { looks }.find(|look| *look > since_ms).map(|look| look - since_ms)
}

/// How long a provider's wish for patience is kept, in milliseconds: while a customer waits before a code
/// that is alive, at most half a minute.
pub(crate) fn pause_ms(charge: &Charge, now: UnixMs, pause: Duration) -> i64 {
    const LONGEST_BEFORE_A_CUSTOMER: i64 = 30 * SECOND;
    let asked_ms = i64::try_from(pause.as_millis()).unwrap_or(HOUR);
    let dead_at = charge.registration.as_ref().map(Registration::expires_at_here);
    let is_on_screen = charge.status.is_open() && dead_at.is_none_or(|dead_at| now < dead_at);
    if is_on_screen { asked_ms.min(LONGEST_BEFORE_A_CUSTOMER) } else { asked_ms }
}

/// The longest that a charge may go without a question while nothing is wrong, in milliseconds; `None`:
/// nothing need be asked about it. What waits longer was damaged or forgotten.
pub(crate) fn longest_wait_ms(charge: &Charge, now: UnixMs) -> Option<i64> {
    let calm = interval_ms(charge, now, Pace::Slow)?;
    let pause = pause_ms(charge, now, Duration::from_hours(1));
    Some(jittered(calm, 200).max(LONGEST_BACK_OFF_MS).max(pause).saturating_add(MINUTE))
}

/// The interval, up to a tenth longer or shorter.
fn jittered(interval_ms: i64, chance: u64) -> i64 {
    let per_mille = i64::try_from(chance % 201).unwrap_or(0) - 100;
    interval_ms.saturating_add(interval_ms.saturating_mul(per_mille) / 1_000)
}

/// Exponential back-off with full jitter: a random part of 1 s, 2 s, 4 s … up to a minute.
fn back_off_ms(failures: u32, chance: u64) -> i64 {
    if failures == 0 {
        return 0;
    }
    let most = SECOND.saturating_mul(1 << failures.min(10)).min(LONGEST_BACK_OFF_MS);
    // Other bits than the jitter's.
    let share = i64::try_from((chance >> 16) % 1_000).unwrap_or(0);
    most.saturating_mul(share) / 1_000
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
