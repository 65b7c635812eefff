//! The screen of the settings, by keyboard alone and by touch, in a browser and in the window, in every size, in
//! light and in dark, in both languages.

use std::fs;

use serde_json::json;

use crate::journey::{ENTER, arrive_at};
use crate::screen::Screen;
use crate::window::{Driver, for_training};
use crate::world::access::{axe, is_accessible};
use crate::world::browser_shop::BrowserShop;
use crate::world::fits::fits;
use crate::world::look::keep_sizes;

const CONTROL: char = '\u{e009}';
const ESCAPE: char = '\u{e00c}';
const F10: char = '\u{e03a}';
const TAB: char = '\u{e004}';
const SAVED: &str = "[data-testid=settings-saved]";
const SOUNDS: &str = "[data-testid=set-sounds]";
/// As they stand on the screen.
const GROUPS: [&str; 8] =
    ["shop", "sale", "accounts", "operators", "receipts", "appearance", "devices", "privacy"];

#[tokio::test]
async fn a_setting_is_changed_by_keyboard_alone_and_stands_on_the_screen_behind_it() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    names_the_shop(&screen).await;
    screen.close().await;
}

#[tokio::test]
async fn in_the_window_a_setting_is_changed_by_keyboard_alone_and_what_the_file_says_is_followed() {
    let home = tempfile::tempdir().unwrap();
    let driver = Driver::start();
    let screen = driver.open(&for_training(home.path())).await;
    names_the_shop(&screen).await;
    let file = home.path().join("training/settings.toml");
    assert!(fs::read_to_string(&file).unwrap().contains("Bar da Ana"));
    screen.press_with(CONTROL, ',').await;
    screen.wait_for("[data-testid='set-shop.name']").await;
    screen.keep("window-settings").await;
    // Another hand at the file, while the screen is open.
    fs::write(&file, "[shop]\nname = \"Bar do Zé\"\n[sale]\nexpiry_minutes = 0\n").unwrap();
    let is_followed =
        "return document.querySelector(\"[data-testid='set-shop.name']\").value === 'Bar do Zé'";
    assert!(screen.run_until(is_followed).await);
    screen.click("[data-testid=group-sale]").await;
    let row = "[data-testid='row-sale.expiry_minutes'] .wrong";
    screen.wait_for_text(row, |text| text.contains("linha 4")).await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    screen.close().await;
}

#[tokio::test]
async fn each_group_fits_is_accessible_and_is_kept_as_a_picture() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen.run(&axe()).await;
    for (key, value) in [
        ("shop.name", "Padaria e Confeitaria Estrela da Manhã Ltda"),
        ("shop.document", "11.222.333/0001-81"),
        ("sale.ceiling_centavos", "R$ 500,00"),
        ("theme", "light"),
    ] {
        screen.ask("set_setting", json!({ "key": key, "value": value })).await;
    }
    screen.press_with(CONTROL, ',').await;
    for language in ["en", "pt-BR"] {
        screen.ask("set_setting", json!({ "key": "language", "value": language })).await;
        screen.wait_for(&format!("html[lang={language}]")).await;
        for group in GROUPS {
            screen.click(&format!("[data-testid=group-{group}]")).await;
            if group == "sale" {
                let expiry = "[data-testid='set-sale.expiry_minutes']";
                screen.fill(expiry, "nunca").await;
                screen.press(&[ENTER]).await;
                screen.wait_for(&format!("{expiry}[aria-invalid=true]")).await;
            }
            let what = format!("settings-{group}");
            fits(&screen, &what).await;
            if language == "pt-BR" {
                is_accessible(&screen, &what).await;
            }
            keep_sizes(&screen, &format!("browser-{what}-{language}")).await;
        }
    }
    screen.close().await;
}

/// By keyboard alone.
async fn names_the_shop(screen: &Screen) {
    arrive_at(screen, "sell").await;
    screen.press_with(CONTROL, ',').await;
    screen.wait_for("[data-testid='set-shop.name']").await;
    // Before the rows stands the way on with a set-up that was left out.
    let has_it = "return document.activeElement?.dataset.testid === 'set-shop.name'";
    for _ in 0..3 {
        screen.press(&[TAB]).await;
        if screen.run(has_it).await == true {
            break;
        }
    }
    screen.write("Bar da Ana").await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text(SAVED, |text| text.contains("Guardado")).await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    screen.wait_for_text(".shop", |text| text == "Bar da Ana").await;
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
    screen.write("nunca").await;
    screen.press(&[ENTER]).await;
    let row = "[data-testid='row-sale.expiry_minutes'] .wrong";
    screen
        .wait_for_text(row, |text| text.contains("um número inteiro de minutos, de 1 a 1440"))
        .await;
    let typed = screen.run(&format!("return {field}.value")).await;
    assert_eq!(typed, json!("nunca"), "what was typed is there to be mended");
    screen.run(&format!("{field}.select()")).await;
    screen.write("20").await;
    screen.press(&[ENTER]).await;
    assert!(screen.run_until(&format!("return {field}.value === '20\\u00a0min'")).await);
    screen.wait_for_text(SAVED, |text| text.contains("Validade do QR")).await;
    let mended = format!("return document.querySelector(\"{row}\").textContent === ''");
    assert!(screen.run_until(&mended).await);

    // What is wrong stays told while another setting is changed, and goes with what is right.
    screen.run(&format!("{field}.select()")).await;
    screen.write("-5").await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text(row, |text| text.contains("Não serve")).await;
    screen
        .run("document.querySelector(\"[data-testid='set-sale.ceiling_centavos']\").focus()")
        .await;
    screen.write("1.500").await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text(SAVED, |text| text.contains("Perguntar acima de")).await;
    screen.wait_for_text(row, |text| text.contains("Não serve")).await;
    let ceiling =
        "return document.querySelector(\"[data-testid='set-sale.ceiling_centavos']\").value";
    assert_eq!(screen.run(ceiling).await, json!("R$\u{a0}1.500,00"));
    screen.click("[data-testid='set-sale.expiry_minutes']").await;
    screen.press(&[ESCAPE]).await;
    assert!(screen.run_until(&mended).await, "Esc leaves what was typed, and not the dialog");
    assert!(screen.run_until(&format!("return {field}.value === '20\\u00a0min'")).await);
    screen.close().await;
}

#[tokio::test]
async fn data_is_blanked_sooner_only_once_somebody_has_said_so_twice() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen.press_with(CONTROL, ',').await;
    screen.click("[data-testid=group-privacy]").await;
    let days = "[data-testid='set-retention.personal_data_days']";
    let value = format!("return document.querySelector(\"{days}\").value");
    let shorten = async || {
        screen.click(days).await;
        screen.write("1").await;
        screen.press(&[ENTER]).await;
        screen.wait_for("[data-testid=lessen-yes]").await;
    };
    shorten().await;
    // Enter stands on the way back.
    screen.press(&[ENTER]).await;
    screen.wait_until_gone("[data-testid=lessen-yes]").await;
    assert_eq!(screen.run(&value).await, json!("180\u{a0}dias"));
    shorten().await;
    screen.press(&[F10]).await;
    screen.wait_for_text(SAVED, |text| text.contains("Guardado")).await;
    assert_eq!(screen.run(&value).await, json!("1\u{a0}dia"));
    screen.close().await;
}

#[tokio::test]
async fn a_broken_file_is_told_before_anything_is_tried_and_written_anew_from_what_held() {
    let home = tempfile::tempdir().unwrap();
    let driver = Driver::start();
    let screen = driver.open(&for_training(home.path())).await;
    names_the_shop(&screen).await;
    let file = home.path().join("training/settings.toml");
    fs::write(&file, "[shop\n").unwrap();
    screen.press_with(CONTROL, ',').await;
    let told = "[data-testid=settings-broken]";
    screen.wait_for_text(told, |text| text.contains("linha 1") && text.contains(".toml")).await;
    screen.click("[data-testid=settings-restore]").await;
    screen.wait_until_gone(told).await;
    assert!(fs::read_to_string(&file).unwrap().contains("Bar da Ana"));
    let unknown = "[shop]\nname = \"Bar da Ana\"\n[caixa]\nnumero = 1\n";
    fs::write(&file, unknown).unwrap();
    let says = |text: &str| text.contains("linha 3: caixa");
    screen.wait_for_text("[data-testid=settings-unknown]", says).await;
    screen.close().await;
}

#[tokio::test]
async fn settings_lead_to_backups_doctor_and_who_works_here_by_what_people_call_them() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    for (search, way, dialog) in [
        ("restaurar", "backups", "backups-dialog"),
        ("diagnóstico", "doctor", "doctor"),
        ("pin", "operators", "operators-dialog"),
    ] {
        screen.press_with(CONTROL, ',').await;
        screen.fill("[data-testid=settings-search]", search).await;
        screen.click(&format!(".rows [data-testid=open-{way}]")).await;
        screen.wait_for(&format!("[data-testid={dialog}]")).await;
        screen.press(&[ESCAPE]).await;
        screen.wait_until_gone("dialog").await;
    }
    screen.close().await;
}
