//! What it costs to keep a log of years: its bytes, its proof, its backups.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use domain::{OrderNumber, UnixMs};
use providers::Clock;
use store::{DATABASE, Pace, Store, daily};

use crate::figures::Wanted;
use crate::log::make::{DAY_MS, Seller, SystemClock};
use crate::table::Line;

/// The day from today of the backup that is made beside sales.
const BESIDE_SALES: i64 = 2;
/// The day from today of the first backup after it.
const FIRST_DAY: i64 = BESIDE_SALES + 1;
/// Backups of more than so many times the log are too many, however many come after.
const HOPELESS: u64 = 3;

/// The bytes of the log's file for each of its orders.
#[expect(clippy::cast_precision_loss, reason = "bytes and orders are far below 2^52")]
pub(crate) fn bytes(home: &Path, orders: OrderNumber) -> Result<Line> {
    let bytes = fs::metadata(home.join(DATABASE))?.len() as f64;
    let each = bytes / orders.get() as f64;
    let beside = format!("{:.0} MB in all", bytes / 1e6);
    Ok(Line::judged("bytes an order, file alone", each, "", Wanted::AtMost(1_000.0), beside))
}

/// Proves the whole log, as `balcao verify` does.
#[expect(clippy::cast_precision_loss, reason = "events are far below 2^52")]
pub(crate) fn verify(home: &Path) -> Result<Line> {
    let store = Store::open_to_read(home)?;
    let begun = Instant::now();
    let verified = store.verify()?;
    let took_s = begun.elapsed().as_secs_f64();
    let beside = format!("{} events in {took_s:.1} s", verified.events);
    Ok(Line::reported("verify", verified.events as f64 / took_s, " events/s", beside))
}

/// The disk that the backups of a log take, as a multiple of the log: one is made each day, until two days
/// have added nothing, or what is wanted is past hope.
#[expect(clippy::cast_precision_loss, reason = "bytes are far below 2^52")]
pub(crate) fn disk(home: &Path) -> Result<Line> {
    let log = fs::metadata(home.join(DATABASE))?.len();
    let (mut day, mut unchanged, mut most) = (FIRST_DAY, 0, backups(home)?);
    while unchanged < 2 && most.bytes <= HOPELESS * log {
        Store::open_to_read(home)?.back_up_if_due(SystemClock.now().plus_ms(day * DAY_MS))?;
        let now = backups(home)?;
        unchanged = if now.bytes > most.bytes { 0 } else { unchanged + 1 };
        most = if now.bytes > most.bytes { now } else { most };
        day += 1;
    }
    let grows = if unchanged < 2 { ", and more each day" } else { "" };
    let beside = format!("{} files of a log of {:.1} MB{grows}", most.files, log as f64 / 1e6);
    let what = "backups: disk used, times the log";
    Ok(Line::judged(what, most.bytes as f64 / log as f64, "x", Wanted::AtMost(2.0), beside))
}

/// The backups of a log as they are on the disk.
struct Backups {
    files: u32,
    bytes: u64,
}

fn backups(home: &Path) -> Result<Backups> {
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(home.join("backups")).context("no backup was made")? {
        files += 1;
        bytes += entry?.metadata()?.len();
    }
    Ok(Backups { files, bytes })
}

/// Between two sales: busier than a counter ever is.
const BETWEEN_SALES: Duration = Duration::from_millis(300);
/// An open till brings what was written ahead into the log itself when nothing was written for so long; here it does
/// so without looking, so that sales meet it as well.
const FLUSH_EVERY: Duration = Duration::from_millis(250);

/// The longest time that one sale takes to be on disk while the log is proved and backed up beside it, and while it is
/// not.
pub(crate) fn pause(home: &Path, seller: &Seller, first: i64) -> Result<Line> {
    let mut store = Store::open(home, SystemClock.now())?;
    let over = AtomicBool::new(false);
    let before = backups(home).map_or(0, |it| it.files);
    let (made, during, sold) = std::thread::scope(|scope| {
        let backup = scope.spawn(|| {
            let begun = Instant::now();
            let at = SystemClock.now().plus_ms(BESIDE_SALES * DAY_MS);
            let made = daily(home, at, 180, &Pace::beside_selling());
            over.store(true, Ordering::Relaxed);
            (made, begun.elapsed())
        });
        let sold = longest_sale(&mut store, seller, first, || over.load(Ordering::Relaxed));
        let (made, took) = backup.join().map_err(|_| anyhow::anyhow!("the backup panicked"))?;
        let (longest, sold) = sold?;
        made?;
        anyhow::ensure!(backups(home)?.files > before, "no backup was made");
        Ok::<_, anyhow::Error>((took, longest, sold))
    })?;
    let begun = Instant::now();
    let as_long = made.min(Duration::from_mins(1));
    let (alone, _) = longest_sale(&mut store, seller, first + sold, || begun.elapsed() > as_long)?;
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let beside = format!(
        "{:.2} ms while none is made ({sold} sales in the {:.1} s of a backup)",
        ms(alone),
        made.as_secs_f64()
    );
    let what = "longest pause of a sale while a backup is made";
    Ok(Line::judged(what, ms(during), " ms", Wanted::AtMost(5.0), beside))
}

/// Sells until it is over, as an open till does; the longest time of a sale, and how many were sold.
fn longest_sale(
    store: &mut Store,
    seller: &Seller,
    first: i64,
    is_over: impl Fn() -> bool,
) -> Result<(Duration, i64)> {
    let home = store.home().to_owned();
    std::thread::scope(|scope| {
        // Dropped with the last sale, and where one fails.
        let (open, closed) = mpsc::channel::<()>();
        let flusher = scope.spawn(move || {
            while closed.recv_timeout(FLUSH_EVERY) == Err(RecvTimeoutError::Timeout) {
                Store::flush(&home)?;
            }
            Ok::<_, store::Error>(())
        });
        let (mut longest, mut sold) = (Duration::ZERO, 0);
        while !is_over() && !flusher.is_finished() {
            let now: UnixMs = SystemClock.now();
            let begun = Instant::now();
            seller.sell(store, first + sold, now)?;
            longest = longest.max(begun.elapsed());
            sold += 1;
            std::thread::sleep(BETWEEN_SALES);
        }
        drop(open);
        flusher.join().map_err(|_| anyhow::anyhow!("the flusher panicked"))??;
        Ok((longest, sold))
    })
}
