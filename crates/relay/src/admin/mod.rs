//! What who runs the relay does with it: over HTTP on a listener of its own, with a token of its own.

pub mod access;
pub mod client;
pub mod server;
pub mod words;
