//! Which headers of a webhook reach a till: a merchant may set one at its provider, for the till to compare.

use std::collections::BTreeMap;

use relay_protocol::RelayFrame;
use rustix::process::Signal;

use crate::http::request;
use crate::server::Server;
use crate::till::{Line, Till};

/// What a provider's request may bring; the second half must never reach anybody.
const SENT: [(&str, &str); 11] = [
    ("content-type", "application/json"),
    ("x-webhook-token", "a-merchants-own-words"),
    ("x-integrapay-validation", "v"),
    ("x-merchant-key", "k"),
    ("x-shop", "s"),
    ("x-other", "o"),
    ("authorization", "Bearer secret"),
    ("cookie", "session=secret"),
    ("proxy-authorization", "Basic secret"),
    ("set-cookie", "session=secret"),
    ("te", "trailers"),
];

/// Sends and hears; the headers as they came out.
async fn heard(line: &mut Line, method: &str, url: &str, body: &str) -> BTreeMap<String, String> {
    assert_eq!(request(method, url, &SENT, body.as_bytes()).status, 200);
    match line.next().await {
        Some(RelayFrame::Event { h, .. }) => h.into_iter().collect(),
        other => panic!("{other:?} instead of an event"),
    }
}

fn add(server: &Server, more: &[&str]) -> String {
    let words = [&["route", "add", "--merchant", "Padaria"], more].concat();
    server.asked(&words)[0]["ingest_url"].as_str().unwrap().to_owned()
}

fn names(headers: &BTreeMap<String, String>) -> Vec<&str> {
    headers.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_validation_header_reaches_the_till_by_post_and_put() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let mut line = till.connect(&server, None).await;
    let route = add(&server, &[]);
    for (method, url) in
        [("POST", &route), ("PUT", &route), ("POST", &till.ingest_url), ("PUT", &till.ingest_url)]
    {
        let came = heard(&mut line, method, url, &format!("{method} {url}")).await;
        assert_eq!(names(&came), ["content-type", "x-integrapay-validation", "x-webhook-token"]);
        assert_eq!(came["x-webhook-token"], "a-merchants-own-words");
    }
}

#[tokio::test]
async fn a_route_passes_on_what_its_check_and_its_merchant_name() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let usual = ["content-type", "x-integrapay-validation", "x-webhook-token"];
    let checked = add(&server, &["--check", "static:X-Merchant-Key:long-enough"]);
    let named = add(&server, &["--pass", "X-Shop", "--pass", "X-Other"]);
    let by_credential = add(&server, &["--check", "static:Authorization:Bearer secret"]);
    let mut line = till.connect(&server, None).await;

    assert_eq!(request("POST", &checked, &SENT, b"unproven").status, 401);
    let key = ("x-merchant-key", "long-enough");
    let proven: Vec<_> = SENT.map(|it| if it.0 == key.0 { key } else { it }).into();
    assert_eq!(request("POST", &checked, &proven, b"proven").status, 200);
    let Some(RelayFrame::Event { h, .. }) = line.next().await else { panic!() };
    assert_eq!(h["x-merchant-key"], "long-enough");
    assert!(!h.contains_key("x-shop"));

    let came = heard(&mut line, "POST", &named, "named").await;
    assert_eq!(names(&came), [usual[0], usual[1], "x-other", "x-shop", usual[2]]);
    let came = heard(&mut line, "POST", &by_credential, "by a credential").await;
    assert_eq!(names(&came), usual, "a credential is checked here and goes no further");

    // It is kept with the route.
    let folder = server.into_folder(Signal::TERM);
    let server = Server::start_in(folder, &[]);
    let listed = server.asked(&["route", "list"]);
    assert_eq!(listed[2]["pass"], serde_json::json!(["x-shop", "x-other"]));
    let told = String::from_utf8(server.admin(&["route", "list"]).stdout).unwrap();
    assert!(told.contains("passes x-shop, x-other"), "{told}");
    let path = named.splitn(4, '/').nth(3).unwrap();
    let mut line = till.connect(&server, line.cursor.clone()).await;
    let moved = format!("{}/{path}", server.url);
    assert_eq!(request("PUT", &moved, &SENT, b"after a restart").status, 200);
    while let Some(RelayFrame::Event { h, s, .. }) = line.next().await {
        if s > 3 {
            assert_eq!(h["x-shop"], "s");
            return;
        }
    }
    panic!("the event did not come");
}

#[test]
fn no_route_passes_credentials_on() {
    let server = Server::start();
    server.add_till("Padaria", "Caixa 1");
    for (names, told) in [
        (vec!["Authorization"], "never passed on"),
        (vec!["x-shop", "COOKIE"], "never passed on"),
        (vec!["Proxy-Authorization"], "never passed on"),
        (vec!["Set-Cookie"], "never passed on"),
        (vec!["Host"], "never passed on"),
        (vec!["Transfer-Encoding"], "never passed on"),
        (vec!["X Shop"], "1 to 128"),
        (vec![""], "1 to 128"),
        (vec!["a", "b", "c", "d", "e"], "at most 4"),
    ] {
        let mut words = vec!["route", "add", "--merchant", "Padaria"];
        words.extend(names.iter().flat_map(|name| ["--pass", name]));
        let output = server.admin(&words);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{names:?}: {error}");
        assert!(error.contains(told), "{names:?}: {error}");
    }
    assert_eq!(server.asked(&["route", "list"]).len(), 1, "the till's own");
}
