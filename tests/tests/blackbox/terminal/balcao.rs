//! The program under test: in a folder of its own, ended with the test, never waited for in vain.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::programs::built;

use crate::keyring::KeptThere;

/// No command of these tests takes longer, even on a busy machine.
const LONGEST: Duration = Duration::from_mins(2);

/// The credentials that the fake providers expect.
pub(crate) fn credentials() -> Value {
    json!({
        "clientId": "100001",
        "clientSecret": "segredo-do-cliente-7a6e1f0c",
        "applicationToken": "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "payerName": "Ana Padrão",
        "payerDocument": "123.456.789-09",
    })
}

/// Key of the signatures of refunds and webhooks at the fake providers.
pub(crate) const CRYPTO_TOKEN: &str = "segredo-cripto-0c1d2e3f";

/// The session bus of a machine without a keyring.
pub(crate) const NO_BUS: &str = "unix:path=/nonexistent/bus";

/// A till's folder, and how to start `balcao` in it.
pub(crate) struct Till {
    folder: TempDir,
    _kept: KeptThere,
    /// The file with the certificates that its machine trusts, if not the system's.
    roots: Option<PathBuf>,
}

impl Till {
    /// A till that was never begun: its folder is not there.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { _kept: KeptThere::of(home_in(&folder)), folder, roots: None }
    }

    /// A till that was begun, and knows no provider.
    pub(crate) fn begun() -> Self {
        let till = Self::new();
        till.run(&["--create", "orders"]).expect(0);
        till
    }

    /// The same on a machine that trusts the certificates in this file.
    pub(crate) fn trusting(self, roots: &Path) -> Self {
        Self { roots: Some(roots.to_owned()), ..self }
    }

    /// A till that is connected to the provider at `url`.
    pub(crate) fn connected(url: &str) -> Self {
        let till = Self::new();
        let told = till.connect(url, &credentials());
        assert_eq!(
            told.code, 0,
            "cannot connect (the tests need a secret service: run them by `cargo xtask test`): {told}"
        );
        till
    }

    /// The same with the secret that refunds are signed with.
    pub(crate) fn refunding(url: &str) -> Self {
        let till = Self::new();
        let mut typed = credentials();
        typed["cryptoToken"] = CRYPTO_TOKEN.into();
        till.connect(url, &typed).expect(0);
        till
    }

    /// Connects with these credentials.
    pub(crate) fn connect(&self, environment: &str, credentials: &Value) -> Told {
        let command = ["--json", "connect", "connectpsp", "--environment", environment, "--stdin"];
        self.run_with_input(&command, &credentials.to_string())
    }

    /// Where the till keeps its files.
    pub(crate) fn home(&self) -> PathBuf {
        home_in(&self.folder)
    }

    /// The user's home, with nothing else in it.
    pub(crate) fn user_home(&self) -> PathBuf {
        self.folder.path().join("user")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `balcao --home … ARGS`, in English.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare_command(&[]);
        command.arg("--home").arg(self.home()).args(args);
        command
    }

    /// `balcao ARGS`, in English.
    pub(crate) fn bare_command(&self, args: &[&str]) -> Command {
        std::fs::create_dir_all(self.user_home()).unwrap();
        let mut command = Command::new(built("balcao"));
        command.args(args).env("HOME", self.user_home()).env("BALCAO_LANG", "en");
        for foreign in ["BALCAO_HOME", "BALCAO_LOG", "XDG_DATA_HOME"] {
            command.env_remove(foreign);
        }
        if let Some(roots) = &self.roots {
            command.env("SSL_CERT_FILE", roots);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Told {
        finish(&mut self.command(args), "")
    }

    /// The same in Portuguese.
    pub(crate) fn run_in_portuguese(&self, args: &[&str]) -> Told {
        finish(self.command(args).env("BALCAO_LANG", "pt-BR"), "")
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: &str) -> Told {
        finish(&mut self.command(args), input)
    }

    /// Starts a command that goes on; what it prints can be waited for.
    pub(crate) fn start(&self, args: &[&str]) -> Started {
        Started::new(&mut self.command(args))
    }

    /// All orders, newest first.
    pub(crate) fn orders(&self) -> Vec<Value> {
        self.run(&["--json", "orders"]).expect(0).events
    }

    /// One order with its events.
    pub(crate) fn show(&self, order: &str) -> Value {
        self.run(&["--json", "show", order]).expect(0).events.remove(0)
    }
}

fn home_in(folder: &TempDir) -> PathBuf {
    folder.path().join("till")
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command, input: &str) -> Told {
    let mut started = Started::with_input(command, Some(input));
    started.end()
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Told {
    /// Exit code; -1 if a signal ended it.
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    /// The lines that are JSON objects.
    pub(crate) events: Vec<Value>,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\n--- out\n{}\n--- err\n{}", self.code, self.out, self.err)
    }
}

impl Told {
    /// Insists on an exit code.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// The one event of this name.
    pub(crate) fn event(&self, name: &str) -> Value {
        let mut found = self.events.iter().filter(|event| event["event"] == name);
        let event = found.next().unwrap_or_else(|| panic!("no event {name}: {self}"));
        assert!(found.next().is_none(), "{name} told twice: {self}");
        event.clone()
    }

    /// The names of the events in their order.
    pub(crate) fn event_names(&self) -> Vec<&str> {
        self.events.iter().filter_map(|event| event["event"].as_str()).collect()
    }
}

/// A command under way; dropping it kills it.
pub(crate) struct Started {
    child: Child,
    lines: Receiver<String>,
    heard: Vec<String>,
    errors: Receiver<String>,
    what: String,
}

impl Started {
    pub(crate) fn new(command: &mut Command) -> Self {
        Self::with_input(command, None)
    }

    fn with_input(command: &mut Command, input: Option<&str>) -> Self {
        let what = format!("{command:?}");
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("cannot start {what}: {error}"));
        if let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) {
            // A program that refuses early does not read to the end.
            let _ = pipe.write_all(input.as_bytes());
        }
        let (tell, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let (tell, errors) = channel();
        let mut err = child.stderr.take().unwrap();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = err.read_to_end(&mut text);
            let _ = tell.send(String::from_utf8_lossy(&text).into_owned());
        });
        Self { child, lines, heard: Vec::new(), errors, what }
    }

    /// The process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, such as `-STOP`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.pid().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Waits for an event that is as it should be, and returns it.
    pub(crate) fn wait_for(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let left = LONGEST.saturating_sub(begun.elapsed());
            let Ok(line) = self.lines.recv_timeout(left) else {
                let told = self.kill();
                panic!("{} did not tell of {what}: {told}", self.what)
            };
            self.heard.push(line.clone());
            if let Ok(event) = serde_json::from_str::<Value>(&line)
                && is_it(&event)
            {
                return event;
            }
        }
    }

    /// Waits for the event of this name.
    pub(crate) fn wait_for_event(&mut self, name: &str) -> Value {
        self.wait_for(name, |event| event["event"] == name)
    }

    /// Waits for a line with this text.
    pub(crate) fn wait_for_line(&mut self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let left = LONGEST.saturating_sub(begun.elapsed());
            let Ok(line) = self.lines.recv_timeout(left) else {
                let told = self.kill();
                panic!("{} did not say {text:?}: {told}", self.what)
            };
            self.heard.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Waits until the command ends by itself.
    pub(crate) fn end(&mut self) -> Told {
        let begun = Instant::now();
        loop {
            let left = LONGEST.saturating_sub(begun.elapsed());
            match self.lines.recv_timeout(left) {
                Ok(line) => self.heard.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let told = self.kill();
                    panic!("{} did not end: {told}", self.what)
                }
            }
        }
        let status = self.child.wait().unwrap();
        self.told(status)
    }

    /// `kill -9`, and what it had said.
    pub(crate) fn kill(&mut self) -> Told {
        let _ = self.child.kill();
        let status = self.child.wait().unwrap();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(1)) {
            self.heard.push(line);
        }
        self.told(status)
    }

    fn told(&mut self, status: ExitStatus) -> Told {
        let events = self.heard.iter().filter_map(|line| serde_json::from_str(line).ok());
        Told {
            code: status.code().unwrap_or(-1),
            out: self.heard.join("\n"),
            err: self.errors.recv_timeout(Duration::from_secs(5)).unwrap_or_default(),
            events: events.filter(Value::is_object).collect(),
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
