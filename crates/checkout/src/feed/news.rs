//! News: what the log has brought since somebody looked last.

use domain::order::Happening;
use domain::{OrderNumber, Payout, UnmatchedPayment};

use crate::error::Error;
use crate::till::Checkout;

/// What the log has brought.
#[derive(Debug, Clone)]
pub struct News {
    /// The place of the last event that it tells of: where the next look goes on.
    pub upto: i64,
    /// The orders that have changed, and what has happened to each; nothing that has a name, for some.
    pub orders: Vec<(OrderNumber, Vec<Happening>)>,
    /// Money without a sale that was found.
    pub unmatched: Vec<UnmatchedPayment>,
    /// The payouts that have changed.
    pub payouts: Vec<Payout>,
}

impl Checkout {
    /// What the log has brought behind `seen`, or the first 1,000 events of it. Others write meanwhile: what they
    /// bring is told at the next look, and nothing is told at both.
    pub fn news(&self, seen: i64) -> Result<News, Error> {
        let store = self.store();
        let stretch = store.stretch(seen)?;
        let mut orders = Vec::new();
        for number in store.changed_in(stretch)? {
            orders.push((number, store.happenings_in(number, stretch)?));
        }
        let unmatched = store.unmatched_in(stretch)?;
        Ok(News { upto: stretch.upto, orders, unmatched, payouts: store.payouts_in(stretch)? })
    }
}
