//! A person stops waiting while another process sells on the same log.

use std::path::Path;
use std::sync::{Arc, Mutex};

use checkout::sale::attempt::{NewAttempt, create_attempt};
use checkout::{Checkout, Error, Ports, Providers, Random};
use domain::charge::{Event, Evidence, Observation, Status};
use domain::{IdempotencyKey, OrderNumber, UnixMs};
use store::{ChargeKey, Store, Why};
use testkit::clock::Simulated;
use testkit::random::Counting;
use tokio::time::Instant;

use crate::bank::{Bank, MINUTE, Shop, by, paid};

/// Chance that lets something happen when it is asked for the first time.
struct Meanwhile {
    chance: Counting,
    happens: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Random for Meanwhile {
    fn next_u64(&self) -> u64 {
        let happens = self.happens.lock().unwrap().take();
        if let Some(happens) = happens {
            happens();
        }
        self.chance.next_u64()
    }
}

/// Sells, and gives the sale up while `happens` does on the same log, behind the last look.
async fn given_up_beside(
    home: &Path,
    happens: impl FnOnce(&mut Store, OrderNumber) + Send + 'static,
) -> (Shop, OrderNumber, Result<domain::Order, Error>) {
    let bank = Bank::new(&providers::connectpsp::MANIFEST, 'a');
    let chance = Arc::new(Meanwhile { chance: Counting::from(7), happens: Mutex::default() });
    let ports = Ports::new(Arc::new(Simulated(Instant::now())), Arc::clone(&chance) as _);
    let mut store = Store::open(home, UnixMs::new(1)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
    let providers = Providers::new(vec![Arc::clone(&bank) as _], "connectpsp");
    let other = Bank::new(&providers::integrapay::MANIFEST, 'b');
    let shop = Shop::of(Checkout::new(store, providers, ports), bank, other);
    let number = shop.sell("s1", None).await.number;
    // Nobody waits so long for the last look: what it draws comes later.
    shop.bank.thinks(MINUTE);
    let home = home.to_owned();
    *chance.happens.lock().unwrap() = Some(Box::new(move || {
        happens(&mut Store::open(&home, UnixMs::new(1)).unwrap(), number);
    }));
    let given_up = shop.till.give_up(number, "foi embora", &by()).await;
    assert!(chance.happens.lock().unwrap().is_none(), "it has happened");
    (shop, number, given_up)
}

#[tokio::test(start_paused = true)]
async fn a_new_code_that_another_process_makes_meanwhile_is_what_is_given_up() {
    let home = tempfile::tempdir().unwrap();
    let (shop, number, given_up) = given_up_beside(home.path(), |store, number| {
        let new = NewAttempt {
            provider: "connectpsp".into(),
            account: None,
            expires_in_min: 30,
            idempotency_key: IdempotencyKey::new("k-2").unwrap(),
            webhook: false,
            chance: [1, 2],
        };
        let body = |_: &_, _: &str, reference: &domain::Reference| reference.to_string();
        create_attempt(store, number, &new, &by(), UnixMs::new(1_001_000), body).unwrap();
    })
    .await;
    let order = given_up.unwrap();
    let statuses: Vec<_> = order.attempts.iter().map(|charge| charge.status).collect();
    assert_eq!(statuses, [Status::Cancelled, Status::Expired], "nobody waits for any of them");
    assert!(shop.charge(number).rejection.unwrap().is_by_hand());
}

#[tokio::test(start_paused = true)]
async fn money_that_another_process_hears_of_meanwhile_goes_before() {
    let home = tempfile::tempdir().unwrap();
    let (shop, number, given_up) = given_up_beside(home.path(), |store, number| {
        let money = Observation { status: paid(), evidence: Evidence::Polled };
        let key = ChargeKey { order: number, attempt: 1 };
        let poll = |_: &_, poll: &store::Poll| poll.clone();
        let at = UnixMs::new(1_001_000);
        checkout::record::record(store, key, &by(), at, |_, _| vec![Event::Seen(money)], poll)
            .unwrap();
    })
    .await;
    assert!(matches!(given_up, Err(Error::Store(store::Error::AlreadyPaid))), "{given_up:?}");
    assert_eq!(shop.charge(number).status, Status::Paid);
}
