//! `cargo xtask torture relay`.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use super::plan::Plan;
use super::run::{Report, Setting, run};
use super::stage::Broken;

/// What is asked for.
#[derive(Args)]
pub(crate) struct Relay {
    /// Settles what goes wrong and when; not what comes of it: these are real processes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long things go wrong
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u64).range(10..=86_400))]
    seconds: u64,
    /// How many tills
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(5..=200))]
    tills: u16,
    /// Print what happened, not only in a run that failed
    #[arg(long)]
    trace: bool,
}

/// Runs the plan of a seed; fails if anything was found.
pub(crate) fn relay(asked: &Relay) -> Result<ExitCode> {
    let begun = Instant::now();
    let plan = Plan::draw(asked.seed, asked.seconds, usize::from(asked.tills));
    let setting =
        Setting { broken: Broken::default(), sale_every_ms: (200, 3_000), must_prove: true };
    let report = play(&plan, setting)?;
    if asked.trace || !report.findings.is_empty() {
        report.trace.iter().for_each(|line| println!("{line}"));
    }
    println!("seed {}: {} ({:.1} s)", asked.seed, summary(&report), begun.elapsed().as_secs_f32());
    if report.findings.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("\nSeed {} fails:", asked.seed);
    report.findings.iter().for_each(|finding| println!("  {finding}"));
    println!(
        "Replay: cargo xtask torture relay --seed {} --seconds {} --tills {} (the same accidents \
         at the same times; real processes are never the same to the millisecond)",
        asked.seed, asked.seconds, asked.tills
    );
    Ok(ExitCode::FAILURE)
}

/// Runs a plan on all cores.
pub(crate) fn play(plan: &Plan, setting: Setting) -> Result<Report> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(run(plan, setting));
    runtime.shutdown_background();
    report
}

fn summary(report: &Report) -> String {
    let (tally, figures) = (report.tally, report.figures);
    let held = figures.held.map_or_else(String::new, |(before, after)| {
        format!(
            ", relay {} -> {} KiB and {} -> {} files",
            before.memory_kib, after.memory_kib, before.files, after.files
        )
    });
    format!(
        "{} webhooks accepted, {} deliveries due, {} lost in {} announced gaps, {} delivered again, \
         {} charges marked by webhook of {} paid, {} connections struck, {} cut inside a frame{held}, \
         calm after {} ms",
        tally.accepted,
        tally.deliveries,
        tally.in_gaps,
        tally.gaps,
        tally.redelivered,
        tally.applied,
        tally.paid,
        figures.strikes,
        figures.cut_inside,
        figures.calm_ms
    )
}
