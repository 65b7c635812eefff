//! The watcher among 10,000 open charges.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use domain::charge::{Event, Registration, Seen};
use domain::order::{Attempted, Opened};
use domain::{Centavos, IdempotencyKey, OrderNumber, ProviderId, Reference, SaleId, UnixMs};
use providers::Error;
use store::{ChargeKey, Poll, Request, Store};
use tokio::time::{Instant, sleep};

use crate::bank::{Shop, by, paid};

const CROWD: u32 = 10_000;
/// Enough that most of them are not asked about within seconds.
const SOME: u32 = 3_000;

/// Puts the crowd into the log in one transaction, each asked about a moment ago and due again.
fn crowd(home: &Path, shop: &Shop, size: u32) {
    let account = providers::Psp::account(shop.bank.as_ref());
    let now = UnixMs::new(1_000);
    let mut store = Store::open(home, now).unwrap();
    let open = |tx: &store::Tx<'_>| -> Result<(), store::Error> {
        for _ in 0..size {
            let number = tx.next_number()?;
            let reference = Reference::new(format!("CROWD{number}")).unwrap();
            let opened = Opened {
                document_key: None,
                sale_id: SaleId::new(format!("crowd {number}")).unwrap(),
                reference: reference.clone(),
                amount: Centavos::new(1_250),
            };
            let attempted = Attempted {
                reference: reference.clone(),
                reference_is_ours: false,
                provider: account.adapter.clone(),
                account: Some(account.clone()),
                expires_in_min: 30,
            };
            let request = Request {
                idempotency_key: IdempotencyKey::new(format!("key of {number}")).unwrap(),
                body: reference.to_string(),
            };
            let registered = Event::Registered(Registration {
                provider_id: ProviderId::new(format!("id of {reference}")).unwrap(),
                copy_and_paste: "000201".into(),
                expires_at: UnixMs::new(100_000_000),
                never_expires: false,
                clock_ahead_ms: 0,
            });
            let order = tx.open_order(number, &opened)?;
            let order = tx.begin_attempt(&order, &attempted, &request)?;
            tx.change(&order, 1, &registered)?;
            let due = Poll { begun_at: now, due_at: Some(now), ..Poll::never() };
            tx.schedule(ChargeKey { order: number, attempt: 1 }, &due)?;
        }
        Ok(())
    };
    store.write(&by(), now, open).unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_newest_sale_is_polled_at_once_and_the_old_ones_have_their_turn() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    crowd(home.path(), &shop, CROWD);
    shop.watch();
    sleep(Duration::from_secs(2)).await;

    let sold_at = Instant::now();
    let newest = shop.sell("newest", None).await;
    let id = newest.attempts[0].registration.as_ref().unwrap().provider_id.as_str().to_owned();
    while !shop.bank.asked().contains(&id) {
        sleep(Duration::from_millis(100)).await;
    }
    assert!(sold_at.elapsed() <= Duration::from_secs(3), "{:?}", sold_at.elapsed());

    let asked: BTreeSet<_> = shop.bank.asked().into_iter().collect();
    let oldest = (1..=200).map(|number| {
        let number = OrderNumber::new(number).unwrap();
        format!("id of CROWD{number}")
    });
    let forgotten: Vec<_> = oldest.filter(|id| !asked.contains(id)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

#[tokio::test(start_paused = true)]
async fn the_sale_on_a_screen_is_polled_at_once_however_old_it_is() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    crowd(home.path(), &shop, SOME);
    shop.watch();
    sleep(Duration::from_secs(2)).await;
    // Neither among the newest nor among those that are due longest.
    let number = OrderNumber::new(i64::from(SOME) / 2).unwrap();
    let id = format!("id of CROWD{number}");
    assert!(!shop.bank.asked().contains(&id));

    let looked_at = Instant::now();
    shop.till.looks_at(&shop.till.order(number).unwrap().order);
    while !shop.bank.asked().contains(&id) {
        sleep(Duration::from_millis(100)).await;
    }
    assert!(looked_at.elapsed() <= Duration::from_secs(1), "{:?}", looked_at.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_a_provider_grants_is_for_the_sale_on_the_screen() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    crowd(home.path(), &shop, SOME);
    let newest = shop.sell("newest", None).await;
    let id = newest.attempts[0].registration.as_ref().unwrap().provider_id.as_str().to_owned();
    shop.bank.says_of(&id, Ok(Seen::Waiting));
    shop.bank.fails(Error::RateLimited { retry_after: Some(Duration::from_secs(20)) });
    shop.watch();
    sleep(Duration::from_secs(2)).await;

    let before = shop.bank.asked().len();
    sleep(Duration::from_secs(15)).await;
    let asked = shop.bank.asked().split_off(before);
    assert!(asked.len() >= 5, "the sale on the screen has its turn: {asked:?}");
    assert!(asked.iter().all(|it| *it == id), "nobody else has: {asked:?}");

    // When nobody waits before it any more, the others are asked about as ever.
    shop.bank.says_of(&id, Ok(paid()));
    shop.bank.says(Seen::Waiting);
    sleep(Duration::from_secs(30)).await;
    assert!(shop.bank.asked().len() > before + 500);
}
