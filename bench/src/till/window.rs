//! The till's window beside a bare one.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::child::{Server, busy};
use crate::figures::{Wanted, middle};
use crate::table::Line;
use crate::till::display::Display;

/// What a window does right after it was painted is not what it does while nothing is going on.
const SETTLING: Duration = Duration::from_secs(5);
/// How long nothing is going on.
const IDLE: Duration = Duration::from_secs(30);

/// What one window has cost.
struct Cost {
    painted_ms: f64,
    memory_mb: f64,
    /// Per cent of a core while nothing is going on.
    idle: f64,
    /// Wakes a second meanwhile, of all threads.
    wakes: f64,
}

/// Opens both in turn, so often; the medians count.
pub(crate) fn measure(
    display: &Display,
    programs: &Path,
    home: &Path,
    folder: &Path,
    rounds: u32,
) -> Result<Vec<Line>> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        // The first time, what is read comes from the disk, and the day's backup is made.
        let idle = if round == 0 { Duration::ZERO } else { IDLE };
        let mut command = Command::new(programs.join("balcao-till"));
        command.arg("--home").arg(home).env_remove("BALCAO_HOME");
        let our = open(display, command, folder, idle)?;
        let other = open(display, Command::new(programs.join("bare-window")), folder, idle)?;
        if round > 0 {
            ours.push(our);
            bare.push(other);
        }
    }
    lines(&ours, &bare).context("no round")
}

fn open(display: &Display, mut command: Command, folder: &Path, idle: Duration) -> Result<Cost> {
    display.show(&mut command);
    let log = folder.join("opened.log");
    let (painted, server) = display.painted(|| Server::start(&mut command, &log))?;
    if idle > Duration::ZERO {
        std::thread::sleep(SETTLING);
    }
    let memory = server.memory()?;
    let pids = server.pids();
    let (ran_before, woke_before) = busy(&pids)?;
    std::thread::sleep(idle);
    let (ran, woke) = busy(&pids)?;
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds and bytes are far below 2^52")]
    let (ran_s, woke, memory_mb) = (
        ran.saturating_sub(ran_before) as f64 / 1e9,
        woke.saturating_sub(woke_before) as f64,
        memory as f64 / 1e6,
    );
    let idle_s = idle.as_secs_f64().max(f64::EPSILON);
    Ok(Cost {
        painted_ms: painted.as_secs_f64() * 1_000.0,
        memory_mb,
        idle: ran_s / idle_s * 100.0,
        wakes: woke / idle_s,
    })
}

/// Ratios are taken round by round, since neighbours in time had the same machine.
fn lines(ours: &[Cost], bare: &[Cost]) -> Option<Vec<Line>> {
    let of = |costs: &[Cost], what: fn(&Cost) -> f64| middle(costs.iter().map(what));
    let ratio = |what: fn(&Cost) -> f64| {
        middle(ours.iter().zip(bare).map(|(ours, bare)| what(ours) / what(bare)))
    };
    let beside = |what: fn(&Cost) -> f64, unit: &str| {
        Some(format!("{:.0} beside {:.0} {unit}", of(ours, what)?, of(bare, what)?))
    };
    let rounds = ours.len();
    Some(vec![
        Line::judged(
            "window: start to the keypad painted",
            ratio(|it| it.painted_ms)?,
            "x",
            Wanted::AtMost(1.25),
            beside(|it| it.painted_ms, &format!("ms ({rounds} rounds)"))?,
        ),
        Line::judged(
            "window: memory of all its processes (PSS)",
            ratio(|it| it.memory_mb)?,
            "x",
            Wanted::AtMost(1.15),
            beside(|it| it.memory_mb, "MB")?,
        ),
        Line::judged(
            "window: processor while nothing is going on, of a core",
            of(ours, |it| it.idle)?,
            " %",
            Wanted::AtMost(0.1),
            format!(
                "{:.2} % of the bare one; {:.1} beside {:.1} wakes/s",
                of(bare, |it| it.idle)?,
                of(ours, |it| it.wakes)?,
                of(bare, |it| it.wakes)?
            ),
        ),
    ])
}
