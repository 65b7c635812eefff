//! A process that can die: at any of its polls, as by `kill -9`.
//!
//! Two processes share one simulated clock and so one runtime. What a dead process has spawned must
//! not go on: each of its calls to the network, the one thing that its tasks wait for, unwinds.

use std::future::{pending, poll_fn};
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;

use tokio::sync::watch;

/// One life of a process.
#[derive(Debug)]
pub(crate) struct Process {
    /// Its name in traces.
    pub(crate) name: String,
    /// The shop whose till it is.
    pub(crate) shop: usize,
    /// A person makes it ask out of turn.
    pub(crate) is_attended: bool,
    /// How many more polls it sees.
    polls_left: AtomicI64,
    dead: watch::Sender<bool>,
}

impl Process {
    pub(crate) fn new(name: String, shop: usize, is_attended: bool, polls: i64) -> Self {
        Self {
            name,
            shop,
            is_attended,
            polls_left: AtomicI64::new(polls),
            dead: watch::Sender::new(false),
        }
    }

    pub(crate) fn kill(&self) {
        self.dead.send_replace(true);
    }

    pub(crate) fn is_dead(&self) -> bool {
        *self.dead.borrow()
    }

    /// Runs what the process does until that ends (`Some`) or it dies.
    pub(crate) async fn live<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut death = self.dead.subscribe();
        let mut death = pin!(death.wait_for(|dead| *dead));
        let mut work = pin!(work);
        poll_fn(|context| {
            if self.polls_left.fetch_sub(1, Ordering::Relaxed) <= 0 {
                self.kill();
            }
            if death.as_mut().poll(context).is_ready() {
                return Poll::Ready(None);
            }
            match work.as_mut().poll(context) {
                // It may have died of a poll further in.
                Poll::Ready(_) if self.is_dead() => Poll::Ready(None),
                other => other.map(Some),
            }
        })
        .await
    }

    /// The same for a part of what the process does, wherever it runs: a task ends by unwinding, and
    /// what the process itself waits for is dropped with it.
    pub(crate) async fn live_or_unwind<T>(&self, work: impl Future<Output = T>) -> T {
        match self.live(work).await {
            Some(done) => done,
            None if tokio::task::try_id().is_some() => {
                resume_unwind(Box::new("the process was killed"))
            }
            None => pending().await,
        }
    }
}
