//! "Conferir comprovante" in a browser: typed, scanned, and answered in one word.

use crate::journey::{ENTER, arrive_at, charge};
use crate::screen::Screen;
use crate::world::access::{axe, is_accessible};
use crate::world::browser_shop::BrowserShop;
use crate::world::fits::fits;

const ESCAPE: char = '\u{e00c}';
const F5: char = '\u{e035}';
const F6: char = '\u{e036}';

async fn says(screen: &Screen, verdict: &str, word: &str) {
    screen.wait_for(&format!("[data-testid=check-answer][data-verdict={verdict}]")).await;
    screen.wait_for_text("[data-testid=check-word]", |text| text.trim() == word).await;
}

/// A paid sale of R$ 12,50, and the page open; the end-to-end id of its payment.
async fn paid_sale() -> (BrowserShop, String) {
    let shop = BrowserShop::open().await;
    let (screen, bank) = (&shop.screen, &shop.sandbox.bank);
    let code = charge(screen, bank, 1_250).await;
    bank.pay(&code);
    arrive_at(screen, "paid").await;
    screen.press(&[ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.press(&[F6]).await;
    screen.click("[data-testid=open-check-receipt]").await;
    screen.wait_for("[data-testid=check-code]").await;
    let id = bank.only_charge(1_250)["payments"][0]["endToEndId"].as_str().unwrap().to_owned();
    (shop, id)
}

#[tokio::test]
async fn a_receipt_is_read_at_once_and_answered_in_one_word() {
    let (shop, id) = paid_sale().await;
    let screen = &shop.screen;
    screen.run(&axe()).await;
    screen.write(&id).await;
    screen.wait_for("[data-testid=check-read]").await;
    screen.press(&[ENTER]).await;
    says(screen, "received", "RECEBIDO").await;
    screen.wait_for_text("[data-testid=check-sum]", |text| text.contains("12,50")).await;
    fits(screen, "answer").await;
    is_accessible(screen, "answer").await;
    screen.click("[data-testid=check-act]").await;
    arrive_at(screen, "paid").await;
    shop.screen.close().await;
}

#[tokio::test]
async fn a_cent_with_an_altered_picture_is_another_amount_and_offers_to_charge_the_rest() {
    let (shop, id) = paid_sale().await;
    let screen = &shop.screen;
    screen.write(&id).await;
    screen.click("[data-testid=check-amount]").await;
    screen.write("7000").await;
    screen.wait_for_text("#check-amount-about", |text| text.contains("70,00")).await;
    screen.press(&[ENTER]).await;
    says(screen, "other_amount", "VALOR DIFERENTE").await;
    screen.wait_for_text("[data-testid=check-act]", |text| text.contains("57,50")).await;
    screen.click("[data-testid=check-other]").await;
    let is_clear = "return document.querySelector('[data-testid=check-code]').value === ''";
    assert!(screen.run_until(is_clear).await);
    shop.screen.close().await;
}

#[tokio::test]
async fn a_barcode_of_ten_kilobytes_is_wrong_at_its_field_and_nothing_of_it_is_lost() {
    let (shop, _) = paid_sale().await;
    let screen = &shop.screen;
    let fill = "
        const field = document.querySelector('[data-testid=check-code]');
        field.value = '9'.repeat(10_000);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        field.focus();";
    screen.run(fill).await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text("#check-code-about", |text| text.contains("10.000")).await;
    let length = "return document.querySelector('[data-testid=check-code]').value.length";
    assert_eq!(screen.run(length).await, 10_000);
    // The code of no payment is told at its field too.
    screen.fill("[data-testid=check-code]", "abc").await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text("#check-code-about", |text| text.contains("32")).await;
    shop.screen.close().await;
}

#[tokio::test]
async fn what_a_scanner_sends_goes_into_the_field_wherever_the_focus_is() {
    let (shop, id) = paid_sale().await;
    let screen = &shop.screen;
    screen.run("document.querySelector('[data-testid=dialog-close]').focus()").await;
    screen.write(&id).await;
    screen.press(&[ENTER, ENTER]).await;
    says(screen, "received", "RECEBIDO").await;
    assert!(!screen.shows("[data-testid=scan-note]").await, "it is told as ignored");
    // From the amount as well, and the next code takes the place of the one before.
    screen.click("[data-testid=check-amount]").await;
    screen.write(&id).await;
    let value = "return document.querySelector('[data-testid=check-code]').value";
    assert_eq!(screen.run(value).await, id.as_str());
    screen.press(&[F5]).await;
    screen.wait_for("[data-testid=check-word]").await;
    shop.screen.close().await;
}

#[tokio::test]
async fn a_receipt_is_checked_for_the_customer_who_waits_and_leads_back_to_the_code() {
    let shop = BrowserShop::open().await;
    let screen = &shop.screen;
    charge(screen, &shop.sandbox.bank, 1_250).await;
    screen.click("[data-testid=check-receipt]").await;
    screen.wait_for_text("[data-testid=check-order]", |text| text.contains("000001")).await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("[data-testid=check-dialog]").await;
    arrive_at(screen, "waiting").await;
    shop.screen.close().await;
}
