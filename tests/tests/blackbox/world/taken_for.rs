//! What a page must not take for something else: an old key for an amount, another shop's sale for its own.

use serde_json::json;

use crate::journey::{ENTER, arrive_at, charge};
use crate::world::browser_shop::BrowserShop;

const F2: char = '\u{e032}';
const DELETE: char = '\u{e017}';

/// What is on the screen now, without waiting for anything.
const SCREEN: &str = "return document.querySelector('[data-testid=screen]').dataset.screen";

/// A charge that never reaches the till, and the page that is loaded again: F2 leads to figures at once.
#[tokio::test]
async fn whoever_goes_on_after_a_reload_types_at_once() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    let never_sends = "const ask = window.fetch;
        window.fetch = (path, asked) =>
            path === '/api/charge' ? new Promise(() => undefined) : ask(path, asked);";
    screen.run(never_sends).await;
    screen.press(&['9', '9', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    screen.load_again().await;
    arrive_at(&screen, "waiting").await;
    screen.press(&[F2]).await;
    assert_eq!(screen.run(SCREEN).await, "sell");
    screen.press(&['7', '0', '0']).await;
    let amount = "return document.querySelector('[data-testid=amount]').innerText";
    assert!(screen.run(amount).await.as_str().unwrap().contains("7,00"));
    screen.close().await;
}

/// A figure that was typed before PAGO, and not gone on with, is no part of the next amount.
#[tokio::test]
async fn a_key_from_before_pago_is_no_amount_minutes_later() {
    let BrowserShop { screen, sandbox, _open } = BrowserShop::open().await;
    for (leave, centavos) in [(ENTER, 1_250), (F2, 990)] {
        let code = charge(&screen, &sandbox.bank, centavos).await;
        // A "1" now and then until PAGO comes, as by somebody who leans on the keys.
        let types = "window.typed = 0;
            const type = () => {
                if (document.querySelector('[data-screen=waiting]') === null) return;
                typed += 1;
                document.body.dispatchEvent(new KeyboardEvent('keydown',
                    { key: '1', code: 'Digit1', bubbles: true, cancelable: true }));
                setTimeout(type, 200);
            };
            type();";
        screen.run(types).await;
        sandbox.bank.pay(&code);
        arrive_at(&screen, "paid").await;
        assert_eq!(screen.run("return typed > 0").await, true);
        let has_stood = "const now = performance.now();
            window.since ??= now;
            return now - since > 1_000";
        assert!(screen.run_until(has_stood).await);
        screen.run("delete window.since").await;
        screen.press(&[leave]).await;
        arrive_at(&screen, "sell").await;
        screen.press(&['7', '0', '0']).await;
        let amount =
            screen.wait_for_text("[data-testid=amount]", |text| text.contains("7,00")).await;
        assert!(!amount.contains("17,00"), "{amount}");
        screen.press(&[DELETE]).await;
    }
    screen.close().await;
}

/// Training and the shop itself may have had the same address one after the other: a number is no sale.
#[tokio::test]
async fn a_sale_of_another_till_with_the_same_number_is_not_shown_as_this_tabs() {
    let BrowserShop { screen, sandbox, _open } = BrowserShop::open().await;
    let code = charge(&screen, &sandbox.bank, 1_250).await;
    sandbox.bank.pay(&code);
    arrive_at(&screen, "paid").await;

    let notes = "window.seen = [];
        new MutationObserver(() => {
            const screen = document.querySelector('[data-testid=screen]')?.dataset.screen;
            if (screen !== undefined && !seen.includes(screen)) seen.push(screen);
        }).observe(document, { attributes: true, childList: true, subtree: true });";
    screen.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": notes })).await;
    screen.load_again().await;
    arrive_at(&screen, "paid").await;
    assert_eq!(screen.run("return seen.includes('paid')").await, true);

    // As the page finds it: the page of before notes its sale to the end.
    let other = "const sale = JSON.parse(sessionStorage.getItem('balcao.sale'));
        sale.sale_id = '5f0c6d6e-7d53-4a3c-9a9e-0c8e6f4f1a01';
        sale.screen = 'waiting';
        sessionStorage.setItem('balcao.sale', JSON.stringify(sale));";
    screen.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": other })).await;
    screen.load_again().await;
    arrive_at(&screen, "sell").await;
    assert_eq!(screen.run("return seen").await, json!(["starting", "sell"]));
    screen.close().await;
}

/// A scanner in ALT mode holds Alt down and types each character's number on the number pad, then Enter.
#[tokio::test]
async fn a_scanner_that_types_the_numbers_of_its_characters_charges_nothing() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen.press(&['1', '2', '5', '0']).await;
    let scans = "const press = (key) => document.body.dispatchEvent(
            new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key }));
        for (const number of ['0055', '0056', '0057']) {
            press({ key: 'Alt', code: 'AltLeft', altKey: true });
            for (const figure of number)
                press({ key: figure, code: `Numpad${figure}`, altKey: true });
        }
        press({ key: 'Enter', code: 'Enter' });";
    // What a hand has typed before has ended by itself.
    assert!(
        screen
            .run_until("window.since ??= performance.now(); return performance.now() - since > 400")
            .await
    );
    screen.run(scans).await;
    assert_eq!(screen.run(SCREEN).await, "sell");
    screen.wait_for_text("main", |text| text.contains("leitor") || text.contains("scanner")).await;
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("12,50")).await;
    // The hand's own Enter charges.
    assert!(screen.run_until("return performance.now() - since > 1_200").await);
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "waiting").await;
    screen.close().await;
}
