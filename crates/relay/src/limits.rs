//! How often somebody may do something at the relay.

use std::hash::Hash;
use std::time::{Duration, Instant};

use http_guard::{Pace, Rate, Source, Table, Tries, Wait};

use crate::config::Rates;
use crate::ids::TillId;

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
    use super::*;

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
