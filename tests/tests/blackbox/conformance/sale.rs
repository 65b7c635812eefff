//! One charge between an adapter, the sandbox and the domain, without a till around it.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::charge::{Charge, Event, Seen};
use domain::order::{self, Decision, Opened};
use domain::{Centavos, IdempotencyKey, Order, OrderNumber, ProviderId, Reference, SaleId, UnixMs};
use providers::{Error, Fetched, NewCharge, Sending};
use serde_json::{Value, json};

use super::face::{Face, now};

/// How long a code is asked to live, in minutes.
pub(crate) const LIFE_MIN: u32 = 30;

/// A charge as a till would write it down before it sends anything.
pub(crate) struct Written {
    pub(crate) charge: Charge,
    pub(crate) body: String,
    pub(super) key: IdempotencyKey,
}

impl Written {
    pub(crate) fn new(face: &Face, amount_centavos: i64, webhook_url: Option<&str>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let reference = Reference::new(format!("C0NF-{number:06}")).unwrap();
        let amount = Centavos::new(amount_centavos);
        let body = face.psp.body(&NewCharge {
            amount,
            reference: &reference,
            expires_in_min: LIFE_MIN,
            payer: None,
            webhook_url,
        });
        let provider = face.row.id.to_owned();
        let charge = Charge::requested(1, reference, provider, amount, LIFE_MIN, now());
        let key = IdempotencyKey::new(format!("3b1e4c9a-0000-4000-8000-{number:012}")).unwrap();
        Self { charge, body, key }
    }

    /// Sends it once; `in_doubt`: an earlier sending may have been executed.
    pub(crate) async fn send(&self, face: &Face, in_doubt: bool) -> Result<Sale<'_>, Error> {
        let created = face
            .psp
            .create(&Sending {
                idempotency_key: &self.key,
                body: &self.body,
                expires_in_min: LIFE_MIN,
                requested_at: self.charge.requested_at,
                reference: &self.charge.reference,
                reference_is_ours: true,
                was_contradicted: false,
                in_doubt,
            })
            .await?;
        let registration = created.registration;
        let id = registration.provider_id.clone();
        let mut sale = Sale { written: self, charge: self.charge.clone(), id };
        sale.learn(&Event::Registered(registration), now());
        Ok(sale)
    }
}

/// What an event makes of a charge that is its order's only one.
pub(crate) fn apply(charge: &Charge, event: &Event, at: UnixMs) -> Charge {
    let opened = Opened {
        document_key: None,
        sale_id: SaleId::new("s1").unwrap(),
        reference: charge.reference.clone(),
        amount: charge.amount,
    };
    let mut order = Order::open(OrderNumber::new(1).unwrap(), &opened, None, charge.requested_at);
    order.attempts.push(charge.clone());
    let event = order::Event::Charge { attempt: charge.attempt, event: event.clone() };
    match order.apply(&event, at) {
        Decision::Changed(mut after) => after.attempts.remove(0),
        Decision::Unchanged => charge.clone(),
        Decision::Refused(refusal) => panic!("{refusal:?}"),
    }
}

/// A charge whose code a customer can pay.
pub(crate) struct Sale<'w> {
    written: &'w Written,
    pub(crate) charge: Charge,
    pub(crate) id: ProviderId,
}

impl Sale<'_> {
    /// What the domain makes of it; whether anything changed.
    pub(crate) fn learn(&mut self, event: &Event, at: UnixMs) -> bool {
        let after = apply(&self.charge, event, at);
        let changed = after != self.charge;
        self.charge = after;
        changed
    }

    /// Asks the provider, and learns from its answer as if the answer had come at `at`.
    pub(crate) async fn look_at(&mut self, face: &Face, at: UnixMs) -> Seen {
        let Fetched { observation, names, .. } = face.psp.fetch(&self.id).await.unwrap();
        let ours = &self.written.charge.reference;
        assert!(names.reference.is_none_or(|told| told == *ours), "another charge's answer");
        let status = observation.status.clone();
        self.learn(&Event::Seen(observation), at);
        status
    }

    /// The same now.
    pub(crate) async fn look(&mut self, face: &Face) -> Seen {
        self.look_at(face, now()).await
    }

    /// `POST /_sandbox/charges/{id}/{order}`.
    pub(crate) fn at_the_provider(&self, face: &Face, order: &str, body: &Value) {
        face.bank().ask("POST", &format!("/_sandbox/charges/{}/{order}", self.id.as_str()), body);
    }

    /// The customer pays what was asked for.
    pub(crate) fn pay(&self, face: &Face) {
        self.at_the_provider(face, "pay", &json!({}));
    }

    /// What arrived and what went back, in centavos.
    pub(crate) fn sums(&self) -> (i64, i64) {
        (self.charge.received().get(), self.charge.refunded().get())
    }
}

/// A charge whose code is there.
pub(crate) async fn sell<'w>(face: &Face, written: &'w Written) -> Sale<'w> {
    written.send(face, false).await.unwrap_or_else(|error| panic!("{}: {error}", face.row.id))
}
