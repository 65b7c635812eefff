//! What waits for the manager: told by itself, and gone when it is done with.

use std::sync::Arc;

use checkout::Attention;
use domain::charge::{Receipt, Seen};
use tokio::time::sleep;

use crate::bank::{DAY, MINUTE, Shop, by, paid, receipt, refunded};

#[tokio::test(start_paused = true)]
async fn a_refund_that_was_taken_and_not_made_for_three_days_waits_for_the_manager() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let attention = shop.till.attention();
    shop.watch();
    shop.refund(number).await;
    sleep((DAY * 3).saturating_sub(MINUTE * 3)).await;
    tokio::spawn(Arc::clone(&shop.till).follow());
    sleep(MINUTE * 2).await;
    assert_eq!(*attention.borrow(), Attention::default());
    assert!(!shop.till.is_overdue(&shop.charge(number)));
    // Nothing new stands in the log: it is time alone that has gone.
    sleep(MINUTE * 3).await;
    assert_eq!(*attention.borrow(), Attention { overdue_refunds: 1, ..Attention::default() });
    assert!(shop.till.is_overdue(&shop.charge(number)));
    shop.bank.says(refunded());
    sleep(MINUTE * 70).await;
    assert_eq!(*attention.borrow(), Attention::default());
    assert!(!shop.till.is_overdue(&shop.charge(number)));
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_failed_or_was_never_taken_is_not_overdue() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let early = || providers::Error::NotYet { code: "MISSING_END_TO_END_ID".into() };
    shop.bank.refuses((0..100_000).map(|_| early()));
    let attention = shop.till.attention();
    shop.watch();
    shop.refund(number).await;
    sleep(DAY * 4).await;
    tokio::spawn(Arc::clone(&shop.till).follow());
    sleep(MINUTE * 2).await;
    assert_eq!(*attention.borrow(), Attention::default());
}

#[tokio::test(start_paused = true)]
async fn each_charge_without_a_proof_counts_until_it_has_one() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let attention = shop.till.attention();
    tokio::spawn(Arc::clone(&shop.till).follow());
    let bare = Receipt { received: None, end_to_end_id: None, ..receipt() };
    shop.bank.says(Seen::Paid(bare));
    let [first, second] = [shop.sell("s1", None).await, shop.sell("s2", None).await];
    shop.watch();
    sleep(MINUTE).await;
    assert_eq!(*attention.borrow(), Attention { unproven: 2, ..Attention::default() });
    let id = first.attempts[0].registration.as_ref().unwrap().provider_id.as_str();
    shop.bank.says_of(id, Ok(paid()));
    sleep(MINUTE).await;
    assert_eq!(*attention.borrow(), Attention { unproven: 1, ..Attention::default() });
    shop.till.cancel(second.number, &by()).await.unwrap();
    sleep(MINUTE).await;
    let still = Attention { unproven: 1, ..Attention::default() };
    assert_eq!(*attention.borrow(), still, "what was said is not unsaid by a cancel");
}
