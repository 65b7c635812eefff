//! The vault as a step of the first run: where no keyring answers, an encrypted file is chosen in the open.

use serde_json::{Value, json};

use super::{DOWN, ESCAPE, FirstRun, TAB, fill, page, to_fields};
use crate::journey::{ENTER, arrive_at, keep_pictures};
use crate::sandbox::Sandbox;
use crate::screen::Screen;
use crate::terminal::balcao::{NO_BUS, Till};
use crate::vault::PASSPHRASE;
use crate::window::Driver;
use crate::world::access::{axe, is_accessible};
use crate::world::fits::fits;
use crate::world::keyrings::Session;
use crate::world::look::{own_size, size};

const BACKSPACE: char = '\u{e003}';

async fn vault(screen: &Screen) -> Value {
    screen.ask("vault", json!({})).await
}

/// Whether the focus is there.
async fn is_at(screen: &Screen, testid: &str) {
    let is_it = format!("return document.activeElement.dataset.testid === '{testid}'");
    assert!(screen.run_until(&is_it).await, "the focus is not at {testid}");
}

/// Makes the vault by the keyboard alone, from its page on, with every mistake that can be made.
async fn make_a_vault(screen: &Screen, door: &str) {
    page(screen, "vault").await;
    keep_pictures(screen, door, "vault").await;
    is_at(screen, "vault-new").await;
    screen.press(&[ENTER]).await;
    screen.wait_for("[data-testid=vault-new][aria-invalid=true]").await;
    // Too short.
    for on in [&[TAB, TAB][..], &[ENTER]] {
        screen.write("curta").await;
        screen.press(on).await;
    }
    screen.wait_for_text("[data-testid=about-vault-new]", |text| text.contains("8 car")).await;
    assert_eq!(vault(screen).await["chosen"], false);
    keep_pictures(screen, door, "vault-refused").await;
    // Not the same.
    is_at(screen, "vault-new").await;
    screen.press(&[BACKSPACE; 5]).await;
    screen.write(PASSPHRASE).await;
    screen.press(&[TAB, TAB, ENTER]).await;
    screen.wait_for("[data-testid=vault-again][aria-invalid=true]").await;
    is_at(screen, "vault-again").await;
    // What is typed is shown when it is asked for.
    let kind = "return document.querySelector('[data-testid=vault-again]').type";
    assert_eq!(screen.run(kind).await, "password");
    screen.press_with(super::SHIFT, TAB).await;
    is_at(screen, "vault-show").await;
    screen.press(&[' ']).await;
    assert_eq!(screen.run(kind).await, "text");
    screen.press(&[' ', TAB, BACKSPACE, BACKSPACE, BACKSPACE, BACKSPACE, BACKSPACE]).await;
    screen.write(PASSPHRASE).await;
    screen.press(&[ENTER]).await;
    page(screen, "choose").await;
    let vault = vault(screen).await;
    assert_eq!((&vault["store"], &vault["chosen"]), (&json!("file"), &json!(true)), "{vault}");
}

#[tokio::test]
async fn where_there_is_no_keyring_a_file_is_chosen_by_the_keyboard_alone() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till, _open: (browser, serving) } =
        FirstRun::on_bus(Till::new(), Some(NO_BUS)).await;
    arrive_at(&screen, "first-run").await;
    screen.press(&[TAB, ENTER]).await;
    make_a_vault(&screen, "first-run").await;
    // It is not asked for again, and back leads to the doors.
    screen.press(&[ESCAPE]).await;
    arrive_at(&screen, "first-run").await;
    connect(&screen, &sandbox).await;
    drop(serving); // SIGKILL
    screen.close().await;
    drop(browser);

    // Another process asks for the passphrase, and goes on where it was.
    let FirstRun { screen, till: _till, _open } = FirstRun::on_bus(till, Some(NO_BUS)).await;
    screen.wait_for("[data-screen=boot-failure] [data-testid=vault-passphrase]").await;
    keep_pictures(&screen, "first-run", "unlock").await;
    screen.write(PASSPHRASE).await;
    screen.press(&[ENTER]).await;
    arrive_at(&screen, "first-run").await;
    screen.wait_for("[data-testid=sell-now]").await;
    screen.press(&[ENTER]).await;
    page(&screen, "shop").await;
    screen.close().await;
}

#[tokio::test]
async fn a_file_that_was_chosen_and_is_not_in_use_yet_is_opened_where_it_is_needed() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till, _open: (browser, serving) } =
        FirstRun::on_bus(Till::new(), Some(NO_BUS)).await;
    arrive_at(&screen, "first-run").await;
    screen.press(&[TAB, ENTER]).await;
    make_a_vault(&screen, "first-run").await;
    drop(serving); // SIGKILL
    screen.close().await;
    drop(browser);

    let FirstRun { screen, till: _till, _open } = FirstRun::on_bus(till, Some(NO_BUS)).await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=connect]").await;
    page(&screen, "vault").await;
    is_at(&screen, "vault-passphrase").await;
    keep_pictures(&screen, "first-run", "vault-locked").await;
    screen.run(&axe()).await;
    is_accessible(&screen, "a locked vault in the first run").await;
    screen.write("outro cavalo").await;
    screen.press(&[ENTER]).await;
    screen.wait_for_text("[data-testid=vault-message]", |text| text.contains("não confere")).await;
    screen.press(&[ESCAPE]).await;
    arrive_at(&screen, "first-run").await;
    to_unlock(&screen).await;
    page(&screen, "choose").await;
    screen.press(&[ESCAPE]).await;
    arrive_at(&screen, "first-run").await;
    connect(&screen, &sandbox).await;
    screen.close().await;
}

/// Types what is asked for; the vault has it once it was tested.
async fn connect(screen: &Screen, sandbox: &Sandbox) {
    to_fields(screen, &sandbox.url).await;
    fill(screen, sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    page(screen, "tested").await;
    assert_eq!(vault(screen).await["entries"]["providers"], 1);
}

/// Goes through the door to the shop, and types the passphrase.
async fn to_unlock(screen: &Screen) {
    screen.click("[data-testid=connect]").await;
    screen.wait_for("[data-testid=vault-passphrase]").await;
    screen.write(PASSPHRASE).await;
    screen.press(&[ENTER]).await;
}

#[tokio::test]
async fn where_there_is_no_keyring_a_file_is_chosen_in_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("shop");
    let driver = Driver::on_bus((2560, 2000), Some(NO_BUS));
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    arrive_at(&screen, "first-run").await;
    screen.press(&[TAB, ENTER]).await;
    make_a_vault(&screen, "window").await;
    screen.press(&[DOWN]).await;
    screen.wait_for("[data-testid=offer-integrapay]:checked").await;
    screen.close().await;
}

#[tokio::test]
async fn the_choice_fits_every_size_in_both_languages_and_axe_finds_nothing() {
    let FirstRun { screen, till: _till, _open } = FirstRun::on_bus(Till::new(), Some(NO_BUS)).await;
    arrive_at(&screen, "first-run").await;
    for language in ["pt-BR", "en"] {
        if language == "en" {
            screen.press(&[ESCAPE]).await;
            arrive_at(&screen, "first-run").await;
            screen.click("[data-testid=language]").await;
            screen.wait_for_text("h1", |text| text == "A till that takes Pix").await;
        }
        screen.click("[data-testid=connect]").await;
        page(&screen, "vault").await;
        fits(&screen, &format!("the vault's choice, {language}")).await;
        screen.fill("[data-testid=vault-new]", PASSPHRASE).await;
        screen.click("[data-testid=setup-next]").await;
        screen.wait_for("[data-testid=vault-again][aria-invalid=true]").await;
        fits(&screen, &format!("passphrases that differ, {language}")).await;
        size(&screen, 360, 740).await;
        screen.keep(&format!("first-run-vault-{language}-360x740")).await;
        own_size(&screen).await;
        keep_pictures(&screen, "first-run", &format!("vault-{language}")).await;
        screen.run(&axe()).await;
        is_accessible(&screen, &format!("passphrases that differ, {language}")).await;
    }
    screen.close().await;
}

#[tokio::test]
async fn a_keyring_that_answers_again_needs_no_file() {
    let session = Session::begin();
    let FirstRun { screen, till: _till, _open } =
        FirstRun::on_bus(Till::new(), Some(session.address())).await;
    arrive_at(&screen, "first-run").await;
    session.hold();
    screen.click("[data-testid=connect]").await;
    page(&screen, "vault").await;
    screen.wait_for_text("[data-testid=setup-page] p", |text| text.contains("não responde")).await;
    screen.click("[data-testid=vault-keyring]").await;
    screen.wait_for_text("[data-testid=refusal]", |text| text.contains("não responde")).await;
    session.let_go();
    screen.click("[data-testid=vault-keyring]").await;
    page(&screen, "choose").await;
    let vault = vault(&screen).await;
    assert_eq!((&vault["store"], &vault["failure"]), (&json!("keyring"), &json!(null)), "{vault}");
    screen.close().await;
}

#[tokio::test]
async fn a_keyring_that_stops_on_the_way_loses_nothing_that_was_typed() {
    loses_nothing_that_was_typed(Session::hold).await;
}

#[tokio::test]
async fn a_keyring_that_is_locked_on_the_way_loses_nothing_that_was_typed() {
    loses_nothing_that_was_typed(Session::lock).await;
}

async fn loses_nothing_that_was_typed(fails: impl FnOnce(&Session)) {
    let sandbox = Sandbox::start();
    let session = Session::begin();
    let FirstRun { screen, till: _till, _open } =
        FirstRun::on_bus(Till::new(), Some(session.address())).await;
    arrive_at(&screen, "first-run").await;
    to_fields(&screen, &sandbox.url).await;
    fill(&screen, &sandbox, &[]).await;
    fails(&session);
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "vault").await;
    // Back and on again: also the secrets are where they were.
    screen.press(&[ESCAPE]).await;
    page(&screen, "fields").await;
    let secret = "return document.querySelector('[data-field=clientSecret]').value";
    assert_eq!(screen.run(secret).await, sandbox.credentials["clientSecret"]);
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "vault").await;
    screen.fill("[data-testid=vault-new]", PASSPHRASE).await;
    screen.fill("[data-testid=vault-again]", PASSPHRASE).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "fields").await;
    assert_eq!(screen.run(secret).await, sandbox.credentials["clientSecret"]);
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    assert_eq!(vault(&screen).await["entries"]["providers"], 1);
    session.let_go();
    screen.close().await;
}
