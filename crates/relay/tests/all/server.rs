//! A relay process in a folder of its own, on free ports.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use testkit::process::Running;

/// Nothing here takes this long; it only ends a test that hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Server {
    running: Running,
    folder: Option<TempDir>,
    pub(crate) url: String,
    pub(crate) admin_url: String,
}

/// The program, without this machine's surroundings.
pub(crate) fn program(home: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_balcao-relay"));
    program
        .env("HOME", home)
        .env("XDG_STATE_HOME", home.join("state"))
        .env_remove("BALCAO_RELAY_ADMIN_TOKEN")
        .env("BALCAO_RELAY_LOG", "trace");
    program
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_in(TempDir::new().unwrap(), &[])
    }

    /// With a `relay.toml`.
    pub(crate) fn with_config(toml: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let config = folder.path().join("relay.toml");
        fs::write(&config, toml).unwrap();
        Self::start_in(folder, &["--config", config.to_str().unwrap()])
    }

    pub(crate) fn start_in(folder: TempDir, flags: &[&str]) -> Self {
        let log = File::options().create(true).append(true).open(folder.path().join("log"));
        let mut program = program(folder.path());
        program
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .arg("--data")
            .arg(folder.path().join("data"))
            .args(flags)
            .stderr(log.unwrap());
        let (running, line) = Running::start_and_hear(&mut program);
        let said: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(said["event"], "listening");
        let text = |name: &str| said[name].as_str().unwrap().to_owned();
        let (url, admin_url) = (text("url"), text("admin_url"));
        Self { running, folder: Some(folder), url, admin_url }
    }

    pub(crate) fn home(&self) -> &Path {
        self.folder.as_ref().unwrap().path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home().join("data")
    }

    /// Everything that was logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.home().join("log")).unwrap()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        address(&self.url)
    }

    /// `balcao-relay admin …`
    pub(crate) fn admin(&self, words: &[&str]) -> Output {
        let mut program = program(self.home());
        program.arg("admin").arg("--data").arg(self.data()).args(words).output().unwrap()
    }

    /// `balcao-relay admin … --json`, which must do it: all lines.
    pub(crate) fn asked(&self, words: &[&str]) -> Vec<Value> {
        let output = self.admin(&[words, &["--json"]].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {error}");
        let lines = String::from_utf8(output.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// A till that was added: its id, its ingest URL, its pairing code.
    pub(crate) fn add_till(&self, merchant: &str, name: &str) -> (String, String, String) {
        let added = self.asked(&["till", "add", "--merchant", merchant, name]);
        let text = |name: &str| added[0][name].as_str().unwrap().to_owned();
        (text("till_id"), text("ingest_url"), text("pairing_code"))
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = Pid::from_raw(self.running.id().try_into().unwrap()).unwrap();
        kill_process(id, signal).unwrap();
    }

    /// Waits for the end, at most [`PATIENCE`].
    pub(crate) fn ended(&mut self) -> ExitStatus {
        self.running.ended(PATIENCE)
    }

    /// Ends it and hands its folder to the next.
    pub(crate) fn into_folder(mut self, signal: Signal) -> TempDir {
        self.signal(signal);
        self.ended();
        self.folder.take().unwrap()
    }
}

pub(crate) fn address(url: &str) -> SocketAddr {
    url.split_once("://").unwrap().1.split('/').next().unwrap().parse().unwrap()
}
