//! The door over a real socket, with a real till in training behind it.

use std::net::SocketAddr;

use serde_json::{Value, json};
use till::{House, Options};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::Token;

/// A door that ends with the test.
struct Open {
    address: SocketAddr,
    token: String,
    terminal: tokio::sync::mpsc::Receiver<String>,
    home: tempfile::TempDir,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn open() -> Open {
    let home = tempfile::tempdir().unwrap();
    let options =
        Options { home: Some(home.path().to_path_buf()), training: true, ..Options::default() };
    let house = House::new(options);
    house.till().await.unwrap();
    // As if others could reach it: the names of pages are given out.
    house.show_slips_at("/slip/".into());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let token = Token::new();
    let url = crate::address(&listener, &token).unwrap();
    let (codes, terminal) = tokio::sync::mpsc::channel(4);
    tokio::spawn(crate::serve(house, listener, token, codes));
    let token = url.strip_prefix(&format!("http://{address}/#token=")).unwrap().to_owned();
    Open { address, token, terminal, home }
}

impl Open {
    /// Sends a request with just these headers (one a line), and hands back the connection.
    async fn send(&self, line: &str, headers: &str, body: &str) -> TcpStream {
        let mut connection = TcpStream::connect(self.address).await.unwrap();
        let length = body.len();
        let head = format!("{line} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n");
        let headers: String = headers.lines().flat_map(|header| [header, "\r\n"]).collect();
        let request = format!("{head}{headers}\r\n{body}");
        connection.write_all(request.as_bytes()).await.unwrap();
        connection
    }

    /// Sends a request as a page of this door would, with more headers, and reads the reply.
    async fn ask(&self, line: &str, headers: &str, body: &str) -> Reply {
        let own = format!("Host: {}\nContent-Type: application/json\n{headers}", self.address);
        self.ask_exactly(line, &own, body).await
    }

    async fn ask_exactly(&self, line: &str, headers: &str, body: &str) -> Reply {
        let mut reply = String::new();
        self.send(line, headers, body).await.read_to_string(&mut reply).await.unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    async fn enter(&self, token: &str) -> Reply {
        self.ask("POST /api/session", "", &json!({ "token": token }).to_string()).await
    }

    /// The header that carries a session.
    async fn session(&self) -> String {
        let entered = self.enter(&self.token).await;
        format!("Authorization: Bearer {}", entered.json()["session"].as_str().unwrap())
    }
}

#[tokio::test]
async fn the_token_opens_the_door_once_and_leaves_no_cookie() {
    let door = open().await;
    assert_eq!(door.enter("wrong").await.status, 401);
    let entered = door.enter(&door.token).await;
    assert_eq!(entered.status, 200);
    assert!(!entered.head.contains("set-cookie"), "{}", entered.head);
    assert!(entered.head.contains("cache-control: no-store"), "{}", entered.head);
    let again = door.enter(&door.token).await;
    assert_eq!(again.status, 401);
    assert_eq!(again.json()["code"], "invalid_request");
}

#[tokio::test]
async fn a_strangers_guesses_are_slowed_and_do_not_void_the_token() {
    let door = open().await;
    let mut statuses = Vec::new();
    for _ in 0..300 {
        statuses.push(door.enter("guess").await.status);
    }
    assert_eq!(statuses[0], 401);
    assert!(statuses.iter().filter(|status| **status == 401).count() < 30, "{statuses:?}");
    assert_eq!(*statuses.last().unwrap(), 429);
    let entered = door.enter(&door.token).await;
    assert_eq!(entered.status, 200);
    // The session itself cannot be shut by guesses either.
    let session = format!("Authorization: Bearer {}", entered.json()["session"].as_str().unwrap());
    for _ in 0..100 {
        let wrong = "Authorization: Bearer 0123456789abcdef0123456789abcdef";
        assert_eq!(door.ask("POST /api/hello", wrong, "{}").await.status, 401);
    }
    assert_eq!(door.ask("POST /api/hello", &session, "{}").await.status, 200);
}

#[tokio::test]
async fn no_command_without_the_session() {
    let door = open().await;
    let session = door.session().await;
    let secret = session.strip_prefix("Authorization: Bearer ").unwrap();
    let (port, basic) = (door.address.port(), format!("Authorization: Basic {secret}"));
    let cookie = format!("Cookie: balcao_session_{port}={secret}; balcao_session={secret}");
    let stale = "Authorization: Bearer 0123456789abcdef0123456789abcdef";
    for line in ["POST /api/hello", "POST /api/nothing", "GET /api/events"] {
        for headers in ["", stale, &basic, &cookie] {
            let refused = door.ask(line, headers, "{}").await;
            assert_eq!((refused.status, &refused.json()["code"]), (401, &json!("invalid_request")));
        }
    }
    let hello = door.ask("POST /api/hello", &session, "{}").await;
    assert_eq!((hello.status, &hello.json()["training"]), (200, &json!(true)));
}

#[tokio::test]
async fn every_command_of_the_contract_has_its_route() {
    let door = open().await;
    let session = door.session().await;
    for name in contract::COMMAND_NAMES {
        let reply = door.ask(&format!("POST /api/{name}"), &session, "[").await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (400, &json!("invalid_request")),
            "{name}"
        );
    }
}

#[tokio::test]
async fn another_name_another_page_and_another_type_stay_outside() {
    let door = open().await;
    let (session, port) = (door.session().await, door.address.port());
    let hello = "POST /api/hello";
    let json = "Content-Type: application/json";

    let rebound = format!("Host: shop.example:{port}\n{json}\n{session}");
    assert_eq!(door.ask_exactly(hello, &rebound, "{}").await.status, 421);
    let page = format!("Host: shop.example:{port}");
    assert_eq!(door.ask_exactly("GET /", &page, "").await.status, 421);
    let nameless = format!("Host: 127.0.0.1\n{json}\n{session}");
    assert_eq!(door.ask_exactly(hello, &nameless, "{}").await.status, 421);

    let elsewhere = format!("{session}\nOrigin: http://localhost:1");
    assert_eq!(door.ask(hello, &elsewhere, "{}").await.status, 403);
    let sandboxed = format!("{session}\nOrigin: null");
    assert_eq!(door.ask(hello, &sandboxed, "{}").await.status, 403);
    for site in ["same-site", "cross-site"] {
        let elsewhere = format!("{session}\nSec-Fetch-Site: {site}");
        assert_eq!(door.ask(hello, &elsewhere, "{}").await.status, 403, "{site}");
        let token = json!({ "token": door.token }).to_string();
        let entrance = format!("Sec-Fetch-Site: {site}");
        assert_eq!(door.ask("POST /api/session", &entrance, &token).await.status, 403, "{site}");
    }
    let own = format!("Host: localhost:{port}\nOrigin: http://localhost:{port}\n{json}\n{session}");
    assert_eq!(door.ask_exactly(hello, &own, "{}").await.status, 200);

    let form = format!("Host: {}\nContent-Type: text/plain\n{session}", door.address);
    assert_eq!(door.ask_exactly(hello, &form, "{}").await.status, 415);
}

#[tokio::test]
async fn a_large_or_broken_body_is_refused_and_not_repeated() {
    let door = open().await;
    let session = door.session().await;
    let large = format!("{{\"sale_id\":\"{}\"}}", "x".repeat(crate::MAX_BODY_BYTES));
    assert_eq!(door.ask("POST /api/charge", &session, &large).await.status, 413);
    let broken = door.ask("POST /api/order", &session, "{\"order\":12345678909}").await;
    assert_eq!(broken.status, 400);
    assert!(!broken.body.contains("12345678909"), "{}", broken.body);
}

#[tokio::test]
async fn refusals_of_the_till_keep_their_code() {
    let door = open().await;
    let session = door.session().await;
    let order = door.ask("POST /api/order", &session, r#"{"order":"999999"}"#).await;
    assert_eq!((order.status, &order.json()["code"]), (404, &json!("order_not_found")));
    let charge = json!({
        "sale_id": "8a3f9d0e-6c1b-4c52-9a41-0d7f5b1f3c22", "amount_centavos": 0, "payer": null, "above_ceiling": false
    });
    let charge = door.ask("POST /api/charge", &session, &charge.to_string()).await;
    assert_eq!((charge.status, &charge.json()["code"]), (422, &json!("invalid_amount")));
}

#[tokio::test]
async fn the_relay_is_shown_and_paired_through_the_door() {
    let door = open().await;
    let session = door.session().await;
    let relay = door.ask("POST /api/relay", &session, "{}").await;
    assert_eq!((relay.status, &relay.json()["paired"]), (200, &json!(false)));
    assert_eq!(relay.json()["state"], "off");
    for (url, code, refusal) in [
        ("http://relay.example", "7K3M01V9", "invalid_relay_address"),
        ("https://relay.example", "7K3M01", "invalid_pairing_code"),
    ] {
        let pair = json!({ "url": url, "code": code }).to_string();
        let refused = door.ask("POST /api/pair", &session, &pair).await;
        assert_eq!((refused.status, &refused.json()["code"]), (422, &json!(refusal)));
        assert!(!refused.body.contains(code), "{}", refused.body);
    }
}

#[tokio::test]
async fn the_page_comes_with_a_strict_policy() {
    let door = open().await;
    let page = door.ask("GET /", "", "").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Balcão"));
    for header in [
        "content-security-policy: default-src 'none'; script-src 'self'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "content-type: text/html",
        "cache-control: no-cache",
    ] {
        assert!(page.head.contains(header), "{header} is missing in {}", page.head);
    }
    let missing = door.ask("GET /../Cargo.toml", "", "").await;
    assert_eq!(missing.status, 404);
    assert!(missing.head.contains("content-security-policy"));
}

#[tokio::test]
async fn events_arrive_as_they_happen_on_a_limited_number_of_streams() {
    let door = open().await;
    let headers = format!("Host: {}\n{}", door.address, door.session().await);
    let mut streams = Vec::new();
    for _ in 0..6 {
        let mut stream = door.send("GET /api/events", &headers, "").await;
        read_until(&mut stream, "text/event-stream").await;
        streams.push(stream);
    }
    let refused = door.ask_exactly("GET /api/events", &headers, "").await;
    assert_eq!((refused.status, &refused.json()["code"]), (503, &json!("invalid_request")));

    let charge = json!({
        "sale_id": "8a3f9d0e-6c1b-4c52-9a41-0d7f5b1f3c22", "amount_centavos": 1250, "payer": null, "above_ceiling": false
    });
    let json = format!("{headers}\nContent-Type: application/json");
    let charged = door.ask_exactly("POST /api/charge", &json, &charge.to_string()).await;
    assert_eq!(charged.status, 200, "{}", charged.body);
    for stream in &mut streams {
        read_until(stream, "data: {\"event\":\"order_changed\"").await;
    }
}

/// A list carries no pictures of codes: 200 sales are less than 60,000 bytes before they are compressed.
#[tokio::test]
async fn a_list_of_200_sales_is_small_and_an_order_of_it_is_whole() {
    let door = open().await;
    let session = door.session().await;
    for sale in 0..200 {
        let charge = json!({
            "sale_id": format!("8a3f9d0e-6c1b-4c52-9a41-{sale:012}"), "amount_centavos": 1250 + sale,
            "payer": null, "above_ceiling": false
        });
        let charged = door.ask("POST /api/charge", &session, &charge.to_string()).await;
        assert_eq!(charged.status, 200, "{}", charged.body);
    }
    let list = door.ask("POST /api/last_sales", &session, r#"{"limit":200}"#).await;
    assert_eq!(list.json()["orders"].as_array().unwrap().len(), 200);
    assert!(list.body.len() <= 60_000, "{} bytes", list.body.len());
    assert!(!list.body.contains("copy_and_paste") && !list.body.contains("\"qr\""));
    eprintln!("200 sales: {} bytes", list.body.len());
    let newest = json!({ "order": list.json()["orders"][0]["order"] }).to_string();
    let order = door.ask("POST /api/order", &session, &newest).await.json();
    assert!(order["attempts"][0]["qr"]["path"].as_str().is_some_and(|path| path.len() > 1_000));
}

#[tokio::test]
async fn a_page_without_a_session_enters_by_the_code_that_the_till_shows() {
    let mut door = open().await;
    let asked = door.ask("POST /api/session/ask", "", "{}").await;
    assert_eq!((asked.status, &asked.json()["seconds"]), (200, &json!(120)));
    let code = door.terminal.recv().await.unwrap();
    assert!(!asked.body.contains(&code[..4]), "the code goes another way: {}", asked.body);
    let file = door.home.path().join("training").join("access-codes.json");
    assert!(std::fs::read_to_string(&file).unwrap().contains(&code));

    let typed = |code: &str| json!({ "code": code }).to_string();
    for _ in 0..20 {
        let wrong = door.ask("POST /api/session/code", "", &typed("00000-00000")).await;
        assert_eq!(wrong.status, 401, "a stranger's guesses cost nobody a try");
    }
    let entered = door.ask("POST /api/session/code", "", &typed(&code)).await;
    assert_eq!(entered.status, 200, "{}", entered.body);
    assert!(!file.exists(), "the code is gone with its use");
    assert_eq!(door.ask("POST /api/session/code", "", &typed(&code)).await.status, 401);
    let session = format!("Authorization: Bearer {}", entered.json()["session"].as_str().unwrap());
    assert_eq!(door.ask("POST /api/hello", &session, "{}").await.status, 200);
    // Whoever had a session before still has it. Whoever asks and asks keeps nobody out, and has one code shown.
    assert_eq!(door.enter(&door.token).await.status, 200);
    let foreign = door.ask("POST /api/session/ask", "Sec-Fetch-Site: cross-site", "{}").await;
    assert_eq!(foreign.status, 403);
    for _ in 0..9 {
        assert_eq!(door.ask("POST /api/session/ask", "", "{}").await.status, 200);
    }
    assert_ne!(door.terminal.recv().await, Some(code));
    assert!(door.terminal.try_recv().is_err(), "one new code");
}

#[tokio::test]
async fn answers_and_files_are_compressed_for_whom_it_helps() {
    let door = open().await;
    let session = format!("{}\nAccept-Encoding: gzip, br", door.session().await);
    let plain = door.ask("GET /", "", "").await;
    assert!(!plain.head.contains("content-encoding"), "{}", plain.head);
    let own = format!("Host: {}\nContent-Type: application/json\n{session}", door.address);
    for line in ["GET /", "POST /api/hello"] {
        let mut reply = Vec::new();
        let mut connection =
            door.send(line, &own, if line.starts_with('P') { "{}" } else { "" }).await;
        connection.read_to_end(&mut reply).await.unwrap();
        let end = reply.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(reply[..end].to_vec()).unwrap().to_lowercase();
        assert!(head.contains("content-encoding: gzip"), "{head}");
        assert!(head.contains("vary: accept-encoding"), "{head}");
    }
    let mut stream = door.send("GET /api/events", &own, "").await;
    let head = read_until(&mut stream, "text/event-stream").await;
    assert!(!head.to_lowercase().contains("content-encoding"), "an event is sent as it happens");
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let door = open().await;
    let page = door.ask("GET /", "", "").await;
    let tag = page.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    assert!(tag.starts_with("w/\""), "the same for each encoding: {tag}");
    let known = format!("If-None-Match: {}", tag.replace("w/", "W/"));
    let again = door.ask("GET /", &known, "").await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let other = door.ask("GET /", "If-None-Match: W/\"0\"", "").await;
    assert_eq!(other.status, 200);
}

/// Reads until the text has come, and hands all of it back; a stream that ends first fails the test.
async fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&seen).contains(text) {
        let read = stream.read(&mut buffer).await.unwrap();
        assert_ne!(read, 0, "{text} has not come before the end");
        seen.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&seen).into_owned()
}

#[tokio::test]
async fn a_customer_sees_the_slip_whose_page_they_have_and_nothing_else() {
    let door = open().await;
    let session = door.session().await;
    let charge = json!({
        "sale_id": "0b9b1c5e-7b0d-4b2a-9a40-8f2f3a1f0c11", "amount_centavos": 1_250,
        "payer": null, "above_ceiling": false,
    });
    let charged = door.ask("POST /api/charge", &session, &charge.to_string()).await;
    assert_eq!(charged.status, 200, "{}", charged.body);
    let order = charged.json()["order"].as_str().unwrap().to_owned();
    let asked = json!({ "order": order }).to_string();
    let slip = door.ask("POST /api/slip", &session, &asked).await.json();
    let link = slip["link"]["address"].as_str().unwrap().to_owned();
    assert_eq!(link.len(), "/slip/".len() + 32);
    let page = door.ask(&format!("GET {link}"), "", "").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("AGUARDANDO PAGAMENTO") && page.body.contains(&order));
    assert!(!page.body.contains("<script"));
    assert!(page.head.contains("default-src 'none'; style-src 'nonce-"), "{}", page.head);
    assert!(!page.head.contains("script-src"), "{}", page.head);
    assert!(page.head.contains("cache-control: no-store"), "{}", page.head);
    for other in ["/slip/00000000000000000000000000000000", "/slip/", "/slip/000001"] {
        assert_eq!(door.ask(&format!("GET {other}"), "", "").await.status, 404, "{other}");
    }
    let foreign = format!("Host: example.com:{}", door.address.port());
    assert_eq!(door.ask_exactly(&format!("GET {link}"), &foreign, "").await.status, 421);
}
