//! A till with nothing connected: it says so, tells what to type for this very till, and looks when it is asked to.

use std::process::Command;

use serde_json::Value;
use testkit::process::Running;
use testkit::programs::built;

use crate::browser::Browser;
use crate::journey::arrive_at;

#[tokio::test]
async fn it_is_never_called_ready_and_answers_whoever_says_that_it_is_connected() {
    let home = tempfile::tempdir().unwrap();
    let mut serve = Command::new(built("balcao"));
    serve.arg("--home").arg(home.path()).args(["--create", "--json", "serve", "--port", "0"]);
    let (_serving, told) = Running::start_and_hear(&mut serve);
    let told: Value = serde_json::from_str(&told).unwrap();
    let browser = Browser::start();
    let screen = browser.open(told["url"].as_str().unwrap()).await;
    arrive_at(&screen, "not-connected").await;
    let is_so = |text: &str| !text.is_empty() && !text.contains("Pronto");
    screen.wait_for_text("[data-testid=listening]", is_so).await;
    let carries_home = |text: &str| text.contains(home.path().to_str().unwrap());
    screen.wait_for_text("[data-testid=command]", carries_home).await;
    screen.click("[data-testid=connected]").await;
    let says = |text: &str| text.contains("Ainda não encontrei conta conectada");
    screen.wait_for_text("[data-testid=not-found]", says).await;
    screen.close().await;
}
