//! Cancel: stops waiting for an order, after a last look.

use std::sync::Arc;

use domain::charge::Event;
use domain::{Actor, Order, OrderNumber};
use store::{ChargeKey, Poll, attempt_of};

use crate::error::Error;
use crate::poller::pace;
use crate::poller::schedule::{self, Polled};
use crate::till::Checkout;

impl Checkout {
    /// Asks once more, then cancels what is still open. The order that comes back is cancelled, or
    /// paid. `ConnectPSP` has no cancel call, so a code that was shown can still be paid until it
    /// expires: the charge stays watched, and such money is `PaidLate`.
    pub async fn cancel(self: &Arc<Self>, number: OrderNumber, by: &Actor) -> Result<Order, Error> {
        // Without the last answer the cancel still holds; the watcher goes on asking.
        if let Err(Error::Store(error)) = self.check_now(number).await {
            return Err(Error::Store(error));
        }
        let open = |order: &Order| {
            let open = order.attempts.iter().filter(|charge| charge.status.is_open());
            open.map(|charge| charge.attempt).collect()
        };
        self.end_waiting(number, open, &Event::CancelRequested, by)
    }

    /// Writes down what a person says that ends the wait for charges of an order, with when each is polled next: it
    /// stays watched. `which` are meant is decided in the same transaction: what another process has begun or heard
    /// meanwhile counts.
    pub(super) fn end_waiting(
        &self,
        number: OrderNumber,
        which: impl FnOnce(&Order) -> Vec<u32>,
        event: &Event,
        by: &Actor,
    ) -> Result<Order, Error> {
        let is_live = self.link_is_live();
        let (now, chance) = (self.now(), self.ports.random.next_u64());
        let order = self.store().write(by, now, |tx| {
            let mut order = tx.order(number)?;
            for attempt in which(&order) {
                let key = ChargeKey { order: number, attempt };
                let its_now = self.now_of(number, attempt_of(&order, key)?);
                order = tx.change_at(&order, attempt, event, its_now)?.unwrap_or(order);
                let poll = tx.poll(key)?;
                let asked = Polled {
                    failures: poll.failures,
                    hint: poll.hint,
                    pace: pace(is_live, &poll),
                    ..Polled::default()
                };
                let due_at = schedule::next_poll(attempt_of(&order, key)?, its_now, asked, chance);
                let due_at = due_at.map(|at| at.plus_ms(now.since(its_now)));
                tx.schedule(key, &Poll { due_at, ..poll })?;
            }
            Ok::<_, Error>(order)
        })?;
        self.tell();
        Ok(order)
    }
}
