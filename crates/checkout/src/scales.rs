//! The time of each charge that this process has made: counted from its beginning by the monotonic clock, whatever
//! has been learned of the right time since.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use domain::charge::Charge;
use domain::{OrderNumber, UnixMs};
use providers::Created;
use store::ChargeKey;

use crate::clock::Scale;
use crate::till::Checkout;

/// The newest charges of this process whose scales are remembered; codes of older ones have long died.
const MOST: usize = 1_000;
/// Clocks that differ by less agree, in milliseconds.
const ROUNDING_MS: i64 = 10_000;

/// By charge, how its moments are written down.
pub(crate) type Scales = BTreeMap<ChargeKey, Scale>;

impl Checkout {
    /// The moment that it is now by the clock that an order's charge was written down with. Of one that another
    /// process has made, or this one in another life, the earliest that it may be: a code that lives must not be
    /// called dead.
    pub fn now_of(&self, order: OrderNumber, charge: &Charge) -> UnixMs {
        let clock = &self.ports.clock;
        let key = ChargeKey { order, attempt: charge.attempt };
        let earliest = || clock.earliest_since(begun_at(charge));
        self.scale_of(key).map_or_else(earliest, |scale| clock.now_by(scale))
    }

    /// The moment that it is now for money that came or goes back: as [`Self::now_of`] has it where this process has
    /// made the charge, else the till's. Money is late only where the provider's stamps say so too, and a refund's
    /// age is counted by lives of the till that have established the time: the earliest moment would hide the first,
    /// and make the second look old.
    pub(crate) fn now_of_money(&self, key: ChargeKey) -> UnixMs {
        let clock = &self.ports.clock;
        self.scale_of(key).map_or_else(|| clock.now(), |scale| clock.now_by(scale))
    }

    /// Takes note that this process has written the charge down by this scale.
    pub(crate) fn begun_by(&self, key: ChargeKey, scale: Scale) {
        let mut scales = self.scales();
        scales.insert(key, scale);
        while scales.len() > MOST {
            scales.pop_first();
        }
    }

    /// The charge's first moment, as the till has it now: what an adapter compares with the till's clock.
    pub(crate) fn requested_at(&self, key: ChargeKey, charge: &Charge) -> UnixMs {
        let now = self.ports.clock.scale();
        charge.requested_at.plus_ms(now.since(self.scale_of(key).unwrap_or(now)))
    }

    /// What the provider has made, dated by the best that is known of the right time, which the charge goes by from
    /// here on. `asked_at`: the charge's first moment, as the adapter knew it, by the scale `by`; `sent`: when the
    /// provider was asked, on the monotonic clock.
    pub(crate) fn dated(
        &self,
        key: ChargeKey,
        made: Created,
        (asked_at, by): (UnixMs, Scale),
        sent: Duration,
    ) -> Created {
        let clock = &self.ports.clock;
        let as_written = self.scale_of(key).unwrap_or(by);
        let scale = clock.scale_of_charge(as_written, made.made_at, sent);
        self.begun_by(key, scale);
        let asked_at = asked_at.plus_ms(scale.since(by));
        let mut registration = made.registration;
        match made.made_at {
            Some(stamp) => {
                registration.clock_ahead_ms = ahead_ms(stamp, asked_at, clock.now_by(scale));
            }
            // It counts from what we have called the sending.
            None => registration.expires_at = registration.expires_at.plus_ms(scale.since(by)),
        }
        Created { registration, ..made }
    }

    fn scale_of(&self, key: ChargeKey) -> Option<Scale> {
        self.scales().get(&key).copied()
    }

    fn scales(&self) -> MutexGuard<'_, Scales> {
        self.scales.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When the charge was begun, by the clock that it goes by: that is another than it was written down with where its
/// registration was dated by a better one.
fn begun_at(charge: &Charge) -> UnixMs {
    let life_ms = i64::from(charge.expires_in_min).saturating_mul(60_000);
    let registered = charge.registration.as_ref();
    let dated = registered.map(|known| known.expires_at_here().plus_ms(-life_ms));
    dated.unwrap_or(charge.requested_at)
}

/// How far our time is ahead of the provider's stamps. Its stamp of the creation lies between our first sending and
/// now; what sticks out is the difference: of its clock, or of its way of writing times. A few seconds are rounding.
fn ahead_ms(stamp: UnixMs, first_sent: UnixMs, now: UnixMs) -> i64 {
    let ahead_ms =
        if stamp < first_sent { first_sent.since(stamp) } else { now.since(stamp).min(0) };
    if ahead_ms.abs() <= ROUNDING_MS { 0 } else { ahead_ms }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_lies_between_the_first_sending_and_the_answer() {
        const HOUR: i64 = 3_600_000;
        let stamp = UnixMs::new(1_773_152_400_000);
        for (sent_ms, answered_ms, expected_ms) in [
            (-1_000, 1_000, 0),
            (HOUR, HOUR + 1_000, HOUR),
            (-HOUR - 1_000, -HOUR, -HOUR),
            // The answer to a repeated request may be old without any clock being wrong.
            (-1_000, 20 * 60_000, 0),
        ] {
            let (sent, answered) = (stamp.plus_ms(sent_ms), stamp.plus_ms(answered_ms));
            assert_eq!(ahead_ms(stamp, sent, answered), expected_ms, "{sent_ms}");
        }
    }
}
