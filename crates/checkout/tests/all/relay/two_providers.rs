//! Two providers at one till: whose a webhook is, and what one that anybody could send is worth.

use std::sync::Arc;

use checkout::Providers;
use domain::charge::{Anomaly, Charge, Event, Evidence, Status};
use domain::{Centavos, OrderNumber, PayoutStatus};
use providers::Psp;
use relay_protocol::RelayFrame;

use super::fake::{Connection, Relay};
use super::integra::{HEADER, Integra, webhook};
use super::provider::{CRYPTO_TOKEN, Provider, signature};
use super::till::Till;

/// What an account signs with, and another account of the same provider.
const OTHER_TOKEN: &str = "another-crypto-token";

/// A till with both providers, that is paired and connected.
struct Scene {
    _home: tempfile::TempDir,
    connect: Arc<Provider>,
    integra: Arc<Integra>,
    till: Till,
    _relay: Relay,
    connection: Connection,
    seq: u64,
}

impl Scene {
    async fn open() -> Self {
        let home = tempfile::tempdir().unwrap();
        let (connect, integra) = (Provider::new(), Integra::new());
        let all = vec![connect.adapter(Some(CRYPTO_TOKEN)), integra.adapter()];
        let till = Till::with(home.path(), Providers::new(all, "integrapay"));
        let mut relay = Relay::start().await;
        till.pair(&relay.url);
        let connection = relay.welcomed("e", 0).await;
        Self { _home: home, connect, integra, till, _relay: relay, connection, seq: 0 }
    }

    /// With one charge at IntegraPay, of id 1000.
    async fn selling() -> Self {
        let scene = Self::open().await;
        scene.till.sell().await;
        let charge = scene.till.charge();
        assert_eq!((charge.status, charge.provider.as_str()), (Status::Pending, "integrapay"));
        scene
    }

    /// The charge's reference.
    fn reference(&self) -> String {
        self.till.charge().reference.as_str().to_owned()
    }

    async fn comes(&mut self, body: &[u8], header: Option<(&str, &str)>) {
        self.seq += 1;
        self.connection.event_with(self.seq - 1, self.seq, body, header).await;
        self.connection.acked("e", self.seq).await;
    }

    /// The provider says so, and its webhook comes with the right header.
    async fn happens(&mut self, status: &str) {
        let reference = self.reference();
        self.integra.says("1000", "cashin", status, Some(&reference));
        self.comes(&webhook("1000", "cashin", status, Some(&reference)), Some(HEADER)).await;
    }

    /// What is told of the charge and not confirmed.
    fn told(&self) -> Vec<&'static str> {
        let history = self.till.checkout.order(OrderNumber::FIRST).unwrap();
        let word = |(_, noticed): &(u32, store::Noticed)| match noticed.event {
            Event::RefundNoticed(_) => "refund",
            Event::DisputeNoticed(_) => "dispute",
            _ => panic!("{noticed:?}"),
        };
        history.noticed.iter().map(word).collect()
    }

    async fn until(&self, what: &str, is_so: impl Fn(&domain::charge::Charge) -> bool) {
        self.till.until(what, |till| is_so(&till.charge())).await;
    }
}

#[tokio::test]
async fn a_charge_of_the_second_provider_lives_by_its_look_ups() {
    let mut scene = Scene::selling().await;
    scene.happens("created").await;
    scene.happens("paid").await;
    scene.until("paid", |charge| charge.status == Status::Paid).await;
    assert_eq!(scene.till.charge().payments[0].evidence, Evidence::Polled);
    scene.happens("infraction").await;
    scene.until("confirmed", |it| it.open_dispute().is_some_and(|it| it.confirmed)).await;
    let charge = scene.till.charge();
    assert_eq!(charge.dispute.unwrap().reason.as_deref(), Some("Reason for infraction"));
    assert!(charge.anomalies.contains(&Anomaly::Disputed));
    scene.happens("refund").await;
    scene.until("refunded", |charge| charge.status == Status::Refunded).await;
    assert_eq!(scene.till.charge().refunded(), Centavos::new(1_250));
    assert_eq!(
        scene.till.outcomes(),
        [
            "known cashin.created",
            "hint cashin.paid",
            "hint cashin.infraction",
            "hint cashin.refund"
        ]
    );
    scene.till.checkout.verify().unwrap();
}

#[tokio::test]
async fn a_dispute_that_is_only_told_is_listed_at_once_and_a_refund_only_when_it_is_confirmed() {
    let mut scene = Scene::selling().await;
    scene.happens("paid").await;
    scene.until("paid", |charge| charge.status == Status::Paid).await;
    // The webhooks come, and the provider's look-up knows of nothing.
    let reference = scene.reference();
    let attention = scene.till.checkout.attention();
    let mut changes = scene.till.checkout.changes();
    let (number, head) = (OrderNumber::FIRST, scene.till.checkout.head().unwrap());
    for status in ["refund", "infraction"] {
        scene.comes(&webhook("1000", "cashin", status, Some(&reference)), Some(HEADER)).await;
    }
    let charge = scene.till.charge();
    assert_eq!(charge.status, Status::Paid, "a static header proves nothing");
    assert_eq!((charge.dispute, charge.refunds.len()), (None, 0));
    assert_eq!(scene.till.checkout.head().unwrap(), head, "and nothing of it is in the log");
    assert_eq!(scene.told(), ["refund", "dispute"]);
    assert_eq!(scene.till.checkout.disputes(false).unwrap().len(), 1, "but it is listed");
    assert_eq!(attention.borrow().disputes, 1);
    assert_eq!(changes.try_recv(), Ok(number), "and a door hears of it");
    scene.integra.says("1000", "cashin", "refund", Some(&reference));
    scene.till.checkout.check_now(number).await.unwrap();
    scene.until("refunded", |charge| charge.status == Status::Refunded).await;
    assert_eq!(scene.told(), ["dispute"], "of that the provider has said nothing");
    assert!(scene.till.charge().dispute.is_none());
    let kinds: Vec<_> =
        scene.till.checkout.events(number).unwrap().into_iter().map(|it| it.kind).collect();
    assert!(kinds.ends_with(&["refund_told".to_owned(), "seen".to_owned()]), "{kinds:?}");
    scene.till.checkout.verify().unwrap();
}

#[tokio::test]
async fn without_the_right_header_nothing_is_told() {
    let mut scene = Scene::selling().await;
    let reference = scene.reference();
    for header in [None, Some((HEADER.0, "guessed"))] {
        for status in ["refund", "infraction", "paid"] {
            scene.comes(&webhook("1000", "cashin", status, Some(&reference)), header).await;
        }
    }
    let asked = scene.integra.times_asked("1000");
    scene.till.until("asked", |_| scene.integra.times_asked("1000") > asked).await;
    let charge = scene.till.charge();
    assert_eq!((charge.status, charge.dispute), (Status::Pending, None));
    assert!(scene.told().is_empty());
    assert_eq!(scene.till.outcomes(), vec!["hint unsigned"; 6]);
}

#[tokio::test]
async fn a_webhook_is_its_own_providers_whichever_is_the_default() {
    let mut scene = Scene::selling().await;
    scene.connect.state.lock().unwrap().is_down = true;
    let body = super::provider::webhook("CASHIN_PAID", "kk6", "Mesa 4", 12.50);
    let signed = signature(&body);
    scene.comes(&body, Some(("x-connect-signature", &signed))).await;
    scene.comes(&webhook("7", "cashin", "created", None), Some(HEADER)).await;
    assert_eq!(scene.till.outcomes(), ["asked CASHIN_PAID", "unknown_charge cashin.created"]);
    scene.till.until("asked", |_| scene.connect.times_asked() > 0).await;
    assert_eq!(scene.integra.times_asked("kk6"), 0);
}

#[tokio::test]
async fn money_without_a_sale_is_found_and_another_tills_is_left_alone() {
    let mut scene = Scene::open().await;
    let attention = scene.till.checkout.attention();
    scene.connection.send(&RelayFrame::Codes { codes: vec!["Z9XY".into()] }).await;
    for (id, order_id) in [
        ("1", Some("Z9XY-000001")),
        ("2", Some("K7QD-000009")),
        ("3", Some("aluguel")),
        ("4", None),
    ] {
        scene.integra.says(id, "cashin", "paid", order_id);
        scene.comes(&webhook(id, "cashin", "paid", order_id), Some(HEADER)).await;
    }
    // Refunds and disputes of nobody here are kept for support.
    scene.comes(&webhook("5", "cashin", "refund", Some("x")), Some(HEADER)).await;
    scene.till.until("found", |till| till.checkout.unmatched(false).unwrap().len() == 3).await;
    let unmatched = scene.till.checkout.unmatched(false).unwrap();
    let ids: Vec<_> = unmatched.iter().map(|it| it.money.provider_id.as_str()).collect();
    assert_eq!(ids, ["4", "3", "2"]);
    assert!(unmatched.iter().all(|it| it.money.amount == Some(Centavos::new(1_250))));
    scene.till.until("told", |_| attention.borrow().unmatched == 3).await;
    assert_eq!(scene.integra.times_asked("1"), 0, "it is another till's to ask");
    assert_eq!(scene.till.checkout.link().unwrap().other_tills, 1);
    let journal = scene.till.received();
    let kept: Vec<_> = journal.iter().filter(|it| it.raw.is_some()).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].outcome.word(), "unknown_charge");
}

#[tokio::test]
async fn a_payout_that_nobody_has_signed_is_recorded_when_it_is_confirmed_and_changes_no_sale() {
    let mut scene = Scene::selling().await;
    let (reference, head) = (scene.reference(), scene.till.checkout.head().unwrap());
    // The same id and the same orderId as the charge's, as in the provider's own samples.
    for status in ["created", "paid", "refund"] {
        scene.comes(&webhook("1000", "transfer", status, Some(&reference)), Some(HEADER)).await;
    }
    // What answers under this id is the charge: nothing is known of the payout.
    scene.till.until("asked", |_| scene.integra.times_asked("1000") > 0).await;
    assert!(scene.till.checkout.payouts(10).unwrap().is_empty());
    assert_eq!(scene.till.checkout.head().unwrap(), head, "nothing unproven is in the log");
    scene.comes(&webhook("2000", "transfer", "created", None), Some(HEADER)).await;
    scene.integra.says("2000", "transfer", "paid", None);
    scene.till.until("confirmed", |till| !till.checkout.payouts(10).unwrap().is_empty()).await;
    let payout = &scene.till.checkout.payouts(10).unwrap()[0];
    assert_eq!(payout.evidence, Some(Evidence::Polled));
    assert_eq!(payout.seen.status, PayoutStatus::Completed);
    assert_eq!(scene.till.outcomes().last().unwrap(), "asked transfer.created");
    assert_eq!(scene.till.charge().status, Status::Pending);
    assert!(scene.till.checkout.unmatched(true).unwrap().is_empty());
    scene.till.checkout.verify().unwrap();
}

#[tokio::test]
async fn words_that_nobody_knows_are_kept_raw() {
    let mut scene = Scene::selling().await;
    let odd = [
        webhook("1000", "cashin", "parked", Some(&scene.reference())),
        webhook("9", "boleto", "paid", None),
        webhook("2000", "transfer", "parked", None),
        b"not json".to_vec(),
    ];
    for body in &odd {
        scene.comes(body, Some(HEADER)).await;
    }
    let outcomes = scene.till.outcomes();
    let expected =
        ["hint cashin.parked", "unknown_type boleto.paid", "asked transfer.parked", "malformed "];
    assert_eq!(outcomes.len(), expected.len());
    for (found, expected) in outcomes.iter().zip(expected) {
        assert!(found.starts_with(expected), "{outcomes:?}");
    }
    assert_eq!(scene.till.charge().status, Status::Pending);
    let kept: Vec<_> = scene.till.received().into_iter().rev().filter_map(|it| it.raw).collect();
    let sent: Vec<_> = odd.iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect();
    assert_eq!(kept, sent);
}

/// A till that sells at an account of each provider, and is connected to another account of the same
/// provider since; the first is kept.
struct Moved {
    home: tempfile::TempDir,
    relay: Relay,
    till: Till,
    connection: Connection,
}

impl Moved {
    async fn from_to(sold: Arc<dyn Psp>, connected: Arc<dyn Psp>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let before = Till::with(home.path(), Providers::new(vec![Arc::clone(&sold)], ""));
        before.sell().await;
        drop(before);
        let providers = Providers::new(vec![connected], "").with_kept(vec![sold]);
        let till = Till::with(home.path(), providers);
        let mut relay = Relay::start().await;
        till.pair(&relay.url);
        let connection = relay.welcomed("e", 0).await;
        Self { home, relay, till, connection }
    }

    async fn paid_by(mut self, body: &[u8], header: (&str, &str)) -> Charge {
        self.connection.event_with(0, 1, body, Some(header)).await;
        self.connection.acked("e", 1).await;
        self.till.until("paid", |till| till.charge().status == Status::Paid).await;
        self.till.checkout.verify().unwrap();
        assert!(self.till.checkout.unmatched(true).unwrap().is_empty());
        let charge = self.till.charge();
        drop((self.till, self.relay, self.home));
        charge
    }
}

#[tokio::test]
async fn a_webhook_is_read_for_the_account_whose_charge_it_names_whatever_is_connected_now() {
    for token in [CRYPTO_TOKEN, OTHER_TOKEN] {
        let (sold, connected) = (Provider::new(), Provider::new());
        let moved = Moved::from_to(
            sold.adapter(Some(CRYPTO_TOKEN)),
            connected.adapter_of("2", Some(token)),
        );
        let moved = moved.await;
        // Nobody hears of it by asking.
        sold.state.lock().unwrap().is_down = true;
        let body = sold.webhook("CASHIN_PAID", 12.50);
        let signed = signature(&body);
        let charge = moved.paid_by(&body, ("x-connect-signature", &signed)).await;
        assert_eq!(charge.payments[0].evidence, Evidence::SignedWebhook);
        assert_eq!(connected.times_asked(), 0, "it has other charges");
    }

    let (sold, connected) = (Integra::new(), Integra::new());
    let moved = Moved::from_to(sold.adapter(), connected.adapter_at("http://127.0.0.1:2")).await;
    let reference = moved.till.charge().reference;
    sold.says("1000", "cashin", "paid", Some(reference.as_str()));
    let body = webhook("1000", "cashin", "paid", Some(reference.as_str()));
    let charge = moved.paid_by(&body, HEADER).await;
    assert_eq!(charge.payments[0].evidence, Evidence::Polled);
    assert_eq!(connected.times_asked("1000"), 0);
}

#[tokio::test]
async fn money_of_the_connected_account_is_no_news_of_a_kept_ones_charge_of_the_same_id() {
    let (sold, connected) = (Integra::new(), Integra::new());
    let mut moved =
        Moved::from_to(sold.adapter(), connected.adapter_at("http://127.0.0.1:2")).await;
    connected.says("1000", "cashin", "paid", Some("aluguel"));
    let body = webhook("1000", "cashin", "paid", Some("aluguel"));
    moved.connection.event_with(0, 1, &body, Some(HEADER)).await;
    moved.connection.acked("e", 1).await;
    moved.till.until("found", |it| it.checkout.unmatched(false).unwrap().len() == 1).await;
    assert_eq!(moved.till.charge().status, Status::Pending);
}
