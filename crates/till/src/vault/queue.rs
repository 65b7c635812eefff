//! The thread on which a store is used. Its calls block, for as long as a person takes to unlock a keyring or for ever
//! where it or a disk hangs; whoever waits for one has an answer within five seconds all the same.
//!
//! One call goes after the other, so that what was given up while it waited is never begun, and what is read behind
//! a write that was given up under way says what became of it.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// How long a call waits for its answer.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// For so long after a call was given up the next ones are too, without waiting: a start reads several entries.
const SILENT_FOR: Duration = Duration::from_secs(2);
/// A thread that hangs for so long in a read is left to itself: what it was sent to is not there any more. Sooner
/// would ask a person again who is asked already. One that hangs in a write stays the one: the write might yet come
/// about, behind a later one.
const LONGEST_READ: Duration = Duration::from_mins(1);

/// The store has not answered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Silent;

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Write,
}

/// How long what may take.
#[derive(Clone, Copy)]
struct Limits {
    wait: Duration,
    read: Duration,
}

type Job = (Kind, Box<dyn FnOnce() + Send>);

/// One thread, and what it is at.
struct Worker {
    jobs: Sender<Job>,
    at: Arc<Mutex<Option<(Kind, Instant)>>>,
}

/// The calls of a process.
pub(super) struct Queue {
    worker: Mutex<Option<Worker>>,
    /// When a call was given up last, unless one was answered since.
    given_up: Mutex<Option<Instant>>,
}

impl Queue {
    pub(super) const fn new() -> Self {
        Self { worker: Mutex::new(None), given_up: Mutex::new(None) }
    }

    /// Does the work on the store's thread.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        kind: Kind,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Silent> {
        self.call_within(Limits { wait: LONGEST_WAIT, read: LONGEST_READ }, kind, work).await
    }

    async fn call_within<T: Send + 'static>(
        &self,
        limits: Limits,
        kind: Kind,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Silent> {
        let is_silent = lock(&self.given_up).is_some_and(|at| at.elapsed() < SILENT_FOR);
        if is_silent && self.is_at_something() {
            return Err(Silent);
        }
        let (tell, told) = oneshot::channel();
        let job = move || {
            if !tell.is_closed() {
                // Nobody may be waiting any more.
                let _ = tell.send(work());
            }
        };
        self.hand_over(limits.read, (kind, Box::new(job)));
        let answer = tokio::time::timeout(limits.wait, told).await;
        let answered = answer.ok().and_then(Result::ok);
        *lock(&self.given_up) = answered.is_none().then(Instant::now);
        answered.ok_or(Silent)
    }

    fn is_at_something(&self) -> bool {
        lock(&self.worker).as_ref().is_some_and(|worker| lock(&worker.at).is_some())
    }

    fn hand_over(&self, longest_read: Duration, job: Job) {
        let mut worker = lock(&self.worker);
        let hangs =
            |(kind, since): (Kind, Instant)| kind == Kind::Read && since.elapsed() >= longest_read;
        if worker.as_ref().is_some_and(|worker| lock(&worker.at).is_some_and(hangs)) {
            *worker = None;
        }
        let unsent = match worker.as_ref() {
            Some(known) => known.jobs.send(job).err().map(|back| back.0),
            None => Some(job),
        };
        if let Some(job) = unsent {
            // Where no thread can be had, whoever waits is told that nobody answers.
            *worker = Worker::begin().filter(|new| new.jobs.send(job).is_ok());
        }
    }
}

impl Worker {
    fn begin() -> Option<Self> {
        let (jobs, to_do) = channel::<Job>();
        let at = Arc::new(Mutex::new(None));
        let mine = Arc::clone(&at);
        let work = move || {
            for (kind, job) in to_do {
                *lock(&mine) = Some((kind, Instant::now()));
                job();
                *lock(&mine) = None;
            }
        };
        thread::Builder::new().name("vault".into()).spawn(work).ok()?;
        Some(Self { jobs, at })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Longer than a thread takes to begin on a busy machine.
    const SHORT: Duration = Duration::from_millis(500);
    const HURRIED: Limits = Limits { wait: SHORT, read: SHORT };
    const PATIENT: Limits = Limits { wait: LONGEST_WAIT, read: LONGEST_READ };

    /// A call that hangs until it is let go.
    fn hanging() -> (Sender<()>, impl FnOnce() -> bool + Send + 'static) {
        let (go, wait) = channel::<()>();
        (go, move || wait.recv().is_ok())
    }

    #[tokio::test]
    async fn a_read_that_hangs_is_given_up_and_left_to_itself_in_the_end() {
        let queue = Queue::new();
        let (_go, hang) = hanging();
        assert_eq!(queue.call_within(HURRIED, Kind::Read, hang).await, Err(Silent));
        // What comes right behind it need not wait.
        let begun = Instant::now();
        assert_eq!(queue.call_within(PATIENT, Kind::Read, || 1).await, Err(Silent));
        assert!(begun.elapsed() < LONGEST_WAIT);
        *lock(&queue.given_up) = None;
        // Its thread may have begun later than it was asked to.
        let over = Limits { wait: LONGEST_WAIT, read: Duration::ZERO };
        assert_eq!(queue.call_within(over, Kind::Read, || 2).await, Ok(2));
    }

    #[tokio::test]
    async fn what_was_given_up_while_it_waited_is_never_begun() {
        let queue = Queue::new();
        let (go, hang) = hanging();
        let begun = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&begun);
        assert_eq!(queue.call_within(HURRIED, Kind::Write, hang).await, Err(Silent));
        *lock(&queue.given_up) = None;
        let write = move || counted.fetch_add(1, Ordering::Relaxed);
        assert_eq!(queue.call_within(HURRIED, Kind::Write, write).await, Err(Silent));
        *lock(&queue.given_up) = None;
        go.send(()).unwrap();
        // Behind both, on the same thread.
        assert_eq!(queue.call_within(PATIENT, Kind::Read, || 3).await, Ok(3));
        assert_eq!(begun.load(Ordering::Relaxed), 0);
    }
}
