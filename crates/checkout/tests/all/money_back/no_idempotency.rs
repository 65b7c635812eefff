//! A provider that makes a new charge of everything that it gets, on a network that loses requests and
//! answers: no sale may be charged twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use checkout::{Checkout, Ports, Providers};
use domain::UnixMs;
use domain::charge::{Doubt, Status};
use providers::{Connection, Http, HttpError, HttpRequest, HttpResponse};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{Store, Why};
use testkit::clock::Simulated;
use testkit::random::Counting;
use tokio::time::{Instant, sleep};

use crate::bank::{MINUTE, by, sale};

/// Troubled requests of a run; then the weather is calm.
const STORM: u32 = 12;

struct NonIdempotent {
    state: Mutex<State>,
}

struct State {
    /// What was made, with its orderId.
    made: Vec<(i64, String)>,
    /// Each gets another orderId than the one that was sent.
    is_deaf: bool,
    chance: u64,
    requests: u32,
}

impl State {
    fn roll(&mut self) -> u64 {
        // SplitMix64.
        self.chance = self.chance.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.chance ^ (self.chance >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        self.requests += 1;
        if self.requests > STORM { u64::MAX } else { (mixed >> 33) % 9 }
    }

    fn process(&mut self, request: &HttpRequest) -> (u16, Value) {
        if let Some(body) = &request.body {
            let sent: Value = serde_json::from_str(body).unwrap();
            let id = 1_000 + i64::try_from(self.made.len()).unwrap();
            let order_id = sent["orderId"].as_str().unwrap().to_owned();
            let order_id = if self.is_deaf { format!("{order_id}X") } else { order_id };
            self.made.push((id, order_id.clone()));
            return (200, json!({"transactionId": id, "orderId": order_id, "qrCode": "000201"}));
        }
        let name = request.url.rsplit('/').next().unwrap();
        let is_it = |(id, order_id): &&(i64, String)| order_id == name || id.to_string() == name;
        match self.made.iter().find(is_it) {
            Some((id, order_id)) => (
                200,
                json!({"transactionId": id, "orderId": order_id, "object": "cashin",
                       "status": "created", "value": 1250}),
            ),
            None => (404, json!({"message": "not found"})),
        }
    }
}

#[async_trait]
impl Http for NonIdempotent {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        sleep(Duration::from_millis(30)).await;
        let mut state = self.state.lock().unwrap();
        let answer = |status, body: String| {
            Ok(HttpResponse { status, retry_after: None, date: None, body: body.into_bytes() })
        };
        let lost = || Err(HttpError::Lost("reset".into()));
        match state.roll() {
            0 => return Err(HttpError::NotSent("no route".into())),
            1 => return lost(),
            2 => return answer(502, "<!doctype html>".into()),
            3 => return answer(429, "{}".into()),
            _ => {}
        }
        let trouble = state.roll();
        let (status, body) = state.process(&request);
        match trouble {
            4 => lost(),
            5 => answer(500, "{}".into()),
            6 => answer(200, "<!doctype html>".into()),
            7 => Err(HttpError::TooLarge),
            _ => answer(status, body.to_string()),
        }
    }
}

fn till(home: &Path, bank: &Arc<NonIdempotent>) -> Arc<Checkout> {
    let clock = Arc::new(Simulated(Instant::now()));
    let values = [
        ("token", "t"),
        ("payerName", "Cliente de Teste"),
        ("payerDocument", "52998224725"),
        ("payerEmail", "cliente@example.com"),
        ("payerPhone", "11999999999"),
    ];
    let secret = |(key, value): (&str, &str)| (key.to_owned(), SecretString::from(value));
    let connection = Connection {
        provider: "integrapay".into(),
        environment: "http://127.0.0.1:1".into(),
        values: values.into_iter().map(secret).collect::<BTreeMap<_, _>>(),
        known_as: None,
    };
    let http = Arc::clone(bank) as Arc<dyn Http>;
    let adapter = providers::connect(&connection, Arc::clone(&clock) as _, Some(http)).unwrap();
    let mut store = Store::open(home, UnixMs::new(1)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
    let ports = Ports::new(clock, Arc::new(Counting::from(7)));
    Checkout::new(store, Providers::new(vec![adapter], "integrapay"), ports)
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_was_answered_with_another_charge_is_never_sent_again() {
    let home = tempfile::tempdir().unwrap();
    let state = State { made: Vec::new(), is_deaf: true, chance: 0, requests: STORM };
    let bank = Arc::new(NonIdempotent { state: Mutex::new(state) });
    let till = till(home.path(), &bank);
    let number = till.charge(sale("s1"), &by()).await.unwrap().number;
    tokio::spawn(Arc::clone(&till).watch());
    for (minutes, status) in [(60, Status::Registering), (60, Status::Rejected)] {
        sleep(MINUTE * minutes).await;
        let charge = till.order(number).unwrap().order.attempts.remove(0);
        assert_eq!(charge.status, status);
        assert_eq!(charge.unproven.unwrap().doubt, Doubt::OtherReference, "a person is told");
        assert_eq!(bank.state.lock().unwrap().made.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn no_sale_is_charged_twice_whatever_is_lost() {
    let mut found_again = 0;
    for seed in 0..60 {
        let home = tempfile::tempdir().unwrap();
        let state = State { made: Vec::new(), is_deaf: false, chance: seed, requests: 0 };
        let bank = Arc::new(NonIdempotent { state: Mutex::new(state) });
        let till = till(home.path(), &bank);
        let watcher = tokio::spawn(Arc::clone(&till).watch());
        let first = till.charge(sale("s1"), &by()).await.unwrap();
        sleep(MINUTE * 10).await;
        let mut order = till.order(first.number).unwrap().order;
        let charge = order.attempts.pop().unwrap();
        let made = bank.state.lock().unwrap().made.clone();
        match charge.status {
            Status::Pending => {
                assert_eq!(made.len(), 1, "seed {seed}");
                let known = charge.registration.unwrap().provider_id;
                assert_eq!(known.as_str(), made[0].0.to_string(), "seed {seed}");
                found_again += u32::from(first.status() == Status::Registering);
            }
            Status::Rejected => {
                assert!(made.is_empty(), "seed {seed}: {:?}", charge.rejection);
            }
            other => panic!("seed {seed}: {other:?}"),
        }
        watcher.abort();
    }
    assert!(found_again >= 10, "the weather was too fair: {found_again} in doubt");
}
