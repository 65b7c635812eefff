//! One order event, durable, beside a bare SQLite insert of the same bytes with the same durability.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use domain::Actor;
use providers::Clock;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use store::{ChargeKey, DATABASE, Store};

use crate::figures::{Wanted, middle, ratio};
use crate::log::make::{Seller, SystemClock, record_all};
use crate::table::Line;

/// Events of one round, of each of the two.
const EVENTS: i64 = 300;

/// Appends to the log of this home in alternating rounds, and to a bare table beside it.
pub(crate) fn measure(home: &Path, seller: &Seller, first: i64, rounds: u32) -> Result<Line> {
    let mut store = Store::open(home, SystemClock.now())?;
    let bare = Bare::open(&home.join("bare.db"))?;
    let (mut ours, mut theirs, mut bytes) = (Vec::new(), Vec::new(), 0);
    for round in 0..=i64::from(rounds) {
        let numbers: Vec<i64> = (0..EVENTS).map(|at| first + round * EVENTS + at).collect();
        let keys = seller.sell_all(&mut store, &numbers, SystemClock.now())?;
        let took_us = ours_us(&mut store, seller, numbers.iter().copied().zip(keys))?;
        bytes = newest_event(home)?;
        let bare_us = bare.append(bytes)?;
        // The first round warms both up.
        if round > 0 {
            ours.push(took_us);
            theirs.push(bare_us);
        }
    }
    let times = ratio(theirs.iter().copied().zip(ours.iter().copied()));
    let each = |took: &[u64]| {
        #[expect(clippy::cast_precision_loss, reason = "microseconds are far below 2^52")]
        let each = middle(took.iter().map(|&us| us as f64 / 1_000.0 / EVENTS as f64));
        each.unwrap_or(0.0)
    };
    Ok(Line::judged(
        "append one order event, durable",
        times.context("no round")?,
        "x",
        Wanted::AtLeast(0.8),
        format!(
            "a bare insert of the same {bytes} bytes: {:.3} ms, and ours {:.3} ms ({rounds} rounds of \
             {EVENTS} each)",
            each(&theirs),
            each(&ours)
        ),
    ))
}

/// The answers to so many requests, each in a commit of its own; how long that takes.
fn ours_us(
    store: &mut Store,
    seller: &Seller,
    charges: impl Iterator<Item = (i64, ChargeKey)>,
) -> Result<u64> {
    let now = SystemClock.now();
    let due_at = Some(now.plus_ms(60_000));
    let events: Vec<_> = charges
        .map(|(number, key)| Ok((key, seller.registered(number, now)?)))
        .collect::<Result<_>>()?;
    let begun = Instant::now();
    for event in events {
        record_all(store, &Actor::Till, now, due_at, vec![event])?;
    }
    Ok(u64::try_from(begun.elapsed().as_micros())?)
}

/// The bytes of the newest event, in all columns.
fn newest_event(home: &Path) -> Result<usize> {
    let path = home.join(DATABASE);
    let log = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = log.prepare("SELECT * FROM events ORDER BY seq DESC LIMIT 1")?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let row = rows.next()?.context("no event")?;
    let mut bytes = 0;
    for column in 0..columns {
        bytes += match row.get_ref(column)? {
            ValueRef::Null => 0,
            ValueRef::Integer(_) | ValueRef::Real(_) => 8,
            ValueRef::Text(text) | ValueRef::Blob(text) => text.len(),
        };
    }
    Ok(bytes)
}

/// A table of nothing but bytes, as durable as the log.
struct Bare(Connection);

impl Bare {
    fn open(path: &Path) -> Result<Self> {
        let bare = Connection::open(path)?;
        bare.pragma_update(None, "journal_mode", "WAL")?;
        bare.pragma_update(None, "synchronous", "FULL")?;
        bare.execute_batch(
            "CREATE TABLE events (seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
        )?;
        Ok(Self(bare))
    }

    /// So many rows of so many bytes, each in a commit of its own; how long that takes in microseconds.
    fn append(&self, bytes: usize) -> Result<u64> {
        let body = vec![b'x'; bytes];
        let mut statement = self.0.prepare("INSERT INTO events (body) VALUES (?1)")?;
        let begun = Instant::now();
        for _ in 0..EVENTS {
            statement.execute([&body])?;
        }
        Ok(u64::try_from(begun.elapsed().as_micros())?)
    }
}
