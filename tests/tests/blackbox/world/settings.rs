//! The screen of the settings, by keyboard alone and by touch.

use serde_json::json;

use crate::journey::{ENTER, arrive_at};
use crate::world::browser_shop::BrowserShop;

const CONTROL: char = '\u{e009}';
const ESCAPE: char = '\u{e00c}';
const TAB: char = '\u{e004}';
const SAVED: &str = "[data-testid=settings-saved]";
const SOUNDS: &str = "[data-testid=set-sounds]";

#[tokio::test]
async fn a_setting_is_changed_by_keyboard_alone_and_stands_on_the_screen_behind_it() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen.press_with(CONTROL, ',').await;
    screen.wait_for("[data-testid='set-shop.name']").await;
    screen.press(&[TAB]).await;
    screen.press(&"Bar da Ana".chars().collect::<Vec<_>>()).await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text(SAVED, |text| text.contains("Guardado")).await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    screen.wait_for_text(".shop", |text| text == "Bar da Ana").await;
    screen.close().await;
}

#[tokio::test]
async fn a_setting_is_found_changed_and_taken_back_by_touch_and_a_bad_value_is_told_at_its_row() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen.click("[data-testid=open-help]").await;
    screen.click("[data-testid=open-settings]").await;
    screen.click("[data-testid=group-appearance]").await;
    screen.click(SOUNDS).await;
    screen.wait_for(&format!("{SOUNDS}[aria-checked=false]")).await;
    screen.click("[data-testid=row-sounds] .undo").await;
    screen.wait_for(&format!("{SOUNDS}[aria-checked=true]")).await;

    screen.click("[data-testid=group-sale]").await;
    let field = "document.querySelector(\"[data-testid='set-sale.expiry_minutes']\")";
    screen.click("[data-testid='set-sale.expiry_minutes']").await;
    screen.press(&"nunca".chars().collect::<Vec<_>>()).await;
    screen.press(&[ENTER]).await;
    let row = "[data-testid='row-sale.expiry_minutes'] .wrong";
    screen.wait_for_text(row, |text| text.contains("um número inteiro, de 1 a 1440")).await;
    let typed = screen.run(&format!("return {field}.value")).await;
    assert_eq!(typed, json!("nunca"), "what was typed is there to be mended");
    screen.run(&format!("{field}.select()")).await;
    screen.press(&"20".chars().collect::<Vec<_>>()).await;
    screen.press(&[ENTER]).await;
    assert!(screen.run_until(&format!("return {field}.value === '20\\u00a0min'")).await);
    let mended = format!("return document.querySelector(\"{row}\").textContent === ''");
    assert!(screen.run_until(&mended).await);
    screen.close().await;
}
