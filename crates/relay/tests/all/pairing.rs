//! How a till gets its identity, and who does not.

use relay_protocol::{PairRequest, close};

use crate::http::{Answer, post};
use crate::server::Server;
use crate::till::{Till, ask_to_pair, new_pair, pair_request};

fn guess(server: &Server, code: &str) -> Answer {
    ask_to_pair(server, &pair_request(&new_pair(), code))
}

#[test]
fn a_code_works_once_however_it_is_typed() {
    let server = Server::start();
    let (id, ingest_url, code) = server.add_till("Padaria", "Caixa 1");
    let typed = format!(" {}-{} ", &code[..4].to_lowercase(), &code[4..]);
    let pair = new_pair();
    let request = PairRequest { code: typed, ..pair_request(&pair, &code) };
    let answer = ask_to_pair(&server, &request);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.body.contains(&id) && answer.body.contains("Caixa 1"), "{answer:?}");
    assert_eq!(post(&ingest_url, "{}").status, 200, "the URL of `till add` works on");
    let again = ask_to_pair(&server, &request);
    assert_eq!(again.status, 404);
    assert!(again.body.contains("\"error\""), "{again:?}");
}

#[test]
fn wrong_codes_lock_their_source() {
    let server = Server::start();
    let (_, _, code) = server.add_till("Padaria", "Caixa 1");
    for wrong in ["00000000", "00000001", "00000002", "00000003", "00000004"] {
        assert_eq!(guess(&server, wrong).status, 404);
    }
    let locked = guess(&server, &code);
    assert_eq!(locked.status, 429, "also with the right code");
    assert!(locked.retry_after() > 500, "{locked:?}");
}

#[test]
fn five_wrong_proofs_end_a_code() {
    let server = Server::with_config("behind_proxy = true\npublic_url = \"http://127.0.0.1:1\"\n");
    let (_, _, code) = server.add_till("Padaria", "Caixa 1");
    let url = format!("{}/v1/pair", server.url);
    let ask = |source: u8, request: &PairRequest| {
        let source = format!("198.51.100.7, 203.0.113.{source}");
        let body = serde_json::to_string(request).unwrap();
        crate::http::request("POST", &url, &[("x-forwarded-for", &source)], body.as_bytes()).status
    };
    let stolen = PairRequest {
        proof: pair_request(&new_pair(), &code).proof,
        ..pair_request(&new_pair(), &code)
    };
    for source in 1..=5 {
        assert_eq!(ask(source, &stolen), 401);
    }
    assert_eq!(ask(6, &pair_request(&new_pair(), &code)), 404, "it has ended");
    assert!((1..=5).all(|_| ask(9, &pair_request(&new_pair(), "00000000")) == 404));
    assert_eq!(ask(9, &stolen), 429, "each source has its own tries");
    assert_eq!(ask(8, &stolen), 404);
}

#[test]
fn what_cannot_be_read_is_a_400() {
    let server = Server::with_config("[limits]\npairings_per_min = 1000\n");
    let (_, _, code) = server.add_till("Padaria", "Caixa 1");
    let good = pair_request(&new_pair(), &code);
    let url = format!("{}/v1/pair", server.url);
    for body in ["", "{}", "[]", "nonsense", "\u{feff}{}", &"[".repeat(4_000)] {
        assert_eq!(post(&url, body).status, 400, "{body}");
    }
    for bad in [
        PairRequest { code: "ABC".into(), ..good.clone() },
        PairRequest { code: "ABCDEFGU".into(), ..good.clone() },
        PairRequest { pubkey: "abc".into(), ..good.clone() },
        PairRequest { pubkey: format!("{}=", good.pubkey), ..good.clone() },
        PairRequest { proof: good.pubkey.clone(), ..good.clone() },
    ] {
        assert_eq!(ask_to_pair(&server, &bad).status, 400, "{}", bad.code);
    }
    assert_eq!(post(&url, &"x".repeat(5_000)).status, 413);
    assert_eq!(crate::http::get(&url).status, 405);
    assert_eq!(ask_to_pair(&server, &good).status, 200, "none of these used it up");
}

#[tokio::test]
async fn another_computer_in_a_tills_place_sends_the_first_away() {
    let server = Server::start();
    let first = Till::new(&server, "Padaria", "Caixa 1");
    let line = first.connect(&server, None).await;
    let mut between = first.dial(&server).await.unwrap();
    let code = server.asked(&["till", "code", "Caixa 1"]).remove(0);
    let second = Till::paired(&server, code["pairing_code"].as_str().unwrap());
    assert_eq!(second.id, first.id);
    assert_eq!(line.close_code().await, close::BAD_TOKEN);
    between.say(&first.hello(None)).await;
    assert_eq!(between.close_code().await, close::BAD_TOKEN, "it dialled before, and is too late");
    assert_eq!(first.dial(&server).await.err(), Some(401));
    second.connect(&server, None).await;
    assert_eq!(post(&first.ingest_url, "1").status, 200, "charges that are under way arrive");
    assert_eq!(post(&second.ingest_url, "2").status, 200);
}
