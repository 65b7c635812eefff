//! What is done beside the work, as long as the relay runs: acks to disk, the end of retention.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::now_ms;
use crate::config::Retention;
use crate::engine::Swept;
use crate::state::{Phase, Relay};
use crate::store::StoreError;

/// Acks that came are on disk after this time.
const ACKS: Duration = Duration::from_secs(1);
/// Every so many rounds, tills that have too much are looked at.
const OVER_LIMIT: u64 = 5;
/// Every so many rounds, what is too old is looked at; first at the start.
const OLD: u64 = 60;

/// Runs until the relay closes.
pub async fn upkeep(relay: Arc<Relay>, retention: Retention) {
    let mut phases = relay.phases();
    let mut swept = Swept::default();
    let mut rounds = tokio::time::interval(ACKS);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for round in 0.. {
        tokio::select! {
            _ = rounds.tick() => {}
            _ = phases.wait_for(|phase| *phase == Phase::Closing) => return,
        }
        // A full disk or queue is told of where it refuses webhooks; here the next round helps.
        if let Err(error) = once(&relay, round, retention, &mut swept).await {
            tracing::debug!(%error, "upkeep is late");
        }
    }
}

async fn once(
    relay: &Relay,
    round: u64,
    retention: Retention,
    swept: &mut Swept,
) -> Result<(), StoreError> {
    relay.store.write_acks().await?;
    if round.is_multiple_of(OVER_LIMIT) {
        let gone = relay.store.sweep_over_limit(swept, retention).await?;
        relay.metrics.expired.add(gone);
    }
    if round.is_multiple_of(OLD) {
        let gone = relay.store.sweep_old(retention, now_ms()).await?;
        relay.metrics.expired.add(gone);
    }
    Ok(())
}
