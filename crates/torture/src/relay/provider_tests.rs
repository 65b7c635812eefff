//! The model provider, through the real adapter and against a socket in the relay's place.

use domain::charge::Seen;
use domain::{Centavos, IdempotencyKey, ProviderId, Reference, UnixMs};
use providers::{NewCharge, Sending};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::super::ledger::hash;
use super::super::till_program::adapter;
use super::*;

/// Reads one request and gives that answer.
async fn take(listener: &TcpListener, answer: &str) -> (String, Vec<u8>) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = Vec::new();
    let head = loop {
        if let Some(end) = request.windows(4).position(|it| it == b"\r\n\r\n") {
            break end + 4;
        }
        assert!(stream.read_buf(&mut request).await.unwrap() > 0);
    };
    let body = request.split_off(head);
    let head = String::from_utf8(request).unwrap().to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
    let mut body = body;
    while body.len() < length.parse::<usize>().unwrap() {
        assert!(stream.read_buf(&mut body).await.unwrap() > 0);
    }
    stream.write_all(answer.as_bytes()).await.unwrap();
    (head, body)
}

/// A charge whose customer pays, made through the adapter of a till.
async fn sell(provider: &Provider, url: &str) -> ProviderId {
    let psp = adapter(&provider.url()).unwrap();
    for number in 0.. {
        let reference = Reference::new(format!("T000-{number}")).unwrap();
        let charge = NewCharge {
            amount: Centavos::new(1_234),
            reference: &reference,
            expires_in_min: 30,
            payer: None,
            webhook_url: Some(url),
        };
        let sending = Sending {
            idempotency_key: &IdempotencyKey::new(format!("key-{number}")).unwrap(),
            body: &psp.body(&charge),
            expires_in_min: 30,
            requested_at: UnixMs::new(now_ms()),
            reference: &reference,
            reference_is_ours: true,
            in_doubt: false,
            was_contradicted: false,
        };
        let made = psp.create(&sending).await.unwrap();
        if !provider.is_idle() {
            return made.registration.provider_id;
        }
    }
    unreachable!("some customer pays")
}

#[tokio::test]
async fn a_payment_is_told_until_it_is_taken_and_stands_in_books_and_ledger() {
    let relay = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let provider = Provider::start(3, 10, Arc::new(Trace::begin())).await.unwrap();
    let url = format!("http://{}/i/key", relay.local_addr().unwrap());
    for to in [To::Till(0), To::Merchant(0)] {
        provider.knows(&format!("{url}{to:?}"), to);
    }
    let id = sell(&provider, &format!("{url}{:?}", To::Till(0))).await;
    let full = "HTTP/1.1 503 Full\r\ncontent-length: 0\r\n\r\n";
    let first = take(&relay, full).await;
    assert!(provider.ledger().webhooks()[0].accepted.is_none());
    let seen = adapter(&provider.url()).unwrap().fetch(&id).await.unwrap();
    assert!(matches!(seen.observation.status, Seen::Paid(_)), "{seen:?}");

    let (head, body) = take(&relay, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(body, first.1, "the same bytes again");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"training-crypto-token");
    let signature = hex::encode(ring::hmac::sign(&key, &body));
    assert!(head.contains(&format!("x-connect-signature: {signature}")), "{head}");
    assert!(String::from_utf8(body.clone()).unwrap().contains(id.as_str()));
    while provider.ledger().webhooks()[0].accepted.is_none() {
        sleep(Duration::from_millis(5)).await; // between two looks
    }
    let ledger = provider.ledger();
    let webhook = &ledger.webhooks()[0];
    assert_eq!((webhook.body_sha256, webhook.length, webhook.tries), (hash(&body), body.len(), 2));
}
