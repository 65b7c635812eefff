//! What is done beside selling, for as long as a till is open: the log's proof of the day, and its backup.

use std::sync::Arc;
use std::time::Duration;

use store::{Filter, Pace};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

use crate::ports;
use crate::settings::Current;

/// How often to look whether the proof of a day or a backup is due.
const LOOK_EVERY: Duration = Duration::from_mins(30);
/// How long the end of a till waits for work that is nearly done.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long work takes to break off.
const TO_STOP: Duration = Duration::from_secs(1);

/// Work beside selling, at its own pace.
pub(crate) struct Beside {
    pace: Pace,
    /// Held while it is done.
    work: Arc<Mutex<()>>,
}

impl Default for Beside {
    fn default() -> Self {
        Self { pace: Pace::beside_selling(), work: Arc::default() }
    }
}

impl Beside {
    /// Proves the log and backs it up when that is due; a new log after its first sale. Damage is told to
    /// every door, and nothing is sold any more.
    pub(crate) async fn follow(self: Arc<Self>, current: Arc<Current>) {
        let checkout = &current.checkout;
        let mut changes = checkout.changes();
        let newest = Filter { limit: 1, ..Filter::default() };
        let mut is_new = checkout.orders(&newest).is_ok_and(|orders| orders.is_empty());
        loop {
            let (home, now) = (current.home.clone(), ports::system().clock.now());
            let (pace, working) = (self.pace.clone(), Arc::clone(&self.work).lock_owned().await);
            let done = tokio::task::spawn_blocking(move || {
                let done = store::daily(&home, now, &pace);
                drop(working);
                done
            });
            match done.await {
                Ok(Err(store::Error::Stopped)) => return,
                Ok(Err(error)) => {
                    tracing::error!(%error, "the order log is not proved, or not backed up");
                    current.tell_till();
                }
                Ok(Ok(())) | Err(_) => {}
            }
            tokio::select! {
                () = sleep(LOOK_EVERY) => {}
                _ = changes.recv(), if is_new => is_new = false,
            }
        }
    }

    /// Brings the work to an end: what is nearly done is done, the rest is broken off. No connection to the log is left
    /// open by it, so that whoever closes the log last leaves it in one file.
    pub(crate) async fn end(&self) {
        self.pace.hurry();
        let is_done = timeout(PATIENCE, self.work.lock()).await.is_ok();
        self.stop();
        if !is_done && timeout(TO_STOP, self.work.lock()).await.is_err() {
            tracing::warn!("work beside selling did not break off");
        }
    }

    /// Breaks the work off, without waiting for that.
    pub(crate) fn stop(&self) {
        self.pace.stop();
    }
}
