//! The till's programs as a person starts them.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::child::Server;
use crate::request::post;

/// The programs of a till in one home.
pub(crate) struct Till {
    pub(crate) programs: PathBuf,
    pub(crate) home: PathBuf,
}

impl Till {
    /// `balcao --home HOME --json ARGS`.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join("balcao"));
        command.arg("--home").arg(&self.home).arg("--json").args(arguments);
        command.env("BALCAO_LANG", "en").env_remove("BALCAO_HOME").env_remove("BALCAO_LOG");
        command
    }

    /// Runs a command to its end; what it printed, which must be of success.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Result<String> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot start balcao")?;
        if let Some(mut pipe) = child.stdin.take() {
            pipe.write_all(input.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        anyhow::ensure!(output.status.success(), "balcao {arguments:?} failed: {said}");
        Ok(said)
    }

    /// Connects it to the provider at this address.
    pub(crate) fn connect(&self, url: &str, credentials: &Value) -> Result<()> {
        let arguments = ["connect", "connectpsp", "--environment", url, "--stdin"];
        self.run(&arguments, &credentials.to_string()).map(|_| ())
    }
}

/// `balcao serve`, and a session at it.
pub(crate) struct Door {
    _server: Server,
    address: SocketAddr,
    /// The address for a browser, with the token that opens it once.
    pub(crate) url: String,
    /// The header that carries the session.
    session: String,
}

impl Door {
    /// Serves the till and waits until it says so.
    pub(crate) fn open(till: &Till, folder: &Path) -> Result<Self> {
        let mut command = till.command(&["serve", "--port", "0"]);
        let (server, line) = Server::start_and_hear(&mut command, &folder.join("serve.log"))?;
        let told: Value = serde_json::from_str(&line).with_context(|| line.clone())?;
        let url = told.get("url").and_then(Value::as_str).context("no address")?.to_owned();
        let authority = url.trim_start_matches("http://").split('/').next().unwrap_or_default();
        let address = authority.parse()?;
        Ok(Self { _server: server, address, url, session: String::new() })
    }

    /// Opens a session for this tool rather than for a browser.
    pub(crate) fn enter(&mut self) -> Result<()> {
        let token = self.url.split("token=").nth(1).context("no token")?;
        let entered = post(self.address, "/api/session", "", &json!({ "token": token }))?;
        let secret = entered.get("session").and_then(Value::as_str).context("no session")?;
        self.session = format!("Authorization: Bearer {secret}\r\n");
        Ok(())
    }

    /// One command of the contract.
    pub(crate) fn ask(&self, command: &str, request: &Value) -> Result<Value> {
        post(self.address, &format!("/api/{command}"), &self.session, request)
    }
}
