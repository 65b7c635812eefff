//! How the screens look where there is little room, to eyes that need more, and to hands without a keyboard.

use serde_json::{Value, json};

use crate::journey::{ENTER, arrive_at, charge};
use crate::picture;
use crate::screen::Screen;
use crate::world::browser_shop::BrowserShop;

const ESCAPE: char = '\u{e00c}';
const F1: char = '\u{e031}';
const F10: char = '\u{e03a}';

/// What is wrong with the page as it stands: what scrolls, and words that are wider than their button.
const FAULTS: &str = "
    const faults = [];
    const scrolls = (what, it) => {
        if (it && it.scrollHeight > it.clientHeight + 1) faults.push(`${what} scrolls`);
        if (it && it.scrollWidth > it.clientWidth + 1) faults.push(`${what} is too wide`);
    };
    scrolls('page', document.scrollingElement);
    scrolls('screen', document.querySelector('main'));
    scrolls('dialog', document.querySelector('dialog'));
    for (const button of document.querySelectorAll('button')) {
        const isWider = button.clientWidth > 0 && button.scrollWidth > button.clientWidth + 1;
        if (isWider) faults.push(`too long: ${button.innerText}`);
    }
    return faults;";

#[tokio::test]
async fn nothing_scrolls_at_1024_by_600_and_news_leave_the_keys_their_size() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let bank = &sandbox.bank;
    arrive_at(&screen, "sell").await;
    size(&screen, 1024, 600).await;
    is_well(&screen, "sell").await;
    let key = height(&screen, "[data-testid=key-5]").await;
    for (opens, name) in [("open-help", "help"), ("open-sales", "sales")] {
        screen.click(&format!("[data-testid={opens}]")).await;
        is_well(&screen, name).await;
        screen.press(&[ESCAPE]).await;
    }
    let mut left = Vec::new();
    for centavos in [2_001, 2_002] {
        left.push(charge(&screen, bank, centavos).await);
        is_well(&screen, "waiting").await;
        screen.press(&[ESCAPE]).await;
        screen.wait_for("[data-testid=cancel-dialog]").await;
        is_well(&screen, "cancel").await;
        screen.press(&[F10]).await;
        arrive_at(&screen, "ended").await;
        is_well(&screen, "ended").await;
        screen.press(&[ENTER]).await;
        arrive_at(&screen, "sell").await;
    }
    // Both customers pay all the same, while a third one stands at the counter.
    let third = charge(&screen, bank, 2_003).await;
    for code in &left {
        bank.pay(code);
    }
    screen.wait_for_text("[data-testid=news-elsewhere]", |text| text.contains("mais\u{a0}1")).await;
    assert!(!screen.shows("[data-testid=banner]").await, "over the customer's code");
    bank.pay(&third);
    arrive_at(&screen, "paid").await;
    assert!(!screen.shows("[data-testid=banner]").await, "over the customer's PAGO");
    is_well(&screen, "paid").await;
    screen.click("[data-testid=refund-open]").await;
    is_well(&screen, "refund").await;
    screen.press(&[ESCAPE]).await;
    screen.click("[data-testid=new-sale]").await;
    arrive_at(&screen, "sell").await;

    let words = |text: &str| text.contains("Pago após cancelar") && !text.contains("expirar");
    screen.wait_for_text("[data-testid=banner]", words).await;
    is_well(&screen, "banners").await;
    let banners = "return document.querySelectorAll('[data-testid=banner]').length";
    assert_eq!(screen.run(banners).await, 2);
    assert!((height(&screen, "[data-testid=key-5]").await - key).abs() < 1.0, "the keys shrink");
    screen.click("[data-testid=banner-dismiss]").await;
    assert_eq!(screen.run(banners).await, 1);
    screen.click("[data-testid=banner] button").await;
    arrive_at(&screen, "odd").await;
    is_well(&screen, "odd").await;
    screen.close().await;
}

#[tokio::test]
async fn a_phone_and_a_page_at_twice_its_size_show_the_code_whole_and_the_main_button() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    for (centavos, (width, height)) in (3_001..).zip([(360, 740), (390, 844), (640, 400)]) {
        arrive_at(&screen, "sell").await;
        size(&screen, width, height).await;
        for part in ["charge-button", "amount", "key-5"] {
            is_in_sight(&screen, part, (width, height)).await;
        }
        let none_too_long = format!(
            "const faults = (() => {{ {FAULTS} }})();
             return !faults.some((fault) => /^too long|wide/.test(fault))"
        );
        assert!(
            screen.run_until(&none_too_long).await,
            "at {width}x{height}: {}",
            screen.run(FAULTS).await
        );

        let code = charge(&screen, &sandbox.bank, centavos).await;
        for part in ["qr", "amount", "enlarge"] {
            is_in_sight(&screen, part, (width, height)).await;
        }
        let uncovered = screen.run(UNCOVERED).await;
        assert_eq!(uncovered, true, "something lies on the code at {width}x{height}");
        assert_eq!(picture::scan(&screen.picture().await), code, "{width}x{height}");
        let small = side(&screen, "main").await;
        screen.click("[data-testid=enlarge]").await;
        screen.wait_for("dialog [data-testid=qr]").await;
        // It is drawn anew when the dialog knows its size.
        let is_larger = format!(
            "return document.querySelector('dialog [data-testid=qr]').clientHeight > {small}"
        );
        assert!(screen.run_until(&is_larger).await, "Ampliar at {width}x{height}");
        screen.press(&[ESCAPE]).await;
        screen.wait_until_gone("dialog").await;
        screen.click("[data-testid=new-sale]").await;
    }
    screen.close().await;
}

#[tokio::test]
async fn the_systems_own_colours_keep_buttons_time_and_state_visible() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    let forced = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
    screen.devtools("Emulation.setEmulatedMedia", forced).await;
    has_a_border(&screen, "[data-testid=charge-button]").await;
    has_a_border(&screen, "[data-testid=listening] i").await;
    charge(&screen, &sandbox.bank, 4_001).await;
    has_a_border(&screen, "progress").await;
    screen.close().await;
}

#[tokio::test]
async fn nothing_moves_for_who_has_asked_for_rest() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    let moves = "return document.getAnimations().length > 0";
    // The code's place breathes while a slow provider thinks: what is looked for can be found.
    sandbox.bank.fault(&json!({ "on": "create", "kind": "delay", "ms": 60_000 }));
    screen.press(&['1', '0', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    assert!(screen.run_until(moves).await, "nothing moves even for others");
    // A dialog comes to rest sooner than a driver may look: the page itself counts.
    screen.run(COUNT_MOVING_DIALOGS).await;
    screen.press(&[F1]).await;
    assert!(screen.run_until("return moved > 0").await, "no dialog moves even for others");
    screen.press(&[F1]).await;
    screen.wait_until_gone("dialog").await;
    let rest = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    screen.devtools("Emulation.setEmulatedMedia", rest).await;
    assert!(screen.run_until("return document.getAnimations().length === 0").await, "it moves");
    screen.run("moved = 0").await;
    screen.press(&[F1]).await;
    screen.wait_for("dialog").await;
    assert_eq!(screen.run(moves).await, false, "a dialog moves");
    screen.dress("light").await; // until a move that has begun would have been counted
    assert_eq!(screen.run("return moved").await, 0, "a dialog has moved");
    screen.close().await;
}

#[tokio::test]
async fn touch_alone_serves_the_next_customer_and_gives_up_on_a_slow_provider() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    touch(&screen, "[data-testid=key-9]").await;
    let shown = "return [...document.querySelectorAll('kbd')].some((it) => it.checkVisibility())";
    assert_eq!(screen.run(shown).await, false, "key caps are shown to a finger");
    touch(&screen, "[data-testid=key-00]").await;
    touch(&screen, "[data-testid=charge-button]").await;
    arrive_at(&screen, "waiting").await;
    screen.wait_for("[data-testid=qr]").await;
    touch(&screen, "[data-testid=open-sales]").await;
    screen.wait_for("[data-testid=sales-dialog]").await;
    touch(&screen, "[data-testid=dialog-close]").await;
    screen.wait_until_gone("dialog").await;
    touch(&screen, "[data-testid=new-sale]").await;
    arrive_at(&screen, "sell").await;

    sandbox.bank.fault(&json!({ "on": "create", "kind": "delay", "ms": 8_000 }));
    for key in ["key-8", "key-00", "charge-button"] {
        touch(&screen, &format!("[data-testid={key}]")).await;
    }
    touch(&screen, "[data-testid=give-up]").await;
    arrive_at(&screen, "sell").await;
    screen.wait_for_text("main", |text| text.contains("Ainda não sabemos")).await;
    sandbox.bank.no_faults();
    // It is found among the last sales, and can be paid.
    let code = sandbox.bank.only_charge(800)["copyAndPaste"].as_str().unwrap().to_owned();
    sandbox.bank.pay(&code);
    screen.wait_for_text("[data-testid=banner]", |text| text.contains("8,00")).await;
    screen.close().await;
}

/// Counts what begins to move in or around a dialog.
const COUNT_MOVING_DIALOGS: &str = "
    window.moved = 0;
    for (const begins of ['animationstart', 'transitionrun'])
        document.addEventListener(begins, ({ target }) => (moved += target.closest('dialog') ? 1 : 0));";

/// True where the topmost thing at the code's corners and edges, quiet zone and all, is the code.
const UNCOVERED: &str = "
    const code = document.querySelector('[data-testid=qr]');
    const { left, top, right, bottom } = code.getBoundingClientRect();
    const [x, y] = [[left + 1, (left + right) / 2, right - 1], [top + 1, (top + bottom) / 2, bottom - 1]];
    return x.every((x) => y.every((y) => code.contains(document.elementFromPoint(x, y))));";

/// Has the page believe in a screen of this size; Chromium's own windows do not get as small as a phone.
pub(crate) async fn size(screen: &Screen, width: u32, height: u32) {
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    screen.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    screen.dress("light").await; // waits until nothing moves any more
}

/// The page is as large as its window again.
pub(crate) async fn own_size(screen: &Screen) {
    screen.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
}

/// Keeps a picture of what is open from a phone to a large desk, in dark and in light.
pub(crate) async fn keep_sizes(screen: &Screen, name: &str) {
    for (width, height) in [(360, 740), (1024, 600), (800, 1280), (1280, 800)] {
        size(screen, width, height).await;
        for theme in ["dark", "light"] {
            screen.dress(theme).await;
            screen.keep(&format!("{name}-{width}x{height}-{theme}")).await;
        }
    }
}

async fn is_well(screen: &Screen, state: &str) {
    screen.dress("light").await;
    let faults = screen.run(FAULTS).await;
    assert_eq!(faults, json!([]), "{state}");
}

/// Whether the element lies within a page of this size, as the page stands.
pub(crate) async fn is_in_sight(screen: &Screen, testid: &str, (width, height): (u32, u32)) {
    screen.wait_for(&format!("[data-testid={testid}]")).await;
    let script = format!(
        "const {{ left, top, right, bottom }} =
            document.querySelector('[data-testid={testid}]').getBoundingClientRect();
         return left >= 0 && top >= 0 && right <= innerWidth + 1 && bottom <= innerHeight + 1"
    );
    assert_eq!(screen.run(&script).await, true, "{testid} is out of sight at {width}x{height}");
}

async fn height(screen: &Screen, css: &str) -> f64 {
    let script = format!("return document.querySelector('{css}').getBoundingClientRect().height");
    screen.run(&script).await.as_f64().unwrap()
}

/// Of the code within this part of the page, in pixels.
async fn side(screen: &Screen, within: &str) -> f64 {
    height(screen, &format!("{within} [data-testid=qr]")).await
}

async fn has_a_border(screen: &Screen, css: &str) {
    screen.wait_for(css).await;
    let script = format!(
        "const {{ borderTopWidth, borderTopStyle }} = getComputedStyle(document.querySelector('{css}'));
         return borderTopStyle !== 'none' && parseFloat(borderTopWidth) >= 1"
    );
    assert_eq!(screen.run(&script).await, true, "{css} has no line around it");
}

/// A finger on the middle of the element.
async fn touch(screen: &Screen, css: &str) {
    screen.wait_for(css).await;
    let script = format!(
        "const {{ left, top, width, height }} = document.querySelector('{css}').getBoundingClientRect();
         return [left + width / 2, top + height / 2]"
    );
    let at: Value = screen.run(&script).await;
    let points = json!([{ "x": at[0], "y": at[1] }]);
    let touched = json!({ "type": "touchStart", "touchPoints": points });
    screen.devtools("Input.dispatchTouchEvent", touched).await;
    let lifted = json!({ "type": "touchEnd", "touchPoints": [] });
    screen.devtools("Input.dispatchTouchEvent", lifted).await;
}
