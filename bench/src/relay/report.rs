//! What came out, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use crate::disk::{self, Disk};
use crate::figures::Goal;
use crate::machine::Machine;
use crate::relay::closed_loop::CONNECTIONS;
use crate::relay::open_loop::RATE_PER_S;
use crate::relay::peer::Kind;
use crate::relay::rounds::{Crowd, IDLE, Round};
use crate::relay::summary::{CrowdRow, Figures, Row, figures, goals};
use crate::relay::tally::Tally;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    #[serde(flatten)]
    machine: Machine,
    versions: Vec<String>,
    rounds: usize,
    seconds: u64,
    body_bytes: usize,
    disk: Disk,
    peers: Vec<Row>,
    crowd: Option<CrowdRow>,
    goals: Vec<Goal>,
}

impl Report {
    pub(crate) fn new(
        time: Duration,
        kinds: &[Kind],
        rounds: &BTreeMap<Kind, Vec<Round>>,
        crowd: Option<&Crowd>,
        disk: Disk,
        versions: Vec<String>,
    ) -> Self {
        let row = |&peer: &Kind| Row {
            peer,
            name: peer.name(),
            durable: peer.is_durable(),
            figures: rounds.get(&peer).map(|rounds| figures(rounds)),
        };
        let peers: Vec<_> = kinds.iter().map(row).collect();
        let crowd = crowd.map(|crowd| CrowdRow {
            tills: crowd.tills,
            left: crowd.left,
            gathered_ms: crowd.gathered_ms,
            p50_us: crowd.latency.p50_us,
            p99_us: crowd.latency.p99_us,
            received: crowd.received,
            memory_bytes: crowd.memory,
            tally: crowd.latency.tally.clone(),
        });
        Self {
            machine: Machine::this(),
            versions,
            rounds: rounds.values().map(Vec::len).max().unwrap_or(0),
            seconds: time.as_secs(),
            body_bytes: disk::APPENDED,
            disk,
            goals: goals(&peers, crowd.as_ref()),
            peers,
            crowd,
        }
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "{}.", self.machine)?;
        writeln!(out, "{}.", self.versions.join("; "))?;
        let Disk { filesystem, sync_p50_us, sync_p99_us, syncs_per_s } = &self.disk;
        let bytes = self.body_bytes;
        writeln!(
            out,
            "Disk ({filesystem}): appending {bytes} bytes and syncing takes {} / {} ms (p50 / p99), \
             {syncs_per_s} times a second.\n{} rounds, {} s each measurement; medians.\n",
            ms(*sync_p50_us),
            ms(*sync_p99_us),
            self.rounds,
            self.seconds,
        )?;
        self.write_table(out)?;
        if let Some(crowd) = &self.crowd {
            writeln!(out, "\n{}", crowd.sentence())?;
        }
        writeln!(
            out,
            "\n| goal (ratios round by round, the middle one) | wanted | measured | |\n|---|---|---|---|"
        )?;
        for Goal { what, wanted, measured, met } in &self.goals {
            let measured = measured.as_deref().unwrap_or("nothing to compare with");
            let met = met.map_or("?", |met| if met { "met" } else { "**not met**" });
            writeln!(out, "| {what} | {wanted} | {measured} | {met} |")?;
        }
        writeln!(out, "\nHow to read it:\n")?;
        for row in &self.peers {
            if let Some(figures) = &row.figures {
                writeln!(out, "- {}: {}", row.name, figures.sentence())?;
            }
        }
        Ok(())
    }

    fn write_table(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "| peer | durable before 2xx | delivered p50 / p99 ms (1 till, {RATE_PER_S} POST/s) | with \
             {IDLE} idle tills | POST/s with {CONNECTIONS} connections (0 / {IDLE} idle) | lost | memory \
             with {IDLE} idle tills |\n|---|---|---|---|---|---|---|"
        )?;
        for row in &self.peers {
            let durable = if row.durable { "yes" } else { "no" };
            let Some(Figures { alone, idle, memory_bytes, tally, .. }) = &row.figures else {
                writeln!(out, "| {} | {durable} | not installed | | | | |", row.name)?;
                continue;
            };
            writeln!(
                out,
                "| {} | {durable} | {} / {} | {} / {} | {} / {} | {} of {} | {} MB |",
                row.name,
                ms(alone.p50_us),
                ms(alone.p99_us),
                ms(idle.p50_us),
                ms(idle.p99_us),
                alone.posts_per_s,
                idle.posts_per_s,
                tally.lost,
                tally.accepted,
                megabytes(*memory_bytes),
            )?;
        }
        Ok(())
    }
}

impl CrowdRow {
    fn sentence(&self) -> String {
        format!(
            "With {} idle tills on the relay (connected in {} s): {} of them still there at the end, \
             {} received the event that was sent to each; delivered to one till among them p50 / p99 \
             {} / {} ms, {} of {} lost; {} MB.",
            self.tills,
            ms(self.gathered_ms),
            self.left,
            self.received,
            ms(self.p50_us),
            ms(self.p99_us),
            self.tally.lost,
            self.tally.accepted,
            megabytes(self.memory_bytes),
        )
    }
}

impl Figures {
    fn sentence(&self) -> String {
        let Tally { refused, twice, strange, hung_up, .. } = &self.tally;
        let mut parts = vec![format!(
            "a POST of the closed loop cost {} / {} µs of processor time and the tool {} / {} µs; when \
             the sending ended, the till was {} / {} ms behind; the tool itself was at most {} / {} ms \
             late but for one request in a hundred; {twice} delivered twice, {strange} not as sent",
            self.alone.spent_us,
            self.idle.spent_us,
            self.alone.own_us,
            self.idle.own_us,
            self.alone.behind_ms,
            self.idle.behind_ms,
            ms(self.alone.late_p99_us),
            ms(self.idle.late_p99_us),
        )];
        parts.extend(refused.iter().map(|(status, count)| format!("{count} answered {status}")));
        if self.idle_left < IDLE {
            parts.push(format!("only {} of {IDLE} idle tills stayed connected", self.idle_left));
        }
        parts.extend(hung_up.iter().map(|why| format!("the measured till's line ended: {why}")));
        parts.join("; ") + "."
    }
}

/// One round in a line, for whoever waits.
pub(crate) fn line(round: &Round) -> String {
    let Round { alone, alone_loop, idle, idle_loop, memory, .. } = round;
    let lost = [&alone.tally, &alone_loop.tally, &idle.tally, &idle_loop.tally];
    format!(
        "{} / {} ms, {} POST/s ({} µs each); idle {} / {} ms, {} POST/s; {} lost, {} MB",
        ms(alone.p50_us),
        ms(alone.p99_us),
        alone_loop.accepted_per_s,
        alone_loop.spent_us,
        ms(idle.p50_us),
        ms(idle.p99_us),
        idle_loop.accepted_per_s,
        lost.iter().map(|tally| tally.lost).sum::<u64>(),
        megabytes(*memory),
    )
}

/// Thousandths with two digits: microseconds as milliseconds, milliseconds as seconds.
fn ms(thousandths: u64) -> String {
    let hundredths = (thousandths + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn megabytes(bytes: u64) -> u64 {
    (bytes + 500_000) / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_two_digits() {
        assert_eq!(ms(1_234), "1.23");
        assert_eq!(ms(1_996), "2.00");
        assert_eq!(ms(67), "0.07");
        assert_eq!(megabytes(59_500_000), 60);
    }
}
