//! Figures over all rounds: medians, and the goals judged.

use serde::Serialize;

use crate::figures::{Goal, Wanted, median, ratio};
use crate::relay::closed_loop::Throughput;
use crate::relay::open_loop::Latency;
use crate::relay::peer::Kind;
use crate::relay::rounds::Round;
use crate::relay::tally::Tally;

/// A peer's line in the table.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) peer: Kind,
    pub(crate) name: &'static str,
    pub(crate) durable: bool,
    /// Nothing if it is not installed.
    pub(crate) figures: Option<Figures>,
}

/// Medians of a peer's rounds.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub(crate) alone: Side,
    pub(crate) idle: Side,
    /// The rounds one by one, without and with idle tills.
    pub(crate) rounds: Vec<(Side, Side)>,
    pub(crate) memory_bytes: u64,
    /// Fewest idle tills still connected at the end of a round.
    pub(crate) idle_left: usize,
    /// All requests of all rounds.
    pub(crate) tally: Tally,
}

/// Figures with or without idle tills.
#[derive(Debug, Serialize)]
pub(crate) struct Side {
    pub(crate) p50_us: u64,
    pub(crate) p99_us: u64,
    pub(crate) late_p99_us: u64,
    pub(crate) posts_per_s: u64,
    /// How far delivery was behind when the sending ended, in milliseconds.
    pub(crate) behind_ms: u64,
    /// Processor time for a `POST` of the closed loop: the peer's and the tool's, in microseconds.
    pub(crate) spent_us: u64,
    pub(crate) own_us: u64,
}

/// The relay with a crowd of idle tills; see [`crate::relay::rounds::Crowd`].
#[derive(Debug, Serialize)]
pub(crate) struct CrowdRow {
    pub(crate) tills: usize,
    pub(crate) left: usize,
    pub(crate) gathered_ms: u64,
    pub(crate) p50_us: u64,
    pub(crate) p99_us: u64,
    pub(crate) received: usize,
    pub(crate) memory_bytes: u64,
    pub(crate) tally: Tally,
}

/// The medians of a peer's rounds.
pub(crate) fn figures(rounds: &[Round]) -> Figures {
    let mut tally = Tally::default();
    for round in rounds {
        let all = [&round.alone.tally, &round.idle.tally];
        for part in all.into_iter().chain([&round.alone_loop.tally, &round.idle_loop.tally]) {
            tally.add(part.clone());
        }
    }
    let sides = |round: &Round| {
        (Side::of(&round.alone, &round.alone_loop), Side::of(&round.idle, &round.idle_loop))
    };
    let sides: Vec<_> = rounds.iter().map(sides).collect();
    Figures {
        alone: Side::middle(&sides.iter().map(|(alone, _)| alone).collect::<Vec<_>>()),
        idle: Side::middle(&sides.iter().map(|(_, idle)| idle).collect::<Vec<_>>()),
        rounds: sides,
        memory_bytes: median(rounds.iter().map(|round| round.memory)),
        idle_left: rounds.iter().map(|round| round.idle_left).min().unwrap_or(0),
        tally,
    }
}

impl Side {
    fn of(latency: &Latency, throughput: &Throughput) -> Self {
        Self {
            p50_us: latency.p50_us,
            p99_us: latency.p99_us,
            late_p99_us: latency.late_p99_us,
            posts_per_s: throughput.accepted_per_s,
            behind_ms: throughput.behind_ms,
            spent_us: throughput.spent_us,
            own_us: throughput.own_us,
        }
    }

    /// Each figure's median.
    fn middle(sides: &[&Self]) -> Self {
        let of = |figure: fn(&Self) -> u64| median(sides.iter().map(|side| figure(side)));
        Self {
            p50_us: of(|it| it.p50_us),
            p99_us: of(|it| it.p99_us),
            late_p99_us: of(|it| it.late_p99_us),
            posts_per_s: of(|it| it.posts_per_s),
            behind_ms: of(|it| it.behind_ms),
            spent_us: of(|it| it.spent_us),
            own_us: of(|it| it.own_us),
        }
    }
}

/// The goals of the relay: ratios to the durable peer, round by round, and what it must hold.
#[expect(clippy::cast_precision_loss, reason = "bytes and counts are far below 2^52")]
pub(crate) fn goals(peers: &[Row], crowd: Option<&CrowdRow>) -> Vec<Goal> {
    let find =
        |kind| peers.iter().find(|row| row.peer == kind).and_then(|row| row.figures.as_ref());
    let Some(relay) = find(Kind::Relay) else { return Vec::new() };
    let peer = find(Kind::NchanRedis);
    let compared = |what, of: fn(&(Side, Side)) -> u64, wanted| {
        let theirs = peer.map_or(&[][..], |peer| &peer.rounds);
        let both = relay.rounds.iter().map(of).zip(theirs.iter().map(of));
        Goal::judge(what, ratio(both), wanted, "x")
    };
    let (p50, p99, posts) = (Wanted::AtMost(0.63), Wanted::AtMost(0.5), Wanted::AtLeast(2.5));
    let none_lost = relay.tally.lost + relay.tally.strange;
    let memory = relay.memory_bytes as f64 / 1e6;
    let mut goals = vec![
        compared("p50, 1 till", |it| it.0.p50_us, p50),
        compared("p50, 1,000 idle", |it| it.1.p50_us, p50),
        compared("p99, 1 till", |it| it.0.p99_us, p99),
        compared("p99, 1,000 idle", |it| it.1.p99_us, p99),
        compared("POST/s, 1 till", |it| it.0.posts_per_s, posts),
        compared("POST/s, 1,000 idle", |it| it.1.posts_per_s, posts),
        Goal::judge("lost", Some(none_lost as f64), Wanted::AtMost(0.0), ""),
        Goal::judge("memory, 1,000 idle", Some(memory), Wanted::AtMost(60.0), " MB"),
    ];
    if let Some(crowd) = crowd {
        let held = crowd.left.min(crowd.received) as f64;
        let wanted = Wanted::AtLeast(crowd.tills as f64);
        goals.push(Goal::judge("idle tills held and reached", Some(held), wanted, ""));
    }
    goals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relay::rounds::IDLE;

    fn row(peer: Kind, p50_us: u64, posts_per_s: u64, lost: u64) -> Row {
        let side = || Side {
            p50_us,
            p99_us: p50_us,
            late_p99_us: 0,
            posts_per_s,
            behind_ms: 0,
            spent_us: 0,
            own_us: 0,
        };
        let tally = Tally { accepted: 100, lost, ..Tally::default() };
        let figures = Figures {
            alone: side(),
            idle: side(),
            rounds: vec![(side(), side())],
            memory_bytes: 60_000_000,
            idle_left: IDLE,
            tally,
        };
        Row { peer, name: peer.name(), durable: true, figures: Some(figures) }
    }

    fn met(goals: &[Goal]) -> Vec<Option<bool>> {
        goals.iter().map(|goal| goal.met).collect()
    }

    #[test]
    fn the_goals_compare_with_the_durable_peer() {
        let (yes, no) = (Some(true), Some(false));
        let peers = [row(Kind::Relay, 50, 250, 0), row(Kind::NchanRedis, 100, 100, 9)];
        assert_eq!(met(&goals(&peers, None)), [yes; 8]);
        let peers = [row(Kind::Relay, 60, 249, 1), row(Kind::NchanRedis, 100, 100, 0)];
        assert_eq!(met(&goals(&peers, None)), [yes, yes, no, no, no, no, no, yes]);
        let peers = [row(Kind::Relay, 50, 250, 0), row(Kind::Nchan, 1, 9999, 0)];
        let alone = [None, None, None, None, None, None, yes, yes];
        assert_eq!(met(&goals(&peers, None)), alone);
    }
}
