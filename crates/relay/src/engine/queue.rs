//! What waits for the writer.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::ids::TillId;
use crate::store::{Appended, NewEvent, StoreError};

/// Most jobs that wait; beyond it, whoever comes is told to come again.
const LONGEST: usize = 4096;
/// Most bytes of bodies that wait.
const LARGEST: usize = 32 * 1024 * 1024;

/// Told when the group's commit is on disk, or that it failed.
pub(crate) type Ending = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Works inside the group's transaction. `None`: it failed, said so, and is to be undone.
pub(crate) type Act = Box<dyn FnOnce(&Connection) -> Option<Ending> + Send>;

/// Something for the writer to do.
pub(crate) enum Job {
    /// A webhook came.
    Append(NewEvent, oneshot::Sender<Result<Appended, StoreError>>),
    /// A till's events are to be brought once more, from a seq on.
    Replay(TillId, u64, oneshot::Sender<Result<usize, StoreError>>),
    /// The oldest marks of what came go, at most so many, at a time in milliseconds since 1970.
    Forget(i64, usize, oneshot::Sender<Result<usize, StoreError>>),
    /// A till has more than the store of this epoch.
    NewEpoch(Box<str>, oneshot::Sender<Result<(), StoreError>>),
    /// Anything else.
    Act(Act),
}

impl Job {
    fn size(&self) -> usize {
        match self {
            Self::Append(event, _) => event.body.len() + event.headers.len(),
            Self::Replay(..) | Self::Forget(..) | Self::NewEpoch(..) | Self::Act(_) => 0,
        }
    }
}

/// Bounded, many in, one out.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Condvar,
}

#[derive(Default)]
struct Waiting {
    jobs: Vec<Job>,
    bytes: usize,
    closed: bool,
}

impl Queue {
    /// Puts a job in, unless it is full or closed.
    pub(crate) fn push(&self, job: Job) -> Result<(), StoreError> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(StoreError::Closed);
        }
        let bytes = waiting.bytes + job.size();
        if waiting.jobs.len() >= LONGEST || bytes > LARGEST {
            return Err(StoreError::Busy);
        }
        waiting.bytes = bytes;
        waiting.jobs.push(job);
        let first = waiting.jobs.len() == 1;
        drop(waiting);
        if first {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Waits for jobs and swaps all of them into `into`, which is empty. `false`: closed, and
    /// nothing is left.
    pub(crate) fn take(&self, into: &mut Vec<Job>) -> bool {
        let waiting = self.lock();
        let mut waiting = self
            .filled
            .wait_while(waiting, |it| it.jobs.is_empty() && !it.closed)
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut waiting.jobs, into);
        waiting.bytes = 0;
        !into.is_empty()
    }

    /// Takes no more.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_one();
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
