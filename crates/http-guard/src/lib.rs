//! What every HTTP door of ours checks before its own work begins, so that the relay and the browser door
//! cannot check it in two ways: how much and how long a request may be, how often somebody may come, whom
//! a request is for and from where it comes, and TLS.
//!
//! It knows no route, no till and no relay: each door says its own limits and words its own refusals.

pub mod body;
mod connection;
mod exchange;
mod names;
mod proxies;
mod rate;
mod source;
mod tls;

pub use connection::HEAD_TIME;
pub use exchange::exchange;
pub use names::Names;
pub use proxies::Proxies;
pub use rate::{Pace, Rate, Table, Tries, Wait};
pub use source::Source;
pub use tls::{Files, Tls, TlsError};
