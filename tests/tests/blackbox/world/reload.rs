//! A page that is loaded again, left, doubled or closed, and what else a browser does by itself: the sale stays.

use serde_json::json;

use crate::journey::{ENTER, arrive_at, code_is_shown};
use crate::sandbox::Sandbox;
use crate::screen::Screen;
use crate::window::Driver;
use crate::world::browser_shop::BrowserShop;

const CONTROL: char = '\u{e009}';
const F2: char = '\u{e032}';
const F5: char = '\u{e035}';

/// Counts the tones that the page makes from now on.
const COUNT_TONES: &str = "window.tones = 0;
    const make = BaseAudioContext.prototype.createOscillator;
    BaseAudioContext.prototype.createOscillator = function () { tones += 1; return make.call(this); };";

async fn charges(screen: &Screen, sandbox: &Sandbox, keys: &[char], centavos: i64) -> String {
    arrive_at(screen, "sell").await;
    screen.press(keys).await;
    screen.press(&[ENTER]).await;
    waits(screen, sandbox, centavos).await
}

/// The customer's code is on the screen; the code.
async fn waits(screen: &Screen, sandbox: &Sandbox, centavos: i64) -> String {
    let code = code_is_shown(screen, &sandbox.bank, centavos).await;
    screen.wait_for("[data-testid=qr]").await;
    code
}

#[tokio::test]
async fn a_page_that_is_loaded_again_finds_its_sale_with_its_sound() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;

    // On the waiting screen; the payment is then told as on any other day.
    let code = charges(&screen, &sandbox, &['1', '2', '5', '0'], 1_250).await;
    screen.load_again().await;
    arrive_at(&screen, "waiting").await;
    assert_eq!(waits(&screen, &sandbox, 1_250).await, code);
    screen.press(&['x']).await;
    screen.run(COUNT_TONES).await;
    sandbox.bank.pay(&code);
    arrive_at(&screen, "paid").await;
    assert!(screen.run_until("return tones > 0").await, "PAGO without a sound");

    // PAGO is still there after it was loaded again.
    screen.load_again().await;
    arrive_at(&screen, "paid").await;
    screen.press(&[ENTER]).await;

    // The payment comes while the page is away.
    let code = charges(&screen, &sandbox, &['7', '0', '0'], 700).await;
    screen.go_to("about:blank").await;
    sandbox.bank.pay(&code);
    screen.go_back().await;
    arrive_at(&screen, "paid").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;

    // The charge is under way.
    sandbox.bank.fault(&json!({ "on": "create", "kind": "delay", "ms": 2_500 }));
    screen.press(&['9', '9', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    screen.load_again().await;
    arrive_at(&screen, "waiting").await;
    waits(&screen, &sandbox, 990).await;
    assert_eq!(sandbox.bank.charges().len(), 3);

    // Whoever has left a sale is not brought back to it.
    screen.press(&[F2]).await;
    arrive_at(&screen, "sell").await;
    screen.load_again().await;
    arrive_at(&screen, "sell").await;
    screen.close().await;
}

#[tokio::test]
async fn in_the_window_too_a_page_that_is_loaded_again_finds_its_sale() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let (driver, home) = (Driver::start(), till.home());
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    let code = charges(&screen, &sandbox, &['1', '2', '5', '0'], 1_250).await;
    screen.load_again().await;
    arrive_at(&screen, "waiting").await;
    assert_eq!(waits(&screen, &sandbox, 1_250).await, code);
    sandbox.bank.pay(&code);
    arrive_at(&screen, "paid").await;
    screen.load_again().await;
    arrive_at(&screen, "paid").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;
    screen.close().await;
}

#[tokio::test]
async fn a_second_tab_leaves_the_first_ones_sale_alone_and_tells_of_money_that_no_tab_shows() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let code = charges(&screen, &sandbox, &['1', '2', '5', '0'], 1_250).await;

    let first = screen.tab().await;
    let second = screen.double_the_tab().await;
    arrive_at(&screen, "sell").await;
    screen.switch_to(&first).await;
    arrive_at(&screen, "waiting").await;
    sandbox.bank.pay(&code);
    arrive_at(&screen, "paid").await;
    screen.press(&[ENTER]).await;
    let code = charges(&screen, &sandbox, &['7', '0', '0'], 700).await;

    // The second has seen the first payment go by in its list, and says nothing over it.
    screen.switch_to(&second).await;
    let is_paid_there = "return [...document.querySelectorAll('[data-testid=last-sales] .sale')]
        .some(({ innerText }) => innerText.includes('12,50') && innerText.includes('Pago'))";
    assert!(screen.run_until(is_paid_there).await, "the list does not say that it was paid");
    assert!(!screen.shows("[data-testid=banner]").await);
    screen.press(&['x']).await;
    screen.run(COUNT_TONES).await;

    screen.switch_to(&first).await;
    screen.close_tab().await;
    screen.switch_to(&second).await;
    sandbox.bank.pay(&code);
    screen.wait_for_text("[data-testid=banner]", |text| text.contains("7,00")).await;
    assert!(screen.run_until("return tones > 0").await, "money in small letters alone");
    screen.close().await;
}

#[tokio::test]
async fn what_a_browser_does_by_itself_does_nothing_to_a_sale() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;

    // A page that nobody has touched may make no sound, and says so until somebody does.
    screen.wait_for("[data-testid=sound-off]").await;
    screen.press(&['1', '2', '5', '0']).await;
    screen.wait_until_gone("[data-testid=sound-off]").await;

    screen.run("window.is_the_same = true").await;
    screen.press(&[F5]).await;
    screen.press_with(CONTROL, 'r').await;
    screen.press_with(CONTROL, 'a').await;
    assert_eq!(screen.run("return getSelection().toString()").await, "");
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("12,50")).await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "waiting").await;
    waits(&screen, &sandbox, 1_250).await;
    screen.press_with(CONTROL, 'a').await;
    let opens_a_menu = "const ask = (css) => document.querySelector(css).dispatchEvent(
            new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
        return [ask('main'), ask('[data-testid=amount]'), ask('[data-testid=copy-and-paste]')]";
    assert_eq!(screen.run(opens_a_menu).await, json!([false, false, true]));
    screen.go_back().await;
    screen.go_back().await;
    screen.press(&[F5]).await;
    arrive_at(&screen, "waiting").await;
    waits(&screen, &sandbox, 1_250).await;
    assert_eq!(screen.run("return window.is_the_same === true").await, true);
    screen.close().await;
}
