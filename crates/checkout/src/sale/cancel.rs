//! Cancel: stops waiting for an order, after a last look.

use std::sync::Arc;

use domain::charge::{Charge, Event};
use domain::{Actor, Order, OrderNumber};
use store::{ChargeKey, Poll};

use crate::error::Error;
use crate::poller::pace;
use crate::poller::schedule::{self, Polled};
use crate::record::record;
use crate::till::Checkout;

impl Checkout {
    /// Asks once more, then cancels what is still open. The order that comes back is cancelled, or
    /// paid. `ConnectPSP` has no cancel call, so a code that was shown can still be paid until it
    /// expires: the charge stays watched, and such money is `PaidLate`.
    pub async fn cancel(self: &Arc<Self>, number: OrderNumber, by: &Actor) -> Result<Order, Error> {
        // Without the last answer the cancel still holds; the watcher goes on asking.
        let order = match self.check_now(number).await {
            Ok(order) => order,
            Err(Error::Store(error)) => return Err(Error::Store(error)),
            Err(_) => self.store().order(number)?,
        };
        for charge in order.attempts.iter().filter(|charge| charge.status.is_open()) {
            let key = ChargeKey { order: number, attempt: charge.attempt };
            self.end_waiting(key, charge, Event::CancelRequested, by)?;
        }
        self.tell();
        Ok(self.store().order(number)?)
    }

    /// Writes down what a person says that ends the wait for a charge, with when it is polled next: it stays
    /// watched.
    pub(super) fn end_waiting(
        &self,
        key: ChargeKey,
        charge: &Charge,
        event: Event,
        by: &Actor,
    ) -> Result<(), Error> {
        let is_live = self.link_is_live();
        let (now, its_now) = (self.now(), self.now_of(key.order, charge));
        let chance = self.ports.random.next_u64();
        record(
            &mut self.store(),
            key,
            by,
            its_now,
            |_, _| vec![event],
            |charge, poll| {
                let &Poll { failures, hint, .. } = poll;
                let pace = pace(is_live, poll);
                let asked = Polled { failures, hint, pace, ..Polled::default() };
                let due_at = schedule::next_poll(charge, its_now, asked, chance);
                let due_at = due_at.map(|at| at.plus_ms(now.since(its_now)));
                Poll { due_at, ..poll.clone() }
            },
        )?;
        Ok(())
    }
}
