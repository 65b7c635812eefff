//! Damage that the daily proof finds while the till is open: it sells no further, and loses no payment.

use std::time::Duration;

use checkout::Error;
use domain::charge::{Receipt, Seen, Status};
use domain::{EndToEndId, UnixMs};
use store::{DATABASE, Error as StoreError, Pace, daily};
use tokio::time::sleep;

use crate::bank::{MINUTE, Shop, by, paid, receipt, sale};

#[tokio::test(start_paused = true)]
async fn damage_found_in_the_middle_of_a_sale_stops_the_next_and_the_payment_is_seen() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.watch();
    let first = shop.sell("s1", None).await.number;
    shop.bank.says(paid());
    sleep(MINUTE).await;
    shop.bank.says(Seen::Waiting);
    let second = shop.sell("s2", None).await.number;
    // What no start looks at: the index of an order that is over.
    let log = rusqlite::Connection::open(home.path().join(DATABASE)).unwrap();
    log.execute("UPDATE charges SET received_centavos = 5 WHERE order_number = 1", []).unwrap();
    shop.till.check_sellable().unwrap();
    let found = daily(home.path(), UnixMs::new(2_000_000), 180, &Pace::beside_selling());
    assert!(matches!(found, Err(StoreError::Damaged { .. })), "{found:?}");
    let head = shop.till.head().unwrap();
    for refused in [
        shop.till.charge(sale("s3"), &by()).await.map(|_| ()),
        shop.till.new_code(second, &by()).await.map(|_| ()),
    ] {
        let Err(Error::Store(StoreError::Damaged { what, .. })) = &refused else {
            panic!("{refused:?}")
        };
        assert!(what.contains(&format!("order {first}")), "{what}");
    }
    assert_eq!(shop.till.head().unwrap(), head, "nothing was written");
    let end_to_end_id = EndToEndId::new("E2").ok();
    shop.bank.says(Seen::Paid(Receipt { end_to_end_id, ..receipt() }));
    sleep(Duration::from_secs(33)).await;
    assert_eq!(shop.charge(second).status, Status::Paid);
}
