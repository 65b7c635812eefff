//! The same in the real window.

use super::{fill, page, to_fields};
use crate::journey::{arrive_at, keep_pictures};
use crate::sandbox::Sandbox;
use crate::window::Driver;

#[tokio::test]
async fn from_an_empty_folder_to_a_shop_in_the_window() {
    let sandbox = Sandbox::start();
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("shop");
    let driver = Driver::start();
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    arrive_at(&screen, "first-run").await;
    assert!(!home.exists(), "nothing is made before a person chooses");
    keep_pictures(&screen, "window", "first-run").await;
    to_fields(&screen, &sandbox.url).await;
    fill(&screen, &sandbox, &[]).await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "tested").await;
    screen.wait_for("[data-testid=grants]").await;
    keep_pictures(&screen, "window", "tested").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "shop").await;
    screen.fill("[data-testid=shop-name]", "Padaria do Zé").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "relay").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "manager").await;
    screen.click("[data-testid=setup-next]").await;
    page(&screen, "ready").await;
    screen.click("[data-testid=setup-finish]").await;
    arrive_at(&screen, "sell").await;
    screen.close().await;
}
