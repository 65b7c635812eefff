//! A door's screen, by the driver of its browser.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::child::{Server, free_address};
use crate::till::display::Display;

/// The Enter key, as drivers of browsers call it.
pub(crate) const ENTER: char = '\u{e007}';
/// A person's typing; the till takes keys within 30 ms of each other for a barcode scanner's.
const BETWEEN_KEYS: Duration = Duration::from_millis(60);
/// How long something may take to come on the screen.
const PATIENCE: Duration = Duration::from_secs(30);

/// Notes in the page itself when Enter was pressed and when something first stood in the DOM, in
/// milliseconds since 1970: the driver's way there and back is not in it.
const MARKS: &str = r#"
    window.marks = {};
    const wanted = {
        qr: "[data-testid=qr]",
        paid: "main[data-screen=paid]",
        sell: "main[data-screen=sell]",
    };
    const look = () => {
        for (const [name, css] of Object.entries(wanted))
            if (!(name in marks) && document.querySelector(css)) marks[name] = Date.now();
        document.dispatchEvent(new Event("marked"));
    };
    addEventListener("keydown", ({ key, timeStamp }) => {
        if (key === "Enter") marks.enter = Date.now() - (performance.now() - timeStamp);
    }, true);
    new MutationObserver(look).observe(document.documentElement, {
        subtree: true, childList: true, attributes: true, attributeFilter: ["data-screen"],
    });"#;

/// Answers with a mark once it is there.
const WAIT_FOR_MARK: &str = r#"
    const [name, done] = arguments;
    const look = () => {
        if (!(name in marks)) return;
        document.removeEventListener("marked", look);
        done(marks[name]);
    };
    document.addEventListener("marked", look);
    look();"#;

/// A screen; its driver ends with it.
pub(crate) struct Screen {
    client: Client,
    _driver: Server,
}

impl Screen {
    /// The till's window on this display.
    pub(crate) async fn of_window(display: &Display, programs: &Path, home: &Path) -> Result<Self> {
        let (port, native) = (free_address()?.port(), free_address()?.port());
        let mut command = Command::new("tauri-driver");
        command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        display.show(&mut command);
        let capabilities = json!({
            "browserName": "wry",
            "tauri:options": { "application": programs.join("balcao-till"), "args": ["--home", home] },
        });
        Self::by(command, &[native, port], &home.with_file_name("window.log"), capabilities).await
    }

    /// Chromium at an address that `balcao serve` has told.
    pub(crate) async fn of_browser(url: &str, folder: &Path) -> Result<Self> {
        let port = free_address()?.port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).arg("--silent");
        let profile = format!("--user-data-dir={}", folder.join("profile").display());
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "args": [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                    "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                    profile,
                ],
            },
        });
        let screen = Self::by(command, &[port], &folder.join("browser.log"), capabilities).await?;
        screen.client.goto(url).await?;
        Ok(screen)
    }

    /// By a driver that listens on all of these ports once it is ready, on the last of them for us.
    async fn by(
        mut driver: Command,
        ports: &[u16],
        log: &Path,
        capabilities: Value,
    ) -> Result<Self> {
        let mut server = Server::start(&mut driver, log)?;
        for &port in ports {
            server.wait_for(([127, 0, 0, 1], port).into())?;
        }
        let port = ports.last().context("a driver without a port")?;
        let capabilities: Capabilities = serde_json::from_value(capabilities)?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let client = builder.connect(&format!("http://127.0.0.1:{port}")).await;
        Ok(Self { client: client.context("the driver opens nothing")?, _driver: server })
    }

    /// From now on the page notes what comes.
    pub(crate) async fn begin_marks(&self) -> Result<()> {
        let keypad = Locator::Css("main[data-screen=sell]");
        self.client.wait().at_most(PATIENCE).for_element(keypad).await?;
        self.client.execute(MARKS, Vec::new()).await?;
        Ok(())
    }

    /// The page notes anew.
    pub(crate) async fn forget_marks(&self) -> Result<()> {
        self.client.execute("window.marks = {};", Vec::new()).await?;
        Ok(())
    }

    /// Waits for the mark; milliseconds since 1970.
    pub(crate) async fn mark(&self, name: &str) -> Result<f64> {
        let marked = self.client.execute_async(WAIT_FOR_MARK, vec![json!(name)]).await;
        marked.with_context(|| format!("no {name}"))?.as_f64().context("no time")
    }

    /// Presses keys one after the other, as a person does.
    pub(crate) async fn press(&self, keys: &[char]) -> Result<()> {
        let mut typing = KeyActions::new("keyboard".to_owned());
        for &value in keys {
            typing = typing
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
                .then(KeyAction::Pause { duration: BETWEEN_KEYS });
        }
        Ok(self.client.perform_actions(typing).await?)
    }

    /// What a script in the page answers.
    pub(crate) async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Clicks what is there.
    pub(crate) async fn click(&self, css: &str) -> Result<()> {
        let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await?;
        Ok(element.click().await?)
    }

    /// The code that the customer would copy.
    pub(crate) async fn code(&self) -> Result<String> {
        let code = Locator::Css("[data-testid=copy-and-paste]");
        let element = self.client.wait().at_most(PATIENCE).for_element(code).await?;
        element.prop("innerText").await?.context("no code")
    }

    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}
