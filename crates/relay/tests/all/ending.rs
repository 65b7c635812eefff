//! How a relay ends, and what the next one finds.

use std::io::Write;
use std::time::{Duration, Instant};

use relay_protocol::{RelayFrame, close};
use rustix::process::Signal;

use crate::http::{answer, connect, get, post};
use crate::server::{Server, program};
use crate::till::Till;

#[tokio::test]
async fn told_to_end_it_refuses_sockets_takes_webhooks_and_sends_tills_away() {
    let mut server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let other = Till::new(&server, "Padaria", "Caixa 2");
    let mut line = till.connect(&server, None).await;
    let start = Instant::now();
    server.signal(Signal::TERM);
    let ready = format!("{}/readyz", server.admin_url);
    while get(&ready).status != 503 {
        assert!(start.elapsed() < Duration::from_secs(3), "still ready");
    }
    assert_eq!(other.dial(&server).await.err(), Some(503));
    let answer = post(&till.ingest_url, "while it drains");
    assert_eq!(answer.status, 200, "webhooks are still taken");
    assert_eq!(line.event().await.1, b"while it drains");
    let drain = line.next().await;
    assert!(matches!(drain, Some(RelayFrame::Drain { .. })), "{drain:?}");
    assert_eq!(line.close_code().await, close::DRAIN);
    assert!(server.ended().success());
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
}

#[test]
fn with_nobody_there_it_ends_soon() {
    let mut server = Server::start();
    let start = Instant::now();
    server.signal(Signal::INT);
    assert!(server.ended().success());
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let mut server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let _line = till.connect(&server, None).await;
    server.signal(Signal::TERM);
    while get(&format!("{}/readyz", server.admin_url)).status != 503 {}
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(1));
}

#[test]
fn a_request_that_is_under_way_gets_its_answer() {
    let mut server = Server::start();
    let (_, url, _) = server.add_till("Padaria", "Caixa 1");
    let mut stream = connect(server.address());
    let path = url.splitn(4, '/').nth(3).unwrap();
    write!(stream, "POST /{path} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{{").unwrap();
    server.signal(Signal::TERM);
    while get(&format!("{}/readyz", server.admin_url)).status != 503 {}
    write!(stream, "}}").unwrap();
    assert_eq!(answer(stream).unwrap().status, 200);
    assert!(server.ended().success());
}

#[tokio::test]
async fn what_was_accepted_and_who_was_paired_outlives_the_process() {
    for signal in [Signal::TERM, Signal::KILL] {
        let server = Server::start();
        let till = Till::new(&server, "Padaria", "Caixa 1");
        assert_eq!(post(&till.ingest_url, "before").status, 200);
        let epoch = till.connect(&server, None).await.epoch;
        let token = std::fs::read(server.data().join("admin.json")).unwrap().len();
        let server = Server::start_in(server.into_folder(signal), &[]);
        let mut line = till.connect(&server, None).await;
        assert_eq!(line.epoch, epoch);
        assert_eq!(line.event().await.1, b"before");
        let url = till.ingest_url.replacen(&till.ingest_url[..server.url.len()], &server.url, 1);
        assert_eq!(post(&url, "after").status, 200);
        assert_eq!(line.event().await.1, b"after");
        assert_eq!(std::fs::read(server.data().join("admin.json")).unwrap().len(), token);
    }
}

#[test]
fn two_relays_do_not_share_a_folder() {
    let server = Server::start();
    let free = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
    let mut second = program(server.home());
    let second = second.args(["serve", "--data"]).arg(server.data()).args(free).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let error = String::from_utf8(second.stderr).unwrap();
    assert!(error.contains("another balcao-relay"), "{error}");
    assert_eq!(get(&format!("{}/readyz", server.admin_url)).status, 200);
}

#[test]
fn what_it_cannot_run_with_it_says_and_what_mends_it() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("bad.toml"), "retenton = 3\n").unwrap();
    std::fs::write(path("empty.pem"), "").unwrap();
    std::fs::write(path("file"), "").unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let (data, bad, empty, file) =
        (path("data"), path("bad.toml"), path("empty.pem"), path("file"));
    let cases: &[(&[&str], i32, &str)] = &[
        (&[], 2, "--data"),
        (&["--data", &data, "--listen", "0.0.0.0:0"], 2, "--behind-proxy"),
        (&["--data", &data, "--listen", "nowhere"], 2, "--listen"),
        (&["--data", &data, "--config", &bad], 2, "retenton"),
        (&["--data", &data, "--config", "/nowhere.toml"], 2, "/nowhere.toml"),
        (&["--data", &data, "--public-url", "http://relay.example"], 2, "https://"),
        (&["--data", &data, "--tls-cert", &empty], 2, "--tls-key"),
        (&["--data", &data, "--tls-cert", &empty, "--tls-key", &empty], 1, "no certificate"),
        (&["--data", &data, "--listen", &taken], 1, "choose another address"),
        (&["--data", &file], 1, "cannot make"),
    ];
    for (flags, code, told) in cases {
        let mut relay = program(home.path());
        let ended =
            relay.arg("serve").args(*flags).args(["--admin-listen", "127.0.0.1:0"]).output();
        let ended = ended.unwrap();
        let error = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(*code), "{flags:?}: {error}");
        assert!(error.contains(told), "{flags:?}: {error}");
    }
}

#[test]
fn only_its_user_reads_what_it_keeps() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("relay.db"), "").unwrap();
    std::fs::set_permissions(&data, PermissionsExt::from_mode(0o755)).unwrap();
    let server = Server::start_in(folder, &[]);
    server.add_till("Padaria", "Caixa 1");
    for name in ["relay.db", "relay.db-wal", "admin.json"] {
        let mode = std::fs::metadata(server.data().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn without_room_for_admin_json_it_serves_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    // A folder of that name stands in the way, as a full disk would.
    std::fs::create_dir_all(folder.path().join("data/admin.json")).unwrap();
    let server = Server::start_in(folder, &[]);
    assert_eq!(get(&format!("{}/readyz", server.admin_url)).status, 200);
    assert!(server.log().contains("admin.json cannot be written"));
}
