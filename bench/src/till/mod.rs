//! The till as a cashier waits for it: in the browser and in the window, and the window beside a bare one.

mod display;
mod sales;
pub(crate) mod screen;
mod shop;
mod window;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;

use crate::machine::{self, Machine};
use crate::table::{Line, Told, markdown};
use crate::till::display::Display;
use crate::till::shop::Shop;

/// Measures the till.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with the programs balcao, balcao-till, balcao-relay, balcao-sandbox and bare-window
    #[arg(long)]
    programs: PathBuf,
    /// Where the till and the relay keep their data meanwhile; must be on a disk
    #[arg(long)]
    folder: PathBuf,
    /// Sales at each of the doors, with the relay's link in the one process and in the other
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    sales: u32,
    /// How often each window is opened; the medians count
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
    sales: u32,
    rounds: u32,
    lines: Vec<Line>,
}

/// Measures, and prints the table.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let Arguments { programs, folder, sales, rounds, json } = arguments;
    fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let run = tempfile::tempdir_in(&folder)?;
    let begun = Instant::now();
    let say = |what: &str| eprintln!("{:>4} s  {what}", begun.elapsed().as_secs());
    let before = machine::load();
    let display = Display::start(run.path())?;
    let shop = Shop::open(&programs, run.path())?;
    // Before the sales: for ten minutes after each, its customer may pay twice, which is asked about.
    say("the window beside a bare one");
    let mut lines = Told::default();
    lines.extend(window::measure(&display, &programs, &shop.till.home, run.path(), rounds)?);
    say("sales in the browser and in the window");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    lines.extend(runtime.block_on(sales::measure(&shop, &display, run.path(), sales))?);
    say("done");
    let load = [before, machine::load()];
    let report =
        Report { machine: Machine::this(), load, sales, rounds, lines: lines.into_lines() };
    if json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{}", report.markdown());
    }
    Ok(())
}

impl Report {
    fn markdown(&self) -> String {
        let Self { machine, load: [before, after], sales, rounds, lines } = self;
        format!(
            "{machine}; load {before} before and {after} after.\n\
             {sales} sales at each door and with each holder of the relay's link; {rounds} rounds of windows, \
             medians.\n\n{}",
            markdown(lines)
        )
    }
}
