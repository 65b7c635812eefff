//! `cargo xtask bench`: figures, not tests. docs/benchmarks.md says how it measures.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::process::{compile, run, target_dir};
use crate::session::Session;
use crate::{setup, ui};

/// What is measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// The relay beside Nchan and Redis, by one load tool in one run
    Relay(Relay),
    /// The order log of years beside one of a day, and an append beside a bare insert
    Log(Log),
    /// Keypad, QR Code and PAGO in the browser and in the window, and the window beside a bare one
    Till(Till),
    /// The history of a million sales, the closing of a shift, a slip and an export
    Counter(Counter),
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
    #[command(flatten)]
    common: Common,
}

/// How the order log is measured.
#[derive(Args)]
pub(crate) struct Log {
    /// Orders of the large log; it is kept in target/bench for further runs
    #[arg(long, default_value_t = 1_000_000)]
    orders: u32,
    #[command(flatten)]
    common: Common,
}

/// How the till is measured.
#[derive(Args)]
pub(crate) struct Till {
    /// Sales at each of the doors, with the relay's link in the one process and in the other
    #[arg(long)]
    sales: Option<u32>,
    #[command(flatten)]
    common: Common,
}

/// How a day at the counter is measured.
#[derive(Args)]
pub(crate) struct Counter {
    /// Orders of the large log; it is kept in target/bench for further runs
    #[arg(long, default_value_t = 1_000_000)]
    orders: u32,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
struct Common {
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

/// Builds what is measured as it is shipped, and measures.
pub(crate) fn bench(what: &Bench) -> Result<()> {
    match what {
        Bench::Relay(relay) => self::relay(relay),
        Bench::Log(log) => self::log(log),
        Bench::Till(till) => self::till(till),
        Bench::Counter(counter) => self::counter(counter),
    }
}

fn relay(relay: &Relay) -> Result<()> {
    if relay.install_peers {
        setup::for_the_benchmark()?;
    }
    let programs = build("--bin bench --bin balcao-relay")?;
    let mut command = Command::new("sh");
    command.args(["-c", WITH_MANY_FILES]).arg(programs.join("bench")).arg("relay");
    command.arg("--relay").arg(programs.join("balcao-relay"));
    if let Some(seconds) = relay.seconds {
        command.arg("--seconds").arg(seconds.to_string());
    }
    measure(command, &relay.common, false)
}

fn log(log: &Log) -> Result<()> {
    setup::for_a_keyring()?;
    let programs = build("--bin bench --bin balcao --bin balcao-sandbox")?;
    let mut command = Command::new(programs.join("bench"));
    command.arg("log").arg("--programs").arg(programs);
    command.arg("--orders").arg(log.orders.to_string());
    measure(command, &log.common, true)
}

fn till(till: &Till) -> Result<()> {
    setup::node()?;
    setup::for_the_tests()?; // the same drivers and browsers, and the same screen
    ui::build()?;
    let programs = build(
        "--bin bench --bin balcao --bin balcao-sandbox --bin balcao-relay --bin balcao-till \
         --bin bare-window",
    )?;
    let mut command = Command::new(programs.join("bench"));
    command.arg("till").arg("--programs").arg(programs);
    command.env("PATH", setup::with_tools()?);
    if let Some(sales) = till.sales {
        command.arg("--sales").arg(sales.to_string());
    }
    measure(command, &till.common, true)
}

fn counter(counter: &Counter) -> Result<()> {
    setup::node()?;
    setup::for_the_tests()?; // the same browser with its driver
    ui::build()?;
    let programs = build("--bin bench --bin balcao --bin balcao-sandbox")?;
    let mut command = Command::new(programs.join("bench"));
    command.arg("counter").arg("--programs").arg(programs);
    command.arg("--orders").arg(counter.orders.to_string());
    command.env("PATH", setup::with_tools()?);
    measure(command, &counter.common, true)
}

/// Builds these programs with optimisations; says where they are.
fn build(programs: &str) -> Result<PathBuf> {
    // Chosen out of the whole workspace, their libraries are the same for each of the benches.
    run(&mut compile(&format!("build --release --workspace {programs}")))?;
    Ok(target_dir()?.join("release"))
}

/// Runs the bench; where it keeps credentials, in a session with a keyring of its own.
fn measure(mut command: Command, common: &Common, with_keyring: bool) -> Result<()> {
    // Beside the programs, and so on a disk: /tmp may be memory, where syncing costs nothing.
    command.arg("--folder").arg(target_dir()?.join("bench"));
    if let Some(rounds) = common.rounds {
        command.arg("--rounds").arg(rounds.to_string());
    }
    if common.json {
        command.arg("--json");
    }
    if with_keyring {
        run(&mut Session::on_disk("bench")?.inside(&command))
    } else {
        run(&mut command)
    }
}
