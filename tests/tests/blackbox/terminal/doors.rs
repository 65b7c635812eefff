//! `doctor`, `serve`, `sandbox`, and the command line itself.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::balcao::{Till, credentials};
use super::provider::Provider;

/// One request to a loopback server; status and body.
fn ask(url: &str, head: &str) -> (u16, String) {
    let (authority, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let path = path.split('#').next().unwrap();
    let mut connection = TcpStream::connect(authority).unwrap();
    let request = format!("GET /{path} HTTP/1.0\r\nHost: {authority}\r\n{head}\r\n");
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = connection.read_to_string(&mut answer);
    let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok());
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    (status.unwrap_or_else(|| panic!("no answer: {answer}")), body.to_owned())
}

#[test]
fn doctor_looks_at_everything_and_exits_by_the_worst() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "doctor"]).expect(0);
    let (findings, end) = told.events.split_at(told.events.len() - 1);
    let looked_at: Vec<_> = findings.iter().map(|event| event["what"].as_str().unwrap()).collect();
    assert_eq!(
        looked_at,
        [
            "home", "disk", "log", "backups", "vault", "provider", "rights", "clock", "relay",
            "program"
        ]
    );
    assert!(findings.iter().all(|event| event["event"] == "finding" && event["ok"] == true));
    assert_eq!((&end[0]["event"], &end[0]["verdict"]), (&"verdict".into(), &"sells".into()));

    let told = Till::begun().run(&["--json", "doctor"]).expect(5);
    assert!(told.events.iter().any(|event| event["code"] == "not_connected"), "{told}");

    let away = Till::new();
    let port = testkit::process::free_port();
    away.connect(&format!("http://127.0.0.1:{port}"), &credentials()).expect(6);
    let told = away.run(&["--json", "doctor"]).expect(6);
    assert!(told.events.iter().any(|event| event["what"] == "provider" && event["ok"] == false));
}

#[test]
fn serve_prints_an_address_that_only_its_owner_can_use() {
    let till = Till::new();
    let mut serve = till.start(&["--training", "--json", "serve"]);
    let serving = serve.wait_for_event("serving");
    let url = serving["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let (base, token) = url.split_once('#').expect("the token stands in the fragment");
    assert!(token.len() >= 20, "{token}");
    assert!(!base.contains(token));

    let base = base.trim_end_matches('/');
    let (status, _) = ask(&format!("{base}/api/events"), "");
    assert_eq!(status, 401);
    let (status, _) = ask(&format!("{base}/api/events"), "Cookie: session=x\r\n");
    assert_eq!(status, 401);
    let (status, page) = ask(&format!("{base}/"), "");
    assert_eq!(status, 200);
    assert!(page.contains("<script") && !page.contains(token));
}

#[test]
fn serve_at_a_taken_port_says_so() {
    let till = Till::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for command in ["serve", "sandbox"] {
        let told = till.run(&["--training", command, "--port", &port]);
        assert_ne!(told.code, 0, "{told}");
        assert!(told.err.contains(&port), "names the port: {told}");
    }
}

#[test]
fn the_sandbox_prints_credentials_that_connect() {
    let till = Till::new();
    let mut sandbox = till.start(&["--json", "sandbox"]);
    let told = sandbox.wait_for("its address", |line| line["base_url"].is_string());
    let mut typed = told["credentials"].clone();
    typed["payerName"] = "Ana Padrão".into();
    typed["payerDocument"] = "12345678909".into();
    till.connect(told["base_url"].as_str().unwrap(), &typed).expect(0);
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
}

#[test]
fn usage_is_exit_2_and_help_is_exit_0() {
    let till = Till::new();
    for bad in [&["frobnicate"][..], &[], &["charge", "1,00", "--frobnicate"], &["show"]] {
        assert_eq!(till.run(bad).code, 2, "{bad:?}");
    }
    let told = till.run(&["--json", "charge", "1,00", "--expires-in", "soon"]).expect(2);
    assert_eq!(told.event("failed")["code"], "invalid_request", "scripts get a line too");
    for help in [&["--help"][..], &["charge", "--help"], &["--version"]] {
        assert_eq!(till.run(help).code, 0, "{help:?}");
    }
    assert!(!till.home().exists(), "asking for help makes no files");
}
