//! How often somebody may do something. Memory is bounded whoever comes: fixed tables of buckets,
//! where two sources that fall into one bucket share it.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Over a limit: try again after this many seconds, at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// For `Retry-After`.
    pub seconds: u64,
}

impl Wait {
    fn for_ns(ns: u64) -> Self {
        Self { seconds: ns.div_ceil(1_000_000_000).max(1) }
    }
}

/// So many per second on the long run, so many at once.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    interval_ns: u64,
    burst: u64,
}

impl Rate {
    /// `per_minute` on the long run and `burst` at once, both at least 1.
    pub fn per_minute(per_minute: u32, burst: u32) -> Self {
        let interval_ns = 60_000_000_000 / u64::from(per_minute.max(1));
        Self { interval_ns, burst: u64::from(burst.max(1)) }
    }

    /// `per_second` on the long run and `burst` at once, both at least 1.
    pub fn per_second(per_second: u32, burst: u32) -> Self {
        let interval_ns = 1_000_000_000 / u64::from(per_second.max(1));
        Self { interval_ns, burst: u64::from(burst.max(1)) }
    }
}

/// The state of one rate: the time at which everything taken so far is paid off, in nanoseconds.
/// (The generic cell rate algorithm: one word instead of a count and a time.)
#[derive(Debug, Default)]
pub struct Pace(AtomicU64);

impl Pace {
    /// Takes one at `now_ns`, or says how long to wait.
    pub fn take(&self, rate: Rate, now_ns: u64) -> Result<(), Wait> {
        let most = rate.interval_ns.saturating_mul(rate.burst);
        let next = |paid_off: u64| {
            let next = paid_off.max(now_ns).saturating_add(rate.interval_ns);
            (next.saturating_sub(now_ns) <= most).then_some(next)
        };
        match self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
            Ok(_) => Ok(()),
            Err(paid_off) => {
                let free_at = paid_off.saturating_add(rate.interval_ns).saturating_sub(most);
                Err(Wait::for_ns(free_at.saturating_sub(now_ns)))
            }
        }
    }
}

/// Sources or tills share this many buckets of 8 bytes.
const BUCKETS: usize = 16 * 1024;

/// One `T` for each key, as long as no two keys meet in a bucket.
pub struct Table<T> {
    buckets: Vec<T>,
    keys: RandomState,
}

impl<T: Default> Default for Table<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Default> Table<T> {
    /// With every bucket as it is at first.
    pub fn new() -> Self {
        let buckets = std::iter::repeat_with(T::default).take(BUCKETS).collect();
        Self { buckets, keys: RandomState::new() }
    }

    /// The bucket of a key. The hash is keyed, so nobody can choose to share another's bucket.
    pub fn of(&self, key: impl Hash) -> Option<&T> {
        let place = self.keys.hash_one(key) % BUCKETS as u64;
        self.buckets.get(usize::try_from(place).ok()?)
    }
}

/// Wrong tries in a window that begins with the first of them: seconds in the upper 40 bits, their
/// count in the lower 24.
#[derive(Debug, Default)]
pub struct Tries(AtomicU64);

/// How long wrong tries are remembered, in seconds.
const WINDOW_S: u64 = 600;
const COUNT_BITS: u32 = 24;

impl Tries {
    fn read(word: u64, now_s: u64) -> (u64, u64) {
        let (since, count) = (word >> COUNT_BITS, word & ((1 << COUNT_BITS) - 1));
        if count == 0 || now_s >= since + WINDOW_S { (now_s, 0) } else { (since, count) }
    }

    /// Says how long to wait if there were `most` wrong tries in the window that is open at `now_s`, in
    /// seconds of the caller's monotonic clock.
    pub fn check(&self, most: u64, now_s: u64) -> Result<(), Wait> {
        let (since, count) = Self::read(self.0.load(Ordering::Relaxed), now_s);
        if count < most {
            return Ok(());
        }
        Err(Wait { seconds: (since + WINDOW_S).saturating_sub(now_s).max(1) })
    }

    /// Counts one wrong try at `now_s`.
    pub fn count(&self, now_s: u64) {
        let more = |word| {
            let (since, count) = Self::read(word, now_s);
            Some(since << COUNT_BITS | (count + 1).min((1 << COUNT_BITS) - 1))
        };
        // The closure always has an answer.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn a_burst_then_the_long_run() {
        let (pace, rate) = (Pace::default(), Rate::per_second(1, 3));
        let now = 7 * SECOND;
        for _ in 0..3 {
            assert_eq!(pace.take(rate, now), Ok(()));
        }
        assert_eq!(pace.take(rate, now), Err(Wait { seconds: 1 }));
        assert_eq!(pace.take(rate, now + SECOND), Ok(()));
        assert_eq!(pace.take(rate, now + SECOND), Err(Wait { seconds: 1 }));
    }

    proptest! {
        #[test]
        fn never_more_than_the_rate_and_waiting_helps(
            per_second in 1u32..2_000,
            burst in 1u32..50,
            steps in prop::collection::vec(0u64..2 * SECOND, 1..200),
        ) {
            let (pace, rate) = (Pace::default(), Rate::per_second(per_second, burst));
            let (mut now, mut taken, start) = (SECOND, 0u64, SECOND);
            for step in steps {
                now += step;
                match pace.take(rate, now) {
                    Ok(()) => taken += 1,
                    Err(wait) => {
                        now += wait.seconds * SECOND;
                        prop_assert_eq!(pace.take(rate, now), Ok(()));
                        taken += 1;
                    }
                }
                let most = u64::from(burst) + (now - start) / rate.interval_ns + 1;
                prop_assert!(taken <= most, "{} taken of {}", taken, most);
            }
        }
    }

    #[test]
    fn five_wrong_codes_lock_a_source_until_the_window_ends() {
        let tries = Tries::default();
        for _ in 0..5 {
            assert_eq!(tries.check(5, 100), Ok(()));
            tries.count(100);
        }
        assert_eq!(tries.check(5, 101), Err(Wait { seconds: 599 }));
        assert_eq!(tries.check(5, 699), Err(Wait { seconds: 1 }));
        assert_eq!(tries.check(5, 700), Ok(()));
        tries.count(700);
        assert_eq!(tries.check(5, 700), Ok(()), "a new window begins with one try");
    }
}
