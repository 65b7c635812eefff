//! The pace of work beside selling: as long a rest behind each slice as the slice took, so that no sale waits for
//! the processor or the disk, and an end at once when the till is closed.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::Error;

/// So many instructions of SQLite are a slice: some hundred microseconds.
const SLICE: i32 = 2_000;

/// No rest is longer: after a slice that took long because the disk was busy.
const LONGEST_REST: Duration = Duration::from_millis(50);

/// How work goes that is done while the till sells. Clones are of the same work.
#[derive(Debug, Clone)]
pub struct Pace {
    rests: bool,
    is_stopped: Arc<AtomicBool>,
    /// When the slice under way began.
    begun: Arc<Mutex<Instant>>,
}

impl Pace {
    /// In slices, with rests between them.
    pub fn beside_selling() -> Self {
        Self::new(true)
    }

    /// As fast as it goes: somebody waits for it.
    pub(crate) fn at_once() -> Self {
        Self::new(false)
    }

    fn new(rests: bool) -> Self {
        let begun = Arc::new(Mutex::new(Instant::now()));
        Self { rests, is_stopped: Arc::default(), begun }
    }

    /// The work ends with [`Error::Stopped`] at its next slice.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Ends a slice, and takes the rest behind it.
    pub(crate) fn rest(&self) -> Result<(), Error> {
        if self.rests {
            let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
            std::thread::sleep(begun.elapsed().min(LONGEST_REST));
            *begun = Instant::now();
        }
        if self.is_stopped.load(Ordering::Relaxed) { Err(Error::Stopped) } else { Ok(()) }
    }

    /// From here on every statement of this connection goes at this pace.
    pub(crate) fn hold(&self, connection: &Connection) -> Result<(), Error> {
        let pace = self.clone();
        let _ = pace.rest();
        Ok(connection.progress_handler(SLICE, Some(move || pace.rest().is_err()))?)
    }

    /// Its statements go as fast as they can from here on, and to their end.
    pub(crate) fn let_go(connection: &Connection) -> Result<(), Error> {
        Ok(connection.progress_handler(0, None::<fn() -> bool>)?)
    }
}
