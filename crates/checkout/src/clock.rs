//! The till's clock: the computer's, corrected where the answers of several requests agree that it is wrong.
//!
//! Everything is counted from the monotonic clock, which nobody sets. What the computer's clock shows and what is
//! known of the right time are two numbers beside it: each the moment at which the monotonic clock was zero.

mod witnesses;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::UnixMs;
use providers::Clock;

use witnesses::{Interval, Witnesses};

/// The computer's clock is right that differs by less: `Date` has whole seconds, and networks are slow.
const JITTER_MS: i64 = 5_000;
/// The computer's clock was set if it has moved by more against the monotonic one between two looks.
const JUMP_MS: i64 = 2_000;
/// So many answers, of most sources that are heard, have to agree before the computer's clock is not believed.
const ENOUGH: usize = 3;
/// So many are enough for the beginning of one charge, where its own stamp is one of them.
const ENOUGH_FOR_A_CHARGE: usize = 2;

/// A moment at which the monotonic clock was zero, in milliseconds since 1970-01-01 UTC. A moment that was written
/// down by one is read by the same, whatever the computer's clock was set to meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scale(i64);

impl Scale {
    /// From the other scale to this one: what to add to a moment.
    pub(crate) const fn since(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

#[derive(Debug, Default)]
struct Known {
    witnesses: Witnesses,
    /// The right time, since enough answers have agreed.
    right: Option<i64>,
    /// The computer's clock at the last look.
    computer: Option<i64>,
    /// How often the computer's clock was set.
    jumps: u64,
}

/// What the till knows of the time. One per process: all that it asks teach the same clock.
pub struct TillClock {
    computer: Arc<dyn Clock>,
    known: Mutex<Known>,
}

impl TillClock {
    /// A clock that believes the computer's until it hears otherwise.
    pub fn new(computer: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { computer, known: Mutex::default() })
    }

    /// When it is: by the computer's clock, or by what several answers agree about where that is wrong.
    pub fn now(&self) -> UnixMs {
        self.now_by(self.scale())
    }

    /// How far the computer's clock is ahead of the right time, in milliseconds, 0 where they agree; `None`: fewer
    /// answers than three have agreed so far.
    pub fn error_ms(&self) -> Option<i64> {
        self.look(|known, computer| {
            let ahead_ms = computer.saturating_sub(known.right?);
            Some(if ahead_ms.abs() <= JITTER_MS { 0 } else { ahead_ms })
        })
    }

    /// The computer's clock minus this one, in milliseconds.
    pub(crate) fn computer_ahead_ms(&self) -> i64 {
        self.look(|known, computer| computer.saturating_sub(known.scale(computer)))
    }

    /// How often the computer's clock was set since the beginning.
    pub(crate) fn jumps(&self) -> u64 {
        self.look(|known, _| known.jumps)
    }

    /// How moments are written down now.
    pub(crate) fn scale(&self) -> Scale {
        self.look(|known, computer| Scale(known.scale(computer)))
    }

    /// The moment that it is now by a scale.
    pub(crate) fn now_by(&self, scale: Scale) -> UnixMs {
        UnixMs::new(scale.0.saturating_add(self.monotonic_ms()))
    }

    /// The earliest moment that it may be now for a charge that another process, or another life of this one, has
    /// written down: by the computer's clock perhaps, by what is established, or, where nothing is, by any answer.
    /// `begun_at`: a moment of its beginning; a clock that has not come so far is not the one that it goes by.
    pub(crate) fn earliest_since(&self, begun_at: UnixMs) -> UnixMs {
        let begun = begun_at.get().saturating_sub(self.monotonic_ms()).saturating_sub(JITTER_MS);
        let scale = self.look(|known, computer| {
            let best = known.scale(computer);
            let heard = known.witnesses.middles().filter(|_| known.right.is_none());
            let may_be = heard.chain([best, computer]).filter(|scale| *scale >= begun);
            may_be.min().unwrap_or(best)
        });
        self.now_by(Scale(scale))
    }

    /// The latest moment that it may be now: by what is established, or, where nothing is, by any answer.
    pub(crate) fn latest(&self) -> UnixMs {
        let scale = self.look(|known, computer| {
            let best = known.scale(computer);
            let heard = known.witnesses.middles().filter(|_| known.right.is_none());
            heard.chain([best]).max().unwrap_or(best)
        });
        self.now_by(Scale(scale))
    }

    /// The scale of a charge that a provider has just made: the till's, if that is established; else what the answers
    /// so far and the provider's own stamp agree about; else as it was written down. `stamp`: when it was made, as
    /// the provider says; `sent`: when it was asked to, on the monotonic clock.
    pub(crate) fn scale_of_charge(
        &self,
        as_written: Scale,
        stamp: Option<UnixMs>,
        sent: Duration,
    ) -> Scale {
        let received_ms = self.monotonic_ms();
        let stamp = stamp.map(|at| Interval::new(at, millis(sent), received_ms));
        self.look(|known, computer| {
            if known.right.is_some() {
                return Scale(known.scale(computer));
            }
            let agreed = known.witnesses.agreed(stamp, ENOUGH_FOR_A_CHARGE);
            let is_other = |right: &i64| right.saturating_sub(as_written.0).abs() > JITTER_MS;
            agreed.filter(is_other).map_or(as_written, Scale)
        })
    }

    fn monotonic_ms(&self) -> i64 {
        millis(self.computer.monotonic())
    }

    /// Looks at the computer's clock, and at what is known beside it.
    fn look<T>(&self, of: impl FnOnce(&mut Known, i64) -> T) -> T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let computer = self.computer.now().get().saturating_sub(self.monotonic_ms());
        if let Some(before) = known.computer.replace(computer)
            && computer.saturating_sub(before).abs() > JUMP_MS
        {
            known.jumps += 1;
            // A computer that slept seems to have been set: what was heard before says nothing of now.
            known.witnesses.forget();
            tracing::info!(ms = computer.saturating_sub(before), "the computer's clock was set");
        }
        of(&mut known, computer)
    }
}

impl Known {
    fn scale(&self, computer: i64) -> i64 {
        let is_wrong = |right: &i64| computer.saturating_sub(*right).abs() > JITTER_MS;
        self.right.filter(is_wrong).unwrap_or(computer)
    }
}

impl Clock for TillClock {
    fn now(&self) -> UnixMs {
        Self::now(self)
    }

    fn monotonic(&self) -> Duration {
        self.computer.monotonic()
    }

    fn error_ms(&self) -> Option<i64> {
        Self::error_ms(self)
    }

    fn heard(&self, source: &str, date: UnixMs, sent: Duration) {
        let heard = Interval::new(date, millis(sent), self.monotonic_ms());
        self.look(|known, computer| {
            known.witnesses.take(source, heard);
            let Some(right) = known.witnesses.agreed(None, ENOUGH) else {
                // Those who contradict each other accuse nobody.
                if known.witnesses.allow(computer) {
                    known.right = None;
                }
                return;
            };
            let before = known.scale(computer);
            known.right = Some(right);
            let by_ms = known.scale(computer).saturating_sub(before);
            if by_ms.abs() > JITTER_MS {
                tracing::warn!(by_ms, "several answers agree on another time than was known");
            }
        });
    }
}

fn millis(since: Duration) -> i64 {
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
