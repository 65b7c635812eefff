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
    Created, Error, Fetched, Manifest, Names, NewCharge, NoRefunds, Payouts, Psp, Refunds, Says,
    Sending, Trust, Webhook,
};
use store::{Store, Why};
use testkit::clock::Simulated;
use testkit::random::Counting;
use tokio::time::{Instant, sleep};

/// A provider that fails some creations, and is slow to begin with questions, as one whose token
/// has to be fetched first.
struct Provider {
    begun: Instant,
    account: Account,
    /// What the first creations meet, the last of them first.
    failures: Mutex<Vec<Error>>,
    asked_at: Mutex<Vec<Duration>>,
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
        self.asked_at.lock().unwrap().push(self.begun.elapsed());
        sleep(Duration::from_millis(50)).await;
        let observation = Observation { status: Seen::Waiting, evidence: Evidence::Polled };
        Ok(Fetched {
            observation,
            names: Names::default(),
            unreadable_amount: None,
            provider_time: None,
        })
    }

    fn webhook(&self, _: &BTreeMap<String, String>, _: &[u8]) -> Webhook {
        let says = Says::Malformed { reason: "this provider sends none".into() };
        Webhook { trust: Trust::Unsigned, says }
    }

    fn refunds(&self) -> Result<&dyn Refunds, NoRefunds> {
        Err(NoRefunds::AtProvider)
    }

    fn payouts(&self) -> Option<&dyn Payouts> {
        None
    }

    async fn check(&self) -> Result<Option<UnixMs>, Error> {
        Ok(None)
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
    let psp = Arc::new(Provider { begun, account, failures, asked_at: Mutex::default() });
    let ports = Ports { clock: Arc::new(Simulated(begun)), random: Arc::new(Counting::from(7)) };
    let till = Checkout::new(
        store,
        Providers::new(vec![Arc::clone(&psp) as Arc<dyn Psp>], "connectpsp"),
        ports,
    );
    (till, psp)
}

async fn sell(till: &Arc<Checkout>) -> Order {
    let sale = Sale {
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
    let asked_at = psp.asked_at.lock().unwrap().clone();
    assert_eq!(asked_at.len(), 3);
    for pair in asked_at.windows(2) {
        assert!(pair[1].saturating_sub(pair[0]) >= Duration::from_secs(1), "{asked_at:?}");
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
    assert!(till.order(order.number).unwrap().asks[&1].outcome_unknown);
}
