//! Every screen and dialog in every size: what is to be done next stays in sight, is whole, and can be hit.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::journey::{ENTER, arrive_at, cancel, charge};
use crate::money_back::{Told, serve};
use crate::screen::Screen;
use crate::terminal::balcao::Till;
use crate::world::browser_shop::BrowserShop;
use crate::world::look::{is_in_sight, size};

const ESCAPE: char = '\u{e00c}';
const F10: char = '\u{e03a}';

/// Phones, a page at twice its size, a small till, a usual one, a large desk, a tablet held upright.
const SIZES: [(u32, u32); 7] =
    [(360, 740), (390, 844), (640, 400), (1024, 600), (1280, 800), (1920, 1080), (800, 1280)];

/// What is wrong with what is open. A list may scroll where there is little room, and so may what is to be read;
/// what is to be pressed next may not.
const FAULTS: &str = "
    const faults = [];
    const dialog = [...document.querySelectorAll('dialog')].at(-1);
    const main = document.querySelector('main');
    const [page, root] = [document.scrollingElement, dialog ?? main];
    for (const it of [page, root]) if (it.scrollWidth > it.clientWidth + 1) faults.push('too wide: ' + [...document.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > innerWidth + 1).map((it) => it.tagName + '.' + it.className + ' ' + (it.dataset.testid ?? '')).slice(0, 5).join(', '));
    if (page.scrollHeight > page.clientHeight + 1) faults.push('the page scrolls');
    const isRoomy = innerWidth >= 800 && innerHeight >= 600;
    if (isRoomy && root.scrollHeight > root.clientHeight + 1) faults.push('it scrolls by ' + (root.scrollHeight - root.clientHeight) + ': ' + [...root.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().bottom > innerHeight + 1).map((it) => it.tagName + '.' + it.className + ' ' + (it.dataset.testid ?? '')).slice(0, 5).join(', '));
    const name = (it) => it.dataset.testid ?? it.innerText;
    const isSeen = (it) => {
        const { left, top, right, bottom } = it.getBoundingClientRect();
        const isWithin = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
        return isWithin && it.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    };
    const next = '.primary, .next, .grave, [data-testid=dialog-close], [data-testid=new-sale]';
    for (const it of root.querySelectorAll(next))
        if (it.checkVisibility() && !it.closest('details') && !isSeen(it)) faults.push(`${name(it)} is out of sight`);
    for (const it of (dialog ?? document).querySelectorAll('button')) {
        if (!it.checkVisibility()) continue;
        if (it.scrollWidth > it.clientWidth + 1) faults.push(`${name(it)} is too long`);
        if (it.offsetHeight < 43 || it.offsetWidth < 43) faults.push(`${name(it)} is too small to hit`);
    }
    return faults;";

/// Ids are made by chance, and so wide now and narrow then: the widest stand in for them.
const WIDEST_IDS: &str = "
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    window.ids = [];
    while (texts.nextNode()) {
        const [node, is] = [texts.currentNode, texts.currentNode.nodeValue];
        const widest = is.replace(/[0-9a-zA-Z-]{20,}/g, (id) => id.replace(/[a-z]/g, 'w').replace(/[A-Z]/g, 'W'));
        if (widest === is) continue;
        ids.push([node, is, widest]);
        node.nodeValue = widest;
    }";
const OWN_IDS: &str =
    "for (const [node, is, widest] of ids) if (node.nodeValue === widest) node.nodeValue = is;";

#[tokio::test]
async fn each_step_of_a_sale_fits_from_a_phone_to_a_large_desk() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let bank = &sandbox.bank;
    arrive_at(&screen, "sell").await;
    fits(&screen, "sell").await;
    screen.press(&['1', '0', '0', '0', '0', '1', ENTER]).await;
    screen.wait_for("[data-testid=ceiling-dialog]").await;
    fits(&screen, "ceiling").await;
    screen.press(&[ESCAPE, ESCAPE]).await;

    charge(&screen, bank, 5_001).await;
    fits(&screen, "waiting").await;
    screen.click("[data-testid=enlarge]").await;
    screen.wait_for("dialog [data-testid=qr]").await;
    fits(&screen, "enlarged").await;
    screen.press(&[ESCAPE, ESCAPE]).await;
    screen.wait_for("[data-testid=cancel-dialog]").await;
    fits(&screen, "cancel").await;
    screen.press(&[F10]).await;
    arrive_at(&screen, "ended").await;
    fits(&screen, "ended").await;
    screen.press(&[ENTER]).await;

    let paid = charge(&screen, bank, 5_002).await;
    bank.pay(&paid);
    arrive_at(&screen, "paid").await;
    fits(&screen, "paid").await;
    screen.click("[data-testid=refund-open]").await;
    screen.click("[data-testid=refund-next]").await;
    screen.wait_for_text("#refund-error", |text| !text.is_empty()).await;
    fits(&screen, "refund").await;
    screen.click("[data-testid=refund-reason-merchant_error]").await;
    screen.click("[data-testid=refund-next]").await;
    screen.wait_for("[data-testid=refund-confirm]").await;
    fits(&screen, "sure").await;
    screen.press(&[F10]).await;
    arrive_at(&screen, "refund").await;
    screen.wait_for_text("[data-testid=status-pill]", |text| text.contains("Estornado")).await;
    fits(&screen, "refunded").await;
    screen.press(&[ENTER]).await;
    screen.close().await;
}

#[tokio::test]
async fn odd_money_and_what_is_looked_up_fit_from_a_phone_to_a_large_desk() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let bank = &sandbox.bank;
    // The first one stands in a banner above all that follows.
    let left = charge(&screen, bank, 6_001).await;
    cancel(&screen).await;
    screen.press(&[ENTER]).await;
    bank.pay(&left);
    screen.wait_for("[data-testid=banner]").await;
    fits(&screen, "banner").await;

    charge(&screen, bank, 6_002).await;
    let id = bank.only_charge(6_002)["transactionId"].as_str().unwrap().to_owned();
    bank.charge(&id, "pay", &json!({ "amount_centavos": 5_000 }));
    arrive_at(&screen, "odd").await;
    fits(&screen, "odd").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;

    for ways in [
        &["open-help"][..],
        &["open-help", "open-settings"],
        &["open-sales"],
        &["open-sales", "open-attention"],
    ] {
        for way in ways {
            screen.click(&format!("[data-testid={way}]")).await;
        }
        screen.wait_for("[data-testid=dialog-close]").await;
        fits(&screen, ways.last().unwrap()).await;
        screen.press(&[ESCAPE]).await;
        screen.wait_until_gone("dialog").await;
    }
    screen.close().await;
}

#[tokio::test]
async fn what_waits_for_the_manager_fits_from_a_phone_to_a_large_desk() {
    let shop = Told::of_everything();
    let (_serving, url) = serve(&shop.till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    let bank = &shop.sandbox.bank;
    let code = charge(&screen, bank, 7_001).await;
    bank.pay(&code);
    arrive_at(&screen, "paid").await;
    screen.click("[data-testid=new-sale]").await;
    arrive_at(&screen, "sell").await;
    let id = bank.only_charge(7_001)["transactionId"].to_string();
    bank.charge(id.trim_matches('"'), "dispute", &json!({ "reason": "Golpe do Pix" }));
    let made = json!({ "amount_centavos": 7_002, "reference": "site-77" });
    let made = bank.ask("POST", "/_sandbox/integrapay/charges", &made);
    bank.charge(made["transactionId"].to_string().trim_matches('"'), "pay", &json!({}));
    let both = |text: &str| text.contains("contestação") && text.contains("sem venda");
    screen.wait_for_text("[data-testid=attention]", both).await;
    fits(&screen, "sell").await;

    screen.click("[data-testid=attention]").await;
    screen.wait_for("[data-testid=unmatched-1]").await;
    fits(&screen, "attention").await;
    screen.click("[data-testid=unmatched-1]").await;
    screen.click("[data-testid=unmatched-match]").await;
    screen.wait_for_text("#unmatched-error", |text| !text.is_empty()).await;
    fits(&screen, "unmatched").await;
    screen.press(&[ESCAPE]).await;
    screen.click("[data-testid=dispute-000001]").await;
    screen.click("[data-testid=close-submit]").await;
    screen.wait_for_text("#close-error", |text| !text.is_empty()).await;
    is_in_sight_everywhere(&screen, "close-submit").await;
    fits(&screen, "dispute").await;
    screen.press(&[ESCAPE, ESCAPE]).await;
    screen.wait_until_gone("dialog").await;

    screen.click("[data-testid=open-help]").await;
    screen.click("[data-testid=open-relay]").await;
    screen.wait_for("[data-testid=relay-events] tbody").await;
    fits(&screen, "relay").await;
    screen.close().await;
}

#[tokio::test]
async fn a_till_that_cannot_sell_yet_fits_from_a_phone_to_a_large_desk() {
    let till = Till::begun();
    let (_serving, url) = serve(&till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    arrive_at(&screen, "first-run").await;
    fits(&screen, "first run").await;
    for page in ["choose", "fields"] {
        let on = if page == "choose" { "connect" } else { "setup-next" };
        screen.click(&format!("[data-testid={on}]")).await;
        screen.wait_for(&format!("[data-page={page}]")).await;
        fits(&screen, page).await;
    }
    screen.run("sessionStorage.clear()").await;
    screen.load_again().await;
    arrive_at(&screen, "session-ended").await;
    fits(&screen, "no access").await;
    screen.click("[data-testid=access-ask]").await;
    screen.wait_for("[data-testid=access-code]").await;
    fits(&screen, "access").await;
    screen.close().await;
}

/// Looks at what is open in every size, as fingers use the small ones.
pub(crate) async fn fits(screen: &Screen, what: &str) {
    screen.run(WIDEST_IDS).await;
    for (width, height) in SIZES {
        size(screen, width, height).await;
        let hands = if width < 1_000 && width != 640 { "touch" } else { "keys" };
        screen.run(&format!("document.documentElement.dataset.hands = '{hands}'")).await;
        screen.dress("light").await; // waits until nothing moves any more
        let faults: Value = screen.run(FAULTS).await;
        assert_eq!(faults, json!([]), "{what} at {width}x{height}");
    }
    screen.run(OWN_IDS).await;
    // The next click is a mouse's.
    screen.run("document.documentElement.dataset.hands = 'keys'").await;
}

async fn is_in_sight_everywhere(screen: &Screen, testid: &str) {
    for (width, height) in SIZES {
        size(screen, width, height).await;
        screen.run("document.querySelector('dialog').scrollTo(0, 0)").await;
        is_in_sight(screen, testid, (width, height)).await;
    }
}
