//! `bench`: one tool that measures the project's programs beside their peers, on one machine, in one run.
//!
//! `docs/benchmarks.md` says how it measures and what came out.

mod child;
mod disk;
mod figures;
mod machine;
mod relay;

use anyhow::Result;
use clap::Parser;

/// Measures one of the programs.
#[derive(Parser)]
enum Bench {
    /// The relay and, where installed, its peers
    Relay(relay::Arguments),
}

fn main() -> Result<()> {
    match Bench::parse() {
        Bench::Relay(arguments) => relay::run(arguments),
    }
}
