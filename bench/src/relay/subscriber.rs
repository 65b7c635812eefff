//! The one till that is measured: a thread that does nothing but listen, note the time, and ack.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::oneshot;

use crate::relay::body;
use crate::relay::line::Line;
use crate::relay::peer::Seat;

/// Most messages between two acks.
const AT_ONCE: usize = 32;
/// With nothing new for so long, nothing more is expected.
const PATIENCE: Duration = Duration::from_secs(5);

/// What arrived of a run.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    run: u32,
    /// When each body arrived first, by its number.
    pub(crate) at: Vec<Option<Instant>>,
    /// How many arrived again.
    pub(crate) twice: u64,
    /// How many were not as they were sent.
    pub(crate) strange: u64,
    /// When the newest arrived.
    pub(crate) last: Option<Instant>,
}

#[derive(Default)]
struct Shared {
    arrivals: Mutex<Arrivals>,
    /// How many different bodies of the run arrived.
    arrived: AtomicU64,
    /// Why the line ended.
    ended: Mutex<Option<String>>,
}

/// A listening till; dropping it hangs up.
pub(crate) struct Subscriber {
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Subscriber {
    /// Opens the line and listens.
    pub(crate) fn open(to: SocketAddr, seat: Arc<Seat>) -> Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (opened, is_open) = mpsc::channel();
        let shared = Arc::<Shared>::default();
        let noted = Arc::clone(&shared);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let line = Line::open(to, seat.address, &seat.listener).await;
                let (line, answer) = match line {
                    Ok(line) => (Some(line), Ok(())),
                    Err(error) => (None, Err(error)),
                };
                let _ = opened.send(answer); // whoever opens it waits for this
                let Some(line) = line else { return };
                tokio::select! {
                    ended = listen(line, &noted) => {
                        *lock(&noted.ended) = ended.err().map(|error| format!("{error:#}"));
                    }
                    _ = stopped => {}
                }
            });
        });
        let subscriber = Self { shared, stop: Some(stop), thread: Some(thread) };
        is_open.recv().context("the subscriber died")??;
        Ok(subscriber)
    }

    /// From now on, counts that run.
    pub(crate) fn begin(&self, run: u32) {
        let mut arrivals = lock(&self.shared.arrivals);
        *arrivals = Arrivals { run, ..Arrivals::default() };
        self.shared.arrived.store(0, Ordering::Release);
    }

    /// Waits until so many have arrived, or until nothing more comes; what arrived.
    pub(crate) fn finish(&self, expected: u64) -> Arrivals {
        let mut seen = (0, Instant::now());
        loop {
            let arrived = self.shared.arrived.load(Ordering::Acquire);
            if arrived > seen.0 {
                seen = (arrived, Instant::now());
            }
            if arrived >= expected || seen.1.elapsed() > PATIENCE || self.ended().is_some() {
                return std::mem::take(&mut *lock(&self.shared.arrivals));
            }
            std::thread::sleep(Duration::from_millis(2)); // between two looks
        }
    }

    /// Why the line ended, if it did.
    pub(crate) fn ended(&self) -> Option<String> {
        lock(&self.shared.ended).clone()
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn listen(mut line: Line, shared: &Shared) -> Result<()> {
    let mut messages = VecDeque::with_capacity(AT_ONCE);
    loop {
        messages.push_back((line.next().await?, Instant::now()));
        while messages.len() < AT_ONCE
            && let Some(message) = line.next_at_hand()
        {
            messages.push_back((message?, Instant::now()));
        }
        while let Some((message, at)) = messages.pop_front() {
            if let Some(body) = line.body(message).await? {
                note(shared, &body, at);
            }
        }
        line.ack().await?;
    }
}

fn note(shared: &Shared, bytes: &[u8], at: Instant) {
    let mut arrivals = lock(&shared.arrivals);
    let Some((run, number)) = body::read(bytes) else {
        arrivals.strange += 1;
        return;
    };
    let Ok(number) = usize::try_from(number) else { return };
    if run != arrivals.run {
        return; // late, from a run that has been judged
    }
    if arrivals.at.len() <= number {
        arrivals.at.resize(number + 1, None);
    }
    arrivals.last = Some(at);
    let Some(place) = arrivals.at.get_mut(number) else { return };
    if place.replace(at).is_some() {
        arrivals.twice += 1;
    } else {
        shared.arrived.fetch_add(1, Ordering::Release);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
