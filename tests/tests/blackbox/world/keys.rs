//! Keys as keyboards, number pads and barcode scanners send them, each at its own rhythm.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::journey::{arrive_at, code_is_shown};
use crate::money_back::serve;
use crate::sandbox::Sandbox;
use crate::screen::Screen;

/// A shop with its till open in a browser.
struct Shop {
    sandbox: Sandbox,
    screen: Screen,
    /// When the next key is pressed, in seconds since 1970: the browser goes by what the device says.
    clock: f64,
    _till: (testkit::process::Running, crate::terminal::balcao::Till, Browser),
}

/// A pause after which what is typed belongs to nothing before it, in seconds.
const PAUSE: f64 = 1.2;

/// In seconds since 1970.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

impl Shop {
    async fn open() -> Self {
        let sandbox = Sandbox::start();
        let till = sandbox.till();
        let (serving, url) = serve(&till);
        let browser = Browser::start();
        let screen = browser.open(&url).await;
        arrive_at(&screen, "sell").await;
        screen.wait_for("[data-testid=charge-button]").await;
        Self { sandbox, screen, clock: now(), _till: (serving, till, browser) }
    }

    /// Time goes by. The page presses keys as well, by the computer's own clock: ours is never behind it.
    fn pause(&mut self) {
        self.clock = now().max(self.clock) + PAUSE;
    }

    /// One key of the main keyboard or of the number pad, this many milliseconds after the last.
    async fn key(&mut self, key: &str, code: &str, after_ms: u32) {
        self.clock += f64::from(after_ms) / 1_000.0;
        let text = match key {
            "Enter" => "\r",
            _ if key.chars().count() == 1 => key,
            _ => "",
        };
        let virtual_key = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            _ => 0,
        };
        let is_keypad = code.starts_with("Numpad");
        let mut event = json!({
            "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" },
            "key": key, "code": code, "timestamp": self.clock, "isKeypad": is_keypad,
            "windowsVirtualKeyCode": virtual_key,
        });
        if !text.is_empty() {
            event["text"] = text.into();
        }
        self.screen.devtools("Input.dispatchKeyEvent", event).await;
        let up = json!({
            "type": "keyUp", "key": key, "code": code, "timestamp": self.clock + 0.001,
            "windowsVirtualKeyCode": virtual_key,
        });
        self.screen.devtools("Input.dispatchKeyEvent", up).await;
    }

    /// A line of keys and what ends it, with this many milliseconds before each but the first.
    async fn line(&mut self, text: &str, end: Option<&str>, gaps_ms: &[u32]) {
        self.pause();
        let mut gaps = gaps_ms.iter().copied().cycle();
        for (index, character) in text.chars().enumerate() {
            let code = match character {
                ',' => "Comma".to_owned(),
                '.' => "Period".to_owned(),
                _ if character.is_ascii_digit() => format!("Digit{character}"),
                _ => format!("Key{}", character.to_ascii_uppercase()),
            };
            let gap = if index == 0 { 0 } else { gaps.next().unwrap() };
            self.key(&character.to_string(), &code, gap).await;
        }
        if let Some(end) = end {
            let gap = gaps.next().unwrap();
            self.key(end, end, gap).await;
        }
    }

    /// The amount on the screen, as a person reads it.
    async fn reads(&self, amount: &str) {
        let is_right = |text: &str| text.replace('\u{a0}', " ").trim() == amount;
        self.screen.wait_for_text("[data-testid=amount]", is_right).await;
    }

    /// What has been charged at the provider, in centavos.
    fn charged(&self) -> Vec<Value> {
        self.sandbox.bank.charges().iter().map(|it| it["amount_centavos"].clone()).collect()
    }

    /// Nothing of what came stands on the amount, and the screen says from where it came.
    async fn ignored(&self, amount: &str) {
        self.screen.wait_for_text("main", |text| text.contains("Leitura do leitor")).await;
        self.reads(amount).await;
        assert_eq!(
            self.screen.run("return document.querySelector('main').dataset.screen").await,
            "sell"
        );
    }

    async fn clear(&mut self) {
        self.pause();
        self.key("Delete", "Delete", 0).await;
        self.reads("R$ 0,00").await;
    }

    /// The customer pays the code on the screen.
    async fn pay(&self, centavos: i64) {
        let code = code_is_shown(&self.screen, &self.sandbox.bank, centavos).await;
        self.sandbox.bank.pay(&code);
    }
}

#[tokio::test]
async fn five_comma_zero_zero_is_five_reais_on_both_keyboards() {
    let mut shop = Shop::open().await;
    for (keys, amount) in [
        ([("5", "Numpad5"), (",", "NumpadDecimal"), ("0", "Numpad0"), ("0", "Numpad0")], "R$ 5,00"),
        ([("5", "Digit5"), (".", "Period"), ("5", "Digit5"), ("", "")], "R$ 5,50"),
        ([("1", "Numpad1"), ("2", "Numpad2"), (".", "NumpadComma"), ("5", "Numpad5")], "R$ 12,50"),
        ([("7", "Digit7"), (",", "Comma"), ("0", "Digit0"), ("1", "Digit1")], "R$ 7,01"),
        ([("1", "Digit1"), ("2", "Digit2"), ("5", "Digit5"), ("0", "Digit0")], "R$ 12,50"),
    ] {
        for (key, code) in keys.into_iter().filter(|(key, _)| !key.is_empty()) {
            shop.key(key, code, 150).await;
        }
        shop.reads(amount).await;
        shop.clear().await;
    }

    // What may be a thousand or one is shown as it was typed, and not charged.
    shop.line("1.234", Some("Enter"), &[150]).await;
    shop.screen.wait_for_text("main", |text| text.contains("Não dá para saber")).await;
    shop.reads("1.234").await;
    assert_eq!(shop.charged(), Vec::<Value>::new());
    shop.clear().await;

    shop.line("5,00", Some("Enter"), &[150]).await;
    arrive_at(&shop.screen, "waiting").await;
    shop.sandbox.bank.only_charge(500);
    assert_eq!(shop.charged(), [json!(500)]);
    shop.screen.close().await;
}

#[tokio::test]
async fn a_scanner_never_makes_an_amount_or_a_charge() {
    let mut shop = Shop::open().await;
    for (text, end, gaps) in [
        ("12345", Some("Enter"), &[35][..]),
        ("123", Some("Enter"), &[5]),
        ("7", Some("Enter"), &[35]),
        ("7891234567895", Some("Enter"), &[0, 1, 2]),
        ("7891234567895", Some("Enter"), &[50, 80, 64, 71]),
        ("78912345", Some("Enter"), &[10, 60, 33, 48, 21]),
        ("12345", Some("Tab"), &[8]),
        ("12345", None, &[35]),
        ("SKU451", Some("Enter"), &[70]),
    ] {
        shop.line(text, end, gaps).await;
        shop.ignored("R$ 0,00").await;
        // The next key takes the word away.
        shop.line("9", None, &[0]).await;
        shop.reads("R$ 0,09").await;
        shop.clear().await;
    }

    // The cashier's own figures stay, and are charged by the cashier's Enter.
    shop.line("1250", None, &[140]).await;
    shop.line("7891234567895", Some("Enter"), &[5]).await;
    shop.ignored("R$ 12,50").await;
    shop.line("4507", Some("Enter"), &[35]).await;
    shop.ignored("R$ 12,50").await;
    assert_eq!(shop.charged(), Vec::<Value>::new());
    shop.pause();
    shop.key("Enter", "Enter", 0).await;
    arrive_at(&shop.screen, "waiting").await;

    // On the waiting screen and into the question whether to cancel it does nothing either.
    shop.line("7891234567895", Some("Enter"), &[5]).await;
    shop.screen.wait_for("[data-testid=scan-note]").await;
    shop.key("Escape", "Escape", 2_000).await;
    shop.screen.wait_for("[data-testid=cancel-dialog]").await;
    shop.line("12345", Some("Enter"), &[35]).await;
    shop.screen.wait_for("[data-testid=cancel-dialog]").await;
    shop.key("Escape", "Escape", 2_000).await;

    // Nor does it take PAGO away.
    shop.pay(1_250).await;
    arrive_at(&shop.screen, "paid").await;
    shop.line("7891234567895", Some("Enter"), &[35]).await;
    shop.screen.wait_for("[data-testid=scan-note]").await;
    assert!(shop.screen.shows("main[data-screen=paid]").await);
    shop.pause();
    shop.key("Enter", "Enter", 0).await;
    arrive_at(&shop.screen, "sell").await;
    shop.reads("R$ 0,00").await;
    assert_eq!(shop.charged(), [json!(1_250)]);
    shop.screen.close().await;
}

#[tokio::test]
async fn a_quick_hand_is_no_scanner() {
    let mut shop = Shop::open().await;
    for (text, gaps, centavos) in [
        ("1250", &[75, 62, 88, 70][..], 1_250),
        ("990", &[70, 18, 75], 990),
        ("1475", &[80, 15, 65, 20], 1_475),
        ("50", &[85, 30], 50),
    ] {
        shop.line(text, Some("Enter"), gaps).await;
        arrive_at(&shop.screen, "waiting").await;
        shop.sandbox.bank.only_charge(centavos);
        shop.key("F2", "F2", 2_000).await;
        arrive_at(&shop.screen, "sell").await;
    }
    assert_eq!(shop.charged().len(), 4);
    shop.screen.close().await;
}

#[tokio::test]
async fn what_is_pressed_on_pago_is_for_the_next_sale_and_pago_is_seen() {
    let mut shop = Shop::open().await;
    // How long PAGO stands is noted by the page itself.
    let script = "const main = document.querySelector('main'); window.stood = [];
        let since = null;
        new MutationObserver(() => {
            const isPaid = main.dataset.screen === 'paid';
            if (isPaid) since ??= performance.now();
            else if (since !== null) { stood.push(performance.now() - since); since = null; }
        }).observe(main, { attributeFilter: ['data-screen'] });";
    shop.screen.run(script).await;
    // The page presses Enter in the moment in which PAGO appears, once or twice, or begins to type.
    let press = |keys: &str| {
        format!(
            "const main = document.querySelector('main');
            const watch = new MutationObserver(() => {{
                if (main.dataset.screen !== 'paid') return;
                watch.disconnect();
                for (const [key, wait] of {keys}) setTimeout(() =>
                    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{
                        key, code: key === 'Enter' ? key : 'Digit' + key,
                        bubbles: true, cancelable: true }})), wait);
            }});
            watch.observe(main, {{ attributeFilter: ['data-screen'] }});"
        )
    };
    for (keys, left, centavos) in [
        ("[['F10', 20]]", "R$ 0,00", 100),
        ("[['F10', 20], ['F10', 180]]", "R$ 0,00", 200),
        ("[['7', 50], ['0', 200], ['0', 350]]", "R$ 7,00", 300),
        ("[['F10', 30], ['7', 200], ['5', 350]]", "R$ 0,75", 400),
    ] {
        let amount = centavos.to_string();
        shop.line(&amount, Some("Enter"), &[150]).await;
        arrive_at(&shop.screen, "waiting").await;
        shop.screen.run(&press(keys)).await;
        // PAGO stands for less time than a busy computer may need to look at it: the page tells of it.
        shop.pay(centavos).await;
        arrive_at(&shop.screen, "sell").await;
        shop.reads(left).await;
        assert!(shop.screen.shows("main[data-screen=sell]").await, "{keys} charged");
        shop.clear().await;
    }
    let stood = shop.screen.run("return stood").await;
    let stood: Vec<f64> = stood.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    assert_eq!(stood.len(), 4);
    assert!(stood.iter().all(|&ms| ms >= 590.0), "PAGO stood {stood:?} ms");
    assert_eq!(shop.charged().len(), 4);
    shop.screen.close().await;
}
