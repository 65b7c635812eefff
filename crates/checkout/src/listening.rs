//! How the till hears of payments, in a form that can be put into words.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::PoisonError;
use std::time::Duration;

use domain::UnixMs;
use domain::charge::Charge;
use providers::{Obstacle, ObstacleKind, Psp};
use tokio::time::sleep;

use crate::error::Error;
use crate::poller::pace;
use crate::poller::schedule::{self, Pace};
use crate::relay::LinkNow;
use crate::till::Checkout;

/// The computer's clock may be off this much before a person is told, in milliseconds.
pub const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1_000;
/// A question that has no answer for so long is told of.
const SILENT_AFTER: Duration = Duration::from_millis(2_500);
/// How many open orders to look through for the freshest charge.
const FRESHEST: u32 = 20;

/// Which account it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whom {
    /// The provider's name on screens.
    pub name: String,
    /// It is not the connected account, but one that is kept to be asked.
    pub is_kept: bool,
}

/// How the till hears of payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listening {
    /// Nothing is waiting.
    Idle,
    /// Polling about the freshest open charge every so often.
    Polling {
        /// Milliseconds between two questions.
        every_ms: i64,
    },
    /// A relay brings the provider's word at once; the provider is still asked, only less often.
    Live {
        /// Milliseconds between two questions about the freshest open charge; none is open: absent.
        every_ms: Option<i64>,
    },
    /// The relay that this till is paired with is not there; the provider is asked as often as without one.
    LinkLost {
        /// Milliseconds between two questions about the freshest open charge; none is open: absent.
        every_ms: Option<i64>,
    },
    /// The last question did not get through to this provider, and what stands in the way.
    Offline(Whom, Obstacle),
    /// This provider refuses the credentials.
    Refused(Whom),
    /// This provider answers what cannot be read.
    Unreadable(Whom),
    /// This provider has asked for patience until then, on our clock.
    ToldToWait(Whom, UnixMs),
    /// The order log cannot be written, the disk takes nothing new, or another program holds the log.
    CannotWrite,
    /// This computer's clock is wrong by more than five minutes: several answers agree about it.
    ClockWrong {
        /// This computer's minus the right time, in milliseconds, in whole minutes.
        ahead_ms: i64,
    },
}

/// How often the freshest open charge is asked about in milliseconds, why that often, and of which account.
type Freshest = (i64, Pace, String);

/// What is known of hearing.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    /// By an account's fingerprint, what keeps us from hearing it.
    trouble: BTreeMap<String, Listening>,
    freshest: Option<Freshest>,
    /// The accounts with open charges.
    open: BTreeSet<String>,
    link: LinkNow,
    cannot_write: bool,
    /// The disk takes nothing new, though what is written over may still be taken.
    has_no_room: bool,
    /// How far this computer's clock is ahead, where that is too far.
    clock_ahead_ms: Option<i64>,
}

impl Hearing {
    fn summary(&self, now: UnixMs) -> Listening {
        let Some((every_ms, pace, account)) = &self.freshest else {
            return match (self.cannot_write || self.has_no_room, self.link) {
                (true, _) => Listening::CannotWrite,
                (false, LinkNow::Live) => Listening::Live { every_ms: None },
                (false, LinkNow::Lost) => Listening::LinkLost { every_ms: None },
                (false, LinkNow::Without) => Listening::Idle,
            };
        };
        if self.cannot_write || self.has_no_room {
            return Listening::CannotWrite;
        }
        // The freshest charge has a customer before it; then whatever else money may not be heard of.
        let troubled = std::iter::once(account).chain(&self.open);
        if let Some(trouble) = { troubled }.find_map(|account| self.trouble_of(account, now)) {
            return trouble;
        }
        if let Some(ahead_ms) = self.clock_ahead_ms {
            return Listening::ClockWrong { ahead_ms };
        }
        match pace {
            Pace::Slow => Listening::Live { every_ms: Some(*every_ms) },
            Pace::Fast if self.link == LinkNow::Lost => {
                Listening::LinkLost { every_ms: Some(*every_ms) }
            }
            Pace::Fast => Listening::Polling { every_ms: *every_ms },
        }
    }

    fn trouble_of(&self, account: &str, now: UnixMs) -> Option<Listening> {
        let trouble = self.trouble.get(account)?;
        let is_over = matches!(trouble, Listening::ToldToWait(_, until) if *until <= now);
        (!is_over).then(|| trouble.clone())
    }
}

impl Checkout {
    /// What keeps the till from hearing the connected provider of that adapter.
    pub fn trouble_with(&self, adapter: &str) -> Option<Listening> {
        let psp = self.providers().named(adapter)?;
        let now = self.now();
        self.hearing(|hearing| {
            let clock = hearing.clock_ahead_ms.map(|ahead_ms| Listening::ClockWrong { ahead_ms });
            hearing.trouble_of(&psp.account().fingerprint, now).or(clock)
        })
    }

    /// Takes note of how the last question to a provider went.
    pub(crate) fn note_answer(&self, psp: &dyn Psp, answer: Result<(), &providers::Error>) {
        use providers::Error as Failed;
        let whom = || self.whom(psp);
        let account = psp.account().fingerprint.clone();
        self.hearing(|hearing| {
            let is_live = hearing.link == LinkNow::Live;
            let known = hearing.trouble.get(&account);
            let next = match answer {
                Err(
                    Failed::Unreachable(cause)
                    | Failed::OutcomeUnknown(cause)
                    | Failed::NotTrusted(cause),
                ) => Some(Listening::Offline(whom(), as_known(&cause.obstacle, is_live))),
                Err(Failed::Unauthorized(_)) => Some(Listening::Refused(whom())),
                Err(Failed::Malformed(_) | Failed::Contradicts(_) | Failed::NotThere(_)) => {
                    Some(Listening::Unreadable(whom()))
                }
                // It has answered, as hoped or not; for how long to wait is noted apart.
                Ok(())
                | Err(
                    Failed::NotFound
                    | Failed::Rejected { .. }
                    | Failed::Conflict { .. }
                    | Failed::NotYet { .. },
                ) => None,
                // It has answered all the same.
                Err(Failed::RateLimited { .. }) => {
                    known.filter(|known| !matches!(known, Listening::Offline(..))).cloned()
                }
            };
            match next {
                Some(trouble) => drop(hearing.trouble.insert(account, trouble)),
                None => drop(hearing.trouble.remove(&account)),
            }
        });
    }

    /// Waits for a provider's answer. One that lets a customer wait is told of before it comes, or its
    /// time is over.
    pub(crate) async fn patiently<T>(&self, psp: &dyn Psp, asking: impl Future<Output = T>) -> T {
        tokio::pin!(asking);
        tokio::select! {
            biased;
            answer = &mut asking => return answer,
            () = sleep(SILENT_AFTER) => {}
        }
        let (whom, account) = (self.whom(psp), psp.account().fingerprint.clone());
        self.hearing(|hearing| {
            let silent = Listening::Offline(whom, Obstacle::of(ObstacleKind::Silent));
            hearing.trouble.entry(account).or_insert(silent);
        });
        asking.await
    }

    /// What stands between this process and the account that the charge was made with.
    pub fn obstacle_before(&self, charge: &Charge) -> Option<Obstacle> {
        let psp = self.providers().of(charge)?;
        let now = self.now();
        match self.hearing(|hearing| hearing.trouble_of(&psp.account().fingerprint, now))? {
            Listening::Offline(_, obstacle) => Some(obstacle),
            _ => None,
        }
    }

    /// Takes note that the charge's provider has asked for patience until then, on our clock.
    pub(crate) fn note_pause(&self, charge: &Charge, until: UnixMs) {
        let Some(psp) = self.providers().of(charge) else { return };
        let (whom, account) = (self.whom(psp.as_ref()), psp.account().fingerprint.clone());
        self.hearing(|hearing| {
            hearing.trouble.insert(account, Listening::ToldToWait(whom, until));
        });
    }

    fn whom(&self, psp: &dyn Psp) -> Whom {
        Whom { name: psp.manifest().name.to_owned(), is_kept: self.is_kept(psp.account()) }
    }

    /// Takes note of whether the order log takes what we write: not where the disk is full, and not while another
    /// program holds it.
    pub(crate) fn note_writing(&self, error: Option<&Error>) {
        let cannot = error.is_some_and(Error::is_not_written);
        self.hearing(|hearing| hearing.cannot_write = cannot);
    }

    /// Takes note of whether the disk takes what is new: the next sale needs more than a question does.
    pub fn note_room(&self, has_room: bool) {
        self.hearing(|hearing| hearing.has_no_room = !has_room);
    }

    /// Damage of the log that is met stops every process from selling on it, as damage does that is looked for.
    pub(crate) fn note_damage(&self, error: &Error) {
        if let Error::Store(error) = error {
            store::note_damage(&self.home, error);
        }
    }

    /// The same of what was written, or was not.
    pub(crate) fn noting_damage<T>(&self, written: Result<T, store::Error>) -> Result<T, Error> {
        written.map_err(Error::from).inspect_err(|error| self.note_damage(error))
    }

    /// Works out from the log how often the freshest open charge is asked about.
    pub(crate) fn refresh_listening(&self) -> Result<(), Error> {
        let link = self.link_now();
        let (freshest, open) = self.freshest(link == LinkNow::Live)?;
        self.hearing(|hearing| {
            hearing.freshest = freshest;
            hearing.open = open;
            hearing.link = link;
        });
        Ok(())
    }

    /// Looks at or changes what is known, and tells the doors if they hear otherwise of it.
    fn hearing<T>(&self, change: impl FnOnce(&mut Hearing) -> T) -> T {
        let now = self.now();
        let mut hearing = self.hearing.lock().unwrap_or_else(PoisonError::into_inner);
        hearing.clock_ahead_ms = self.ports.clock.error_ms().and_then(told_error_ms);
        let result = change(&mut hearing);
        let next = hearing.summary(now);
        drop(hearing);
        self.listening.send_if_modified(|listening| {
            let changed = next != *listening;
            *listening = next;
            changed
        });
        result
    }

    /// How often the freshest open charge is asked about, and why that often; and the accounts with open
    /// charges.
    fn freshest(&self, is_live: bool) -> Result<(Option<Freshest>, BTreeSet<String>), Error> {
        let providers = self.providers();
        let store = self.store();
        let orders = store.open_orders(FRESHEST)?;
        let mut freshest: Option<Freshest> = None;
        let mut open = BTreeSet::new();
        for order in &orders {
            let polls = if is_live { store.polls(order.number)? } else { HashMap::new() };
            for charge in order.attempts.iter().filter(|charge| charge.status.is_open()) {
                let pace =
                    polls.get(&charge.attempt).map_or(Pace::Fast, |poll| pace(is_live, poll));
                let its_now = self.now_of(order.number, charge);
                let Some(every_ms) = schedule::interval_ms(charge, its_now, pace) else { continue };
                let psp = providers.of(charge);
                let account = psp.map(|psp| psp.account().fingerprint.clone()).unwrap_or_default();
                open.insert(account.clone());
                if freshest.as_ref().is_none_or(|(best, ..)| every_ms < *best) {
                    freshest = Some((every_ms, pace, account));
                }
            }
        }
        Ok((freshest, open))
    }
}

/// A name server that does not answer is no lost network where the relay is heard over that very network.
fn as_known(obstacle: &Obstacle, is_live: bool) -> Obstacle {
    if is_live && obstacle.kind == ObstacleKind::NoNetwork {
        Obstacle::of(ObstacleKind::Unreachable)
    } else {
        obstacle.clone()
    }
}

/// An error of the computer's clock that a person is told of, in whole minutes: what is told changes only with it.
fn told_error_ms(ahead_ms: i64) -> Option<i64> {
    let minutes = ahead_ms.saturating_add(30_000).div_euclid(60_000);
    (ahead_ms.abs() > CLOCK_TOLERANCE_MS).then(|| minutes.saturating_mul(60_000))
}

#[cfg(test)]
#[path = "listening_tests.rs"]
mod tests;
