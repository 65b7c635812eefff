//! When to dial again: full jitter, so that a relay that comes back is not run over.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// How often dialling has failed in a row.
#[derive(Debug, Default)]
pub(crate) struct BackOff {
    failures: u32,
}

impl BackOff {
    /// How long to wait before the next try: a part, chosen by 64 random bits, of 0.5 s, 1 s, 2 s … up to 30 s.
    pub(crate) fn next(&mut self, chance: u64) -> Duration {
        let most = FIRST.saturating_mul(1 << self.failures.min(10)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        part_of(most, chance)
    }

    /// A connection has proved stable.
    pub(crate) const fn reset(&mut self) {
        self.failures = 0;
    }
}

/// A part of `most`, to the millisecond, chosen by 64 random bits.
pub(crate) fn part_of(most: Duration, chance: u64) -> Duration {
    let most_ms = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(chance % most_ms.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_half_a_minute_and_stay_random() {
        let mut bits = 7_u64;
        let mut chance = || {
            bits = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
            bits
        };
        let mut back_off = BackOff::default();
        for most_ms in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            assert!(back_off.next(chance()) <= Duration::from_millis(most_ms));
        }
        let waits: Vec<_> = (0..100).map(|_| back_off.next(chance())).collect();
        assert!(waits.iter().all(|wait| *wait <= LONGEST));
        assert!(waits.iter().any(|wait| *wait < Duration::from_secs(5)));
        assert!(waits.iter().any(|wait| *wait > Duration::from_secs(25)));
        back_off.reset();
        assert!(back_off.next(chance()) <= FIRST);
    }
}
