//! How the till hears of payments, in a form that can be put into words.

use std::collections::HashMap;

use domain::UnixMs;

use crate::ask::pace;
use crate::error::Error;
use crate::schedule::{self, Pace};
use crate::till::Checkout;

/// Clocks may differ this much before a person is told, in milliseconds.
pub const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1_000;
/// How many open orders to look through for the freshest charge.
const FRESHEST: u32 = 20;

/// How the till hears of payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    /// Nothing is waiting.
    Idle,
    /// Asking about the freshest open charge every so often.
    Polling {
        /// Milliseconds between two questions.
        every_ms: i64,
    },
    /// A relay brings the provider's word at once; the provider is still asked, only less often.
    Live {
        /// Milliseconds between two questions about the freshest open charge; none is open: absent.
        every_ms: Option<i64>,
    },
    /// The last question did not get through.
    Offline,
    /// Our clock and the provider's differ by more than five minutes.
    ClockWrong {
        /// Ours minus theirs, in milliseconds.
        ahead_ms: i64,
    },
}

impl Checkout {
    /// Takes note of how the last question went: the provider's time, if it told, or the failure.
    pub(crate) fn note_answer(&self, answer: Result<Option<UnixMs>, &providers::Error>) {
        use providers::Error as Psp;
        let now = self.now();
        self.listening.send_if_modified(|listening| {
            let next = match answer {
                Ok(Some(theirs)) if now.since(theirs).abs() > CLOCK_TOLERANCE_MS => {
                    Listening::ClockWrong { ahead_ms: now.since(theirs) / 60_000 * 60_000 }
                }
                Ok(None) if matches!(listening, Listening::ClockWrong { .. }) => *listening,
                Ok(_)
                    if matches!(listening, Listening::Polling { .. } | Listening::Live { .. }) =>
                {
                    *listening
                }
                Ok(_) => Listening::Idle,
                Err(Psp::Unreachable(_) | Psp::OutcomeUnknown(_)) => Listening::Offline,
                Err(_) => *listening,
            };
            let changed = next != *listening;
            *listening = next;
            changed
        });
    }

    /// Works out the calm states from the log: nothing open, or how often the freshest is asked.
    pub(crate) fn refresh_listening(&self, now: UnixMs) -> Result<(), Error> {
        let is_live = self.link_is_live();
        let freshest = self.freshest(now, is_live)?;
        self.listening.send_if_modified(|listening| {
            let next = match (*listening, freshest) {
                (_, None) if is_live => Listening::Live { every_ms: None },
                (_, None) => Listening::Idle,
                (trouble @ (Listening::Offline | Listening::ClockWrong { .. }), Some(_)) => trouble,
                (_, Some((every_ms, Pace::Slow))) => Listening::Live { every_ms: Some(every_ms) },
                (_, Some((every_ms, Pace::Fast))) => Listening::Polling { every_ms },
            };
            let changed = next != *listening;
            *listening = next;
            changed
        });
        Ok(())
    }

    /// How often the freshest open charge is asked about, and why that often.
    fn freshest(&self, now: UnixMs, is_live: bool) -> Result<Option<(i64, Pace)>, Error> {
        let store = self.store();
        let orders = store.open_orders(FRESHEST)?;
        let mut freshest: Option<(i64, Pace)> = None;
        for order in &orders {
            let asks = if is_live { store.asks(order.number)? } else { HashMap::new() };
            for charge in order.attempts.iter().filter(|charge| charge.status.is_open()) {
                let pace = asks.get(&charge.attempt).map_or(Pace::Fast, |ask| pace(is_live, ask));
                let every_ms = schedule::interval_ms(charge, now, pace);
                let is_fresher = |every_ms: &i64| freshest.is_none_or(|(best, _)| *every_ms < best);
                freshest = every_ms.filter(is_fresher).map(|it| (it, pace)).or(freshest);
            }
        }
        Ok(freshest)
    }
}
