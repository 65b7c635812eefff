//! The real clock and real chance.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use checkout::{Ports, Random};
use domain::UnixMs;
use providers::Clock;

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixMs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMs::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn next_u64(&self) -> u64 {
        rand::random()
    }
}

/// The ports of a real till.
pub(crate) fn system() -> Ports {
    Ports { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) }
}
