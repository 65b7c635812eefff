//! The relay and its peers side by side, by one load tool, on one machine, in one run.

mod body;
mod closed_loop;
mod herd;
mod http;
mod line;
mod open_loop;
mod peer;
mod report;
mod rounds;
mod subscriber;
mod summary;
mod tally;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;

use crate::disk;
use crate::relay::peer::{Kind, Programs};
use crate::relay::report::Report;
use crate::relay::rounds::Bench;

/// How long the disk is measured.
const DISK: Duration = Duration::from_secs(2);

/// Measures the relay and, where installed, its peers.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The program balcao-relay
    #[arg(long)]
    relay: PathBuf,
    /// Where the peers keep their data while they are measured; must be on a disk
    #[arg(long)]
    folder: PathBuf,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
    /// How often each peer is measured; the medians count
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=20))]
    rounds: u32,
    /// Idle tills that the relay must hold at the end; 0 leaves that out
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(0..=15_000))]
    crowd: u32,
    /// Only this peer: relay, nchan, nchan-redis
    #[arg(long, value_parser = only)]
    only: Option<Kind>,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

fn only(name: &str) -> Result<Kind, String> {
    match name {
        "relay" => Ok(Kind::Relay),
        "nchan" => Ok(Kind::Nchan),
        "nchan-redis" => Ok(Kind::NchanRedis),
        _ => Err("relay, nchan, or nchan-redis".to_owned()),
    }
}

/// Measures, and prints the report.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    std::fs::create_dir_all(&arguments.folder)
        .with_context(|| format!("cannot make the folder {}", arguments.folder.display()))?;
    let bench = Bench {
        programs: Programs::find(arguments.relay),
        folder: &arguments.folder,
        time: Duration::from_secs(arguments.seconds),
        runs: AtomicU32::new(0),
    };
    let begun = Instant::now();
    let say = |what: &str| eprintln!("{:>4} s  {what}", begun.elapsed().as_secs());
    say("the disk");
    let disk = disk::measure(&arguments.folder, DISK)?;
    let wanted = |kind: &Kind| arguments.only.is_none_or(|only| only == *kind);
    let kinds: Vec<_> = Kind::ALL.into_iter().filter(wanted).collect();
    let mut rounds: BTreeMap<Kind, Vec<_>> = BTreeMap::new();
    // A B C A B C: what changes on the machine meanwhile changes for all of them.
    for round in 1..=arguments.rounds {
        for &kind in kinds.iter().filter(|&&kind| bench.programs.have(kind)) {
            say(&format!("round {round} of {}: {}", arguments.rounds, kind.name()));
            let measured = bench.round(kind).with_context(|| kind.name())?;
            say(&format!("  {}", report::line(&measured)));
            rounds.entry(kind).or_default().push(measured);
        }
    }
    let tills = usize::try_from(arguments.crowd)?;
    let crowd = if tills > 0 && wanted(&Kind::Relay) {
        say(&format!("balcao-relay with {tills} idle tills"));
        Some(bench.crowd(tills).with_context(|| format!("with {tills} idle tills"))?)
    } else {
        None
    };
    say("done");
    let versions = bench.programs.versions();
    let report = Report::new(bench.time, &kinds, &rounds, crowd.as_ref(), disk, versions);
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{}", report.markdown());
    }
    Ok(())
}
