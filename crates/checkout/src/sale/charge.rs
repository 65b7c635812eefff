//! Charge: a new order, its first attempt on disk, then on the wire.

use std::sync::Arc;

use domain::{Actor, Centavos, DocumentKey, Order, Payer, Reference, SaleId};
use providers::NewCharge;
use store::ChargeKey;

use crate::crash::crash_point;
use crate::error::Error;
use crate::sale::attempt::{NewAttempt, NewOrder, create_order};
use crate::till::Checkout;

/// What a door sells.
#[derive(Debug, Clone)]
pub struct Sale {
    /// Made by the door when the sale begins: the same sale charges once.
    pub sale_id: SaleId,
    /// The first attempt's reference; absent: ours.
    pub reference: Option<Reference>,
    /// What the customer owes.
    pub amount: Centavos,
    /// How long the code shall live, in minutes; cut to what the provider takes.
    pub expires_in_min: u32,
    /// Who pays; absent: the payer from the settings.
    pub payer: Option<Payer>,
    /// The adapter of the provider that charges; absent: the default.
    pub provider: Option<String>,
    /// The document that the sale belongs to, as its caller knows it.
    pub document_key: Option<DocumentKey>,
}

impl Checkout {
    /// Writes the order down and sends it once. The order that comes back may still be registering
    /// (outcome unknown: the watcher repeats the same request) or already rejected.
    pub async fn charge(self: &Arc<Self>, sale: Sale, by: &Actor) -> Result<Order, Error> {
        self.check_sellable()?;
        let psp = self.psp(sale.provider.as_deref())?;
        let manifest = psp.manifest();
        let (shortest, longest) = manifest.expires_in_min;
        let expires_in_min = sale.expires_in_min.clamp(shortest, longest);
        let webhook_url = self.webhook_url();
        let new = NewOrder {
            sale_id: sale.sale_id,
            reference: sale.reference,
            amount: sale.amount,
            document_key: sale.document_key,
            attempt: NewAttempt {
                provider: manifest.id.to_owned(),
                account: Some(psp.account().clone()),
                expires_in_min,
                idempotency_key: self.ports.new_key()?,
                webhook: webhook_url.is_some(),
                chance: self.ports.chance(),
            },
        };
        let body = |reference: &Reference| {
            psp.body(&NewCharge {
                amount: sale.amount,
                reference,
                expires_in_min,
                payer: sale.payer.as_ref(),
                webhook_url: webhook_url.as_deref(),
            })
        };
        let begun_by = self.ports.clock.scale();
        let now = self.ports.clock.now_by(begun_by);
        #[cfg(feature = "sabotage")]
        self.send_before_write(psp.as_ref(), &new, now, &body).await;
        let written = create_order(&mut self.store(), &new, by, now, body);
        let (order, is_new) = self.noting_damage(written)?;
        self.looks_at(&order);
        if !is_new {
            return Ok(order);
        }
        let key = ChargeKey { order: order.number, attempt: 1 };
        self.begun_by(key, begun_by);
        crash_point("order_written");
        self.tell();
        self.first_poll(order, 1).await
    }

    /// The breakage [`Sabotage::SendBeforeWrite`](domain::sabotage::Sabotage::SendBeforeWrite): the request
    /// leaves before the order is on disk.
    #[cfg(feature = "sabotage")]
    async fn send_before_write(
        &self,
        psp: &dyn providers::Psp,
        new: &NewOrder,
        now: domain::UnixMs,
        body: &(impl Fn(&Reference) -> String + Sync),
    ) {
        use domain::sabotage::{Sabotage, is_chosen};
        if let (true, Some(reference)) = (is_chosen(Sabotage::SendBeforeWrite), &new.reference) {
            let sending = providers::Sending {
                idempotency_key: &new.attempt.idempotency_key,
                body: &body(reference),
                expires_in_min: new.attempt.expires_in_min,
                requested_at: now,
                reference,
                reference_is_ours: false,
                in_doubt: false,
                was_contradicted: false,
            };
            let _ = psp.create(&sending).await;
        }
    }
}
