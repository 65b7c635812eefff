//! The life of the connection: cursors, holes, gaps, farewells.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use checkout::relay::LinkState;
use providers::ObstacleKind;
use relay_protocol::{Cursor, GapReason, RelayFrame, TillFrame, close, connect_message};
use ring::signature::{ED25519, UnparsedPublicKey};
use store::Outcome;
use tokio::time::Instant;

use super::fake::{Connection, Relay};
use super::till::Till;

const BODY: &[u8] = br#"{"eventType":"CASHOUT_FAILED"}"#;

/// A till without a provider: it receives all the same.
async fn paired() -> (tempfile::TempDir, Till, Relay) {
    let home = tempfile::tempdir().unwrap();
    let till = Till::open(home.path(), None);
    let relay = Relay::start().await;
    till.pair(&relay.url);
    (home, till, relay)
}

fn at(epoch: &str, seq: u64) -> Cursor {
    Cursor { e: epoch.into(), s: seq }
}

async fn event(connection: &mut Connection, previous: u64, seq: u64) {
    connection.event(previous, seq, BODY, None).await;
}

#[tokio::test]
async fn each_connect_is_signed_by_the_tills_key_and_by_a_nonce_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let till = Till::open(home.path(), None);
    let mut relay = Relay::start().await;
    let key = UnparsedPublicKey::new(&ED25519, till.pair(&relay.url));
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let connection = relay.connection().await;
        assert_eq!(connection.path, "/v1/stream");
        let token = &connection.token;
        assert_eq!(token.till, "t_1");
        let signature = URL_SAFE_NO_PAD.decode(&token.sig).unwrap();
        let message = connect_message(&token.till, token.ts, &token.nonce);
        key.verify(message.as_bytes(), &signature).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(&token.nonce).unwrap().len(), 16);
        nonces.push(token.nonce.clone());
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn a_cut_connection_is_dialled_again_with_what_is_on_disk() {
    let (_home, till, mut relay) = paired().await;
    let mut first = relay.connection().await;
    assert_eq!(first.cursor, None, "it has never received anything");
    first.welcome("e", 7, 20).await;
    event(&mut first, 0, 3).await;
    first.acked("e", 3).await;
    event(&mut first, 3, 7).await;
    till.until("on disk", |till| till.received().len() == 2).await;
    drop(first); // the ack of 7 is lost
    let mut second = relay.connection().await;
    assert_eq!(second.cursor, Some(at("e", 7)));
    second.welcome("e", 7, 20).await;
    event(&mut second, 3, 7).await;
    second.acked("e", 7).await;
    assert_eq!(till.received().len(), 2, "applied once");
    let link = till.until_link(LinkState::Connected).await;
    assert_eq!((link.epoch.as_deref(), link.cursor, link.head), (Some("e"), 7, Some(7)));
    assert_eq!(link.session.as_deref(), Some("s_1"));
    assert!(link.round_trip_ms.is_some() && link.last_event_at.is_some());
}

#[tokio::test]
async fn a_till_remembers_the_epoch_before_its_first_event() {
    let (_home, till, mut relay) = paired().await;
    drop(relay.welcomed("e", 0).await);
    till.until("told", |till| till.checkout.link().unwrap().epoch.is_some()).await;
    loop {
        let connection = relay.connection().await;
        // The first may have been dropped before its welcome was read.
        if connection.cursor.is_some() {
            assert_eq!(connection.cursor, Some(at("e", 0)));
            break;
        }
    }
}

#[tokio::test]
async fn nothing_is_acknowledged_over_a_hole() {
    let (_home, till, mut relay) = paired().await;
    let mut first = relay.welcomed("e", 9).await;
    event(&mut first, 0, 3).await;
    first.acked("e", 3).await;
    event(&mut first, 5, 9).await;
    first.ended().await;
    assert_eq!(relay.connection().await.cursor, Some(at("e", 3)));
    assert_eq!(till.received().len(), 1);
}

#[tokio::test]
async fn an_event_of_another_epoch_without_a_gap_is_not_taken() {
    let (_home, till, mut relay) = paired().await;
    let mut first = relay.welcomed("e", 3).await;
    event(&mut first, 0, 3).await;
    first.acked("e", 3).await;
    drop(first);
    let mut second = relay.welcomed("f", 4).await;
    event(&mut second, 0, 4).await;
    second.ended().await;
    assert_eq!(till.received().len(), 1);
}

#[tokio::test]
async fn each_gap_moves_the_cursor_and_is_noted() {
    for (reason, word, epoch) in [
        (GapReason::Expired, "expired", "e"),
        (GapReason::EpochChanged, "epoch_changed", "f"),
        (GapReason::Unknown, "unknown", "f"),
    ] {
        let (_home, till, mut relay) = paired().await;
        let mut first = relay.welcomed("e", 3).await;
        event(&mut first, 0, 3).await;
        first.acked("e", 3).await;
        drop(first);
        let mut second = relay.welcomed(epoch, 42).await;
        second.gap(epoch, 40, reason).await;
        event(&mut second, 2, 40).await;
        event(&mut second, 40, 42).await;
        second.acked(epoch, 42).await;
        let link = till.checkout.link().unwrap();
        assert_eq!((link.epoch.as_deref(), link.cursor), (Some(epoch), 42));
        assert_eq!(link.gap.unwrap().1, word);
        let outcomes: Vec<_> = till.received().iter().map(|row| (row.seq, row.outcome)).collect();
        assert_eq!(outcomes[2], (39, Outcome::Gap), "{outcomes:?}");
    }
}

#[tokio::test]
async fn a_till_that_was_replaced_dials_again() {
    let (_home, till, mut relay) = paired().await;
    relay.welcomed("e", 0).await.close(close::REPLACED).await;
    relay.welcomed("e", 0).await.acknowledges(&till).await;
}

#[tokio::test]
async fn a_revoked_till_says_so_and_dials_only_with_a_new_pairing() {
    let (_home, till, mut relay) = paired().await;
    relay.welcomed("e", 0).await.close(close::REVOKED).await;
    let link = till.until_link(LinkState::Refused).await;
    assert!(link.why.unwrap().contains("4503"));
    assert!(!relay.is_dialled_within(Duration::from_secs(3)).await);
    till.pair(&relay.url);
    relay.welcomed("e", 0).await.acknowledges(&till).await;
    till.checkout.set_pairing(None);
    till.until_link(LinkState::Off).await;
}

#[tokio::test]
async fn a_fatal_error_is_told_and_its_close_code_decides() {
    let (_home, till, mut relay) = paired().await;
    let mut connection = relay.welcomed("e", 0).await;
    let error = RelayFrame::Error { code: "version".into(), fatal: true, msg: "update it".into() };
    connection.send(&error).await;
    connection.close(close::VERSION).await;
    let link = till.until_link(LinkState::Refused).await;
    assert_eq!(link.why.as_deref(), Some("the relay says version: update it"));
}

#[tokio::test]
async fn refusals_before_the_upgrade() {
    let home = tempfile::tempdir().unwrap();
    let till = Till::open(home.path(), None);
    let mut relay = Relay::start().await;
    relay.refuse_next(502, &[]);
    relay.refuse_next(503, &[("retry-after", "2")]);
    relay.refuse_next(403, &[]);
    till.pair(&relay.url);
    let begun = Instant::now();
    let link = till.until_link(LinkState::Refused).await;
    assert!(begun.elapsed() >= Duration::from_secs(2), "the pause is kept");
    assert!(link.why.unwrap().contains("403"));
    till.pair(&relay.url);
    relay.welcomed("e", 0).await.acknowledges(&till).await;
}

#[tokio::test]
async fn a_network_that_wants_a_sign_in_is_named_on_the_way_to_the_relay_too() {
    let place = ("location", "http://wifi.hotel.example/login");
    for (status, headers, met) in
        [(302, &[place][..], Some("wifi.hotel.example")), (511, &[][..], None)]
    {
        let home = tempfile::tempdir().unwrap();
        let till = Till::open(home.path(), None);
        let relay = Relay::start().await;
        (0..50).for_each(|_| relay.refuse_next(status, headers));
        till.pair(&relay.url);
        till.until("what stands in the way", |till| {
            till.checkout.link().unwrap().obstacle.is_some()
        })
        .await;
        let obstacle = till.checkout.link().unwrap().obstacle.unwrap();
        assert_eq!(obstacle.kind, ObstacleKind::CaptivePortal, "{status}: {obstacle:?}");
        assert_eq!(obstacle.met.as_deref(), met, "{status}");
    }
}

#[tokio::test]
async fn a_relay_that_drains_is_left_within_the_spread_and_dialled_again() {
    let (_home, till, mut relay) = paired().await;
    let mut first = relay.welcomed("e", 1).await;
    first.send(&RelayFrame::Drain { after_ms: 300, spread_ms: 400 }).await;
    let begun = Instant::now();
    event(&mut first, 0, 1).await;
    first.acked("e", 1).await;
    first.ended().await;
    assert!(begun.elapsed() >= Duration::from_millis(300));
    let second = relay.connection().await;
    assert_eq!(second.cursor, Some(at("e", 1)));
    drop(till);
}

#[tokio::test]
async fn a_relay_that_has_more_and_sends_nothing_is_left() {
    let (_home, till, mut relay) = paired().await;
    let mut first = relay.welcomed("e", 0).await;
    first.send(&RelayFrame::Ping { n: 17, head: 4 }).await;
    let TillFrame::Pong { n: 17, s: 0, m: Some(mark) } = first.frame().await else {
        panic!("no pong with a mark")
    };
    assert_eq!((mark.c.as_str(), mark.s), ("K7QD", 1), "the till's name is all that its log has");
    let begun = Instant::now();
    first.ended().await;
    assert!(begun.elapsed() >= Duration::from_secs(4), "it has five seconds");
    let why = till.until_link(LinkState::Connecting).await.why;
    assert_eq!(why.as_deref(), Some("the relay has more and sends nothing"));
}

#[tokio::test]
async fn a_silent_relay_is_left_after_two_and_a_half_pings() {
    let (_home, _till, mut relay) = paired().await;
    let mut first = relay.connection().await;
    first.welcome("e", 0, 1).await;
    let begun = Instant::now();
    first.ended().await;
    assert!((2_000..15_000).contains(&begun.elapsed().as_millis()));
}

#[tokio::test]
async fn a_frame_that_is_no_frame_ends_the_connection_with_a_code() {
    let (_home, _till, mut relay) = paired().await;
    let mut first = relay.welcomed("e", 0).await;
    first.send_text(r#"{"t":"song","verse":1}"#).await; // a later version's word
    event(&mut first, 0, 1).await;
    first.acked("e", 1).await;
    first.send_text("{").await;
    assert_eq!(first.ended().await, Some(close::BAD_FRAME));
    relay.connection().await;
}

#[tokio::test]
async fn of_two_processes_on_a_home_one_dials_and_the_other_takes_over() {
    let home = tempfile::tempdir().unwrap();
    let mut relay = Relay::start().await;
    let first = Till::open(home.path(), None);
    first.pair(&relay.url);
    let mut connection = relay.welcomed("e", 0).await;
    first.until_link(LinkState::Connected).await;
    let second = Till::open(home.path(), None);
    second.pair(&relay.url);
    let link = second.until_link(LinkState::Connected).await;
    assert_eq!(link.session.as_deref(), Some("s_1"), "as the first holds it");
    assert!(!relay.is_dialled_within(Duration::from_secs(2)).await);
    event(&mut connection, 0, 1).await;
    connection.acked("e", 1).await;
    drop(first);
    let connection = relay.connection().await;
    assert_eq!(connection.cursor, Some(at("e", 1)));
}

impl Connection {
    /// Shows that the till is at the other end.
    async fn acknowledges(mut self, till: &Till) {
        till.until_link(LinkState::Connected).await;
        event(&mut self, 0, 1).await;
        self.acked("e", 1).await;
    }
}
