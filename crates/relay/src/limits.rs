//! How often somebody may do something. Memory is bounded whoever comes: fixed tables of buckets,
//! where two sources that fall into one bucket share it.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::config::Rates;
use crate::ids::TillId;

/// Where a request comes from, as far as limits go: an IPv4 address or an IPv6 network of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Source(IpAddr);

impl Source {
    /// Of an address; one site has a whole /64 of IPv6, so that is one source.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => {
                let network = v6.to_bits() >> 64 << 64;
                Self(IpAddr::V6(Ipv6Addr::from_bits(network)))
            }
            v4 @ IpAddr::V4(_) => Self(v4),
        }
    }

    /// Whether it is this machine: not counted where many tills share it in tests and behind a proxy.
    pub fn is_loopback(self) -> bool {
        self.0.is_loopback()
    }
}

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
struct Table<T> {
    buckets: Vec<T>,
    keys: RandomState,
}

impl<T: Default> Table<T> {
    fn new() -> Self {
        let buckets = std::iter::repeat_with(T::default).take(BUCKETS).collect();
        Self { buckets, keys: RandomState::new() }
    }

    /// The bucket of a key. The hash is keyed, so nobody can choose to share another's bucket.
    fn of(&self, key: impl Hash) -> Option<&T> {
        let place = self.keys.hash_one(key) % BUCKETS as u64;
        self.buckets.get(usize::try_from(place).ok()?)
    }
}

/// Wrong tries in a window that begins with the first of them: seconds in the upper 40 bits, their
/// count in the lower 24.
#[derive(Debug, Default)]
struct Tries(AtomicU64);

/// How long wrong tries are remembered, in seconds.
const WINDOW_S: u64 = 600;
const COUNT_BITS: u32 = 24;

impl Tries {
    fn read(word: u64, now_s: u64) -> (u64, u64) {
        let (since, count) = (word >> COUNT_BITS, word & ((1 << COUNT_BITS) - 1));
        if count == 0 || now_s >= since + WINDOW_S { (now_s, 0) } else { (since, count) }
    }

    fn check(&self, most: u64, now_s: u64) -> Result<(), Wait> {
        let (since, count) = Self::read(self.0.load(Ordering::Relaxed), now_s);
        if count < most {
            return Ok(());
        }
        Err(Wait { seconds: (since + WINDOW_S).saturating_sub(now_s).max(1) })
    }

    fn count(&self, now_s: u64) {
        let more = |word| {
            let (since, count) = Self::read(word, now_s);
            Some(since << COUNT_BITS | (count + 1).min((1 << COUNT_BITS) - 1))
        };
        // The closure always has an answer.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

/// Wrong pairing codes from one source until it has to wait.
const WRONG_CODES_PER_SOURCE: u64 = 5;

/// All limits on how often.
pub struct Limits {
    rates: Rates,
    unknown_keys: Table<Pace>,
    pairings: Table<Pace>,
    wrong_codes: Table<Tries>,
    all_wrong_codes: Tries,
    dials_of_source: Table<Pace>,
    dials_of_till: Table<Pace>,
    start: Instant,
}

impl Limits {
    /// With nothing taken yet.
    pub fn new(rates: Rates) -> Self {
        Self {
            rates,
            unknown_keys: Table::new(),
            pairings: Table::new(),
            wrong_codes: Table::new(),
            all_wrong_codes: Tries::default(),
            dials_of_source: Table::new(),
            dials_of_till: Table::new(),
            start: Instant::now(),
        }
    }

    fn since_start(&self) -> Duration {
        self.start.elapsed()
    }

    fn now_ns(&self) -> u64 {
        u64::try_from(self.since_start().as_nanos()).unwrap_or(u64::MAX)
    }

    /// Before a webhook of a route is read.
    pub fn ingest(&self, pace: &Pace) -> Result<(), Wait> {
        pace.take(self.rates.ingest_of_route(), self.now_ns())
    }

    /// After an ingest key was not found: until the limit it is a 404, then a 429.
    pub fn unknown_key(&self, source: Source) -> Result<(), Wait> {
        self.take(&self.unknown_keys, source, self.rates.unknown_keys_of_source())
    }

    /// Before a request to pair is read: its rate, and the lock after wrong codes.
    pub fn pairing(&self, source: Source) -> Result<(), Wait> {
        let now_s = self.since_start().as_secs();
        let tries = self.wrong_codes.of(source);
        tries.map_or(Ok(()), |tries| tries.check(WRONG_CODES_PER_SOURCE, now_s))?;
        self.all_wrong_codes.check(u64::from(self.rates.wrong_codes), now_s)?;
        self.take(&self.pairings, source, self.rates.pairings_of_source())
    }

    /// After a code was unknown or its proof wrong.
    pub fn wrong_code(&self, source: Source) {
        let now_s = self.since_start().as_secs();
        if let Some(tries) = self.wrong_codes.of(source) {
            tries.count(now_s);
        }
        self.all_wrong_codes.count(now_s);
    }

    /// Before the signature of a dial is looked at. A thousand tills on loopback are a test or come
    /// through a proxy, so loopback is not counted.
    pub fn dial_from(&self, source: Source) -> Result<(), Wait> {
        if source.is_loopback() {
            return Ok(());
        }
        self.take(&self.dials_of_source, source, self.rates.dials_of_source())
    }

    /// After the signature was found right: nobody else can use up a till's dials.
    pub fn dial_of(&self, till: &TillId) -> Result<(), Wait> {
        self.take(&self.dials_of_till, till, self.rates.dials_of_till())
    }

    fn take(&self, table: &Table<Pace>, key: impl Hash, rate: Rate) -> Result<(), Wait> {
        table.of(key).map_or(Ok(()), |pace| pace.take(rate, self.now_ns()))
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

    #[test]
    fn a_source_is_an_address_or_a_network_of_64_bits() {
        let of = |text: &str| Source::of(text.parse().unwrap());
        assert_eq!(of("::ffff:203.0.113.9"), of("203.0.113.9"));
        assert_ne!(of("203.0.113.9"), of("203.0.113.10"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }

    #[test]
    fn one_source_does_not_use_up_what_another_may() {
        let limits = Limits::new(Rates::default());
        let of = |text: &str| Source::of(text.parse().unwrap());
        let (bad, good) = (of("203.0.113.9"), of("198.51.100.7"));
        let refused = (0..1_000).find(|_| limits.unknown_key(bad).is_err());
        assert!(refused.is_some());
        for _ in 0..WRONG_CODES_PER_SOURCE {
            limits.wrong_code(bad);
        }
        assert!(limits.pairing(bad).is_err());
        assert_eq!(limits.pairing(good), Ok(()));
        assert_eq!(limits.unknown_key(good), Ok(()));
    }
}
