//! Disputes: what payers' banks claim back, and how it ended.

use domain::charge::{DisputeOutcome, Event};
use domain::{Actor, Order, OrderNumber};
use store::{ChargeKey, Notice, Tx};

use crate::error::Error;
use crate::feed::{History, history};
use crate::record::record_in;
use crate::till::Checkout;

/// Most orders in a list.
const LONGEST_LIST: u32 = 500;

impl Checkout {
    /// The newest orders with a dispute that nobody has closed; `all`: the closed ones too. At most
    /// 500.
    pub fn disputes(&self, all: bool) -> Result<Vec<History>, Error> {
        let store = self.store();
        let orders = store.disputed(all, LONGEST_LIST)?;
        orders.into_iter().map(|order| history(&store, order)).collect()
    }

    /// Writes down how the order's dispute ended, in each attempt that has one; also one that only
    /// a notice reports.
    pub fn close_dispute(
        &self,
        number: OrderNumber,
        outcome: DisputeOutcome,
        reason: &str,
        by: &Actor,
    ) -> Result<Order, Error> {
        let now = self.now();
        let closed = self.store().write(by, now, |tx| close(tx, number, outcome, reason))?;
        self.tell();
        closed.ok_or(Error::NoDispute)
    }
}

/// Closes what is open or noticed, in every attempt; `None` where nothing is.
fn close(
    tx: &Tx<'_>,
    number: OrderNumber,
    outcome: DisputeOutcome,
    reason: &str,
) -> Result<Option<Order>, store::Error> {
    let mut closed = None;
    for charge in &tx.order(number)?.attempts {
        let key = ChargeKey { order: number, attempt: charge.attempt };
        if charge.open_dispute().is_none() && tx.notices(key, Notice::Dispute)?.is_empty() {
            continue;
        }
        let event = Event::DisputeClosed { outcome: Some(outcome), reason: reason.to_owned() };
        let (order, _) = record_in(tx, key, |_, _| vec![event], |_, poll| poll.clone())?;
        closed = Some(order);
    }
    Ok(closed)
}
