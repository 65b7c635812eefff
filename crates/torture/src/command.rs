//! The command line, and many runs at once.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use clap::Parser;

use super::broken::broken;
use super::kill::kill;
use super::relay::{Relay, relay};
use super::run::{Figures, Report, run};

/// Runs after which a line is printed.
const GROUP: u64 = 50;

/// Accidents, simulated and real.
#[derive(Parser)]
#[command(name = "torture", bin_name = "cargo xtask torture")]
enum Command {
    /// The real checkout, log and adapter under a simulated clock, network, customer and death
    Till {
        /// The first run's seed; the others follow
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many
        #[arg(long, default_value_t = 300)]
        runs: u64,
        /// Print what happened in each run, not only in one that failed
        #[arg(long)]
        trace: bool,
    },
    /// The real programs, killed and started again; needs an unlocked keyring
    Kill {
        /// How many accidents
        #[arg(long, default_value_t = 30)]
        rounds: u64,
        /// Settles what is tried
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// The real relay with tills that are processes, behind a proxy that mistreats every connection
    Relay(Relay),
    /// Break the till on purpose, and see that the simulated torture notices
    Broken,
}

/// Runs the command; fails if the till did.
pub fn main() -> ExitCode {
    match Command::parse() {
        Command::Till { seed, runs, trace } => till(seed, runs, trace),
        Command::Kill { rounds, seed } => or_tell(kill(seed, rounds).map(|()| ExitCode::SUCCESS)),
        Command::Relay(asked) => or_tell(relay(&asked)),
        Command::Broken => broken(),
    }
}

fn or_tell(done: anyhow::Result<ExitCode>) -> ExitCode {
    done.unwrap_or_else(|error| {
        eprintln!("{error:?}");
        ExitCode::FAILURE
    })
}

fn till(seed: u64, runs: u64, trace: bool) -> ExitCode {
    let begun = Instant::now();
    let failed = many(seed, runs, trace);
    match failed {
        None => {
            let seconds = begun.elapsed().as_secs_f32();
            println!("{runs} lives of a till, nothing lost ({seconds:.1} s).");
            ExitCode::SUCCESS
        }
        Some(report) => {
            for line in &report.trace {
                println!("{line}");
            }
            println!("\nSeed {} fails (head of the log: {}):", report.seed, report.head);
            for finding in &report.findings {
                println!("  {finding}");
            }
            println!("Replay: cargo xtask torture till --seed {} --runs 1", report.seed);
            ExitCode::FAILURE
        }
    }
}

/// Runs the seeds on all cores; returns the first that failed.
pub(crate) fn many(seed: u64, runs: u64, trace: bool) -> Option<Report> {
    let next = AtomicU64::new(0);
    let stop = AtomicBool::new(false);
    let failed: Mutex<Option<Report>> = Mutex::new(None);
    let tally = Mutex::new((0, Figures::default()));
    let work = || {
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= runs {
                break;
            }
            let report = run(seed.wrapping_add(at));
            if trace {
                println!("{}", report.trace.join("\n"));
            }
            count(&tally, report.figures);
            if report.findings.is_empty() {
                continue;
            }
            stop.store(true, Ordering::Relaxed);
            let mut failed = failed.lock().expect("no panic inside");
            if failed.as_ref().is_none_or(|known| report.seed < known.seed) {
                *failed = Some(report);
            }
        }
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
    failed.into_inner().expect("no panic inside")
}

fn count(tally: &Mutex<(u64, Figures)>, figures: Figures) {
    let mut tally = tally.lock().expect("no panic inside");
    tally.0 += 1;
    tally.1.add(figures);
    let (runs, all) = *tally;
    if runs % GROUP == 0 {
        println!(
            "{runs} runs: {} orders, {} codes, {} payments, {} refunds, {} odd, {} logs shaken, {} \
             requests, {} lives, {} h",
            all.orders,
            all.attempts,
            all.payments,
            all.refunds,
            all.anomalies,
            all.losses,
            all.requests,
            all.lives,
            all.simulated_s / 3_600
        );
    }
}
