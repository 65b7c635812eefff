//! Cancel: stops waiting for an order, after a last look.

use std::sync::Arc;

use domain::charge::Event;
use domain::{Actor, Order, OrderNumber};
use store::{Ask, ChargeKey};

use crate::ask::pace;
use crate::error::Error;
use crate::record::record;
use crate::schedule::{self, Asked};
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
        let is_live = self.link_is_live();
        for charge in order.attempts.iter().filter(|charge| charge.status.is_open()) {
            let key = ChargeKey { order: number, attempt: charge.attempt };
            let now = self.now();
            let chance = self.ports.random.next_u64();
            record(
                &mut self.store(),
                key,
                by,
                now,
                |_, _| vec![Event::CancelRequested],
                |charge, ask| {
                    let &Ask { failures, hint, .. } = ask;
                    let pace = pace(is_live, ask);
                    let asked = Asked { failures, hint, pace, ..Asked::default() };
                    let next_at = schedule::next_ask(charge, now, asked, chance);
                    Ask { next_at, ..ask.clone() }
                },
            )?;
        }
        self.tell();
        Ok(self.store().order(number)?)
    }
}
