//! Money that goes back, is claimed back, or came without a sale, as every door must let a person
//! deal with it: the same two journeys in the window and in a browser.

use std::process::Command;

use serde_json::{Value, json};
use testkit::process::Running;
use testkit::programs::built;

use crate::browser::Browser;
use crate::conformance::face::HOOK_HEADER;
use crate::journey::{ENTER, arrive_at, code_is_shown, keep_pictures};
use crate::relay::server::Relay;
use crate::relay::shop::{MERCHANT, pair};
use crate::sandbox::Sandbox;
use crate::screen::Screen;
use crate::terminal::balcao::Till;
use crate::window::Driver;

/// Keys as drivers of browsers call them.
const F2: char = '\u{e032}';
const F10: char = '\u{e03a}';
const ESCAPE: char = '\u{e00c}';

#[tokio::test]
async fn in_the_window_a_sale_is_refunded() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let (driver, home) = (Driver::start(), till.home());
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    refunds_a_sale(&screen, &sandbox, "window").await;
    screen.close().await;
}

#[tokio::test]
async fn in_a_browser_a_sale_is_refunded() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let (_serving, url) = serve(&till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    refunds_a_sale(&screen, &sandbox, "browser").await;
    screen.close().await;
}

#[tokio::test]
async fn in_the_window_disputes_and_money_without_a_sale_are_dealt_with() {
    let shop = Told::of_everything();
    let (driver, home) = (Driver::start(), shop.till.home());
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    deals_with_what_came(&screen, &shop, "window").await;
    screen.close().await;
}

#[tokio::test]
async fn in_a_browser_disputes_and_money_without_a_sale_are_dealt_with() {
    let shop = Told::of_everything();
    let (_serving, url) = serve(&shop.till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    deals_with_what_came(&screen, &shop, "browser").await;
    screen.close().await;
}

/// The browser door of this till, and its address.
pub(crate) fn serve(till: &Till) -> (Running, String) {
    serve_on_bus(till, None)
}

/// The same on another session bus than the test's.
pub(crate) fn serve_on_bus(till: &Till, bus: Option<&str>) -> (Running, String) {
    let mut serve = Command::new(built("balcao"));
    serve.arg("--home").arg(till.home()).args(["--json", "serve", "--port", "0"]);
    serve.envs(bus.map(|bus| ("DBUS_SESSION_BUS_ADDRESS", bus)));
    let (running, serving) = Running::start_and_hear(&mut serve);
    let serving: Value = serde_json::from_str(&serving).unwrap();
    (running, serving["url"].as_str().unwrap().to_owned())
}

/// Types an amount, charges it, and has the customer pay; the provider's id of the charge.
async fn sell(screen: &Screen, sandbox: &Sandbox, keys: &[char], centavos: i64) -> String {
    arrive_at(screen, "sell").await;
    screen.press(keys).await;
    screen.press(&[ENTER]).await;
    let code = code_is_shown(screen, &sandbox.bank, centavos).await;
    sandbox.bank.pay(&code);
    arrive_at(screen, "paid").await;
    sandbox.bank.only_charge(centavos)["transactionId"].to_string().trim_matches('"').to_owned()
}

async fn refunds_a_sale(screen: &Screen, sandbox: &Sandbox, door: &str) {
    sell(screen, sandbox, &['1', '2', '5', '0'], 1_250).await;
    screen.click("[data-testid=refund-open]").await;
    screen.wait_for("[data-testid=refund-dialog]").await;
    screen.wait_for_text("[data-testid=refund-amount]", |text| text.contains("12,50")).await;
    // Without a reason nothing goes on.
    screen.click("[data-testid=refund-next]").await;
    screen.wait_for_text("#refund-error", |text| !text.trim().is_empty()).await;
    screen.click("[data-testid=refund-reason-customer_request]").await;
    screen.fill("[data-testid=refund-note-field]", "não gostou").await;
    keep_pictures(screen, door, "refund-asking").await;

    // Enter twice moves no money: the way back has the focus.
    screen.press(&[ENTER]).await;
    screen.wait_for("[data-testid=refund-confirm]").await;
    keep_pictures(screen, door, "refund-sure").await;
    screen.press(&[ENTER]).await;
    screen.wait_for("[data-testid=refund-next]").await;
    assert_eq!(refunds(sandbox), json!([]), "nothing was asked for yet");
    screen.click("[data-testid=refund-next]").await;
    screen.wait_for("[data-testid=refund-confirm]").await;

    // Long enough on its way to be seen.
    let slowly = json!({ "refund_settles_after_ms": 6_000 });
    sandbox.bank.ask("POST", "/_sandbox/switches", &slowly);
    screen.press(&[F10]).await;
    arrive_at(screen, "refund").await;
    screen.wait_for_text("main", |text| text.contains("Estornando")).await;
    keep_pictures(screen, door, "refunding").await;
    screen.wait_for_text("[data-testid=status-pill]", |text| text.contains("Estornado")).await;
    keep_pictures(screen, door, "refunded").await;

    let booked = refunds(sandbox);
    assert_eq!(booked.as_array().map(Vec::len), Some(1), "{booked}");
    assert_eq!(booked[0]["amount_centavos"], 1_250);
    let order = screen.newest_order().await;
    assert_eq!(
        (&order["status"], &order["refunded_centavos"]),
        (&json!("refunded"), &json!(1_250))
    );
    let attempt = &order["attempts"][0];
    assert_eq!(attempt["refunds"][0]["end_to_end_id"], booked[0]["endToEndId"]);
    assert_eq!(attempt["refund_request"]["description"], "não gostou");
    assert_eq!(attempt["refund_offer"], json!({ "how": "none" }));

    // It cannot go back once more.
    let again = json!({
        "order": order["order"], "attempt": 1, "reason": "fraud", "description": null,
    });
    let refused = screen.ask("refund", again).await;
    assert!(refused.to_string().contains("nothing_to_refund") || refused["error"].is_string());
    assert_eq!(refunds(sandbox).as_array().map(Vec::len), Some(1));
    screen.press(&[ENTER]).await;
    arrive_at(screen, "sell").await;
    keep_pictures(screen, door, "refunded-strip").await;
}

/// The refunds of the sale in the provider's books.
fn refunds(sandbox: &Sandbox) -> Value {
    sandbox.bank.only_charge(1_250)["refunds"].clone()
}

/// A till at `IntegraPay`, which tells it of everything by the relay.
pub(crate) struct Told {
    pub(crate) sandbox: Sandbox,
    _relay: Relay,
    pub(crate) till: Till,
}

impl Told {
    pub(crate) fn of_everything() -> Self {
        let (sandbox, relay) = (Sandbox::start(), Relay::start());
        let till = sandbox.till_of("integrapay");
        let added = relay.add_till(MERCHANT, "Caixa 1");
        pair(&till, &relay, &added);
        sandbox.bank.subscribe(&added.ingest_url, "PUT", HOOK_HEADER);
        Self { sandbox, _relay: relay, till }
    }
}

async fn deals_with_what_came(screen: &Screen, shop: &Told, door: &str) {
    let bank = &shop.sandbox.bank;
    let id = sell(screen, &shop.sandbox, &['5', '0', '0'], 500).await;
    // Where the provider has no refunds, it is said where to make them.
    screen.wait_for_text("[data-testid=refund-note]", |text| text.contains("IntegraPay")).await;
    assert!(!screen.shows("[data-testid=refund-open]").await);
    keep_pictures(screen, door, "refund-elsewhere").await;
    screen.press(&[ENTER]).await;

    arrive_at(screen, "sell").await;
    assert!(!screen.shows("[data-testid=attention]").await, "nothing waits for the manager");
    bank.charge(&id, "dispute", &json!({ "reason": "Golpe do Pix" }));
    screen.wait_for_text("[data-testid=attention]", |text| text.contains('1')).await;
    keep_pictures(screen, door, "disputed").await;
    screen.click("[data-testid=attention]").await;
    screen.wait_for("[data-testid=attention-dialog]").await;
    screen.click("[data-testid=dispute-000001]").await;
    screen.wait_for_text("[data-testid=dispute-facts]", |text| text.contains("Golpe do Pix")).await;
    screen.wait_for_text("[data-testid=attention-dialog]", |text| text.contains("MED")).await;
    keep_pictures(screen, door, "dispute").await;
    screen.click("[data-testid=close-submit]").await;
    screen.wait_for_text("#close-error", |text| !text.trim().is_empty()).await;
    screen.click("[data-testid=close-outcome-won]").await;
    screen.click("[data-testid=close-submit]").await;
    screen.wait_for_text("#close-error", |text| text.contains("motivo")).await;
    screen.fill("[data-testid=close-reason]", "O banco recusou").await;
    screen.click("[data-testid=close-submit]").await;
    screen.wait_for("[data-testid=attention-none]").await;
    screen.press(&[ESCAPE]).await;
    arrive_at(screen, "sell").await;

    attaches_an_unmatched_payment(screen, shop, door).await;

    bank.charge(&id, "refund", &json!({ "amount_centavos": 200 }));
    let orders = loop {
        let sales = screen.ask("last_sales", json!({ "limit": 9 })).await;
        let orders = sales["orders"].as_array().unwrap().clone();
        if orders.iter().any(|order| order["refunded_centavos"] == 200) {
            break orders;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await; // between two looks
    };
    let first = orders.iter().find(|order| order["order"] == "000001").unwrap();
    assert_eq!((&first["status"], &first["refunded_centavos"]), (&json!("paid"), &json!(200)));
    shop.till.run(&["verify"]).expect(0);
}

/// R$ 37,50 come in beside a sale of R$ 37,50 whose customer has left: they are its money.
async fn attaches_an_unmatched_payment(screen: &Screen, shop: &Told, door: &str) {
    let bank = &shop.sandbox.bank;
    screen.press(&['3', '7', '5', '0', ENTER]).await;
    arrive_at(screen, "waiting").await;
    let waiting = bank.only_charge(3_750);
    let code = waiting["copyAndPaste"].as_str().unwrap();
    screen.wait_for_text("[data-testid=copy-and-paste]", |text| text == code).await;
    screen.press(&[F2]).await;
    arrive_at(screen, "sell").await;

    let made = json!({ "amount_centavos": 3_751, "reference": "site-77" });
    let made = bank.ask("POST", "/_sandbox/integrapay/charges", &made);
    let id = made["transactionId"].to_string();
    bank.charge(id.trim_matches('"'), "pay", &json!({}));
    screen.wait_for_text("[data-testid=attention]", |text| text.contains('1')).await;
    screen.click("[data-testid=attention]").await;
    screen.click("[data-testid=unmatched-1]").await;
    screen.wait_for_text("[data-testid=attention-dialog]", |text| text.contains("37,51")).await;
    screen.wait_for_text("[data-testid=unmatched-facts]", |text| text.contains("site-77")).await;
    screen.click("[data-testid=unmatched-sale-000002]").await;
    screen.fill("[data-testid=unmatched-reason]", "Mostrou o comprovante").await;
    keep_pictures(screen, door, "unmatched").await;
    screen.click("[data-testid=unmatched-match]").await;
    screen.wait_for_text("[data-testid=attention-done]", |text| text.contains("000002")).await;
    screen.press(&[ESCAPE]).await;
    let order = shop.till.show("2");
    assert_eq!((&order["status"], &order["received_centavos"]), (&json!("paid"), &json!(3_751)));
    assert_eq!(order["attempts"][0]["payments"][0]["attached"], "Mostrou o comprovante");
}
