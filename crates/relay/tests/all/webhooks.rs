//! What a provider's request gets.

use std::io::Write;

use crate::http::{answer, connect, get, post, raw, request};
use crate::server::{Server, address};

const BODY: &[u8] =
    br#"{"eventType":"CASHIN_PAID","eventAt":"2026-03-10T14:22:18Z","data":{"transactionId":"abc"}}"#;
/// HMAC-SHA256 of the body under `test-crypto-token`.
const SIGNATURE: &str = "57870c90511594aa4f54257d60dcc94af6f21a676575cafc7fe206271760e511";

fn path(url: &str) -> String {
    format!("/{}", url.splitn(4, '/').nth(3).unwrap())
}

#[test]
fn an_unknown_key_is_a_404_until_it_is_a_429_and_known_ones_go_on() {
    let server = Server::start();
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    let unknown = format!("{}/i/{}", server.url, "A".repeat(43));
    let refused = (0..500).map(|_| post(&unknown, "{}")).find(|answer| answer.status != 404);
    let refused = refused.expect("a limit");
    assert_eq!(refused.status, 429);
    refused.retry_after();
    assert_eq!(post(&url, "{}").status, 200, "a key that is known is not slowed by it");
    for bad in ["/i/", "/i", "/", "/i/../admin", "/v2/stream", "/i/%00", "/index.html"] {
        let status = get(&format!("{}{bad}", server.url)).status;
        assert!(matches!(status, 404 | 429), "{bad}: {status}");
    }
}

#[test]
fn a_body_of_64_kib_is_taken_and_a_byte_more_is_a_413() {
    let server = Server::start();
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    assert_eq!(request("POST", &url, &[], &vec![b'x'; 64 * 1024]).status, 200);
    assert_eq!(request("POST", &url, &[], &vec![b'x'; 64 * 1024 + 1]).status, 413);
    let head =
        format!("POST {} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", path(&url));
    let mut chunks = head.into_bytes();
    for _ in 0..17 {
        chunks.extend(format!("{:x}\r\n{}\r\n", 4096, "x".repeat(4096)).bytes());
    }
    assert_eq!(raw(server.address(), &chunks).unwrap().status, 413);
}

#[test]
fn any_suffix_and_post_or_put_and_nothing_else() {
    let server = Server::start();
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    for (method, suffix, status) in [
        ("POST", "", 200),
        ("PUT", "", 200),
        ("POST", "/pix", 200),
        ("POST", "/pix/recebido?x=1", 200),
        ("GET", "", 405),
        ("DELETE", "", 405),
    ] {
        let body = format!("{method}{suffix}");
        let answer = request(method, &format!("{url}{suffix}"), &[], body.as_bytes());
        assert_eq!(answer.status, status, "{method} {suffix}");
    }
}

#[test]
fn a_body_that_does_not_come_is_a_408_and_one_that_breaks_off_is_nothing() {
    let server = Server::start();
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    let head = format!("POST {} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n", path(&url));
    let mut slow = connect(address(&url));
    slow.write_all(head.as_bytes()).unwrap();
    slow.write_all(b"{").unwrap();
    let broken = connect(address(&url));
    (&broken).write_all(head.as_bytes()).unwrap();
    broken.shutdown(std::net::Shutdown::Both).unwrap();
    assert_eq!(answer(slow).unwrap().status, 408);
    let head = &server.asked(&["till", "list"])[0]["head"];
    assert_eq!(head, 0, "nothing of either was kept");
}

#[test]
fn what_is_no_http_is_a_400() {
    let server = Server::start();
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    let path = path(&url);
    let request = |rest: &str| format!("POST {path} {rest}\r\n\r\n").into_bytes();
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"nonsense\r\n\r\n".to_vec(),
        request("HTTP/1.1\r\nhost: x\r\ncontent-length: many"),
        request("HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2"),
        request("HTTP/1.1\r\nhost: x\r\ncontent-length: -1"),
        request("HTTP/1.1\r\nno colon"),
    ] {
        let status = raw(server.address(), &bytes).map(|answer| answer.status);
        assert_eq!(status, Some(400), "{:?}", String::from_utf8_lossy(&bytes));
    }
    let long = format!("HTTP/1.1\r\nhost: x\r\nx-long: {}", "x".repeat(64 * 1024));
    assert_eq!(raw(server.address(), &request(&long)).unwrap().status, 431);
    let many = "x: y\r\n".repeat(200);
    assert_eq!(
        raw(server.address(), &request(&format!("HTTP/1.1\r\n{many}h: x"))).unwrap().status,
        431
    );
}

#[test]
fn a_check_at_the_edge_keeps_junk_out() {
    let server = Server::start();
    server.add_till("Padaria", "Caixa 1");
    let add = |check: &[&str]| {
        let words = [&["route", "add", "--merchant", "Padaria", "--check"], check].concat();
        server.asked(&words)[0]["ingest_url"].as_str().unwrap().to_owned()
    };
    let secret = server.home().join("secret");
    std::fs::write(&secret, "test-crypto-token\n").unwrap();
    let hmac = ["hmac-sha256-hex:X-Connect-Signature", "--check-secret", secret.to_str().unwrap()];
    let (signed, fixed) = (add(&hmac), add(&["static:X-Webhook-Token:a-long-secret"]));
    let status = |url: &str, header: (&str, &str)| request("POST", url, &[header], BODY).status;
    assert_eq!(status(&signed, ("x-connect-signature", SIGNATURE)), 200);
    assert_eq!(status(&signed, ("x-connect-signature", &SIGNATURE.replace('5', "6"))), 401);
    assert_eq!(status(&signed, ("x-other", SIGNATURE)), 401);
    assert_eq!(status(&fixed, ("x-webhook-token", "a-long-secret")), 200);
    assert_eq!(status(&fixed, ("x-webhook-token", "a-long-secre")), 401);
    let listed = server.asked(&["route", "list"]);
    assert_eq!(listed[1]["check"], "hmac-sha256-hex:x-connect-signature");
}

#[test]
fn over_the_rate_of_a_route_is_a_429() {
    let server = Server::with_config("[limits]\ningest_per_s = 1\ningest_burst = 5\n");
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    let refused = (0..50).map(|n| post(&url, &n.to_string())).find(|it| it.status != 200).unwrap();
    assert_eq!(refused.status, 429);
    refused.retry_after();
    let (_, other, _) = server.add_till("Padaria", "Caixa 2");
    assert_eq!(post(&other, "{}").status, 200, "another route is not slowed by it");
}

#[test]
fn a_connection_is_used_again_and_answers_keep_their_order() {
    let server = Server::start();
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    let one = |method: &str, connection: &str| {
        format!(
            "{method} {} HTTP/1.1\r\nhost: x\r\nconnection: {connection}\r\ncontent-length: 2\r\n\r\n{{}}",
            path(&url)
        )
    };
    let together =
        [one("POST", "keep-alive"), one("GET", "keep-alive"), one("PUT", "close")].concat();
    let answered = raw(server.address(), together.as_bytes()).unwrap();
    let all = format!("{}{}", answered.head, answered.body.to_ascii_lowercase());
    let statuses = all.match_indices("http/1.1 ").map(|(at, _)| &all[at + 9..at + 12]);
    assert_eq!(statuses.collect::<Vec<_>>().join(" "), "200 405 200");
}
