//! The till's end of the relay against a relay that a test plays, over real sockets, with the real
//! adapter and a real order log.

mod connection;
mod fake;
mod integra;
mod marks;
mod pace;
mod provider;
mod till;
mod two_providers;
mod webhooks;
