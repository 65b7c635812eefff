//! Carries out a plan: each lane on its own, one step after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::judge::Restore;
use super::plan::{Link, NetworkStep, Plan, RelayStep, TillStep, Trouble};
use super::program::Signal;
use super::proxy::{Proxy, Strike, Weather};
use super::stage::{LOOK_EVERY, Stage};

/// How long is waited for an event that a till is to crash at, or for a 2xx.
const PATIENCE: Duration = Duration::from_secs(4);
/// What a killed program has sent is under way for a moment.
const UNDER_WAY: Duration = Duration::from_millis(60);
/// Room that is left on a full disk, in bytes: a write fails in the middle of a page.
const LEFT: u64 = 5_000;

/// Carries out the whole plan.
pub(crate) async fn carry_out(stage: &Arc<Stage>, plan: &Plan) -> Result<()> {
    let begun_ms = stage.trace.now_ms();
    let mut lanes = JoinSet::new();
    lanes.spawn(relay_lane(Arc::clone(stage), plan.relay.clone()));
    lanes.spawn(network_lane(Arc::clone(stage), begun_ms, plan.network.clone()));
    for (till, steps) in plan.of_tills.iter().enumerate() {
        lanes.spawn(till_lane(Arc::clone(stage), begun_ms, till, steps.clone()));
    }
    while let Some(done) = lanes.join_next().await {
        done??;
    }
    until(stage, begun_ms + plan.accidents_ms).await;
    Ok(())
}

async fn until(stage: &Stage, at_ms: u64) {
    sleep(Duration::from_millis(at_ms.saturating_sub(stage.trace.now_ms()))).await;
}

async fn relay_lane(stage: Arc<Stage>, steps: Vec<(u64, RelayStep)>) -> Result<()> {
    let mut copied_at_ms = 0;
    for (pause_ms, step) in steps {
        sleep(Duration::from_millis(pause_ms)).await;
        stage.trace.note("relay", &format!("{step:?}"));
        match step {
            RelayStep::Copy => copied_at_ms = copy(&stage).await?,
            RelayStep::PutBack { watermark } => {
                stage.server.kill()?;
                stage.server.put_back(watermark)?;
                let heard_before = stage.transcript().heard.len();
                let back_at_ms = stage.trace.now_ms();
                let restore = Restore { copied_at_ms, back_at_ms, heard_before };
                stage.restores.lock().expect("no panic inside").push(restore);
                stage.server.start().await?;
            }
            other => happen(&stage, other).await?,
        }
    }
    Ok(())
}

async fn copy(stage: &Stage) -> Result<u64> {
    let copied_at_ms = stage.trace.now_ms();
    stage.server.kill()?;
    stage.server.copy()?;
    stage.server.start().await?;
    Ok(copied_at_ms)
}

async fn happen(stage: &Stage, step: RelayStep) -> Result<()> {
    let server = &stage.server;
    match step {
        RelayStep::Kill { down_ms } => {
            server.kill()?;
            sleep(Duration::from_millis(down_ms)).await;
            server.start().await
        }
        RelayStep::KillOnAccepted { down_ms } => {
            stage.provider.on_accepted(server.killer());
            let begun = Instant::now();
            while server.is_running() && begun.elapsed() < PATIENCE {
                sleep(LOOK_EVERY).await;
            }
            stage.provider.not_on_accepted();
            server.kill()?;
            sleep(Duration::from_millis(down_ms)).await;
            server.start().await
        }
        RelayStep::Stop { for_ms } => {
            server.signal(Signal::Stop)?;
            sleep(Duration::from_millis(for_ms)).await;
            server.signal(Signal::Continue)
        }
        RelayStep::Drain => {
            server.drain().await?;
            server.start().await
        }
        RelayStep::FillDisk { for_ms } => {
            server.fill_disk(LEFT)?;
            sleep(Duration::from_millis(for_ms)).await;
            server.free_disk()
        }
        RelayStep::Copy | RelayStep::PutBack { .. } => Ok(()),
    }
}

async fn network_lane(
    stage: Arc<Stage>,
    begun_ms: u64,
    steps: Vec<(u64, NetworkStep)>,
) -> Result<()> {
    let mut clearings = JoinSet::new();
    for (at_ms, NetworkStep { link, trouble }) in steps {
        until(&stage, begun_ms + at_ms).await;
        stage.trace.note("network", &format!("{link:?} {trouble:?}"));
        match trouble {
            Trouble::Strike(strike) => of(&stage, link).strike(strike),
            Trouble::Weather { weather, for_ms } => {
                of(&stage, link).weather(weather);
                let stage = Arc::clone(&stage);
                clearings.spawn(async move {
                    sleep(Duration::from_millis(for_ms)).await;
                    of(&stage, link).weather(Weather::default());
                });
            }
        }
    }
    Ok(())
}

fn of(stage: &Stage, link: Link) -> &Proxy {
    match link {
        Link::Provider => &stage.provider_link,
        Link::Till(till) => &stage.till_links[till],
    }
}

async fn till_lane(
    stage: Arc<Stage>,
    begun_ms: u64,
    till: usize,
    steps: Vec<(u64, TillStep)>,
) -> Result<()> {
    for (at_ms, step) in steps {
        until(&stage, begun_ms + at_ms).await;
        stage.trace.note(&format!("till {till}"), &format!("{step:?}"));
        match step {
            TillStep::Kill { down_ms } => {
                stage.till(till).await.kill()?;
                sleep(Duration::from_millis(down_ms).max(UNDER_WAY)).await;
                restart(&stage, till, None).await?;
            }
            TillStep::CrashAt(place) => {
                stage.till(till).await.kill()?;
                sleep(UNDER_WAY).await;
                restart(&stage, till, Some(place)).await?;
                stage.till(till).await.crashes_within(PATIENCE).await?;
                sleep(UNDER_WAY).await;
                restart(&stage, till, None).await?;
            }
            TillStep::SetClock { ahead_ms, for_ms } => {
                stage.till(till).await.set_clock(ahead_ms);
                stage.till_links[till].strike(Strike::Reset);
                sleep(Duration::from_millis(for_ms)).await;
                stage.till(till).await.set_clock(0);
            }
            TillStep::Replay => {
                // The relay may be down just now.
                if let Err(error) = replay(&stage, till).await {
                    stage.trace.note(&format!("till {till}"), &format!("no replay: {error:#}"));
                }
            }
        }
    }
    Ok(())
}

/// Asks the relay to send the till's last events again.
async fn replay(stage: &Stage, till: usize) -> Result<()> {
    let mut counter = stage.till(till).await;
    counter.is_replayed();
    let from = counter.cursor()?.map_or(1, |it| it.s.saturating_sub(40).max(1));
    drop(counter);
    let id = stage.id(till);
    stage.server.admin(&["replay", id, "--from", &from.to_string()]).await.map(|_| ())
}

/// Starts a till that has died, and looks whether it had acknowledged more than it has on disk.
pub(crate) async fn restart(stage: &Stage, till: usize, crash_at: Option<&str>) -> Result<()> {
    let mut counter = stage.till(till).await;
    let acked = stage.transcript().acked.get(&till).cloned();
    let cursor = counter.cursor()?;
    if let (Some(acked), Some(cursor)) = (acked, cursor)
        && acked.e == cursor.e
        && acked.s > cursor.s
    {
        let what = format!("acknowledged {} and died with {} on its disk", acked.s, cursor.s);
        stage.trace.find(format!("till {till}: {what}"));
    }
    counter.start(crash_at)
}
