//! A shop: a home with a till connected to a sandbox of its own, and the programs that run there.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::PATIENCE;
use super::provider::Provider;

/// How often a program is looked at while it is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A shop with its programs.
pub(crate) struct Shop {
    folder: tempfile::TempDir,
    /// The till's home, inside of the folder.
    till: RefCell<PathBuf>,
    base_url: String,
    connection: Value,
    /// References of attempts that the log once had.
    lost: RefCell<BTreeSet<String>>,
    provider: Provider,
    _sandbox: Program,
}

impl Shop {
    /// Starts a sandbox and connects a new till to it. Needs an unlocked keyring.
    pub(crate) fn open() -> Result<Self> {
        let folder = tempfile::tempdir().context("a folder for the till")?;
        let mut command = Command::new(testkit::programs::find("balcao-sandbox")?);
        let mut child =
            command.arg("--json").stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().context("the sandbox has an output")?;
        let sandbox = Program { child, said: PathBuf::new(), command: "balcao-sandbox".into() };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let told: Value = serde_json::from_str(&line).context("the sandbox tells its address")?;
        let base_url = told["base_url"].as_str().context("the sandbox tells its address")?;
        let provider = Provider::at(base_url)?;
        let mut connection = told["credentials"].clone();
        connection["payerName"] = json!("Cliente de Treino");
        connection["payerDocument"] = json!("52998224725");
        let till = RefCell::new(folder.path().join("till"));
        let base_url = base_url.to_owned();
        let lost = RefCell::default();
        let shop = Self { folder, till, base_url, connection, lost, provider, _sandbox: sandbox };
        shop.connect_again()?;
        Ok(shop)
    }

    /// The till's home.
    pub(crate) fn till(&self) -> PathBuf {
        self.till.borrow().clone()
    }

    /// From now on the till lives at another place; from where and to where.
    pub(crate) fn moves(&self) -> (PathBuf, PathBuf) {
        let count = fs::read_dir(self.folder.path()).into_iter().flatten().count();
        let to = self.folder.path().join(format!("till-{count}"));
        (self.till.replace(to.clone()), to)
    }

    /// The references of all attempts in the log.
    pub(crate) fn references(&self) -> Result<BTreeSet<String>> {
        let orders = self.orders()?;
        let attempts = orders.iter().filter_map(|order| order["attempts"].as_array());
        let references = attempts.flatten().filter_map(|attempt| attempt["reference"].as_str());
        Ok(references.map(str::to_owned).collect())
    }

    /// The log had these attempts, and has those now.
    pub(crate) fn lose(&self, had: BTreeSet<String>, now: &BTreeSet<String>) {
        let mut lost = self.lost.borrow_mut();
        lost.extend(had);
        lost.retain(|reference| !now.contains(reference));
    }

    /// Whether the log once had this attempt.
    pub(crate) fn has_lost(&self, reference: &str) -> bool {
        self.lost.borrow().contains(reference)
    }

    /// Runs a command of the till to its end; its exit code, and what it said.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<(i32, Vec<Value>)> {
        let mut program = self.start(arguments, None)?;
        ensure!(program.ends_within(PATIENCE)?, "{arguments:?} hangs");
        let code = program.child.wait()?.code().context("it was not killed")?;
        Ok((code, program.said_before_death().unwrap_or_default()))
    }

    pub(crate) fn provider(&self) -> &Provider {
        &self.provider
    }

    /// Starts the till on a command, perhaps to end itself at a named place.
    pub(crate) fn start(&self, arguments: &[&str], crash_at: Option<&str>) -> Result<Program> {
        self.spawn(arguments, crash_at, Stdio::null())
    }

    /// Runs a command of the till to its end, which must have that code.
    pub(crate) fn expect(&self, arguments: &[&str], code: i32) -> Result<Vec<Value>> {
        let mut program = self.start(arguments, None)?;
        ensure!(program.ends_within(PATIENCE)?, "{arguments:?} hangs");
        program.ended_with(code)
    }

    /// Every order of the till.
    pub(crate) fn orders(&self) -> Result<Vec<Value>> {
        self.expect(&["orders", "--limit", "10000"], 0)
    }

    /// Connects the till, also where its home is now.
    pub(crate) fn connect_again(&self) -> Result<()> {
        let arguments = ["connect", "connectpsp", "--environment", &self.base_url, "--stdin"];
        let mut program = self.spawn(&arguments, None, Stdio::piped())?;
        let mut input = program.child.stdin.take().context("a program has an input")?;
        input.write_all(self.connection.to_string().as_bytes())?;
        drop(input);
        ensure!(program.ends_within(PATIENCE)?, "connect hangs: is the keyring locked?");
        program.ended_with(0).map(|_| ())
    }

    fn spawn(&self, arguments: &[&str], crash_at: Option<&str>, input: Stdio) -> Result<Program> {
        let said = self.folder.path().join("said");
        fs::create_dir_all(&said)?;
        let said = said.join(format!("{:06}", fs::read_dir(&said)?.count()));
        let mut command = Command::new(testkit::programs::find("balcao")?);
        command.arg("--home").arg(self.till()).arg("--json").args(arguments);
        command.stdin(input).stdout(File::create(&said)?).stderr(Stdio::null());
        if let Some(place) = crash_at {
            command.env("BALCAO_CRASH_AT", place);
        }
        let child = command.spawn().context("cannot start balcao")?;
        Ok(Program { child, said, command: arguments.join(" ") })
    }
}

/// A running program; dropping it is `kill -9`.
pub(crate) struct Program {
    child: Child,
    said: PathBuf,
    command: String,
}

impl Program {
    /// Waits for its end, but not longer.
    pub(crate) fn ends_within(&mut self, longest: Duration) -> Result<bool> {
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() {
            if begun.elapsed() >= longest {
                return Ok(false);
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(true)
    }

    /// `kill -9`, unless it has ended by itself.
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// What it said until it was killed; a last line that broke off is not said.
    pub(crate) fn said_before_death(&self) -> Result<Vec<Value>> {
        let said = fs::read_to_string(&self.said)?;
        let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let lines = whole.lines().map(serde_json::from_str);
        lines.collect::<Result<_, _>>().with_context(|| format!("not JSON: {said}"))
    }

    /// What it said, a JSON object per line; it must have ended with that code.
    pub(crate) fn ended_with(&mut self, code: i32) -> Result<Vec<Value>> {
        let status: ExitStatus = self.child.wait()?;
        let said = fs::read_to_string(&self.said).unwrap_or_default();
        if status.code() != Some(code) {
            bail!("`balcao {}` ended with {status}:\n{said}", self.command);
        }
        let lines = said.lines().map(serde_json::from_str);
        lines.collect::<Result<_, _>>().with_context(|| format!("not JSON: {said}"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.kill();
    }
}
