//! When to dial again: full jitter, so that a relay that comes back is not run over.

use std::time::Duration;

use crate::ports::Random;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// How often dialling has failed in a row.
#[derive(Debug, Default)]
pub(super) struct BackOff {
    failures: u32,
}

impl BackOff {
    /// How long to wait before the next try: a random part of 0.5 s, 1 s, 2 s … up to 30 s.
    pub(super) fn next(&mut self, random: &dyn Random) -> Duration {
        let most = FIRST.saturating_mul(1 << self.failures.min(10)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        part_of(most, random)
    }

    /// A connection has proved stable.
    pub(super) const fn reset(&mut self) {
        self.failures = 0;
    }
}

/// A random part of `most`, to the millisecond.
pub(super) fn part_of(most: Duration, random: &dyn Random) -> Duration {
    let most_ms = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(random.next_u64() % most_ms.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Chance(std::sync::atomic::AtomicU64);

    impl Random for Chance {
        fn next_u64(&self) -> u64 {
            let step = 0x9E37_79B9_7F4A_7C15;
            self.0.fetch_add(step, std::sync::atomic::Ordering::Relaxed)
        }
    }

    #[test]
    fn waits_grow_to_half_a_minute_and_stay_random() {
        let chance = Chance(7.into());
        let mut back_off = BackOff::default();
        for most_ms in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            assert!(back_off.next(&chance) <= Duration::from_millis(most_ms));
        }
        let waits: Vec<_> = (0..100).map(|_| back_off.next(&chance)).collect();
        assert!(waits.iter().all(|wait| *wait <= LONGEST));
        assert!(waits.iter().any(|wait| *wait < Duration::from_secs(5)));
        assert!(waits.iter().any(|wait| *wait > Duration::from_secs(25)));
        back_off.reset();
        assert!(back_off.next(&chance) <= FIRST);
    }
}
