//! One run of a measurement of the till: where it happens, how long it has been going on, and what it says at its end.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;
use tempfile::TempDir;

use crate::machine::{self, Machine};
use crate::table::{Line, Told, markdown};

/// What each of them takes.
#[derive(Args)]
pub(crate) struct Common {
    /// The folder with the programs that are measured, balcao and balcao-sandbox among them
    #[arg(long)]
    pub(crate) programs: PathBuf,
    /// Where data are kept meanwhile, and logs for further runs; must be on a disk
    #[arg(long)]
    pub(crate) folder: PathBuf,
    /// How often each is measured; the medians count
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub(crate) rounds: u32,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

/// A run that is going on.
pub(crate) struct Run {
    pub(crate) common: Common,
    begun: Instant,
    /// What was asked for of the machine by others before.
    load: String,
    folder: TempDir,
}

/// Everything that was measured.
#[derive(Serialize)]
struct Report<'a, What> {
    #[serde(flatten)]
    machine: Machine,
    /// Processes that wanted a core, at the beginning and at the end.
    load: [String; 2],
    #[serde(flatten)]
    what: &'a What,
    rounds: u32,
    lines: Vec<Line>,
}

impl Run {
    pub(crate) fn begin(common: Common) -> Result<Self> {
        let folder = &common.folder;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let folder = tempfile::tempdir_in(folder)?;
        Ok(Self { common, begun: Instant::now(), load: machine::load(), folder })
    }

    /// Its own folder, which goes with it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Says what is going on.
    pub(crate) fn say(&self, what: &str) {
        eprintln!("{:>4} s  {what}", self.begun.elapsed().as_secs());
    }

    /// Prints the report: what was measured is said by `what`, in a line of Markdown or in keys of JSON.
    pub(crate) fn tell(self, what: &(impl Serialize + Display), lines: Told) -> Result<()> {
        let (machine, lines) = (Machine::this(), lines.into_lines());
        let (load, rounds) = ([self.load, machine::load()], self.common.rounds);
        if self.common.json {
            let report = Report { machine, load, what, rounds, lines };
            println!("{}", serde_json::to_string(&report)?);
        } else {
            let ([before, after], table) = (load, markdown(&lines));
            println!("{machine}; load {before} before and {after} after.");
            print!("{what}; {rounds} rounds, medians.\n\n{table}");
        }
        Ok(())
    }
}
