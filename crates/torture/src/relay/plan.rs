//! What shall go wrong, and when: drawn from the seed before the run begins.
//!
//! The same seed is the same plan. What comes of it differs from run to run a little: these are real
//! processes on a real machine.

use std::time::Duration;

use testkit::chance::Chance;

use super::proxy::{Party, Strike, Way, Weather};

/// Debug builds of the till end themselves here if asked to (`checkout::crash`).
pub(crate) const RECEIVED: &str = "relay_received";
pub(crate) const APPLIED: &str = "relay_applied";

/// A plan: lanes of steps, each step with its time in milliseconds of the run; those that happen to
/// the relay with the pause since the one before has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) tills: usize,
    /// How long things go wrong.
    pub(crate) accidents_ms: u64,
    pub(crate) relay: Vec<(u64, RelayStep)>,
    /// By till.
    pub(crate) of_tills: Vec<Vec<(u64, TillStep)>>,
    pub(crate) network: Vec<(u64, NetworkStep)>,
    /// One in so many webhooks is sent once more after its 2xx, in the same or in other bytes.
    pub(crate) again_one_in: u64,
    pub(crate) calm: Calm,
}

/// What follows the accidents. It ends when all has come right, or when nothing happens any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calm {
    /// Tills come back by themselves.
    Long,
    /// All tills are killed and started, so that they dial at once.
    Short,
}

impl Calm {
    /// Nothing has happened for so long: nothing will. What is half-open is noticed after 2.5 pings
    /// of 5 s, and a till's longest back-off is 30 s.
    pub(crate) const fn quiet(self) -> Duration {
        match self {
            Self::Long => Duration::from_secs(45),
            Self::Short => Duration::from_secs(4),
        }
    }

    pub(crate) const fn longest(self) -> Duration {
        match self {
            Self::Long => Duration::from_mins(3),
            Self::Short => Duration::from_secs(30),
        }
    }
}

/// Something that happens to the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelayStep {
    /// `kill -9`, and back after a while.
    Kill { down_ms: u64 },
    /// `kill -9` the moment the provider has read the next 2xx.
    KillOnAccepted { down_ms: u64 },
    /// SIGSTOP, later SIGCONT.
    Stop { for_ms: u64 },
    /// SIGTERM, and a successor on the same folder.
    Drain,
    /// No file of the relay may grow any more, for a while.
    FillDisk { for_ms: u64 },
    /// Killed; its database is copied, and it comes back.
    Copy,
    /// Killed; the last copy is put back, and it comes back.
    PutBack { watermark: Watermark },
}

/// The file that tells the relay how far its database had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watermark {
    /// As the newer database left it.
    Newer,
    Gone,
}

/// Something that happens to a till.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TillStep {
    /// `kill -9`, and back after a while.
    Kill { down_ms: u64 },
    /// Killed and started so that it ends itself at that place, then started as ever.
    CrashAt(&'static str),
    /// Its clock is off for a while in which it has to dial. A relay refuses a clock that is off by
    /// more than two minutes.
    SetClock { ahead_ms: i64, for_ms: u64 },
    /// The relay is told to send it again what it has.
    Replay,
}

/// Something that happens on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NetworkStep {
    pub(crate) link: Link,
    pub(crate) trouble: Trouble,
}

/// A way to the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    Provider,
    Till(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    Strike(Strike),
    Weather { weather: Weather, for_ms: u64 },
}

impl Plan {
    /// The plan of a seed.
    pub(crate) fn draw(seed: u64, seconds: u64, tills: usize) -> Self {
        let accidents_ms = seconds * 1_000;
        let of_tills = (0..tills).map(|till| of_till(seed, till, accidents_ms)).collect();
        Self {
            seed,
            tills,
            accidents_ms,
            relay: of_relay(seed, accidents_ms),
            of_tills,
            network: of_network(seed, accidents_ms, tills),
            again_one_in: 10,
            calm: if seconds < 60 { Calm::Short } else { Calm::Long },
        }
    }
}

/// First each kind once, then whatever comes; none in the last fifth, so that the last process is
/// old enough to have leaked.
fn of_relay(seed: u64, accidents_ms: u64) -> Vec<(u64, RelayStep)> {
    /// Of starting it again.
    const STARTING_MS: u64 = 100;
    /// A drain lets tills go in batches.
    const DRAINING_MS: u64 = 4_000;
    let mut chance = Chance::of(seed, "relay");
    let mut kinds: Vec<u64> = (0..5).collect();
    // A copy comes before it is put back.
    kinds.insert(chance.index(3), 5);
    kinds.push(6);
    let rotate = chance.index(3);
    kinds[3..6].rotate_left(rotate);
    let every_ms = (accidents_ms / 20).clamp(500, 4_000);
    let mut steps = Vec::new();
    let (mut has_copy, mut over_ms) = (false, 0);
    while over_ms < accidents_ms * 4 / 5 || !kinds.is_empty() {
        let drawn = chance.below(7);
        let kind = if kinds.is_empty() { drawn } else { kinds.remove(0) };
        let (pause_ms, for_ms) =
            (chance.between(every_ms / 2, every_ms * 3 / 2), chance.between(200, every_ms));
        let step = match kind {
            0 => RelayStep::Kill { down_ms: for_ms },
            1 => RelayStep::KillOnAccepted { down_ms: for_ms / 2 },
            2 => RelayStep::Stop { for_ms },
            3 => RelayStep::Drain,
            4 => RelayStep::FillDisk { for_ms },
            6 if has_copy => {
                let is_gone = chance.one_in(2);
                let watermark = if is_gone { Watermark::Gone } else { Watermark::Newer };
                RelayStep::PutBack { watermark }
            }
            _ => RelayStep::Copy,
        };
        has_copy = match step {
            RelayStep::Copy => true,
            RelayStep::PutBack { .. } => false,
            _ => has_copy,
        };
        steps.push((pause_ms, step));
        let lasts_ms = if step == RelayStep::Drain { DRAINING_MS } else { for_ms };
        over_ms += pause_ms + lasts_ms + STARTING_MS;
    }
    steps
}

fn of_till(seed: u64, till: usize, accidents_ms: u64) -> Vec<(u64, TillStep)> {
    let mut chance = Chance::of(seed, &format!("till {till}"));
    let mut steps = Vec::new();
    let mut at_ms = chance.between(500, 6_000);
    while at_ms < accidents_ms {
        let step = match chance.below(12) {
            0..3 => TillStep::Kill { down_ms: chance.magnitude(50, 2_000) },
            3..6 => TillStep::CrashAt(RECEIVED),
            6..9 => TillStep::CrashAt(APPLIED),
            9..11 => TillStep::Replay,
            _ => {
                let off_ms = i64::try_from(chance.magnitude(1_000, 2 * 60 * 60 * 1_000)).unwrap();
                let ahead_ms = if chance.one_in(2) { off_ms } else { -off_ms };
                TillStep::SetClock { ahead_ms, for_ms: chance.between(500, 3_000) }
            }
        };
        steps.push((at_ms, step));
        at_ms += chance.between(3_000, 12_000);
    }
    steps
}

fn of_network(seed: u64, accidents_ms: u64, tills: usize) -> Vec<(u64, NetworkStep)> {
    let mut chance = Chance::of(seed, "network");
    let mut steps = Vec::new();
    let mut at_ms = 500;
    while at_ms < accidents_ms {
        let link = if chance.one_in(4) { Link::Provider } else { Link::Till(chance.index(tills)) };
        steps.push((at_ms, NetworkStep { link, trouble: trouble(&mut chance) }));
        at_ms += chance.between(50, 450);
    }
    steps
}

fn trouble(chance: &mut Chance) -> Trouble {
    let way = if chance.one_in(2) { Way::Up } else { Way::Down };
    let party = if chance.one_in(2) { Party::Client } else { Party::Relay };
    let for_ms = chance.magnitude(200, 4_000);
    let lasting = |weather| Trouble::Weather { weather, for_ms };
    let calm = Weather::default();
    match chance.below(7) {
        6 => Trouble::Strike(Strike::Repeat),
        0 => lasting(Weather { delay: Duration::from_millis(chance.magnitude(5, 300)), ..calm }),
        // Inside the first frame: the shortest event has several hundred bytes.
        1 => Trouble::Strike(Strike::Cut {
            way,
            after: usize::try_from(chance.between(1, 90)).unwrap(),
        }),
        2 => Trouble::Strike(Strike::Reset),
        3 => Trouble::Strike(Strike::Vanish { party }),
        4 => lasting(Weather { stalled: Some(way), ..calm }),
        _ => {
            let pause = Duration::from_millis(chance.magnitude(2, 60));
            lasting(Weather { drip: Some(pause), ..calm })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::mem::discriminant;

    use super::*;

    #[test]
    fn a_seed_is_a_plan() {
        assert_eq!(Plan::draw(7, 30, 20), Plan::draw(7, 30, 20));
        assert_ne!(Plan::draw(7, 30, 20), Plan::draw(8, 30, 20));
    }

    #[test]
    fn even_a_short_plan_has_every_kind_of_accident() {
        for seed in 0..50 {
            let plan = Plan::draw(seed, 12, 20);
            let relay: HashSet<_> = plan.relay.iter().map(|(_, it)| discriminant(it)).collect();
            assert_eq!(relay.len(), 7, "{seed}: {:?}", plan.relay);
            let of_tills = plan.of_tills.iter().flatten();
            let crashes: HashSet<_> = { of_tills.clone() }
                .filter_map(|(_, it)| if let TillStep::CrashAt(at) = it { Some(*at) } else { None })
                .collect();
            assert_eq!(crashes, [RECEIVED, APPLIED].into(), "{seed}");
            let strikes: HashSet<_> = { plan.network.iter() }
                .filter_map(|(_, it)| match it.trouble {
                    Trouble::Strike(strike) => Some(discriminant(&strike)),
                    Trouble::Weather { .. } => None,
                })
                .collect();
            assert_eq!(strikes.len(), 4, "{seed}");
        }
    }

    #[test]
    fn a_copy_is_put_back_once_and_not_before_it_was_made() {
        for seed in 0..50 {
            let mut has_copy = false;
            for (_, step) in Plan::draw(seed, 120, 2).relay {
                match step {
                    RelayStep::Copy => has_copy = true,
                    RelayStep::PutBack { .. } => assert!(std::mem::take(&mut has_copy), "{seed}"),
                    _ => {}
                }
            }
        }
    }
}
