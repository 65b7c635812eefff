//! The till's end of the relay: it dials, keeps a session, and dials again.
//!
//! The client knows frames, patience and pauses. What an event is worth, and what is put on disk before it
//! is acknowledged, is the [`Till`]'s matter.

mod back_off;
mod connection;
mod dial;
mod end;
mod pairing;
mod session;
mod till;

pub use connection::{NoStream, pause_after_refusal, stay_connected, try_once};
pub use pairing::Pairing;
pub use till::{Event, LinkReport, LinkState, Place, Receipt, Till, Welcome};
