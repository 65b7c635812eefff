//! What a relay writes down: ids. Never a body, a key, a code, a secret, a token or a name.

use crate::http::{post, request};
use crate::server::Server;
use crate::till::{Till, ask_to_pair, new_pair, pair_request};

#[tokio::test]
async fn the_log_holds_ids_and_nothing_that_opens_a_door_or_names_a_person() {
    let server = Server::start();
    let (id, url, code) = server.add_till("Padaria da Dona Benta", "Caixa da Maria");
    let key = url.rsplit('/').next().unwrap().to_owned();
    let till = Till::paired(&server, &code);
    let new_key = till.ingest_url.rsplit('/').next().unwrap().to_owned();
    let secret = "static:X-Webhook-Token:open-sesame-1";
    server.asked(&["route", "add", "--merchant", "Padaria da Dona Benta", "--check", secret]);
    let body = r#"{"payer":{"name":"Joana Prado","taxId":"12345678909"}}"#;
    let token = till.token().to_header();
    let mut line = crate::till::dial_with(&server, &token).await.unwrap();
    line.say(&till.hello(None)).await;
    line.next().await;
    let headers = [("x-connect-signature", "5ec4e7ab"), ("x-request-id", "r-1")];
    assert_eq!(request("POST", &url, &headers, body.as_bytes()).status, 200);
    line.event().await;
    line.say(&relay_protocol::TillFrame::Nack { s: 1, code: "poison".into() }).await;
    post(&format!("{}/i/unknown-{}", server.url, &key[8..]), body);
    ask_to_pair(&server, &pair_request(&new_pair(), "0000ZZZZ"));
    post(&format!("{}/v1/pair", server.url), r#"{"code":"QQQQQQQQ","pubkey":"Joana"}"#);
    crate::till::dial_with(&server, "Balcao-Till till=x,ts=1,nonce=wrongnonce,sig=x").await.err();
    server.asked(&["till", "revoke", "Caixa da Maria"]);
    let access = std::fs::read_to_string(server.data().join("admin.json")).unwrap();
    let access: serde_json::Value = serde_json::from_str(&access).unwrap();
    assert_eq!(line.close_code().await, relay_protocol::close::REVOKED);

    let log = server.log();
    assert!(log.contains(&id), "ids are what a technician follows: {log}");
    let nonce = token.split("nonce=").nth(1).unwrap().split(',').next().unwrap();
    for secret in [
        &key,
        &new_key,
        &code,
        "0000ZZZZ",
        "QQQQQQQQ",
        "open-sesame-1",
        nonce,
        "wrongnonce",
        access["token"].as_str().unwrap(),
        "Benta",
        "Maria",
        "Joana",
        "12345678909",
        "5ec4e7ab",
        &key[8..],
    ] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
}
