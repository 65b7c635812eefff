//! What is typed wrongly gets its field and its sentence, and nothing of it is kept or lost.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::{ESCAPE, FirstRun, fill, page, setup, to_fields};
use crate::browser::Browser;
use crate::journey::arrive_at;
use crate::sandbox::Sandbox;
use crate::terminal::balcao::{Started, Till};
use crate::world::access::{axe, is_accessible};
use crate::world::clocks::Clock;

#[tokio::test]
async fn each_mistake_is_told_at_its_field_when_it_is_left() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till: _till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    to_fields(&screen, &sandbox.url).await;
    assert!(!screen.shows("[aria-invalid=true]").await, "nothing is wrong before it is typed");
    fill(&screen, &sandbox, &[("payerDocument", "123.456.789-00"), ("payerName", "")]).await;
    screen.click("[data-testid=setup-next]").await;
    let says = |text: &str| text.contains("não confere");
    screen.wait_for_text("[data-testid=about-payerDocument]", says).await;
    screen.wait_for_text("[data-testid=about-payerName]", |text| text.contains("Falta")).await;
    let leads = "return document.activeElement.dataset.field === 'payerName'";
    assert!(screen.run_until(leads).await, "the button leads to the first that lacks");

    screen.fill("[data-testid=field-payerName]", "Padaria do Zé").await;
    screen.fill("[data-testid=field-payerDocument]", "12.ABC.345/01DE-35").await;
    screen
        .fill("[data-testid=field-applicationToken]", "f47ac10b-58cc-4372-a567-0e02b2c3d479")
        .await;
    screen.click("[data-testid=setup-next]").await;
    let refused = |text: &str| text.contains("não aceitou");
    screen.wait_for_text("[data-testid=about-applicationToken]", refused).await;
    let box_of_it = "return document.querySelector('[data-testid=refusal]').innerText";
    assert_eq!(screen.run(box_of_it).await, "", "it is told at its field, and nowhere else");
    let view = setup(&screen).await;
    assert_eq!(view["steps"][1]["state"], "open", "what was refused is not kept: {view}");
    // Back and on again: all is there, the secrets too.
    screen.press(&[ESCAPE]).await;
    page(&screen, "choose").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "fields").await;
    let secret =
        screen.run("return document.querySelector('[data-field=clientSecret]').value").await;
    assert_eq!(secret, sandbox.credentials["clientSecret"]);
    let token = sandbox.credentials["applicationToken"].as_str().unwrap();
    screen.fill("[data-testid=field-applicationToken]", &format!("  {token} ")).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    screen.close().await;
}

#[tokio::test]
async fn a_provider_that_is_not_heard_is_not_connected_in_silence() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    let nobody = format!("http://127.0.0.1:{}", testkit::process::free_port());
    to_fields(&screen, &nobody).await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    let says = |text: &str| text.contains("Nada foi guardado");
    screen.wait_for_text("[data-testid=refusal]", says).await;
    let listed = till.run(&["--json", "providers"]).expect(0);
    assert_eq!(listed.events, Vec::<Value>::new(), "{listed}");
    screen.close().await;
}

#[tokio::test]
async fn no_secret_is_taken_into_what_is_kept_in_the_open() {
    let FirstRun { screen, till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=connect]").await;
    page(&screen, "choose").await;
    let draft = json!({ "provider": "connectpsp", "values": { "clientSecret": "s3cret-of-mine" } });
    let refused = screen.ask("save_setup", json!({ "draft": draft })).await;
    assert_eq!(refused["field"], "clientSecret", "{refused}");
    let kept = super::bytes_of(&till.home());
    assert!(!kept.windows(14).any(|part| part == b"s3cret-of-mine"));
    screen.close().await;
}

#[tokio::test]
async fn a_home_that_takes_nothing_is_told_as_such() {
    let FirstRun { screen, till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    // A file where the folder should be: nothing can be made there, for root neither.
    std::fs::write(till.home(), "").unwrap();
    let mode = std::fs::Permissions::from_mode(0o400);
    std::fs::set_permissions(till.home(), mode).unwrap();
    screen.click("[data-testid=connect]").await;
    screen.wait_for_text("[data-testid=refusal]", |text| text.contains("gravar")).await;
    std::fs::remove_file(till.home()).unwrap();
    screen.click("[data-testid=connect]").await;
    page(&screen, "choose").await;
    screen.close().await;
}

#[tokio::test]
async fn a_clock_that_is_an_hour_ahead_is_told_with_what_was_granted() {
    let sandbox = Sandbox::start();
    let till = Till::new();
    let clock = Clock::set_by(3_600);
    let args = ["--json", "serve", "--port", "0"];
    let mut serving = Started::new(&mut clock.command(&till, &args));
    let url = serving.wait_for_event("serving")["url"].as_str().unwrap().to_owned();
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    screen.resize(1280, 800).await;
    arrive_at(&screen, "first-run").await;
    to_fields(&screen, &sandbox.url).await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    screen.wait_for_text("[data-testid=grants]", |text| text.contains("60 min adiantado")).await;
    screen.close().await;
}

#[tokio::test]
async fn axe_finds_nothing_on_any_page_of_the_first_run() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till: _till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    screen.run(&axe()).await;
    is_accessible(&screen, "doors").await;
    to_fields(&screen, &sandbox.url).await;
    is_accessible(&screen, "fields").await;
    screen.click("[data-testid=setup-next]").await;
    screen.wait_for("[aria-invalid=true]").await;
    is_accessible(&screen, "fields that lack something").await;
    screen.press(&[ESCAPE]).await;
    page(&screen, "choose").await;
    is_accessible(&screen, "choose").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "fields").await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    screen.wait_for("[data-testid=grants]").await;
    is_accessible(&screen, "tested").await;
    screen.click("[data-testid=trial-charge]").await;
    screen.wait_for("[data-testid=trial][data-state=waiting] [data-testid=qr]").await;
    is_accessible(&screen, "trial").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "shop").await;
    is_accessible(&screen, "shop").await;
    screen.fill("[data-testid=shop-name]", "Padaria do Zé").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "relay").await;
    is_accessible(&screen, "relay").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "manager").await;
    is_accessible(&screen, "manager").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "ready").await;
    is_accessible(&screen, "ready").await;
    screen.close().await;
}
