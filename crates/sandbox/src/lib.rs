//! A PSP on this machine: documented HTTP, a customer's bank page, faults on command.
//!
//! [`ConnectPsp::answer`] and [`IntegraPay::answer`] over [`Books`] are the providers without sockets,
//! clock or chance, for simulations; [`Sandbox`] adds faults, controls and the bank page; [`serve`] puts
//! it on a socket.

mod bank;
pub mod books;
mod books_file;
mod connectpsp;
mod control;
mod credentials;
mod deliver;
mod faults;
mod http;
mod integrapay;
pub mod message;
mod qr_image;
mod run;
mod sandbox;
mod seen;
mod signature;
mod time;
mod web_address;

use std::convert::Infallible;
use std::sync::Arc;

pub use books::Books;
pub use connectpsp::ConnectPsp;
pub use credentials::Credentials;
pub use integrapay::{IntegraPay, PREFIX as INTEGRAPAY_PREFIX};
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
