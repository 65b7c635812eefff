//! The order log of years beside one of a day, and beside what costs the least.

mod append;
pub(crate) mod invented;
mod keeping;
pub(crate) mod make;
mod programs;
mod reads;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;

use crate::balcao::Till;
use crate::disk::{self, Disk};
use crate::log::make::Seller;
use crate::log::programs::Both;
use crate::machine::{self, Machine};
use crate::provider::{Sandbox, Wire};
use crate::table::{Line, Told, markdown};

/// Orders of the small log.
const FEW: u32 = 1_000;
/// Numbers of the sales that are made while measuring: none of a kept log has them.
const MADE_HERE: i64 = 1_000_000_000;

/// Measures the order log.
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
    disk: Disk,
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
    let kept = [FEW, orders].map(|orders| make::kept(&folder, orders, &say));
    let [few, many] = kept;
    let run = tempfile::tempdir_in(&folder)?;
    let before = machine::load();
    say("the disk");
    let disk = disk::measure(&folder, std::time::Duration::from_secs(2))?;
    let lines = measure(&programs, run.path(), [&few?, &many?], [FEW, orders], rounds, &say)?;
    let report = Report {
        machine: Machine::this(),
        load: [before, machine::load()],
        disk,
        orders,
        rounds,
        lines,
    };
    if json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{}", report.markdown());
    }
    Ok(())
}

fn measure(
    programs: &Path,
    folder: &Path,
    kept: [&Path; 2],
    orders: [u32; 2],
    rounds: u32,
    say: &dyn Fn(&str),
) -> Result<Vec<Line>> {
    let till = |name: &str| Till { programs: programs.to_owned(), home: folder.join(name) };
    let (few, many, crowded) = (till("few"), till("many"), till("crowded"));
    let [small, large] = kept;
    make::copy(small, &few.home)?;
    make::copy(small, &crowded.home)?;
    let newest = make::copy(large, &many.home)?;

    let mut lines = Told::default();
    lines.push(keeping::bytes(&many.home, newest)?);
    say("searches and lists");
    lines.extend(reads::search(&many.home, newest)?);
    lines.push(reads::newest(&many.home)?);
    lines.extend(reads::history(&many.home, newest)?);

    say("starts and charges");
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

    say("ten thousand open sales");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    lines.push(
        runtime.block_on(programs::newest_poll(&crowded, &sandbox, &wire, MADE_HERE, folder))?,
    );

    say("appending");
    let seller = Seller::offline()?;
    lines.push(append::measure(&many_home, &seller, MADE_HERE, rounds)?);
    lines.push(reads::wake(&many_home)?);
    say("the proof");
    lines.push(keeping::verify(&many_home)?);
    say("a backup beside sales");
    lines.push(keeping::pause(&many_home, &seller, 2 * MADE_HERE)?);
    say("days of backups");
    lines.push(keeping::disk(&many_home)?);
    say("done");
    Ok(lines.into_lines())
}

/// As 1,000,000.
fn thousands(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl Report {
    fn markdown(&self) -> String {
        let Self { machine, load: [before, after], disk, orders, rounds, lines } = self;
        format!(
            "{machine}; load {before} before and {after} after.\n\
             Disk ({}): appending {} bytes and syncing takes {} / {} µs (p50 / p99).\n\
             A log of {} orders; {rounds} rounds, medians.\n\n{}",
            disk.filesystem,
            disk::APPENDED,
            disk.sync_p50_us,
            disk.sync_p99_us,
            thousands(*orders),
            markdown(lines)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_number_can_be_read() {
        assert_eq!([7, 1_000, 1_000_000].map(thousands), ["7", "1,000", "1,000,000"]);
    }
}
