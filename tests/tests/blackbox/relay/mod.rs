//! The whole way of a webhook: sandbox, the real `balcao-relay`, websocket, till; and every accident
//! on it. Whatever happens, a payment is told once, and the till sells.

mod accidents;
mod admin;
mod doors;
mod outages;
mod sale;
pub(crate) mod server;
pub(crate) mod shop;
mod strangers;
pub(crate) mod webhook;
