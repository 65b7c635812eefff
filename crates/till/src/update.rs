//! The update of an order log of an older version, which takes a while in a log of years.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use store::{Progress, Tell};

/// Nobody needs to hear of an update that is over sooner.
const WORTH_TELLING: Duration = Duration::from_secs(1);
/// The update of so many events takes longer than that on any machine, so that it is told from the first.
const LONG: i64 = 200_000;

/// Whom an update is told to. Where the door names nobody, it is the program's log.
#[derive(Clone)]
pub struct Updating(Tell);

impl Updating {
    /// Calls this again and again while an older log is brought to this version, from the thread that
    /// opens it.
    pub fn new(tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    pub(crate) fn tell(&self) -> &Tell {
        &self.0
    }
}

impl Default for Updating {
    fn default() -> Self {
        let steps = Steps::each(10);
        Self::new(move |progress| {
            if let Some(percent) = steps.next(progress) {
                tracing::info!(percent, "the order log is brought to this version");
            }
        })
    }
}

impl fmt::Debug for Updating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Updating")
    }
}

/// Which of an update's steps are worth a line: none within the first second, unless the log is long.
#[derive(Debug)]
pub struct Steps {
    /// When the first step was shown.
    begun: OnceLock<Instant>,
    each_percent: i64,
    /// What was told last, in percent.
    told: AtomicI64,
}

impl Steps {
    /// For a line each so many percent, 1 to 100.
    pub fn each(percent: i64) -> Self {
        Self {
            begun: OnceLock::new(),
            each_percent: percent.clamp(1, 100),
            told: AtomicI64::new(-1),
        }
    }

    /// How far it is, in percent, where that is to be told; each step once.
    pub fn next(&self, progress: Progress) -> Option<i64> {
        self.next_after(progress, self.begun.get_or_init(Instant::now).elapsed())
    }

    fn next_after(&self, progress: Progress, elapsed: Duration) -> Option<i64> {
        let percent = progress.done.saturating_mul(100) / progress.total.max(1);
        let step = percent / self.each_percent * self.each_percent;
        let is_worth_it = elapsed >= WORTH_TELLING || progress.total >= LONG;
        let is_news = is_worth_it && self.told.fetch_max(step, Ordering::Relaxed) < step;
        is_news.then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_told_once_and_none_within_a_second() {
        let steps = Steps::each(10);
        let at = |done: i64, ms: u64| {
            steps.next_after(Progress { done, total: 1_000 }, Duration::from_millis(ms))
        };
        assert_eq!(at(250, 999), None);
        let told =
            [at(299, 1_000), at(299, 1_001), at(300, 1_002), at(705, 1_003), at(1_000, 1_004)];
        assert_eq!(told, [Some(20), None, Some(30), Some(70), Some(100)]);
    }

    #[test]
    fn a_long_log_is_told_of_from_the_first() {
        let steps = Steps::each(10);
        let at = |done| steps.next_after(Progress { done, total: LONG }, Duration::ZERO);
        assert_eq!([at(0), at(0), at(LONG / 10)], [Some(0), None, Some(10)]);
    }
}
