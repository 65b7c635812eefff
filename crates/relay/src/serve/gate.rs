//! A listener: takes connections as far as limits go, and HTTP over them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use http_guard::{HEAD_TIME, Proxies, Source, exchange};
use hyper::body::Incoming;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::state::Relay;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Most {
    /// In all.
    pub(super) all: usize,
    /// Of one source.
    pub(super) of_source: usize,
}

/// Who is connected.
#[derive(Default)]
struct Seats {
    all: usize,
    of_source: HashMap<Source, usize>,
}

/// A listener's rules.
pub(super) struct Gate {
    router: Router,
    tls: Option<TlsAcceptor>,
    proxies: Proxies,
    most: Most,
    relay: Arc<Relay>,
    seats: Mutex<Seats>,
}

/// A connection's place; a websocket keeps it after HTTP has ended.
struct Seat {
    gate: Arc<Gate>,
    /// `None`: loopback and proxies are not counted by source.
    source: Option<Source>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.gate.relay.metrics.connections.move_by(-1);
        let mut seats = self.gate.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.all -= 1;
        let Some(source) = self.source else { return };
        if let Some(count) = seats.of_source.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                seats.of_source.remove(&source);
            }
        }
    }
}

impl Gate {
    pub(super) fn new(
        router: Router,
        tls: Option<TlsAcceptor>,
        proxies: Proxies,
        most: Most,
        relay: Arc<Relay>,
    ) -> Arc<Self> {
        Arc::new(Self { router, tls, proxies, most, relay, seats: Mutex::default() })
    }

    /// How many connections are open.
    pub(super) fn open(&self) -> usize {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner).all
    }

    fn seat(self: &Arc<Self>, peer: SocketAddr) -> Option<Seat> {
        let source = Source::of(peer.ip());
        let counted = !source.is_loopback() && !self.proxies.trusts(peer.ip());
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if seats.all >= self.most.all {
            return None;
        }
        if counted {
            let count = seats.of_source.entry(source).or_default();
            if *count >= self.most.of_source {
                return None;
            }
            *count += 1;
        }
        seats.all += 1;
        self.relay.metrics.connections.move_by(1);
        Some(Seat { gate: Arc::clone(self), source: counted.then_some(source) })
    }

    /// Takes connections until `stop` says so; then waits until the requests that are under way have
    /// their answers.
    pub(super) async fn attend(
        self: Arc<Self>,
        listener: TcpListener,
        mut stop: watch::Receiver<bool>,
    ) {
        // Each connection holds a sender; when all are gone, nothing comes any more.
        let (busy, mut idle) = mpsc::channel::<Infallible>(1);
        loop {
            let accepted = tokio::select! {
                () = stopped(&mut stop) => break,
                accepted = listener.accept() => accepted,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "cannot take a connection");
                    sleep(Duration::from_millis(100)).await; // no open file is left: let some end
                    continue;
                }
            };
            let Some(seat) = self.seat(peer) else {
                self.relay.metrics.turned_away.add(1);
                continue;
            };
            let (gate, stop, busy) = (Arc::clone(&self), stop.clone(), busy.clone());
            tokio::spawn(async move {
                gate.talk(stream, peer, seat, stop).await;
                drop(busy);
            });
        }
        drop((listener, busy));
        idle.recv().await;
    }

    async fn talk(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        seat: Seat,
        stop: watch::Receiver<bool>,
    ) {
        let _ = stream.set_nodelay(true); // else it is a little slower
        match &self.tls {
            None => self.http(stream, peer, seat, stop).await,
            Some(tls) => {
                if let Ok(Ok(stream)) = timeout(HEAD_TIME, tls.accept(stream)).await {
                    self.http(stream, peer, seat, stop).await;
                }
            }
        }
    }

    async fn http(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: SocketAddr,
        seat: Seat,
        mut stop: watch::Receiver<bool>,
    ) {
        let prepare = |request: &mut Request<Incoming>| {
            let source = self.proxies.source(peer.ip(), request.headers());
            request.extensions_mut().insert(source);
        };
        exchange(stream, seat, self.router.clone(), prepare, stopped(&mut stop)).await;
    }
}

/// Waits for the end; whoever could tell of it may be gone, which is the end too.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}
