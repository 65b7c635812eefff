//! The watcher and the doors against a provider that is slow or contradicts itself, under a clock
//! that waits for nobody.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use checkout::{Checkout, Ports, Providers, Sale};
use domain::charge::{Account, Evidence, Observation, Registration, Seen, Status};
use domain::{Actor, Centavos, Order, Payer, ProviderId, SaleId, UnixMs};
use providers::{
    Cause, Created, Error, Fetched, Manifest, Names, NewCharge, NoRefunds, ObstacleKind, Payouts,
    Psp, Refunds, Sending, Trust, Webhook, WebhookContent,
};
use store::{DATABASE, Store, Why};
use testkit::clock::Simulated;
use testkit::random::Counting;
use tokio::time::{Instant, sleep};

use crate::bank::{Shop, paid};

/// A provider that fails some creations, and is slow to begin with questions, as one whose token
/// has to be fetched first.
struct Provider {
    begun: Instant,
    account: Account,
    /// What the first creations meet, the last of them first.
    failures: Mutex<Vec<Error>>,
    begun_at: Mutex<Vec<Duration>>,
}

#[async_trait]
impl Psp for Provider {
    fn manifest(&self) -> &'static Manifest {
        &providers::connectpsp::MANIFEST
    }

    fn account(&self) -> &Account {
        &self.account
    }

    fn signs(&self) -> bool {
        false
    }

    fn body(&self, charge: &NewCharge<'_>) -> String {
        charge.reference.to_string()
    }

    fn payer(&self, _: &str) -> Option<Payer> {
        None
    }

    async fn create(&self, _: &Sending<'_>) -> Result<Created, Error> {
        let failure = self.failures.lock().unwrap().pop();
        failure.map_or_else(
            || {
                Ok(Registration {
                    provider_id: ProviderId::new("kk6").unwrap(),
                    copy_and_paste: "000201".into(),
                    expires_at: UnixMs::new(100_000_000),
                    never_expires: false,
                    clock_ahead_ms: 0,
                }
                .into())
            },
            Err,
        )
    }

    async fn fetch(&self, _: &ProviderId) -> Result<Fetched, Error> {
        sleep(Duration::from_millis(900)).await;
        self.begun_at.lock().unwrap().push(self.begun.elapsed());
        sleep(Duration::from_millis(50)).await;
        let observation = Observation { status: Seen::Waiting, evidence: Evidence::Polled };
        Ok(Fetched { observation, names: Names::default(), unreadable_amount: None })
    }

    fn webhook(&self, _: &BTreeMap<String, String>, _: &[u8]) -> Webhook {
        let says = WebhookContent::Malformed { reason: "this provider sends none".into() };
        Webhook { trust: Trust::Unsigned, says }
    }

    fn refunds(&self) -> Result<&dyn Refunds, NoRefunds> {
        Err(NoRefunds::AtProvider)
    }

    fn payouts(&self) -> Option<&dyn Payouts> {
        None
    }

    async fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn ping(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// A till on a new log, and its provider.
fn open(home: &Path, failures: Vec<Error>) -> (Arc<Checkout>, Arc<Provider>) {
    let mut store = Store::open(home, UnixMs::new(1)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
    let begun = Instant::now();
    let failures = Mutex::new(failures);
    let account = Account {
        adapter: "connectpsp".into(),
        address: "https://psp.example".into(),
        fingerprint: "a".repeat(16),
    };
    let psp = Arc::new(Provider { begun, account, failures, begun_at: Mutex::default() });
    let ports = Ports::new(Arc::new(Simulated(begun)), Arc::new(Counting::from(7)));
    let till = Checkout::new(
        store,
        Providers::new(vec![Arc::clone(&psp) as Arc<dyn Psp>], "connectpsp"),
        ports,
    );
    (till, psp)
}

async fn sell(till: &Arc<Checkout>) -> Order {
    let sale = Sale {
        document_key: None,
        sale_id: SaleId::new("s1").unwrap(),
        reference: None,
        amount: Centavos::new(1_250),
        expires_in_min: 30,
        payer: None,
        provider: None,
    };
    till.charge(sale, &Actor::Till).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn two_questions_that_begin_slowly_still_leave_a_second_apart() {
    let home = tempfile::tempdir().unwrap();
    let (till, psp) = open(home.path(), Vec::new());
    let order = sell(&till).await;
    for _ in 0..3 {
        till.check_now(order.number).await.unwrap();
    }
    let begun_at = psp.begun_at.lock().unwrap().clone();
    assert_eq!(begun_at.len(), 3);
    for pair in begun_at.windows(2) {
        assert!(pair[1].saturating_sub(pair[0]) >= Duration::from_secs(1), "{begun_at:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_conflict_or_a_404_after_a_doubtful_sending_refuses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let conflict = Error::Conflict { code: "409".into(), message: "in progress".into() };
    let lost = Error::OutcomeUnknown("timed out".into());
    let (till, _) = open(home.path(), vec![Error::NotFound, conflict, lost]);
    let order = sell(&till).await;
    assert_eq!(order.status(), Status::Registering);
    tokio::spawn(Arc::clone(&till).watch());
    sleep(Duration::from_mins(1)).await;
    assert_eq!(till.order(order.number).unwrap().order.status(), Status::Pending);
}

#[tokio::test(start_paused = true)]
async fn a_conflict_at_the_first_sending_is_a_refusal() {
    let home = tempfile::tempdir().unwrap();
    let conflict = Error::Conflict { code: "409".into(), message: "taken".into() };
    let (till, _) = open(home.path(), vec![conflict]);
    assert_eq!(sell(&till).await.status(), Status::Rejected);
}

#[tokio::test(start_paused = true)]
async fn a_door_hears_that_the_outcome_is_unknown() {
    let home = tempfile::tempdir().unwrap();
    let (till, _) = open(home.path(), vec![Error::OutcomeUnknown("lost".into())]);
    let mut changes = till.changes();
    let order = sell(&till).await;
    assert_eq!(changes.try_recv().unwrap(), order.number);
    assert!(till.order(order.number).unwrap().polls[&1].outcome_unknown);
}

#[tokio::test(start_paused = true)]
async fn when_the_network_is_back_the_sale_on_the_screen_is_heard_of_within_seconds() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.watch();
    let order = shop.sell("s1", None).await;
    shop.bank.fails(Error::Unreachable("no route".into()));
    // Long enough for the longest back-off, and past the fast questions of the first minutes.
    sleep(Duration::from_mins(15)).await;
    shop.bank.says(paid());
    sleep(Duration::from_secs(5)).await;
    assert_eq!(shop.charge(order.number).status, Status::Paid);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_is_in_trouble_is_asked_ever_more_seldom_on_the_screen_too() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.watch();
    shop.sell("s1", None).await;
    let gateway = Cause::new(ObstacleKind::Failing, "HTTP 503");
    shop.bank.fails(Error::OutcomeUnknown(gateway));
    sleep(Duration::from_mins(15)).await;
    // Every two seconds it would be 450, and every minute at least 15.
    let times = shop.bank.begun_at().len();
    assert!((15..=60).contains(&times), "{times}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_could_not_be_written_down_is_unknown_and_asked_for_again_at_once() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let (locked, unlock) = (home.path().join(DATABASE), Arc::new(Mutex::new(None)));
    let lock = Arc::clone(&unlock);
    shop.bank.script.lock().unwrap().meanwhile = Some(Box::new(move || {
        let other = rusqlite::Connection::open(locked).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        *lock.lock().unwrap() = Some(other);
    }));
    let order = shop.sell("s1", None).await;
    assert_eq!(order.status(), Status::Registering);
    let seen = shop.till.order(order.number).unwrap();
    let poll = &seen.polls[&1];
    assert!(poll.outcome_unknown && poll.failures > 0, "as a screen sees it: {poll:?}");
    drop(unlock.lock().unwrap().take().unwrap());
    shop.watch();
    sleep(Duration::from_secs(5)).await;
    assert_eq!(shop.charge(order.number).status, Status::Pending);
    let script = shop.bank.script.lock().unwrap();
    assert_eq!(script.sent.len(), 2, "it is asked for again");
    assert_eq!(script.sent[0], script.sent[1], "by the same key and body");
}

#[tokio::test(start_paused = true)]
async fn a_wish_for_patience_is_kept_on_the_screen_too() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.watch();
    shop.sell("s1", None).await;
    shop.bank.fails(Error::RateLimited { retry_after: Some(Duration::from_secs(25)) });
    sleep(Duration::from_mins(5)).await;
    let asked = shop.bank.begun_at();
    let limited = asked.iter().filter(|at| **at > Duration::from_secs(5));
    let pauses: Vec<_> =
        limited.clone().zip(limited.skip(1)).map(|(one, next)| next.saturating_sub(*one)).collect();
    assert!(
        pauses.len() > 5 && pauses.iter().all(|pause| *pause >= Duration::from_secs(25)),
        "{pauses:?}"
    );
}
