//! The program is killed at each step, and another one takes up what was typed.

use super::{FirstRun, fill, page, to_fields};
use crate::browser::Browser;
use crate::journey::arrive_at;
use crate::money_back::serve;
use crate::sandbox::Sandbox;

#[tokio::test]
async fn what_was_typed_is_taken_up_by_another_process() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till, _open: (browser, serving) } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    to_fields(&screen, &sandbox.url).await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=field-clientId]").await;
    let is_kept = "return fetch('/api/setup', { method: 'POST', headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${sessionStorage.getItem('balcao.session')}`,
      }, body: '{}' }).then((it) => it.json()).then((it) => it.draft?.values.payerDocument != null)";
    assert!(screen.run_until(is_kept).await, "what was typed is kept when its field is left");
    drop(serving); // SIGKILL
    screen.close().await;
    drop(browser);

    // Another program, and another browser.
    let (serving, url) = serve(&till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    arrive_at(&screen, "first-run").await;
    screen.wait_for_text("[data-testid=connect]", |text| text.contains("faltam")).await;
    screen.click("[data-testid=connect]").await;
    page(&screen, "fields").await;
    let value = |key: &str| format!("return document.querySelector('[data-field={key}]').value");
    assert_eq!(screen.run(&value("clientId")).await, sandbox.credentials["clientId"]);
    assert_eq!(screen.run(&value("payerName")).await, "Ana Padrão");
    assert_eq!(screen.run(&value("clientSecret")).await, "", "a secret is typed again");
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    drop(serving); // SIGKILL
    screen.close().await;
    drop(browser);

    // Connected, and not ended: it is offered to go on, and to sell.
    let (_serving, url) = serve(&till);
    let browser = Browser::start();
    let screen = browser.open(&url).await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=connect]").await;
    page(&screen, "shop").await;
    screen.click("[data-testid=setup-back]").await;
    page(&screen, "tested").await;
    screen.wait_for("[data-testid=grants]").await;
    screen.load_again().await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=sell-now]").await;
    arrive_at(&screen, "sell").await;
    screen.close().await;
}
