//! A chaos proxy: carries bytes between two parties over real sockets, and mistreats them on command.
//!
//! It stands between a till and the relay, and between the provider and the relay. *Up* is towards
//! the relay.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::wiretap::{Call, Wiretap};

const CHUNK: usize = 4 * 1024;
/// What a drip carries at once.
const DROP: usize = 16;

/// Where bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the relay.
    Up,
    /// From the relay.
    Down,
}

/// What lasts until it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Weather {
    /// Each piece is held back this long.
    pub(crate) delay: Duration,
    /// This way nothing moves, the other way all does.
    pub(crate) stalled: Option<Way>,
    /// A few bytes go, then nothing for this long.
    pub(crate) drip: Option<Duration>,
}

/// What happens once, to a connection that is open or to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strike {
    /// Both sides get a reset.
    Reset,
    /// So many bytes still go that way, then both sides are closed.
    Cut { way: Way, after: usize },
    /// The party at that end is gone and the other is not told: half-open.
    Vanish { party: Party },
    /// The next event of the relay comes twice, as a relay that delivers at least once may send it.
    Repeat,
}

/// Who is at an end of the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Party {
    Client,
    Relay,
}

/// Where the relay is now; nowhere while it is down.
pub(crate) type Upstream = Arc<Mutex<Option<SocketAddr>>>;

/// A proxy for one till, or for the provider; ends when dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    link: Arc<Link>,
    _serving: JoinSet<()>,
}

struct Link {
    upstream: Upstream,
    weather: watch::Sender<Weather>,
    strikes: Mutex<Vec<Strike>>,
    struck: Notify,
    /// Counts the healings: what is held half-open ends with one.
    healed: watch::Sender<u64>,
    wiretap: Option<Wiretap>,
    /// Bytes cut off, connections reset or left half-open.
    strikes_done: AtomicU64,
}

impl Proxy {
    /// Listens on a free port of this machine.
    pub(crate) async fn start(upstream: Upstream, wiretap: Option<Wiretap>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let link = Arc::new(Link {
            upstream,
            weather: watch::Sender::new(Weather::default()),
            strikes: Mutex::default(),
            struck: Notify::new(),
            healed: watch::Sender::new(0),
            wiretap,
            strikes_done: AtomicU64::new(0),
        });
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, Arc::clone(&link)));
        Ok(Self { address, link, _serving: serving })
    }

    /// Where to connect instead of to the relay.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn weather(&self, weather: Weather) {
        self.link.weather.send_replace(weather);
    }

    pub(crate) fn strike(&self, strike: Strike) {
        self.link.strikes.lock().expect("no panic inside").push(strike);
        self.link.struck.notify_one();
    }

    /// How many strikes have met a connection.
    pub(crate) fn strikes_done(&self) -> u64 {
        self.link.strikes_done.load(Ordering::Relaxed)
    }

    /// Ends all trouble: no weather, no strike to come, and what was half-open is reset.
    pub(crate) fn heal(&self) {
        self.link.strikes.lock().expect("no panic inside").clear();
        self.link.weather.send_replace(Weather::default());
        self.link.healed.send_modify(|times| *times += 1);
    }
}

async fn serve(listener: TcpListener, link: Arc<Link>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { continue };
                connections.spawn(connect(client, Arc::clone(&link)));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(client: TcpStream, link: Arc<Link>) {
    let upstream = *link.upstream.lock().expect("no panic inside");
    let Some(upstream) = upstream else { return };
    let Ok(relay) = TcpStream::connect(upstream).await else { return };
    let _ = (client.set_nodelay(true), relay.set_nodelay(true));
    let call = link.wiretap.as_ref().map(|it| Mutex::new(it.begin()));
    carry(client, relay, &link, call.as_ref()).await;
}

/// Why a way ended before its source did.
enum Over {
    Cut,
    Broken,
}

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self::Broken
    }
}

/// How a connection ends.
enum End {
    Closed,
    Reset,
    Vanished(Party),
}

async fn carry(
    mut client: TcpStream,
    mut relay: TcpStream,
    link: &Link,
    call: Option<&Mutex<Call>>,
) {
    let (cut, repeat) = (Mutex::new(None), AtomicBool::new(false));
    let end = {
        let (from_client, to_client) = client.split();
        let (from_relay, to_relay) = relay.split();
        let up = Pump { way: Way::Up, link, call, cut: &cut, repeat: &repeat };
        let down = Pump { way: Way::Down, link, call, cut: &cut, repeat: &repeat };
        let both = async {
            tokio::try_join!(up.run(from_client, to_relay), down.run(from_relay, to_client))
        };
        let strikes = async {
            loop {
                match link.next_strike().await {
                    Strike::Reset => return End::Reset,
                    Strike::Vanish { party } => return End::Vanished(party),
                    Strike::Cut { way, after } => {
                        *cut.lock().expect("no panic inside") = Some((way, after));
                    }
                    Strike::Repeat => repeat.store(true, Ordering::Relaxed),
                }
            }
        };
        tokio::select! {
            done = both => match done {
                Ok(_) | Err(Over::Cut) => End::Closed,
                Err(Over::Broken) => End::Reset,
            },
            end = strikes => end,
        }
    };
    match end {
        End::Closed => {}
        End::Reset => {
            let _ = (client.set_zero_linger(), relay.set_zero_linger());
        }
        End::Vanished(Party::Client) => {
            let _ = client.set_zero_linger();
            drop(client);
            hold(relay, link).await;
        }
        End::Vanished(Party::Relay) => {
            let _ = relay.set_zero_linger();
            drop(relay);
            hold(client, link).await;
        }
    }
}

/// Keeps a connection open whose other end is gone: takes what comes and says nothing.
async fn hold(mut stream: TcpStream, link: &Link) {
    let mut healed = link.healed.subscribe();
    let mut sink = [0; CHUNK];
    let swallow = async { while stream.read(&mut sink).await.is_ok_and(|read| read > 0) {} };
    tokio::select! {
        () = swallow => {}
        _ = healed.changed() => {
            let _ = stream.set_zero_linger();
        }
    }
}

impl Link {
    async fn next_strike(&self) -> Strike {
        loop {
            let strike = self.strikes.lock().expect("no panic inside").pop();
            if let Some(strike) = strike {
                if !matches!(strike, Strike::Cut { .. } | Strike::Repeat) {
                    self.strikes_done.fetch_add(1, Ordering::Relaxed);
                }
                return strike;
            }
            self.struck.notified().await;
        }
    }
}

/// One way of one connection.
struct Pump<'a> {
    way: Way,
    link: &'a Link,
    call: Option<&'a Mutex<Call>>,
    cut: &'a Mutex<Option<(Way, usize)>>,
    repeat: &'a AtomicBool,
}

impl Pump<'_> {
    /// Carries until the source ends, which the other side is told; an error ends both ways.
    async fn run(&self, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>) -> Result<(), Over> {
        let mut weather = self.link.weather.subscribe();
        let mut chunk = [0; CHUNK];
        loop {
            let read = from.read(&mut chunk).await?;
            let now = *weather.borrow_and_update();
            if !now.delay.is_zero() {
                sleep(now.delay).await;
            }
            // The sender of the weather lives as long as this link.
            let _ = weather.wait_for(|it| it.stalled != Some(self.way)).await;
            if read == 0 {
                return Ok(to.shutdown().await?);
            }
            self.forward(&chunk[..read], &mut to, &mut weather).await?;
        }
    }

    async fn forward(
        &self,
        mut bytes: &[u8],
        to: &mut WriteHalf<'_>,
        weather: &mut watch::Receiver<Weather>,
    ) -> Result<(), Over> {
        while !bytes.is_empty() {
            let drip = weather.borrow_and_update().drip;
            let most = if drip.is_some() { DROP } else { CHUNK };
            let (piece, rest) = bytes.split_at(most.min(bytes.len()));
            let allowed = self.allowed(piece.len());
            let piece = &piece[..allowed.unwrap_or(piece.len())];
            to.write_all(piece).await?;
            if let Some(frame) = self.heard(piece) {
                to.write_all(&frame).await?;
                self.link.strikes_done.fetch_add(1, Ordering::Relaxed);
            }
            if allowed.is_some() {
                self.link.strikes_done.fetch_add(1, Ordering::Relaxed);
                to.shutdown().await?;
                return Err(Over::Cut);
            }
            if let Some(pause) = drip {
                // The weather may clear up meanwhile.
                tokio::select! {
                    () = sleep(pause) => {}
                    _ = weather.changed() => {}
                }
            }
            bytes = rest;
        }
        Ok(())
    }

    /// Lets the wiretap hear what has passed; returns a frame that is to pass again.
    fn heard(&self, piece: &[u8]) -> Option<Vec<u8>> {
        let mut call = self.call?.lock().expect("no panic inside");
        call.passed(self.way, piece);
        if self.way == Way::Up || !self.repeat.load(Ordering::Relaxed) {
            return None;
        }
        let event = call.event_just_passed()?;
        self.repeat.store(false, Ordering::Relaxed);
        Some(event)
    }

    /// How much of a piece may still go if the connection is to be cut within it.
    fn allowed(&self, piece: usize) -> Option<usize> {
        let mut cut = self.cut.lock().expect("no panic inside");
        let (_, left) = cut.as_mut().filter(|(way, _)| *way == self.way)?;
        if *left < piece {
            return Some(*left);
        }
        *left -= piece;
        None
    }
}

#[cfg(test)]
#[path = "proxy_tests.rs"]
mod tests;
