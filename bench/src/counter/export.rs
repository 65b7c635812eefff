//! Exports of many orders: rows a second, and whether memory grows with them.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::balcao::Till;
use crate::child::peak_memory;
use crate::figures::Wanted;
use crate::table::Line;

/// Days of a shop that sells 500 times a day, which are 10,000 and 100,000 orders.
const DAYS: [i64; 2] = [20, 200];
const DAY_S: i64 = 86_400;

/// The export of a hundred thousand orders, beside one of ten thousand.
pub(super) fn measure(till: &Till, folder: &Path) -> Result<[Line; 2]> {
    fs::create_dir_all(folder)?;
    let [few, many] = DAYS.map(|days| exported(till, &folder.join(format!("{days}.csv")), days));
    let (few, many) = (few?, many?);
    let beside = format!("{} rows in {:.2} s", many.rows, many.took.as_secs_f64());
    let memory = format!("{} rows: {} MiB", few.rows, few.bytes >> 20);
    Ok([
        Line::judged(
            "`balcao export orders`, rows a second",
            rate(many.rows, many.took),
            "",
            Wanted::AtLeast(50_000.0),
            beside,
        ),
        Line::judged(
            "its memory, times that of a tenth of the rows",
            ratio(many.bytes, few.bytes),
            "x",
            Wanted::AtMost(1.1),
            memory,
        ),
    ])
}

struct Exported {
    rows: u64,
    took: Duration,
    /// Resident at the most.
    bytes: u64,
}

fn exported(till: &Till, file: &Path, days: i64) -> Result<Exported> {
    // The made log ends twenty days ago.
    let end = jiff::Timestamp::now().as_second() - 20 * DAY_S;
    let day = |at: i64| -> Result<String> {
        Ok(jiff::Timestamp::from_second(at)?.strftime("%Y-%m-%d").to_string())
    };
    let (from, to) = (day(end - days * DAY_S)?, day(end)?);
    let arguments = ["export", "orders", "--from", &from, "--to", &to, "--format", "csv-machine"];
    let begun = Instant::now();
    let mut command = till.command(&arguments);
    command.stdin(Stdio::null()).stdout(File::create(file)?).stderr(Stdio::null());
    let mut child = command.spawn().context("cannot start balcao")?;
    let bytes = peak_memory(&mut child)?;
    anyhow::ensure!(child.wait()?.success(), "balcao export failed");
    let took = begun.elapsed();
    let lines = fs::read_to_string(file)?.lines().count();
    Ok(Exported { rows: u64::try_from(lines.saturating_sub(1))?, took, bytes })
}

#[expect(clippy::cast_precision_loss, reason = "rows are far below 2^52")]
fn rate(rows: u64, took: Duration) -> f64 {
    rows as f64 / took.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "bytes are far below 2^52")]
fn ratio(many: u64, few: u64) -> f64 {
    many as f64 / few.max(1) as f64
}
