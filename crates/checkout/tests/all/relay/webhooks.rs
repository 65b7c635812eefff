//! What a webhook does to a charge.

use checkout::sale::attempt::NewAttempt;
use checkout::sale::attempt::NewOrder;
use std::time::Duration;

use checkout::relay::LinkState;
use domain::Actor;
use domain::charge::{Anomaly, Doubt, Event, Evidence, Observation, Receipt, Seen, Status};
use domain::{Centavos, EndToEndId, IdempotencyKey, Reference, SaleId, UnixMs};
use relay_protocol::RelayFrame;
use serde_json::{Value, json};
use store::{ChargeKey, Poll, Store};
use tokio::time::{Instant, sleep};

use super::fake::{Connection, Relay};
use super::provider::{CRYPTO_TOKEN, Provider, signature, webhook};
use super::till::{INGEST_URL, Till};

/// What is wrong with the data of a webhook.
type Bend<'a> = &'a dyn Fn(&mut Value);

/// A till that is paired and connected, with one charge that waits for its money.
struct Scene {
    home: tempfile::TempDir,
    provider: std::sync::Arc<Provider>,
    till: Till,
    _relay: Relay,
    connection: Connection,
}

impl Scene {
    async fn connected(crypto_token: Option<&str>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let provider = Provider::new();
        let till = Till::open(home.path(), Some(provider.adapter(crypto_token)));
        let mut relay = Relay::start().await;
        till.pair(&relay.url);
        let connection = relay.welcomed("e", 0).await;
        Self { home, provider, till, _relay: relay, connection }
    }

    async fn selling(crypto_token: Option<&str>) -> Self {
        let scene = Self::connected(crypto_token).await;
        scene.till.sell().await;
        assert_eq!(scene.till.charge().status, Status::Pending);
        scene
    }

    /// Another order in this log was paid under that end-to-end id.
    fn an_earlier_sale_has(&self, id: &str) {
        let mut store = Store::open(self.home.path(), UnixMs::new(1)).unwrap();
        let new = NewOrder {
            document_key: None,
            sale_id: SaleId::new("s0").unwrap(),
            reference: Reference::new("earlier").ok(),
            amount: Centavos::new(1_250),
            attempt: NewAttempt {
                provider: "connectpsp".into(),
                account: None,
                expires_in_min: 30,
                idempotency_key: IdempotencyKey::new("k").unwrap(),
                webhook: false,
                chance: [1, 2],
            },
        };
        let (order, _) = checkout::sale::attempt::create_order(
            &mut store,
            &new,
            &Actor::Till,
            UnixMs::new(1),
            |_| String::new(),
        )
        .unwrap();
        let receipt = Receipt {
            received: Some(Centavos::new(1_250)),
            end_to_end_id: EndToEndId::new(id).ok(),
            paid_at: None,
            payer_name: None,
        };
        let (status, evidence) = (Seen::Paid(receipt), Evidence::Polled);
        let paid = Event::Seen(Observation { status, evidence });
        let key = ChargeKey { order: order.number, attempt: 1 };
        let rest = |poll: &Poll| Poll { due_at: None, owner: None, ..poll.clone() };
        checkout::record::record(
            &mut store,
            key,
            &Actor::Till,
            UnixMs::new(1),
            |_, _| vec![paid],
            |_, poll| rest(poll),
        )
        .unwrap();
    }

    async fn signed(&mut self, seq: u64, body: &[u8]) {
        self.connection.event(seq - 1, seq, body, Some(&signature(body))).await;
        self.connection.acked("e", seq).await;
    }

    async fn until(&self, what: &str, is_so: impl Fn(&domain::charge::Charge) -> bool) {
        self.till.until(what, |till| is_so(&till.charge())).await;
    }
}

#[tokio::test]
async fn a_signed_webhook_is_proof_and_the_provider_is_asked_to_agree() {
    let mut scene = Scene::selling(Some(CRYPTO_TOKEN)).await;
    let sent = scene.provider.state.lock().unwrap().created[0].clone();
    assert_eq!(sent["webhookUrl"], INGEST_URL);
    let body = scene.provider.webhook("CASHIN_PAID", 12.50);
    scene.signed(1, &body).await;
    let charge = scene.till.charge();
    assert_eq!(charge.status, Status::Paid, "on disk before the ack");
    assert_eq!(charge.payments[0].evidence, Evidence::SignedWebhook);
    scene.provider.says("PAID");
    scene.until("the provider agrees", domain::charge::Charge::is_confirmed).await;
    assert_eq!(scene.till.outcomes(), ["applied CASHIN_PAID"]);
    scene.till.checkout.verify().unwrap();
}

#[tokio::test]
async fn a_webhook_that_is_no_proof_only_makes_the_till_ask_now() {
    for signature in [Some("00".repeat(32)), None] {
        let mut scene = Scene::selling(None).await;
        let body = scene.provider.webhook("CASHIN_PAID", 12.50);
        let asked = scene.provider.times_asked();
        let begun = Instant::now();
        scene.connection.event(0, 1, &body, signature.as_deref()).await;
        scene.connection.acked("e", 1).await;
        assert_eq!(scene.till.charge().status, Status::Pending);
        scene.till.until("asked", |_| scene.provider.times_asked() > asked).await;
        assert!(begun.elapsed() < Duration::from_secs(5), "slow polling would take ten");
        assert_eq!(scene.till.outcomes(), ["hint no_secret"]);
        assert_eq!(scene.till.charge().status, Status::Pending, "the provider says no");
    }
}

#[tokio::test]
async fn where_the_provider_signs_what_it_has_not_signed_is_counted_and_nothing_else() {
    let mut scene = Scene::connected(Some(CRYPTO_TOKEN)).await;
    // From here on the charge is asked about every ten seconds.
    scene.till.until_link(LinkState::Connected).await;
    scene.till.sell().await;
    let asked = scene.provider.times_asked();
    let unknown = webhook("CASHIN_PAID", "unknown", "aluguel", 12.50);
    let payout = webhook("CASHOUT_COMPLETED", "p1", "x", 12.50);
    let bodies = [scene.provider.webhook("CASHIN_PAID", 12.50), unknown, payout, b"{".to_vec()];
    let wrong = "00".repeat(32);
    for (seq, body) in (1..).zip(&bodies) {
        let signature = (seq % 2 == 0).then_some(wrong.as_str());
        scene.connection.event(seq - 1, seq, body, signature).await;
        scene.connection.acked("e", seq).await;
    }
    let link = scene.till.checkout.link().unwrap();
    assert_eq!((link.cursor, link.received, link.dropped), (4, 4, 4));
    assert!(scene.till.received().is_empty(), "they do not crowd out the journal");
    assert!(scene.till.checkout.payouts(9).unwrap().is_empty());
    // Longer than any of them would have taken to be asked about.
    sleep(Duration::from_secs(3)).await;
    assert_eq!(scene.provider.times_asked(), asked);
    assert_eq!(scene.till.charge().status, Status::Pending);
    let body = scene.provider.webhook("CASHIN_PAID", 12.50);
    scene.signed(5, &body).await;
    assert_eq!(scene.till.charge().status, Status::Paid, "what is signed is heard all the same");
}

#[tokio::test]
async fn a_hint_is_not_forgotten_while_the_provider_is_down() {
    let mut scene = Scene::selling(None).await;
    scene.provider.state.lock().unwrap().is_down = true;
    let body = scene.provider.webhook("CASHIN_PAID", 12.50);
    scene.connection.event(0, 1, &body, None).await;
    scene.connection.acked("e", 1).await;
    let asked = scene.provider.times_asked();
    scene.till.until("asked again", |_| scene.provider.times_asked() >= asked + 2).await;
    scene.provider.state.lock().unwrap().is_down = false;
    scene.provider.says("PAID");
    scene.until("paid", |charge| charge.status == Status::Paid).await;
    assert_eq!(scene.till.charge().payments[0].evidence, Evidence::Polled);
}

#[tokio::test]
async fn proof_before_the_answer_to_the_creation() {
    let mut scene = Scene::connected(Some(CRYPTO_TOKEN)).await;
    scene.provider.answers.forget_permits(1_000);
    let begun = async { scene.till.sell().await };
    let told = async {
        while scene.provider.state.lock().unwrap().created.is_empty() {
            tokio::task::yield_now().await;
        }
        let body = scene.provider.webhook("CASHIN_PAID", 12.50);
        scene.connection.event(0, 1, &body, Some(&signature(&body))).await;
        scene.connection.acked("e", 1).await;
        assert_eq!(scene.till.charge().status, Status::Paid);
        assert!(scene.till.charge().registration.is_none());
        scene.provider.says("PAID");
        scene.provider.answers.add_permits(1_000);
    };
    let (order, ()) = tokio::join!(begun, told);
    assert_eq!(order.status(), Status::Paid);
    scene.until("confirmed", domain::charge::Charge::is_confirmed).await;
    let charge = scene.till.charge();
    assert!(charge.registration.is_some() && charge.anomalies.is_empty());
}

#[tokio::test]
async fn a_hint_before_the_answer_to_the_creation_makes_the_till_ask_after_it() {
    let mut scene = Scene::connected(None).await;
    scene.provider.answers.forget_permits(1_000);
    scene.provider.says("PAID");
    let begun = Instant::now();
    let told = async {
        while scene.provider.state.lock().unwrap().created.is_empty() {
            tokio::task::yield_now().await;
        }
        let body = scene.provider.webhook("CASHIN_PAID", 12.50);
        scene.connection.event(0, 1, &body, None).await;
        scene.connection.acked("e", 1).await;
        scene.provider.answers.add_permits(1_000);
    };
    tokio::join!(async { scene.till.sell().await }, told);
    scene.until("paid", |charge| charge.status == Status::Paid).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "slow polling would take ten");
    assert_eq!(scene.till.charge().payments[0].evidence, Evidence::Polled);
}

#[tokio::test]
async fn the_same_webhook_twice_pays_once() {
    let mut scene = Scene::selling(Some(CRYPTO_TOKEN)).await;
    scene.provider.says("PAID");
    let body = scene.provider.webhook("CASHIN_PAID", 12.50);
    scene.signed(1, &body).await;
    scene.signed(2, &body).await;
    // The relay may also send a seq again, which is acknowledged again.
    scene.connection.event(0, 1, &body, Some(&signature(&body))).await;
    scene.connection.acked("e", 2).await;
    let charge = scene.till.charge();
    assert_eq!((charge.payments.len(), charge.received()), (1, Centavos::new(1_250)));
    assert_eq!(scene.till.outcomes(), ["applied CASHIN_PAID", "known CASHIN_PAID"]);
}

#[tokio::test]
async fn a_refund_that_overtakes_its_payment_stays() {
    let mut scene = Scene::selling(Some(CRYPTO_TOKEN)).await;
    scene.provider.says("REFUNDED");
    let body = scene.provider.webhook("CASHIN_REFUNDED", 12.50);
    scene.signed(1, &body).await;
    let body = scene.provider.webhook("CASHIN_PAID", 12.50);
    scene.signed(2, &body).await;
    scene.until("confirmed", domain::charge::Charge::is_confirmed).await;
    let charge = scene.till.charge();
    assert_eq!((charge.status, charge.payments.len()), (Status::Refunded, 1));
}

#[tokio::test]
async fn another_amount_is_paid_and_odd() {
    let mut scene = Scene::selling(Some(CRYPTO_TOKEN)).await;
    let body = scene.provider.webhook("CASHIN_PAID", 9.00);
    scene.signed(1, &body).await;
    let charge = scene.till.charge();
    assert_eq!((charge.status, charge.received()), (Status::Paid, Centavos::new(900)));
    assert!(charge.anomalies.contains(&Anomaly::Underpaid));
}

#[tokio::test]
async fn what_is_signed_and_proves_nothing_is_no_pago_until_the_provider_says_more() {
    let without = |it: &mut Value, key: &str| drop(it.as_object_mut().unwrap().remove(key));
    let bend: [(Bend<'_>, Doubt); 4] = [
        (&|data| without(data, "amount"), Doubt::AmountAbsent),
        (&|data| data["amount"] = json!("12,5O"), Doubt::AmountUnreadable),
        (&|data| data["externalReference"] = json!("another"), Doubt::OtherReference),
        (&|data| data["endToEndId"] = json!("E9"), Doubt::EndToEndIdTaken),
    ];
    for (bend, doubt) in bend {
        let mut scene = Scene::selling(Some(CRYPTO_TOKEN)).await;
        if doubt == Doubt::EndToEndIdTaken {
            scene.an_earlier_sale_has("E9");
        }
        let body = scene.provider.webhook("CASHIN_PAID", 12.50);
        let mut whole: Value = serde_json::from_slice(&body).unwrap();
        bend(&mut whole["data"]);
        scene.signed(1, whole.to_string().as_bytes()).await;
        let charge = scene.till.charge();
        let found = charge.unproven.map(|unproven| (unproven.doubt, unproven.evidence));
        assert_eq!(charge.status, Status::Pending, "{doubt:?}");
        assert_eq!(found, Some((doubt, Evidence::SignedWebhook)));
        assert_eq!(charge.anomalies, [Anomaly::Unproven].into());
        scene.signed(2, whole.to_string().as_bytes()).await;
        assert_eq!(scene.till.outcomes(), ["applied CASHIN_PAID", "known CASHIN_PAID"]);
        scene.provider.says("PAID");
        scene.signed(3, whole.to_string().as_bytes()).await;
        scene.until("paid", |charge| charge.status == Status::Paid).await;
        let charge = scene.till.charge();
        assert_eq!((charge.received(), charge.payments.len()), (Centavos::new(1_250), 1));
        assert_eq!(charge.payments[0].evidence, Evidence::Polled);
        scene.till.checkout.verify().unwrap();
    }
}

#[tokio::test]
async fn what_concerns_no_charge_here_touches_none() {
    let mut scene = Scene::selling(Some(CRYPTO_TOKEN)).await;
    scene.connection.send(&RelayFrame::Codes { codes: vec!["Z9XY".into()] }).await;
    let bodies = [
        webhook("CASHIN_PAID", "unknown", "K7QD-000009", 12.50),
        webhook("CASHIN_PAID", "unknown", "Z9XY-000001", 12.50),
        scene.provider.webhook("CASHOUT_COMPLETED", 12.50),
        b"{".to_vec(),
        webhook("CASHIN_PAID", "another", &scene.provider.reference(), 12.50),
    ];
    for (seq, body) in (1..).zip(&bodies) {
        scene.signed(seq, body).await;
    }
    assert_eq!(
        scene.till.outcomes(),
        [
            "asked CASHIN_PAID",
            "other_till CASHIN_PAID",
            "payout CASHOUT_COMPLETED",
            "malformed cut short",
            "asked CASHIN_PAID",
        ]
    );
    assert_eq!(scene.till.charge().status, Status::Pending);
    let link = scene.till.checkout.link().unwrap();
    assert_eq!((link.cursor, link.received, link.set_aside), (5, 5, 2));
    assert_eq!(link.other_tills, 1);
}

#[tokio::test]
async fn a_frame_that_cannot_be_decoded_is_refused_and_the_stream_goes_on() {
    use relay_protocol::TillFrame;
    let mut scene = Scene::selling(Some(CRYPTO_TOKEN)).await;
    scene
        .connection
        .send_text(r#"{"t":"event","s":1,"p":0,"id":"evt","rx":1,"route":"r","h":{},"b64":"%%"}"#)
        .await;
    let nack = TillFrame::Nack { s: 1, code: "poison".into() };
    assert_eq!(scene.connection.frame().await, nack);
    scene.connection.acked("e", 1).await;
    let body = scene.provider.webhook("CASHIN_PAID", 12.50);
    scene.signed(2, &body).await;
    assert_eq!(scene.till.outcomes(), ["poison ", "applied CASHIN_PAID"]);
}

#[tokio::test]
async fn a_till_without_a_provider_sets_webhooks_aside() {
    let home = tempfile::tempdir().unwrap();
    let till = Till::open(home.path(), None);
    let mut relay = Relay::start().await;
    till.pair(&relay.url);
    let mut connection = relay.welcomed("e", 0).await;
    connection.event(0, 1, &webhook("CASHIN_PAID", "kk6", "Mesa 4", 12.50), None).await;
    connection.acked("e", 1).await;
    assert_eq!(till.outcomes(), ["not_connected "]);
}
