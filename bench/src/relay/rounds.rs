//! One round with one peer, and the crowd at the end.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::relay::body;
use crate::relay::closed_loop::{self, Throughput};
use crate::relay::herd::Herd;
use crate::relay::http::{Connection, post};
use crate::relay::open_loop::{self, Latency};
use crate::relay::peer::{Kind, Peer, Programs};
use crate::relay::subscriber::Subscriber;

/// Idle tills in each round.
pub(crate) const IDLE: usize = 1_000;
/// Connections that bring the crowd its events.
const CONNECTIONS: usize = 16;
/// How long the crowd may take to receive them.
const RECEIVING: Duration = Duration::from_secs(20);

/// What is common to all measurements.
pub(crate) struct Bench<'a> {
    pub(crate) programs: Programs,
    /// Where the peers' data goes.
    pub(crate) folder: &'a Path,
    /// How long each measurement takes.
    pub(crate) time: Duration,
    pub(crate) runs: AtomicU32,
}

/// One round's figures of one peer.
pub(crate) struct Round {
    pub(crate) alone: Latency,
    pub(crate) alone_loop: Throughput,
    pub(crate) idle: Latency,
    pub(crate) idle_loop: Throughput,
    /// The most that it was seen to take with the idle tills connected, in bytes.
    pub(crate) memory: u64,
    /// Idle tills that were still connected at the end.
    pub(crate) idle_left: usize,
}

/// Figures with a crowd of idle tills.
pub(crate) struct Crowd {
    /// Tills that were connected, and how many of them still were at the end.
    pub(crate) tills: usize,
    pub(crate) left: usize,
    /// How long it took until all were connected, in milliseconds.
    pub(crate) gathered_ms: u64,
    pub(crate) latency: Latency,
    /// Idle tills of which each was sent one event at the end, and those of them that received it.
    pub(crate) received: usize,
    pub(crate) memory: u64,
}

impl Bench<'_> {
    /// A number that no run before had.
    fn next_run(&self) -> u32 {
        self.runs.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Starts the peer afresh, and measures it without and with idle tills.
    pub(crate) fn round(&self, kind: Kind) -> Result<Round> {
        let peer = Peer::start(kind, &self.programs, self.folder, IDLE + 1)?;
        let (measured, idle) = peer.seats.split_first().context("no till")?;
        let subscriber = Subscriber::open(peer.address, Arc::clone(measured))?;
        let latency = || {
            open_loop::run(self.next_run(), peer.address, &measured.path, &subscriber, self.time)
        };
        let throughput =
            || closed_loop::run(self.next_run(), &peer, &measured.path, &subscriber, self.time);
        // Latency first: a flood of tens of thousands of events has its aftermath in each of them.
        let alone = latency()?;
        let herd = Herd::gather(peer.address, idle)?;
        let idle = latency()?;
        let before = peer.memory()?;
        let idle_loop = throughput()?;
        let memory = peer.memory()?.max(before);
        let idle_left = herd.here();
        drop(herd);
        let alone_loop = throughput()?;
        Ok(Round { alone, alone_loop, idle, idle_loop, memory, idle_left })
    }

    /// Starts the relay with a crowd of idle tills: latency of one till among them, and then an
    /// event for each of them.
    pub(crate) fn crowd(&self, tills: usize) -> Result<Crowd> {
        let peer = Peer::start(Kind::Relay, &self.programs, self.folder, tills + 1)?;
        let (measured, idle) = peer.seats.split_first().context("no till")?;
        let subscriber = Subscriber::open(peer.address, Arc::clone(measured))?;
        let herd = Herd::gather(peer.address, idle)?;
        let run = self.next_run();
        let latency = open_loop::run(run, peer.address, &measured.path, &subscriber, self.time)?;
        let before = peer.memory()?;
        let paths: Vec<_> = idle.iter().map(|seat| seat.path.as_str()).collect();
        self.send_to_each(&peer, &paths)?;
        let begun = std::time::Instant::now();
        while herd.received() < tills && begun.elapsed() < RECEIVING {
            std::thread::sleep(Duration::from_millis(10)); // between two looks
        }
        Ok(Crowd {
            tills,
            left: herd.here(),
            gathered_ms: herd.gathered_ms,
            latency,
            received: herd.received(),
            memory: peer.memory()?.max(before),
        })
    }

    /// Sends one event to each of the paths.
    fn send_to_each(&self, peer: &Peer, paths: &[&str]) -> Result<()> {
        let run = self.next_run();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let send = |paths: &[&str]| {
                let requests: Vec<_> = (0..)
                    .zip(paths)
                    .map(|(number, path)| post(peer.address, path, "", &body::write(run, number)))
                    .collect();
                async move {
                    let mut line = Connection::open(peer.address, [127, 0, 0, 1].into()).await?;
                    for request in requests {
                        line.send(&request).await?;
                    }
                    anyhow::Ok(())
                }
            };
            let share = paths.len().div_ceil(CONNECTIONS).max(1);
            futures_util::future::try_join_all(paths.chunks(share).map(send)).await?;
            Ok(())
        })
    }
}
