//! Answers that come late, or never, to a page: it says what it knows and no more, and the customer can go.

use serde_json::json;

use crate::journey::{ENTER, arrive_at, cancel, charge};
use crate::world::browser_shop::BrowserShop;

const F1: char = '\u{e031}';
const ESCAPE: char = '\u{e00c}';
const F5: char = '\u{e035}';

/// The till has gone with the answer to a charge that the cashier has left: nobody knows whether it was made, and
/// the page says so until it hears of the sale.
#[tokio::test]
async fn a_charge_whose_answer_is_lost_is_not_said_not_to_have_been_made() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    let loses = "const ask = window.fetch;
        const gone = new Promise((go) => (window.lose = go));
        window.fetch = async (path, asked) => {
            if (path !== '/api/charge') return ask(path, asked);
            window.arrives = () => ask(path, asked);
            await gone;
            throw new TypeError('Failed to fetch');
        };";
    screen.run(loses).await;
    screen.press(&['1', '2', '5', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    screen.press(&[ESCAPE]).await;
    arrive_at(&screen, "sell").await;
    screen.run("lose()").await;
    let banner = screen.wait_for_text("[data-testid=banner]", |text| text.contains("12,50")).await;
    assert!(banner.contains("Ainda não sabemos"), "{banner}");
    assert!(!banner.contains("não foi feita"), "{banner}");

    // The till has had it all the time.
    screen.run("arrives()").await;
    screen.wait_until_gone("[data-testid=banner]").await;
    screen.close().await;
}

/// A provider that takes long to say how a sale does keeps nobody from cancelling it.
#[tokio::test]
async fn a_sale_is_cancelled_while_a_question_about_it_waits_for_its_answer() {
    let BrowserShop { screen, sandbox, _open } = BrowserShop::open().await;
    charge(&screen, &sandbox.bank, 1_250).await;
    let holds = "window.held = 0;
        const ask = window.fetch;
        window.fetch = (path, asked) => {
            if (path !== '/api/check_now') return ask(path, asked);
            held += 1;
            return new Promise(() => undefined);
        };";
    screen.run(holds).await;
    screen.press(&[F5]).await;
    assert!(screen.run_until("return held === 1").await, "nothing was asked");
    cancel(&screen).await;
    screen.close().await;
}

/// A page whose till goes while it loads may lack the part that shows dialogs: the keys stay the screen's.
#[tokio::test]
async fn a_dialog_that_does_not_come_takes_no_keys() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen.devtools("Network.enable", json!({})).await;
    screen.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await;
    screen.devtools("Network.setBlockedURLs", json!({ "urls": ["*OpenDialog*.js"] })).await;
    screen.load_again().await;
    arrive_at(&screen, "sell").await;
    screen.press(&[F1, '7', '0', '0']).await;
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("7,00")).await;
    assert!(!screen.shows("dialog").await);
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "waiting").await;
    screen.close().await;
}
