//! `bench`: one tool that measures the project's programs beside their peers, on one machine, in one run.
//!
//! `docs/benchmarks.md` says how it measures and what came out.

mod balcao;
mod child;
mod counter;
mod disk;
mod figures;
mod log;
mod machine;
mod provider;
mod relay;
mod request;
mod run;
mod table;
mod till;

use anyhow::Result;
use clap::Parser;

/// Measures one of the programs.
#[derive(Parser)]
enum Bench {
    /// The relay and, where installed, its peers
    Relay(relay::Arguments),
    /// The order log of years
    Log(log::Arguments),
    /// The till at its two doors, and its window beside a bare one
    Till(till::Arguments),
    /// A day at the counter
    Counter(counter::Arguments),
}

fn main() -> Result<()> {
    match Bench::parse() {
        Bench::Relay(arguments) => relay::run(arguments),
        Bench::Log(arguments) => log::run(arguments),
        Bench::Till(arguments) => till::run(arguments),
        Bench::Counter(arguments) => counter::run(arguments),
    }
}
