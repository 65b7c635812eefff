//! What is said of an account that is connected is true of it, and whoever goes back comes forward again.

use super::{ESCAPE, FirstRun, fill, page, to_fields};
use crate::journey::{ENTER, arrive_at, keep_pictures};
use crate::sandbox::Sandbox;
use crate::screen::Screen;

async fn connect_without_refunds(screen: &Screen, sandbox: &Sandbox) {
    to_fields(screen, &sandbox.url).await;
    let token = format!("“{}”", sandbox.credentials["applicationToken"].as_str().unwrap());
    fill(screen, sandbox, &[("cryptoToken", ""), ("applicationToken", &token)]).await;
    screen.click("[data-testid=setup-next]").await;
    page(screen, "tested").await;
}

async fn placeholder(screen: &Screen, field: &str) -> String {
    let read = format!("return document.querySelector('[data-field={field}]').placeholder");
    screen.run(&read).await.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn back_from_the_test_leads_on_again_without_typing_what_the_vault_has() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till: _till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    connect_without_refunds(&screen, &sandbox).await;
    screen.press(&[ESCAPE]).await;
    page(&screen, "fields").await;
    assert_eq!(placeholder(&screen, "clientSecret").await, "guardado no cofre");
    assert_eq!(placeholder(&screen, "cryptoToken").await, "", "nobody has given it");
    assert!(!screen.shows("[aria-invalid=true]").await);
    assert!(!screen.shows("[data-testid=same-account]").await);
    keep_pictures(&screen, "first-run", "back-from-test").await;
    screen.press(&[ENTER]).await;
    page(&screen, "tested").await;

    // One more secret takes all of them again, which is said.
    screen.press(&[ESCAPE]).await;
    page(&screen, "fields").await;
    screen.wait_for_text("section > p", |text| text.contains("cole todas de novo")).await;
    let crypto = sandbox.credentials["cryptoToken"].as_str().unwrap();
    screen.fill("[data-testid=field-cryptoToken]", crypto).await;
    screen.click("[data-testid=setup-next]").await;
    let lacks = |text: &str| text.contains("Falta: Client Secret. Aparece ao lado");
    screen.wait_for_text("[data-testid=about-clientSecret]", lacks).await;
    screen.wait_for("[data-testid=same-account]").await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    screen.wait_for_text("[data-testid=grants]", |text| !text.contains("Não liberado")).await;
    screen.close().await;
}

#[tokio::test]
async fn a_refund_that_the_account_cannot_do_is_not_promised() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    connect_without_refunds(&screen, &sandbox).await;
    let by_panel = |text: &str| text.contains("só volta pelo painel ConnectPSP");
    screen.wait_for_text("[data-testid=trial]", by_panel).await;
    keep_pictures(&screen, "first-run", "no-refunds").await;

    // Nobody pays the first one.
    screen.click("[data-testid=trial-charge]").await;
    screen.wait_for("[data-testid=trial][data-state=waiting] [data-testid=copy-button]").await;
    keep_pictures(&screen, "first-run", "trial-waiting").await;
    screen.click("[data-testid=trial-cancel]").await;
    screen.wait_for("[data-testid=trial][data-state=ended]").await;
    assert_eq!(till.orders()[0]["status"], "cancelled");

    screen.click("[data-testid=trial-charge]").await;
    screen.wait_for("[data-testid=trial][data-state=waiting] [data-testid=qr]").await;
    let code = screen.wait_for_text("[data-testid=copy-and-paste]", |text| !text.is_empty()).await;
    sandbox.bank.pay(code.trim());
    screen.wait_for("[data-testid=trial][data-state=paid]").await;
    screen.wait_for_text("[data-testid=grants]", |text| text.contains("a prova foi paga")).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "shop").await;
    screen.fill("[data-testid=shop-name]", "Padaria do Zé").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "relay").await;

    // A line that does not pair keeps nobody there.
    screen.fill("[data-testid=pairing-line]", "balcao pair").await;
    screen.press(&[ENTER]).await;
    screen
        .wait_for_text("[data-testid=about-pairing-line]", |text| text.contains("Não achei"))
        .await;
    screen.click("[data-testid=relay-skip]").await;
    page(&screen, "manager").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "ready").await;
    let lack = |text: &str| text.contains("não liberado, falta Crypto Token");
    screen.wait_for_text("[data-testid=no-refund]", lack).await;
    keep_pictures(&screen, "first-run", "ready-without-refunds").await;
    screen.click("[data-testid=setup-finish]").await;
    arrive_at(&screen, "sell").await;

    // What was left out is found again.
    screen.click("[data-testid=open-help]").await;
    screen.click("[data-testid=finish-setup]").await;
    page(&screen, "relay").await;
    screen.close().await;
}

#[tokio::test]
async fn a_search_that_finds_nobody_offers_nobody_and_says_what_there_is() {
    let FirstRun { screen, till: _till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=connect]").await;
    page(&screen, "choose").await;
    screen.write("itau").await;
    let says = |text: &str| text.contains("não por bancos") && text.contains("IntegraPay");
    screen.wait_for_text("[data-testid=none-found]", says).await;
    screen.wait_for("[data-testid=setup-next]:disabled").await;
    keep_pictures(&screen, "first-run", "none-found").await;
    screen.press(&[ENTER]).await;
    screen.wait_for("[data-testid=offer-connectpsp]:checked").await;
    screen.wait_for("[data-testid=setup-next]:enabled").await;
    screen.close().await;
}

#[tokio::test]
async fn what_cannot_be_right_about_the_till_is_refused_with_what_can() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till: _till, _open } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    connect_without_refunds(&screen, &sandbox).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "shop").await;
    for (field, typed) in [("name", "Padaria"), ("institution", "1234"), ("till_number", "1000")] {
        screen.fill(&format!("[data-testid=shop-{field}]"), typed).await;
    }
    screen.press(&[ENTER]).await;
    screen.wait_for_text("[data-testid=about-shop-till_number]", |it| it.contains("1 a 999")).await;
    screen.wait_for_text("[data-testid=about-shop-institution]", |it| it.contains("14")).await;
    screen.close().await;
}

#[tokio::test]
async fn a_till_that_is_gone_is_told_before_anything_is_pressed() {
    let FirstRun { screen, till: _till, _open: (_browser, serving) } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=connect]").await;
    page(&screen, "choose").await;
    drop(serving); // SIGKILL
    screen.wait_for("[data-testid=till-lost]").await;
    screen.close().await;
}
