//! The relay: takes providers' webhooks at a public address, keeps them on disk, and brings them to
//! tills behind NAT over an authenticated websocket.
//!
//! It knows no provider and holds no merchant's secret: it is trusted with delivery only, and
//! nothing that it could invent makes a till say "paid". One path: ingest, durable append, wake, and
//! a pump per till that always reads the store.

pub mod admin;
mod answer;
pub mod auth;
mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod directory;
pub mod door;
pub mod engine;
pub mod health;
pub mod ids;
pub mod ingest;
pub mod limits;
pub mod machine;
pub mod metrics;
pub mod pair;
pub mod reported;
#[cfg(feature = "sabotage")]
pub mod sabotage;
pub mod serve;
pub mod state;
pub mod store;
pub mod stream;
pub mod unpair;
pub mod upkeep;

pub use cli::run;
