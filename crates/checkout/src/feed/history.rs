//! History: what the log knows, for lists and for support.

use std::collections::HashMap;

use domain::{Order, OrderNumber, UnixMs};
use store::{
    Act, CheckRecord, EventRecord, Filter, Mark, Noticed, Poll, Reader, SlipRecord, Step, Tell,
    Totals, Verified,
};

use crate::error::Error;
use crate::till::Checkout;

/// An order with what the watcher knows about its attempts.
#[derive(Debug, Clone)]
pub struct History {
    /// The order.
    pub order: Order,
    /// By attempt.
    pub polls: HashMap<u32, Poll>,
    /// What webhooks without proof tell of its attempts and no answer confirms.
    pub noticed: Vec<(u32, Noticed)>,
    /// What people have done to it, oldest first.
    pub acts: Vec<Act>,
    /// By attempt that a person has confirmed by hand: the other order that was paid with what was shown for it.
    pub paid_elsewhere: HashMap<u32, OrderNumber>,
}

/// The life of an order, and what stands beside the log of it.
#[derive(Debug, Clone)]
pub struct Life {
    /// Event by event, oldest first.
    pub steps: Vec<Step>,
    /// When webhooks came that were no proof and made the till ask, each with its attempt, as far as the journal goes back.
    pub hints: Vec<(u32, UnixMs)>,
    /// What webhooks without proof tell and no answer confirms.
    pub noticed: Vec<(u32, Noticed)>,
    /// The customers' receipts that were checked for it, or that its money is.
    pub checks: Vec<CheckRecord>,
    /// The slips that came out of the printer.
    pub slips: Vec<SlipRecord>,
}

impl Checkout {
    /// One order.
    pub fn order(&self, number: OrderNumber) -> Result<History, Error> {
        Ok(self.with_unwritten(self.read(|log| history(log, number))?))
    }

    /// The numbers of the orders that pass the filter, newest first.
    pub fn numbers(&self, filter: &Filter) -> Result<Vec<OrderNumber>, Error> {
        self.read(|log| log.numbers(filter))
    }

    /// The orders of these numbers, in their order.
    pub fn histories(&self, numbers: &[OrderNumber]) -> Result<Vec<History>, Error> {
        let found: Vec<_> =
            self.read(|log| numbers.iter().map(|number| history(log, *number)).collect())?;
        Ok(found.into_iter().map(|history| self.with_unwritten(history)).collect())
    }

    /// The totals of all orders that pass the filter; its limit, and what they are behind, don't count.
    pub fn totals(&self, filter: &Filter) -> Result<Totals, Error> {
        self.read(|log| log.totals(filter))
    }

    /// The operators who have opened orders, by id.
    pub fn sellers(&self) -> Result<Vec<String>, Error> {
        self.read(Reader::sellers)
    }

    /// The adapters at which orders were charged last.
    pub fn providers_sold_at(&self) -> Result<Vec<String>, Error> {
        self.read(Reader::providers)
    }

    /// The life of an order.
    pub fn life(&self, number: OrderNumber) -> Result<Life, Error> {
        self.read(|log| {
            let steps = log.life(number)?;
            if steps.is_empty() {
                return Err(store::Error::NotFound);
            }
            Ok(Life {
                steps,
                hints: log.hints(number)?,
                noticed: log.noticed(number)?,
                checks: log.checks_of(number)?,
                slips: log.printed_slips(number)?,
            })
        })
    }

    /// The orders that pass the filter, newest first.
    pub fn orders(&self, filter: &Filter) -> Result<Vec<History>, Error> {
        self.histories(&self.numbers(filter)?)
    }

    /// The newest orders that are not idle, at most `limit`.
    pub fn open_orders(&self, limit: u32) -> Result<Vec<History>, Error> {
        let orders = self.store().open_orders(limit)?;
        let numbers: Vec<_> = orders.iter().map(|order| order.number).collect();
        self.histories(&numbers)
    }

    /// An order's events, oldest first.
    pub fn events(&self, number: OrderNumber) -> Result<Vec<EventRecord>, Error> {
        Ok(self.store().events(number)?)
    }

    /// The place of the last event in the log.
    pub fn head(&self) -> Result<i64, Error> {
        Ok(self.store().head()?)
    }

    /// How many charges are registering or pending.
    pub fn open_charges(&self) -> Result<u32, Error> {
        Ok(self.store().open_charges()?)
    }

    /// A look into the log of its own, for reads that are as long as the log is.
    pub fn reader(&self) -> Result<Reader, Error> {
        Ok(self.store().reader()?)
    }

    /// The till's code; empty before it has one.
    pub fn code(&self) -> Result<String, Error> {
        Ok(self.store().codes()?.pop().unwrap_or_default())
    }

    /// How far the log has come.
    pub fn mark(&self) -> Result<Mark, Error> {
        Ok(self.store().mark()?)
    }

    /// Proves the log.
    pub fn verify(&self) -> Result<Verified, Error> {
        Ok(self.store().verify()?)
    }

    /// The same, telling how far it is: how many events and orders of all of them.
    pub fn verify_telling(&self, tell: &Tell) -> Result<Verified, Error> {
        Ok(self.store().verify_telling(tell)?)
    }

    /// The place of the event of this hash, and when it was written. `None`: no event of the log has it.
    pub fn event_of_hash(&self, hash: &[u8; 32]) -> Result<Option<(i64, UnixMs)>, Error> {
        Ok(self.store().event_of_hash(hash)?)
    }
}

fn history(log: &Reader, number: OrderNumber) -> Result<History, store::Error> {
    let (order, acts) = log.order_with_acts(number)?;
    let mut paid_elsewhere = HashMap::new();
    for charge in &order.attempts {
        let paid = charge.shown_id().map(|id| log.paid_by(id, number)).transpose()?;
        paid_elsewhere.extend(paid.flatten().map(|other| (charge.attempt, other)));
    }
    Ok(History {
        order,
        paid_elsewhere,
        polls: log.polls(number)?,
        noticed: log.noticed(number)?,
        acts,
    })
}
