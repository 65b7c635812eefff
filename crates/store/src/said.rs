//! What people have said of the money of an order: who did, which the order itself does not know.

use domain::charge::Rejection;
use domain::{Actor, Order, OrderNumber, UnixMs};
use rusqlite::{Connection, params};

use crate::error::Error;
use crate::log::read_actor;
use crate::log::row::{CONFIRMED_BY_HAND, GIVEN_UP};
use crate::reader::Reader;

/// A person has confirmed an attempt by hand, or has given it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which attempt.
    pub attempt: u32,
    /// What.
    pub what: Saying,
    /// Who, and who has approved it.
    pub by: Option<Actor>,
    /// When, on our clock.
    pub at: UnixMs,
}

/// What a person may say of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    /// Its money has come.
    ConfirmedByHand,
    /// It is not waited for any more.
    GivenUp,
}

impl Reader {
    /// What people have said of an order, oldest first. Of an order of which nobody has, no event is read.
    pub fn said(&self, order: &Order) -> Result<Vec<Said>, Error> {
        let is_spoken_of = order.attempts.iter().any(|charge| {
            charge.by_hand.is_some() || charge.rejection.as_ref().is_some_and(Rejection::is_by_hand)
        });
        if is_spoken_of { said(&self.connection, order.number) } else { Ok(Vec::new()) }
    }
}

fn said(log: &Connection, order: OrderNumber) -> Result<Vec<Said>, Error> {
    let mut statement = log.prepare_cached(
        "SELECT attempt, kind, actor, at_ms FROM events
         WHERE stream = 'order' AND stream_id = ?1 AND kind IN (?2, ?3) ORDER BY seq",
    )?;
    let mut rows = statement.query(params![order.get(), CONFIRMED_BY_HAND, GIVEN_UP])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let is_given_up = row.get_ref(1)?.as_str().ok() == Some(GIVEN_UP);
        found.push(Said {
            attempt: row.get(0)?,
            what: if is_given_up { Saying::GivenUp } else { Saying::ConfirmedByHand },
            by: read_actor(row.get::<_, Option<String>>(2)?.as_deref())?,
            at: UnixMs::new(row.get(3)?),
        });
    }
    Ok(found)
}
