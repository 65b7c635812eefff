//! The first run: an empty home, two doors, and a shop that sells at the end of them.

mod connected;
mod doors;
mod kills;
mod power_cuts;
mod refusals;
mod vault;
mod whole;
mod window;

use std::path::Path;

use serde_json::{Value, json};
use testkit::home::files_of;
use testkit::process::Running;

use crate::browser::Browser;
use crate::money_back::serve_on_bus;
use crate::sandbox::Sandbox;
use crate::screen::Screen;
use crate::terminal::balcao::Till;

pub(crate) const TAB: char = '\u{e004}';
pub(crate) const SHIFT: char = '\u{e008}';
pub(crate) const RIGHT: char = '\u{e014}';
pub(crate) const DOWN: char = '\u{e015}';
pub(crate) const ESCAPE: char = '\u{e00c}';

/// What a merchant has typed at ConnectPSP, in the order of the page.
const FIELDS: [&str; 6] =
    ["clientId", "clientSecret", "applicationToken", "cryptoToken", "payerName", "payerDocument"];

/// A page of a till that nobody has begun.
struct FirstRun {
    screen: Screen,
    till: Till,
    /// What ends with the test.
    _open: (Browser, Running),
}

impl FirstRun {
    async fn open() -> Self {
        Self::of(Till::new()).await
    }

    /// Of a till that may have been begun.
    async fn of(till: Till) -> Self {
        Self::on_bus(till, None).await
    }

    /// The same on another session bus than the test's.
    async fn on_bus(till: Till, bus: Option<&str>) -> Self {
        let (serving, url) = serve_on_bus(&till, bus);
        let browser = Browser::start();
        let screen = browser.open(&url).await;
        // A till's size: a driver clicks what the foot of a page covers in a small window, where a person scrolls.
        screen.resize(1280, 800).await;
        Self { screen, till, _open: (browser, serving) }
    }
}

/// Waits for a page of the set-up.
async fn page(screen: &Screen, name: &str) {
    screen.wait_for(&format!("[data-testid=setup-page][data-page={name}]")).await;
}

/// Goes through the door to the shop, and says by mouse where the provider is.
async fn to_fields(screen: &Screen, url: &str) {
    screen.click("[data-testid=connect]").await;
    page(screen, "choose").await;
    screen.click("label:has([data-testid=environment-other])").await;
    screen.fill("[data-testid=field-environment]", url).await;
    screen.click("[data-testid=setup-next]").await;
    page(screen, "fields").await;
}

/// Types what the sandbox takes, but for what is named otherwise.
async fn fill(screen: &Screen, sandbox: &Sandbox, otherwise: &[(&str, &str)]) {
    for field in FIELDS {
        let other = otherwise.iter().find(|(name, _)| *name == field).map(|(_, value)| *value);
        let value = other.or_else(|| sandbox.credentials[field].as_str()).unwrap_or_default();
        screen.fill(&format!("[data-testid=field-{field}]"), value).await;
    }
}

/// The setup as the till tells it.
async fn setup(screen: &Screen) -> Value {
    screen.ask("setup", json!({})).await
}

/// All bytes of all files in a folder.
fn bytes_of(folder: &Path) -> Vec<u8> {
    let files = files_of(folder).into_iter();
    files.flat_map(|file| std::fs::read(file).unwrap_or_default()).collect()
}
