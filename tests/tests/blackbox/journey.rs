//! One sale from the keypad to PAGO, by the keyboard alone, as every door must let it happen.

use serde_json::json;

use crate::picture;
use crate::sandbox::Bank;
use crate::screen::Screen;

/// The sizes at which the till must look right, in pixels.
const SIZES: [(u32, u32); 3] = [(1024, 600), (1280, 800), (800, 1280)];

/// The Enter key, as drivers of browsers call it.
pub(crate) const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const F10: char = '\u{e03a}';

/// Sells for R$ 12,50 and once more for R$ 7,00; keeps pictures of each screen under the door's name.
pub(crate) async fn from_keypad_to_paid(screen: &Screen, door: &str) {
    arrive_at(screen, "sell").await;
    screen.note_violations().await;
    let till = screen.ask("hello", json!({})).await;
    assert_eq!(till["training"], true, "{till}");
    let bank = Bank::at(till["customer_bank_url"].as_str().unwrap());

    screen.press(&['1', '2', '5', '0']).await;
    screen.wait_for_text("[data-testid=amount]", |text| figures(text) == "12,50").await;
    keep_pictures(screen, door, "sell").await;

    screen.press(&[ENTER]).await;
    arrive_at(screen, "waiting").await;
    let charge = bank.only_charge(1250);
    let code = charge["copyAndPaste"].as_str().unwrap();
    screen.wait_for("[data-testid=qr]").await;
    screen.wait_for_text("[data-testid=copy-and-paste]", |text| text == code).await;
    // What a customer's camera reads is to the letter the provider's code, at every size.
    for (name, png) in keep_pictures(screen, door, "waiting").await {
        assert_eq!(picture::scan(&png), code, "{name}");
    }

    bank.pay(code);
    arrive_at(screen, "paid").await;
    keep_pictures(screen, door, "paid").await;

    screen.press(&[ENTER]).await;
    arrive_at(screen, "sell").await;
    screen.wait_for_text("[data-testid=last-sale]", |text| text.contains("12,50")).await;
    screen.wait_for_text("[data-testid=amount]", |text| figures(text) == "0,00").await;
    keep_pictures(screen, door, "sold").await;

    screen.press(&['7', '0', '0', ENTER]).await;
    arrive_at(screen, "waiting").await;
    let second = bank.only_charge(700);
    assert_ne!(second["copyAndPaste"], charge["copyAndPaste"]);

    // The policy is in force, and nothing above was against it.
    assert_eq!(screen.violations_with_an_inline_style().await, json!(["style-src-attr"]));
}

pub(crate) async fn arrive_at(screen: &Screen, name: &str) {
    screen.wait_for(&format!("main[data-screen={name}]")).await;
}

/// Keeps a picture of the screen at each size, in light and in dark.
pub(crate) async fn keep_pictures(
    screen: &Screen,
    door: &str,
    name: &str,
) -> Vec<(String, Vec<u8>)> {
    let mut pictures = Vec::new();
    for (width, height) in SIZES {
        screen.resize(width, height).await;
        for theme in ["dark", "light"] {
            screen.dress(theme).await;
            let png = screen.picture().await;
            let name = format!("{door}-{name}-{width}x{height}-{theme}");
            picture::keep(&png, &name);
            pictures.push((name, png));
        }
    }
    pictures
}

/// The digits and separators of a text, such as `12,50` of `R$ 12,50`.
fn figures(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect()
}

/// Types an amount and charges it, on a screen that is ready to sell; the code.
pub(crate) async fn charge(screen: &Screen, bank: &Bank, centavos: i64) -> String {
    arrive_at(screen, "sell").await;
    screen.write(&centavos.to_string()).await;
    screen.press(&[ENTER]).await;
    code_is_shown(screen, bank, centavos).await
}

/// Waits for the code of the charge of this amount. Before that, a sale has not arrived and is left without a question.
pub(crate) async fn code_is_shown(screen: &Screen, bank: &Bank, centavos: i64) -> String {
    arrive_at(screen, "waiting").await;
    let charge = bank.only_charge(centavos);
    let code = charge["copyAndPaste"].as_str().unwrap().to_owned();
    screen.wait_for_text("[data-testid=copy-and-paste]", |text| text == code).await;
    code
}

/// Cancels the sale whose code is shown.
pub(crate) async fn cancel(screen: &Screen) {
    screen.press(&[ESCAPE]).await;
    screen.wait_for("[data-testid=cancel-dialog]").await;
    screen.press(&[F10]).await;
    arrive_at(screen, "ended").await;
}
