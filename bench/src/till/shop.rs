//! A shop to sell in: a provider, a relay, and a till that is connected to the one and paired with the other.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::balcao::Till;
use crate::child::{Server, free_address};
use crate::provider::{Sandbox, Wire};

/// How long the till may take to be on the relay.
const PATIENCE: Duration = Duration::from_mins(1);

/// The shop; each wire stamps what comes to its server.
pub(crate) struct Shop {
    pub(crate) sandbox: Sandbox,
    pub(crate) to_sandbox: Wire,
    pub(crate) to_relay: Wire,
    pub(crate) till: Till,
    _relay: Server,
}

impl Shop {
    /// Opens one in the folder.
    pub(crate) fn open(programs: &Path, folder: &Path) -> Result<Self> {
        let sandbox = Sandbox::start(programs, folder)?;
        let to_sandbox = Wire::to(sandbox.address)?;
        let (data, address) = (folder.join("relay"), free_address()?);
        let to_relay = Wire::to(address)?;
        let mut command = Command::new(programs.join("balcao-relay"));
        command.args(["serve", "--json", "--data"]).arg(&data);
        command.args(["--listen", &address.to_string(), "--admin-listen", "127.0.0.1:0"]);
        command.args(["--public-url", &to_relay.url]);
        let (relay, _) = Server::start_and_hear(&mut command, &folder.join("relay.log"))?;

        let till = Till { programs: programs.to_owned(), home: folder.join("till") };
        till.connect(&to_sandbox.url, &sandbox.credentials)?;
        let mut command = Command::new(programs.join("balcao-relay"));
        command.args(["admin", "till", "add", "--merchant", "Padaria", "Caixa 1", "--json"]);
        let added = command.arg("--data").arg(&data).output()?;
        let added: Value = serde_json::from_slice(&added.stdout)
            .with_context(|| String::from_utf8_lossy(&added.stderr).into_owned())?;
        let code = added.get("pairing_code").and_then(Value::as_str).context("no code")?;
        till.run(&["pair", &to_relay.url, code], "")?;
        Ok(Self { sandbox, to_sandbox, to_relay, till, _relay: relay })
    }

    /// Waits until one of the till's processes holds the relay's link.
    pub(crate) fn wait_until_linked(&self) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let told = self.till.run(&["relay", "status"], "")?;
            let status: Value = serde_json::from_str(told.lines().next().unwrap_or_default())?;
            if status.get("state").and_then(Value::as_str) == Some("connected") {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100)); // between two looks
        }
        bail!("the till is not on the relay")
    }
}
