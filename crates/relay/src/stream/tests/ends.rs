//! How a session ends.

use relay_protocol::close;

use super::*;

#[tokio::test]
async fn the_newest_connection_wins() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let (_, first) = rig.dial(&till, None, 64).await;
    let (_, mut second) = rig.dial(&till, None, 64).await;
    assert_eq!(first.closed().await, close::REPLACED);
    rig.append(&[&till], "a").await;
    assert_eq!(second.bodies(1).await, ["a"]);
    assert_eq!(rig.relay.sessions.count(), 1);
}

#[tokio::test]
async fn a_revoked_till_is_closed_at_once_and_may_not_come_back() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let (_, client) = rig.dial(&till, None, 64).await;
    let early = rig.socket(&till).await;
    rig.relay.directory.revoke(till.id.as_str()).await.unwrap();
    rig.relay.sessions.close(&till.id, close::REVOKED, "the till was revoked");
    assert_eq!(client.closed().await, close::REVOKED);
    let mut early = early;
    early.say(&hello(&till, None, 64)).await;
    assert_eq!(early.closed().await, close::REVOKED, "dialled before, said hello after");
    assert_eq!(rig.refused(rig.request(Some(till.token()))).await.0, 403);
}

#[tokio::test]
async fn a_hello_must_come_first_and_be_the_signers() {
    let hello_in = Duration::from_millis(200);
    let rig = Rig::with(Patience { hello: hello_in, ..Patience::default() }).await;
    let (till, other) = (rig.till("Loja", "1").await, rig.till("Loja", "2").await);
    let text = |frame: &TillFrame| serde_json::to_string(frame).unwrap();
    let version = text(&hello(&till, None, 64)).replace(r#""v":1"#, r#""v":2"#);
    for (said, code) in [
        (None, close::BAD_FRAME),
        (Some("{}".to_owned()), close::BAD_FRAME),
        (Some("x".repeat(5000)), close::BAD_FRAME),
        (Some(text(&TillFrame::Pong { n: 1, s: 1, m: None })), close::BAD_FRAME),
        (Some(text(&hello(&till, None, 0))), close::BAD_FRAME),
        (Some(text(&hello(&other, None, 64))), close::BAD_TOKEN),
        (Some(version), close::VERSION),
    ] {
        let mut client = rig.socket(&till).await;
        if let Some(said) = &said {
            client.text(said).await;
        }
        assert_eq!(client.closed().await, code, "{said:?}");
    }
    assert_eq!(rig.relay.sessions.count(), 0);
}

#[tokio::test]
async fn bad_frames_close_with_a_code_and_a_reason_and_words_of_later_versions_do_not() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let epoch = rig.relay.store.epoch();
    for bad in [
        Message::text("not json"),
        Message::text(r#"{"t":"ack"}"#),
        Message::text(r#"{"t":"ack","e":"x","s":-1}"#),
        Message::text(format!(r#"{{"t":"ack","e":"{epoch}","s":7}}"#)),
        Message::text(r#"{"t":"pong","n":1,"s":0}"#),
        Message::text(serde_json::to_string(&hello(&till, None, 64)).unwrap()),
        Message::text(format!(r#"{{"t":"song","verse":"{}"}}"#, "x".repeat(5000))),
        Message::binary(b"\x00".to_vec()),
    ] {
        let (_, mut client) = rig.dial(&till, None, 64).await;
        client.text(r#"{"t":"song","verse":1}"#).await;
        client.nothing_came().await;
        client.0.send(bad.clone()).await.unwrap();
        assert_eq!(client.closed().await, close::BAD_FRAME, "{bad:?}");
    }
}

#[tokio::test]
async fn a_till_that_takes_events_and_does_not_say_so_is_slow() {
    let ack = Duration::from_millis(300);
    let rig = Rig::with(Patience { ack, ..Patience::default() }).await;
    let till = rig.till("Loja", "Caixa 1").await;
    let (_, mut client) = rig.dial(&till, None, 64).await;
    rig.append(&[&till], "a").await;
    client.bodies(1).await;
    assert_eq!(client.closed().await, close::SLOW);
}

#[tokio::test]
async fn a_till_that_reads_nothing_is_slow_and_does_not_hold_more_than_the_window() {
    let ack = Duration::from_millis(500);
    let rig = Rig::with(Patience { ack, close: ack, ..Patience::default() }).await;
    let till = rig.till("Loja", "Caixa 1").await;
    let (_, client) = rig.dial(&till, None, 64).await;
    for n in 0..64u8 {
        rig.append(&[&till], vec![n; 64 * 1024]).await;
    }
    let gone = async {
        while rig.relay.sessions.has(&till.id) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(LONG, gone).await.unwrap();
    drop(client);
}

#[tokio::test]
async fn a_till_that_does_not_answer_pings_is_gone() {
    let ping = Duration::from_millis(80);
    let rig = Rig::with(Patience { ping, ..Patience::default() }).await;
    let till = rig.till("Loja", "Caixa 1").await;
    let (_, client) = rig.dial(&till, None, 64).await;
    assert_eq!(client.closed().await, close::NO_PONG);
}

#[tokio::test]
async fn a_broken_connection_is_no_bad_frame() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let (_, client) = rig.dial(&till, None, 64).await;
    drop(client); // without a close
    let counted = async {
        let line = |page: String, reason| {
            let start = format!("balcao_relay_closes_total{{reason=\"{reason}\"}} ");
            page.lines().find_map(|line| line.strip_prefix(&start).map(str::to_owned)).unwrap()
        };
        loop {
            let page = || rig.relay.metrics.page(&crate::metrics::Measured::default());
            if line(page(), "gone") == "1" {
                return line(page(), "bad_frame");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert_eq!(tokio::time::timeout(LONG, counted).await.unwrap(), "0");
    assert_eq!(rig.relay.sessions.count(), 0);
}

#[tokio::test]
async fn draining_tells_all_tills_and_then_closes() {
    let rig = Rig::new().await;
    let (a, b) = (rig.till("Loja", "1").await, rig.till("Loja", "2").await);
    let (_, mut at_a) = rig.dial(&a, None, 64).await;
    let (_, mut at_b) = rig.dial(&b, None, 64).await;
    rig.relay.enter(crate::state::Phase::Draining);
    rig.relay.sessions.drain(Duration::from_millis(100)).await;
    for client in [&mut at_a, &mut at_b] {
        assert!(matches!(client.frame().await, RelayFrame::Drain { .. }));
    }
    rig.append(&[&a], "still").await;
    assert_eq!(at_a.bodies(1).await, ["still"], "until it is closed the stream goes on");
    let (closing, a, b) =
        tokio::join!(rig.relay.sessions.close_all(LONG), at_a.closed(), at_b.closed());
    assert_eq!(((), close::DRAIN, close::DRAIN), (closing, a, b));
    assert_eq!(rig.relay.sessions.count(), 0);
}
