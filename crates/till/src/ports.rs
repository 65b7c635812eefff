//! The real clock and real chance.

use std::sync::{Arc, LazyLock};
#[cfg(not(target_os = "linux"))]
use std::time::Instant;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use checkout::{Ports, Random};
use domain::UnixMs;
use providers::Clock;

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixMs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMs::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// Goes on while the computer sleeps, which the standard library's does not on Linux.
    #[cfg(target_os = "linux")]
    fn monotonic(&self) -> Duration {
        let since_boot = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Duration::try_from(since_boot).unwrap_or_default()
    }

    #[cfg(not(target_os = "linux"))]
    fn monotonic(&self) -> Duration {
        static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGUN.elapsed()
    }
}

/// The time since some beginning, which goes on while the computer sleeps and whatever its clock is set to.
pub fn monotonic() -> Duration {
    SystemClock.monotonic()
}

/// The time since this machine was started, the same for all its processes, which nobody sets. Where a system does not
/// tell it, its clock stands for it.
pub(crate) fn since_boot() -> Duration {
    #[cfg(target_os = "linux")]
    const CLOCK: rustix::time::ClockId = rustix::time::ClockId::Boottime;
    #[cfg(all(unix, not(target_os = "linux")))]
    const CLOCK: rustix::time::ClockId = rustix::time::ClockId::Monotonic;
    #[cfg(unix)]
    return Duration::try_from(rustix::time::clock_gettime(CLOCK)).unwrap_or_default();
    #[cfg(not(unix))]
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

struct SystemRandom;

impl Random for SystemRandom {
    fn next_u64(&self) -> u64 {
        rand::random()
    }
}

/// The ports of a real till: one clock for all of a process, taught by every answer that it gets.
pub(crate) fn system() -> Ports {
    static ALL: LazyLock<Ports> =
        LazyLock::new(|| Ports::new(Arc::new(SystemClock), Arc::new(SystemRandom)));
    ALL.clone()
}
