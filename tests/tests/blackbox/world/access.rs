//! What axe finds on the screens, in light and in dark: nothing.

use std::fs;

use serde_json::json;

use crate::journey::{ENTER, arrive_at};
use crate::screen::Screen;
use crate::world::browser_shop::BrowserShop;

const ESCAPE: char = '\u{e00c}';
const F10: char = '\u{e03a}';

#[tokio::test]
async fn axe_finds_nothing_on_any_screen() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen.run(&axe()).await;
    is_accessible(&screen, "sell").await;
    for dialog in ["open-help", "open-sales"] {
        screen.click(&format!("[data-testid={dialog}]")).await;
        is_accessible(&screen, dialog).await;
        screen.press(&[ESCAPE]).await;
    }
    for (first, second) in [
        ("open-help", "open-relay"),
        ("open-help", "open-settings"),
        ("open-sales", "open-attention"),
        ("open-sales", "open-payouts"),
    ] {
        screen.click(&format!("[data-testid={first}]")).await;
        screen.click(&format!("[data-testid={second}]")).await;
        is_accessible(&screen, second).await;
        screen.press(&[ESCAPE]).await;
    }
    screen.press(&['1', '0', '0', '0', '0', '1', ENTER]).await;
    screen.wait_for("[data-testid=ceiling-dialog]").await;
    is_accessible(&screen, "ceiling").await;
    screen.press(&[ESCAPE, ESCAPE]).await;

    screen.press(&['1', '2', '5', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    screen.wait_for("[data-testid=qr]").await;
    is_accessible(&screen, "waiting").await;
    screen.click("[data-testid=enlarge]").await;
    is_accessible(&screen, "enlarged").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_for("[data-testid=cancel-dialog]").await;
    is_accessible(&screen, "cancel").await;
    screen.press(&[F10]).await;
    arrive_at(&screen, "ended").await;
    is_accessible(&screen, "ended").await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "sell").await;

    let cancelled = sandbox.bank.only_charge(1_250);
    sandbox.bank.pay(cancelled["copyAndPaste"].as_str().unwrap());
    screen.wait_for("[data-testid=banner]").await;
    is_accessible(&screen, "banner").await;
    screen.click("[data-testid=banner] button").await;
    arrive_at(&screen, "odd").await;
    is_accessible(&screen, "odd").await;
    screen.click("[data-testid=understood]").await;
    arrive_at(&screen, "sell").await;

    screen.press(&['7', '0', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    let charge = sandbox.bank.only_charge(700);
    sandbox.bank.pay(charge["copyAndPaste"].as_str().unwrap());
    arrive_at(&screen, "paid").await;
    is_accessible(&screen, "paid").await;
    screen.click("[data-testid=refund-open]").await;
    is_accessible(&screen, "refund").await;
    screen.click("[data-testid=refund-reason-fraud]").await;
    screen.click("[data-testid=refund-next]").await;
    screen.wait_for("[data-testid=refund-confirm]").await;
    is_accessible(&screen, "sure").await;
    screen.press(&[F10]).await;
    arrive_at(&screen, "refund").await;
    is_accessible(&screen, "refunded").await;
    screen.close().await;
}

/// axe itself, as npm has installed it beside the user interface.
pub(crate) fn axe() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}: run `npm ci` in ui"))
}

/// Every rule, with the one that axe still calls an experiment: a name that is heard begins with what is seen.
pub(crate) async fn is_accessible(screen: &Screen, what: &str) {
    for theme in ["light", "dark"] {
        screen.dress(theme).await;
        let found = screen
            .run_async(
                "const done = arguments[0];
                 const rules = { 'label-content-name-mismatch': { enabled: true } };
                 axe.run(document, { rules, resultTypes: ['violations'] }).then(
                     ({ violations }) => done(violations.map(({ id, nodes }) =>
                         `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)),
                     (error) => done(String(error)));",
            )
            .await;
        assert_eq!(found, json!([]), "{what} in {theme}");
    }
}
