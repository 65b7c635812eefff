//! A till's socket: who may have one, what comes, and how it ends.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relay_protocol::{RelayFrame, Token, close};

use crate::http::{get, post, request};
use crate::server::Server;
use crate::till::{Till, dial_with};

#[tokio::test]
async fn a_webhook_arrives_byte_for_byte_with_its_signature() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let mut line = till.connect(&server, None).await;
    let body: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let headers =
        [("x-connect-signature", "ab12"), ("authorization", "Bearer x"), ("content-type", "a/b")];
    assert_eq!(request("POST", &till.ingest_url, &headers, &body).status, 200);
    let Some(RelayFrame::Event { s, p, h, b64, id, .. }) = line.next().await else { panic!() };
    assert_eq!((s, p), (1, 0));
    assert!(id.starts_with("evt_"));
    assert_eq!(h.keys().collect::<Vec<_>>(), ["content-type", "x-connect-signature"]);
    assert_eq!(STANDARD.decode(b64).unwrap(), body);
}

#[tokio::test]
async fn only_who_signs_freshly_gets_a_socket() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let other = Till::new(&server, "Padaria", "Caixa 2");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = i64::try_from(now).unwrap();
    let (fresh, stale) = (till.token(), till.token_at(now - 300));
    let foreign = Token { till: till.id.clone(), ..other.token() };
    for (token, what) in [
        (String::new(), "nothing"),
        ("Bearer x".into(), "another scheme"),
        (stale.to_header(), "an old token"),
        (till.token_at(now + 300).to_header(), "a token of tomorrow"),
        (foreign.to_header(), "another till's signature"),
        (Token { till: "t_nobody".into(), ..till.token() }.to_header(), "an unknown till"),
    ] {
        assert_eq!(dial_with(&server, &token).await.err(), Some(401), "{what}");
    }
    assert!(dial_with(&server, &fresh.to_header()).await.is_ok());
    assert_eq!(dial_with(&server, &fresh.to_header()).await.err(), Some(401), "the same again");
    assert_eq!(get(&format!("{}/v1/stream", server.url)).status, 426);
}

#[tokio::test]
async fn a_till_that_dials_all_the_time_waits() {
    let server = Server::with_config("[limits]\ndials_per_till_per_min = 3\n");
    let till = Till::new(&server, "Padaria", "Caixa 1");
    for _ in 0..3 {
        till.connect(&server, None).await;
    }
    assert_eq!(till.dial(&server).await.err(), Some(429));
    Till::new(&server, "Padaria", "Caixa 2").connect(&server, None).await;
}

#[tokio::test]
async fn the_newest_connection_of_a_till_wins() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let old = till.connect(&server, None).await;
    let mut new = till.connect(&server, None).await;
    assert_eq!(old.close_code().await, close::REPLACED);
    assert_eq!(post(&till.ingest_url, "{}").status, 200);
    new.event().await;
}

#[tokio::test]
async fn a_revoked_till_is_out_at_once_and_for_good() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let other = Till::new(&server, "Padaria", "Caixa 2");
    let code = server.asked(&["till", "code", &till.id]).remove(0);
    let mut lines = vec![till.connect(&server, None).await, other.connect(&server, None).await];
    let revoked = server.asked(&["till", "revoke", "Caixa 1"]).remove(0);
    let start = Instant::now();
    assert_eq!(revoked["was_connected"], true);
    assert_eq!(lines.remove(0).close_code().await, close::REVOKED);
    // The promise is one second; the machine under the test may be busy.
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(till.dial(&server).await.err(), Some(403));
    assert_eq!(post(&till.ingest_url, "{}").status, 404);
    let again = crate::till::ask_to_pair(
        &server,
        &crate::till::pair_request(&till.pair, code["pairing_code"].as_str().unwrap()),
    );
    assert_eq!(again.status, 404, "its code has ended");
    for (verb, code) in [("code", 1), ("revoke", 0)] {
        assert_eq!(server.admin(&["till", verb, "Caixa 1"]).status.code(), Some(code), "{verb}");
    }
    assert_eq!(post(&other.ingest_url, "{}").status, 200);
    lines[0].event().await;
    server.add_till("Padaria", "Caixa 1");
}

#[tokio::test]
async fn a_replay_brings_kept_events_under_new_seqs() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    for number in 1..=3 {
        assert_eq!(post(&till.ingest_url, &number.to_string()).status, 200);
    }
    let mut line = till.connect(&server, None).await;
    let first = [line.event().await, line.event().await, line.event().await];
    assert_eq!(first, [(1, b"1".to_vec()), (2, b"2".to_vec()), (3, b"3".to_vec())]);
    let replayed = server.asked(&["replay", "Caixa 1", "--from", "2"]).remove(0);
    assert_eq!(replayed["events"], 2);
    assert_eq!([line.event().await, line.event().await], [(4, b"2".to_vec()), (5, b"3".to_vec())]);
}
