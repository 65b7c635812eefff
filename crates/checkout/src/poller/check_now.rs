//! Check now: polls about an order at once, because a person wants to know.

use std::sync::Arc;
use std::time::Duration;

use domain::{Order, OrderNumber, UnixMs};
use providers::{Cause, Error as PspError, ObstacleKind};
use store::{ChargeKey, Claimed};

use crate::error::Error;
use crate::till::Checkout;

/// How long to wait for the turn to poll: questions about a charge begin at least 1 s apart.
const TURNS: u32 = 6;
const TURN: Duration = Duration::from_millis(250);

impl Checkout {
    /// Asks about each attempt that can be asked about, and returns the order as it is then. If
    /// another process is asking, its answer is waited for a moment, and then asked for here: that process may be
    /// stopped, and the provider is not to be blamed for it. An order that is still open though
    /// a provider was not heard, could not be read, or asked for patience is that failure: nobody knows
    /// whether money came.
    pub async fn check_now(self: &Arc<Self>, number: OrderNumber) -> Result<Order, Error> {
        if !self.is_connected() {
            return Err(Error::NotConnected);
        }
        let order = self.store().order(number)?;
        self.looks_at(&order);
        let unheard = self.ask_about(&order).await?.into_iter().next().map(|(_, why)| why);
        let order = self.store().order(number)?;
        match unheard {
            // That it knows no such charge is an answer, which the order tells.
            Some(Error::Provider(PspError::NotFound)) | None => Ok(order),
            Some(_) if !order.status().is_open() => Ok(order),
            Some(failure) => Err(failure),
        }
    }

    /// Asks about each attempt of the order that can be asked about; which were not heard, and why.
    pub(crate) async fn ask_about(
        self: &Arc<Self>,
        order: &Order,
    ) -> Result<Vec<(u32, Error)>, Error> {
        let pressed_at = self.now();
        let mut unheard = Vec::new();
        for charge in order.attempts.iter().filter(|charge| charge.can_be_polled()) {
            let key = ChargeKey { order: order.number, attempt: charge.attempt };
            let claimed = match self.claim_soon(key).await? {
                None if self.was_heard(key, pressed_at)? => continue,
                None => self.take_over(key)?,
                soon => soon,
            };
            let failure = if let Some(claimed) = claimed {
                self.poll_detached(claimed).await?.failure
            } else {
                let why = Cause::new(
                    ObstacleKind::Silent,
                    "somebody else is asking and has no answer yet",
                );
                Some(Error::Provider(PspError::OutcomeUnknown(why)))
            };
            unheard.extend(failure.map(|why| (charge.attempt, why)));
        }
        Ok(unheard)
    }

    /// Whether answers about all its charges were written down since then.
    pub(crate) fn were_heard(&self, order: &Order, since: UnixMs) -> Result<bool, Error> {
        for charge in order.attempts.iter().filter(|charge| charge.can_be_polled()) {
            let key = ChargeKey { order: order.number, attempt: charge.attempt };
            if !self.was_heard(key, since)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether an answer about the charge was written down since then.
    fn was_heard(&self, key: ChargeKey, since: UnixMs) -> Result<bool, Error> {
        let polls = self.store().polls(key.order)?;
        Ok(polls.get(&key.attempt).is_some_and(|poll| {
            poll.owner.is_none() && poll.begun_at >= since && poll.trouble.is_none()
        }))
    }

    fn take_over(&self, key: ChargeKey) -> Result<Option<Claimed>, Error> {
        let now = self.now();
        Ok(self.store().take_over(key, now)?)
    }

    /// Waits for the turn to poll, but not for long: then somebody else is asking.
    pub(crate) async fn claim_soon(&self, key: ChargeKey) -> Result<Option<Claimed>, Error> {
        for _ in 0..TURNS {
            let now = self.now();
            if let Some(claimed) = self.store().claim_one(key, now)? {
                return Ok(Some(claimed));
            }
            tokio::time::sleep(TURN).await;
        }
        Ok(None)
    }
}
