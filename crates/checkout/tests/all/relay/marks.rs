//! What till and relay tell each other of the till's log and of the merchant's other tills.

use checkout::Error;
use domain::Actor;
use domain::OrderNumber;
use domain::charge::Status;
use relay_protocol::{Mark, RelayFrame, TillFrame};
use store::{Error as StoreError, Store};

use super::fake::Relay;
use super::provider::Provider;
use super::till::Till;
use crate::bank::sale;

fn is_behind<T>(result: &Result<T, Error>, by: Option<i64>) -> bool {
    matches!(result, Err(Error::Store(StoreError::Behind { missing, .. })) if *missing == by)
}

fn mark(code: &str, seq: u64) -> Mark {
    Mark { c: code.into(), s: seq, h: "ab".repeat(32) }
}

#[tokio::test]
async fn hello_and_each_ack_say_how_far_the_log_has_come() {
    let home = tempfile::tempdir().unwrap();
    let provider = Provider::new();
    let till = Till::open(home.path(), Some(provider.adapter(None)));
    let mut relay = Relay::start().await;
    till.pair(&relay.url);
    let mut connection = relay.connection().await;
    assert_eq!(connection.code.as_deref(), Some("K7QD"));
    let told = connection.mark.clone().unwrap();
    assert_eq!((told.c.as_str(), told.s), ("K7QD", 1));
    connection.welcome("e", 0, 20).await;
    till.sell().await;
    connection.event(0, 1, b"{}", None).await;
    let TillFrame::Ack { m: Some(acked), .. } = connection.frame().await else {
        panic!("no ack with a mark")
    };
    let here = till.checkout.mark().unwrap();
    assert!(acked.s >= 3 && i64::try_from(acked.s).unwrap() <= here.seq, "{acked:?} {here:?}");
    if i64::try_from(acked.s).unwrap() == here.seq {
        assert_eq!(acked.h, hex::encode(here.hash));
    }
}

#[tokio::test]
async fn a_log_of_which_the_relay_knows_more_sells_no_further_and_is_watched_on() {
    let home = tempfile::tempdir().unwrap();
    let provider = Provider::new();
    let till = Till::open(home.path(), Some(provider.adapter(None)));
    let order = till.sell().await;
    let head = till.checkout.head().unwrap();
    let mut relay = Relay::start().await;
    till.pair(&relay.url);
    let mut connection = relay.connection().await;
    let ahead = u64::try_from(head).unwrap() + 7;
    connection.welcome_with("e", 0, 20, Some(mark("K7QD", ahead))).await;
    till.until("behind", |till| till.checkout.link().unwrap().epoch.is_some()).await;
    let sold = till.checkout.charge(sale("s2"), &Actor::Till).await;
    assert!(is_behind(&sold, Some(7)), "{sold:?}");
    let again = till.checkout.new_code(order.number, &Actor::Till).await;
    assert!(is_behind(&again, Some(7)), "{again:?}");
    assert_eq!(till.checkout.head().unwrap(), head, "and nothing was written");
    assert_eq!(provider.state.lock().unwrap().created.len(), 1, "nor sent");

    provider.says("PAID");
    till.until("paid", |till| till.charge().status == Status::Paid).await;
    drop(till);
    let opened = Store::open(home.path(), domain::UnixMs::new(1));
    assert!(matches!(opened, Err(StoreError::Behind { .. })), "nor at the next start: {opened:?}");
    let store = Store::open_to_read(home.path()).unwrap();
    assert_eq!(store.order(OrderNumber::FIRST).unwrap().status(), Status::Paid);
}

#[tokio::test]
async fn a_log_that_never_had_the_code_under_which_the_relay_knows_this_till_sells_no_further() {
    let home = tempfile::tempdir().unwrap();
    let provider = Provider::new();
    let till = Till::open(home.path(), Some(provider.adapter(None)));
    let mut relay = Relay::start().await;
    till.pair(&relay.url);
    let welcomed = relay.welcomed("e", 0).await;
    till.until("welcomed", |till| till.checkout.link().unwrap().epoch.is_some()).await;
    till.sell().await;
    drop(welcomed);
    let mut connection = relay.connection().await;
    connection.welcome_with("e", 0, 20, Some(mark("Z9XY", 9_999))).await;
    till.until("behind", |till| till.checkout.check_sellable().is_err()).await;
    let sold = till.checkout.charge(sale("s2"), &Actor::Till).await;
    assert!(is_behind(&sold, None), "{sold:?}");
    // Nor does the relay hear of such a log what it would take for news.
    connection.event(0, 1, b"{}", None).await;
    let TillFrame::Ack { m: None, .. } = connection.frame().await else { panic!("a mark") };
    drop(till);
    let opened = Store::open(home.path(), domain::UnixMs::new(1));
    assert!(matches!(opened, Err(StoreError::Behind { .. })), "{opened:?}");
}

#[tokio::test]
async fn marks_of_another_till_and_marks_that_make_no_sense_are_nothing_to_this_log() {
    let nonsense = Mark { h: "x".into(), ..mark("K7QD", 9_999) };
    for told in [mark("Z9XY", 9_999), nonsense, mark("K7QD", u64::MAX)] {
        let home = tempfile::tempdir().unwrap();
        let provider = Provider::new();
        let till = Till::open(home.path(), Some(provider.adapter(None)));
        let mut relay = Relay::start().await;
        till.pair(&relay.url);
        let mut connection = relay.connection().await;
        connection.welcome_with("e", 0, 20, Some(told)).await;
        till.until("welcomed", |till| till.checkout.link().unwrap().epoch.is_some()).await;
        assert_eq!(till.sell().await.status(), Status::Pending);
    }
}

#[tokio::test]
async fn the_codes_that_are_alive_are_the_relays_word_as_it_changes() {
    let home = tempfile::tempdir().unwrap();
    let till = Till::open(home.path(), None);
    let mut relay = Relay::start().await;
    till.pair(&relay.url);
    let mut connection = relay.welcomed("e", 0).await;
    let live = || Store::open_to_read(home.path()).unwrap().live_codes().unwrap();
    for codes in [vec!["Z9XY", "W4TR"], vec!["W4TR"], vec!["W4TR", "no code", "É9XY"], vec![]] {
        let told = codes.iter().map(|&code| code.to_owned()).collect();
        connection.send(&RelayFrame::Codes { codes: told }).await;
        let sound: Vec<_> = codes.into_iter().filter(|code| code.len() == 4).collect();
        till.until("kept", |_| live() == sound).await;
    }
}
