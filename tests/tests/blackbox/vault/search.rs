//! Where secrets are looked for: in every file of the home, in what is printed, in logs, in arguments and environments
//! of our processes, in the answers to a page, and in the memory of the page's processes. The one place besides the
//! vault where they may be is the memory of the till's own process, which no core file and no other user sees.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use testkit::process::Running;

use super::needles::{Search, family};
use super::{FileTill, PASSPHRASE};
use crate::browser::Browser;
use crate::relay::server::Relay;
use crate::relay::shop::MERCHANT;
use crate::screen::Screen;
use crate::terminal::balcao::{CRYPTO_TOKEN, Started, Till, credentials, finish};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};
use crate::window::Driver;

/// Of a manager, and what somebody tries instead.
const PIN: &str = "90817263";
const WRONG_PIN: &str = "90817264";

/// Nothing is found.
const NOTHING: BTreeSet<&str> = BTreeSet::new();

/// A till with every secret that there is, whose vault is a file, and what they are.
fn with_every_secret(provider: &Provider) -> (FileTill, Search) {
    let shop = FileTill::new();
    let mut typed = credentials();
    typed["cryptoToken"] = CRYPTO_TOKEN.into();
    shop.connect(provider.url(), &typed).expect(0);
    let relay = Relay::start();
    let added = relay.add_till(MERCHANT, "Caixa 1");
    shop.run(&["pair", &relay.url, &added.pairing_code]).expect(0);
    shop.run(&["charge", "12,50"]).expect(0);
    shop.run(&["refund", "1", "--reason", "customer-request"]).expect(0);
    let calls = provider.calls(Kind::Create);
    let token = calls[0].request.header("authorization").strip_prefix("Bearer ").unwrap();
    (shop, Search::of_secrets().with("access token", token.as_bytes()))
}

#[tokio::test]
async fn no_page_of_a_browser_is_told_a_secret_or_holds_one() {
    let provider = Provider::quick();
    let (shop, search) = with_every_secret(&provider);
    let mut serve = shop.start(&["--json", "serve"]);
    let url = serve.wait_for_event("serving")["url"].as_str().unwrap().to_owned();
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    screen.wait_for("[data-screen=sell]").await;
    let reference = reference(&screen).await;
    shows_nothing(&search, serve.pid());
    // What opens the vault is forgotten as soon as it has: what the till has to send is all that it holds.
    assert!(!search.in_memory(serve.pid()).contains("passphrase"));
    pages_hold_nothing(search, &screen, &reference, browser.pid()).await;
    screen.close().await;
}

#[tokio::test]
async fn no_page_of_the_window_is_told_a_secret_or_holds_one() {
    let provider = Provider::quick();
    let till = Till::refunding(provider.url());
    let relay = Relay::start();
    let added = relay.add_till(MERCHANT, "Caixa 1");
    till.run(&["pair", &relay.url, &added.pairing_code]).expect(0);
    till.run(&["charge", "12,50"]).expect(0);
    let driver = Driver::start();
    let home = till.home();
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    screen.wait_for("[data-screen=sell]").await;
    let reference = reference(&screen).await;
    let search = Search::of_secrets();
    let window = window_of(&home);
    shows_nothing(&search, window);
    pages_hold_nothing(search, &screen, &reference, window).await;
    screen.close().await;
}

#[test]
fn no_secret_is_answered_printed_logged_or_written() {
    let provider = Provider::quick();
    let (shop, search) = with_every_secret(&provider);
    let mut serve = shop.command(&["--json", "serve"]);
    let mut page = Page::of(Started::new(serve.env("BALCAO_LOG", "trace")));
    let mut said = String::new();
    for (command, request) in [
        ("house", json!({})),
        ("hello", json!({})),
        ("offers", json!({})),
        ("setup", json!({})),
        ("vault", json!({})),
        ("settings", json!({})),
        ("doctor", json!({})),
        ("test_connection", json!({ "provider": "connectpsp" })),
        ("relay", json!({})),
        ("disputes", json!({ "all": true })),
        ("unmatched", json!({ "all": true })),
        ("payouts", json!({ "limit": 10 })),
        ("last_sales", json!({ "limit": 10, "odd": false, "by_hand": false })),
        ("order", json!({ "order": "000001" })),
        ("unlock_vault", json!({ "passphrase": "another passphrase" })),
        ("choose_vault", json!({ "store": "file", "passphrase": PASSPHRASE })),
        (
            "connect",
            json!({
                "provider": "connectpsp", "environment": provider.url(), "values": credentials(),
                "as_default": false, "same_account": false,
            }),
        ),
    ] {
        let (head, answer) = page.post(command, &request);
        said += &[command, &head, &answer.to_string(), ""].join("\n");
    }
    assert!(said.contains("\"reference\":\""), "{said}");
    assert_eq!(search.in_bytes(said.as_bytes()), NOTHING, "{said}");
    let told = page.serve.kill();
    assert!(told.err.contains("TRACE"), "the log is on: {}", told.err);
    assert_eq!(search.in_bytes(told.err.as_bytes()), NOTHING, "{}", told.err);
    for args in [["--json", "show", "1"], ["--json", "vault", "status"]] {
        let told = shop.run(&args).expect(0);
        assert_eq!(search.in_bytes(format!("{told}").as_bytes()), NOTHING, "{told}");
    }
    // The file that the passphrase comes from is its user's affair.
    let found = search.in_folder(shop.till.folder(), &shop.passphrase());
    assert!(found.is_empty(), "{found:?}");
}

/// Of eight digits, which nothing else has by chance.
#[test]
fn no_pin_is_answered_printed_logged_or_written() {
    let provider = Provider::quick();
    let shop = FileTill::connected(provider.url());
    let search =
        Search::of_secrets().with("PIN", PIN.as_bytes()).with("wrong PIN", WRONG_PIN.as_bytes());
    let add = ["--json", "--pin-stdin", "operator", "add", "Lúcia", "--role", "manager"];
    let told = finish(&mut shop.command(&add), &format!("{PIN}\n")).expect(0);
    assert_eq!(search.in_bytes(told.to_string().as_bytes()), NOTHING, "{told}");
    let mut serve = shop.command(&["--json", "serve"]);
    let mut page = Page::of(Started::new(serve.env("BALCAO_LOG", "trace")));
    let sign_in = |pin: &str| page.post("sign_in", &json!({ "operator": "lucia", "pin": pin })).1;
    let (refused, entered) = (sign_in(WRONG_PIN), sign_in(PIN));
    assert_eq!(refused["code"], "wrong_pin", "{refused}");
    assert_eq!(entered["operator"]["id"], "lucia", "{entered}");
    let tested = page.post("test_connection", &json!({ "provider": "connectpsp" })).1;
    let said = format!("{refused}\n{entered}\n{tested}\n{}", page.post("hello", &json!({})).1);
    assert_eq!(search.in_bytes(said.as_bytes()), NOTHING, "{said}");
    shows_nothing(&search, page.serve.pid());
    let told = page.serve.kill();
    assert!(told.err.contains("TRACE"), "the log is on: {}", told.err);
    assert_eq!(search.in_bytes(told.err.as_bytes()), NOTHING, "{}", told.err);
    let found = search.in_folder(shop.till.folder(), &shop.passphrase());
    assert!(found.is_empty(), "{found:?}");
}

/// The search itself: what is there is found, wherever it is.
#[test]
fn a_secret_that_is_planted_is_found() {
    let search = Search::of_secrets();
    let all = BTreeSet::from(["clientSecret", "cryptoToken", "passphrase"]);
    let secret = credentials()["clientSecret"].as_str().unwrap().to_owned();
    let planted = format!("x{secret}x{CRYPTO_TOKEN}{PASSPHRASE}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep").join("file");
    fs::create_dir(file.parent().unwrap()).unwrap();
    // Across the end of a part, and as scripts keep it.
    fs::write(&file, format!("{}{secret}", "\0".repeat((1 << 20) - 5))).unwrap();
    let found = search.in_folder(folder.path(), Path::new(""));
    assert_eq!(found[&file], BTreeSet::from(["clientSecret"]));
    let wide: Vec<u8> = PASSPHRASE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(search.in_bytes(&wide), BTreeSet::from(["passphrase"]));
    let key = ring::signature::Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new());
    assert_eq!(search.in_bytes(key.unwrap().as_ref()), BTreeSet::from(["relay key"]));

    let mut shell = Command::new("sh");
    shell.args(["-c", "echo here; sleep 60; true", "sh", &secret]);
    let (in_argument, _) = Running::start_and_hear(&mut shell);
    let mut shell = Command::new("sh");
    shell.args(["-c", "echo here; sleep 60; true"]);
    let (in_environment, _) = Running::start_and_hear(shell.env("PLANTED", &planted));
    assert_eq!(search.in_the_open(in_argument.id()), BTreeSet::from(["clientSecret"]));
    assert_eq!(search.in_the_open(in_environment.id()), all);
    // Arguments and environment stand in a process's memory.
    assert_eq!(search.in_memory(in_environment.id()), all);
    assert!(family(std::process::id()).contains(&in_argument.id()));
}

/// Neither arguments nor environment of a process and its children hold a secret, and none leaves a core file.
fn shows_nothing(search: &Search, ancestor: u32) {
    for pid in family(ancestor) {
        assert_eq!(search.in_the_open(pid), NOTHING, "{pid}");
    }
    let limits = fs::read_to_string(format!("/proc/{ancestor}/limits")).unwrap();
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(cores.split_whitespace().filter(|it| *it == "0").count(), 2, "{cores}");
}

/// The processes of a page, which this one has started, hold what the page was told, and no secret; one that is planted
/// there is found.
async fn pages_hold_nothing(search: Search, screen: &Screen, told: &str, starter: u32) {
    let search = search.with("told", told.as_bytes());
    let pages: Vec<u32> = family(starter).into_iter().filter(|pid| *pid != starter).collect();
    let found = || pages.iter().flat_map(|pid| search.in_memory(*pid)).collect::<BTreeSet<_>>();
    assert_eq!(found(), BTreeSet::from(["told"]), "{pages:?}");
    let secret = credentials()["clientSecret"].as_str().unwrap().to_owned();
    // Put together in the page, so that it is whole in what the page has made.
    let plant = format!("window.planted = {:?}.split('').reverse().join('')", reversed(&secret));
    screen.run(&plant).await;
    assert_eq!(found(), BTreeSet::from(["told", "clientSecret"]), "{pages:?}");
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

/// What a page has surely heard of: the reference of its first sale.
async fn reference(screen: &Screen) -> String {
    let order = screen.ask("order", json!({ "order": "000001" })).await.to_string();
    let reference = order.split("\"reference\":\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(reference.len() > 20, "{reference}");
    reference.to_owned()
}

/// The process of the window with this home.
fn window_of(home: &Path) -> u32 {
    let home = home.to_str().unwrap();
    let is_it = |pid: &u32| {
        let cmdline = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let mut words = cmdline.split(|byte| *byte == 0);
        words.next().is_some_and(|program| program.ends_with(b"balcao-till"))
            && words.any(|word| word == home.as_bytes())
    };
    family(std::process::id()).into_iter().find(is_it).unwrap()
}
