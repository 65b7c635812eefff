//! The disk under a till's home: how much is free, whether it takes what is written, and how long that takes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use checkout::{Checkout, Listening};
use contract::{DiskWarning, Fact, Failure, FailureCode};

use crate::leftovers;

/// What the names of the files begin with that are written to see whether the disk takes them.
const PROBE: &str = "disk-probe-";
/// As much as a sale writes, with room to spare, in bytes.
const PROBED: usize = 64 * 1024;
/// With less than this, in MB, nothing is sold for long.
const LOW_MB: u64 = 200;
/// With less than this, in MB, nothing may be sold any moment.
const LEAST_MB: u64 = 2;
/// How often to look while a customer waits.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// A disk that takes longer keeps each sale waiting, several times.
const SLOW: Duration = Duration::from_millis(250);

/// Looks at the disk of a home, and writes to it. Fails where it takes nothing, or all but nothing is free.
pub(crate) fn look_at(home: &Path) -> Result<Fact, Failure> {
    let free_mb = free_bytes(home).map(|bytes| bytes / 1_000_000);
    let unwritable = |why: String| Failure::with(FailureCode::LogUnwritable, why);
    let in_words =
        |free: Option<u64>| free.map_or_else(String::new, |free| format!(" ({free} MB free)"));
    let sync = probe(home).map_err(|error| unwritable(format!("{error}{}", in_words(free_mb))))?;
    if free_mb.is_some_and(|free| free < LEAST_MB) {
        return Err(unwritable(format!("almost full{}", in_words(free_mb))));
    }
    let is_low = free_mb.is_some_and(|free| free < LOW_MB);
    let warning = if is_low {
        Some(DiskWarning::LowSpace)
    } else {
        (sync > SLOW).then_some(DiskWarning::SlowSync)
    };
    Ok(Fact::Disk {
        free_mb,
        sync_ms: u64::try_from(sync.as_millis()).unwrap_or(u64::MAX),
        warning,
    })
}

/// Brings something to the disk of a home and takes it away again; says how long the disk took.
fn probe(home: &Path) -> io::Result<Duration> {
    with_probe(home, |file| {
        let begun = Instant::now();
        file.sync_all()?;
        Ok(begun.elapsed())
    })
}

/// Whether the disk of a home takes what is new. Nothing waits for it.
fn has_room(home: &Path) -> bool {
    with_probe(home, |_| Ok(())).is_ok()
}

/// Writes as much as a sale does, and takes it away again. It is locked meanwhile: what nobody holds was left by a
/// process that was killed.
fn with_probe<T>(home: &Path, and: impl FnOnce(&File) -> io::Result<T>) -> io::Result<T> {
    let (path, mut file) = leftovers::begin(home, PROBE)?;
    let written = file.write_all(&vec![0; PROBED]).and_then(|()| and(&file));
    let _ = fs::remove_file(&path);
    written
}

/// Looks every few seconds, while a customer waits, whether the disk takes what is new: that it does not is said
/// before the next sale is refused.
pub(crate) async fn watch(home: PathBuf, checkout: Arc<Checkout>) {
    let mut listening = checkout.listening();
    loop {
        let is_waiting = !matches!(
            *listening.borrow_and_update(),
            Listening::Idle
                | Listening::Live { every_ms: None }
                | Listening::LinkLost { every_ms: None }
        );
        if is_waiting {
            let home = home.clone();
            let room = tokio::task::spawn_blocking(move || has_room(&home)).await;
            checkout.note_room(room.unwrap_or(true));
            tokio::time::sleep(LOOK_EVERY).await;
        } else if listening.changed().await.is_err() {
            return;
        }
    }
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}
