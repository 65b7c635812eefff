//! The history of sales in a browser: searched as it is typed, walked through with the keyboard, and the life of a sale.

use serde_json::json;

use crate::journey::{ENTER, arrive_at, cancel, charge};
use crate::screen::Screen;
use crate::world::access::{axe, is_accessible};
use crate::world::browser_shop::BrowserShop;
use crate::world::fits::fits;
use crate::world::look::size;

const ESCAPE: char = '\u{e00c}';
const HOME: char = '\u{e011}';
const END: char = '\u{e010}';
const DOWN: char = '\u{e015}';
const F6: char = '\u{e036}';

/// The number of the sale that is chosen in the list.
const CHOSEN: &str = "[data-testid=sale-row][aria-selected=true]";
const SEARCH: &str = "return document.querySelector('[data-testid=history-search]').value";

async fn finds(screen: &Screen, sales: usize) {
    let is_so = format!(
        "const rows = document.querySelector('[data-testid=history-rows]');
         return rows?.getAttribute('aria-busy') === 'false' && rows.dataset.count === '{sales}'"
    );
    assert!(screen.run_until(&is_so).await, "the list does not come to {sales} sales");
}

/// A paid sale of R$ 12,50 and a cancelled one of R$ 9,90; the history is open.
async fn two_sales() -> BrowserShop {
    let shop = BrowserShop::open().await;
    let screen = &shop.screen;
    size(screen, 1280, 800).await;
    let code = charge(screen, &shop.sandbox.bank, 1_250).await;
    shop.sandbox.bank.pay(&code);
    arrive_at(screen, "paid").await;
    screen.press(&[ENTER]).await;
    arrive_at(screen, "sell").await;
    charge(screen, &shop.sandbox.bank, 990).await;
    cancel(screen).await;
    screen.press(&[ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.press(&[F6]).await;
    finds(screen, 2).await;
    shop
}

#[tokio::test]
async fn a_sale_is_found_as_it_is_typed_and_opened_with_the_keyboard_alone() {
    let shop = two_sales().await;
    let screen = &shop.screen;
    screen.wait_for_text(CHOSEN, |text| text.contains("000002")).await;
    screen.press(&[DOWN]).await;
    screen.wait_for_text(CHOSEN, |text| text.contains("000001")).await;
    screen.press(&[HOME]).await;
    screen.wait_for_text(CHOSEN, |text| text.contains("000002")).await;
    screen.press(&[END]).await;
    screen.wait_for_text(CHOSEN, |text| text.contains("000001")).await;
    screen.press(&[HOME]).await;
    screen.write("12,50").await;
    finds(screen, 1).await;
    screen.wait_for_text("[data-testid=history-totals]", |text| text.contains("1 venda")).await;
    screen.press(&[ENTER]).await;
    arrive_at(screen, "paid").await;
    // Whoever comes back finds the search as it was; Esc takes it away, and then leaves.
    screen.press(&[ESCAPE]).await;
    finds(screen, 1).await;
    assert_eq!(screen.run(SEARCH).await, "12,50");
    screen.press(&[ESCAPE]).await;
    finds(screen, 2).await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("[data-testid=sales-dialog]").await;
    shop.screen.close().await;
}

#[tokio::test]
async fn the_life_of_a_sale_says_who_asked_and_what_proved_it_and_takes_a_note() {
    let shop = two_sales().await;
    let screen = &shop.screen;
    screen.press(&[END]).await;
    let line = "[data-testid=life-line]";
    screen.wait_for_text(line, |text| text.contains("Pago")).await;
    screen.click("[data-testid=history-note]").await;
    screen.write("voltou para trocar").await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text(line, |text| text.contains("voltou para trocar")).await;
    screen.wait_for_text("[data-testid=life-done]", |text| text == "Anotado.").await;
    // Money goes back on the sale's own screen, which leads back here.
    screen.click("[data-testid=history-refund]").await;
    screen.wait_for("[data-testid=refund-dialog]").await;
    arrive_at(screen, "paid").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("[data-testid=refund-dialog]").await;
    screen.press(&[ESCAPE]).await;
    finds(screen, 2).await;
    shop.screen.close().await;
}

#[tokio::test]
async fn what_is_not_there_says_what_was_looked_for_and_offers_to_check_the_id_of_a_payment() {
    let shop = two_sales().await;
    let screen = &shop.screen;
    let id = "E00416968202611281658aK7x2Qw9Lm0";
    screen.write(id).await;
    screen.wait_for_text("[data-testid=history-empty]", |text| text.contains(id)).await;
    screen.click("[data-testid=history-check-id]").await;
    let code = "return document.querySelector('[data-testid=check-code]')?.value";
    assert!(screen.run_until(&format!("{code} === '{id}'")).await, "the id was not carried over");
    screen.press(&[ESCAPE]).await;
    screen.wait_for("[data-testid=history-empty]").await;
    screen.press(&[ESCAPE]).await;
    finds(screen, 2).await;
    screen.click("[data-testid=history-days-yesterday]").await;
    screen.wait_for_text("[data-testid=history-empty]", |text| text.contains("Ontem")).await;
    shop.screen.close().await;
}

#[tokio::test]
async fn a_sale_that_is_paid_while_somebody_reads_changes_in_its_row_and_its_life() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    size(&screen, 1280, 800).await;
    let code = charge(&screen, &sandbox.bank, 1_250).await;
    screen.press(&[F6]).await;
    screen.wait_for_text(CHOSEN, |text| text.contains("Aguardando")).await;
    let sale = json!({
        "sale_id": "00000000-0000-4000-8000-000000000002",
        "amount_centavos": 700, "payer": null, "above_ceiling": false,
    });
    screen.ask("charge", sale).await;
    finds(&screen, 2).await;
    sandbox.bank.pay(sandbox.bank.only_charge(700)["copyAndPaste"].as_str().unwrap());
    screen
        .wait_for_text("[data-testid=sales-dialog] li:first-child", |text| text.contains("Pago"))
        .await;
    // What was chosen stays chosen.
    screen.wait_for_text(CHOSEN, |text| text.contains("000001")).await;
    sandbox.bank.pay(&code);
    // The customer who waited has paid: their PAGO is what is shown.
    arrive_at(&screen, "paid").await;
    screen.close().await;
}

#[tokio::test]
async fn the_history_fits_from_a_phone_to_a_large_desk_and_can_be_heard() {
    let shop = two_sales().await;
    let screen = &shop.screen;
    screen.run(&axe()).await;
    fits(screen, "history").await;
    is_accessible(screen, "history").await;
    size(screen, 1280, 800).await;
    screen.click("[data-testid=history-note]").await;
    is_accessible(screen, "note").await;
    // Upright the list stands alone, and the note is gone.
    fits(screen, "note").await;
    size(screen, 1280, 800).await;
    screen.click("[data-testid=history-export]").await;
    fits(screen, "export").await;
    screen.press(&[ESCAPE]).await;
    size(screen, 1280, 800).await;
    screen.write("nada disso").await;
    screen.wait_for("[data-testid=history-empty]").await;
    fits(screen, "empty").await;
    is_accessible(screen, "empty").await;
    shop.screen.close().await;
}
