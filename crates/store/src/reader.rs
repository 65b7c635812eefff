//! Reads that may be long, such as lists and searches, on a connection of their own: they wait for no writer, and
//! none waits for them.

use std::collections::HashMap;

use domain::{EndToEndId, Order, OrderNumber, UnixMs};
use rusqlite::{Connection, OpenFlags};

use crate::error::Error;
use crate::index::{Filter, Totals, numbers, paid_by, providers, sellers, totals};
use crate::jobs::{Poll, Times, polls};
use crate::log::replay::{Step, life};
use crate::notices::{Noticed, noticed};
use crate::open::{DATABASE, LONGEST_WAIT, Store, keep_statements};
use crate::read::{Act, load_with_acts, rows_of_order};
use crate::webhook_journal::hints;

/// A second look into an open log, which writes nothing. It ends before its [`Store`] does.
#[derive(Debug)]
pub struct Reader {
    pub(crate) connection: Connection,
    /// How the timetable's times differ from those of its callers.
    pub(crate) times: Times,
}

impl Store {
    /// A reader of this log.
    pub fn reader(&self) -> Result<Reader, Error> {
        if let Some(look) = &self.look {
            return Ok(Reader { connection: look.connect()?, times: self.times });
        }
        // Not SQLite's own read-only: after a crash that could not bring the write-ahead log's index up to date.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.home.join(DATABASE), flags)?;
        connection.busy_timeout(LONGEST_WAIT)?;
        connection.pragma_update(None, "trusted_schema", "OFF")?;
        connection.pragma_update(None, "query_only", "ON")?;
        keep_statements(&connection)?;
        Ok(Reader { connection, times: self.times })
    }
}

impl Reader {
    /// Reads of which all see the log as it is at the first of them, whatever is written meanwhile.
    pub fn at_one_moment<T, E: From<Error>>(
        &self,
        read: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let moment = self.connection.unchecked_transaction().map_err(Error::from)?;
        let read = read();
        drop(moment);
        read
    }

    /// One order, replayed, and what people have done to it, oldest first.
    pub fn order_with_acts(&self, number: OrderNumber) -> Result<(Order, Vec<Act>), Error> {
        load_with_acts(&self.connection, number)
    }

    /// An order's life, event by event, oldest first.
    pub fn life(&self, number: OrderNumber) -> Result<Vec<Step>, Error> {
        life(&rows_of_order(&self.connection, number)?)
    }

    /// When webhooks about an order came that were no proof and made the till ask, each with its attempt, oldest first:
    /// as far as the journal goes back.
    pub fn hints(&self, number: OrderNumber) -> Result<Vec<(u32, UnixMs)>, Error> {
        hints(&self.connection, number)
    }

    /// The numbers of the orders that pass the filter, newest first.
    pub fn numbers(&self, filter: &Filter) -> Result<Vec<OrderNumber>, Error> {
        numbers(&self.connection, filter)
    }

    /// The totals of all orders that pass the filter; its limit, and what they are behind, don't count.
    pub fn totals(&self, filter: &Filter) -> Result<Totals, Error> {
        totals(&self.connection, filter)
    }

    /// The operators who have opened orders, by id.
    pub fn sellers(&self) -> Result<Vec<String>, Error> {
        sellers(&self.connection)
    }

    /// The adapters at which orders were charged last.
    pub fn providers(&self) -> Result<Vec<String>, Error> {
        providers(&self.connection)
    }

    /// The order that was paid with this end-to-end id, as its provider has proved; but this one.
    pub fn paid_by(&self, id: &EndToEndId, but: OrderNumber) -> Result<Option<OrderNumber>, Error> {
        paid_by(&self.connection, id, but)
    }

    /// The timetables of an order's attempts.
    pub fn polls(&self, order: OrderNumber) -> Result<HashMap<u32, Poll>, Error> {
        polls(&self.connection, self.times, order)
    }

    /// What is told of an order's attempts and not confirmed, oldest first, each with its attempt.
    pub fn noticed(&self, order: OrderNumber) -> Result<Vec<(u32, Noticed)>, Error> {
        noticed(&self.connection, order)
    }
}
