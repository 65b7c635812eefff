//! A scripted day by two operators in the window and in a browser: each outcome that a sale can have, and at its end the
//! totals against the provider's own books.

use std::time::Duration;

use serde_json::{Value, json};

use super::books::Books;
use super::looks::{BROWSER, keep_the_closing, keep_the_day};
use super::printer::Printer;
use crate::browser::Browser;
use crate::conformance::face::HOOK_HEADER;
use crate::journey::{ENTER, arrive_at, charge};
use crate::money_back::serve;
use crate::relay::server::Relay;
use crate::relay::shop::{MERCHANT, pair};
use crate::sandbox::Sandbox;
use crate::screen::Screen;
use crate::terminal::balcao::Till;
use crate::terminal::operators::staff;
use crate::window::Driver;

/// Sales that go as they should, besides those whose outcome is another.
const PLAIN: i64 = 24;

/// A shop with both providers, a relay, a manager and a cashier, a drawer and a printer.
struct Shop {
    sandbox: Sandbox,
    printer: Printer,
    till: Till,
    _relay: Relay,
}

impl Shop {
    fn open() -> Self {
        let (sandbox, relay, printer) = (Sandbox::start(), Relay::start(), Printer::start());
        let till = sandbox.till();
        sandbox.connect_integrapay(&till);
        let added = relay.add_till(MERCHANT, "Caixa 1");
        pair(&till, &relay, &added);
        sandbox.bank.subscribe(&added.ingest_url, "PUT", HOOK_HEADER);
        for (key, value) in [
            ("shop.name", "Padaria do Zé"),
            ("shop.document", "12.345.678/0001-95"),
            ("shop.time_zone", "America/Sao_Paulo"),
            ("institution.connectpsp", "00.416.968/0001-01"),
            ("shift.cash", "sim"),
            ("shift.blind_count", "sim"),
            ("printer.kind", "network"),
            ("printer.address", printer.address.as_str()),
            ("receipts.auto_print", "sim"),
        ] {
            till.run(&["settings", "set", key, value]).expect(0);
        }
        staff(&till, &[]);
        Self { sandbox, printer, till, _relay: relay }
    }

    /// A command of the manager's in the terminal.
    fn as_manager(&self, args: &[&str]) -> Vec<Value> {
        let who = ["--json", "--operator", "lucia", "--pin-stdin"];
        self.till.run_with_input(&[&who[..], args].concat(), "1234\n").expect(0).events
    }
}

/// One page of the shop while the day goes on.
struct Counter<'a> {
    screen: &'a Screen,
    shop: &'a Shop,
}

impl Counter<'_> {
    async fn ask(&self, command: &str, request: Value) -> Value {
        let answer = self.screen.ask(command, request).await;
        assert!(answer.get("error").is_none(), "{command}: {answer}");
        answer
    }

    /// A charge whose code is there: the order's number, and the provider's id.
    async fn charged(&self, centavos: i64, provider: &str) -> (String, String) {
        let request = json!({
            "sale_id": format!("5f0c6d6e-7d53-4a3c-9a9e-{centavos:012}"),
            "amount_centavos": centavos, "payer": null, "provider": provider,
            "above_ceiling": false,
        });
        let order = self.ask("charge", request).await["order"].as_str().unwrap().to_owned();
        let booked = self.shop.sandbox.bank.only_charge(centavos);
        let id = booked["transactionId"].to_string().trim_matches('"').to_owned();
        self.wait(&order, |it| it["attempts"][0]["provider_id"].is_string()).await;
        (order, id)
    }

    /// A sale that its customer has paid.
    async fn sold(&self, centavos: i64, provider: &str) -> (String, String) {
        let (order, id) = self.charged(centavos, provider).await;
        self.shop.sandbox.bank.charge(&id, "pay", &json!({}));
        self.wait(&order, |it| it["status"] == "paid").await;
        (order, id)
    }

    /// The order once it is as it should be.
    async fn wait(&self, order: &str, is_right: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..600 {
            let view = self.ask("order", json!({ "order": order })).await;
            if is_right(&view) {
                return view;
            }
            tokio::time::sleep(Duration::from_millis(100)).await; // between two looks
        }
        panic!("{}", self.ask("order", json!({ "order": order })).await);
    }

    async fn sign_in(&self, operator: &str, pin: &str) {
        self.ask("sign_in", json!({ "operator": operator, "pin": pin })).await;
    }
}

#[tokio::test]
async fn a_day_at_the_counter_in_the_window() {
    let shop = Shop::open();
    let driver = Driver::start();
    let home = shop.till.home();
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    a_day(&screen, &shop, "window").await;
    screen.close().await;
    is_proved_on_another_copy(&shop);
}

#[tokio::test]
async fn a_day_at_the_counter_in_a_browser() {
    let shop = Shop::open();
    let (_serving, url) = serve(&shop.till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    a_day(&screen, &shop, BROWSER).await;
    screen.close().await;
    is_proved_on_another_copy(&shop);
}

async fn a_day(screen: &Screen, shop: &Shop, door: &str) {
    let counter = Counter { screen, shop };
    let bank = &shop.sandbox.bank;
    // Ana signs in with the keys and opens the drawer with change in it.
    arrive_at(screen, "locked").await;
    screen.press(&['4', '3', '2', '1', ENTER]).await;
    arrive_at(screen, "sell").await;
    counter.ask("open_shift", json!({ "float_centavos": 10_000 })).await;

    for centavos in [1_250, 700] {
        let code = charge(screen, bank, centavos).await;
        bank.pay(&code);
        arrive_at(screen, "paid").await;
        screen.press(&[ENTER]).await;
    }
    for number in 0..PLAIN {
        if number == PLAIN / 2 {
            counter.sign_in("lucia", "1234").await;
        }
        let provider = if number % 3 == 0 { "integrapay" } else { "connectpsp" };
        counter.sold(2_000 + number, provider).await;
    }
    let outcomes = Outcomes::of(&counter).await;
    the_drawer_is_supplied_and_emptied(&counter).await;
    receipts_are_checked(&counter, &outcomes).await;
    copies_come_out(&counter, &outcomes).await;
    let receipt = paid_by(&counter, &outcomes.refunded_in_part).await;
    keep_the_day(screen, door, &receipt).await;
    the_shift_is_closed(&counter, &outcomes).await;
    keep_the_closing(screen, door).await;
}

/// What became of the sales that did not go plainly: numbers of orders.
struct Outcomes {
    refunded: String,
    refunded_in_part: String,
    disputed: String,
    open: String,
    by_hand: String,
    one_centavo: String,
    /// Centavos that were confirmed by hand.
    said: i64,
    /// Centavos without a sale.
    without_sale: i64,
}

impl Outcomes {
    async fn of(counter: &Counter<'_>) -> Self {
        let bank = &counter.shop.sandbox.bank;
        // One centavo for a receipt that shows R$ 70,00; too much; twice.
        let (one_centavo, id) = counter.charged(7_000, "connectpsp").await;
        bank.charge(&id, "pay", &json!({ "amount_centavos": 1 }));
        counter.wait(&one_centavo, |it| it["received_centavos"] == 1).await;
        let (too_much, id) = counter.charged(3_001, "integrapay").await;
        bank.charge(&id, "pay", &json!({ "amount_centavos": 3_100 }));
        counter.wait(&too_much, |it| it["received_centavos"] == 3_100).await;
        let (twice, id) = counter.charged(3_002, "connectpsp").await;
        bank.charge(&id, "pay-twice", &json!({}));
        counter.wait(&twice, |it| it["received_centavos"] == 6_004).await;

        // Expired, and paid after that; cancelled, and paid after that; cancelled for good.
        let (expired, id) = counter.charged(3_003, "connectpsp").await;
        bank.charge(&id, "expire", &json!({}));
        counter.wait(&expired, |it| it["status"] == "expired").await;
        let (late, id) = counter.charged(3_004, "connectpsp").await;
        bank.charge(&id, "expire", &json!({}));
        counter.wait(&late, |it| it["status"] == "expired").await;
        bank.charge(&id, "pay", &json!({ "late": true }));
        counter.ask("check_now", json!({ "order": late })).await;
        counter.wait(&late, |it| it["status"] == "paid").await;
        let (cancelled, id) = counter.charged(3_005, "connectpsp").await;
        counter.ask("cancel", json!({ "order": cancelled })).await;
        counter.wait(&cancelled, |it| it["status"] == "cancelled").await;
        bank.charge(&id, "pay", &json!({ "late": true }));
        counter.ask("check_now", json!({ "order": cancelled })).await;
        counter.wait(&cancelled, |it| it["status"] == "paid").await;
        let (left, _) = counter.charged(3_006, "connectpsp").await;
        counter.ask("cancel", json!({ "order": left })).await;
        counter.wait(&left, |it| it["status"] == "cancelled").await;

        // Confirmed by hand; given up; still open when the shift is closed.
        let (by_hand, _) = counter.charged(1_500, "connectpsp").await;
        let says = json!({ "order": by_hand, "reason": "vi no extrato", "end_to_end_id": null });
        counter.ask("confirm_by_hand", says).await;
        let (given_up, _) = counter.charged(3_007, "connectpsp").await;
        counter.ask("give_up", json!({ "order": given_up, "reason": "foi embora" })).await;
        let (open, _) = counter.charged(1_800, "connectpsp").await;

        // Back wholly from here, in part from the provider's panel, and claimed back by the payer's bank.
        let (refunded, _) = counter.sold(2_350, "connectpsp").await;
        let refund = json!({
            "order": refunded, "attempt": null, "reason": "customer_request", "description": null,
        });
        counter.ask("refund", refund).await;
        counter.wait(&refunded, |it| it["status"] == "refunded").await;
        let (refunded_in_part, id) = counter.sold(2_360, "integrapay").await;
        bank.charge(&id, "refund", &json!({ "amount_centavos": 360 }));
        counter.wait(&refunded_in_part, |it| it["refunded_centavos"] == 360).await;
        let (disputed, id) = counter.sold(2_370, "integrapay").await;
        bank.charge(&id, "dispute", &json!({ "reason": "Golpe do Pix" }));
        counter.wait(&disputed, |it| it["attempts"][0]["dispute"].is_object()).await;

        // Money that no sale is waiting for.
        let made = json!({ "amount_centavos": 3_751, "reference": "site-77" });
        let made = bank.ask("POST", "/_sandbox/integrapay/charges", &made);
        bank.charge(made["transactionId"].to_string().trim_matches('"'), "pay", &json!({}));
        loop {
            let list = counter.ask("unmatched", json!({ "all": true })).await;
            if list["unmatched"].as_array().is_some_and(|all| all.len() == 1) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await; // between two looks
        }
        let (said, without_sale) = (1_500, 3_751);
        Self {
            refunded,
            refunded_in_part,
            disputed,
            open,
            by_hand,
            one_centavo,
            said,
            without_sale,
        }
    }
}

async fn the_drawer_is_supplied_and_emptied(counter: &Counter<'_>) {
    let moved = |id: u8, centavos: i64, reason: &str| {
        json!({
            "id": format!("5f0c6d6e-7d53-4a3c-9a9e-0000000000{id:02}"),
            "amount_centavos": centavos, "reason": reason,
        })
    };
    counter.ask("supply", moved(1, 5_000, "moedas")).await;
    let shift = counter.ask("withdraw", moved(2, 3_000, "cofre")).await;
    assert_eq!(shift["report"]["cash"]["withdrawn"], json!({ "count": 1, "centavos": 3_000 }));
    // The count is blind.
    assert_eq!(shift["report"]["cash"]["expected_centavos"], Value::Null);
}

/// What the shop has received for an order, as the provider's id of the payment.
async fn paid_by(counter: &Counter<'_>, order: &str) -> String {
    let view = counter.ask("order", json!({ "order": order })).await;
    view["attempts"][0]["payments"][0]["end_to_end_id"].as_str().unwrap().to_owned()
}

async fn receipts_are_checked(counter: &Counter<'_>, outcomes: &Outcomes) {
    let check = async |code: &str, shown: Option<i64>, order: Option<&str>| {
        let request = json!({
            "code": code, "amount_centavos": shown, "at": null, "order": order,
        });
        counter.ask("check_receipt", request).await
    };
    // One centavo with an altered picture.
    let code = paid_by(counter, &outcomes.one_centavo).await;
    let answer = check(&code, Some(7_000), Some(&outcomes.one_centavo)).await;
    assert_eq!(
        (&answer["verdict"], &answer["amount_centavos"]),
        (&json!("other_amount"), &json!(1))
    );
    // A receipt of a sale that was paid before, for the one that is open now.
    let (used, _) = counter.sold(4_321, "connectpsp").await;
    let code = paid_by(counter, &used).await;
    let answer = check(&code, Some(4_321), Some(&used)).await;
    assert_eq!(answer["verdict"], "received", "{answer}");
    let answer = check(&code, Some(1_800), Some(&outcomes.open)).await;
    assert_eq!((&answer["verdict"], &answer["order"]), (&json!("already_used"), &json!(used)));
    // A payment that is only scheduled.
    let answer = check("E6070119020991231150000000000001", None, Some(&outcomes.open)).await;
    assert_eq!(answer["verdict"], "not_yet", "{answer}");
    let timeline = counter.ask("timeline", json!({ "order": used })).await;
    let moments = timeline["moments"].as_array().unwrap();
    assert!(moments.iter().any(|it| it["what"]["kind"] == "receipt_checked"), "{timeline}");
}

async fn copies_come_out(counter: &Counter<'_>, outcomes: &Outcomes) {
    let before = counter.shop.printer.slips();
    counter.ask("print_slip", json!({ "order": outcomes.refunded })).await;
    counter.ask("note", json!({ "order": outcomes.disputed, "text": "mandei o dossiê" })).await;
    counter.shop.printer.wait_for(before + 1);
}

async fn the_shift_is_closed(counter: &Counter<'_>, outcomes: &Outcomes) {
    let bank = &counter.shop.sandbox.bank;
    let books = Books::of(bank, |charge| charge["externalReference"] != "site-77");
    let x = counter.ask("shift", json!({})).await;
    let z = counter
        .ask("close_shift", json!({ "number": x["number"], "counted_centavos": 11_900 }))
        .await;
    assert_eq!(z["received"], json!({ "count": books.payments, "centavos": books.received }));
    let returned = ["refunded_here", "refunded_elsewhere", "refunded_by_dispute"]
        .map(|key| (&z[key]["count"], &z[key]["centavos"]));
    assert_eq!(returned[0], (&json!(1), &json!(2_350)), "{z}");
    let sum = returned.iter().map(|(_, centavos)| centavos.as_i64().unwrap()).sum::<i64>();
    let count = returned.iter().map(|(count, _)| count.as_i64().unwrap()).sum::<i64>();
    assert_eq!((count, sum), (books.refunds, books.refunded), "{z}");
    assert_eq!(z["by_hand"], json!({ "count": 1, "centavos": outcomes.said }));
    assert_eq!(z["total_centavos"], books.received + outcomes.said);
    assert_eq!(z["net_centavos"], books.received - books.refunded);
    assert_eq!(z["notable"]["open"]["items"][0]["order"], outcomes.open);
    assert_eq!(z["notable"]["by_hand"]["items"][0]["order"], outcomes.by_hand);
    assert_eq!(z["notable"]["unmatched"]["sum"]["centavos"], outcomes.without_sale);
    assert_eq!(z["notable"]["disputes"]["items"][0]["order"], outcomes.disputed);
    let refunds = z["notable"]["refunds"]["items"].as_array().unwrap();
    assert!(refunds.iter().any(|it| it["order"] == *outcomes.refunded_in_part), "{z}");
    for (of, key) in [
        ("operators", "received_centavos"),
        ("providers", "received_centavos"),
        ("bars", "received_centavos"),
    ] {
        let parts = z[of].as_array().unwrap();
        let sum: i64 = parts.iter().map(|part| part[key].as_i64().unwrap()).sum();
        assert_eq!(sum, books.received, "{of}: {z}");
    }
    assert_eq!(z["operators"].as_array().map(Vec::len), Some(2), "{z}");
    assert_eq!(z["cash"]["difference_centavos"], -100, "{z}");
}

/// A copy of the log from after the closing has the seal; exports come to the same as the Z.
fn is_proved_on_another_copy(shop: &Shop) {
    let z = &shop.as_manager(&["report", "shift", "1"])[0];
    let head = z["seal"]["head"].as_str().unwrap();
    let proof = shop.till.run(&["--json", "verify", "--head", head]).expect(0);
    assert_eq!(proof.event("verified")["head_found"], true);
    let other = head.replace(|c: char| c.is_ascii_digit(), "f");
    assert_eq!(shop.till.run(&["--json", "verify", "--head", &other]).code, 7);

    let today = ["--from", "2026-01-01", "--to", "2035-12-31", "--format", "jsonl"];
    for (kind, key) in [("payments", "received"), ("refunds", "refunded")] {
        let rows = shop.as_manager(&[&["export", kind][..], &today].concat());
        let sum: i64 = rows.iter().map(|row| row["amount_centavos"].as_i64().unwrap()).sum();
        let total = match key {
            "received" => z["received"]["centavos"].as_i64().unwrap(),
            _ => {
                z["total_centavos"].as_i64().unwrap()
                    - z["by_hand"]["centavos"].as_i64().unwrap()
                    - z["net_centavos"].as_i64().unwrap()
            }
        };
        assert_eq!(sum, total, "{kind}: {rows:?}");
    }
    // One for each order that was paid, and the second copy that was asked for.
    let sales = usize::try_from(z["sales"].as_u64().unwrap()).unwrap();
    assert_eq!(shop.printer.slips(), sales + 1);
}
