//! A day at the counter: the history of a million sales as it is typed into, the closing of a long shift, a slip on its
//! way to the printer, and a large export.

mod export;
mod history;
mod shift;
mod slip;

use std::fmt;
use std::fs;

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use crate::balcao::Till;
use crate::figures::thousands;
use crate::log::make;
use crate::provider::Sandbox;
use crate::run::{Common, Run};
use crate::table::Told;

/// Measures a day at the counter.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Orders of the large log
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(2_000..=10_000_000))]
    orders: u32,
    #[command(flatten)]
    common: Common,
}

/// On what it is measured.
#[derive(Serialize)]
struct Log {
    orders: u32,
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A log of {} orders", thousands(self.orders))
    }
}

/// Measures, and prints the table.
pub(crate) fn run(Arguments { orders, common }: Arguments) -> Result<()> {
    let run = Run::begin(common)?;
    let (programs, rounds) = (&run.common.programs, run.common.rounds);
    let kept = make::kept(&run.common.folder, orders, &|what| run.say(what))?;
    let sandbox = Sandbox::start(programs, run.folder())?;
    let till = |name: &str| -> Result<Till> {
        let till = Till { programs: programs.clone(), home: run.folder().join(name) };
        fs::create_dir_all(&till.home)?;
        Ok(till)
    };
    let many = till("many")?;
    make::copy(&kept, &many.home)?;
    many.connect(&sandbox.url(), &sandbox.credentials)?;
    let mut lines = Told::default();
    run.say("the history, key by key");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    lines.extend(runtime.block_on(history::measure(&many, run.folder()))?);
    run.say("exports");
    lines.extend(export::measure(&many, &till("exported")?.home)?);
    run.say("the closing of a shift");
    lines.push(shift::measure(&till("shift")?, &sandbox, run.folder(), rounds)?);
    run.say("slips");
    lines.push(slip::measure(&till("slips")?, &sandbox, run.folder())?);
    run.say("done");
    run.tell(&Log { orders }, lines)
}
