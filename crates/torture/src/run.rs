//! One run: a seeded life of a till, hours of accidents and then a calm in which all must come right.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use testkit::chance::Chance;
use tokio::time::sleep;

use super::judge::{is_settled, judge};
use super::life::{Habits, live};
use super::network::Weather;
use super::process::Process;
use super::upheaval;
use super::world::World;

const MINUTE_MS: u64 = 60_000;
/// The last customer pays some hours after the accidents; a second payment is looked for a day long.
const LONGEST_CALM: Duration = Duration::from_hours(40);

/// What came of a run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) findings: Vec<String>,
    pub(crate) trace: Vec<String>,
    /// The hash of the log's last event.
    pub(crate) head: String,
    pub(crate) figures: Figures,
}

/// How much a run, or many, have seen.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) orders: u64,
    pub(crate) attempts: u64,
    pub(crate) payments: u64,
    pub(crate) refunds: u64,
    pub(crate) anomalies: u64,
    /// Logs that were lost, damaged, copied or put back.
    pub(crate) losses: u64,
    pub(crate) requests: u64,
    pub(crate) lives: u64,
    pub(crate) simulated_s: u64,
}

impl Figures {
    pub(crate) fn add(&mut self, other: Self) {
        self.orders += other.orders;
        self.attempts += other.attempts;
        self.payments += other.payments;
        self.refunds += other.refunds;
        self.anomalies += other.anomalies;
        self.losses += other.losses;
        self.requests += other.requests;
        self.lives += other.lives;
        self.simulated_s += other.simulated_s;
    }
}

/// Memory where there is some, so that a run does not wait for a disk that nobody will pull.
fn folder() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    let folder = tempfile::Builder::new().prefix("balcao-torture-").tempdir_in(memory);
    folder.or_else(|_| tempfile::tempdir()).expect("a folder for the order log")
}

/// Runs the seed's life.
pub(crate) fn run(seed: u64) -> Report {
    let home = folder();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(whole(seed, &home.path().join("till")))
}

async fn whole(seed: u64, home: &Path) -> Report {
    let mut chance = Chance::of(seed, "run");
    let weather = Weather::draw(&mut chance);
    let hours_off = i64::try_from(chance.below(5)).unwrap() - 2;
    let clock_error_ms = if chance.one_in(3) { hours_off * 3_000_000 } else { 0 };
    let world = World::new(seed, home, weather, clock_error_ms);
    // Most are short; some are longer than an access token lives.
    let longest_ms = if chance.one_in(16) { 70 * MINUTE_MS } else { 10 * MINUTE_MS };
    let accidents_ms = chance.magnitude(20_000, longest_ms);
    let two_processes = chance.one_in(3);
    let clock_jumps = chance.one_in(3);
    world.note("run", &format!("seed {seed}, accidents for {accidents_ms} ms"));
    let second =
        async { if two_processes { lives(&world, "B", 0, accidents_ms).await } else { 0 } };
    let clock = async {
        if clock_jumps {
            jumps(&world, accidents_ms).await;
        }
    };
    let files = upheaval::happen(&world, accidents_ms);
    let copy = async {
        if upheaval::is_copied(&world, accidents_ms).await {
            lives(&world, "C", 1, accidents_ms).await
        } else {
            0
        }
    };
    let (first, second, copied, (), ()) =
        tokio::join!(lives(&world, "A", 0, accidents_ms), second, copy, clock, files);
    Box::pin(calm(&world, &mut chance)).await;
    report(&world, first + second + copied + 1)
}

/// One process after another, each killed at some poll, until the accidents are over.
async fn lives(world: &Arc<World>, slot: &str, shop: usize, until_ms: u64) -> u64 {
    let mut chance = Chance::of(world.seed, &format!("lives of {slot}"));
    let mut number = 0;
    while world.elapsed_ms() < until_ms {
        number += 1;
        let polls = i64::try_from(chance.magnitude(4, 4_000)).unwrap();
        let cashiers = *chance.pick(&[0, 1, 1, 1, 2]).unwrap();
        let name = format!("{slot}{number}");
        let process = Arc::new(Process::new(name, shop, cashiers > 0, polls));
        let left_ms = until_ms.saturating_sub(world.elapsed_ms()).max(1);
        let longest_ms = chance.magnitude(100, 10 * MINUTE_MS).min(left_ms);
        let habits = Habits {
            cashiers,
            follows: chance.one_in(4),
            longest: Duration::from_millis(longest_ms),
            ends_orderly: chance.one_in(2),
        };
        live(world, process, &habits, async || std::future::pending().await).await;
        sleep(Duration::from_millis(chance.magnitude(1, 60_000))).await;
    }
    number
}

/// The computer's clock is set, an hour off at most.
async fn jumps(world: &Arc<World>, until_ms: u64) {
    let mut chance = Chance::of(world.seed, "clock");
    while world.elapsed_ms() < until_ms {
        sleep(Duration::from_millis(chance.magnitude(1_000, until_ms))).await;
        let off = i64::try_from(chance.magnitude(100, 60 * MINUTE_MS)).unwrap();
        world.set_clock(*chance.pick(&[off, -off, 0]).unwrap());
    }
}

/// No more accidents: one process of each shop alone, until nothing is open and all money is seen.
async fn calm(world: &Arc<World>, chance: &mut Chance) {
    let now_ms = world.now_ms();
    let shops = {
        let mut state = world.state();
        state.weather = Weather::calm();
        state.calm_since_ms = Some(now_ms);
        state.shops.len()
    };
    world.note("run", "calm");
    // Some stay on, to see that nothing comes after.
    let stay_on = Duration::from_hours(if chance.one_in(8) { chance.between(1, 30) } else { 0 });
    let rest = |shop: usize| async move {
        let process = Arc::new(Process::new(format!("Calm{shop}"), shop, false, i64::MAX));
        let habits =
            Habits { cashiers: 0, follows: false, longest: LONGEST_CALM, ends_orderly: true };
        live(world, process, &habits, async || settle(world, stay_on).await).await;
    };
    tokio::join!(rest(0), async {
        if shops > 1 {
            rest(1).await;
        }
    });
}

async fn settle(world: &Arc<World>, stay_on: Duration) {
    loop {
        sleep(Duration::from_mins(5)).await;
        world.look();
        if is_settled(&world.state()) {
            break;
        }
    }
    world.note("run", "settled");
    sleep(stay_on).await;
}

fn report(world: &Arc<World>, lives: u64) -> Report {
    let verdict = judge(&world.state());
    for finding in verdict {
        world.find(finding);
    }
    let figures = figures(world, lives);
    let verified = world.state().shops[0].state_checker().log().verify();
    let head = verified.map(|it| it.head).unwrap_or_default();
    let (trace, findings) = world.end();
    Report { seed: world.seed, findings, trace, head, figures }
}

fn figures(world: &Arc<World>, lives: u64) -> Figures {
    let state = world.state();
    let orders: Vec<_> =
        state.shops.iter().flat_map(|shop| shop.state_checker().orders()).collect();
    let attempts = || orders.iter().flat_map(|order| &order.attempts);
    let charges = || state.banks.iter().flat_map(|bank| bank.books.charges());
    let count = |number: usize| u64::try_from(number).unwrap();
    Figures {
        orders: count(orders.len()),
        attempts: count(attempts().count()),
        payments: count(charges().map(|it| it.payments.len()).sum()),
        refunds: count(charges().map(|it| it.refunds.len()).sum()),
        anomalies: count(attempts().map(|it| it.anomalies.len()).sum()),
        losses: state.losses,
        requests: state.ledger.requests,
        lives,
        simulated_s: world.elapsed_ms() / 1_000,
    }
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn a_seed_replays_to_the_last_event() {
        for seed in 1..6 {
            let (first, second) = (run(seed), run(seed));
            assert_eq!(first.trace, second.trace, "seed {seed}");
            assert_eq!(first.head, second.head, "seed {seed}");
        }
    }

    #[test]
    fn two_seeds_are_two_lives() {
        assert_ne!(run(1).trace, run(2).trace);
    }
}
