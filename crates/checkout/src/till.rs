//! The checkout: one order log, the connected providers, and what all doors see of them.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{OrderNumber, UnixMs};
use store::Store;
use tokio::sync::{Notify, broadcast, watch};

use crate::connected::Providers;
use crate::error::Error;
use crate::feed::Attention;
use crate::listening::{Hearing, Listening};
use crate::ports::Ports;
use crate::relay::{Link, Pairing};

/// How many changes a slow door may lag behind before it has to read everything anew.
const CHANGES_KEPT: usize = 256;

/// The use cases over one order log. Cheap to share.
pub struct Checkout {
    store: Mutex<Store>,
    pub(crate) providers: Mutex<Providers>,
    pub(crate) ports: Ports,
    /// Something may be due earlier than the watcher thinks.
    pub(crate) due: Notify,
    /// There may be something to look up.
    pub(crate) lookups: Notify,
    /// The log may have grown.
    pub(crate) grown: Notify,
    pub(crate) changes: broadcast::Sender<OrderNumber>,
    pub(crate) listening: watch::Sender<Listening>,
    pub(crate) hearing: Mutex<Hearing>,
    /// The follower has seen news at its last look.
    pub(crate) was_news: AtomicBool,
    pub(crate) attention: watch::Sender<Attention>,
    pub(crate) pairing: watch::Sender<Option<Arc<Pairing>>>,
    pub(crate) link: watch::Sender<Link>,
}

impl Checkout {
    /// A checkout that does nothing until asked; [`Checkout::watch`] and [`Checkout::follow`] are
    /// to be run beside it.
    pub fn new(store: Store, providers: Providers, ports: Ports) -> Arc<Self> {
        let checkout = Self {
            store: Mutex::new(store),
            providers: Mutex::new(providers),
            ports,
            due: Notify::new(),
            lookups: Notify::new(),
            grown: Notify::new(),
            changes: broadcast::Sender::new(CHANGES_KEPT),
            listening: watch::Sender::new(Listening::Idle),
            hearing: Mutex::new(Hearing::default()),
            was_news: AtomicBool::new(true),
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
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> UnixMs {
        self.ports.clock.now()
    }

    /// Refuses to sell on a log in which damage was found since it was opened, and on one whose end is missing.
    pub fn check_sellable(&self) -> Result<(), Error> {
        Ok(self.store().check_sellable()?)
    }

    /// Tells the watcher and the followers that something was written.
    pub(crate) fn tell(&self) {
        self.due.notify_one();
        self.grown.notify_one();
    }
}
