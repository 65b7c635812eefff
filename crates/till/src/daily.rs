//! What an open till does once a day beside selling: it has the whole log proved, blanked of what it
//! need not say of persons any more, and backed up.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use checkout::Checkout;
use store::{Filter, Pace, Store};
use tokio::sync::Mutex;

use crate::ports;
use crate::settings::Current;

/// How often to look whether anything is due.
const LOOK_EVERY: Duration = Duration::from_mins(30);

/// The day's work on one log.
pub(crate) struct Daily {
    home: PathBuf,
    pace: Pace,
    /// Held while the work is under way.
    working: Arc<Mutex<()>>,
}

impl Daily {
    pub(crate) fn new(home: PathBuf) -> Self {
        Self { home, pace: Pace::beside_selling(), working: Arc::default() }
    }

    /// Does what is due for as long as the till is open; a new log is backed up after its first sale.
    pub(crate) async fn follow(self: Arc<Self>, checkout: Arc<Checkout>, current: Arc<Current>) {
        let mut changes = checkout.changes();
        let newest = Filter { limit: 1, ..Filter::default() };
        let mut is_new = checkout.orders(&newest).is_ok_and(|orders| orders.is_empty());
        loop {
            let days = current.settings().personal_data_days();
            if let Err(error) = self.work(days).await {
                tracing::error!(%error, "the order log is not proved and backed up");
                // Where it is damaged, every door hears of it before the next sale is refused.
                if let Err(failure) = current.refresh().await {
                    tracing::warn!(%failure, "the connections cannot be had");
                }
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = changes.recv(), if is_new => is_new = false,
            }
        }
    }

    /// Breaks off what is under way. A process that lives for one sale has little time: what it can do in a
    /// moment, or what was put off for too long, it does now.
    pub(crate) async fn end(&self) {
        self.stop();
        let home = self.home.clone();
        let working = Arc::clone(&self.working).lock_owned().await;
        let ended = tokio::task::spawn_blocking(move || {
            let _working = working;
            Store::open_to_read(&home)?.back_up_at_end(ports::system().clock.now())
        });
        match ended.await {
            // Another program holds it: the next till that is closed backs it up.
            Ok(Ok(_) | Err(store::Error::Busy)) | Err(_) => {}
            Ok(Err(error)) => tracing::error!(%error, "the order log is not backed up"),
        }
    }

    /// Breaks off what is under way.
    pub(crate) fn stop(&self) {
        self.pace.stop();
    }

    async fn work(&self, personal_days: u32) -> Result<(), store::Error> {
        let (home, pace) = (self.home.clone(), self.pace.clone());
        let working = Arc::clone(&self.working).lock_owned().await;
        let work = tokio::task::spawn_blocking(move || {
            let _working = working;
            store::daily(&home, ports::system().clock.now(), personal_days, &pace)
        });
        match work.await {
            // The till is being closed, or another program holds the log, of which the doors tell: the next look
            // does it.
            Ok(Err(store::Error::Stopped | store::Error::Busy)) | Err(_) => Ok(()),
            Ok(done) => done,
        }
    }
}
