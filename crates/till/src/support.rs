//! What scripts and support ask beyond the screens' commands.

use std::sync::Arc;

use contract::{Attention, Failure, FailureCode, OrderView, PayoutView, UnmatchedView};
use domain::order::Happening;
use store::{Progress, Tell, Watermark};

use crate::failure::from_checkout;
use crate::open::Till;
use crate::view;

/// A log that has been proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedView {
    /// Events in it.
    pub events: i64,
    /// Orders in it.
    pub orders: i64,
    /// The last hash, in hex.
    pub head: String,
    /// How its end is held against the watermark: `matches`, `behind` or `missing`.
    pub watermark: &'static str,
    /// Why nothing is sold on it, if its end is missing.
    pub lost_end: Option<Failure>,
}

/// What the log has brought since a caller looked last.
#[derive(Debug, Clone)]
pub struct NewsView {
    /// The orders that have changed, and what has happened to each; nothing that has a name, for some.
    pub orders: Vec<(OrderView, Vec<Happening>)>,
    /// Money without a sale that was found.
    pub unmatched: Vec<UnmatchedView>,
    /// The payouts that have changed.
    pub payouts: Vec<PayoutView>,
}

impl Till {
    /// What has happened, in any process on this log, since the till was opened; each call goes on where the one
    /// before ended, and there may be more as long as `seen` moves. It starts as `None` and is the caller's to keep.
    pub fn news(&self, seen: &mut Option<i64>) -> Result<NewsView, Failure> {
        let from = seen.unwrap_or(self.opened_at);
        let news = self.checkout.news(from).map_err(from_checkout)?;
        let orders = news.orders.into_iter();
        let orders = orders.map(|(number, happened)| Ok((self.view_of(number)?, happened)));
        let orders = orders.collect::<Result<_, Failure>>()?;
        *seen = Some(news.upto);
        Ok(NewsView {
            orders,
            unmatched: news.unmatched.iter().map(view::unmatched).collect(),
            payouts: news.payouts.iter().map(view::payout).collect(),
        })
    }

    /// Whether nothing is registering, pending or on its way back.
    pub fn is_idle(&self) -> Result<bool, Failure> {
        Ok(self.open_charges()? == 0)
    }

    /// How many charges are registering, pending or on their way back.
    pub(crate) fn open_charges(&self) -> Result<u32, Failure> {
        self.checkout.open_charges().map_err(from_checkout)
    }

    /// Whether it sells against the sandbox on this computer.
    pub(crate) fn is_training(&self) -> bool {
        self.current.training.is_some()
    }

    /// Whether there is anybody to ask: a provider that is connected, or an account that is kept for what
    /// is open there.
    pub fn asks_somebody(&self) -> bool {
        self.checkout.is_connected()
    }

    /// Why the connected providers' credentials are not known yet: the keyring has not answered so far, and is asked
    /// again and again.
    pub fn vault_silent(&self) -> Option<Failure> {
        self.current.gaps().silent.clone()
    }

    /// Why nothing is sold on this log: its end is missing, or damage was found in it since the last start.
    pub fn unsellable(&self) -> Option<Failure> {
        self.checkout.check_sellable().err().map(from_checkout)
    }

    /// Why nothing can be written where this till was opened to look: its disk is read-only or full.
    pub fn unwritable(&self) -> Option<Failure> {
        self.unwritable.clone()
    }

    /// What waits for the manager now.
    pub fn attention(&self) -> Attention {
        view::attention(*self.checkout.attention().borrow())
    }

    /// Proves every page, the chain, and the index; tells how far it is, in events and orders.
    pub fn verify(
        &self,
        tell: impl Fn(Progress) + Send + Sync + 'static,
    ) -> Result<VerifiedView, Failure> {
        let tell: Tell = Arc::new(tell);
        let verified = self.checkout.verify_telling(&tell).map_err(from_checkout)?;
        Ok(VerifiedView {
            events: verified.events,
            orders: verified.orders,
            head: verified.head,
            watermark: verified.watermark.word(),
            lost_end: match verified.watermark {
                Watermark::Matches => None,
                Watermark::Behind { .. } | Watermark::Missing => {
                    self.unsellable().or_else(|| Some(Failure::new(FailureCode::LogBehind)))
                }
            },
        })
    }
}
