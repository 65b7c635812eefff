//! The command line of who runs the relay.

use serde_json::Value;

use crate::http::{get, post, request};
use crate::server::{Server, program};
use crate::till::Till;

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn two_commands_on_the_relay_make_a_till_that_can_pair() {
    let server = Server::start();
    let added = server.asked(&["till", "add", "--merchant", "Padaria Pão", "Caixa 1"]);
    let till = &added[0];
    assert!(till["till_id"].as_str().unwrap().starts_with("t_"));
    let url = till["ingest_url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/i/", server.url)), "{url}");
    assert_eq!(till["pairing_code"].as_str().unwrap().len(), 8);

    let told = server.admin(&["till", "add", "--merchant", "Padaria Pão", "Caixa 2"]);
    let told = String::from_utf8(told.stdout).unwrap();
    let line = told.lines().next().unwrap();
    let code = line.strip_prefix(&format!("balcao pair {} ", server.url)).unwrap();
    assert_eq!(code.find('-'), Some(4), "as it is read aloud: {line}");
    let code = &code.replace('-', "");
    assert!(told.contains("10 minutes"), "{told}");
    assert!(told.contains("/i/"), "{told}");
    Till::paired(&server, code);
}

#[test]
fn merchants_and_routes_have_ids_and_urls() {
    let server = Server::start();
    let merchant = &server.asked(&["merchant", "add", "Padaria"])[0];
    assert_eq!(keys(merchant), ["merchant_id"]);
    let id = merchant["merchant_id"].as_str().unwrap();
    let (till, ..) = server.add_till(id, "Caixa 1");
    for to in [vec![], vec!["--till", &till], vec!["--till", "Caixa 1"]] {
        let words = [&["route", "add", "--merchant", "Padaria"], to.as_slice()].concat();
        let route = &server.asked(&words)[0];
        assert_eq!(keys(route), ["ingest_url", "route_id"]);
        assert_eq!(post(route["ingest_url"].as_str().unwrap(), "{}").status, 200);
    }
    assert_eq!(server.asked(&["route", "list"]).len(), 4);
}

#[tokio::test]
async fn the_list_of_tills_says_who_is_there_and_who_is_behind() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    server.add_till("Padaria", "Caixa 2");
    for number in 0..3 {
        assert_eq!(post(&till.ingest_url, &format!("{{\"n\":{number}}}")).status, 200);
    }
    let listed = server.asked(&["till", "list"]);
    let told = |till: &Value| {
        let names = ["merchant", "name", "paired", "revoked", "connected", "head", "acked", "lag"];
        names.map(|name| till[name].to_string()).join(" ")
    };
    assert_eq!(told(&listed[0]), r#""Padaria" "Caixa 1" true false false 3 0 3"#);
    assert_eq!(told(&listed[1]), r#""Padaria" "Caixa 2" false false false 0 0 0"#);
    assert_eq!(listed[0]["till_id"], till.id.as_str());

    let mut line = till.connect(&server, None).await;
    for _ in 0..3 {
        line.event().await;
    }
    assert_eq!(server.asked(&["till", "list"])[0]["connected"], true);
}

#[test]
fn what_does_not_exist_is_a_usage_error_and_what_is_refused_is_not() {
    let server = Server::start();
    server.add_till("Padaria", "Caixa 1");
    server.add_till("Mercado", "Caixa 1");
    server.add_till("Mercado", "Caixa 2");
    let cases: &[(&[&str], i32, &str)] = &[
        (&["till", "revoke", "Caixa 9"], 2, "no till is called"),
        (&["till", "revoke", "Caixa 1"], 2, "say its id"),
        (&["till", "code", ""], 2, "no till is called"),
        (&["replay", "t_nobody", "--from", "1"], 2, "no till is called"),
        (&["replay", "Caixa 2", "--from", "one"], 2, "invalid value"),
        (&["route", "add", "--merchant", "Nobody"], 2, "no merchant is called"),
        (&["route", "add", "--merchant", "Padaria", "--till", "Caixa 2"], 2, "another merchant"),
        (&["route", "add", "--merchant", "Padaria", "--check", "md5:X:abcdefgh"], 2, "hmac-sha256"),
        (&["route", "key", "r_nobody"], 2, "no route is called"),
        (&["till", "add", "--merchant", "Mercado", "Caixa 2"], 1, "choose another name"),
        (&["merchant", "add", "Padaria"], 1, "choose another name"),
        (&["merchant", "add", " "], 2, "1 to 80"),
        (&["merchant", "add", "a\u{7}b"], 2, "1 to 80"),
        (&["till", "add", "Caixa 3"], 2, "--merchant"),
        (&["till", "rename"], 2, "unrecognized"),
    ];
    for (words, code, told) in cases {
        let output = server.admin(words);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(*code), "{words:?}: {error}");
        assert!(error.contains(told), "{words:?}: {error}");
        let output = server.admin(&[words, &["--json"][..]].concat());
        assert_eq!(output.status.code(), Some(*code), "{words:?}");
        let line: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(line["message"].as_str().unwrap().contains(told), "{words:?}: {line}");
    }
}

#[test]
fn the_relay_is_found_by_folder_by_user_and_by_address() {
    let server = Server::start();
    let add = |command: &mut std::process::Command, name: &str| {
        let done = command.args(["admin", "merchant", "add", name]).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    assert_eq!(add(&mut program(server.home()), "by user").0, Some(0));
    let access = std::fs::read_to_string(server.data().join("admin.json")).unwrap();
    let access: Value = serde_json::from_str(&access).unwrap();
    let token = access["token"].as_str().unwrap();
    let by_address = |name: &str, token: &str| {
        let mut command = program(server.home());
        command.env("BALCAO_RELAY_ADMIN_TOKEN", token);
        let words = ["admin", "--admin-url", &server.admin_url, "merchant", "add", name];
        let done = command.args(words).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    assert_eq!(by_address("by address", token).0, Some(0));
    let (code, error) = by_address("by a stranger", "wrong");
    assert_eq!(code, Some(1));
    assert!(error.contains("admin.json"), "{error}");

    let empty = tempfile::tempdir().unwrap();
    let (code, error) = add(&mut program(empty.path()), "nowhere");
    assert_eq!(code, Some(1));
    assert!(error.contains("balcao-relay serve"), "{error}");
    let folder = server.into_folder(rustix::process::Signal::KILL);
    let (code, error) = add(&mut program(folder.path()), "too late");
    assert_eq!(code, Some(1));
    assert!(error.contains("is `balcao-relay serve` running?"), "{error}");
}

#[test]
fn the_admin_listener_wants_its_token_and_the_public_one_has_no_admin() {
    let server = Server::start();
    for url in [&server.admin_url, &server.url] {
        for (method, path) in [("GET", "/admin/tills"), ("POST", "/admin/merchants")] {
            let answer = request(method, &format!("{url}{path}"), &[], br#"{"name":"x"}"#);
            let expected = if *url == server.url { 404 } else { 401 };
            assert_eq!(answer.status, expected, "{method} {url}{path}");
        }
    }
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(get(&format!("{}{path}", server.admin_url)).status, 200, "{path}");
        assert_eq!(get(&format!("{}{path}", server.url)).status, 404, "{path}");
    }
}

#[test]
fn a_new_ingest_url_leaves_the_one_before_for_a_while() {
    let server = Server::start();
    server.add_till("Padaria", "Caixa 1");
    let route = server.asked(&["route", "add", "--merchant", "Padaria"]).remove(0);
    let (id, url) = (route["route_id"].as_str().unwrap(), |route: &Value| {
        route["ingest_url"].as_str().unwrap().to_owned()
    });
    let mut urls = vec![url(&route)];
    for _ in 0..2 {
        urls.push(url(&server.asked(&["route", "key", id])[0]));
    }
    let answers = urls.iter().map(|url| post(url, "{}").status).collect::<Vec<_>>();
    assert_eq!(answers, [404, 200, 200]);
}
