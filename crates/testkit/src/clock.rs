//! Clocks for a till.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

/// This computer's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixMs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        UnixMs::new(since.as_millis().try_into().unwrap())
    }

    fn monotonic(&self) -> Duration {
        monotonic()
    }
}

/// The time since it was first asked for in this process.
pub fn monotonic() -> Duration {
    static BEGUN: OnceLock<std::time::Instant> = OnceLock::new();
    BEGUN.get_or_init(std::time::Instant::now).elapsed()
}

/// A clock that goes with tokio's, and that somebody sets: it shows `begins` at the instant it was made with, and what
/// it was set by besides.
pub struct Settable {
    begun: Instant,
    begins: UnixMs,
    set_by_ms: AtomicI64,
}

impl Settable {
    /// It begins now.
    pub fn new(begins: UnixMs) -> Self {
        Self { begun: Instant::now(), begins, set_by_ms: AtomicI64::new(0) }
    }

    /// It shows so much more, or less, than it would have by itself.
    pub fn set_by(&self, ms: i64) {
        self.set_by_ms.store(ms, Ordering::Relaxed);
    }

    /// What it would show if nobody had set it.
    pub fn unset_now(&self) -> UnixMs {
        self.begins.plus_ms(i64::try_from(self.begun.elapsed().as_millis()).unwrap())
    }
}

impl Clock for Settable {
    fn now(&self) -> UnixMs {
        self.unset_now().plus_ms(self.set_by_ms.load(Ordering::Relaxed))
    }

    fn monotonic(&self) -> Duration {
        self.begun.elapsed()
    }
}
