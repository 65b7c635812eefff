//! Whoever is slow, long or wrong on purpose.

use std::io::Write;
use std::time::{Duration, Instant};

use relay_protocol::{Cursor, RelayFrame, TillFrame, close};
use tokio_tungstenite::tungstenite::Message;

use crate::http::{answer, connect, get, post};
use crate::server::{PATIENCE, Server};
use crate::till::Till;

#[test]
fn heads_that_drip_are_ended_and_others_are_served_meanwhile() {
    let server = Server::start();
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    let start = Instant::now();
    let mut dripping: Vec<_> = (0..20).map(|_| connect(server.address())).collect();
    let silent = connect(server.address());
    let mut open = dripping.len();
    while open > 0 {
        assert!(start.elapsed() < PATIENCE, "{open} still drip");
        dripping.retain_mut(|stream| stream.write_all(b"x").is_ok());
        open = dripping.len();
        assert_eq!(post(&url, "{}").status, 200);
        std::thread::sleep(Duration::from_millis(200)); // the drip's own pace
    }
    assert!(start.elapsed() > Duration::from_secs(4), "five seconds are theirs");
    let silent = answer(silent).unwrap();
    assert_eq!(silent.status, 408);
}

#[test]
fn a_connection_may_rest_between_two_requests() {
    let server = Server::start();
    let mut stream = connect(server.address());
    let head = b"GET /nothing HTTP/1.1\r\nhost: x\r\n";
    stream.write_all(&[head.as_slice(), b"\r\n"].concat()).unwrap();
    std::thread::sleep(Duration::from_secs(6)); // longer than a head may take
    stream.write_all(&[head.as_slice(), b"connection: close\r\n\r\n"].concat()).unwrap();
    let both = answer(stream).unwrap();
    assert!(both.body.contains("HTTP/1.1 404"), "{both:?}");
}

#[test]
fn connections_have_an_end() {
    let server = Server::with_config("[limits]\nconnections = 10\n");
    let many: Vec<_> = (0..40).map(|_| connect(server.address())).collect();
    let turned_away = || {
        let page = get(&format!("{}/metrics", server.admin_url)).body;
        let line = page.lines().find_map(|it| it.strip_prefix("balcao_relay_turned_away_total "));
        line.unwrap().parse::<u64>().unwrap()
    };
    let start = Instant::now();
    while turned_away() < 30 {
        assert!(start.elapsed() < PATIENCE);
    }
    drop(many);
    while connect_and_ask(&server) != Some(404) {
        assert!(start.elapsed() < PATIENCE);
    }
}

fn connect_and_ask(server: &Server) -> Option<u16> {
    let mut stream = connect(server.address());
    let _ = stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    answer(stream).map(|answer| answer.status)
}

#[tokio::test]
async fn frames_that_cannot_be_read_close_the_socket_with_a_code() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let long = format!("{{\"t\":\"later\",\"x\":\"{}\"}}", "x".repeat(5_000));
    for first in [
        Message::text("nonsense"),
        Message::text(r#"{"t":"ack","e":"x","s":1}"#),
        Message::text(r#"{"t":"hello"}"#),
        Message::text("[".repeat(4_000)),
        Message::binary(b"\x00\x01".to_vec()),
        Message::text(long.clone()),
    ] {
        let mut line = till.dial(&server).await.unwrap();
        line.say_raw(first.clone()).await;
        assert_eq!(line.close_code().await, close::BAD_FRAME, "{first:?}");
    }
    for later in [Message::text("nonsense"), Message::text(long), Message::binary(vec![0])] {
        let mut line = till.connect(&server, None).await;
        line.say_raw(later.clone()).await;
        assert_eq!(line.close_code().await, close::BAD_FRAME, "{later:?}");
    }
    let mut line = till.connect(&server, None).await;
    line.say_raw(Message::text(r#"{"t":"song","verse":[1]}"#)).await;
    line.say_raw(Message::text(r#"{"t":"ack","e":"another","s":9,"more":1}"#)).await;
    assert_eq!(post(&till.ingest_url, "{}").status, 200);
    assert_eq!(line.event().await.1, b"{}", "words of later versions are ignored");
}

#[tokio::test]
async fn a_hello_is_of_the_version_and_of_the_till_that_signed() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let other = Till::new(&server, "Mercado", "Caixa 1");
    let mut line = till.dial(&server).await.unwrap();
    line.say(&other.hello(None)).await;
    assert_eq!(line.close_code().await, close::BAD_TOKEN);
    let mut line = till.dial(&server).await.unwrap();
    let mut hello = till.hello(None);
    if let TillFrame::Hello { v, .. } = &mut hello {
        *v = 2;
    }
    line.say(&hello).await;
    assert_eq!(line.close_code().await, close::VERSION);
}

#[tokio::test]
async fn no_hello_no_session() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let line = till.dial(&server).await.unwrap();
    assert_eq!(line.close_code().await, close::BAD_FRAME);
}

#[tokio::test]
async fn a_cursor_of_nowhere_is_told_of_a_gap() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    for s in [0, 1, u64::MAX] {
        let mut line = till.connect(&server, Some(Cursor { e: "nowhere".into(), s })).await;
        let gap = line.next().await;
        assert!(matches!(gap, Some(RelayFrame::Gap { .. })), "{s}: {gap:?}");
    }
}
