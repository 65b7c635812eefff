//! Looking into the log.

use domain::order::Happening;
use domain::{Actor, Caller, Order, OrderNumber, UnixMs};
use rusqlite::{Connection, params};

use crate::error::Error;
use crate::index::{Filter, numbers};
use crate::log::replay::{happenings_behind, replay};
use crate::log::row::BY_HAND;
use crate::log::{Family, Row, read_actor, rows_of};
use crate::open::Store;

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    /// Its place, 1 and up.
    pub seq: i64,
    /// The attempt that it happened to; 0: the whole order.
    pub attempt: u32,
    /// Its name, such as `registered`.
    pub kind: String,
    /// When it was written, on our clock.
    pub at: UnixMs,
    /// Who did it; absent in logs from before that was kept.
    pub by: Option<Actor>,
    /// SHA-256 of it and of the hash before, in hex.
    pub hash: String,
}

/// What a person has done to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The attempt that it was done to; 0: the whole order.
    pub attempt: u32,
    /// The name of the event, such as `refund_requested`.
    pub kind: String,
    /// When it was written, on our clock.
    pub at: UnixMs,
    /// Who did it.
    pub by: Caller,
}

/// At most so many events are looked at at once.
const LONGEST: u32 = 1_000;

/// A stretch of the log. What is read of one has an end that does not move while others write, so that whoever goes
/// on at its end hears of each event once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The place before its first event.
    pub behind: i64,
    /// The place of its last event; `behind` itself where there is none.
    pub upto: i64,
}

impl Store {
    /// One order, replayed.
    pub fn order(&self, number: OrderNumber) -> Result<Order, Error> {
        load(&self.connection, number)
    }

    /// The orders that pass the filter, newest first.
    pub fn orders(&self, filter: &Filter) -> Result<Vec<Order>, Error> {
        let numbers = numbers(&self.connection, filter)?;
        numbers.into_iter().map(|number| self.order(number)).collect()
    }

    /// An order's events, oldest first.
    pub fn events(&self, number: OrderNumber) -> Result<Vec<EventRecord>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT seq, attempt, kind, at_ms, actor, hash FROM events
             WHERE stream = 'order' AND stream_id = ?1 ORDER BY seq",
        )?;
        let mut rows = statement.query([number.get()])?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            events.push(EventRecord {
                seq: row.get(0)?,
                attempt: row.get(1)?,
                kind: row.get(2)?,
                at: UnixMs::new(row.get(3)?),
                by: read_actor(row.get::<_, Option<String>>(4)?.as_deref())?,
                hash: hex::encode(row.get::<_, [u8; 32]>(5)?),
            });
        }
        Ok(events)
    }

    /// How many orders the log holds, by its index.
    pub fn order_count(&self) -> Result<i64, Error> {
        Ok(self.connection.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?)
    }

    /// The place of the last event; 0 in an empty log.
    pub fn head(&self) -> Result<i64, Error> {
        let head =
            self.connection
                .query_row("SELECT coalesce(max(seq), 0) FROM events", [], |row| row.get(0))?;
        Ok(head)
    }

    /// What stands behind a place in the log: all of it, or the first 1,000 events of more.
    pub fn stretch(&self, behind: i64) -> Result<Stretch, Error> {
        let upto = self.connection.query_row(
            "SELECT coalesce(max(seq), ?1) FROM
                 (SELECT seq FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2)",
            [behind, i64::from(LONGEST)],
            |row| row.get(0),
        )?;
        Ok(Stretch { behind, upto })
    }

    /// The orders with an event in a stretch, each once, in the order of their last event there. Events that belong
    /// to no order are not among them.
    pub fn changed_in(&self, stretch: Stretch) -> Result<Vec<OrderNumber>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT stream_id FROM events WHERE seq > ?1 AND seq <= ?2 AND +stream = 'order'
             GROUP BY stream_id ORDER BY max(seq)",
        )?;
        let numbers =
            statement.query_map([stretch.behind, stretch.upto], |row| row.get::<_, i64>(0))?;
        Ok(numbers
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .filter_map(OrderNumber::new)
            .collect())
    }

    /// What has happened to an order by its events in a stretch, oldest first.
    pub fn happenings_in(
        &self,
        number: OrderNumber,
        stretch: Stretch,
    ) -> Result<Vec<Happening>, Error> {
        let mut rows = rows_of_order(&self.connection, number)?;
        rows.retain(|row| row.seq <= stretch.upto);
        happenings_behind(&rows, stretch.behind)
    }

    /// The newest orders that are not idle, at most `limit`.
    pub fn open_orders(&self, limit: u32) -> Result<Vec<Order>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT order_number FROM charges
             WHERE status IN ('registering', 'pending', 'refunding')
             ORDER BY order_number DESC LIMIT ?1",
        )?;
        let numbers =
            statement.query_map([limit], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        numbers.into_iter().filter_map(OrderNumber::new).map(|it| self.order(it)).collect()
    }

    /// The newest orders with money on its way back, at most `limit`.
    pub fn refunding(&self, limit: u32) -> Result<Vec<Order>, Error> {
        let mut statement = self.connection.prepare_cached(
            // The condition of the index of open charges, and then what is meant: without the first all charges that
            // there ever were are read.
            "SELECT DISTINCT order_number FROM charges
             WHERE status IN ('registering', 'pending', 'refunding') AND status = 'refunding'
             ORDER BY order_number DESC LIMIT ?1",
        )?;
        let numbers =
            statement.query_map([limit], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        numbers.into_iter().filter_map(OrderNumber::new).map(|it| self.order(it)).collect()
    }

    /// The orders with a dispute, the one that we learned of last first, at most `limit`: with one that
    /// nobody has closed, noticed or confirmed, or all.
    pub fn disputed(&self, all: bool, limit: u32) -> Result<Vec<Order>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT order_number FROM (
                 SELECT order_number, disputed_at_ms FROM charges
                 WHERE dispute IS NOT NULL AND (?1 OR dispute = 'open')
                 UNION ALL
                 SELECT order_number, at_ms FROM notices WHERE kind = 'dispute_told')
             GROUP BY order_number ORDER BY max(disputed_at_ms) DESC, order_number DESC LIMIT ?2",
        )?;
        let numbers = statement
            .query_map(params![all, limit], |row| row.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        numbers.into_iter().filter_map(OrderNumber::new).map(|it| self.order(it)).collect()
    }

    /// How many orders a person has confirmed by hand and nothing has proved.
    pub fn by_hand_orders(&self) -> Result<u32, Error> {
        let mut statement =
            self.connection.prepare_cached("SELECT count(*) FROM orders WHERE status = ?1")?;
        Ok(statement.query_row([BY_HAND], |row| row.get(0))?)
    }

    /// How many charges are not idle: registering, pending or refunding.
    pub fn open_charges(&self) -> Result<u32, Error> {
        let count = self.connection.query_row(
            "SELECT count(*) FROM charges WHERE status IN ('registering', 'pending', 'refunding')",
            [],
            |row| row.get(0),
        )?;
        Ok(count)
    }
}

pub(crate) fn load(connection: &Connection, number: OrderNumber) -> Result<Order, Error> {
    replay(&rows_of_order(connection, number)?)?.ok_or(Error::NotFound)
}

/// An order, and what people have done to it, oldest first. Nobody knows who did what stands in logs from before that
/// was kept.
pub(crate) fn load_with_acts(
    connection: &Connection,
    number: OrderNumber,
) -> Result<(Order, Vec<Act>), Error> {
    let rows = rows_of_order(connection, number)?;
    let mut acts = Vec::new();
    for row in &rows {
        if let Some(Actor::Person(by)) = read_actor(row.actor.as_deref())? {
            let (attempt, kind, at) = (row.attempt, row.kind.clone(), UnixMs::new(row.at_ms));
            acts.push(Act { attempt, kind, at, by });
        }
    }
    Ok((replay(&rows)?.ok_or(Error::NotFound)?, acts))
}

pub(crate) fn rows_of_order(
    connection: &Connection,
    number: OrderNumber,
) -> Result<Vec<Row>, Error> {
    rows_of(connection, (Family::Order, number.get()))
}
