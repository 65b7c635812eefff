//! What webhooks without proof tell of a charge's refunds and disputes, beside the chain.
//!
//! It enters the log in one commit with the provider's own answer that says the same; without one it is
//! forgotten.

use domain::charge::Event;
use domain::{OrderNumber, UnixMs};
use rusqlite::{Connection, Transaction, params};

use crate::error::Error;
use crate::log::row::{read_event, write_event};
use crate::open::Store;
use crate::order::ChargeKey;
use crate::relay_cursor::count_dropped;
use crate::tx::Tx;

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
        noticed(&self.connection, order)
    }

    /// Forgets what was told of a charge before a moment on our clock: the provider has not said the
    /// same.
    pub fn forget_notices(&mut self, key: ChargeKey, before: UnixMs) -> Result<(), Error> {
        self.execute(
            "DELETE FROM notices WHERE order_number = ?1 AND attempt = ?2 AND at_ms < ?3",
            params![key.order.get(), key.attempt, before.get()],
        )?;
        Ok(())
    }
}

/// See [`Store::noticed`].
pub(crate) fn noticed(log: &Connection, order: OrderNumber) -> Result<Vec<(u32, Noticed)>, Error> {
    let mut statement = log.prepare_cached(
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

/// What webhooks without proof tell of charges, as it is inside a transaction.
impl Tx<'_> {
    /// Keeps what is told of a charge; the same once.
    pub fn keep_notice(&self, key: ChargeKey, event: &Event) -> Result<(), Error> {
        let (kind, body) = write_event(event)?;
        let kept = self
            .prepare_cached(
                "INSERT OR IGNORE INTO notices (order_number, attempt, kind, body, at_ms)
             SELECT ?1, ?2, ?3, ?4, ?5
             WHERE (SELECT count(*) FROM notices WHERE order_number = ?1 AND attempt = ?2) < ?6",
            )?
            .execute(params![
                key.order.get(),
                key.attempt,
                kind,
                body,
                self.now().get(),
                MOST_OF_ONE
            ])?;
        let is_there: bool = self.query_row(
            "SELECT EXISTS (SELECT 1 FROM notices
                            WHERE order_number = ?1 AND attempt = ?2 AND kind = ?3 AND body = ?4)",
            params![key.order.get(), key.attempt, kind, body],
            |row| row.get(0),
        )?;
        let dropped = self
            .prepare_cached(
                "DELETE FROM notices
             WHERE id <= (SELECT id FROM notices ORDER BY id DESC LIMIT 1 OFFSET ?1)",
            )?
            .execute([MOST])?;
        count_dropped(self, dropped + usize::from(kept == 0 && !is_there))
    }

    /// What is told of the charge, oldest first.
    pub fn notices(&self, key: ChargeKey, about: Notice) -> Result<Vec<Event>, Error> {
        read(self, key, about.kind())
    }

    /// Takes out what is told of the charge, oldest first.
    pub fn take_notices(&self, key: ChargeKey, about: Notice) -> Result<Vec<Event>, Error> {
        let told = read(self, key, about.kind())?;
        self.prepare_cached(
            "DELETE FROM notices WHERE order_number = ?1 AND attempt = ?2 AND kind = ?3",
        )?
        .execute(params![key.order.get(), key.attempt, about.kind()])?;
        Ok(told)
    }
}

/// What a notice can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Money that went back: [`Event::RefundNoticed`].
    Refund,
    /// A claim of the payer's bank: [`Event::DisputeNoticed`].
    Dispute,
}

impl Notice {
    const fn kind(self) -> &'static str {
        match self {
            Self::Refund => "refund_told",
            Self::Dispute => "dispute_told",
        }
    }
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
