//! What payers' banks claim back.

use std::sync::Arc;

use checkout::{Attention, Error};
use domain::charge::{Anomaly, DisputeNotice, DisputeOutcome, Seen, Status};
use tokio::time::sleep;

use crate::bank::{MINUTE, Shop, by, receipt};

#[tokio::test(start_paused = true)]
async fn a_dispute_waits_for_the_manager_until_it_is_settled() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let attention = shop.till.attention();
    tokio::spawn(Arc::clone(&shop.till).follow());
    let refused = shop.till.close_dispute(number, DisputeOutcome::Won, "nothing to settle", &by());
    assert!(matches!(refused, Err(Error::NoDispute)), "{refused:?}");
    let notice = DisputeNotice { reason: Some("fraude".into()), at: None };
    shop.bank.says(Seen::Disputed(receipt(), notice));
    sleep(MINUTE).await;
    shop.till.check_now(number).await.unwrap();
    let charge = shop.charge(number);
    assert_eq!(charge.status, Status::Paid);
    assert!(charge.anomalies.contains(&Anomaly::Disputed));
    assert!(charge.open_dispute().unwrap().confirmed);
    sleep(MINUTE).await;
    assert_eq!(*attention.borrow(), Attention { disputes: 1, ..Attention::default() });
    assert_eq!(shop.till.disputes(false).unwrap().len(), 1);
    let order =
        shop.till.close_dispute(number, DisputeOutcome::Won, "o banco recusou", &by()).unwrap();
    assert!(order.anomalies().is_empty());
    sleep(MINUTE).await;
    assert_eq!(*attention.borrow(), Attention::default());
    assert!(shop.till.disputes(false).unwrap().is_empty());
    assert_eq!(shop.till.disputes(true).unwrap().len(), 1);
    // What the provider goes on to say opens nothing that a person has settled.
    shop.till.check_now(number).await.unwrap();
    assert!(shop.charge(number).open_dispute().is_none());
}
