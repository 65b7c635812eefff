//! The order log of years beside one of a day, and beside what costs the least.

mod append;
pub(crate) mod invented;
mod keeping;
pub(crate) mod make;
mod programs;
mod reads;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use crate::balcao::Till;
use crate::disk::{self, Disk};
use crate::figures::thousands;
use crate::log::make::Seller;
use crate::log::programs::Both;
use crate::provider::{Sandbox, Wire};
use crate::run::{Common, Run};
use crate::table::Told;

/// Orders of the small log.
const FEW: u32 = 1_000;
/// Numbers of the sales that are made while measuring: none of a kept log has them.
const MADE_HERE: i64 = 1_000_000_000;

/// Measures the order log.
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
    disk: Disk,
    orders: u32,
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { disk, orders } = self;
        writeln!(
            f,
            "Disk ({}): appending {} bytes and syncing takes {} / {} µs (p50 / p99).",
            disk.filesystem,
            disk::APPENDED,
            disk.sync_p50_us,
            disk.sync_p99_us,
        )?;
        write!(f, "A log of {} orders", thousands(*orders))
    }
}

/// Measures, and prints the table.
pub(crate) fn run(Arguments { orders, common }: Arguments) -> Result<()> {
    let run = Run::begin(common)?;
    let kept =
        [FEW, orders].map(|orders| make::kept(&run.common.folder, orders, &|what| run.say(what)));
    let [few, many] = kept;
    run.say("the disk");
    let disk = disk::measure(&run.common.folder, Duration::from_secs(2))?;
    let lines = measure(&run, [&few?, &many?], [FEW, orders])?;
    run.tell(&Log { disk, orders }, lines)
}

fn measure(run: &Run, kept: [&Path; 2], orders: [u32; 2]) -> Result<Told> {
    let (programs, rounds, folder) = (&run.common.programs, run.common.rounds, run.folder());
    let till = |name: &str| Till { programs: programs.clone(), home: folder.join(name) };
    let (few, many, crowded) = (till("few"), till("many"), till("crowded"));
    let [small, large] = kept;
    make::copy(small, &few.home)?;
    make::copy(small, &crowded.home)?;
    let newest = make::copy(large, &many.home)?;

    let mut lines = Told::default();
    lines.push(keeping::bytes(&many.home, newest)?);
    run.say("searches and lists");
    lines.extend(reads::search(&many.home, newest)?);
    lines.push(reads::newest(&many.home)?);
    lines.extend(reads::history(&many.home, newest)?);

    run.say("starts and charges");
    let sandbox = Sandbox::start(programs, folder)?;
    let wire = Wire::to(sandbox.address)?;
    for till in [&few, &many, &crowded] {
        till.connect(&wire.url, &sandbox.credentials)?;
    }
    let many_home = many.home.clone();
    let both = Both { few, many, names: orders.map(thousands), folder, rounds };
    lines.extend(both.starts()?);
    lines.push(both.charges(&wire)?);
    lines.extend(both.lists()?);

    run.say("ten thousand open sales");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    lines.push(
        runtime.block_on(programs::newest_poll(&crowded, &sandbox, &wire, MADE_HERE, folder))?,
    );

    run.say("appending");
    let seller = Seller::offline()?;
    lines.push(append::measure(&many_home, &seller, MADE_HERE, rounds)?);
    lines.push(reads::wake(&many_home)?);
    run.say("the proof");
    lines.push(keeping::verify(&many_home)?);
    run.say("a backup beside sales");
    lines.push(keeping::pause(&many_home, &seller, 2 * MADE_HERE)?);
    run.say("days of backups");
    lines.push(keeping::disk(&many_home)?);
    run.say("done");
    Ok(lines)
}
