//! A damaged timetable costs a minute, and no payment.

use std::path::Path;

use domain::Actor;
use domain::UnixMs;
use domain::charge::{Event, Seen, Status};
use store::{ChargeKey, Poll, Store};
use tokio::time::sleep;

use crate::bank::{MINUTE, Shop, by, paid, refunded};

const NEVER: UnixMs = UnixMs::new(1 << 50);

/// Does this to the charge's row, as damage or another program may.
fn damage(home: &Path, key: ChargeKey, change: fn(Poll) -> Poll) {
    let mut store = Store::open(home, UnixMs::new(1)).unwrap();
    checkout::record::record(
        &mut store,
        key,
        &Actor::Till,
        UnixMs::new(1),
        |_, _| Vec::<Event>::new(),
        |_, poll| change(poll.clone()),
    )
    .unwrap();
}

const DAMAGE: [fn(Poll) -> Poll; 4] = [
    |poll| Poll { due_at: None, owner: None, ..poll },
    |poll| Poll { due_at: Some(NEVER), owner: None, ..poll },
    |poll| Poll { due_at: Some(NEVER), pause_until: Some(NEVER), owner: None, ..poll },
    |_| Poll::never(),
];

#[tokio::test(start_paused = true)]
async fn an_open_charge_whose_row_is_damaged_is_asked_about_within_two_minutes() {
    for (at, change) in DAMAGE.into_iter().enumerate() {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let number = shop.sell("s1", None).await.number;
        shop.watch();
        sleep(MINUTE / 2).await;
        damage(home.path(), ChargeKey { order: number, attempt: 1 }, change);
        shop.bank.says(paid());
        sleep(MINUTE * 2).await;
        assert_eq!(shop.charge(number).status, Status::Paid, "damage {at}");
    }
}

#[tokio::test(start_paused = true)]
async fn money_on_its_way_back_is_asked_about_though_its_row_is_damaged() {
    for (at, change) in DAMAGE.into_iter().enumerate() {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let number = shop.paid().await;
        shop.refund(number).await;
        damage(home.path(), ChargeKey { order: number, attempt: 1 }, change);
        shop.bank.says(refunded());
        shop.watch();
        sleep(MINUTE * 2).await;
        assert_eq!(shop.charge(number).status, Status::Refunded, "damage {at}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_the_provider_asked_for_is_no_damage() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.watch();
    let number = shop.sell("s1", None).await.number;
    shop.till.cancel(number, &by()).await.unwrap();
    let retry_after = Some(MINUTE * 60);
    shop.bank.fails(providers::Error::RateLimited { retry_after });
    sleep(MINUTE).await;
    let asked = shop.bank.begun_at().len();
    shop.bank.says(Seen::Waiting);
    sleep(MINUTE * 55).await;
    assert_eq!(shop.bank.begun_at().len(), asked);
}

#[tokio::test(start_paused = true)]
async fn damage_that_is_met_stops_the_sales_and_no_other_payment() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let other = shop.sell("s1", None).await.number;
    let harmed = shop.sell("s2", None).await.number;
    let log = rusqlite::Connection::open(home.path().join(store::DATABASE)).unwrap();
    log.execute_batch(
        "DROP TRIGGER events_are_never_changed;
         UPDATE events SET body = CAST(x'ff' AS TEXT), base = NULL, packed = NULL
         WHERE kind = 'registered' AND stream_id = 2",
    )
    .unwrap();
    shop.bank.says(paid());
    shop.watch();
    sleep(MINUTE * 2).await;
    assert!(shop.till.order(harmed).is_err());
    assert_eq!(shop.charge(other).status, Status::Paid);
    assert!(store::noted_damage(home.path()).is_some(), "every process is told");
    let refused = shop.till.charge(crate::bank::sale("s3"), &by()).await;
    let damaged = |error| matches!(error, checkout::Error::Store(store::Error::Damaged { .. }));
    assert!(refused.is_err_and(damaged));
}
