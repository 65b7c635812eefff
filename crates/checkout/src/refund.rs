//! Refund: the money of a sale goes back, wholly or in part; written down, then sent.

use std::sync::Arc;

use domain::charge::{Charge, Event, RefundReason, RefundRequest, Status};
use domain::{Actor, Centavos, Order, OrderNumber, RefundId, UnixMs};
use providers::{NewRefund, NoRefunds, Psp, name_of};
use store::{ChargeKey, Poll, attempt_of};

use crate::allowance::Allowance;
use crate::crash::crash_point;
use crate::error::Error;
use crate::record::record_in;
use crate::till::Checkout;

/// Pix allows a return for 90 days after the payment (pix.md, 5).
const REFUNDABLE_MS: i64 = 90 * 24 * 60 * 60 * 1_000;

/// What a door wants to go back.
#[derive(Debug, Clone)]
pub struct RefundWish {
    /// Which attempt; absent: the only one that was paid.
    pub attempt: Option<u32>,
    /// How much; absent: all that is there.
    pub amount: Option<Centavos>,
    /// Why.
    pub reason: RefundReason,
    /// A note for the shop's books.
    pub description: Option<String>,
    /// How much whoever asks may refund.
    pub allowance: Allowance,
}

/// Whether a charge's money can go back from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundOffer {
    /// There is nothing to give back, or it is on its way already.
    None,
    /// From here, all of it.
    Full {
        /// Until when, on this computer's clock.
        until: UnixMs,
    },
    /// The 90 days of Pix are over.
    TooLate {
        /// Until when it could go back, on this computer's clock.
        until: UnixMs,
    },
    /// Only in the provider's own panel; it shows here afterwards.
    AtProvider {
        /// The provider's name on screens.
        provider: String,
        /// Until when, on this computer's clock.
        until: UnixMs,
    },
    /// From here, once the provider is connected again with this field.
    Missing {
        /// The field's key.
        field: &'static str,
    },
}

impl Checkout {
    /// Writes down that an order's money shall go back, and sends that once. The order that comes
    /// back may still be refunding (taken, or outcome unknown: the watcher goes on), or paid again
    /// with the reason.
    pub async fn refund(
        self: &Arc<Self>,
        number: OrderNumber,
        wanted: RefundWish,
        by: &Actor,
    ) -> Result<Order, Error> {
        let order = self.store().order(number)?;
        let charge = refundable(&order, wanted.attempt)?;
        let key = ChargeKey { order: number, attempt: charge.attempt };
        let psp = self.psp_of(charge)?;
        let amount = part(charge, psp.as_ref(), wanted.amount)?;
        let body = self.refund_body(charge, psp.as_ref(), amount, &wanted)?;
        let account = psp.account().clone();
        let idempotency_key = self.ports.new_key()?;
        let request = RefundRequest {
            id: RefundId::of_key(&idempotency_key),
            amount,
            reason: wanted.reason,
            description: wanted.description,
            idempotency_key,
            body,
        };
        let now = self.now();
        let id = request.id.clone();
        let allowance = wanted.allowance;
        let at = self.now_of_money(key);
        // In one transaction: two who ask at once do not both stay below a limit.
        let (order, _) = self.store().write(by, at, |tx| {
            let all = attempt_of(&tx.order(number)?, key)?.refundable();
            allowance.check(amount.unwrap_or(all), |operator, since| {
                tx.refunded_alone(operator, since)
            })?;
            let done = record_in(
                tx,
                key,
                |_, _| vec![Event::Bound(account), Event::RefundRequested(request)],
                // Whoever polls about the charge now, this is to be sent next.
                |_, known| Poll { due_at: Some(now), failures: 0, ..known.clone() },
            )?;
            Ok::<_, Error>(done)
        })?;
        // Of two that ask at once, the second finds the money on its way.
        if attempt_of(&order, key)?.refunds.iter().all(|refund| refund.id != id) {
            return Err(Error::NothingToRefund);
        }
        crash_point("refund_written");
        self.tell();
        // From here on the provider may be giving back: that its answer could not be written down says
        // nothing about the money, and the watcher goes on as soon as it can.
        match self.ask_for_refund(key).await {
            Ok(order) => Ok(order),
            Err(error) => {
                tracing::error!(order = %number, %error, "a refund's answer was not recorded");
                Ok(order)
            }
        }
    }

    async fn ask_for_refund(self: &Arc<Self>, key: ChargeKey) -> Result<Order, Error> {
        if let Some(claimed) = self.claim_soon(key).await? {
            self.poll_detached(claimed).await?;
        }
        Ok(self.store().order(key.order)?)
    }

    /// Whether this charge's money can go back from here.
    pub fn refund_offer(&self, charge: &Charge) -> RefundOffer {
        if !has_money(charge) {
            return RefundOffer::None;
        }
        let until = refundable_until(charge);
        if self.now() > until {
            return RefundOffer::TooLate { until };
        }
        let why = match self.providers().of(charge).map(|psp| psp.refunds().map(drop)) {
            Some(Ok(())) => return RefundOffer::Full { until },
            Some(Err(why)) => why,
            // Its panel is there, whether or not it is connected.
            None => NoRefunds::AtProvider,
        };
        match why {
            NoRefunds::AtProvider => {
                RefundOffer::AtProvider { provider: name_of(&charge.provider), until }
            }
            NoRefunds::Missing(field) => RefundOffer::Missing { field },
        }
    }

    fn refund_body(
        &self,
        charge: &Charge,
        psp: &dyn Psp,
        amount: Option<Centavos>,
        wanted: &RefundWish,
    ) -> Result<String, Error> {
        let not_offered =
            |why| Error::RefundNotOffered { provider: name_of(&charge.provider), why };
        let refunds = psp.refunds().map_err(not_offered)?;
        if self.now() > refundable_until(charge) {
            return Err(Error::RefundTooLate);
        }
        let description = wanted.description.as_deref();
        Ok(refunds.refund_body(&NewRefund { amount, reason: wanted.reason, description }))
    }
}

/// The part that shall go back; `None`: all that is there, which every provider can refund.
fn part(
    charge: &Charge,
    psp: &dyn Psp,
    amount: Option<Centavos>,
) -> Result<Option<Centavos>, Error> {
    let rest = charge.refundable();
    match amount {
        Some(amount) if amount.get() <= 0 || amount > rest => {
            Err(Error::RefundAmount { at_most: rest })
        }
        Some(amount) if amount != rest && !psp.manifest().partial_refunds => {
            Err(Error::OnlyWholeRefunds { provider: name_of(&charge.provider) })
        }
        amount => Ok(amount.filter(|amount| *amount != rest)),
    }
}

/// The attempt whose money shall go back.
fn refundable(order: &Order, attempt: Option<u32>) -> Result<&Charge, Error> {
    let attempts = order.attempts.iter();
    let named: Vec<&Charge> =
        attempts.filter(|charge| attempt.is_none_or(|it| it == charge.attempt)).collect();
    if named.is_empty() {
        return Err(store::Error::NotFound.into());
    }
    let paid: Vec<&Charge> = named.into_iter().filter(|charge| has_money(charge)).collect();
    match paid.as_slice() {
        [] => Err(Error::NothingToRefund),
        [charge] => Ok(charge),
        more => Err(Error::WhichAttempt(more.iter().map(|charge| charge.attempt).collect())),
    }
}

/// It is paid, and the provider has money of its own to give back: not what was matched.
fn has_money(charge: &Charge) -> bool {
    charge.status == Status::Paid && charge.received_there() > charge.refunded()
}

/// 90 days after the first payment, on this computer's clock.
fn refundable_until(charge: &Charge) -> UnixMs {
    let ahead_ms = charge.registration.as_ref().map_or(0, |known| known.clock_ahead_ms);
    let own = charge.payments.iter().filter(|payment| payment.matched.is_none());
    let paid_at =
        own.map(|payment| payment.paid_at.map_or(payment.seen_at, |at| at.plus_ms(ahead_ms))).min();
    paid_at.unwrap_or(charge.requested_at).plus_ms(REFUNDABLE_MS)
}
