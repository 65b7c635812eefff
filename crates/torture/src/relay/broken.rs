//! Relays and tills broken on purpose: a short plan aims at each; the broken one must fail it, and
//! the whole one must pass the very same.

use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::plan::{
    Calm, Link, NetworkStep, Plan, RECEIVED, RelayStep, TillStep, Trouble, Watermark,
};
use super::proxy::Strike;
use super::run::{Setting, run};
use super::stage::Broken;

/// Webhooks come all the time.
const SALE_EVERY_MS: (u64, u64) = (100, 400);

/// A breakage and the plan that aims at it.
struct Aim {
    breakage: &'static str,
    broken: Broken,
    plan: Plan,
    /// One of these is found.
    findings: &'static [&'static str],
}

const LOST: &str = "accepted, never arrived";
const OTHER: &str = "is not what it was";
const AGAIN: &str = "brings a webhook of its route again";

/// Plans that aim at one thing.
impl Plan {
    /// A short plan with three tills that aims at one thing.
    fn aimed(accidents_ms: u64) -> Self {
        const TILLS: usize = 3;
        Self {
            seed: 1,
            tills: TILLS,
            accidents_ms,
            relay: Vec::new(),
            of_tills: vec![Vec::new(); TILLS],
            network: Vec::new(),
            again_one_in: 10,
            calm: Calm::Short,
        }
    }

    fn with_relay(mut self, steps: &[(u64, RelayStep)]) -> Self {
        self.relay = steps.to_vec();
        self
    }

    /// Each till does that at that time.
    fn with_tills(mut self, at_ms: u64, step: TillStep) -> Self {
        self.of_tills.iter_mut().for_each(|lane| lane.push((at_ms, step)));
        self
    }

    /// Each till's connection meets that at that time.
    fn with_strikes(mut self, at_ms: u64, strike: Strike) -> Self {
        let trouble = Trouble::Strike(strike);
        let of = |till| (at_ms, NetworkStep { link: Link::Till(till), trouble });
        self.network.extend((0..self.tills).map(of));
        self
    }
}

/// The names are those of `BALCAO_SABOTAGE` (`relay::sabotage`, `domain::sabotage`).
fn aims() -> Vec<Aim> {
    let relay = |name| Broken { relay: Some(name), till: None };
    let till = |name| Broken { relay: None, till: Some(name) };
    let killed_on_accepted =
        [800, 700, 700].map(|pause_ms| (pause_ms, RelayStep::KillOnAccepted { down_ms: 50 }));
    // In between the tills come far enough for new events to get the places of lost ones.
    let put_back =
        [(600, RelayStep::Copy), (3_000, RelayStep::PutBack { watermark: Watermark::Newer })];
    let accepted = Plan::aimed(3_500).with_relay(&killed_on_accepted);
    let put_back = Plan::aimed(6_000).with_relay(&put_back);
    let crashed = Plan::aimed(2_000).with_tills(800, TillStep::CrashAt(RECEIVED));
    let repeated = [500, 1_000, 1_500].into_iter();
    let repeated =
        repeated.fold(Plan::aimed(2_500), |plan, at_ms| plan.with_strikes(at_ms, Strike::Repeat));
    let twice = Plan { again_one_in: 2, ..Plan::aimed(3_500) };
    [
        ("a 2xx before the commit", relay("accept_before_commit"), accepted, &[LOST][..]),
        (
            "a relay without an epoch check",
            relay("no_epoch_check"),
            put_back.clone(),
            &[LOST, OTHER, AGAIN],
        ),
        ("a relay without dedup", relay("no_dedup"), twice, &[AGAIN]),
        ("an ack on receipt", till("ack_on_receipt"), crashed, &["on its disk"]),
        ("a till without an epoch check", till("no_epoch_check"), put_back, &[LOST]),
        (
            "a till that takes an event twice",
            till("no_cursor_check"),
            repeated,
            &["taken in twice"],
        ),
    ]
    .map(|(breakage, broken, plan, findings)| Aim { breakage, broken, plan, findings })
    .into()
}

/// How many plans run at once: they mostly wait.
const AT_ONCE: usize = 3;

/// Runs every plan with the broken and with the whole programs.
pub(crate) fn broken() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let found = aims().into_iter().map(|aim| {
            let places = Arc::clone(&places);
            async move {
                let _place = places.acquire().await?;
                is_found(aim).await
            }
        });
        found.collect::<JoinSet<_>>().join_all().await
    });
    runtime.shutdown_background();
    done.into_iter().collect()
}

async fn is_found(aim: Aim) -> Result<()> {
    let setting = |broken| Setting { broken, sale_every_ms: SALE_EVERY_MS, must_prove: false };
    let (broken, whole) = tokio::try_join!(
        run(&aim.plan, setting(aim.broken)),
        run(&aim.plan, setting(Broken::default()))
    )?;
    let Aim { breakage, findings, .. } = aim;
    if let Some(found) = whole.findings.first() {
        whole.trace.iter().for_each(|line| println!("{line}"));
        bail!("what aims at {breakage} fails whole programs: {found}");
    }
    ensure!(whole.tally.accepted > 0, "no webhook came: the plan proves nothing");
    let found = broken.findings.iter().find(|it| findings.iter().any(|one| it.contains(one)));
    let found = found.with_context(|| {
        broken.trace.iter().for_each(|line| println!("{line}"));
        format!("{breakage} is not found out: the torture proves nothing")
    })?;
    println!("{breakage} is found out: {found}");
    Ok(())
}
