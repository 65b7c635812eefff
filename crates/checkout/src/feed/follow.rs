//! Follow: tells the doors what has been written to the log, by this process or another.
//!
//! The log is the only source: live news and news of other processes take the same path, and
//! nothing is told that is not on disk.

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio::time::Instant;

use crate::error::Error;
use crate::till::Checkout;

/// How often the log is looked at for other processes' events where nobody tells of them.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Nothing has been written for so long: there is time to tidy up.
const QUIET: Duration = Duration::from_millis(250);
/// How often it is tried to cut a write-ahead log that has grown while somebody read the log.
const CUT_EVERY: Duration = Duration::from_secs(5);
/// How often what waits for the manager is counted without news in the log: a refund becomes overdue by
/// time alone, and what is only told stands beside the log.
const COUNT_EVERY: Duration = Duration::from_mins(1);

impl Checkout {
    /// The follower. Run one per process that has doors; begins with what is written from now on.
    pub async fn follow(self: Arc<Self>) {
        let mut seen = self.store().head().unwrap_or(0);
        // What others wrote between the opening and now.
        self.refresh_attention();
        let mut count_at = Instant::now() + COUNT_EVERY;
        // What was written ahead is in the log itself.
        let mut is_tidy = false;
        let mut cut_at = Instant::now();
        loop {
            let wait = if is_tidy { self.look_every(LOOK_EVERY) } else { QUIET };
            let is_quiet = tokio::select! {
                biased; // whatever woke us, we look anew; a simulation must replay
                () = tokio::time::sleep(wait) => true,
                () = self.grown.notified() => false,
            };
            self.refresh_link();
            if Instant::now() >= count_at {
                count_at = Instant::now() + COUNT_EVERY;
                self.refresh_attention();
            }
            match self.news_since(seen) {
                Ok(head) if head == seen => {
                    let is_long = is_quiet && Instant::now() >= cut_at && self.has_long_wal();
                    if is_quiet && !is_tidy || is_long {
                        self.flush();
                        is_tidy = true;
                        cut_at = Instant::now() + CUT_EVERY;
                    }
                }
                Ok(head) => {
                    if is_quiet && is_tidy {
                        self.was_not_told();
                    }
                    seen = head;
                    is_tidy = false;
                }
                Err(error) => tracing::error!(%error, "the follower cannot read the order log"),
            }
        }
    }

    /// Brings what was written ahead into the log itself, after news and when nothing else goes on: what
    /// becomes of the write-ahead log then costs nothing.
    fn flush(&self) {
        if let Err(error) = Store::flush(&self.home) {
            tracing::warn!(%error, "the write-ahead log stays as it is");
        }
    }

    fn has_long_wal(&self) -> bool {
        Store::has_long_wal(&self.home)
    }

    fn news_since(&self, seen: i64) -> Result<i64, Error> {
        let (head, orders) = {
            let store = self.store();
            let stretch = store.stretch(seen)?;
            (stretch.upto, store.changed_in(stretch)?)
        };
        if !orders.is_empty() {
            self.due.notify_one();
        }
        for order in orders {
            // Nobody listening is no fault.
            let _ = self.changes.send(order);
        }
        // Whoever waits for a payment is told before the manager.
        if head != seen {
            self.refresh_attention();
        }
        Ok(head)
    }
}
