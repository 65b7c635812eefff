//! A locked vault at a page: one screen asks for the passphrase, and nothing else is lost.

use serde_json::json;

use super::{FileTill, PASSPHRASE};
use crate::browser::Browser;
use crate::terminal::balcao::Started;
use crate::terminal::provider::Provider;
use crate::world::access::{axe, is_accessible};
use crate::world::fits::fits;
use crate::world::look::{own_size, size};

const ESCAPE: char = '\u{e00c}';
const F1: char = '\u{e031}';

#[tokio::test]
async fn a_page_asks_for_the_passphrase_and_opens_the_till_by_it() {
    let provider = Provider::quick();
    let shop = FileTill::connected(provider.url());
    shop.run(&["charge", "12,50"]).expect(0);
    let mut serve = Started::new(&mut shop.locked_command(&["--json", "serve"]));
    let url = serve.wait_for_event("serving")["url"].as_str().unwrap().to_owned();
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    screen.wait_for("[data-screen=boot-failure] [data-testid=vault-passphrase]").await;
    let house = screen.ask("house", json!({})).await;
    assert_eq!(house["state"]["failure"]["code"], "vault_locked", "{house}");
    let vault = screen.ask("vault", json!({})).await;
    assert_eq!((&vault["store"], &vault["entries"]), (&json!("file"), &json!(null)), "{vault}");
    // The till is tested from here as well, and the field is where it was.
    fits(&screen, "a locked vault").await;
    size(&screen, 360, 740).await;
    screen.keep("unlock-360x740").await;
    own_size(&screen).await;
    screen.run(&axe()).await;
    is_accessible(&screen, "a locked vault").await;
    screen.press(&[F1]).await;
    screen.wait_for("[data-testid=finding-vault][data-level=bad]").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("[data-testid=doctor]").await;
    // It is masked, and shown when it is asked for.
    let kind = "return document.querySelector('[data-testid=vault-passphrase]').type";
    assert_eq!(screen.run(kind).await, "password");
    screen.click("[data-testid=vault-show]").await;
    assert_eq!(screen.run(kind).await, "text");
    screen.click("[data-testid=vault-show]").await;
    for _ in 0..3 {
        screen.fill("[data-testid=vault-passphrase]", "outro cavalo").await;
        screen.click("[data-testid=vault-open]").await;
        screen.wait_for_text("[data-testid=vault-message]", |text| !text.is_empty()).await;
    }
    // The third is told with a countdown, which passes.
    screen.wait_for_text("[data-testid=vault-message]", |text| text.contains(" s.")).await;
    screen.wait_for("[data-testid=vault-open]:disabled").await;
    screen.wait_for("[data-testid=vault-open]:enabled").await;
    screen.fill("[data-testid=vault-passphrase]", PASSPHRASE).await;
    screen.click("[data-testid=vault-open]").await;
    screen.wait_for("[data-screen=sell]").await;
    let sold = screen.ask("order", json!({ "order": "000001" })).await;
    assert_eq!(sold["status"], "paid", "{sold}");
    let vault = screen.ask("vault", json!({})).await;
    assert_eq!(
        (&vault["unlocked_by"], &vault["entries"]["providers"]),
        (&json!("typed"), &json!(1))
    );
    screen.close().await;
}

#[tokio::test]
async fn a_locked_vault_speaks_the_language_of_the_settings_and_helps_who_forgot_the_passphrase() {
    let provider = Provider::quick();
    let shop = FileTill::connected(provider.url());
    shop.run(&["settings", "set", "language", "en"]).expect(0);
    let mut serve = Started::new(&mut shop.locked_command(&["--json", "serve"]));
    let url = serve.wait_for_event("serving")["url"].as_str().unwrap().to_owned();
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    screen.wait_for_text("h1", |text| text.contains("vault is locked")).await;
    screen.click("[data-testid=vault-forgotten] summary").await;
    let says = |text: &str| text.contains("vault move --to file --from-nothing");
    screen.wait_for_text("[data-testid=vault-forgotten] code", says).await;
    screen.keep("vault-forgotten").await;
    screen.run(&axe()).await;
    is_accessible(&screen, "a forgotten passphrase").await;
    // Who opens it here is answered in the language that they turn to, and so is whoever comes next.
    screen.click("[data-testid=language]").await;
    screen.wait_for_text("h1", |text| text.contains("trancado")).await;
    screen.fill("[data-testid=vault-passphrase]", PASSPHRASE).await;
    screen.click("[data-testid=vault-open]").await;
    screen.wait_for("[data-screen=sell]").await;
    let kept = async || screen.ask("hello", json!({})).await["preferences"]["language"].clone();
    let begun = std::time::Instant::now();
    while kept().await != "pt-BR" {
        assert!(begun.elapsed() < std::time::Duration::from_mins(1));
        tokio::time::sleep(std::time::Duration::from_millis(100)).await; // between two looks
    }
    screen.close().await;
    let told = serve.kill();
    assert!(told.err.contains("the page below asks"), "{told}");
    assert!(!told.err.contains("passphrase-fd"), "{told}");
}

#[test]
fn a_door_of_a_server_opens_without_a_question() {
    let provider = Provider::quick();
    let shop = FileTill::connected(provider.url());
    let page = crate::terminal::open_tills::Page::of(shop.start(&["--json", "serve"]));
    assert_eq!(page.charge()["status"], "pending");
    let (_, vault) = page.post("vault", &json!({}));
    assert_eq!(vault["unlocked_by"], "passphrase_file", "{vault}");
}

#[test]
fn a_first_store_is_chosen_by_a_page_where_there_is_no_keyring() {
    let shop = FileTill { till: crate::terminal::balcao::Till::begun() };
    std::fs::write(shop.passphrase(), PASSPHRASE).unwrap();
    super::close_to_others(&shop.passphrase());
    let page = crate::terminal::open_tills::Page::of(Started::new(
        &mut shop.locked_command(&["--json", "serve"]),
    ));
    let (_, vault) = page.post("vault", &json!({}));
    assert_eq!((&vault["store"], &vault["chosen"]), (&json!("keyring"), &json!(false)));
    assert_eq!(vault["failure"]["code"], "vault_unavailable", "{vault}");
    let choose = |passphrase: &str| {
        page.post("choose_vault", &json!({ "store": "file", "passphrase": passphrase })).1
    };
    assert_eq!(choose("curta")["code"], "invalid_passphrase");
    let vault = choose(PASSPHRASE);
    assert_eq!((&vault["store"], &vault["chosen"]), (&json!("file"), &json!(true)), "{vault}");
    drop(page);
    shop.try_with(PASSPHRASE).expect(0);
}
