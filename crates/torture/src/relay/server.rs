//! The relay's process, its folder, and everything that can happen to both.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::task::spawn_blocking;

use super::plan::Watermark;
use super::program::{Held, Program, Signal, held};
use super::proxy::Upstream;
use super::trace::Trace;

/// relay.md: SIGTERM drains and exits within 25 s.
const LONGEST_DRAIN: Duration = Duration::from_secs(25);
const STARTING: Duration = Duration::from_secs(20);
/// Beside the database, these are of the running process or tell how far the database had come.
const NOT_COPIED: &[&str] = &["watermark", "lock", "admin.json", "relay.db-shm"];
/// Many tills dial from one machine, and time is short.
const SETTINGS: &str =
    "ping_s = 5\n[limits]\npairings_per_min = 10000\ndials_per_till_per_min = 10000\n";

/// The relay: a program on a folder. Somebody may kill it at any moment.
pub(crate) struct Server {
    folder: PathBuf,
    program: PathBuf,
    /// How it is broken, for a program that can be.
    sabotage: Option<String>,
    public_url: String,
    upstream: Upstream,
    running: Arc<Mutex<Option<Program>>>,
    trace: Arc<Trace>,
}

impl Server {
    /// In a folder, not yet started. `sabotage`: the breakage, of the program for that.
    pub(crate) fn new(
        folder: &Path,
        sabotage: Option<&str>,
        public: SocketAddr,
        upstream: Upstream,
        trace: Arc<Trace>,
    ) -> Result<Self> {
        let program = testkit::programs::find(if sabotage.is_some() {
            "relay-broken"
        } else {
            "balcao-relay"
        })?;
        fs::create_dir_all(folder)?;
        fs::write(folder.join("relay.toml"), SETTINGS)?;
        Ok(Self {
            folder: folder.to_owned(),
            program,
            sabotage: sabotage.map(str::to_owned),
            public_url: format!("http://{public}"),
            upstream,
            running: Arc::default(),
            trace,
        })
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn running(&self) -> MutexGuard<'_, Option<Program>> {
        self.running.lock().expect("no panic inside")
    }

    /// Starts it and waits until it listens.
    pub(crate) async fn start(&self) -> Result<()> {
        let begun = Instant::now();
        let mut command = Command::new("sh");
        // A write beyond the limit is to fail, not to end the process.
        command.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(&self.program);
        command.args(["serve", "--json", "--listen", "127.0.0.1:0"]);
        command.args(["--admin-listen", "127.0.0.1:0", "--public-url", &self.public_url]);
        command.arg("--config").arg(self.folder.join("relay.toml"));
        command.arg("--data").arg(self.data());
        if let Some(sabotage) = &self.sabotage {
            command.env("BALCAO_SABOTAGE", sabotage);
        }
        let log = File::options().create(true).append(true).open(self.folder.join("relay.log"))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        command.env("XDG_STATE_HOME", self.folder.join("state"));
        let mut program = Program::start(&mut command)?;
        let output = program.child().stdout.take().context("the relay has an output")?;
        let heard = spawn_blocking(move || {
            let mut output = BufReader::new(output);
            let mut line = String::new();
            let read = output.read_line(&mut line).map(|_| line);
            // Somebody must go on reading, or the program would stop at a full pipe.
            std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
            read
        });
        let line = tokio::time::timeout(STARTING, heard).await.context("the relay hangs")???;
        let told: Value = serde_json::from_str(&line).with_context(|| {
            format!("the relay does not start: {line:?}; {}", self.last_words())
        })?;
        let url = told["url"].as_str().context("the relay tells its address")?;
        let address = url.trim_start_matches("http://").trim_end_matches('/');
        *self.running() = Some(program);
        *self.upstream.lock().expect("no panic inside") = Some(address.parse()?);
        self.trace.note("relay", &format!("listens after {} ms", begun.elapsed().as_millis()));
        Ok(())
    }

    /// All that it said for the log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("relay.log")).unwrap_or_default()
    }

    fn last_words(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" / ")
    }

    /// `kill -9`.
    pub(crate) fn kill(&self) -> Result<()> {
        kill(&self.running, &self.upstream, &self.trace)
    }

    /// The same for somebody who cannot wait.
    pub(crate) fn killer(&self) -> Box<dyn FnOnce() + Send> {
        let (running, upstream) = (Arc::clone(&self.running), Arc::clone(&self.upstream));
        let trace = Arc::clone(&self.trace);
        Box::new(move || kill(&running, &upstream, &trace).expect("the relay can be killed"))
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running().is_some()
    }

    pub(crate) fn signal(&self, signal: Signal) -> Result<()> {
        self.running().as_ref().context("the relay runs")?.signal(signal)
    }

    /// No file may grow beyond what the log of SQLite has now and some bytes more, so that a write
    /// may fail in its middle.
    pub(crate) fn fill_disk(&self, left: u64) -> Result<()> {
        let log = fs::metadata(self.data().join("relay.db-wal")).map_or(0, |it| it.len());
        self.running().as_ref().context("the relay runs")?.limit_files(Some(log + left))
    }

    pub(crate) fn free_disk(&self) -> Result<()> {
        self.running().as_ref().context("the relay runs")?.limit_files(None)
    }

    /// SIGTERM; it has to end by itself, and well.
    pub(crate) async fn drain(&self) -> Result<()> {
        let begun = Instant::now();
        let mut program = self.running().take().context("the relay runs")?;
        program.signal(Signal::Terminate)?;
        let status = program.ends_within(LONGEST_DRAIN).await?;
        *self.upstream.lock().expect("no panic inside") = None;
        match status {
            None => self.trace.find("the relay has not drained after 25 s".to_owned()),
            Some(status) if !status.success() => {
                self.trace.find(format!("the relay drained and ended with {status}"));
            }
            Some(_) => {
                let took_ms = begun.elapsed().as_millis();
                self.trace.note("relay", &format!("drained in {took_ms} ms"));
            }
        }
        Ok(())
    }

    /// Copies the database of a relay that does not run.
    pub(crate) fn copy(&self) -> Result<()> {
        let copy = self.folder.join("copy");
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir(&copy)?;
        for entry in fs::read_dir(self.data())? {
            let entry = entry?;
            let name = entry.file_name();
            if !NOT_COPIED.iter().any(|it| name == *it) {
                fs::copy(entry.path(), copy.join(name))?;
            }
        }
        Ok(())
    }

    /// Puts the copy back in place of the database of a relay that does not run.
    pub(crate) fn put_back(&self, watermark: Watermark) -> Result<()> {
        let copy = self.folder.join("copy");
        for entry in fs::read_dir(self.data())? {
            let entry = entry?;
            let stays = entry.file_name() == "watermark" && watermark == Watermark::Newer;
            if !stays {
                fs::remove_file(entry.path())?;
            }
        }
        for entry in fs::read_dir(copy)? {
            let entry = entry?;
            fs::copy(entry.path(), self.data().join(entry.file_name()))?;
        }
        Ok(())
    }

    /// What its process holds.
    pub(crate) fn held(&self) -> Option<Held> {
        held(self.running().as_ref()?.id())
    }

    /// Runs a command of who runs the relay; returns the JSON that it prints.
    pub(crate) async fn admin(&self, arguments: &[&str]) -> Result<Value> {
        let mut command = Command::new(&self.program);
        command.arg("admin").args(arguments).arg("--json").arg("--data").arg(self.data());
        command.stdin(Stdio::null());
        let shown = format!("{arguments:?}");
        let output = spawn_blocking(move || command.output()).await??;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(
            output.status.success(),
            "admin {shown}: {} {said} {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        match serde_json::from_str(&said) {
            Ok(value) => Ok(value),
            Err(_) => bail!("admin {shown} says no JSON: {said}"),
        }
    }
}

fn kill(running: &Mutex<Option<Program>>, upstream: &Upstream, trace: &Trace) -> Result<()> {
    let program = running.lock().expect("no panic inside").take();
    *upstream.lock().expect("no panic inside") = None;
    let Some(mut program) = program else { return Ok(()) };
    if let Some(status) = program.child().try_wait()? {
        trace.find(format!("the relay has ended by itself: {status}"));
        return Ok(());
    }
    program.kill()
}
