//! A day at the counter: the history of a million sales as it is typed into, the closing of a long shift, a slip on its
//! way to the printer, and a large export.

mod export;
mod history;
mod shift;
mod slip;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;

use crate::balcao::Till;
use crate::log::make;
use crate::machine::{self, Machine};
use crate::provider::Sandbox;
use crate::table::{Line, Told, markdown};

/// Measures a day at the counter.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with the programs balcao and balcao-sandbox
    #[arg(long)]
    programs: PathBuf,
    /// Where logs are kept for further runs; must be on a disk
    #[arg(long)]
    folder: PathBuf,
    /// Orders of the large log
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(2_000..=10_000_000))]
    orders: u32,
    /// How often each is measured; the medians count
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

/// Everything that was measured.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    machine: Machine,
    /// Processes that wanted a core, at the beginning and at the end.
    load: [String; 2],
    orders: u32,
    rounds: u32,
    lines: Vec<Line>,
}

/// Measures, and prints the table.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let Arguments { programs, folder, orders, rounds, json } = arguments;
    fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let begun = Instant::now();
    let say = |what: &str| eprintln!("{:>4} s  {what}", begun.elapsed().as_secs());
    let kept = make::kept(&folder, orders, &say)?;
    let run = tempfile::tempdir_in(&folder)?;
    let before = machine::load();
    let sandbox = Sandbox::start(&programs, run.path())?;
    let till = |name: &str| -> Result<Till> {
        let till = Till { programs: programs.clone(), home: run.path().join(name) };
        fs::create_dir_all(&till.home)?;
        Ok(till)
    };
    let many = till("many")?;
    make::copy(&kept, &many.home)?;
    many.connect(&sandbox.url(), &sandbox.credentials)?;
    let mut lines = Told::default();
    say("the history, key by key");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    lines.extend(runtime.block_on(history::measure(&many, run.path()))?);
    say("exports");
    lines.extend(export::measure(&many, &till("exported")?.home)?);
    say("the closing of a shift");
    lines.push(shift::measure(&till("shift")?, &sandbox, run.path(), rounds)?);
    say("slips");
    lines.push(slip::measure(&till("slips")?, &sandbox, run.path())?);
    say("done");
    let load = [before, machine::load()];
    let report =
        Report { machine: Machine::this(), load, orders, rounds, lines: lines.into_lines() };
    if json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{}", report.markdown());
    }
    Ok(())
}

impl Report {
    fn markdown(&self) -> String {
        let Self { machine, load: [before, after], orders, rounds, lines } = self;
        format!(
            "{machine}; load {before} before and {after} after.\n\
             A log of {orders} orders; {rounds} rounds, medians.\n\n{}",
            markdown(lines)
        )
    }
}
