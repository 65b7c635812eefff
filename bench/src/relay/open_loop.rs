//! Latency: requests leave at fixed times, whether or not the server keeps up.
//!
//! A body's latency runs from the time at which it was due to leave until the till's thread has its
//! frame in hand. A server that stalls therefore pays for all that was due meanwhile (no
//! coordinated omission), and for the tool's own lateness, which is measured too.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::figures::percentile;
use crate::relay::body;
use crate::relay::http::{Answer, post};
use crate::relay::subscriber::Subscriber;
use crate::relay::tally::Tally;

/// Requests a second.
pub(crate) const RATE_PER_S: u32 = 200;
/// Connections to send on; each has at most one request at a time.
const CONNECTIONS: usize = 16;
/// Requests before those that are measured.
const WARM_UP: u32 = 100;
/// An answer that takes longer is an error.
const ANSWERING: Duration = Duration::from_secs(10);
/// The end of a wait is spent spinning: a sleeping thread wakes up too late.
const SPIN: Duration = Duration::from_micros(200);

/// Latencies in microseconds, and what became of the requests.
pub(crate) struct Latency {
    pub(crate) p50_us: u64,
    pub(crate) p99_us: u64,
    /// How late the tool itself was at worst but for one in a hundred.
    pub(crate) late_p99_us: u64,
    pub(crate) tally: Tally,
}

/// Sends at the fixed rate for that time.
pub(crate) fn run(
    run: u32,
    to: SocketAddr,
    path: &str,
    subscriber: &Subscriber,
    time: Duration,
) -> Result<Latency> {
    let interval = Duration::from_secs(1) / RATE_PER_S;
    let total = WARM_UP + u32::try_from(time.as_millis() / interval.as_millis())?;
    subscriber.begin(run);
    let sent = send(run, to, path, total, interval)?;
    let arrivals = subscriber.finish(sent.tally.accepted);
    let mut latencies_us = Vec::new();
    let measured = arrivals.at.iter().zip(&sent.due).skip(WARM_UP as usize);
    for (at, due) in measured.filter_map(|(at, due)| at.map(|at| (at, due))) {
        latencies_us.push(u64::try_from(at.saturating_duration_since(*due).as_micros())?);
    }
    latencies_us.sort_unstable();
    Ok(Latency {
        p50_us: percentile(&latencies_us, 50),
        p99_us: percentile(&latencies_us, 99),
        late_p99_us: percentile(&sent.late_us, 99),
        tally: sent.tally.with(&arrivals, subscriber),
    })
}

struct Sent {
    /// When each was due.
    due: Vec<Instant>,
    /// How late each left, sorted.
    late_us: Vec<u64>,
    tally: Tally,
}

fn send(run: u32, to: SocketAddr, path: &str, total: u32, interval: Duration) -> Result<Sent> {
    let (free, is_free) = mpsc::channel();
    let mut streams = Vec::new();
    let mut readers = Vec::new();
    for index in 0..CONNECTIONS {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        let (reader, free) = (stream.try_clone()?, free.clone());
        streams.push(stream);
        readers.push(std::thread::spawn(move || answers(reader, index, &free)));
    }
    drop(free); // with the last reader, nobody is left to wait for
    let (mut due, mut late_us) = (Vec::new(), Vec::new());
    let begun = Instant::now() + interval;
    for number in 0..total {
        let request = post(to, path, "", &body::write(run, number));
        let when = begun + interval * number;
        wait_until(when);
        let index = is_free.recv_timeout(ANSWERING).context("no answer in time")?;
        let mut stream: &TcpStream = streams.get(index).context("no such connection")?;
        stream.write_all(&request).context("cannot send")?;
        late_us.push(u64::try_from(when.elapsed().as_micros())?);
        due.push(when);
    }
    for _ in 0..CONNECTIONS {
        is_free.recv_timeout(ANSWERING).context("no answer in time")?;
    }
    for stream in streams {
        let _ = stream.shutdown(Shutdown::Both); // the reader ends, whatever the server did
    }
    let mut tally = Tally::default();
    for reader in readers {
        let Ok(read) = reader.join() else { bail!("a reader died") };
        tally.add(read?);
    }
    late_us.sort_unstable();
    Ok(Sent { due, late_us, tally })
}

/// Reads answers until the connection ends, and says each time that it is free again.
fn answers(mut stream: TcpStream, index: usize, free: &mpsc::Sender<usize>) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut filled = Vec::new();
    let mut buffer = [0; 4096];
    let _ = free.send(index); // the sender may be gone already
    loop {
        let length = stream.read(&mut buffer).context("cannot read")?;
        if length == 0 {
            return Ok(tally);
        }
        filled.extend_from_slice(buffer.get(..length).unwrap_or_default());
        if let Some(answer) = Answer::read(&filled)? {
            tally.answered(answer.status);
            filled.drain(..answer.end);
            let _ = free.send(index);
        }
    }
}

fn wait_until(when: Instant) {
    let left = when.saturating_duration_since(Instant::now());
    if let Some(asleep) = left.checked_sub(SPIN) {
        std::thread::sleep(asleep);
    }
    while Instant::now() < when {
        std::hint::spin_loop();
    }
}
