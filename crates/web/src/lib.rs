//! The browser door: the contract over HTTP and server-sent events, and the built user interface.
//!
//! It listens on this computer only, but other programs, other users and other people's web pages
//! are on this computer too. So: a one-time token opens a session, whose secret every command shows
//! in its `Authorization` header; the `Host` header must name this door (a foreign name that
//! resolves to 127.0.0.1 does not get in); and a page from elsewhere can neither send a command nor
//! read an answer.

mod answer;
mod commands;
mod door;
mod entrance;
mod events;
mod guard;
mod interface;
mod session;
mod slip_page;
mod way_in;

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::routing::{get, post};
use axum::{Router, middleware};
use http_guard::exchange;
use till::House;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::Sender;
use tokio::time::sleep;
use tower_http::compression::CompressionLayer;

use crate::door::Door;
pub use crate::entrance::Token;

/// A command's body is small; more than this many bytes is refused.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The address to open in a browser. The token stands in the fragment, which no browser sends to
/// a server and no server writes to a log. Fails when the listener has no address.
pub fn address(listener: &TcpListener, token: &Token) -> std::io::Result<String> {
    let port = listener.local_addr()?.port();
    Ok(format!("http://127.0.0.1:{port}/#token={}", token.reveal()))
}

/// Connections at once. A browser makes six, and the pages of one share a stream.
const MOST_CONNECTIONS: usize = 64;

/// Answers on the listener, which must be on the loopback interface, until it fails or is dropped. Each code
/// that lets a page in goes to `codes` for the terminal; where it has no room the window alone shows it.
pub async fn serve(
    house: Arc<House>,
    listener: TcpListener,
    token: Token,
    codes: Sender<String>,
) -> std::io::Result<()> {
    let here = listener.local_addr()?;
    if !here.ip().is_loopback() {
        let refused = format!("{here} can be reached from other computers");
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, refused));
    }
    if let Some(base) = slip_page::shown_at(here) {
        house.show_slips_at(base);
    }
    let door = Arc::new(Door::new(house, here.port(), token, codes));
    let routes = Router::new()
        .route("/api/session", post(entrance::by_token))
        .route("/api/session/ask", post(way_in::ask))
        .route("/api/session/code", post(way_in::enter))
        .route("/api/events", get(events::stream))
        .route("/slip/{name}", get(slip_page::page))
        .merge(commands::routes())
        .fallback_service(get(interface::file))
        .layer(middleware::from_fn_with_state(Arc::clone(&door), guard::check))
        .layer(middleware::map_response(guard::harden))
        // An event stream is left alone by this.
        .layer(CompressionLayer::new())
        .with_state(door);
    attend(&listener, routes).await
}

/// Takes connections as far as there are seats, so that no program of this computer uses up the till's open files
/// and keeps it from its log and its provider. Further ones wait until one ends, which those that ask for nothing
/// do after [`http_guard::HEAD_TIME`].
async fn attend(listener: &TcpListener, routes: Router) -> std::io::Result<()> {
    let seats = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let seat = Arc::clone(&seats).acquire_owned().await;
        let seat = seat.map_err(std::io::Error::other)?; // nobody closes it
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true); // else it is a little slower
                let routes = routes.clone();
                tokio::spawn(exchange(stream, seat, routes, |_| {}, pending()));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot take a connection");
                sleep(Duration::from_millis(100)).await; // no open file is left: let some end
            }
        }
    }
}

#[cfg(test)]
mod tests;
