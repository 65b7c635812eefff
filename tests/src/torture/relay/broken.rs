//! Relays and tills broken on purpose: a short plan aims at each; the broken one must fail it, and
//! the whole one must pass the very same.

use anyhow::{Result, ensure};
use tokio::task::JoinSet;

use super::plan::{
    Calm, Link, NetworkDeed, Plan, RECEIVED, RelayDeed, TillDeed, Trouble, Watermark,
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
}

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
            calm: Calm::Short { longest_ms: 6_000 },
        }
    }

    fn with_relay(mut self, deeds: &[(u64, RelayDeed)]) -> Self {
        self.relay = deeds.to_vec();
        self
    }

    /// Each till does that at that time.
    fn with_tills(mut self, at_ms: u64, deed: TillDeed) -> Self {
        self.of_tills.iter_mut().for_each(|lane| lane.push((at_ms, deed)));
        self
    }

    /// Each till's connection meets that at that time.
    fn with_strikes(mut self, at_ms: u64, strike: Strike) -> Self {
        let trouble = Trouble::Strike(strike);
        let of = |till| (at_ms, NetworkDeed { link: Link::Till(till), trouble });
        self.network.extend((0..self.tills).map(of));
        self
    }
}

/// The names are those of `BALCAO_SABOTAGE` (`relay::sabotage`, `domain::sabotage`).
fn aims() -> Vec<Aim> {
    let relay = |name| Broken { relay: Some(name), till: None };
    let till = |name| Broken { relay: None, till: Some(name) };
    let killed_on_accepted =
        [800, 1_800, 2_800].map(|at_ms| (at_ms, RelayDeed::KillOnAccepted { down_ms: 50 }));
    let put_back =
        [(1_000, RelayDeed::Copy), (2_500, RelayDeed::PutBack { watermark: Watermark::Newer })];
    let accepted = Plan::aimed(3_500).with_relay(&killed_on_accepted);
    let put_back = Plan::aimed(3_500).with_relay(&put_back);
    let crashed = Plan::aimed(2_000).with_tills(800, TillDeed::CrashAt(RECEIVED));
    let repeated = Plan::aimed(2_000).with_strikes(800, Strike::Repeat);
    [
        ("a 2xx before the commit", relay("accept_before_commit"), accepted),
        ("a relay without an epoch check", relay("no_epoch_check"), put_back.clone()),
        // One in ten webhooks is sent twice.
        ("a relay without dedup", relay("no_dedup"), Plan::aimed(3_500)),
        ("an ack on receipt", till("ack_on_receipt"), crashed),
        ("a till without an epoch check", till("no_epoch_check"), put_back),
        ("a till that takes an event twice", till("no_cursor_check"), repeated),
    ]
    .map(|(breakage, broken, plan)| Aim { breakage, broken, plan })
    .into()
}

/// Runs every plan with the broken and with the whole programs, side by side: they mostly wait.
pub(crate) fn broken() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        aims().into_iter().map(is_found).collect::<JoinSet<_>>().join_all().await
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
    let breakage = aim.breakage;
    for line in whole.diary.iter().filter(|_| !whole.findings.is_empty()) {
        println!("{line}");
    }
    ensure!(
        whole.findings.is_empty(),
        "what aims at {breakage} fails whole programs: {:?}",
        whole.findings
    );
    ensure!(whole.tally.accepted > 0, "no webhook came: the plan proves nothing");
    ensure!(!broken.findings.is_empty(), "{breakage} is not found out: the torture proves nothing");
    println!("{breakage} is found out: {}", broken.findings[0]);
    Ok(())
}
