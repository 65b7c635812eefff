//! Disputes: what payers' banks claim back, and how it ended.

use domain::charge::{Charge, DisputeOutcome, Event};
use domain::{Actor, Order, OrderNumber};
use store::ChargeKey;

use crate::error::Error;
use crate::feed::History;
use crate::record::record;
use crate::till::Checkout;

/// Most orders in a list.
const LONGEST_LIST: u32 = 500;

impl Checkout {
    /// The newest orders with a dispute that nobody has settled; `all`: the settled ones too. At most
    /// 500.
    pub fn disputes(&self, all: bool) -> Result<Vec<History>, Error> {
        let orders = self.store().disputed(all, LONGEST_LIST)?;
        let numbers: Vec<_> = orders.iter().map(|order| order.number).collect();
        self.histories(&numbers)
    }

    /// Writes down how the order's dispute ended, in each attempt that has one; also one that was only
    /// told so far.
    pub fn close_dispute(
        &self,
        number: OrderNumber,
        outcome: DisputeOutcome,
        reason: &str,
        by: &Actor,
    ) -> Result<Order, Error> {
        let now = self.now();
        let mut store = self.store();
        let order = store.order(number)?;
        let told: Vec<u32> = store
            .noticed(number)?
            .into_iter()
            .filter(|(_, noticed)| matches!(noticed.event, Event::DisputeNoticed(_)))
            .map(|(attempt, _)| attempt)
            .collect();
        let is_open =
            |charge: &&Charge| charge.open_dispute().is_some() || told.contains(&charge.attempt);
        let mut closed = None;
        for charge in order.attempts.iter().filter(is_open) {
            let key = ChargeKey { order: number, attempt: charge.attempt };
            let event = Event::DisputeClosed { outcome: Some(outcome), reason: reason.to_owned() };
            let (order, _) =
                record(&mut store, key, by, now, |_, _| vec![event], |_, poll| poll.clone())?;
            closed = Some(order);
        }
        drop(store);
        self.tell();
        closed.ok_or(Error::NoDispute)
    }
}
