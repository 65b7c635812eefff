//! Where a stream goes on, and which gaps are told.

use relay_protocol::GapReason;

use super::*;
use crate::config::Retention;
use crate::engine::Swept;

/// Sends events, the oldest of which are gone.
async fn with_expired(rig: &Rig, till: &Till, sent: u32) {
    for n in 0..sent {
        rig.append(&[till], n.to_string()).await;
    }
    let retention = Retention { events_per_till: 2, ..Retention::default() };
    rig.relay.store.sweep_over_limit(&mut Swept::default(), retention).await.unwrap();
}

async fn gap(client: &mut Client) -> (u64, GapReason, String) {
    match client.frame().await {
        RelayFrame::Gap { e, first, reason } => (first, reason, e),
        other => panic!("no gap: {other:?}"),
    }
}

#[tokio::test]
async fn a_cursor_goes_on_behind_what_the_till_has() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    for body in ["a", "b", "c"] {
        rig.append(&[&till], body).await;
    }
    let epoch = rig.relay.store.epoch();
    for (cursor, expected) in [(0, &["a", "b", "c"][..]), (1, &["b", "c"]), (3, &[])] {
        let (_, mut client) = rig.dial(&till, at(&epoch, cursor), 64).await;
        assert_eq!(client.bodies(expected.len()).await, expected);
        client.nothing_came().await;
    }
}

#[tokio::test]
async fn what_expired_is_told_as_a_gap_only_to_a_till_that_missed_it() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    with_expired(&rig, &till, 5).await;
    let epoch = rig.relay.store.epoch();
    for cursor in [None, Some(at(&epoch, 2))] {
        let (welcome, mut client) = rig.dial(&till, cursor, 64).await;
        assert_eq!((welcome.first, welcome.head), (4, 5));
        assert_eq!(gap(&mut client).await, (4, GapReason::Expired, epoch.to_string()));
        assert_eq!(client.bodies(2).await, ["3", "4"]);
        client.ack(&epoch, 5).await;
        client.nothing_came().await;
    }
    // The next is 4, and 3 is all before it: nothing is missing.
    let (_, mut client) = rig.dial(&till, at(&epoch, 3), 64).await;
    assert_eq!(client.bodies(2).await, ["3", "4"]);
}

#[tokio::test]
async fn with_nothing_kept_the_stream_goes_on_behind_the_head() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    with_expired(&rig, &till, 2).await;
    let later = now_ms() + 100 * 3_600_000;
    rig.relay.store.sweep_old(Retention::default(), later).await.unwrap();
    let epoch = rig.relay.store.epoch();
    let (welcome, mut client) = rig.dial(&till, at(&epoch, 1), 64).await;
    assert_eq!((welcome.first, welcome.head), (3, 2));
    assert_eq!(gap(&mut client).await.0, 3);
    client.ack(&epoch, 2).await; // the cursor is where the gap put it
    let (_, mut client) = rig.dial(&till, at(&epoch, 2), 64).await;
    client.nothing_came().await;
    rig.append(&[&till], "new").await;
    assert_eq!(client.event().await, (2, 3, b"new".to_vec()));
}

#[tokio::test]
async fn another_epoch_starts_over_with_what_is_kept() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    with_expired(&rig, &till, 3).await;
    let epoch = rig.relay.store.epoch();
    let (_, mut client) = rig.dial(&till, at("another", 3), 64).await;
    assert_eq!(gap(&mut client).await, (2, GapReason::EpochChanged, epoch.to_string()));
    assert_eq!(client.bodies(2).await, ["1", "2"]);
}

#[tokio::test]
async fn a_till_that_has_more_begins_a_new_epoch_for_all() {
    let rig = Rig::new().await;
    let (till, other) = (rig.till("Loja", "1").await, rig.till("Loja", "2").await);
    rig.append(&[&till, &other], "a").await;
    let rig = restarted(rig).await;
    let epoch = rig.relay.store.epoch();
    let (_, mut at_other) = rig.dial(&other, at(&epoch, 2), 64).await;
    at_other.nothing_came().await;
    let (welcome, mut client) = rig.dial(&till, at(&epoch, 9), 64).await;
    assert_ne!(welcome.e, *epoch);
    assert_eq!(gap(&mut client).await, (1, GapReason::Unknown, welcome.e.clone()));
    assert_eq!(client.bodies(1).await, ["a"]);
    assert_eq!(gap(&mut at_other).await, (2, GapReason::EpochChanged, welcome.e.clone()));
    assert_eq!(at_other.bodies(1).await, ["a"]);
    // A till that goes on saying so is told, and changes nothing for others.
    let (again, mut client) = rig.dial(&till, at(&welcome.e, 9), 64).await;
    assert_eq!(again.e, welcome.e);
    assert_eq!(gap(&mut client).await.1, GapReason::Unknown);
    at_other.nothing_came().await;
}

async fn restarted(rig: Rig) -> Rig {
    rig.server.abort();
    let _ = rig.server.await;
    rig.relay.store.db().close().await;
    drop(rig.relay);
    Rig::on(rig.folder, Patience::default()).await
}

#[tokio::test]
async fn what_expires_while_the_till_is_slow_is_told_as_a_gap() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    rig.append(&[&till], "first").await;
    let (welcome, mut client) = rig.dial(&till, None, 1).await;
    client.bodies(1).await;
    with_expired(&rig, &till, 5).await;
    client.ack(&welcome.e, 1).await;
    assert_eq!(gap(&mut client).await.0, 5);
    assert_eq!(client.bodies(1).await, ["3"]);
    client.ack(&welcome.e, 5).await;
    assert_eq!(client.bodies(1).await, ["4"]);
}
