//! What the disk under all of them costs: the least that anybody pays for "durable".

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde::Serialize;

use crate::figures::percentile;

/// What is appended each time, in bytes.
pub(crate) const APPENDED: usize = 512;

/// One thread that appends so many bytes and syncs them, again and again.
#[derive(Debug, Serialize)]
pub(crate) struct Disk {
    /// Such as `ext4`.
    pub(crate) filesystem: String,
    pub(crate) sync_p50_us: u64,
    pub(crate) sync_p99_us: u64,
    pub(crate) syncs_per_s: u64,
}

/// Measures the disk of the folder.
pub(crate) fn measure(folder: &Path, time: Duration) -> Result<Disk> {
    let path = folder.join("sync");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let mut took_us = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < time {
        let before = Instant::now();
        file.write_all(&[b'x'; APPENDED])?;
        file.sync_data()?;
        took_us.push(u64::try_from(before.elapsed().as_micros())?);
    }
    let elapsed_ms = u64::try_from(begun.elapsed().as_millis())?.max(1);
    std::fs::remove_file(path)?;
    took_us.sort_unstable();
    Ok(Disk {
        filesystem: filesystem(folder)?,
        sync_p50_us: percentile(&took_us, 50),
        sync_p99_us: percentile(&took_us, 99),
        syncs_per_s: u64::try_from(took_us.len())? * 1000 / elapsed_ms,
    })
}

/// The type of the file system that the folder is on.
fn filesystem(folder: &Path) -> Result<String> {
    let folder = folder.canonicalize()?;
    let mounts = std::fs::read_to_string("/proc/mounts")?;
    // device where type …; the last and longest place that the folder is under is its own.
    let under = mounts.lines().filter_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let (place, kind) = (words.next()?, words.next()?);
        folder.starts_with(place).then_some((place.len(), kind))
    });
    let longest = under.max_by_key(|&(length, _)| length);
    Ok(longest.map_or("unknown", |(_, kind)| kind).to_owned())
}
