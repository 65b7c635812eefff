//! Leaving a relay, and a relay that would send the webhooks elsewhere.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};

use serde_json::json;

use crate::browser::Browser;
use crate::journey::{ENTER, arrive_at, charge};
use crate::money_back::serve;
use crate::relay::shop::{MERCHANT, Shop};
use crate::terminal::balcao::Till;
use crate::world::clocks::Clock;

const F1: char = '\u{e031}';
const ESCAPE: char = '\u{e00c}';
const NOT_FOUND: &str = "404 Not Found";

/// Whether the relay takes nothing for the shop's till any more.
fn is_revoked(shop: &Shop) -> bool {
    let till = shop.relay.admin_json(&["till", "list"]);
    assert_eq!(till["till_id"], shop.added.till_id, "{till}");
    till["revoked"] == true
}

#[test]
fn a_till_that_leaves_is_revoked_and_sells_on_and_may_come_back() {
    let shop = Shop::open();
    let mut watch = shop.stay_connected();
    let asked = shop.till.run(&["unpair"]).expect(2);
    assert!(asked.err.contains("--yes"), "nobody sits there to be asked: {asked}");
    let left = shop.till.run(&["--json", "unpair", "--yes"]).expect(0);
    assert_eq!(left.event("unpaired")["revoked"], true, "{left}");
    assert_eq!(left.event("unpaired")["key_forgotten"], true, "{left}");

    let status = shop.till.run(&["--json", "relay", "status"]).expect(5);
    assert_eq!(status.events[0]["paired"], false, "{status}");
    shop.till.run(&["unpair", "--yes"]).expect(5);
    assert!(is_revoked(&shop));

    // The open till makes its next charge without the relay's address.
    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    charge.end().expect(0);
    let order = created["order"].as_str().unwrap();
    let shown = shop.till.show(order).to_string();
    assert!(!shown.contains("/i/"), "no ingest URL went to the provider: {shown}");

    let code = shop.relay.add_till(MERCHANT, "Caixa 1").pairing_code;
    let back = shop.till.run(&["--json", "pair", &shop.relay.url, &code]).expect(0);
    assert_eq!(back.event("paired")["live"], true, "{back}");
    shop.wait_until_connected();
    let _ = watch.kill();
}

#[test]
fn a_till_that_comes_back_begins_anew_and_has_lost_nothing() {
    let shop = Shop::open();
    let mut watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    charge.end().expect(0);
    shop.wait_for_outcomes(1);
    let status = || shop.till.run(&["--json", "relay", "status"]).expect(0).events.remove(0);
    assert_ne!(status()["cursor"], 0, "the old stream is somewhere");

    shop.till.run(&["unpair", "--yes"]).expect(0);
    let code = shop.relay.add_till(MERCHANT, "Caixa 1").pairing_code;
    shop.till.run(&["pair", &shop.relay.url, &code]).expect(0);
    shop.wait_until_connected();
    let status = status();
    assert_eq!((&status["gap"], &status["cursor"]), (&json!(null), &json!(0)), "{status}");
    let told = shop.till.run_in_portuguese(&["relay", "status"]).expect(0);
    assert!(!told.out.contains("se perderam"), "{told}");
    assert!(told.out.contains("· 0 avisos"), "{told}");
    let _ = watch.kill();
}

#[test]
fn a_relay_that_is_gone_keeps_nobody() {
    let mut shop = Shop::open();
    shop.relay.kill();
    let left = shop.till.run(&["--json", "unpair", "--yes"]).expect(6);
    let event = left.event("unpaired");
    assert_eq!((&event["revoked"], &event["code"]), (&json!(false), &json!("relay_unreachable")));
    assert!(left.err.contains("revoke this till"), "{left}");
    shop.till.run(&["--json", "relay", "status"]).expect(5);
}

/// The clock of a computer that just started.
#[test]
fn a_till_with_a_wrong_clock_is_revoked_too() {
    for seconds in [-3 * 3_600, 400 * 24 * 3_600] {
        let shop = Shop::open();
        let clock = Clock::set_by(seconds);
        let left = clock.run(&shop.till, &["--json", "unpair", "--yes"]).expect(0);
        assert_eq!(left.event("unpaired")["revoked"], true, "{seconds}: {left}");
        assert!(is_revoked(&shop), "{seconds}");
    }
}

#[test]
fn a_relay_that_refuses_to_hear_of_it_is_not_called_told() {
    for status in ["401 Unauthorized", "403 Forbidden", "500 Internal Server Error"] {
        let url = relay_that_hands_out("/i/key", status);
        let till = Till::begun();
        till.run(&["--json", "pair", &url, "7K3M-01V9"]).expect(6);
        let left = till.run(&["--json", "unpair", "--yes"]).expect(6);
        assert_eq!(left.event("unpaired")["revoked"], false, "{status}: {left}");
        assert!(left.err.contains("revoke this till"), "{status}: {left}");
    }
}

/// As a manager does it, with the answer that changes nothing first.
#[tokio::test]
async fn in_a_browser_a_till_leaves_after_a_question() {
    let shop = Shop::open();
    let (_serving, url) = serve(&shop.till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    arrive_at(&screen, "sell").await;
    screen.press(&[F1]).await;
    screen.click("[data-testid=open-relay]").await;
    screen.wait_for("[data-testid=relay-state][data-state=connected]").await;
    screen.click("[data-testid=unpair]").await;
    // Enter alone changes nothing.
    screen.press(&[ENTER]).await;
    screen.wait_until_gone("[data-testid=unpair-leave]").await;
    screen.click("[data-testid=unpair]").await;
    screen.click("[data-testid=unpair-leave]").await;
    screen.wait_for("[data-testid=relay-state][data-state=off]").await;
    screen.wait_for_text("[data-testid=pair-done]", |text| text.contains("Despareado")).await;
    assert!(is_revoked(&shop));
    screen.press(&[ESCAPE]).await;
    let code = charge(&screen, shop.bank(), 1_250).await;
    shop.bank().pay(&code);
    arrive_at(&screen, "paid").await;
    screen.close().await;
}

/// Something that answers a pairing as a relay would, but for the place of the webhooks (of its own where it begins
/// with a slash), and everything else with this status.
fn relay_that_hands_out(ingest_url: &'static str, otherwise: &'static str) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let own = if ingest_url.starts_with('/') { url.clone() } else { String::new() };
    let ingest_url = format!("{own}{ingest_url}");
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            let mut bytes = [0; 4_096];
            let read = connection.read(&mut bytes).unwrap_or(0);
            if !bytes[..read].starts_with(b"POST /v1/pair ") {
                let answer = format!("HTTP/1.1 {otherwise}\r\nContent-Length: 0\r\n\r\n");
                let _ = connection.write_all(answer.as_bytes());
                continue;
            }
            let body = json!({ "till": "t_1", "name": "Caixa 1", "ingest_url": ingest_url });
            let body = body.to_string();
            let length = body.len();
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    url
}

#[test]
fn a_place_for_webhooks_that_is_not_the_relays_own_is_refused_before_it_is_used() {
    for (ingest, host) in [
        ("http://collector.evil.example/take", "collector.evil.example"),
        ("https://collector.evil.example/i/key", "collector.evil.example"),
        ("http://127.0.0.1@collector.evil.example/i/key", "collector.evil.example"),
    ] {
        let till = Till::begun();
        let url = relay_that_hands_out(ingest, NOT_FOUND);
        let refused = till.run_in_portuguese(&["pair", &url, "7K3M-01V9"]).expect(2);
        assert!(refused.err.contains("que não é dele"), "{refused}");
        assert!(refused.err.contains(host), "{refused}");
        till.run(&["--json", "relay", "status"]).expect(5);
    }
}

#[test]
fn a_relay_without_a_live_connection_is_told_at_pairing() {
    let till = Till::begun();
    let url = relay_that_hands_out("http://127.0.0.1:9/i/key", NOT_FOUND);
    let paired = till.run(&["--json", "pair", &url, "7K3M-01V9"]).expect(6);
    assert_eq!(paired.event("paired")["live"], false, "{paired}");
    let told = till.run(&["pair", &url, "7K3M-01V9"]).expect(6);
    assert!(told.out.contains("the live connection does not work yet"), "{told}");
}
