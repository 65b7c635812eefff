//! The checkout: one order log, the connected providers, and what all doors see of them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{OrderNumber, UnixMs};
use store::{Reader, Store};
use tokio::sync::{Notify, broadcast, watch};

use crate::connected::Providers;
use crate::error::Error;
use crate::feed::Attention;
use crate::listening::{Hearing, Listening};
use crate::poller::Screens;
use crate::ports::Ports;
use crate::relay::{Link, Pairing};
use crate::scales::Scales;
use crate::unwritten::LostAnswers;

/// How many changes a slow door may lag behind before it has to read everything anew.
const CHANGES_KEPT: usize = 256;

/// How often the log is looked at by itself where other processes' commits are told: for what is not told
/// after all, such as the death of a process on a system that says nothing about it.
const LOOK_SELDOM: Duration = Duration::from_secs(5);

/// So many readers are kept for the next reads.
const MOST_RESTING: usize = 4;

/// The use cases over one order log. Cheap to share.
pub struct Checkout {
    /// Those that nobody reads with at the moment. Begun with the first list; end before the log that they read.
    readers: Mutex<Vec<Reader>>,
    store: Mutex<Store>,
    pub(crate) home: PathBuf,
    pub(crate) providers: Mutex<Providers>,
    pub(crate) ports: Ports,
    /// Something may be due earlier than the watcher thinks.
    pub(crate) due: Notify,
    /// There may be something to look up.
    pub(crate) lookups: Notify,
    /// The log may have grown.
    pub(crate) grown: Notify,
    /// Something may be to print.
    pub(crate) slips: Notify,
    pub(crate) changes: broadcast::Sender<OrderNumber>,
    pub(crate) listening: watch::Sender<Listening>,
    pub(crate) hearing: Mutex<Hearing>,
    pub(crate) screens: Mutex<Screens>,
    pub(crate) scales: Mutex<Scales>,
    pub(crate) unwritten: Mutex<LostAnswers>,
    /// Somebody calls [`Checkout::others_wrote`].
    hears_of_commits: AtomicBool,
    pub(crate) attention: watch::Sender<Attention>,
    pub(crate) pairing: watch::Sender<Option<Arc<Pairing>>>,
    pub(crate) link: watch::Sender<Link>,
}

impl Checkout {
    /// A checkout that does nothing until asked; [`Checkout::watch`] and [`Checkout::follow`] are
    /// to be run beside it.
    pub fn new(store: Store, providers: Providers, ports: Ports) -> Arc<Self> {
        let checkout = Self {
            home: store.home().to_owned(),
            readers: Mutex::default(),
            store: Mutex::new(store),
            providers: Mutex::new(providers),
            ports,
            due: Notify::new(),
            lookups: Notify::new(),
            grown: Notify::new(),
            slips: Notify::new(),
            changes: broadcast::Sender::new(CHANGES_KEPT),
            listening: watch::Sender::new(Listening::Idle),
            hearing: Mutex::new(Hearing::default()),
            screens: Mutex::new(Screens::default()),
            scales: Mutex::new(Scales::new()),
            unwritten: Mutex::new(LostAnswers::new()),
            hears_of_commits: AtomicBool::new(false),
            attention: watch::Sender::new(Attention::default()),
            pairing: watch::Sender::new(None),
            link: watch::Sender::new(Link::never()),
        };
        checkout.refresh_attention();
        Arc::new(checkout)
    }

    /// Orders that are new or have changed, in any process on the same log, after their commit.
    pub fn changes(&self) -> broadcast::Receiver<OrderNumber> {
        self.changes.subscribe()
    }

    /// How the till hears of payments.
    pub fn listening(&self) -> watch::Receiver<Listening> {
        self.listening.subscribe()
    }

    /// The order log. Held for one transaction of a few milliseconds and never across an await, so
    /// that effects have one order and a simulation replays.
    ///
    /// Its timetable goes by the computer's clock, all else by the till's: [`Store::set_computer_ahead`].
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        store.set_computer_ahead(self.ports.clock.computer_ahead_ms());
        store
    }

    /// Reads that may be long: they wait for no writer and for no other read, and none waits for them.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T, store::Error>,
    ) -> Result<T, Error> {
        let rested = self.resting_readers().pop();
        let mut reader = rested.map_or_else(|| self.store().reader(), Ok)?;
        reader.set_computer_ahead(self.ports.clock.computer_ahead_ms());
        let read = work(&reader);
        let mut resting = self.resting_readers();
        if resting.len() < MOST_RESTING {
            resting.push(reader);
        }
        Ok(read?)
    }

    fn resting_readers(&self) -> MutexGuard<'_, Vec<Reader>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When it is, on the till's clock: the computer's, corrected where that is known to be wrong.
    pub fn now(&self) -> UnixMs {
        self.ports.clock.now()
    }

    /// Refuses to sell on a log in which damage was found since it was opened, and on one whose end is missing.
    pub fn check_sellable(&self) -> Result<(), Error> {
        Ok(self.store().check_sellable()?)
    }

    /// Whether another program keeps the log from being written to: waits for it shortly, and fails with `Busy` then.
    pub fn check_free(&self) -> Result<(), Error> {
        Ok(self.store().check_free()?)
    }

    /// Tells the followers, of other processes too, and the watcher that something was written: whoever waits
    /// before a screen comes before the next question.
    pub(crate) fn tell(&self) {
        self.grown.notify_one();
        if let Err(error) = store::tell_news(&self.home) {
            tracing::debug!(%error, "other processes are not told, and look for themselves");
        }
        self.due.notify_one();
        self.slips.notify_one();
    }

    /// A process on the same home, perhaps this one, has written or ended. Whoever calls this once calls it
    /// each time: from then on the log is looked at by itself only every few seconds.
    pub fn others_wrote(&self) {
        self.hears_of_commits.store(true, Ordering::Relaxed);
        self.grown.notify_one();
        self.slips.notify_one();
    }

    /// Something was written and nobody told: from here on the log is looked at often, until somebody does.
    pub(crate) fn was_not_told(&self) {
        self.hears_of_commits.store(false, Ordering::Relaxed);
    }

    /// How long to wait between two looks for what another process may have written: this long where nobody
    /// tells of it.
    pub(crate) fn look_every(&self, unheard: Duration) -> Duration {
        if self.hears_of_commits.load(Ordering::Relaxed) { LOOK_SELDOM } else { unheard }
    }
}
