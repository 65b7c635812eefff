//! The ways out of a sale that is stuck, in a browser: by keyboard alone and by touch alone, in every size, in light
//! and in dark.

use jiff::Timestamp;
use serde_json::json;

use crate::journey::{ENTER, arrive_at, charge};
use crate::screen::Screen;
use crate::world::access::{axe, is_accessible};
use crate::world::browser_shop::BrowserShop;
use crate::world::fits::fits;
use crate::world::look::{keep_sizes, size};

const ESCAPE: char = '\u{e00c}';
const BACKSPACE: char = '\u{e003}';
const TAB: char = '\u{e004}';
const F5: char = '\u{e035}';
const F6: char = '\u{e036}';

/// A sale of this amount about which nobody is heard; the customer's code.
async fn stuck(shop: &BrowserShop, centavos: i64) -> String {
    let bank = &shop.sandbox.bank;
    let code = charge(&shop.screen, bank, centavos).await;
    bank.fault(&json!({ "on": "fetch", "kind": "status_500", "times": 1_000 }));
    shop.screen.wait_for("[data-testid=stuck]").await;
    code
}

async fn tab_to(screen: &Screen, testid: &str) {
    for _ in 0..20 {
        let has_it = format!("return document.activeElement?.dataset.testid === '{testid}'");
        if screen.run(&has_it).await == true {
            return;
        }
        screen.press(&[TAB]).await;
    }
    panic!("Tab does not lead to {testid}");
}

#[tokio::test]
async fn a_sale_is_confirmed_by_hand_with_the_keyboard_and_proved_later() {
    let shop = BrowserShop::open().await;
    let screen = &shop.screen;
    size(screen, 1280, 800).await;
    let code = stuck(&shop, 1_250).await;
    tab_to(screen, "stuck").await;
    screen.press(&[ENTER]).await;
    screen.wait_for("[data-testid=stuck-dialog]").await;
    tab_to(screen, "stuck-confirm").await;
    screen.press(&[ENTER]).await;
    screen.wait_for("[data-testid=by-hand-dialog]").await;
    // Without a reason nothing is written.
    screen.press(&[ENTER]).await;
    screen.wait_for_text("#by-hand-error", |text| text.contains("motivo")).await;
    screen.press(&[' ']).await;
    tab_to(screen, "by-hand-id").await;
    screen.write("E123").await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text("#by-hand-id-error", |text| text.contains("32")).await;
    let minute = Timestamp::now().strftime("%Y%m%d%H%M");
    screen.press(&[BACKSPACE; 4]).await;
    let id = format!("E00416968{minute}abcDEF12345");
    screen.write(&id).await;
    screen.press(&[ENTER]).await;
    arrive_at(screen, "by_hand").await;
    screen.wait_for_text("[data-testid=status-pill]", |text| text == "Confirmada à mão").await;
    let facts = "[data-testid=by-hand-facts]";
    screen.wait_for_text(facts, |text| text.contains("abcDEF12345")).await;
    screen.wait_for_text("[data-testid=attention]", |text| text.contains("1 à mão")).await;

    screen.press(&[ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.press(&[F6]).await;
    let row = "[data-testid=sales-dialog] li:first-child";
    screen.wait_for_text(row, |text| text.contains("Pago, à mão")).await;
    screen.press(&[ENTER]).await;
    arrive_at(screen, "by_hand").await;

    shop.sandbox.bank.no_faults();
    shop.sandbox.bank.pay(&code);
    screen.press(&[F5]).await;
    arrive_at(screen, "paid").await;
    screen.wait_for_text("[data-testid=was-by-hand]", |text| text.contains("à mão")).await;
    screen.wait_until_gone("[data-testid=attention]").await;
    shop.screen.close().await;
}

#[tokio::test]
async fn what_was_shown_for_a_sale_and_is_anothers_payment_is_told_in_the_list_and_on_its_screen() {
    let shop = BrowserShop::open().await;
    let (screen, bank) = (&shop.screen, &shop.sandbox.bank);
    stuck(&shop, 1_250).await;
    let sale = json!({
        "sale_id": "00000000-0000-4000-8000-000000000002",
        "amount_centavos": 700, "payer": null, "above_ceiling": false,
    });
    let second = screen.ask("charge", sale).await;
    bank.pay(second["attempts"][0]["copy_and_paste"].as_str().unwrap());
    let id = bank.only_charge(700)["payments"][0]["endToEndId"].clone();
    let said = json!({ "order": "000001", "reason": "comprovante", "end_to_end_id": id });
    let first = screen.ask("confirm_by_hand", said).await;
    assert_eq!(first["status"], "by_hand", "{first}");
    arrive_at(screen, "by_hand").await;
    assert!(!screen.shows("[data-testid=paid-elsewhere]").await);
    bank.no_faults();
    let second = screen.ask("check_now", json!({ "order": "000002" })).await;
    assert_eq!(second["status"], "paid", "{second}");
    screen.click("[data-testid=attention]").await;
    let names_it = |text: &str| text.contains("pagamento da venda 000002");
    screen.wait_for_text("[data-testid=by-hand]", names_it).await;
    screen.click("[data-testid=sale-000001]").await;
    screen.wait_for_text("[data-testid=paid-elsewhere]", names_it).await;
    shop.screen.close().await;
}

#[tokio::test]
async fn a_sale_is_given_up_by_touch_and_its_money_is_loud_all_the_same() {
    let shop = BrowserShop::open().await;
    let screen = &shop.screen;
    let code = stuck(&shop, 990).await;
    screen.click("[data-testid=stuck]").await;
    screen.click("[data-testid=stuck-give-up]").await;
    screen.click("[data-testid=give-up-yes]").await;
    screen.wait_for_text("#give-up-error", |text| text.contains("motivo")).await;
    screen.click("[data-testid=give-up-reason-other]").await;
    screen.fill("[data-testid=give-up-reason-own]", "o cliente volta depois").await;
    screen.click("[data-testid=give-up-yes]").await;
    arrive_at(screen, "ended").await;
    screen
        .wait_for_text("[data-testid=given-up]", |text| text.contains("o cliente volta depois"))
        .await;
    screen.click("[data-testid=new-sale]").await;
    arrive_at(screen, "sell").await;
    shop.sandbox.bank.no_faults();
    shop.sandbox.bank.pay(&code);
    screen.wait_for_text("[data-testid=banner]", |text| text.contains("9,90")).await;
    shop.screen.close().await;
}

#[tokio::test]
async fn each_step_fits_is_accessible_and_is_kept_as_a_picture() {
    let shop = BrowserShop::open().await;
    let screen = &shop.screen;
    arrive_at(screen, "sell").await;
    screen.run(&axe()).await;
    let looks_right = async |what: &str| {
        fits(screen, what).await;
        is_accessible(screen, what).await;
        for language in ["en", "pt-BR"] {
            screen.ask("set_setting", json!({ "key": "language", "value": language })).await;
            screen.wait_for(&format!("html[lang={language}]")).await;
            keep_sizes(screen, &format!("browser-{what}-{language}")).await;
        }
    };
    stuck(&shop, 98_765).await;
    looks_right("stuck-waiting").await;
    screen.click("[data-testid=stuck]").await;
    looks_right("stuck").await;
    screen.click("[data-testid=stuck-confirm]").await;
    screen.click("[data-testid=by-hand-reason-other]").await;
    screen.fill("[data-testid=by-hand-id]", "E00416968202603101827abcDEF12345").await;
    screen.click("[data-testid=by-hand-yes]").await;
    screen.wait_for_text("#by-hand-error", |text| !text.is_empty()).await;
    screen.fill("[data-testid=by-hand-reason-own]", "o dono viu na conta").await;
    screen.click("[data-testid=by-hand-yes]").await;
    screen.wait_for_text("#by-hand-id-error", |text| text.contains("antes desta venda")).await;
    looks_right("by-hand-dialog").await;
    let minute = Timestamp::now().strftime("%Y%m%d%H%M");
    screen.fill("[data-testid=by-hand-id]", &format!("E00416968{minute}abcDEF12345")).await;
    screen.click("[data-testid=by-hand-yes]").await;
    arrive_at(screen, "by_hand").await;
    looks_right("by-hand").await;
    screen.click("[data-testid=attention]").await;
    screen.wait_for("[data-testid=by-hand]").await;
    looks_right("by-hand-attention").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    screen.press(&[ENTER]).await;

    shop.sandbox.bank.no_faults();
    stuck(&shop, 990).await;
    screen.click("[data-testid=stuck]").await;
    screen.click("[data-testid=stuck-give-up]").await;
    looks_right("give-up").await;
    screen.click("[data-testid=give-up-reason-customer_left]").await;
    screen.click("[data-testid=give-up-yes]").await;
    arrive_at(screen, "ended").await;
    looks_right("given-up").await;
    shop.screen.close().await;
}
