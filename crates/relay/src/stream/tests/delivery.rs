//! What a till is brought while it is there.

use super::*;

#[tokio::test]
async fn what_came_before_and_what_comes_now_are_one_stream() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let binary: Vec<u8> = (0..=255).collect();
    rig.append(&[&till], "before").await;
    let (welcome, mut client) = rig.dial(&till, None, 64).await;
    assert_eq!((welcome.first, welcome.head), (1, 1));
    assert_eq!(client.event().await, (0, 1, b"before".to_vec()));
    rig.append(&[&till], binary.clone()).await;
    assert_eq!(client.event().await, (1, 2, binary));
    client.ack(&welcome.e, 2).await;
    client.nothing_came().await;
}

#[tokio::test]
async fn a_webhook_comes_through_with_its_allowed_headers() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let (_, mut client) = rig.dial(&till, None, 64).await;
    let request = format!(
        "POST /i/{}/pix HTTP/1.1\r\nhost: relay\r\nauthorization: secret\r\nX-Connect-Signature: ab\r\n\
         content-length: 4\r\nconnection: close\r\n\r\npaid",
        till.ingest_key
    );
    let mut provider = TcpStream::connect(&rig.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut provider, request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut provider, &mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let RelayFrame::Event { h, b64, .. } = client.frame().await else { panic!("no event") };
    assert_eq!(h.into_iter().collect::<Vec<_>>(), [("x-connect-signature".into(), "ab".into())]);
    assert_eq!(STANDARD.decode(b64).unwrap(), b"paid");
}

#[tokio::test]
async fn each_till_gets_its_own_and_a_merchants_event_goes_to_all() {
    let rig = Rig::new().await;
    let (a, b) = (rig.till("Loja", "1").await, rig.till("Loja", "2").await);
    let stranger = rig.till("Outra", "1").await;
    let (_, mut at_a) = rig.dial(&a, None, 64).await;
    let (_, mut at_b) = rig.dial(&b, None, 64).await;
    let (_, mut at_stranger) = rig.dial(&stranger, None, 64).await;
    rig.append(&[&a], "a").await;
    rig.append(&[&a, &b], "both").await;
    rig.append(&[&stranger], "strange").await;
    assert_eq!(at_a.bodies(2).await, ["a", "both"]);
    assert_eq!(at_b.bodies(1).await, ["both"]);
    assert_eq!(at_stranger.bodies(1).await, ["strange"]);
    for client in [&mut at_a, &mut at_b, &mut at_stranger] {
        client.nothing_came().await;
    }
}

#[tokio::test]
async fn the_window_bounds_what_is_in_flight() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    for n in 0..7u8 {
        rig.append(&[&till], [n]).await;
    }
    let (welcome, mut client) = rig.dial(&till, None, 3).await;
    client.bodies(3).await;
    client.nothing_came().await;
    client.ack(&welcome.e, 2).await;
    client.bodies(2).await;
    client.nothing_came().await;
    client.ack("another-epoch", 5).await;
    client.nothing_came().await;
    client.ack(&welcome.e, 5).await;
    client.bodies(2).await;
}

#[tokio::test]
async fn large_bodies_fill_the_window_before_its_count() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    for n in 0..20u8 {
        rig.append(&[&till], vec![n; 64 * 1024]).await;
    }
    let (welcome, mut client) = rig.dial(&till, None, 64).await;
    for n in 0..16u8 {
        assert_eq!(client.event().await.2, vec![n; 64 * 1024]);
    }
    client.nothing_came().await;
    client.ack(&welcome.e, 16).await;
    for n in 16..20u8 {
        assert_eq!(client.event().await.2, vec![n; 64 * 1024]);
    }
}

#[tokio::test]
async fn a_refused_event_is_parked_and_never_sent_again() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    for body in ["a", "bad", "c", "bad too"] {
        rig.append(&[&till], body).await;
    }
    let (welcome, mut client) = rig.dial(&till, None, 64).await;
    client.bodies(4).await;
    client.say(&TillFrame::Nack { s: 2, code: "poison".into() }).await;
    client.say(&TillFrame::Nack { s: 4, code: "poison".into() }).await;
    client.nothing_came().await;
    // The till crashed before it noted anything.
    let (again, mut client) = rig.dial(&till, at(&welcome.e, 0), 64).await;
    assert_eq!(again.head, 3, "what is parked is not waited for");
    assert_eq!(client.event().await, (0, 1, b"a".to_vec()));
    assert_eq!(client.event().await, (1, 3, b"c".to_vec()), "no hole");
    client.nothing_came().await;
    rig.append(&[&till], "e").await;
    assert_eq!(client.event().await, (3, 5, b"e".to_vec()));
}

#[tokio::test]
async fn a_replay_comes_while_the_till_is_there() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    rig.append(&[&till], "a").await;
    let (_, mut client) = rig.dial(&till, None, 64).await;
    client.bodies(1).await;
    rig.relay.store.replay(&till.id, 1).await.unwrap();
    assert_eq!(client.event().await, (1, 2, b"a".to_vec()));
}

#[tokio::test]
async fn pings_tell_the_head_and_come_behind_events() {
    let ping = Duration::from_millis(50);
    let rig = Rig::with(Patience { ping, ..Patience::default() }).await;
    let till = rig.till("Loja", "Caixa 1").await;
    rig.append(&[&till], "a").await;
    let (_, mut client) = rig.dial(&till, None, 64).await;
    client.bodies(1).await;
    for expected in 1..=5 {
        let RelayFrame::Ping { n, head } = client.frame().await else { panic!("no ping") };
        assert_eq!((n, head), (expected, 1));
        client.say(&TillFrame::Pong { n, s: 1, m: None }).await;
    }
}
