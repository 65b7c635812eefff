//! A shop: a provider, a relay, and a till that is connected to the one and paired with the other.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::server::{Added, Relay};
use super::webhook::{paid, post};
use crate::sandbox::{Bank, Sandbox};
use crate::terminal::balcao::{Started, Till};

/// How long something may take to happen on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// The merchant of these tests.
pub(crate) const MERCHANT: &str = "Padaria São João";

/// A provider, a relay, and a till between them.
pub(crate) struct Shop {
    pub(crate) sandbox: Sandbox,
    pub(crate) relay: Relay,
    pub(crate) till: Till,
    /// The till as the relay knows it.
    pub(crate) added: Added,
}

impl Shop {
    /// Its till knows the secret that webhooks are signed with.
    pub(crate) fn open() -> Self {
        Self::open_unpaired().paired()
    }

    /// Its till is known to the relay, but has not been paired yet.
    pub(crate) fn open_unpaired() -> Self {
        Self::with(Sandbox::start())
    }

    /// Its till does not.
    pub(crate) fn open_without_crypto_token() -> Self {
        let mut sandbox = Sandbox::start();
        sandbox.credentials.as_object_mut().unwrap().remove("cryptoToken");
        Self::with(sandbox).paired()
    }

    /// As behind a name and a certificate, which provider and till trust.
    pub(crate) fn open_by_https() -> Self {
        let relay = Relay::start_with_certificate();
        let sandbox = Sandbox::start_trusting(&relay.certificate());
        let till = sandbox.till().trusting(&relay.certificate());
        let added = relay.add_till(MERCHANT, "Caixa 1");
        Self { sandbox, relay, till, added }.paired()
    }

    fn with(sandbox: Sandbox) -> Self {
        let (till, relay) = (sandbox.till(), Relay::start());
        let added = relay.add_till(MERCHANT, "Caixa 1");
        Self { sandbox, relay, till, added }
    }

    fn paired(self) -> Self {
        pair(&self.till, &self.relay, &self.added);
        self
    }

    pub(crate) fn bank(&self) -> &Bank {
        &self.sandbox.bank
    }

    /// A process that stays, so that the till is on the relay between two sales.
    pub(crate) fn stay_connected(&self) -> Started {
        let watch = self.till.start(&["--json", "watch"]);
        self.wait_until_connected();
        watch
    }

    pub(crate) fn wait_until_connected(&self) {
        wait_for_relay(&self.till, "connected", |it| it["state"] == "connected");
    }

    /// A charge of R$ 12,50 whose code is on the screen, and the event that said so.
    pub(crate) fn charge(&self) -> (Started, Value) {
        let mut charge = self.till.start(&["--json", "charge", "12,50"]);
        let created = charge.wait_for_event("charge_created");
        (charge, created)
    }

    /// The customer pays the charge.
    pub(crate) fn pay(&self, created: &Value) {
        self.bank().pay(created["copy_and_paste"].as_str().unwrap());
    }

    /// From now on the provider answers no question about charges.
    pub(crate) fn silence_the_provider(&self) {
        self.bank().fault(&json!({ "on": "fetch", "kind": "status_500", "times": 10_000 }));
    }

    /// Something goes wrong with the next webhook.
    pub(crate) fn webhook_fault(&self, kind: &str) {
        self.bank().fault(&json!({ "on": "webhook", "kind": kind }));
    }

    /// Waits until the relay's events of this till are as they should be; newest first.
    pub(crate) fn wait_for_events(&self, is_right: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let is_right = |it: &Value| is_right(it["events"].as_array().map_or(&[], Vec::as_slice));
        let status = wait_for_relay(&self.till, "the events", is_right);
        status["events"].as_array().unwrap().clone()
    }

    /// Waits until the till has received so many events; what came of them, oldest first.
    pub(crate) fn wait_for_outcomes(&self, count: usize) -> Vec<String> {
        let events = self.wait_for_events(|events| events.len() >= count);
        let outcome = |event: &Value| event["outcome"].as_str().unwrap().to_owned();
        events.iter().rev().map(outcome).collect()
    }

    /// What came of all events so far, oldest first: a last one, which is about nothing, shows that no
    /// other is on the way.
    pub(crate) fn outcomes(&self) -> Vec<String> {
        let nothing = paid("nobody", "nothing").replace("CASHIN_PAID", "NOTHING_OF_OURS");
        assert_eq!(post(&self.added.ingest_url, &nothing), 200);
        let is_last = |events: &[Value]| events.iter().any(|it| it["outcome"] == "unknown_type");
        let events = self.wait_for_events(is_last);
        let outcome = |event: &Value| event["outcome"].as_str().unwrap().to_owned();
        events.iter().skip(1).rev().map(outcome).collect()
    }

    /// The order's payments, of which each is told once.
    pub(crate) fn payments(&self, order: &str) -> Vec<Value> {
        payments(&self.till.show(order))
    }

    /// Waits until the provider has said the same about the order's only payment.
    pub(crate) fn wait_until_agreed(&self, order: &str) -> Value {
        let begun = Instant::now();
        loop {
            let payments = self.payments(order);
            let [payment] = payments.as_slice() else { panic!("{payments:?}") };
            if payment["agreed"] == true {
                return payment.clone();
            }
            assert!(begun.elapsed() < PATIENCE, "the provider does not agree: {payment}");
            std::thread::sleep(Duration::from_millis(200)); // between two looks
        }
    }

    /// The charge is paid by exactly one payment that the whole amount came by.
    #[track_caller]
    pub(crate) fn is_paid_once(&self, order: &str) -> Value {
        let shown = self.till.show(order);
        assert_eq!(shown["status"], "paid", "{shown}");
        assert_eq!(shown["anomalies"], json!([]), "{shown}");
        assert_eq!(shown["received_centavos"], shown["amount_centavos"], "{shown}");
        let payments = payments(&shown);
        let [payment] = payments.as_slice() else { panic!("{shown}") };
        payment.clone()
    }
}

/// Pairs by the command that a person types.
pub(crate) fn pair(till: &Till, relay: &Relay, added: &Added) {
    let told = till.run(&["--json", "pair", &relay.url, &added.pairing_code]).expect(0);
    let paired = told.event("paired");
    assert_eq!(paired["till"], *added.till_id, "{told}");
}

/// What `balcao relay status` says, once it is as it should be.
pub(crate) fn wait_for_relay(till: &Till, what: &str, is_right: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let told = till.run(&["--json", "relay", "status"]);
        if let Some(status) = told.events.first().filter(|status| is_right(status)) {
            return status.clone();
        }
        assert!(begun.elapsed() < PATIENCE, "not {what}: {told}");
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
}

fn payments(order: &Value) -> Vec<Value> {
    let attempts = order["attempts"].as_array().unwrap_or_else(|| panic!("{order}"));
    attempts.iter().flat_map(|attempt| attempt["payments"].as_array().unwrap()).cloned().collect()
}
