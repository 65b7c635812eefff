//! The whole way up to the screen: PAGO by the provider's signed webhook, and by asking when the relay
//! is killed in between.

use serde_json::Value;
use testkit::process::Running;
use testkit::programs::built;

use super::shop::{Shop, pair};
use crate::browser::Browser;
use crate::journey::{ENTER, arrive_at, keep_pictures};
use crate::screen::Screen;
use crate::window::Driver;

/// F1 and Escape, as drivers of browsers call them.
const F1: char = '\u{e031}';
const ESCAPE: char = '\u{e00c}';

#[tokio::test]
async fn paired_in_the_window_a_sale_is_paid_by_signed_webhook_and_then_by_asking() {
    let mut shop = Shop::open_unpaired();
    let driver = Driver::start();
    let home = shop.till.home();
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    arrive_at(&screen, "sell").await;
    pair_in_the_dialog(&screen, &shop).await;
    sells_live_and_without_the_relay(&screen, &mut shop, "window").await;
    screen.close().await;
}

#[tokio::test]
async fn in_a_browser_a_sale_is_paid_by_signed_webhook_and_then_by_asking() {
    let mut shop = Shop::open_unpaired();
    pair(&shop.till, &shop.relay, &shop.added);
    let mut serve = std::process::Command::new(built("balcao"));
    serve.arg("--home").arg(shop.till.home()).args(["--json", "serve", "--port", "0"]);
    let (_till, serving) = Running::start_and_hear(&mut serve);
    let serving: Value = serde_json::from_str(&serving).unwrap();
    let browser = Browser::start();
    let screen = browser.open(serving["url"].as_str().unwrap()).await;
    arrive_at(&screen, "sell").await;
    sells_live_and_without_the_relay(&screen, &mut shop, "browser").await;
    screen.close().await;
}

async fn open_the_relays_dialog(screen: &Screen) {
    screen.press(&[F1]).await;
    screen.click("[data-testid=open-relay]").await;
    screen.wait_for("[data-testid=relay-dialog]").await;
}

/// As a merchant does it: F1, the relay, address and code; wrong first, then right.
async fn pair_in_the_dialog(screen: &Screen, shop: &Shop) {
    open_the_relays_dialog(screen).await;
    screen.wait_for("[data-testid=relay-state][data-state=off]").await;
    keep_pictures(screen, "window", "relay-unpaired").await;
    screen.fill("[data-testid=pair-url]", &shop.relay.url).await;
    screen.fill("[data-testid=pair-code]", "0000-0000").await;
    screen.click("[data-testid=pair-submit]").await;
    screen.wait_for_text("[data-testid=pair-error]", |text| !text.trim().is_empty()).await;
    keep_pictures(screen, "window", "relay-code-refused").await;

    screen.fill("[data-testid=pair-code]", &shop.added.pairing_code).await;
    screen.click("[data-testid=pair-submit]").await;
    screen.wait_for("[data-testid=relay-state][data-state=connected]").await;
    screen.press(&[ESCAPE]).await;
    arrive_at(screen, "sell").await;
}

async fn sells_live_and_without_the_relay(screen: &Screen, shop: &mut Shop, door: &str) {
    is_listening(screen, "Ao vivo").await;
    screen.press(&['1', '2', '5', '0', ENTER]).await;
    arrive_at(screen, "waiting").await;
    let charge = shop.bank().only_charge(1_250);
    let code = charge["copyAndPaste"].as_str().unwrap();
    screen.wait_for_text("[data-testid=copy-and-paste]", |text| text == code).await;
    is_listening(screen, "Ao vivo").await;
    keep_pictures(screen, door, "live-waiting").await;

    // Whatever the till knows from now on, it knows by the relay.
    shop.silence_the_provider();
    shop.bank().pay(code);
    arrive_at(screen, "paid").await;
    let signed = screen.wait_for_text("[data-testid=evidence]", |text| !text.is_empty()).await;
    assert_eq!(last_payment(screen).await["evidence"], "signed_webhook");
    keep_pictures(screen, door, "live-paid").await;
    shop.bank().no_faults();
    screen.press(&[ENTER]).await;
    arrive_at(screen, "sell").await;

    open_the_relays_dialog(screen).await;
    screen.wait_for("[data-testid=relay-events] [data-outcome=applied]").await;
    keep_pictures(screen, door, "relay").await;
    screen.press(&[ESCAPE]).await;

    screen.press(&['7', '0', '0', ENTER]).await;
    arrive_at(screen, "waiting").await;
    let charge = shop.bank().only_charge(700);
    let code = charge["copyAndPaste"].as_str().unwrap();
    screen.wait_for_text("[data-testid=copy-and-paste]", |text| text == code).await;
    shop.relay.kill();
    is_listening(screen, "Consultando").await;
    keep_pictures(screen, door, "relay-killed-waiting").await;
    shop.bank().pay(code);
    arrive_at(screen, "paid").await;
    let polled = screen.wait_for_text("[data-testid=evidence]", |text| !text.is_empty()).await;
    assert_ne!(polled, signed, "the screen says which");
    assert_eq!(last_payment(screen).await["evidence"], "polled");
    keep_pictures(screen, door, "relay-killed-paid").await;

    open_the_relays_dialog(screen).await;
    screen.wait_for("[data-testid=relay-state][data-state=connecting]").await;
    keep_pictures(screen, door, "relay-killed").await;
}

async fn is_listening(screen: &Screen, how: &str) {
    screen.wait_for_text("[data-testid=listening]", |text| text.contains(how)).await;
}

/// The only payment of the newest order, as the till itself tells it.
async fn last_payment(screen: &Screen) -> Value {
    let order = screen.newest_order().await;
    let payments = &order["attempts"][0]["payments"];
    assert_eq!(payments.as_array().map(Vec::len), Some(1), "{order}");
    payments[0].clone()
}
