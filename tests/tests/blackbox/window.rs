//! The journey in the real window: a virtual screen, WebKit's driver, and tauri-driver between.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;
use testkit::process::{Running, free_port, wait_for_port};
use testkit::programs::{built, installed};

use crate::framebuffer::Framebuffer;
use crate::screen::{SESSION_TRIES, Screen};

/// A screen without a monitor, as large as this in pixels, with its memory in this folder.
fn virtual_screen(folder: &Path, (width, height): (u32, u32)) -> (Running, String) {
    let mut xvfb = Command::new(installed("Xvfb"));
    xvfb.arg("-fbdir").arg(folder);
    xvfb.args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24")]);
    xvfb.args(["-nolisten", "tcp"]);
    let (running, number) = Running::start_and_hear(&mut xvfb); // a free one, chosen by itself
    (running, format!(":{number}"))
}

/// A virtual screen on which windows are opened and driven.
pub(crate) struct Driver {
    display: String,
    bus: Option<&'static str>,
    screen: TempDir,
    _running: Running,
}

impl Driver {
    /// On a screen that is large enough for every size that the till must fit.
    pub(crate) fn start() -> Self {
        Self::on_a_screen((2560, 2000))
    }

    /// On a screen of this size in pixels, without a window manager.
    pub(crate) fn on_a_screen(size: (u32, u32)) -> Self {
        Self::on_bus(size, None)
    }

    /// The same on another session bus than the test's.
    pub(crate) fn on_bus(size: (u32, u32), bus: Option<&'static str>) -> Self {
        let screen = tempfile::tempdir().unwrap();
        let (running, display) = virtual_screen(screen.path(), size);
        Self { display, bus, screen, _running: running }
    }

    /// Opens the till's window with these arguments.
    pub(crate) async fn open(&self, args: &[&OsStr]) -> Screen {
        let args: Vec<_> = args.iter().map(|arg| arg.to_str().unwrap()).collect();
        let capabilities = json!({
            "browserName": "wry",
            "tauri:options": {
                "application": built("balcao-till"),
                "args": args,
            },
        });
        let ask = "(name, request) => window.__TAURI_INTERNALS__.invoke(name, { request })";
        let painted = Framebuffer::in_folder(self.screen.path());
        // WebKit's driver chooses a port for the window to be driven on, and somebody else may take it before the
        // window does. Such a driver keeps its one session for the window that never came, so each try has a new one.
        for _ in 0..SESSION_TRIES {
            let (driver, port) = self.webkit();
            if let Some(screen) = Screen::open(port, &capabilities, ask).await {
                return screen.painted_on(painted).driven_by(driver);
            }
        }
        panic!("no window with a driver on display {}", self.display);
    }

    /// WebKit's driver and tauri-driver in front of it, and the port to ask on.
    fn webkit(&self) -> (Running, u16) {
        let (port, native_port) = (free_port(), free_port());
        let driver = Running::start(
            on(&self.display, &installed("tauri-driver"))
                .envs(self.bus.map(|bus| ("DBUS_SESSION_BUS_ADDRESS", bus)))
                .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
                .arg("--native-driver")
                .arg(installed("WebKitWebDriver")),
        );
        wait_for_port(port);
        wait_for_port(native_port);
        (driver, port)
    }
}

/// A program on this display.
fn on(display: &str, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("DISPLAY", display).env("GDK_BACKEND", "x11");
    command.env("NO_AT_BRIDGE", "1"); // nobody's screen reader listens here
    command
}

/// The arguments of a till for training.
pub(crate) fn for_training(home: &Path) -> [&OsStr; 3] {
    ["--training".as_ref(), "--home".as_ref(), home.as_ref()]
}

#[tokio::test]
async fn from_keypad_to_paid_in_the_window() {
    let home = tempfile::tempdir().unwrap();
    let driver = Driver::start();
    let screen = driver.open(&for_training(home.path())).await;
    crate::journey::from_keypad_to_paid(&screen, "window").await;

    // A second start for the same home shows this window instead of opening one of its own.
    let mut second = on(&driver.display, &installed("timeout"));
    second.arg("60").arg(built("balcao-till")).args(["--training", "--home"]).arg(home.path());
    let second = second.status().unwrap();
    assert!(second.success(), "{second}");
    screen.close().await;
}

#[tokio::test]
async fn a_damaged_log_is_shown_until_it_is_mended() {
    let home = tempfile::tempdir().unwrap();
    let training = home.path().join("training");
    std::fs::create_dir(&training).unwrap();
    let log = training.join("order-log.db");
    std::fs::write(&log, "this was an order log once; ".repeat(1000)).unwrap();

    let driver = Driver::start();
    let screen = driver.open(&for_training(home.path())).await;
    screen.wait_for("main[data-screen=boot-failure]").await;
    screen.keep("window-boot-failure").await;
    std::fs::remove_file(&log).unwrap();
    screen.press(&[crate::journey::ENTER]).await;
    screen.wait_for("main[data-screen=sell]").await;
    screen.close().await;
}
