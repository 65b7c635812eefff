//! The journey in the real window: a virtual screen, WebKit's driver, and tauri-driver between.

use std::process::Command;

use serde_json::json;

use crate::children::{Running, free_port, wait_for_port};
use crate::programs::{built, installed};
use crate::screen::Screen;

/// A screen without a monitor, large enough for every size that the till must fit.
fn virtual_screen() -> (Running, String) {
    let mut xvfb = Command::new(installed("Xvfb"));
    xvfb.args(["-displayfd", "1", "-screen", "0", "1920x1400x24", "-nolisten", "tcp"]);
    let (running, number) = Running::start_and_hear(&mut xvfb); // a free one, chosen by itself
    (running, format!(":{number}"))
}

#[tokio::test]
async fn from_keypad_to_paid_in_the_window() {
    let home = tempfile::tempdir().unwrap();
    let (_virtual_screen, display) = virtual_screen();
    let (port, native_port) = (free_port(), free_port());
    let _driver = Running::start(
        Command::new(installed("tauri-driver"))
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .arg("--native-driver")
            .arg(installed("WebKitWebDriver"))
            .env("DISPLAY", display)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1"), // nobody's screen reader listens here
    );
    wait_for_port(port);
    wait_for_port(native_port);
    let capabilities = json!({
        "browserName": "wry",
        "tauri:options": {
            "application": built("balcao-till"),
            "args": ["--training", "--home", home.path()],
        },
    });
    let ask = "(name, request) => window.__TAURI_INTERNALS__.invoke(name, { request })";
    let screen = Screen::open(port, capabilities, ask).await;
    crate::journey::from_keypad_to_paid(&screen, "window").await;
    screen.close().await;
}
