//! Idle tills: connected, answering pings, and otherwise only in the way.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::sync::{Semaphore, oneshot};

use crate::relay::body;
use crate::relay::line::Line;
use crate::relay::peer::Seat;

/// How many dial at a time.
const DIALLING: usize = 32;
/// How long all of them may take.
const GATHERING: Duration = Duration::from_mins(3);

#[derive(Default)]
struct Counts {
    here: AtomicUsize,
    gone: AtomicUsize,
    received: AtomicUsize,
}

/// Connected tills; dropping it hangs up all of them.
pub(crate) struct Herd {
    counts: Arc<Counts>,
    /// How long it took until all of them were connected, in milliseconds.
    pub(crate) gathered_ms: u64,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Herd {
    /// Connects a till in each of the seats, and waits until all are.
    pub(crate) fn gather(to: SocketAddr, seats: &[Arc<Seat>]) -> Result<Self> {
        let (stop, stopped) = oneshot::channel::<()>();
        let (failed, has_failed) = mpsc::channel();
        let counts = Arc::<Counts>::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::spawn({
            let (seats, counts) = (seats.to_vec(), Arc::clone(&counts));
            move || {
                runtime.block_on(async {
                    let dialling = Arc::new(Semaphore::new(DIALLING));
                    for seat in seats {
                        let (counts, dialling) = (Arc::clone(&counts), Arc::clone(&dialling));
                        let failed = failed.clone();
                        tokio::spawn(async move {
                            if let Err(error) = sit(to, &seat, &counts, &dialling).await {
                                counts.gone.fetch_add(1, Ordering::AcqRel);
                                let _ = failed.send(error); // nobody listens once all were here
                            }
                        });
                    }
                    let _ = stopped.await;
                });
            }
        });
        let begun = Instant::now();
        let mut herd = Self { counts, gathered_ms: 0, stop: Some(stop), thread: Some(thread) };
        while herd.counts.here.load(Ordering::Acquire) < seats.len() {
            if let Ok(error) = has_failed.try_recv() {
                return Err(error)
                    .with_context(|| format!("with {} idle tills connected", herd.here()));
            }
            if begun.elapsed() > GATHERING {
                bail!("only {} of {} idle tills could connect in time", herd.here(), seats.len());
            }
            std::thread::sleep(Duration::from_millis(10)); // between two looks
        }
        herd.gathered_ms = u64::try_from(begun.elapsed().as_millis())?;
        Ok(herd)
    }

    /// How many are connected now.
    pub(crate) fn here(&self) -> usize {
        let gone = self.counts.gone.load(Ordering::Acquire);
        self.counts.here.load(Ordering::Acquire).saturating_sub(gone)
    }

    /// How many bodies they have received in all.
    pub(crate) fn received(&self) -> usize {
        self.counts.received.load(Ordering::Acquire)
    }
}

impl Drop for Herd {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn sit(to: SocketAddr, seat: &Seat, counts: &Counts, dialling: &Semaphore) -> Result<()> {
    let turn = dialling.acquire().await?;
    let mut line = Line::open(to, seat.address, &seat.listener).await?;
    drop(turn);
    counts.here.fetch_add(1, Ordering::AcqRel);
    loop {
        let message = line.next().await?;
        if let Some(bytes) = line.body(message).await? {
            if body::read(&bytes).is_some() {
                counts.received.fetch_add(1, Ordering::AcqRel);
            }
            line.ack().await?;
        }
    }
}
