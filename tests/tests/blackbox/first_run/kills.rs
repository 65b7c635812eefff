//! The program is killed at each step, and another one takes up what was typed.

use std::time::{Duration, Instant};

use super::{FirstRun, fill, page, setup, to_fields};
use crate::journey::arrive_at;
use crate::sandbox::Sandbox;

#[tokio::test]
async fn what_was_typed_is_taken_up_by_another_process() {
    let sandbox = Sandbox::start();
    let FirstRun { screen, till, _open: (browser, serving) } = FirstRun::open().await;
    arrive_at(&screen, "first-run").await;
    to_fields(&screen, &sandbox.url).await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=field-clientId]").await;
    let begun = Instant::now();
    while setup(&screen).await["draft"]["values"]["payerDocument"].is_null() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{}", setup(&screen).await);
        tokio::time::sleep(Duration::from_millis(50)).await; // between two looks
    }
    drop(serving); // SIGKILL
    screen.close().await;
    drop(browser);

    // Another program, and another browser.
    let FirstRun { screen, till, _open: (browser, serving) } = FirstRun::of(till).await;
    arrive_at(&screen, "first-run").await;
    screen.wait_for_text("[data-testid=connect]", |text| text.contains("faltam 6 passos")).await;
    screen.click("[data-testid=connect]").await;
    page(&screen, "fields").await;
    let value = |key: &str| format!("return document.querySelector('[data-field={key}]').value");
    assert_eq!(screen.run(&value("clientId")).await, sandbox.credentials["clientId"]);
    assert_eq!(screen.run(&value("payerName")).await, "Ana Padrão");
    assert_eq!(screen.run(&value("clientSecret")).await, "", "a secret is typed again");
    screen.wait_for_text("section > p", |text| text.contains("não ficam no rascunho")).await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    drop(serving); // SIGKILL
    screen.close().await;
    drop(browser);

    // Connected, and not ended: it is offered to go on, and to sell.
    let FirstRun { screen, till: _till, _open } = FirstRun::of(till).await;
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
