//! Payouts: what providers have told of money that leaves. The till makes none.

use domain::Payout;

use crate::error::Error;
use crate::till::Checkout;

impl Checkout {
    /// The payouts whose last change here is newest first, at most `limit`.
    pub fn payouts(&self, limit: u32) -> Result<Vec<Payout>, Error> {
        Ok(self.store().payouts(limit)?)
    }
}
