//! What a person met who used the screens for a day.

use std::fs;

use serde_json::json;

use crate::journey::{ENTER, arrive_at, cancel, charge, code_is_shown};
use crate::sandbox::Bank;
use crate::screen::Screen;
use crate::window::{Driver, for_training};
use crate::world::browser_shop::BrowserShop;
use crate::world::look::size;

const ESCAPE: char = '\u{e00c}';
const CONTROL: char = '\u{e009}';
const F2: char = '\u{e032}';
const F4: char = '\u{e034}';
const F6: char = '\u{e036}';
const F11: char = '\u{e03b}';

#[tokio::test]
async fn figures_beside_an_amount_with_a_comma_are_charged_by_nobodys_guess() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    for typed in ["5,00+5", "3*1,50+5", "5+5,00"] {
        screen.write(typed).await;
        screen.press(&[ENTER]).await;
        screen.wait_for_text(".under", |text| text.contains("vírgula em todos")).await;
        arrive_at(&screen, "sell").await;
        screen.press(&[ESCAPE]).await;
    }
    assert!(sandbox.bank.charges().is_empty());
    screen.write("3*1,50+5,00").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "waiting").await;
    sandbox.bank.only_charge(950);
    screen.close().await;
}

#[tokio::test]
async fn pasted_figures_without_a_comma_are_no_amount() {
    let BrowserShop { screen, sandbox: _sandbox, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    // An amount of R$ 1.250,00 ends in these figures as well, but not behind the blank.
    let is_nothing = |text: &str| text.ends_with("\u{a0}0,00");
    for text in ["1250", "00020126"] {
        // An amount comes and goes first: nothing that is waited for is left from the round before.
        paste(&screen, "12,50").await;
        screen.wait_for_text("[data-testid=amount]", |text| text.contains("12,50")).await;
        screen.wait_for_text(".under", |text| !text.contains("colado")).await;
        screen.press(&[ESCAPE]).await;
        screen.wait_for_text("[data-testid=amount]", is_nothing).await;
        paste(&screen, text).await;
        screen.wait_for_text(".under", |text| text.contains("colado")).await;
        screen.wait_for_text("[data-testid=amount]", is_nothing).await;
    }
    paste(&screen, "12,50").await;
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("12,50")).await;
    screen.close().await;
}

async fn paste(screen: &Screen, text: &str) {
    let script = format!(
        "const clipboardData = new DataTransfer();
         clipboardData.setData('text', '{text}');
         dispatchEvent(new ClipboardEvent('paste', {{ clipboardData }}));"
    );
    screen.run(&script).await;
}

#[tokio::test]
async fn money_of_another_sale_is_told_large_with_number_and_amount_and_leads_to_it() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let bank = &sandbox.bank;
    let left = charge(&screen, bank, 1_250).await;
    screen.press(&[F2]).await;
    let here = charge(&screen, bank, 990).await;
    bank.pay(&left);
    let is_told = |text: &str| text.contains("000001") && text.contains("12,50");
    let news = "[data-testid=news-elsewhere]";
    screen.wait_for_text(news, is_told).await;
    // As large as what is read on this screen, and never over the customer's own news.
    let size =
        format!("return parseFloat(getComputedStyle(document.querySelector('{news}')).fontSize)");
    assert!(screen.run(&size).await.as_f64().unwrap() >= 18.0);
    bank.pay(&here);
    arrive_at(&screen, "paid").await;
    screen.wait_for_text(news, is_told).await;
    let apart = format!(
        "const box = (css) => document.querySelector(css).getBoundingClientRect();
         return box('{news}').bottom <= box('main').top"
    );
    assert_eq!(screen.run(&apart).await, true, "over this customer's PAGO");
    screen.press(&[F4]).await;
    let is_left = "return document.querySelector('main').innerText.includes('12,50')";
    assert!(screen.run_until(is_left).await, "F4 leads to the other sale");
    arrive_at(&screen, "paid").await;
    screen.wait_until_gone(news).await;
    screen.close().await;
}

#[tokio::test]
async fn a_look_at_another_sale_leads_back_to_the_customer_who_waits() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let bank = &sandbox.bank;
    let ground = "return getComputedStyle(document.querySelector('main > div')).backgroundColor";
    let left = charge(&screen, bank, 1_250).await;
    screen.press(&[F2]).await;
    let here = charge(&screen, bank, 990).await;
    bank.pay(&left);
    let is_waiting = async || {
        arrive_at(&screen, "waiting").await;
        screen.wait_for_text("[data-testid=amount]", |text| text.contains("9,90")).await;
        screen.wait_for("[data-testid=qr]").await;
    };
    screen.wait_for("[data-testid=news-elsewhere]").await;
    screen.press(&[F4]).await;
    arrive_at(&screen, "paid").await;
    screen.wait_for("[data-testid=paid-when]").await;
    let past = screen.run(ground).await;
    screen.press(&[ENTER]).await;
    is_waiting().await;
    size(&screen, 1280, 800).await;
    screen.press(&[F6]).await;
    screen.click("[data-testid=sales-dialog] li:nth-child(2) button").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "paid").await;
    screen.press(&[ESCAPE]).await;
    is_waiting().await;
    // Their PAGO comes by itself.
    screen.press(&[F6]).await;
    screen.click("[data-testid=sales-dialog] li:nth-child(2) button").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "paid").await;
    bank.pay(&here);
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("9,90")).await;
    arrive_at(&screen, "paid").await;
    assert!(!screen.shows("[data-testid=paid-when]").await, "it is a payment of now");
    assert_ne!(screen.run(ground).await, past, "and looks like one");
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;
    screen.close().await;
}

#[tokio::test]
async fn odd_money_is_found_among_newer_sales_and_its_banner_names_the_sale() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let bank = &sandbox.bank;
    let late = charge(&screen, bank, 777).await;
    cancel(&screen).await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;
    // Nobody looks while it is paid, and newer sales fill the list.
    for at in 0..13 {
        let sale = json!({
            "sale_id": format!("00000000-0000-4000-8000-0000000000{at:02}"),
            "amount_centavos": 100 + at, "payer": null, "above_ceiling": false,
        });
        let charged = screen.ask("charge", sale).await;
        assert!(charged["order"].is_string(), "{charged}");
    }
    screen.go_to("about:blank").await;
    bank.pay(&late);
    screen.go_back().await;
    let names_it = |text: &str| text.contains("000001") && text.contains("7,77");
    screen.wait_for_text("[data-testid=banner]", names_it).await;
    let odd = screen.ask("last_sales", json!({ "limit": 50, "odd": true })).await;
    assert_eq!(odd["orders"].as_array().unwrap().len(), 1, "{odd}");
    screen.close().await;
}

/// A sale of R$ 12,50 that is odd on the screen.
async fn is_paid_after_cancelling(screen: &Screen, bank: &Bank) {
    let late = charge(screen, bank, 1_250).await;
    cancel(screen).await;
    bank.pay(&late);
    arrive_at(screen, "odd").await;
}

#[tokio::test]
async fn figures_on_an_end_that_nobody_waited_for_are_for_the_next_sale() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let bank = &sandbox.bank;
    is_paid_after_cancelling(&screen, bank).await;
    screen.press(&['2', '5', '0', ENTER]).await;
    code_is_shown(&screen, bank, 250).await;
    // What was odd was not read: it stays to be read.
    screen.wait_for_text("[data-testid=news-elsewhere]", |text| text.contains("12,50")).await;
    cancel(&screen).await;
    screen.press(&['3', '1', '0', ENTER]).await;
    code_is_shown(&screen, bank, 310).await;
    screen.close().await;
}

#[tokio::test]
async fn figures_on_an_end_are_kept_whichever_key_leads_on_and_odd_money_stays_to_be_read() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let bank = &sandbox.bank;
    for (leave, centavos) in [(F2, 990), (ESCAPE, 991)] {
        charge(&screen, bank, centavos).await;
        cancel(&screen).await;
        screen.press(&['2', '5', '0', leave]).await;
        arrive_at(&screen, "sell").await;
        screen.wait_for_text("[data-testid=amount]", |text| text.contains("2,50")).await;
        screen.press(&[ESCAPE]).await; // the amount
    }
    is_paid_after_cancelling(&screen, bank).await;
    screen.press(&['2', '5', '0', F2]).await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("2,50")).await;
    // A page that is loaded again knows as little of it.
    screen.load_again().await;
    screen.wait_for_text("[data-testid=banner]", |text| text.contains("12,50")).await;
    screen.close().await;
}

#[tokio::test]
async fn a_sale_that_is_looked_up_is_no_payment_of_now_and_leads_back_to_the_list() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    size(&screen, 1280, 800).await;
    let code = charge(&screen, &sandbox.bank, 1_250).await;
    sandbox.bank.pay(&code);
    arrive_at(&screen, "paid").await;
    let ground = "return getComputedStyle(document.querySelector('main > div')).backgroundColor";
    let green = screen.run(ground).await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;
    screen.press(&[F6]).await;
    screen.click("[data-testid=sales-dialog] li button").await;
    arrive_at(&screen, "paid").await;
    let year = |text: &str| text.contains("/20");
    screen.wait_for_text("[data-testid=paid-when]", year).await;
    assert_ne!(screen.run(ground).await, green);
    screen.click("[data-testid=go-back]").await;
    screen.wait_for("[data-testid=sales-dialog]").await;
    screen.press(&[ESCAPE]).await;
    // One that is still open leads back as well, and asks nothing.
    charge(&screen, &sandbox.bank, 990).await;
    screen.press(&[F2, '7', '7']).await;
    arrive_at(&screen, "sell").await;
    screen.click("[data-testid=last-sales] .sale").await;
    arrive_at(&screen, "waiting").await;
    screen.press(&[ESCAPE]).await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("0,77")).await;
    screen.close().await;
}

#[tokio::test]
async fn a_till_that_is_gone_while_a_customer_waits_is_told_where_the_customer_is() {
    let BrowserShop { sandbox, screen, _open: (_browser, serving, _till) } =
        BrowserShop::open().await;
    charge(&screen, &sandbox.bank, 1_250).await;
    drop(serving);
    screen
        .wait_for_text("[data-testid=till-unreachable]", |text| text.contains("Não entregue"))
        .await;
    screen.wait_for_text("[data-testid=status-pill]", |text| text.contains("Sem contato")).await;
    screen.close().await;
}

/// Whether an amount is wider than its room, or a word than its key.
const FITS: &str = "
    const rooms = [...document.querySelectorAll('.room:has(> .money)')]
        .filter((room) => room.checkVisibility());
    const clear = document.querySelector('[data-testid=key-clear]');
    return rooms.length > 0 && (clear === null || clear.scrollWidth <= clear.clientWidth)
        && rooms.every((room) => room.firstElementChild.getBoundingClientRect().width
            <= room.getBoundingClientRect().width + 1);";

#[tokio::test]
async fn in_the_window_an_amount_is_whole_at_every_size_and_a_right_click_opens_nothing() {
    let home = tempfile::tempdir().unwrap();
    // So many figures from a driver are a scanner's, if that is quick.
    let training = home.path().join("training");
    fs::create_dir(&training).unwrap();
    fs::write(training.join("settings.toml"), "scanner.mode = \"off\"\n").unwrap();
    let driver = Driver::start();
    let screen = driver.open(&for_training(home.path())).await;
    arrive_at(&screen, "sell").await;
    let prevented = "
        const click = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
        document.querySelector('main *').dispatchEvent(click);
        return click.defaultPrevented";
    assert_eq!(screen.run(prevented).await, true, "the webview's own menu");
    screen.write("98765").await;
    screen.press(&[ENTER]).await;
    screen.wait_for("[data-testid=qr]").await;
    for _ in 0..6 {
        screen.press_with(CONTROL, '+').await;
        assert!(screen.run_until(FITS).await, "cut while a customer waits");
        screen.press(&[F11]).await;
        screen.wait_for("dialog [data-testid=qr]").await;
        assert!(screen.run_until(FITS).await, "cut while enlarged");
        screen.press(&[F11]).await;
        screen.wait_until_gone("dialog").await;
    }
    screen.press(&[F2]).await;
    arrive_at(&screen, "sell").await;
    for figure in "123456789".chars() {
        screen.press(&[figure]).await;
    }
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("1.234.567,89")).await;
    assert!(screen.run_until(FITS).await, "cut while typed");
    screen.close().await;
}
