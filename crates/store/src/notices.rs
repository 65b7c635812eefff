//! What webhooks without proof tell of a charge's refunds and disputes, beside the chain.
//!
//! It enters the log in one commit with the provider's own answer that says the same; without one it is
//! forgotten.

use domain::charge::{Charge, Event, Evidence, RefundNotice, Seen};
use domain::{OrderNumber, UnixMs};
use rusqlite::{Transaction, params};

use crate::error::Error;
use crate::log::row::{read_event, write_event};
use crate::open::Store;
use crate::relay_cursor::count_dropped;
use crate::write::ChargeKey;

/// More are not kept of all charges together: the oldest gives way.
const MOST: u32 = 1_000;
/// More are not kept of one charge.
const MOST_OF_ONE: u32 = 100;

/// What a webhook without proof tells of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// [`Event::RefundNoticed`] or [`Event::DisputeNoticed`].
    pub event: Event,
    /// When it came, on our clock.
    pub at: UnixMs,
}

impl Store {
    /// What is told of an order's attempts and not confirmed, oldest first, each with its attempt.
    pub fn noticed(&self, order: OrderNumber) -> Result<Vec<(u32, Noticed)>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT attempt, kind, body, at_ms FROM notices WHERE order_number = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([order.get()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (kind, body): (String, String) = (row.get(1)?, row.get(2)?);
            let event = read_event(&kind, &body)?;
            found.push((row.get(0)?, Noticed { event, at: UnixMs::new(row.get(3)?) }));
        }
        Ok(found)
    }

    /// Forgets what was told of a charge before a moment on our clock: the provider has not said the
    /// same.
    pub fn forget_notices(&mut self, key: ChargeKey, before: UnixMs) -> Result<(), Error> {
        self.connection.execute(
            "DELETE FROM notices WHERE order_number = ?1 AND attempt = ?2 AND at_ms < ?3",
            params![key.order.get(), key.attempt, before.get()],
        )?;
        Ok(())
    }
}

/// Keeps what is told of a charge; the same once.
pub(crate) fn keep(
    tx: &Transaction<'_>,
    key: ChargeKey,
    event: &Event,
    now: UnixMs,
) -> Result<(), Error> {
    let (kind, body) = write_event(event)?;
    let kept = tx.execute(
        "INSERT OR IGNORE INTO notices (order_number, attempt, kind, body, at_ms)
         SELECT ?1, ?2, ?3, ?4, ?5
         WHERE (SELECT count(*) FROM notices WHERE order_number = ?1 AND attempt = ?2) < ?6",
        params![key.order.get(), key.attempt, kind, body, now.get(), MOST_OF_ONE],
    )?;
    let is_there: bool = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM notices
                        WHERE order_number = ?1 AND attempt = ?2 AND kind = ?3 AND body = ?4)",
        params![key.order.get(), key.attempt, kind, body],
        |row| row.get(0),
    )?;
    let dropped = tx.execute(
        "DELETE FROM notices WHERE id <= (SELECT id FROM notices ORDER BY id DESC LIMIT 1 OFFSET ?1)",
        [MOST],
    )?;
    count_dropped(tx, dropped + usize::from(kept == 0 && !is_there))
}

/// Takes out what was told of the charge, as it stands, and is confirmed by this event: it goes into the
/// log before the event itself.
pub(crate) fn confirmed_by(
    tx: &Transaction<'_>,
    key: ChargeKey,
    charge: &Charge,
    event: &Event,
) -> Result<Vec<Event>, Error> {
    let observation = match event {
        Event::Seen(observation) => observation,
        // A person has looked at it.
        Event::DisputeClosed { .. } => return take(tx, key, "dispute_told"),
        _ => return Ok(Vec::new()),
    };
    let kind = match &observation.status {
        _ if observation.evidence != Evidence::Polled => return Ok(Vec::new()),
        Seen::Refunded(_, reports)
            if !charge.bears_out(&parts(&read(tx, key, "refund_told")?), reports) =>
        {
            return Ok(Vec::new());
        }
        Seen::Refunded(..) => "refund_told",
        Seen::Disputed(..) => "dispute_told",
        Seen::Waiting | Seen::Paid(_) | Seen::Expired | Seen::Cancelled | Seen::Unknown(_) => {
            return Ok(Vec::new());
        }
    };
    take(tx, key, kind)
}

fn parts(told: &[Event]) -> Vec<RefundNotice> {
    let part = |event: &Event| match event {
        Event::RefundNoticed(notice) => Some(notice.clone()),
        _ => None,
    };
    told.iter().filter_map(part).collect()
}

/// Takes out what was told of the charge, oldest first.
fn take(tx: &Transaction<'_>, key: ChargeKey, kind: &str) -> Result<Vec<Event>, Error> {
    let told = read(tx, key, kind)?;
    tx.execute(
        "DELETE FROM notices WHERE order_number = ?1 AND attempt = ?2 AND kind = ?3",
        params![key.order.get(), key.attempt, kind],
    )?;
    Ok(told)
}

/// What was told of the charge, oldest first.
fn read(tx: &Transaction<'_>, key: ChargeKey, kind: &str) -> Result<Vec<Event>, Error> {
    let mut statement = tx.prepare_cached(
        "SELECT body FROM notices WHERE order_number = ?1 AND attempt = ?2 AND kind = ?3 ORDER BY id",
    )?;
    let bodies: Vec<String> = statement
        .query_map(params![key.order.get(), key.attempt, kind], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    bodies.iter().map(|body| read_event(kind, body)).collect()
}
