//! Payouts.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{Failure, LastPayouts, PayoutView, PayoutsView};
use domain::Caller;

use crate::failure::from_checkout;
use crate::open::Till;
use crate::view;

/// The longest list of payouts on a screen.
const MOST_PAYOUTS: u32 = 200;

impl Till {
    /// The payouts whose last change here is newest first.
    pub(crate) async fn payouts(
        &self,
        _: &Caller,
        request: LastPayouts,
    ) -> Result<PayoutsView, Failure> {
        let limit = request.limit.clamp(1, MOST_PAYOUTS);
        Ok(PayoutsView { payouts: self.last_payouts(limit)? })
    }

    /// The same for a terminal, as many as wanted.
    pub(crate) fn last_payouts(&self, limit: u32) -> Result<Vec<PayoutView>, Failure> {
        let payouts = self.checkout.payouts(limit).map_err(from_checkout)?;
        Ok(payouts.iter().map(view::payout).collect())
    }
}
