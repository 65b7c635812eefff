//! The two doors, and the way between the shop and training.

use serde_json::json;

use super::{DOWN, FirstRun, page};
use crate::journey::{ENTER, arrive_at, charge};
use crate::sandbox::{Bank, Sandbox};

#[tokio::test]
async fn training_sells_at_once_and_the_shop_stands_apart() {
    let FirstRun { screen, till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;
    screen.wait_for("[data-testid=training-band]").await;
    let view = screen.ask("hello", json!({})).await;
    let bank = Bank::at(view["customer_bank_url"].as_str().unwrap());
    bank.pay(&charge(&screen, &bank, 1250).await);
    arrive_at(&screen, "paid").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;
    assert!(!till.home().join("order-log.db").exists(), "the shop was not begun by training");

    screen.click("[data-testid=to-shop]").await;
    screen.wait_for("[data-testid=setup-page]").await;
    assert!(!screen.shows("[data-testid=training-band]").await);
    assert!(till.orders().is_empty(), "what was sold in training is none of the shop's");
    screen.click("[data-testid=setup-back]").await;
    arrive_at(&screen, "first-run").await;
    screen.wait_for_text("[data-testid=try]", |text| text.contains("Continuar o treino")).await;
    screen.wait_for("[data-testid=bring-sales]").await;
    screen.click("[data-testid=try]").await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=last-sale]", |text| text.contains("12,50")).await;
    screen.close().await;
}

#[tokio::test]
async fn a_shop_whose_customer_may_still_pay_is_left_with_a_word_and_goes_on_asking() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till, _open } = FirstRun::of(sandbox.till()).await;
    let code = charge(&screen, &sandbox.bank, 700).await;
    screen.click("[data-testid=open-help]").await;
    screen.click("[data-testid=to-training]").await;
    screen.click("[data-testid=to-training-anyway]").await;
    arrive_at(&screen, "sell").await;
    screen.wait_for("[data-testid=training-band]").await;
    // Nobody looks at the shop, and its money is seen all the same.
    sandbox.bank.pay(&code);
    let begun = std::time::Instant::now();
    while till.orders()[0]["status"] != "paid" {
        assert!(begun.elapsed() < std::time::Duration::from_mins(1), "{:?}", till.orders());
        tokio::time::sleep(std::time::Duration::from_millis(200)).await; // between two looks
    }
    screen.click("[data-testid=to-shop]").await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=last-sale]", |text| text.contains("7,00")).await;
    screen.close().await;
}

#[tokio::test]
async fn a_provider_is_found_by_its_name_and_chosen_by_arrows() {
    let FirstRun { screen, till: _till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=connect]").await;
    page(&screen, "choose").await;
    screen.press(&[DOWN]).await;
    screen.wait_for("[data-testid=offer-integrapay]:checked").await;
    // It has no environments: where it answers is typed.
    screen.wait_for("[data-testid=field-environment]").await;
    screen.press(&['c', 'o', 'n', 'n', ENTER]).await;
    page(&screen, "fields").await;
    screen.wait_for("[data-testid=field-clientId]").await;
    screen.close().await;
}
