//! What is refused before the upgrade.

use super::*;
use crate::state::Phase;

#[tokio::test]
async fn a_dial_without_a_good_token_is_unauthorized() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let used = till.token();
    drop(connect_async(rig.request(Some(used.clone()))).await.unwrap());
    let stranger = Till { id: TillId::random(), ..rig.till("Loja", "2").await };
    for token in [None, Some("Bearer x".into()), Some(used), Some(stranger.token())] {
        assert_eq!(rig.refused(rig.request(token.clone())).await.0, 401, "{token:?}");
    }
}

#[tokio::test]
async fn another_subprotocol_is_told_to_upgrade() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    for protocol in [None, Some("balcao-relay.v0.json")] {
        let mut request = rig.request(Some(till.token()));
        let headers = request.headers_mut();
        headers.remove("sec-websocket-protocol");
        if let Some(protocol) = protocol {
            headers.insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        assert_eq!(rig.refused(request).await.0, 426, "{protocol:?}");
    }
    let mut plain = TcpStream::connect(&rig.address).await.unwrap();
    let request = format!("GET {STREAM_PATH} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    tokio::io::AsyncWriteExt::write_all(&mut plain, request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut plain, &mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 426 "), "{answer}");
}

#[tokio::test]
async fn too_many_dials_wait() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let other = rig.till("Loja", "2").await;
    let refused = async {
        loop {
            if let Err(error) = connect_async(rig.request(Some(till.token()))).await {
                return error;
            }
        }
    };
    let refused = tokio::time::timeout(LONG, refused).await.unwrap();
    let tungstenite::Error::Http(response) = refused else { panic!("{refused}") };
    assert_eq!(response.status().as_u16(), 429);
    assert!(response.headers().contains_key("retry-after"));
    let (_, mut client) = rig.dial(&other, None, 64).await;
    client.nothing_came().await;
}

#[tokio::test]
async fn a_relay_that_goes_down_takes_no_new_sockets() {
    let rig = Rig::new().await;
    let till = rig.till("Loja", "Caixa 1").await;
    rig.relay.enter(Phase::Draining);
    let (status, retry_after) = rig.refused(rig.request(Some(till.token()))).await;
    assert_eq!(status, 503);
    assert!(retry_after.is_some());
}
