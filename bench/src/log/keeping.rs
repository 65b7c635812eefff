//! What it costs to keep a log of years: its bytes, its proof, its backups.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use domain::{OrderNumber, UnixMs};
use providers::Clock;
use store::{DATABASE, Store};

use crate::figures::Wanted;
use crate::log::make::{Seller, SystemClock};
use crate::table::Line;

const DAY_MS: i64 = 86_400_000;
/// How long backups pile up, in days: until the oldest are thinned out.
const DAYS: i64 = 400;

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

/// The disk that the backups of a log take once they have piled up, as a multiple of the log: on a small
/// log, for the files are as many as those of a large one.
#[expect(clippy::cast_precision_loss, reason = "bytes are far below 2^52")]
pub(crate) fn disk(home: &Path) -> Result<Line> {
    let log = fs::metadata(home.join(DATABASE))?.len() as f64;
    let now = SystemClock.now();
    for day in 0..DAYS {
        Store::back_up_beside(home, now.plus_ms(day * DAY_MS))?;
    }
    let folder = home.join("backups");
    let (mut files, mut bytes) = (0_u32, 0);
    for entry in fs::read_dir(&folder).context("no backup was made")? {
        files += 1;
        bytes += entry?.metadata()?.len();
    }
    let beside = format!("{files} files after {DAYS} days, of a log of {:.1} MB", log / 1e6);
    let what = "backups: disk used, times the log";
    Ok(Line::judged(what, bytes as f64 / log, "x", Wanted::AtMost(2.0), beside))
}

/// The longest time that one sale takes to be on disk while a backup is made beside it, and while none is.
pub(crate) fn pause(home: &Path, seller: &Seller, first: i64) -> Result<Line> {
    let mut store = Store::open(home, SystemClock.now())?;
    let over = AtomicBool::new(false);
    let (made, during, sold) = std::thread::scope(|scope| {
        let backup = scope.spawn(|| {
            let begun = Instant::now();
            let made = Store::back_up_beside(home, SystemClock.now().plus_ms(2 * DAY_MS));
            over.store(true, Ordering::Relaxed);
            (made, begun.elapsed())
        });
        let sold = longest_sale(&mut store, seller, first, || over.load(Ordering::Relaxed));
        let (made, took) = backup.join().map_err(|_| anyhow::anyhow!("the backup panicked"))?;
        let (longest, sold) = sold?;
        anyhow::ensure!(made?, "no backup was made");
        Ok::<_, anyhow::Error>((took, longest, sold))
    })?;
    let begun = Instant::now();
    let as_long = made.min(Duration::from_secs(20));
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

/// Sells until it is over, at the pace of many tills; the longest time of a sale, and how many were sold.
fn longest_sale(
    store: &mut Store,
    seller: &Seller,
    first: i64,
    is_over: impl Fn() -> bool,
) -> Result<(Duration, i64)> {
    let (mut longest, mut sold) = (Duration::ZERO, 0);
    while !is_over() {
        let now: UnixMs = SystemClock.now();
        let begun = Instant::now();
        seller.sell(store, first + sold, now)?;
        longest = longest.max(begun.elapsed());
        sold += 1;
        std::thread::sleep(Duration::from_millis(10)); // a hundred sales a second
    }
    Ok((longest, sold))
}
