//! The journey in Chromium, through `balcao serve`.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::process::{Running, free_port, wait_for_port};
use testkit::programs::{built, installed};

use crate::screen::{SESSION_TRIES, Screen};

/// Chromium and its driver, with a profile of its own.
pub(crate) struct Browser {
    port: u16,
    profile: TempDir,
    driver: Running,
}

impl Browser {
    pub(crate) fn start() -> Self {
        let port = free_port();
        let driver = Running::start(
            Command::new(installed("chromedriver")).arg(format!("--port={port}")).arg("--silent"),
        );
        wait_for_port(port);
        Self { port, profile: tempfile::tempdir().unwrap(), driver }
    }

    /// The driver's process, which starts the browser's.
    pub(crate) fn pid(&self) -> u32 {
        self.driver.id()
    }

    /// Opens the till's screens at the address that `balcao serve` has told.
    pub(crate) async fn open(&self, url: &str) -> Screen {
        self.open_with(url, &[]).await
    }

    /// The same in a browser as there are some: without shared workers.
    pub(crate) async fn open_without_shared_workers(&self, url: &str) -> Screen {
        self.open_with(url, &["--disable-blink-features=SharedWorker"]).await
    }

    async fn open_with(&self, url: &str, more: &[&str]) -> Screen {
        let profile = format!("--user-data-dir={}", self.profile.path().display());
        let mut args = vec![
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            &profile,
        ];
        args.extend(more);
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": installed("chromium"), "args": args },
        });
        let ask = "(name, request) => fetch(`/api/${name}`, {
            method: 'POST',
            headers: {
                'content-type': 'application/json',
                authorization: `Bearer ${sessionStorage.getItem('balcao.session')}`,
            },
            body: JSON.stringify(request),
        }).then((answer) => answer.json())";
        for _ in 0..SESSION_TRIES {
            if let Some(screen) = Screen::open(self.port, &capabilities, ask).await {
                screen.go_to(url).await;
                return screen;
            }
        }
        panic!("no session with the driver on port {}", self.port);
    }
}

#[tokio::test]
async fn from_keypad_to_paid_in_a_browser() {
    let home = tempfile::tempdir().unwrap();
    let (_till, serving) = Running::start_and_hear(
        Command::new(built("balcao")).arg("--home").arg(home.path()).args([
            "--training",
            "--json",
            "serve",
            "--port",
            "0",
        ]),
    );
    let serving: Value = serde_json::from_str(&serving).unwrap();
    assert_eq!(serving["event"], "serving");

    let browser = Browser::start();
    let screen = browser.open(serving["url"].as_str().unwrap()).await;
    crate::journey::from_keypad_to_paid(&screen, "browser").await;
    screen.close().await;
}
