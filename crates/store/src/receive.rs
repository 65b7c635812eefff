//! Taking in what comes through the relay: cursor, journal and effect in one commit.

use domain::charge::Event;
#[cfg(feature = "sabotage")]
use domain::sabotage::{Sabotage, is_chosen};
use domain::{Order, OrderNumber, ProviderId, Reference, UnixMs};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::asks::{self, Which};
use crate::error::Error;
use crate::open::Store;
use crate::read::load;
use crate::received::{Outcome, Received, count, place};
use crate::write::{ChargeKey, append_event, attempt_of};

/// How many rows of the journal are kept.
const JOURNAL: i64 = 10_000;

/// An event as the relay brought it, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The life of the relay's store.
    pub epoch: String,
    /// Its place in the till's stream.
    pub seq: u64,
    /// The place before it in the till's stream.
    pub previous: u64,
    /// The relay's id for it.
    pub event_id: String,
    /// The relay's route that it came through.
    pub route: String,
    /// When the relay received it, on the relay's clock.
    pub relayed_at: UnixMs,
    /// SHA-256 of the body, in hex.
    pub body_sha256: String,
    /// Length of the body in bytes.
    pub body_len: u32,
}

/// What an event calls its charge.
#[derive(Debug, Clone, Copy)]
pub struct Called<'a> {
    /// The adapter that it came for.
    pub provider: &'a str,
    /// The provider's ids.
    pub ids: &'a [ProviderId],
    /// Our reference.
    pub reference: Option<&'a Reference>,
}

/// What is done with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing but the row in the journal.
    SetAside(Outcome, Option<String>),
    /// No proof: the charge is asked about now. With the reason.
    Hint(ChargeKey, String),
    /// Proof: the event is recorded if it changes the charge, which is then asked about once. With
    /// the provider's name for it.
    Proof(ChargeKey, Box<Event>, String),
}

/// What became of an arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is on disk now, with its effect.
    Now(Outcome),
    /// It was on disk before; nothing was done.
    Before,
    /// Events before it are missing, or it is of another epoch than the cursor: nothing was done, and
    /// it must not be acknowledged.
    Hole,
}

/// Where the till's stream is, and what came of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// The life of the relay's store.
    pub epoch: String,
    /// The last place on disk here; 0 for none.
    pub seq: u64,
    /// How many events were received in all.
    pub received: u64,
    /// How many of them were set aside.
    pub set_aside: u64,
    /// When the last one was, on our clock.
    pub last_event_at: Option<UnixMs>,
    /// The last gap: when we were told, on our clock, and why.
    pub gap: Option<(UnixMs, String)>,
}

impl Store {
    /// Takes in one event. `judge` sees the order that the event's charge belongs to, if it is in
    /// this log, as it is inside the transaction.
    pub fn receive(
        &mut self,
        arrival: &Arrival,
        now: UnixMs,
        called: Option<Called<'_>>,
        judge: impl FnOnce(Option<(&Order, u32)>) -> Verdict,
    ) -> Result<Taken, Error> {
        let tx = self.begin()?;
        if let Some(taken) = stream(&tx)?.and_then(|stream| not_next(arrival, &stream)) {
            return Ok(taken);
        }
        let found = called.map(|called| find(&tx, called)).transpose()?.flatten();
        let verdict = judge(found.as_ref().map(|(order, attempt)| (order, *attempt)));
        let (outcome, detail, charge) = carry_out(&tx, verdict, found, now)?;
        let row = Received {
            epoch: arrival.epoch.clone(),
            seq: arrival.seq,
            event_id: arrival.event_id.clone(),
            route: arrival.route.clone(),
            relayed_at: arrival.relayed_at,
            at: now,
            body_sha256: arrival.body_sha256.clone(),
            body_len: arrival.body_len,
            outcome,
            detail,
            charge,
        };
        journal(&tx, &row)?;
        move_cursor(&tx, &row)?;
        tx.commit()?;
        Ok(Taken::Now(outcome))
    }

    /// Writes down that the events up to `seq` of `epoch` will not come: the cursor moves there, and
    /// every charge that is not paid is asked about now.
    pub fn skip(&mut self, epoch: &str, seq: u64, reason: &str, now: UnixMs) -> Result<(), Error> {
        let tx = self.begin()?;
        let row = Received {
            epoch: epoch.to_owned(),
            seq,
            event_id: String::new(),
            route: String::new(),
            relayed_at: now,
            at: now,
            body_sha256: String::new(),
            body_len: 0,
            outcome: Outcome::Gap,
            detail: Some(reason.to_owned()),
            charge: None,
        };
        journal(&tx, &row)?;
        move_cursor(&tx, &row)?;
        asks::hasten(&tx, Which::Unpaid, now)?;
        Ok(tx.commit()?)
    }

    /// Where the till's stream is; `None` before the first welcome.
    pub fn stream(&self) -> Result<Option<Stream>, Error> {
        stream(&self.connection)
    }

    /// Notes the first epoch that this till hears of, so that it can tell when there is another.
    pub fn begin_stream(&mut self, epoch: &str) -> Result<(), Error> {
        self.connection
            .execute("INSERT OR IGNORE INTO stream (id, epoch, seq) VALUES (1, ?1, 0)", [epoch])?;
        Ok(())
    }

    /// The till's code, if it has one yet.
    pub fn till_code(&self) -> Result<Option<String>, Error> {
        let code = self.connection.query_row("SELECT code FROM till", [], |row| row.get(0));
        Ok(code.optional()?)
    }
}

/// Why an arrival is not what comes next in a stream; `None` if it is.
fn not_next(arrival: &Arrival, stream: &Stream) -> Option<Taken> {
    let is_other_life = stream.epoch != arrival.epoch;
    let is_known = arrival.seq <= stream.seq;
    #[cfg(feature = "sabotage")]
    let (is_other_life, is_known) = (
        is_other_life && !is_chosen(Sabotage::NoEpochCheck),
        is_known && !is_chosen(Sabotage::NoCursorCheck),
    );
    if is_other_life {
        Some(Taken::Hole)
    } else if is_known {
        Some(Taken::Before)
    } else {
        (arrival.previous > stream.seq).then_some(Taken::Hole)
    }
}

/// The charge of that name: the provider's id goes before our reference.
fn find(tx: &Transaction<'_>, called: Called<'_>) -> Result<Option<(Order, u32)>, Error> {
    let mut key: Option<(i64, u32)> = None;
    let columns = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    for id in called.ids {
        let mut statement = tx.prepare_cached(
            "SELECT order_number, attempt FROM charges WHERE provider_id = ?1 AND provider = ?2",
        )?;
        key = key.or(statement.query_row([id.as_str(), called.provider], columns).optional()?);
    }
    if let (None, Some(reference)) = (key, called.reference) {
        let mut statement = tx.prepare_cached(
            "SELECT order_number, attempt FROM charges WHERE reference = ?1 AND provider = ?2",
        )?;
        key = statement.query_row([reference.as_str(), called.provider], columns).optional()?;
    }
    let Some((number, attempt)) = key else { return Ok(None) };
    let number = OrderNumber::new(number).ok_or_else(|| Error::damaged("an order number"))?;
    Ok(Some((load(tx, number)?, attempt)))
}

fn carry_out(
    tx: &Transaction<'_>,
    verdict: Verdict,
    found: Option<(Order, u32)>,
    now: UnixMs,
) -> Result<(Outcome, Option<String>, Option<ChargeKey>), Error> {
    match verdict {
        Verdict::SetAside(outcome, detail) => Ok((outcome, detail, None)),
        Verdict::Hint(key, why) => {
            asks::hasten(tx, Which::One(key), now)?;
            Ok((Outcome::Hint, Some(why), Some(key)))
        }
        Verdict::Proof(key, event, kind) => {
            let order = found.map(|(order, _)| order).filter(|order| order.number == key.order);
            let order = order.map_or_else(|| load(tx, key.order), Ok)?;
            let before = attempt_of(&order, key)?;
            let after = append_event(tx, key, before, &event, now)?;
            let changed = after.is_some();
            let order = after.unwrap_or(order);
            if changed || !attempt_of(&order, key)?.is_agreed() {
                asks::hasten(tx, Which::One(key), now)?;
            }
            let outcome = if changed { Outcome::Applied } else { Outcome::Known };
            Ok((outcome, Some(kind), Some(key)))
        }
    }
}

fn stream(connection: &Connection) -> Result<Option<Stream>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT epoch, seq, received, set_aside, last_event_at_ms, gap_at_ms, gap_reason
         FROM stream",
    )?;
    let stream = statement.query_row([], |row| {
        let (gap_at, reason): (Option<i64>, Option<String>) = (row.get(5)?, row.get(6)?);
        let last_event_at: Option<i64> = row.get(4)?;
        Ok(Stream {
            epoch: row.get(0)?,
            seq: count(row.get(1)?),
            received: count(row.get(2)?),
            set_aside: count(row.get(3)?),
            last_event_at: last_event_at.map(UnixMs::new),
            gap: gap_at.map(UnixMs::new).zip(reason),
        })
    });
    Ok(stream.optional()?)
}

fn journal(tx: &Transaction<'_>, row: &Received) -> Result<(), Error> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO received (epoch, seq, event_id, route, relayed_at_ms, at_ms, body_sha256,
             body_len, outcome, detail, order_number, attempt)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    let id = statement.insert(params![
        row.epoch,
        place(row.seq)?,
        row.event_id,
        row.route,
        row.relayed_at.get(),
        row.at.get(),
        row.body_sha256,
        row.body_len,
        row.outcome.word(),
        row.detail,
        row.charge.map(|key| key.order.get()),
        row.charge.map(|key| key.attempt),
    ])?;
    tx.execute("DELETE FROM received WHERE id <= ?1", [id.saturating_sub(JOURNAL)])?;
    Ok(())
}

fn move_cursor(tx: &Transaction<'_>, row: &Received) -> Result<(), Error> {
    let is_gap = row.outcome == Outcome::Gap;
    tx.prepare_cached(
        "INSERT INTO stream (id, epoch, seq, received, set_aside, last_event_at_ms, gap_at_ms,
             gap_reason)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET
             epoch = excluded.epoch, seq = excluded.seq,
             received = received + excluded.received, set_aside = set_aside + excluded.set_aside,
             last_event_at_ms = coalesce(excluded.last_event_at_ms, last_event_at_ms),
             gap_at_ms = coalesce(excluded.gap_at_ms, gap_at_ms),
             gap_reason = coalesce(excluded.gap_reason, gap_reason)",
    )?
    .execute(params![
        row.epoch,
        place(row.seq)?,
        !is_gap,
        row.outcome.is_set_aside(),
        (!is_gap).then_some(row.at.get()),
        is_gap.then_some(row.at.get()),
        row.detail.as_ref().filter(|_| is_gap),
    ])?;
    Ok(())
}
