//! The window on small screens, and its size in a person's eyes.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::journey::arrive_at;
use crate::screen::Screen;
use crate::window::{Driver, for_training};

const CONTROL: char = '\u{e009}';
/// How long a window may take to follow.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn it_is_never_larger_than_the_screen_that_it_opens_on() {
    for size in [(1024, 600), (768, 1024), (800, 480)] {
        let home = tempfile::tempdir().unwrap();
        let driver = Driver::on_a_screen(size);
        let screen = driver.open(&for_training(home.path())).await;
        arrive_at(&screen, "sell").await;
        let is_within = |page: &Value| {
            let within = |of: &str, most: u32| page[of].as_u64().unwrap() <= u64::from(most);
            within("width", size.0) && within("height", size.1)
        };
        let page = page(&screen).await;
        assert!(is_within(&page), "{page} on {size:?}");
        let charge = screen
            .run(
                "return document.querySelector('[data-testid=charge-button]')
            .getBoundingClientRect().bottom <= innerHeight",
            )
            .await;
        assert_eq!(charge, true, "the main button is outside of {size:?}");
        screen.close().await;
    }
}

#[tokio::test]
async fn it_can_be_as_narrow_as_a_phone() {
    let home = tempfile::tempdir().unwrap();
    let driver = Driver::start();
    let screen = driver.open(&for_training(home.path())).await;
    arrive_at(&screen, "sell").await;
    screen.resize(360, 740).await;
    screen.close().await;
}

#[tokio::test]
async fn it_zooms_by_keys_and_remembers() {
    let home = tempfile::tempdir().unwrap();
    let driver = Driver::start();
    let screen = driver.open(&for_training(home.path())).await;
    arrive_at(&screen, "sell").await;
    let usual = width(&screen).await;
    screen.press_with(CONTROL, '=').await;
    screen.press_with(CONTROL, '+').await;
    wait_for_width(&screen, usual / 1.25).await;
    screen.press_with(CONTROL, '-').await;
    wait_for_width(&screen, usual / 1.1).await;
    screen.press_with(CONTROL, '0').await;
    wait_for_width(&screen, usual).await;
    for _ in 0..8 {
        screen.press_with(CONTROL, '+').await;
    }
    wait_for_width(&screen, usual / 2.0).await;
    // The keys meant the size, and no amount.
    screen.wait_for_text("[data-testid=amount]", |text| text.contains("0,00")).await;
    screen.close().await;
    // A second start while the first still ends would only bring that to the front.
    wait_until_gone(home.path()).await;

    let kept = home.path().join("training/window.json");
    assert_eq!(std::fs::metadata(kept).unwrap().permissions().mode() & 0o777, 0o600);
    let screen = driver.open(&for_training(home.path())).await;
    arrive_at(&screen, "sell").await;
    wait_for_width(&screen, usual / 2.0).await;
    screen.close().await;
}

/// Waits until no program has this home in its command any more.
async fn wait_until_gone(home: &Path) {
    let home = home.to_str().unwrap();
    let names_it = |entry: std::fs::DirEntry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(home)
    };
    let begun = Instant::now();
    while std::fs::read_dir("/proc").unwrap().flatten().any(names_it) {
        assert!(begun.elapsed() < PATIENCE, "the window is still there");
        tokio::time::sleep(Duration::from_millis(50)).await; // between two looks
    }
}

async fn page(screen: &Screen) -> Value {
    screen.run("return { width: outerWidth, height: outerHeight }").await
}

/// The page's width in its own pixels: fewer, the larger it is shown.
async fn width(screen: &Screen) -> f64 {
    screen.run("return innerWidth").await.as_f64().unwrap()
}

async fn wait_for_width(screen: &Screen, wanted: f64) {
    let begun = Instant::now();
    loop {
        let now = width(screen).await;
        if (now - wanted).abs() < 2.0 {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "the page is {now} wide, not {wanted}");
        tokio::time::sleep(Duration::from_millis(50)).await; // between two looks
    }
}
