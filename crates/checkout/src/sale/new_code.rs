//! New code: a further attempt for an order, with a new reference; the old one stays watched.

use std::sync::Arc;

use domain::{Actor, Order, OrderNumber, Reference};
use providers::NewCharge;
use store::ChargeKey;

use crate::crash::crash_point;
use crate::error::Error;
use crate::sale::attempt::{NewAttempt, create_attempt};
use crate::till::Checkout;

impl Checkout {
    /// Makes and sends the order's next attempt, at the same provider as it is connected now, for the same
    /// payer and the same time. An attempt that is still open is cancelled at the till. Refused for an order that is paid,
    /// or whose money is on its way back, and for one whose payer was blanked: nobody else is charged in their place.
    pub async fn new_code(
        self: &Arc<Self>,
        number: OrderNumber,
        by: &Actor,
    ) -> Result<Order, Error> {
        self.check_sellable()?;
        let (psp, expires_in_min) = {
            let order = self.store().order(number)?;
            let last = order.current().ok_or(store::Error::NotFound)?;
            (self.psp(Some(&last.provider))?, last.expires_in_min)
        };
        let webhook_url = self.webhook_url();
        let new = NewAttempt {
            provider: psp.manifest().id.to_owned(),
            account: Some(psp.account().clone()),
            expires_in_min,
            idempotency_key: self.ports.new_key()?,
            webhook: webhook_url.is_some(),
            chance: self.ports.chance(),
        };
        let body = |order: &Order, sent: &str, reference: &Reference| {
            let payer = psp.payer(sent);
            psp.body(&NewCharge {
                amount: order.amount,
                reference,
                expires_in_min,
                payer: payer.as_ref(),
                webhook_url: webhook_url.as_deref(),
            })
        };
        let begun_by = self.ports.clock.scale();
        let now = self.ports.clock.now_by(begun_by);
        let written = create_attempt(&mut self.store(), number, &new, by, now, body);
        let order = self.noting_damage(written)?;
        self.looks_at(&order);
        let attempt = order.current().map_or(1, |charge| charge.attempt);
        let key = ChargeKey { order: number, attempt };
        self.begun_by(key, begun_by);
        crash_point("order_written");
        self.tell();
        self.first_poll(order, attempt).await
    }
}
