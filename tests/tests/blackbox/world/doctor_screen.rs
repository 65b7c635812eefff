//! The screens that test the till and copy its log: in a browser and in the window, in every size and by keys alone.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::access::{axe, is_accessible};
use super::fits::fits;
use super::look::own_size;
use crate::browser::Browser;
use crate::journey::{arrive_at, keep_pictures};
use crate::money_back::serve;
use crate::terminal::balcao::{Started, Till};
use crate::terminal::provider::Provider;
use crate::vault::{FileTill, PASSPHRASE};
use crate::window::{Driver, for_training};
use crate::world::browser_shop::BrowserShop;

const ESCAPE: char = '\u{e00c}';
const F1: char = '\u{e031}';
const F5: char = '\u{e035}';

/// The verdict is there, and no line is a skeleton any more.
const TESTED: &str = "[data-testid=verdict]:not([data-verdict=testing])";

/// The only file of a pen drive.
fn copy_on(pen_drive: &Path) -> PathBuf {
    fs::read_dir(pen_drive).unwrap().next().unwrap().unwrap().path()
}

#[tokio::test]
async fn the_till_is_tested_by_keys_alone_and_looks_well_everywhere() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    screen.run(&axe()).await;
    screen.press(&[F1]).await;
    screen.click("[data-testid=open-doctor]").await;
    screen.wait_for(TESTED).await;
    screen.wait_for_text("[data-testid=verdict]", |text| text.contains("Dá para vender.")).await;
    for part in ["provider", "rights", "relay", "disk", "log", "backups", "vault", "program"] {
        screen.wait_for(&format!("[data-testid=finding-{part}][data-level=ok]")).await;
    }
    keep_pictures(&screen, "browser", "doctor").await;
    fits(&screen, "doctor").await;
    // The next pictures are of windows.
    own_size(&screen).await;
    is_accessible(&screen, "doctor").await;
    // A page downloads the bundle.
    let saved = screen.ask("save_bundle", json!({})).await;
    assert!(saved["path"].is_null() && saved["base64"].as_str().unwrap().len() > 1_000, "{saved}");
    screen.click("[data-testid=save-bundle]").await;
    screen
        .wait_for_text("[data-testid=bundle-said]", |text| text.contains("balcao-suporte-"))
        .await;

    // The provider goes, and the same screen says so: what fails stands first.
    drop(sandbox);
    screen.press(&[F5]).await;
    screen.wait_for("[data-verdict=cannot_sell]").await;
    let first = "section:first-of-type li:first-child[data-level=bad]";
    screen.wait_for_text(first, |text| text.contains("Sem contato")).await;
    keep_pictures(&screen, "browser", "doctor-cannot-sell").await;
    is_accessible(&screen, "doctor that cannot sell").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("[data-testid=doctor]").await;
    arrive_at(&screen, "sell").await;
    screen.close().await;
}

#[tokio::test]
async fn a_copy_is_made_and_brought_back_on_the_screen() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    let code = crate::journey::charge(&screen, &sandbox.bank, 1_250).await;
    sandbox.bank.pay(&code);
    arrive_at(&screen, "paid").await;
    screen.press(&[crate::journey::ENTER]).await;
    arrive_at(&screen, "sell").await;
    screen.run(&axe()).await;
    let pen_drive = tempfile::tempdir().unwrap();
    let open = async || {
        screen.press(&[F1]).await;
        screen.click("[data-testid=open-doctor]").await;
        screen.click("[data-testid=open-backups]").await;
        screen.wait_for("[data-testid=back-up]").await;
    };
    open().await;
    keep_pictures(&screen, "browser", "backups").await;
    fits(&screen, "backups").await;
    own_size(&screen).await;
    is_accessible(&screen, "backups").await;
    screen.fill("[data-testid=backup-other-folder]", "/nada/aqui").await;
    screen.click("[data-testid=back-up]").await;
    screen.wait_for_text("#backup-wrong", |text| text.contains("não existe")).await;
    let folder = pen_drive.path().to_str().unwrap();
    screen.fill("[data-testid=backup-other-folder]", folder).await;
    screen.click("[data-testid=back-up]").await;
    screen.wait_for_text("[data-testid=backed-up]", |text| text.contains(folder)).await;
    let copy = copy_on(pen_drive.path());

    screen.fill("[data-testid=backup-other-file]", "/nada/aqui.db").await;
    screen.click("[data-testid=restore-next]").await;
    keep_pictures(&screen, "browser", "restore").await;
    is_accessible(&screen, "restore").await;
    screen.click("[data-testid=restore]").await;
    screen.wait_for_text("[role=alert]", |text| !text.is_empty()).await;
    // Esc leads back, and nothing has happened.
    screen.press(&[ESCAPE]).await;
    screen.fill("[data-testid=backup-other-file]", copy.to_str().unwrap()).await;
    screen.click("[data-testid=restore-next]").await;
    screen.click("[data-testid=restore]").await;
    screen.wait_for_text("[data-testid=restored]", |text| text.contains("002001")).await;
    keep_pictures(&screen, "browser", "restored").await;
    screen.click("[data-testid=restored-close]").await;
    screen.wait_until_gone("[data-testid=backups-dialog]").await;
    crate::journey::charge(&screen, &sandbox.bank, 700).await;
    assert_eq!(screen.newest_order().await["order"], "002001");
    screen.close().await;
}

#[tokio::test]
async fn a_till_that_does_not_open_offers_its_test_from_a_phone_to_a_large_desk() {
    let provider = Provider::quick();
    let shop = FileTill::connected(provider.url());
    // The vault was begun anew: nothing is in it.
    shop.run(&["vault", "move", "--to", "file", "--from-nothing", "--yes"]).expect(0);
    let mut serve = Started::new(&mut shop.locked_command(&["--json", "serve"]));
    let url = serve.wait_for_event("serving")["url"].as_str().unwrap().to_owned();
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    screen.fill("[data-testid=vault-passphrase]", PASSPHRASE).await;
    screen.click("[data-testid=vault-open]").await;
    screen.wait_for("[data-screen=boot-failure] [data-testid=reconnect]").await;
    fits(&screen, "a till that does not open").await;
    own_size(&screen).await;
    screen.run(&axe()).await;
    is_accessible(&screen, "a till that does not open").await;
    screen.click("[data-testid=open-doctor]").await;
    screen.wait_for("[data-testid=finding-vault][data-level=bad]").await;
    screen.press(&[F1]).await;
    screen.wait_until_gone("[data-testid=doctor]").await;
    screen.close().await;
}

#[tokio::test]
async fn the_window_tests_a_till_that_does_not_open_and_tells_of_its_web_view() {
    let home = tempfile::tempdir().unwrap();
    let training = home.path().join("training");
    fs::create_dir(&training).unwrap();
    let log = training.join("order-log.db");
    fs::write(&log, "this was an order log once; ".repeat(1_000)).unwrap();
    let driver = Driver::start();
    let screen = driver.open(&for_training(home.path())).await;
    arrive_at(&screen, "boot-failure").await;
    screen.wait_for("[data-testid=open-doctor]").await;
    screen.press(&[F1]).await;
    screen.wait_for("[data-verdict=cannot_sell]").await;
    screen.wait_for("[data-testid=finding-log][data-level=bad]").await;
    let program = |text: &str| text.contains("Balcão") && text.contains(" × ");
    screen.wait_for_text("[data-testid=finding-program]", program).await;
    screen.keep("window-doctor-boot-failure").await;
    let seen = screen.ask("doctor", json!({})).await;
    let findings = seen["findings"].as_array().unwrap();
    let program = findings.iter().find(|finding| finding["part"] == "program").unwrap();
    assert!(program["fact"]["webview"].is_string(), "{program}");
    assert_eq!(program["fact"]["screen"], json!([2560, 2000]), "{program}");

    // Mended by hand, it opens, and the screen behind is the till's.
    fs::remove_file(&log).unwrap();
    screen.press(&[ESCAPE, crate::journey::ENTER]).await;
    arrive_at(&screen, "sell").await;
    screen.close().await;
}

#[tokio::test]
async fn the_first_screen_brings_the_sales_of_another_computer() {
    let (old, new) = (Till::connected(Provider::quick().url()), Till::new());
    old.run(&["charge", "12,50", "--no-wait"]).expect(0);
    let pen_drive = tempfile::tempdir().unwrap();
    old.run(&["backup", pen_drive.path().to_str().unwrap()]).expect(0);
    let copy = copy_on(pen_drive.path());
    let (_serving, url) = serve(&new);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=bring-sales]").await;
    screen.fill("[data-testid=backup-other-file]", copy.to_str().unwrap()).await;
    keep_pictures(&screen, "browser", "bring-sales").await;
    fits(&screen, "bring sales").await;
    own_size(&screen).await;
    screen.run(&axe()).await;
    is_accessible(&screen, "bring sales").await;
    screen.click("[data-testid=restore-next]").await;
    screen.click("[data-testid=restore]").await;
    screen.wait_for_text("[data-testid=restored]", |text| text.contains("002001")).await;
    screen.press(&[ESCAPE]).await;
    // The shop is there, and goes on with its account.
    screen.wait_for("[data-screen=first-run] [data-testid=connect]").await;
    screen.wait_until_gone("[data-testid=bring-sales]").await;
    screen.close().await;
    assert_eq!(new.orders().len(), 1);
}

#[tokio::test]
async fn the_window_brings_the_sales_of_another_computer_into_an_empty_home() {
    let (old, new) = (Till::new(), Till::new());
    old.run(&["--training", "charge", "12,50", "--no-wait"]).expect(0);
    let pen_drive = tempfile::tempdir().unwrap();
    old.run(&["--training", "backup", pen_drive.path().to_str().unwrap()]).expect(0);
    let copy = copy_on(pen_drive.path());
    let driver = Driver::start();
    let screen = driver.open(&for_training(&new.home())).await;
    arrive_at(&screen, "sell").await;
    let restored = screen.ask("restore", json!({ "file": copy })).await;
    assert_eq!((&restored["orders"], &restored["first_order"]), (&json!(1), &json!("002001")));
    let sales = screen.ask("last_sales", json!({ "limit": 10, "odd": false })).await;
    assert_eq!(sales["orders"].as_array().unwrap().len(), 1, "{sales}");
    screen.close().await;
}
