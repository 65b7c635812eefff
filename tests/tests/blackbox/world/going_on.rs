//! A cashier who has gone on to the next customer: nothing that comes late calls them back, and no money goes untold.

use serde_json::{Value, json};

use crate::journey::{ENTER, arrive_at, charge};
use crate::screen::Screen;
use crate::world::browser_shop::BrowserShop;

const F2: char = '\u{e032}';

/// Holds what the page asks about single orders, until it is let go.
const HOLD_QUESTIONS: &str = "
    window.held = 0;
    window.answered = 0;
    const ask = window.fetch;
    const gate = new Promise((open) => (window.letGo = open));
    window.fetch = async (path, ...more) => {
        if (path !== '/api/order') return ask(path, ...more);
        held += 1;
        await gate;
        const answer = await ask(path, ...more);
        await answer.clone().text();
        // After the page has taken it in.
        setTimeout(() => (answered += 1));
        return answer;
    };";

/// Notes the pitch of each tone that the page makes from now on.
const NOTE_TONES: &str = "window.pitches = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) {
        pitches.push(this.frequency.value);
        return start.apply(this, at);
    };";

/// Lets the questions go, of which there is one at least, and waits until their answers have come.
async fn let_go(screen: &Screen) {
    assert!(screen.run_until("return held > 0").await, "nothing was asked");
    screen.run("letGo()").await;
    assert!(screen.run_until("return answered > 0").await, "nothing was answered");
}

#[tokio::test]
async fn a_page_that_was_loaded_again_leaves_the_next_customer_alone() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen
        .devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": HOLD_QUESTIONS }))
        .await;
    sandbox.bank.fault(&json!({ "on": "create", "kind": "delay", "ms": 8_000 }));
    screen.press(&['9', '9', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    screen.load_again().await;
    arrive_at(&screen, "waiting").await;

    screen.press(&[F2]).await;
    arrive_at(&screen, "sell").await;
    screen.press(&['7', '0', '0']).await;
    let_go(&screen).await;
    sandbox.bank.no_faults();
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("7,00")).await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "waiting").await;
    let code = sandbox.bank.only_charge(700)["copyAndPaste"].clone();
    screen.wait_for_text("[data-testid=copy-and-paste]", |text| text == code).await;
    screen.close().await;
}

#[tokio::test]
async fn a_sale_of_the_list_that_comes_late_leaves_the_next_customer_alone() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    charge(&screen, &sandbox.bank, 1_250).await;
    screen.press(&[F2]).await;
    arrive_at(&screen, "sell").await;
    // The page of before knows all of the sale.
    screen.load_again().await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=last-sales]", |text| text.contains("12,50")).await;

    screen.run(HOLD_QUESTIONS).await;
    screen.click("[data-testid=last-sales] .sale").await;
    assert!(screen.run_until("return held > 0").await, "nothing was asked");
    screen.press(&['7', '0', '0']).await;
    screen.click("[data-testid=charge-button]").await;
    let code = sandbox.bank.only_charge(700)["copyAndPaste"].clone();
    screen.wait_for_text("[data-testid=copy-and-paste]", |text| text == code).await;
    let_go(&screen).await;
    let shown = "return document.querySelector('[data-testid=copy-and-paste]').innerText";
    assert_eq!(screen.run(shown).await, code);
    screen.close().await;
}

#[tokio::test]
async fn money_of_another_sale_is_told_with_its_own_sound_when_this_customer_has_gone() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let left = charge(&screen, &sandbox.bank, 1_250).await;
    screen.press(&[F2]).await;
    let here = charge(&screen, &sandbox.bank, 700).await;
    screen.run(NOTE_TONES).await;

    sandbox.bank.pay(&left);
    assert!(screen.run_until("return pitches.includes(659)").await, "money without a sound");
    assert_eq!(screen.run("return pitches.includes(1175)").await, false, "the sound of PAGO");
    arrive_at(&screen, "waiting").await;
    assert!(!screen.shows("[data-testid=banner]").await);

    sandbox.bank.pay(&here);
    arrive_at(&screen, "paid").await;
    assert!(screen.run_until("return pitches.includes(1175)").await, "PAGO without its sound");
    assert!(!screen.shows("[data-testid=banner]").await);
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=banner]", |text| text.contains("12,50")).await;

    // Once it was seen, it is no news for the customer after the next.
    charge(&screen, &sandbox.bank, 300).await;
    screen.press(&[F2]).await;
    arrive_at(&screen, "sell").await;
    screen.wait_until_gone("[data-testid=banner]").await;
    screen.close().await;
}

/// What the page has asked the till to charge, at this place of its memory.
async fn sent(screen: &Screen, place: &str) -> Value {
    let body = screen.run(&format!("return {place}")).await;
    serde_json::from_str(body.as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn a_sale_that_was_typed_again_is_the_same_sale_with_another_payer() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    // What the page sends is lost, and then the page.
    let never_sends = "const ask = window.fetch;
        window.fetch = (path, asked) => {
            if (path !== '/api/charge') return ask(path, asked);
            sessionStorage.setItem('lost', asked.body);
            return new Promise(() => undefined);
        };";
    screen.run(never_sends).await;
    screen.press(&['9', '9', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    assert!(screen.run_until("return sessionStorage.getItem('lost') !== null").await);
    screen.load_again().await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("9,90")).await;

    let note = "const ask = window.fetch;
        window.fetch = (path, asked) => {
            if (path === '/api/charge') window.sent = asked.body;
            return ask(path, asked);
        };";
    screen.run(note).await;
    screen.click("[data-testid=payer-toggle]").await;
    screen.fill("[data-testid=payer-name]", "Maria da Silva").await;
    screen.fill("[data-testid=payer-document]", "52998224725").await;
    screen.click("[data-testid=charge-button]").await;
    screen.wait_for("[data-testid=qr]").await;
    let (lost, sent) =
        (sent(&screen, "sessionStorage.getItem('lost')").await, sent(&screen, "window.sent").await);
    assert_eq!(sent["sale_id"], lost["sale_id"]);
    assert_eq!(sent["payer"]["name"], "Maria da Silva");
    screen.close().await;
}
