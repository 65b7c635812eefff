//! How often the provider is asked, with the relay and without.

use std::time::Duration;

use checkout::Listening;
use checkout::relay::LinkState;
use relay_protocol::GapReason;
use tokio::time::{Instant, timeout};

use super::fake::{PATIENCE, Relay};
use super::provider::Provider;
use super::till::Till;

async fn heard(till: &Till, expected: impl Fn(&Listening) -> bool) -> Listening {
    let mut listening = till.checkout.listening();
    let heard = timeout(PATIENCE, listening.wait_for(|it| expected(it))).await;
    heard.expect("the till hears of payments in another way").unwrap().clone()
}

fn is_slow(listening: &Listening) -> bool {
    *listening == Listening::Live { every_ms: Some(10_000) }
}

/// Without a relay, and with one that is not reached, as one may become the other before it is looked at.
fn is_fast(listening: &Listening) -> bool {
    matches!(
        listening,
        Listening::Polling { every_ms: 2_000 } | Listening::LinkLost { every_ms: Some(2_000) }
    )
}

#[tokio::test]
async fn asking_slows_down_while_the_relay_is_there_and_speeds_up_at_once_when_it_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let provider = Provider::new();
    let till = Till::open(home.path(), Some(provider.adapter(None)));
    let mut relay = Relay::start().await;
    till.pair(&relay.url);
    let connection = relay.welcomed("e", 0).await;
    heard(&till, |it| *it == Listening::Live { every_ms: None }).await;
    till.sell().await;
    heard(&till, is_slow).await;
    let asked = provider.times_asked();
    assert!(!relay.is_dialled_within(Duration::from_secs(4)).await);
    assert_eq!(provider.times_asked(), asked, "the fast pace polls every two seconds");
    drop(connection);
    drop(relay);
    let lost_at = Instant::now();
    heard(&till, |it| *it == Listening::LinkLost { every_ms: Some(2_000) }).await;
    till.until("asked", |_| provider.times_asked() > asked).await;
    assert!(lost_at.elapsed() < Duration::from_secs(5), "{:?}", lost_at.elapsed());
    till.until("asked on", |_| provider.times_asked() > asked + 2).await;
}

#[tokio::test]
async fn a_charge_that_was_made_before_the_pairing_is_asked_about_as_often_as_before() {
    let home = tempfile::tempdir().unwrap();
    let provider = Provider::new();
    let till = Till::open(home.path(), Some(provider.adapter(None)));
    till.sell().await;
    assert!(provider.state.lock().unwrap().created[0].get("webhookUrl").is_none());
    let mut relay = Relay::start().await;
    till.pair(&relay.url);
    let _connection = relay.welcomed("e", 0).await;
    till.until_link(LinkState::Connected).await;
    heard(&till, |it| *it == Listening::Polling { every_ms: 2_000 }).await;
    let asked = provider.times_asked();
    till.until("asked on", |_| provider.times_asked() > asked + 2).await;
}

#[tokio::test]
async fn open_charges_are_asked_about_at_each_connect_and_at_each_gap() {
    let home = tempfile::tempdir().unwrap();
    let provider = Provider::new();
    let till = Till::open(home.path(), Some(provider.adapter(None)));
    let mut relay = Relay::start().await;
    till.pair(&relay.url);
    let connection = relay.welcomed("e", 0).await;
    till.until_link(LinkState::Connected).await;
    till.sell().await;
    heard(&till, is_slow).await;
    drop(connection);
    let asked = provider.times_asked();
    let mut connection = relay.welcomed("e", 0).await;
    till.until("asked", |_| provider.times_asked() > asked).await;
    heard(&till, is_slow).await;
    // Past the rest of a second, so that the next question is the gap's.
    let asked = provider.times_asked();
    assert!(!relay.is_dialled_within(Duration::from_secs(2)).await);
    let begun = Instant::now();
    let before = provider.times_asked();
    assert!(before <= asked + 1);
    connection.gap("f", 1, GapReason::EpochChanged).await;
    till.until("asked", |_| provider.times_asked() > before).await;
    assert!(begun.elapsed() < Duration::from_secs(7), "slow polling would take ten");
}

#[tokio::test]
async fn another_process_notices_that_the_holder_of_the_link_has_died() {
    let home = tempfile::tempdir().unwrap();
    let provider = Provider::new();
    let mut relay = Relay::start().await;
    let holder = Till::open(home.path(), None);
    holder.pair(&relay.url);
    let _connection = relay.welcomed("e", 0).await;
    holder.until_link(LinkState::Connected).await;
    let other = Till::open(home.path(), Some(provider.adapter(None)));
    // It is paired for its webhooks, and can dial nowhere by itself.
    other.pair("http://127.0.0.1:1");
    other.sell().await;
    heard(&other, is_slow).await;
    drop(holder);
    let lost_at = Instant::now();
    heard(&other, is_fast).await;
    assert!(lost_at.elapsed() < Duration::from_secs(5), "{:?}", lost_at.elapsed());
}
