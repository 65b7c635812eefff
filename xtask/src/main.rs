//! The project's own commands: `cargo xtask run | test | torture | bench | contract | supply | sbom`.

mod bench;
mod contract;
mod process;
mod run;
mod sbom;
mod session;
mod setup;
mod supply;
mod test;
mod torture;
mod ui;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

/// Balcão's own commands. Nothing needs to be installed first.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Xtask {
    /// Install what is missing, build, and open the till in training mode (without a display: make a
    /// sale in this terminal)
    Run {
        /// Build with optimisations
        #[arg(long)]
        release: bool,
    },
    /// Install what the tests need, and run every test
    Test,
    /// Put till and relay through simulated and real accidents: `torture till --seed N --runs R`,
    /// `torture kill --rounds N`, `torture relay --seed N --seconds S`, `torture broken`
    Torture {
        /// Handed to the torture program as they are
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure a program: `bench relay` puts the relay and, where installed, its peers under one load
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Write ui/src/backend/contract.ts anew from crates/contract
    Contract,
    /// Look at licences, sources and known faults of what the project is built from, where the data can be had
    Supply,
    /// Write the bills of material (`CycloneDX`) of programs and user interface to target/sbom
    Sbom,
}

fn main() -> ExitCode {
    let done = match Xtask::parse() {
        Xtask::Run { release } => run::run(release),
        Xtask::Test => test::test().map(|()| ExitCode::SUCCESS),
        Xtask::Torture { arguments } => torture::torture(&arguments).map(|()| ExitCode::SUCCESS),
        Xtask::Bench(what) => bench::bench(&what).map(|()| ExitCode::SUCCESS),
        Xtask::Contract => contract::write().map(|()| ExitCode::SUCCESS),
        Xtask::Supply => supply::supply().map(|()| ExitCode::SUCCESS),
        Xtask::Sbom => sbom::sbom().map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        eprintln!("\nxtask: {error:#}");
        ExitCode::FAILURE
    })
}
