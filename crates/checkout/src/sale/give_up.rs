//! Give up: a person stops waiting for an order, and says why.

use std::sync::Arc;
use std::time::Duration;

use domain::charge::{Event, Rejection};
use domain::{Actor, Order, OrderNumber};

use crate::error::Error;
use crate::till::Checkout;

/// A person who stands before a customer has waited already: the last look ends after so long.
const LONGEST_LOOK: Duration = Duration::from_secs(5);

impl Checkout {
    /// Asks the provider once more, for a few seconds at most, and then stops waiting for the order, for a person's
    /// reason. It stays watched, and money that comes all the same is `PaidLate`. What has ended already stays as it
    /// is; what is paid or confirmed by hand is not given up.
    pub async fn give_up(
        self: &Arc<Self>,
        number: OrderNumber,
        reason: &str,
        by: &Actor,
    ) -> Result<Order, Error> {
        self.look_once_more(number).await?;
        let last =
            |order: &Order| order.current().map(|charge| charge.attempt).into_iter().collect();
        self.end_waiting(number, last, &Event::GivenUp(Rejection::by_hand(reason)), by)
    }

    /// Asks about the order before a person's word is taken. Without an answer the person's word still holds; a log
    /// that cannot be used is told.
    pub(super) async fn look_once_more(self: &Arc<Self>, number: OrderNumber) -> Result<(), Error> {
        match tokio::time::timeout(LONGEST_LOOK, self.check_now(number)).await {
            Ok(Err(Error::Store(error))) => Err(Error::Store(error)),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}
