//! A PSP on this machine: documented HTTP, a customer's bank page, faults on command.
//!
//! [`ConnectPsp::answer`] over [`Books`] is the provider without sockets, clock or chance, for
//! simulations; [`Sandbox`] adds faults, controls and the bank page; [`serve`] puts it on a socket.

mod bank;
pub mod books;
mod books_file;
mod connectpsp;
mod control;
mod credentials;
mod deliver;
mod faults;
mod http;
pub mod message;
mod qr_image;
mod run;
mod sandbox;
mod seen;
mod time;

use std::convert::Infallible;
use std::sync::Arc;

pub use books::Books;
pub use connectpsp::ConnectPsp;
pub use credentials::Credentials;
pub use message::{Request, Response};
pub use run::{Args, RunError, run};
pub use sandbox::{Config, OpenError, Outcome, Sandbox};

/// Opens a sandbox and answers on `listener` until the future is dropped.
pub async fn serve(
    listener: tokio::net::TcpListener,
    config: Config,
) -> Result<Infallible, OpenError> {
    let sandbox = Arc::new(Sandbox::open(config)?);
    Ok(sandbox.serve(listener).await)
}
