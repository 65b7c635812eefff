//! Throughput: each connection sends its next request as soon as the last was answered.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::child::spent_us;
use crate::relay::body;
use crate::relay::http::{Connection, post};
use crate::relay::peer::Peer;
use crate::relay::subscriber::Subscriber;
use crate::relay::tally::Tally;

/// Connections that send.
pub(crate) const CONNECTIONS: usize = 16;

/// How many requests were accepted, and what became of them.
pub(crate) struct Throughput {
    /// `POST`s accepted a second.
    pub(crate) accepted_per_s: u64,
    /// From the end of the sending until the last body arrived, in milliseconds.
    pub(crate) behind_ms: u64,
    /// Processor time of the peer for each of them, in microseconds, and that of this tool.
    pub(crate) spent_us: u64,
    pub(crate) own_us: u64,
    pub(crate) tally: Tally,
}

/// Sends as fast as the server answers for that time.
pub(crate) fn run(
    run: u32,
    peer: &Peer,
    path: &str,
    subscriber: &Subscriber,
    time: Duration,
) -> Result<Throughput> {
    subscriber.begin(run);
    let this = [std::process::id()];
    let (spent_before, own_before) = (peer.spent_us()?, spent_us(&this)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let begun = Instant::now();
    let tally = runtime.block_on(send(run, peer.address, path, begun + time))?;
    let ended = Instant::now();
    let elapsed_ms = u64::try_from((ended - begun).as_millis())?.max(1);
    let arrivals = subscriber.finish(tally.accepted);
    let behind = arrivals.last.map_or(Duration::ZERO, |last| last.saturating_duration_since(ended));
    Ok(Throughput {
        accepted_per_s: tally.accepted * 1000 / elapsed_ms,
        behind_ms: u64::try_from(behind.as_millis())?,
        spent_us: (peer.spent_us()? - spent_before) / tally.accepted.max(1),
        own_us: (spent_us(&this)? - own_before) / tally.accepted.max(1),
        tally: tally.with(&arrivals, subscriber),
    })
}

async fn send(run: u32, to: SocketAddr, path: &str, until: Instant) -> Result<Tally> {
    let next = Arc::new(AtomicU32::new(0));
    let path: Arc<str> = path.into();
    let mut senders = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (next, path) = (Arc::clone(&next), Arc::clone(&path));
        senders.spawn(async move {
            let mut connection = Connection::open(to, Ipv4Addr::LOCALHOST).await?;
            let mut tally = Tally::default();
            while Instant::now() < until {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let request = post(to, &path, "", &body::write(run, number));
                tally.answered(connection.send(&request).await?.0);
            }
            anyhow::Ok(tally)
        });
    }
    let mut tally = Tally::default();
    while let Some(sent) = senders.join_next().await {
        tally.add(sent??);
    }
    Ok(tally)
}
