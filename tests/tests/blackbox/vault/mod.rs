//! The vault: an encrypted file where a till has no keyring, and the way from one to the other.

mod attempts;
mod file;
mod moves;
mod needles;
mod probe;
mod search;
mod together;
mod unlock;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::terminal::balcao::{NO_BUS, Started, Till, Told, credentials, finish};

/// The passphrase of these tests, as the shop has typed it.
pub(crate) const PASSPHRASE: &str = "corretos cavalos na bateria 7c1e";

/// A till whose vault is a file, on a machine without a keyring.
pub(crate) struct FileTill {
    pub(crate) till: Till,
}

impl FileTill {
    /// Has chosen nothing yet, and has a passphrase to choose the file by.
    pub(crate) fn unchosen() -> Self {
        let shop = Self { till: Till::new() };
        fs::write(shop.passphrase(), format!("{PASSPHRASE}\n")).unwrap();
        close_to_others(&shop.passphrase());
        shop
    }

    /// Knows no provider.
    pub(crate) fn new() -> Self {
        let shop = Self::unchosen();
        shop.run(&["--create", "vault", "move", "--to", "file"]).expect(0);
        shop
    }

    pub(crate) fn connected(url: &str) -> Self {
        let shop = Self::new();
        shop.connect(url, &credentials()).expect(0);
        shop
    }

    pub(crate) fn connect(&self, url: &str, credentials: &Value) -> Told {
        let args = ["--json", "connect", "connectpsp", "--environment", url, "--stdin"];
        finish(&mut self.command(&args), &credentials.to_string())
    }

    /// The file with the passphrase.
    pub(crate) fn passphrase(&self) -> PathBuf {
        self.till.folder().join("passphrase")
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.till.home().join("vault.balcao")
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.locked_command(args);
        command.env("BALCAO_VAULT_PASSPHRASE_FILE", self.passphrase());
        command
    }

    /// The same without the passphrase.
    pub(crate) fn locked_command(&self, args: &[&str]) -> Command {
        let mut command = self.till.command(args);
        command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Told {
        finish(&mut self.command(args), "")
    }

    pub(crate) fn run_locked(&self, args: &[&str]) -> Told {
        finish(&mut self.locked_command(args), "")
    }

    pub(crate) fn start(&self, args: &[&str]) -> Started {
        Started::new(&mut self.command(args))
    }

    /// What `balcao vault status` says.
    pub(crate) fn status(&self) -> Value {
        self.run(&["--json", "vault", "status"]).expect(0).event("vault")
    }

    /// By a passphrase of this text.
    pub(crate) fn try_with(&self, passphrase: &str) -> Told {
        let args = ["--json", "--passphrase-fd", "0", "vault", "status"];
        finish(&mut self.locked_command(&args), passphrase)
    }
}

/// Makes a file its user's alone.
pub(crate) fn close_to_others(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// The code that a command has failed with.
fn code(told: &Told) -> String {
    let of = |event: &Value| {
        event["code"].as_str().or(event["failure"]["code"].as_str()).map(str::to_owned)
    };
    told.events.iter().find_map(of).unwrap_or_default()
}
