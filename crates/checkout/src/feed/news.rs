//! News: what the log has brought since somebody looked last.

use domain::order::Happening;
use domain::{OrderNumber, Payout, UnmatchedPayment};

use crate::error::Error;
use crate::till::Checkout;

/// At most so many payouts, and unmatched payments, are told at once.
const MOST: u32 = 1_000;

/// What the log has brought.
#[derive(Debug, Clone)]
pub struct News {
    /// The place of its last event now.
    pub head: i64,
    /// The orders that have changed, and what has happened to each; nothing that has a name, for some.
    pub orders: Vec<(OrderNumber, Vec<Happening>)>,
    /// Money without a sale that was found.
    pub unmatched: Vec<UnmatchedPayment>,
    /// The payouts that have changed.
    pub payouts: Vec<Payout>,
}

impl Checkout {
    /// What the log has brought behind `seen`.
    pub fn news(&self, seen: i64) -> Result<News, Error> {
        let (head, numbers) = self.changed_since(seen)?;
        let mut news =
            News { head, orders: Vec::new(), unmatched: Vec::new(), payouts: Vec::new() };
        if head > seen {
            let store = self.store();
            for number in numbers {
                news.orders.push((number, store.happenings_since(number, seen)?));
            }
            news.unmatched = store.unmatched_since(seen, MOST)?;
            news.payouts = store.payouts_since(seen, MOST)?;
        }
        Ok(news)
    }
}
