//! Every dialog, opened and closed ten times in both engines: the till hears keys after each, and Enter does what
//! it does on the screen below.

use serde_json::json;

use crate::browser::Browser;
use crate::journey::{ENTER, arrive_at, cancel, charge};
use crate::money_back::{Told, serve};
use crate::sandbox::{Bank, Sandbox};
use crate::screen::Screen;
use crate::window::Driver;
use crate::world::browser_shop::BrowserShop;

const F1: char = '\u{e031}';
const F6: char = '\u{e036}';
const F11: char = '\u{e03b}';
const ESCAPE: char = '\u{e00c}';

/// As often as each dialog is opened and closed.
const ROUNDS: usize = 10;

/// What a person does.
#[derive(Clone, Copy)]
enum Act {
    Press(char),
    Click(&'static str),
}
use Act::{Click, Press};

/// One dialog: the ways into it and the ways out of it, taken by turns.
struct Dialog {
    name: &'static str,
    ways_in: &'static [&'static [Act]],
    ways_out: &'static [&'static [Act]],
}

const CLOSE: Act = Click("[data-testid=dialog-close]");
const TO_SALES: &[Act] = &[Press(F6)];
const HELP: &str = "[data-testid=open-help]";
const SALES: &str = "[data-testid=open-sales]";

/// On the selling screen.
const WHILE_SELLING: &[Dialog] = &[
    Dialog {
        name: "help-dialog",
        ways_in: &[&[Press(F1)], &[Click(HELP)]],
        ways_out: &[&[Press(ESCAPE)], &[Press(F1)], &[Press(ENTER)], &[Click("dialog button")]],
    },
    Dialog {
        name: "sales-dialog",
        ways_in: &[TO_SALES, &[Click(SALES)]],
        ways_out: &[&[Press(ESCAPE)], &[CLOSE], &[Press(F6)]],
    },
    Dialog {
        name: "payouts-dialog",
        ways_in: &[&[Press(F6), Click("[data-testid=open-payouts]")]],
        ways_out: &[&[Press(ESCAPE)], &[CLOSE], &[Press(ENTER)]],
    },
    Dialog {
        name: "attention-dialog",
        ways_in: &[&[Click(SALES), Click("[data-testid=open-attention]")]],
        ways_out: &[&[Press(ESCAPE)], &[CLOSE]],
    },
    Dialog {
        name: "relay-dialog",
        ways_in: &[&[Click(HELP), Click("[data-testid=open-relay]")]],
        ways_out: &[&[Press(ESCAPE)], &[CLOSE]],
    },
    Dialog {
        name: "settings-dialog",
        ways_in: &[&[Click(HELP), Click("[data-testid=open-settings]")]],
        ways_out: &[&[Press(ESCAPE)], &[Press(ENTER)], &[CLOSE]],
    },
];

/// While R$ 1.000,01 stand there.
const ABOVE_THE_CEILING: &[Dialog] = &[Dialog {
    name: "ceiling-dialog",
    ways_in: &[&[Press(ENTER)], &[Click("[data-testid=charge-button]")]],
    ways_out: &[&[Press(ESCAPE)], &[Click("[data-testid=ceiling-back]")], &[Press(ENTER)]],
}];

/// Before a customer with the code.
const WHILE_WAITING: &[Dialog] = &[
    Dialog {
        name: "cancel-dialog",
        ways_in: &[&[Press(ESCAPE)], &[Click("[data-testid=cancel]")]],
        ways_out: &[&[Press(ESCAPE)], &[Press(ENTER)], &[Click("[data-testid=cancel-back]")]],
    },
    Dialog {
        name: "enlarged",
        ways_in: &[&[Press(F11)], &[Click("[data-testid=enlarge]")]],
        ways_out: &[&[Press(ESCAPE)], &[Press(F11)], &[Click("dialog button")]],
    },
    Dialog {
        name: "sales-dialog",
        ways_in: &[&[Click(SALES)]],
        ways_out: &[&[Press(ESCAPE)], &[CLOSE]],
    },
];

/// On PAGO.
const WHEN_PAID: &[Dialog] = &[Dialog {
    name: "refund-dialog",
    ways_in: &[&[Click("[data-testid=refund-open]")]],
    ways_out: &[
        &[Press(ESCAPE)],
        &[Click("[data-testid=refund-cancel]")],
        &[
            Click("[data-testid=refund-reason-customer_request]"),
            Click("[data-testid=refund-next]"),
            Press(ESCAPE),
            Press(ESCAPE),
        ],
    ],
}];

#[tokio::test]
async fn in_a_browser_every_dialog_leaves_the_till_as_it_was() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    every_dialog(&screen, &sandbox.bank).await;
    screen.close().await;
}

#[tokio::test]
async fn in_the_window_every_dialog_leaves_the_till_as_it_was() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let (driver, home) = (Driver::start(), till.home());
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    every_dialog(&screen, &sandbox.bank).await;
    screen.close().await;
}

#[tokio::test]
async fn in_a_browser_esc_leads_back_from_each_page_of_atencao() {
    let shop = Told::of_everything();
    let (_serving, url) = serve(&shop.till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    arrive_at(&screen, "sell").await;
    let made = json!({ "amount_centavos": 3_751, "reference": "site-77" });
    let bank = &shop.sandbox.bank;
    let made = bank.ask("POST", "/_sandbox/integrapay/charges", &made);
    bank.charge(made["transactionId"].to_string().trim_matches('"'), "pay", &json!({}));
    screen.click("[data-testid=attention]").await;
    for _ in 0..ROUNDS {
        screen.click("[data-testid=unmatched-1]").await;
        screen.wait_for("[data-testid=unmatched-facts]").await;
        screen.press(&[ESCAPE]).await;
        screen.wait_for("[data-testid=unmatched]").await;
    }
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    sells(&screen, bank, 777).await;
    screen.close().await;
}

async fn every_dialog(screen: &Screen, bank: &Bank) {
    arrive_at(screen, "sell").await;
    for (dialog, centavos) in WHILE_SELLING.iter().zip(601..) {
        ten_times(screen, dialog).await;
        sells(screen, bank, centavos).await;
    }
    for dialog in ABOVE_THE_CEILING {
        screen.press(&['1', '0', '0', '0', '0', '1']).await;
        ten_times(screen, dialog).await;
        screen.press(&[ESCAPE]).await; // the amount
        sells(screen, bank, 701).await;
    }
    for (dialog, centavos) in WHILE_WAITING.iter().zip(801..) {
        let code = charge(screen, bank, centavos).await;
        ten_times(screen, dialog).await;
        arrive_at(screen, "waiting").await;
        bank.pay(&code);
        arrive_at(screen, "paid").await;
        screen.click("[data-testid=new-sale]").await;
        arrive_at(screen, "sell").await;
    }
    for dialog in WHEN_PAID {
        let code = charge(screen, bank, 901).await;
        bank.pay(&code);
        arrive_at(screen, "paid").await;
        ten_times(screen, dialog).await;
        screen.click("[data-testid=new-sale]").await;
        sells(screen, bank, 902).await;
    }
    // What it asks is done by the key that it shows, and by no Enter.
    charge(screen, bank, 903).await;
    screen.press(&[ESCAPE, ENTER]).await;
    cancel(screen).await;
}

async fn ten_times(screen: &Screen, Dialog { name, ways_in, ways_out }: &Dialog) {
    for round in 0..ROUNDS {
        do_all(screen, ways_in[round % ways_in.len()]).await;
        screen.wait_for(&format!("dialog[data-testid={name}]")).await;
        do_all(screen, ways_out[round % ways_out.len()]).await;
        screen.wait_until_gone("dialog").await;
        let rests = screen.run("return document.activeElement.closest('main') !== null").await;
        assert_eq!(rests, true, "after {name}, round {round}, the focus is not on the screen");
    }
}

async fn do_all(screen: &Screen, acts: &[Act]) {
    for act in acts {
        match act {
            Press(key) => screen.press(&[*key]).await,
            Click(css) => screen.click(css).await,
        }
    }
}

/// A whole sale, charged by the keyboard.
async fn sells(screen: &Screen, bank: &Bank, centavos: i64) {
    let code = charge(screen, bank, centavos).await;
    bank.pay(&code);
    arrive_at(screen, "paid").await;
    screen.click("[data-testid=new-sale]").await;
    arrive_at(screen, "sell").await;
}
