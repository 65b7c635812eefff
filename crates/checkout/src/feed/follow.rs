//! Follow: tells the doors what has been written to the log, by this process or another.
//!
//! The log is the only source: live news and news of other processes take the same path, and
//! nothing is told that is not on disk.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;
use crate::till::Checkout;

/// How often the log is looked at for other processes' events.
const LOOK_EVERY: Duration = Duration::from_millis(250);
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
        loop {
            tokio::select! {
                biased; // whatever woke us, we look anew; a simulation must replay
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = self.grown.notified() => {}
            }
            self.refresh_link();
            if Instant::now() >= count_at {
                count_at = Instant::now() + COUNT_EVERY;
                self.refresh_attention();
            }
            match self.news_since(seen) {
                Ok(head) => {
                    self.checkpoint(head != seen);
                    seen = head;
                }
                Err(error) => tracing::error!(%error, "the follower cannot read the order log"),
            }
        }
    }

    /// Brings what was written ahead into the log itself, after news and when nothing else goes on: what
    /// becomes of the write-ahead log then costs nothing.
    fn checkpoint(&self, is_news: bool) {
        let was_news = self.was_news.swap(is_news, Ordering::Relaxed);
        if !is_news
            && was_news
            && let Err(error) = self.store().checkpoint()
        {
            tracing::warn!(%error, "the write-ahead log stays as it is");
        }
    }

    fn news_since(&self, seen: i64) -> Result<i64, Error> {
        let (head, orders) = self.changed_since(seen)?;
        if head != seen {
            self.refresh_attention();
        }
        if !orders.is_empty() {
            self.due.notify_one();
        }
        for order in orders {
            // Nobody listening is no fault.
            let _ = self.changes.send(order);
        }
        Ok(head)
    }
}
