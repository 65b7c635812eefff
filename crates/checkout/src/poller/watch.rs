//! Watch: polls about every charge that is due, and about transactions of no charge, until it is
//! dropped.

use std::sync::Arc;
use std::time::Duration;

use domain::charge::Charge;
use store::{Claimed, Poll, Which};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::error::Error;
use crate::poller::schedule;
use crate::till::Checkout;

/// Questions under way at once about what is on a screen, as many again about the newest charges, and about those
/// that are due longest: neither a crowd of old ones nor a provider that hangs keeps the customer waiting who
/// stands there, and the old ones have their turn.
const AT_ONCE: usize = 4;
/// The longest sleep: wall clocks jump, and other processes write.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);
/// How often to look whether the connection to the relay, or the process that holds it, is lost, where nobody
/// tells of it.
const LOOK_AT_LINK: Duration = Duration::from_millis(500);
/// How often the timetable is held against the charges.
const SWEEP_EVERY: Duration = Duration::from_mins(1);
/// How often it is worked out anew how the till hears of payments, while nothing new stands in the log: among
/// many open charges the watcher wakes hundreds of times a second, and some orders are read for it.
const LISTEN_EVERY: Duration = Duration::from_millis(250);
/// After a fault of the log itself.
const AFTER_FAULT: Duration = Duration::from_secs(1);

/// The questions that are under way.
#[derive(Default)]
struct Asking {
    on_screen: JoinSet<()>,
    newest: JoinSet<()>,
    longest_due: JoinSet<()>,
    /// When it was last worked out how the till hears of payments, and the log's end then.
    listened: Option<(Instant, i64)>,
}

impl Asking {
    /// Forgets those that have been answered.
    fn clear(&mut self) {
        for asking in [&mut self.on_screen, &mut self.newest, &mut self.longest_due] {
            while asking.try_join_next().is_some() {}
        }
    }
}

/// How many more may be begun.
fn free(asking: &JoinSet<()>) -> u32 {
    u32::try_from(AT_ONCE.saturating_sub(asking.len())).unwrap_or(0)
}

impl Checkout {
    /// The watcher. Run one per process; several processes on one log share the work.
    pub async fn watch(self: Arc<Self>) {
        tokio::join!(self.watch_charges(), self.watch_lookups());
    }

    async fn watch_charges(self: &Arc<Self>) {
        let mut asking = Asking::default();
        let mut was_live = false;
        let mut jumps = self.ports.clock.jumps();
        let mut sweep_at = Instant::now();
        loop {
            asking.clear();
            if std::mem::replace(&mut jumps, self.ports.clock.jumps()) != jumps {
                self.clock_was_set(&mut sweep_at);
            }
            let is_live = self.link_is_live();
            let hastened = if was_live && !is_live { self.hasten_open() } else { Ok(()) };
            was_live = is_live;
            let swept = hastened.and_then(|()| self.sweep(&mut sweep_at));
            let asked_again = swept.and_then(|()| self.ask_again());
            let begun = asked_again.and_then(|()| self.begin_due(&mut asking));
            let sleep = match begun {
                Ok(sleep) => sleep,
                Err(error) => {
                    self.note_writing(Some(&error));
                    self.note_damage(&error);
                    error.note("the watcher cannot use the order log");
                    AFTER_FAULT
                }
            };
            tokio::select! {
                biased; // whatever woke us, we look anew; a simulation must replay
                () = tokio::time::sleep(sleep) => {}
                () = self.due.notified() => {}
                Some(_) = asking.on_screen.join_next() => {}
                Some(_) = asking.newest.join_next() => {}
                Some(_) = asking.longest_due.join_next() => {}
                () = self.link_lost(), if is_live => {}
            }
        }
    }

    /// Once a minute, and first at the start: what should be asked about has its row in the timetable,
    /// due in time, whatever has become of that row.
    fn sweep(&self, at: &mut Instant) -> Result<(), Error> {
        if Instant::now() < *at {
            return Ok(());
        }
        *at = Instant::now() + SWEEP_EVERY;
        let now = self.now();
        let due = |charge: &Charge, _: &Poll| schedule::longest_wait_ms(charge, now);
        let since = now.plus_ms(-schedule::LONGEST_POLLED_MS);
        let mended = self.store().sweep(now, since, due)?;
        if mended > 0 {
            tracing::error!(mended, "charges would not have been asked about in time");
        }
        Ok(())
    }

    /// Somebody has set the computer's clock, by which the timetable goes: what it puts off too far is due now, and
    /// nothing is given up for time that has not passed.
    fn clock_was_set(&self, sweep_at: &mut Instant) {
        *sweep_at = Instant::now();
        if let Err(error) = self.store().clock_was_set(self.now()) {
            tracing::error!(%error, "the timetable does not know that the clock was set");
        }
    }

    /// Asks about every open charge now, as far as the provider's pauses allow.
    pub(crate) fn hasten_open(&self) -> Result<(), Error> {
        Ok(self.store().hasten(Which::Open, self.now())?)
    }

    async fn link_lost(&self) {
        let mut links = self.links();
        while self.link_is_live() {
            tokio::select! {
                biased;
                // The sender lives as long as we do.
                _ = links.changed() => {}
                () = tokio::time::sleep(self.look_every(LOOK_AT_LINK)) => {}
            }
        }
    }

    /// For a process that ends in an orderly way, when nothing polls any more: what was being asked is
    /// others' to poll.
    pub fn release_claims(&self) -> Result<(), Error> {
        Ok(self.store().release_claims(self.now())?)
    }

    /// Starts questions about what is due; returns how long nothing else will be.
    fn begin_due(self: &Arc<Self>, asking: &mut Asking) -> Result<Duration, Error> {
        if !self.is_connected() {
            return Ok(LONGEST_SLEEP);
        }
        let now = self.now();
        let seen = self.on_screen();
        let on_screen = self.store().claim_of(&seen, now, free(&asking.on_screen))?;
        for one in on_screen {
            self.begin(one, &mut asking.on_screen);
        }
        if self.rest_of_others().is_none() {
            let newest = self.store().claim_newest(now, free(&asking.newest))?;
            for one in newest {
                self.begin(one, &mut asking.newest);
            }
            let longest_due = self.store().claim_due(now, free(&asking.longest_due))?;
            for one in longest_due {
                self.begin(one, &mut asking.longest_due);
            }
        }
        let longest = self.listen(asking)?;
        let Some(next) = self.store().next_due()? else { return Ok(longest) };
        // What is due and not ours is being asked by another process: look again soon.
        let wait_ms = u64::try_from(next.since(now)).unwrap_or(0).max(250);
        Ok(Duration::from_millis(wait_ms).min(longest))
    }

    /// Works out how the till hears of payments, unless it was just done; returns the longest sleep after it.
    fn listen(&self, asking: &mut Asking) -> Result<Duration, Error> {
        let head = self.store().head()?;
        let is_fresh = |(at, known): &(Instant, i64)| *known == head && at.elapsed() < LISTEN_EVERY;
        if asking.listened.as_ref().is_some_and(is_fresh) {
            return Ok(LISTEN_EVERY);
        }
        self.refresh_listening()?;
        asking.listened = Some((Instant::now(), head));
        Ok(LONGEST_SLEEP)
    }

    fn begin(self: &Arc<Self>, claimed: Claimed, asking: &mut JoinSet<()>) {
        let checkout = Arc::clone(self);
        asking.spawn(async move {
            let order = claimed.key.order;
            if let Err(error) = checkout.poll(claimed).await {
                error.note(&format!("a question about {order} was not recorded"));
            }
        });
    }
}
