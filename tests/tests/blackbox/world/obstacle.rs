//! Who is not heard, and why: told apart, with the name that was met, and "no internet" only where it is that.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::offline::offline;
use crate::relay::server::{Relay, quiet_port};
use crate::terminal::balcao::{Started, Till, Told, credentials, finish};
use crate::terminal::provider::{Kind, Provider};
use crate::terminal::wire::Answer;

/// Longer than anybody waits who stands at the till.
const FOR_EVER: Duration = Duration::from_secs(30);

/// What `balcao connect` says in Portuguese and to scripts, of a provider at that address.
fn connect(till: &Till, address: &str, environment: &[(&str, &str)]) -> [Told; 2] {
    ["pt-BR", "json"].map(|language| {
        let json: &[&str] = if language == "json" { &["--json"] } else { &[] };
        let command = ["connect", "connectpsp", "--environment", address, "--stdin"];
        let mut command = till.command(&[json, &command].concat());
        command.env("BALCAO_LANG", "pt-BR").envs(environment.iter().copied());
        finish(&mut command, &credentials().to_string())
    })
}

fn sell(till: &Till) -> Started {
    Started::new(till.command(&["charge", "12,50"]).env("BALCAO_LANG", "pt-BR"))
}

#[test]
fn a_provider_that_does_not_answer_is_named_while_the_customer_still_waits() {
    let silent = Arc::new(AtomicBool::new(false));
    let is_silent = Arc::clone(&silent);
    let provider = Provider::start(move |call, books| {
        let hangs = is_silent.load(Ordering::Relaxed) && call.kind == Kind::Fetch;
        books.answer(call).after(if hangs { FOR_EVER } else { Duration::ZERO })
    });
    let till = Till::connected(provider.url());
    let mut charge = sell(&till);
    provider.wait_for_calls(Kind::Fetch, 1);
    silent.store(true, Ordering::Relaxed);
    let known = provider.calls(Kind::Fetch).len();
    charge.wait_for_line("ConnectPSP não responde, tentando de novo");
    let asked = &provider.calls(Kind::Fetch)[known];
    let after = asked.at.elapsed();
    // 2.5 s by the till, and room for a busy machine; the question itself is given up after 15 s.
    assert!(after < Duration::from_secs(8), "told after {after:?}");
    silent.store(false, Ordering::Relaxed);
    provider.pay();
    let told = charge.end().expect(0);
    assert!(!told.out.to_lowercase().contains("internet"), "{told}");
}

#[test]
fn a_port_that_is_closed_is_no_lost_internet() {
    let till = Till::new();
    let nobody = format!("http://127.0.0.1:{}", quiet_port());
    let [told, json] = connect(&till, &nobody, &[]);
    assert_eq!(told.code, 6, "{told}");
    assert!(!told.err.to_lowercase().contains("sem internet"), "{told}");
    assert_eq!(json.code, 6, "{json}");
    let doctor = finish(till.command(&["doctor"]).env("BALCAO_LANG", "pt-BR"), "");
    assert!(doctor.out.contains("Sem contato com ConnectPSP"), "{doctor}");
}

/// What the command tells on a computer without any network.
fn without_network(till: &Till, args: &[&str]) -> Told {
    let mut inside = till.command(args);
    finish(&mut offline(inside.env("BALCAO_LANG", "pt-BR")), "")
}

#[test]
fn a_computer_without_a_network_is_told_that_and_nothing_else() {
    let till = Till::new();
    for told in connect(&till, "https://psp.lab.test", &[]) {
        told.expect(6);
    }
    let doctor = without_network(&till, &["doctor"]).expect(6);
    assert!(doctor.out.contains("Sem internet neste computador"), "{doctor}");
    let charge = without_network(&till, &["charge", "5,00"]).expect(6);
    assert!(charge.err.contains("Nada foi cobrado. Sem internet neste computador."), "{charge}");
}

#[test]
fn the_name_in_a_strangers_certificate_is_told() {
    let stranger = Relay::start_with_certificate();
    let till = Till::new();
    for told in connect(&till, &stranger.url, &[]) {
        told.expect(6);
    }
    let doctor = finish(till.command(&["doctor"]).env("BALCAO_LANG", "pt-BR"), "");
    assert!(
        doctor.out.contains("Quem responde no lugar de ConnectPSP é “rcgen self signed cert”"),
        "{doctor}"
    );
    let scripts = till.run(&["--json", "doctor"]);
    let found = scripts.events.iter().find(|it| it["what"] == "provider").unwrap();
    assert_eq!(found["obstacle"]["kind"], "not_trusted", "{scripts}");
    assert_eq!(found["obstacle"]["met"], "rcgen self signed cert", "{scripts}");

    // Trusted, but made out to another name.
    let till = Till::new().trusting(&stranger.certificate());
    let another = stranger.url.replace("localhost", "127.0.0.1");
    for told in connect(&till, &another, &[]) {
        told.expect(6);
    }
    let doctor = till.run(&["--json", "doctor"]);
    let found = doctor.events.iter().find(|it| it["what"] == "provider").unwrap();
    assert_eq!(found["obstacle"]["kind"], "not_trusted", "{doctor}");
}

#[test]
fn a_network_that_wants_a_sign_in_is_told_with_its_place() {
    for portal in [
        Answer::json(302, "").with("Location", "http://wifi.hotel.example/login"),
        Answer::json(200, "<!doctype html><h1>Bem-vindo</h1>").with("Content-Type", "text/html"),
        Answer::json(511, "<h1>Sign in</h1>"),
    ] {
        let caught = Arc::new(AtomicBool::new(false));
        let is_caught = Arc::clone(&caught);
        let answer = portal.clone();
        let provider = Provider::start(move |call, books| {
            let meets = is_caught.load(Ordering::Relaxed) && call.kind == Kind::Fetch;
            if meets { answer.clone() } else { books.answer(call) }
        });
        let till = Till::connected(provider.url());
        let mut charge = sell(&till);
        provider.wait_for_calls(Kind::Fetch, 1);
        caught.store(true, Ordering::Relaxed);
        charge.wait_for_line("Esta rede pede uma entrada");
        caught.store(false, Ordering::Relaxed);
        provider.pay();
        charge.end().expect(0);
    }
}

/// A proxy that answers each request so.
fn proxy_that_says(answer: &'static str) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            let _ = connection.read(&mut [0; 4_096]);
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn a_proxy_that_stands_in_the_way_is_named() {
    for (answer, says, status) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
            "pede usuário e senha",
            json!(407),
        ),
        (
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "não deixa passar até ConnectPSP",
            json!(null),
        ),
    ] {
        let proxy = proxy_that_says(answer);
        let url = format!("http://{proxy}");
        let till = Till::new();
        for told in connect(&till, "https://psp.lab.test", &[("HTTPS_PROXY", &url)]) {
            assert_eq!(told.code, 6, "{told}");
        }
        let doctor = |language: &str, args: &[&str]| {
            let mut command = till.command(args);
            command.env("BALCAO_LANG", language).env("https_proxy", &url);
            finish(&mut command, "")
        };
        let told = doctor("pt-BR", &["doctor"]);
        assert!(told.out.contains(&format!("O proxy {proxy} {says}")), "{told}");
        let told = doctor("en", &["--json", "doctor"]);
        let found = told.events.iter().find(|it| it["what"] == "provider").unwrap();
        assert_eq!(found["obstacle"]["kind"], "proxy", "{told}");
        assert_eq!(found["obstacle"]["status"], status, "{told}");
    }
}

#[test]
fn no_proxy_is_heeded_and_the_proxys_password_is_never_told() {
    let proxy = proxy_that_says("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    let url = format!("http://caixa:segredo-do-proxy@{proxy}");
    let till = Till::new();
    let environment = [("ALL_PROXY", url.as_str()), ("NO_PROXY", ".lab.test")];
    for told in connect(&till, "https://psp.lab.test", &environment) {
        told.expect(6);
    }
    let mut command = till.command(&["--json", "doctor"]);
    let around = finish(command.envs(environment), "");
    let found = around.events.iter().find(|it| it["what"] == "provider").unwrap();
    assert_ne!(found["obstacle"]["kind"], "proxy", "{around}");
    let mut command = till.command(&["--json", "doctor"]);
    let through = finish(command.env("ALL_PROXY", &url), "");
    let found = through.events.iter().find(|it| it["what"] == "provider").unwrap();
    assert_eq!(found["obstacle"]["met"], proxy, "{through}");
    assert!(!format!("{around}{through}").contains("segredo-do-proxy"), "{through}");
}
