//! A till seen from outside: its process, its home, and what it says when it is killed.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use relay_protocol::Cursor;
use store::Store;

use super::program::Program;
use super::till_program::Settings;
use super::trace::Trace;

/// A till: a home with a process on it.
pub(crate) struct Counter {
    number: usize,
    settings: Settings,
    program: PathBuf,
    sabotage: Option<String>,
    running: Option<Program>,
    ahead_ms: i64,
    is_resting: bool,
    replays: usize,
    trace: Arc<Trace>,
}

impl Counter {
    /// With a home, not yet started. `sabotage`: the breakage, of the program for that.
    pub(crate) fn new(
        number: usize,
        settings: Settings,
        sabotage: Option<&str>,
        trace: Arc<Trace>,
    ) -> Result<Self> {
        let is_broken = sabotage.is_some();
        let program = testkit::programs::find(if is_broken {
            "torture-relay-till-broken"
        } else {
            "torture-relay-till"
        })?;
        std::fs::create_dir_all(&settings.home)?;
        let sabotage = sabotage.map(str::to_owned);
        Ok(Self {
            number,
            settings,
            program,
            sabotage,
            running: None,
            ahead_ms: 0,
            is_resting: false,
            replays: 0,
            trace,
        })
    }

    fn name(&self) -> String {
        format!("till {}", self.number)
    }

    /// Starts it, perhaps to end itself at a named place.
    pub(crate) fn start(&mut self, crash_at: Option<&str>) -> Result<()> {
        let said = self.settings.home.join("said");
        let log = File::options().create(true).append(true).open(said)?;
        let mut command = Command::new(&self.program);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        if let Some(place) = crash_at {
            command.env("BALCAO_CRASH_AT", place);
        }
        if let Some(sabotage) = &self.sabotage {
            command.env("BALCAO_SABOTAGE", sabotage);
        }
        self.running = Some(Program::start(&mut command)?);
        self.tell(&serde_json::to_string(&self.settings)?);
        if self.ahead_ms != 0 {
            self.tell(&format!("clock {}", self.ahead_ms));
        }
        if self.is_resting {
            self.tell("rest");
        }
        Ok(())
    }

    /// Sends a line; a till that has died does not hear it.
    fn tell(&mut self, line: &str) {
        let input = self.running.as_mut().and_then(|it| it.child().stdin.as_mut());
        if let Some(input) = input {
            let _ = writeln!(input, "{line}");
        }
    }

    pub(crate) fn set_clock(&mut self, ahead_ms: i64) {
        self.trace.note(&self.name(), &format!("clock {ahead_ms} ms ahead"));
        self.ahead_ms = ahead_ms;
        self.tell(&format!("clock {ahead_ms}"));
    }

    /// Sells no more.
    pub(crate) fn rest(&mut self) {
        self.is_resting = true;
        self.tell("rest");
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) -> Result<()> {
        if self.has_ended() {
            self.trace.find(format!("{} has ended by itself", self.name()));
        }
        self.trace.note(&self.name(), "killed");
        self.running.take().map_or(Ok(()), |mut it| it.kill())
    }

    /// Whether it has ended itself within that time; if not, it is killed.
    pub(crate) async fn crashes_within(&mut self, longest: Duration) -> Result<bool> {
        let mut program = self.running.take().context("the till runs")?;
        let crashed = program.ends_within(longest).await?.is_some();
        self.trace.note(&self.name(), if crashed { "crashed" } else { "killed uncrashed" });
        Ok(crashed)
    }

    /// Ended by itself, which only a till may that was told to.
    fn has_ended(&mut self) -> bool {
        self.running.as_mut().is_some_and(|it| it.child().try_wait().is_ok_and(|it| it.is_some()))
    }

    /// All that it said on its error output.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.settings.home.join("said")).unwrap_or_default()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The relay may have been told to bring everything once more.
    pub(crate) fn is_replayed(&mut self) {
        self.replays += 1;
    }

    pub(crate) fn replays(&self) -> usize {
        self.replays
    }

    /// Its order log, read beside it.
    pub(crate) fn log(&self) -> Result<Store> {
        Ok(Store::open_to_read(&self.settings.home)?)
    }

    /// The cursor on its disk.
    pub(crate) fn cursor(&self) -> Result<Option<Cursor>> {
        Ok(self.log()?.relay_cursor()?.map(|it| Cursor { e: it.epoch, s: it.seq }))
    }
}
