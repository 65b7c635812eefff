//! Clocks for a till.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::UnixMs;
use providers::Clock;
use tokio::time::Instant;

/// A clock that goes with tokio's, so that a test with paused time waits for nobody. It shows 1,000,000 ms
/// at the instant it was made with.
pub struct Simulated(pub Instant);

impl Clock for Simulated {
    fn now(&self) -> UnixMs {
        UnixMs::new(1_000_000 + i64::try_from(self.0.elapsed().as_millis()).unwrap())
    }
}

/// This computer's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixMs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        UnixMs::new(since.as_millis().try_into().unwrap())
    }
}
