//! What is done beside the work, as long as the relay runs: acks and what tills reported to disk, the end
//! of retention.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::clock::now_ms;
use crate::config::Retention;
use crate::engine::Swept;
use crate::reported::Reported;
use crate::state::{Phase, Relay};
use crate::store::StoreError;

/// Acks that came are on disk after this time.
const ACKS: Duration = Duration::from_secs(1);
/// What tills reported is on disk after this time.
const TOLD: Duration = Duration::from_secs(3);
/// In every so many of these rounds, more often than once a minute, codes of tills that are long away
/// die, and the relay's age is written down.
const AWAY: u32 = 15;
/// How often tills that have too much are looked at.
const OVER_LIMIT: Duration = Duration::from_secs(5);
/// In every so many of these rounds, the first among them, what is too old is looked at as well.
const OLD: u32 = 12;

/// Runs until the relay closes.
pub async fn upkeep(relay: Arc<Relay>, retention: Retention) {
    let mut phases = relay.phases();
    tokio::select! {
        _ = phases.wait_for(|phase| *phase == Phase::Closing) => {}
        () = keep_acks(&relay) => {}
        () = keep_reported(&relay.reported) => {}
        () = keep_in_bounds(&relay, retention) => {}
    }
}

async fn keep_acks(relay: &Relay) {
    let mut rounds = rounds(ACKS);
    loop {
        rounds.tick().await;
        late(relay.store.write_acks().await);
    }
}

async fn keep_reported(reported: &Reported) {
    let mut rounds = rounds(TOLD);
    for round in (0..AWAY).cycle() {
        rounds.tick().await;
        if round == 0 {
            reported.age(reported.lived_ms());
            late(reported.write_lived().await);
        }
        late(reported.write().await);
    }
}

async fn keep_in_bounds(relay: &Relay, retention: Retention) {
    let mut swept = Swept::default();
    let mut rounds = rounds(OVER_LIMIT);
    for round in (0..OLD).cycle() {
        rounds.tick().await;
        if round == 0 {
            let gone = late(relay.store.sweep_old(retention, now_ms()).await);
            relay.metrics.expired.add(gone.unwrap_or(0));
        }
        let gone = late(relay.store.sweep_over_limit(&mut swept, retention).await);
        relay.metrics.expired.add(gone.unwrap_or(0));
    }
}

fn rounds(every: Duration) -> Interval {
    let mut rounds = interval(every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    rounds
}

/// The writer says when the disk is in trouble; here the next round helps.
fn late<T>(done: Result<T, StoreError>) -> Option<T> {
    done.inspect_err(|error| tracing::debug!(%error, "upkeep is late")).ok()
}
