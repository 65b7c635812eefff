//! Who is at the till, on the screen: the lock, a customer's code that stays, and a manager's approval.

use serde_json::json;
use testkit::process::Running;

use crate::browser::Browser;
use crate::journey::{ENTER, arrive_at};
use crate::money_back::serve;
use crate::sandbox::Sandbox;
use crate::screen::Screen;
use crate::terminal::balcao::Till;
use crate::terminal::operators::staff;
use crate::world::access::{axe, is_accessible};
use crate::world::fits::fits;
use crate::world::look::keep_sizes;

const ESCAPE: char = '\u{e00c}';
const F6: char = '\u{e036}';
const F12: char = '\u{e03c}';
const DOWN: char = '\u{e015}';

struct Shop {
    sandbox: Sandbox,
    screen: Screen,
    _open: (Browser, Running, Till),
}

impl Shop {
    /// With a manager, Lúcia, and a cashier, Ana, who comes first in the list.
    async fn open() -> Self {
        let sandbox = Sandbox::start();
        let till = sandbox.till();
        staff(&till, &[]);
        let (serving, url) = serve(&till);
        let browser = Browser::start();
        let screen = browser.open(&url).await;
        arrive_at(&screen, "locked").await;
        Self { sandbox, screen, _open: (browser, serving, till) }
    }

    fn pay(&self, centavos: i64) {
        let charge = self.sandbox.bank.only_charge(centavos);
        self.sandbox.bank.pay(charge["copyAndPaste"].as_str().unwrap());
    }
}

#[tokio::test]
async fn a_customers_code_and_their_pago_stay_on_a_screen_that_is_locked() {
    let shop = Shop::open().await;
    let screen = &shop.screen;
    screen.press(&['1', '2', '3', '4', ENTER]).await;
    let says = |text: &str| text.contains("mais 4 tentativas");
    screen.wait_for_text("[data-testid=lock-error]", says).await;
    screen.press(&['4', '3', '2', '1', ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.wait_for_text("[data-testid=operator]", |text| text.contains("Ana")).await;
    screen.press(&['1', '2', '5', '0', ENTER]).await;
    screen.wait_for("[data-testid=qr]").await;
    screen.press(&[F12]).await;
    arrive_at(screen, "locked").await;
    screen.wait_for_text("[data-testid=lock-open]", |text| text.contains("12,50, Ana")).await;
    screen.press(&[ESCAPE]).await;
    arrive_at(screen, "waiting").await;
    screen.wait_for_text("[data-testid=operator]", |text| text.contains("Trancado")).await;
    shop.pay(1_250);
    arrive_at(screen, "paid").await;
    screen.press(&[ENTER]).await;
    arrive_at(screen, "locked").await;
    // Somebody else goes on, by keyboard alone.
    screen.press(&[DOWN, '1', '2', '3', '4', ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.wait_for_text("[data-testid=operator]", |text| text.contains("Lúcia")).await;
    shop.screen.close().await;
}

#[tokio::test]
async fn figures_stay_while_the_operator_changes_by_touch_alone() {
    let shop = Shop::open().await;
    let screen = &shop.screen;
    let enter = |name: &'static str, pin: [u8; 4]| async move {
        screen.click(&format!("[data-testid=lock-{name}]")).await;
        for digit in pin {
            screen.click(&format!("[data-testid=pin-{digit}]")).await;
        }
        screen.click("[data-testid=lock-enter]").await;
        arrive_at(screen, "sell").await;
    };
    enter("ana", [4, 3, 2, 1]).await;
    for key in ["key-1", "key-2", "key-5", "key-0"] {
        screen.click(&format!("[data-testid={key}]")).await;
    }
    screen.click("[data-testid=operator]").await;
    arrive_at(screen, "locked").await;
    enter("lucia", [1, 2, 3, 4]).await;
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("12,50")).await;
    shop.screen.close().await;
}

#[tokio::test]
async fn a_manager_approves_over_the_screen_what_a_cashier_may_not_do_alone() {
    let shop = Shop::open().await;
    let screen = &shop.screen;
    screen.press(&['4', '3', '2', '1', ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.press(&['9', '5', '0', '0', ENTER]).await;
    screen.wait_for("[data-testid=qr]").await;
    shop.pay(9_500);
    arrive_at(screen, "paid").await;
    screen.click("[data-testid=refund-open]").await;
    screen.click("[data-testid=refund-reason-customer_request]").await;
    screen.click("[data-testid=refund-next]").await;
    screen.click("[data-testid=refund-confirm]").await;
    screen.wait_for("[data-testid=approval]").await;
    screen.wait_for_text("[data-testid=approval-amount]", |text| text.contains("95,00")).await;
    // Enter without a PIN approves nothing, and Esc leaves no trace.
    screen.press(&[ENTER, ESCAPE]).await;
    screen.wait_until_gone("[data-testid=approval]").await;
    screen.wait_for_text("[data-testid=refusal]", |text| text.contains("Ninguém aprovou")).await;
    assert_eq!(screen.newest_order().await["status"], "paid");
    screen.click("[data-testid=refund-next]").await;
    screen.click("[data-testid=refund-confirm]").await;
    screen.wait_for("[data-testid=approval]").await;
    screen.press(&['1', '2', '3', '4', ENTER]).await;
    arrive_at(screen, "refund").await;
    let says = |text: &str| text.contains("Estornado por Ana, aprovado por Lúcia");
    screen.wait_for_text("[data-testid=acts]", says).await;
    // What the approval was for is done: looking at money takes another one.
    let refused = screen.ask("who", json!({})).await;
    assert_eq!(refused["operator"]["name"], "Ana");
    screen.press(&[ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.press(&[F6]).await;
    screen.click("[data-testid=open-attention]").await;
    screen
        .wait_for_text("[data-testid=approval-right]", |text| {
            text.contains("contestações") && text.contains("saídas da conta")
        })
        .await;
    fits(screen, "approval of a look at money").await;
    screen.press(&['1', '2', '3', '4', ENTER]).await;
    screen.wait_until_gone("[data-testid=approval]").await;
    screen.wait_for("[data-testid=attention-all]").await;
    shop.screen.close().await;
}

#[tokio::test]
async fn whoever_forgot_a_pin_is_led_to_another_manager_or_to_the_machine() {
    let shop = Shop::open().await;
    let screen = &shop.screen;
    screen.run(&axe()).await;
    screen.click("[data-testid=pin-forgotten]").await;
    let dialog = "[data-testid=forgotten-dialog]";
    let says = |text: &str| {
        text.contains("Lúcia pode trocar") && text.contains("operator pin ana --forgotten")
    };
    screen.wait_for_text(dialog, says).await;
    look(screen, "forgotten", "pt-BR").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    // The only manager has the machine alone.
    screen.click("[data-testid=lock-lucia]").await;
    screen.click("[data-testid=pin-forgotten]").await;
    screen.wait_for_text(dialog, |text| text.contains("Sem outro gerente")).await;
    shop.screen.close().await;
}

#[tokio::test]
async fn whoever_approves_a_word_by_hand_sees_the_reason_and_a_bad_code_asks_nobody() {
    let shop = Shop::open().await;
    let screen = &shop.screen;
    screen.press(&['4', '3', '2', '1', ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.press(&['9', '9', '0', ENTER]).await;
    screen.wait_for("[data-testid=qr]").await;
    shop.sandbox.bank.fault(&json!({ "on": "fetch", "kind": "status_500", "times": 1_000 }));
    screen.click("[data-testid=stuck]").await;
    screen.click("[data-testid=stuck-confirm]").await;
    screen.click("[data-testid=by-hand-reason-receipt_shown]").await;
    screen.fill("[data-testid=by-hand-id]", "E00416968202603101827abcDEF12345").await;
    screen.click("[data-testid=by-hand-yes]").await;
    screen.wait_for_text("#by-hand-id-error", |text| text.contains("antes desta venda")).await;
    screen.wait_until_gone("[data-testid=approval]").await;
    let minute = jiff::Timestamp::now().strftime("%Y%m%d%H%M");
    let id = format!("E00416968{minute}abcDEF12345");
    screen.fill("[data-testid=by-hand-id]", &id).await;
    screen.click("[data-testid=by-hand-yes]").await;
    let says = |text: &str| text.contains("mostrou o comprovante") && text.contains(&id);
    screen.wait_for_text("[data-testid=approval-facts]", says).await;
    shop.screen.close().await;
}

/// Looks at what is open in every size, reads it as a screen reader does, and keeps pictures of it.
async fn look(screen: &Screen, what: &str, language: &str) {
    fits(screen, what).await;
    keep_sizes(screen, &format!("pin-{what}-{language}")).await;
    is_accessible(screen, what).await;
}

#[tokio::test]
async fn the_lock_the_wait_and_the_approval_fit_and_can_be_heard_in_both_languages() {
    let shop = Shop::open().await;
    let screen = &shop.screen;
    screen.run(&axe()).await;
    for language in ["pt-BR", "en"] {
        screen.press(&['4', '3', '2', '1', ENTER]).await;
        arrive_at(screen, "sell").await;
        let preferences = json!({ "language": language, "theme": "system" });
        screen.ask("set_preferences", preferences).await;
        screen.press(&[F6]).await;
        screen.click("[data-testid=open-attention]").await;
        screen.wait_for("[data-testid=approval]").await;
        look(screen, "approval", language).await;
        screen.press(&[ESCAPE]).await;
        screen.wait_until_gone("[data-testid=approval]").await;
        screen.press(&[ESCAPE, F12]).await;
        arrive_at(screen, "locked").await;
        look(screen, "lock", language).await;
    }
    screen.press(&[DOWN]).await;
    for left in ["4", "3", "2", "1"] {
        screen.press(&['0', '0', '0', '0', ENTER]).await;
        screen.wait_for_text("[data-testid=lock-error]", |text| text.contains(left)).await;
    }
    screen.press(&['0', '0', '0', '0', ENTER]).await;
    screen.wait_for("[data-testid=pin-wait]").await;
    look(screen, "wait", "en").await;
    shop.screen.close().await;
}
