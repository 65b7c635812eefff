//! The whole of it, by the keyboard alone and by touch alone: from an empty folder to a shop that sells.

use serde_json::json;

use super::{FirstRun, RIGHT, SHIFT, TAB, bytes_of, fill, page, to_fields};
use crate::journey::{ENTER, arrive_at, keep_pictures};
use crate::sandbox::{Bank, Sandbox};
use crate::screen::Screen;

/// Counts what a person does: screens seen, and presses that type nothing.
#[derive(Default)]
struct Effort {
    screens: u32,
    presses: u32,
}

impl Effort {
    async fn press(&mut self, screen: &Screen, keys: &[char]) {
        self.presses += u32::try_from(keys.len()).unwrap();
        screen.press(keys).await;
    }

    async fn see(&mut self, screen: &Screen, door: &str, name: &str) {
        self.screens += 1;
        keep_pictures(screen, door, name).await;
    }
}

async fn pay_the_trial(screen: &Screen, bank: &Bank) {
    screen.wait_for("[data-testid=trial][data-state=waiting] [data-testid=qr]").await;
    let charge = bank.only_charge(100);
    bank.pay(charge["copyAndPaste"].as_str().unwrap());
    screen.wait_for("[data-testid=trial][data-state=paid]").await;
}

#[tokio::test]
async fn by_the_keyboard_alone() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till, _open } = FirstRun::open().await;
    let mut effort = Effort::default();
    arrive_at(&screen, "first-run").await;
    assert!(!till.home().exists(), "nothing is made before a person chooses");
    effort.see(&screen, "first-run", "doors").await;
    effort.press(&screen, &[TAB, ENTER]).await;

    page(&screen, "choose").await;
    effort.see(&screen, "first-run", "choose").await;
    effort.press(&screen, &[TAB, TAB, RIGHT, RIGHT, TAB]).await;
    screen.write(&sandbox.url).await;
    effort.press(&screen, &[ENTER]).await;

    page(&screen, "fields").await;
    for field in ["clientId", "clientSecret", "applicationToken", "cryptoToken"] {
        screen.write(sandbox.credentials[field].as_str().unwrap()).await;
        // Behind a secret stands the button that shows it.
        let on: &[char] = if field == "clientId" { &[TAB] } else { &[TAB, TAB] };
        effort.press(&screen, on).await;
    }
    screen.write("Padaria do Zé").await;
    effort.press(&screen, &[TAB]).await;
    screen.write("123.456.789-09").await;
    effort.see(&screen, "first-run", "fields").await;
    effort.press(&screen, &[ENTER]).await;

    page(&screen, "tested").await;
    screen.wait_for("[data-testid=grants]").await;
    effort.see(&screen, "first-run", "tested").await;
    effort.press(&screen, &[ENTER]).await;
    pay_the_trial(&screen, &sandbox.bank).await;
    for _ in 0..4 {
        // The button that refunds stands before the one that goes on.
        if screen.run("return document.activeElement.dataset.testid === 'trial-refund'").await
            == true
        {
            break;
        }
        screen.press_with(SHIFT, TAB).await;
        effort.presses += 1;
    }
    effort.press(&screen, &[ENTER]).await;
    screen.wait_for("[data-testid=trial][data-state=refunded]").await;
    keep_pictures(&screen, "first-run", "refunded").await;
    effort.press(&screen, &[ENTER]).await;

    page(&screen, "shop").await;
    let shop = ["Padaria do Zé", "12.ABC.345/01DE-35", "São Paulo", "Caixa 1", "1"];
    for (place, text) in shop.iter().enumerate() {
        let on: &[char] = if place == 0 { &[] } else { &[TAB] };
        effort.press(&screen, on).await;
        screen.write(text).await;
    }
    effort.see(&screen, "first-run", "shop").await;
    effort.press(&screen, &[ENTER]).await;

    page(&screen, "relay").await;
    effort.see(&screen, "first-run", "relay").await;
    effort.press(&screen, &[ENTER]).await;
    page(&screen, "manager").await;
    screen.write("Lúcia").await;
    for _ in 0..2 {
        effort.press(&screen, &[TAB]).await;
        screen.write("4711").await;
    }
    effort.see(&screen, "first-run", "manager").await;
    effort.press(&screen, &[ENTER]).await;
    page(&screen, "ready").await;
    effort.see(&screen, "first-run", "ready").await;
    effort.press(&screen, &[ENTER]).await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=operator]", |text| text.contains("Lúcia")).await;
    assert!(effort.screens <= 9, "{} screens", effort.screens);
    let counted = format!("{} screens and {} presses", effort.screens, effort.presses);
    let docs = std::fs::read_to_string(testkit::programs::root().join("docs/onboarding.md"));
    assert!(docs.unwrap().contains(&counted), "docs/onboarding.md does not say {counted}");

    // The secrets are in the keyring, and nowhere in the home.
    let kept = bytes_of(&till.home());
    for secret in ["clientSecret", "applicationToken", "cryptoToken"] {
        let secret = sandbox.credentials[secret].as_str().unwrap().as_bytes();
        assert!(!kept.windows(secret.len()).any(|part| part == secret));
    }
    let setup = super::setup(&screen).await;
    assert_eq!(setup["draft"], json!(null), "{setup}");
    assert_eq!(setup["shop"]["document"], "12ABC34501DE35", "{setup}");
    screen.close().await;
}

#[tokio::test]
async fn by_touch_alone_in_english() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till: _till, _open } = FirstRun::open().await;
    screen.resize(800, 1280).await;
    arrive_at(&screen, "first-run").await;
    screen.run("document.documentElement.dataset.hands = 'touch'").await;
    screen.click("[data-testid=language]").await;
    screen.wait_for_text("h1", |text| text == "A till that takes Pix").await;
    to_fields(&screen, &sandbox.url).await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    screen.wait_for_text("h1", |text| text == "The account has answered").await;
    screen.click("[data-testid=trial-charge]").await;
    pay_the_trial(&screen, &sandbox.bank).await;
    screen.click("[data-testid=trial-refund]").await;
    screen.wait_for("[data-testid=trial][data-state=refunded]").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "shop").await;
    screen.fill("[data-testid=shop-name]", "Corner Bakery").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "relay").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "manager").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "ready").await;
    screen.click("[data-testid=setup-finish]").await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=operator]", |text| text.contains("No PIN")).await;
    let till = screen.ask("hello", json!({})).await;
    assert_eq!(till["preferences"]["language"], "en", "what was chosen first is kept: {till}");
    screen.close().await;
}
