//! `cargo xtask bench relay`: figures, not tests. docs/benchmarks.md says how it measures.

use std::process::Command;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::process::{compile, run, target_dir};
use crate::setup;

/// What is measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// The relay beside Nchan and Redis, by one load tool in one run
    Relay(Relay),
}

/// How the relay is measured.
#[derive(Args)]
pub(crate) struct Relay {
    /// Install the peers with apt first: nginx with Nchan, and Redis
    #[arg(long)]
    install_peers: bool,
    /// Seconds of each measurement
    #[arg(long)]
    seconds: Option<u64>,
    /// How often each is measured; the medians count
    #[arg(long)]
    rounds: Option<u32>,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

/// Gives the load tool and what it starts as many open files as the system allows, since each idle
/// till is one in each of two processes.
const WITH_MANY_FILES: &str = "ulimit -n \"$(ulimit -H -n)\" && exec \"$0\" \"$@\"";

/// Builds the relay and the load tool as they are shipped, and measures.
pub(crate) fn bench(what: &Bench) -> Result<()> {
    let Bench::Relay(relay) = what;
    if relay.install_peers {
        setup::for_the_benchmark()?;
    }
    run(&mut compile("build --release --package relay --package bench"))?;
    let target = target_dir()?;
    let programs = target.join("release");
    let mut command = Command::new("sh");
    command.args(["-c", WITH_MANY_FILES]).arg(programs.join("bench")).arg("relay");
    command.arg("--relay").arg(programs.join("balcao-relay"));
    // Beside the programs, and so on a disk: /tmp may be memory, where syncing costs nothing.
    command.arg("--folder").arg(target.join("bench"));
    if let Some(seconds) = relay.seconds {
        command.arg("--seconds").arg(seconds.to_string());
    }
    if let Some(rounds) = relay.rounds {
        command.arg("--rounds").arg(rounds.to_string());
    }
    if relay.json {
        command.arg("--json");
    }
    run(&mut command)
}
