//! The terminal till as scripts and people meet it: the real `balcao` against a provider over real
//! HTTP, its files under a home of its own, its credentials in a real keyring.

mod accounts;
mod amounts;
pub(crate) mod balcao;
mod by_hand;
mod clocks;
mod code;
mod connect;
mod damage;
mod doors;
mod doubt;
mod endings;
mod homes;
mod keyring;
mod lost_end;
pub(crate) mod open_tills;
pub(crate) mod operators;
mod orders;
mod printing;
pub(crate) mod provider;
mod receipts;
mod refund;
mod refund_kills;
mod requests;
mod rights;
mod said;
mod sandboxed;
mod secrets;
mod settings;
mod settings_files;
mod several;
mod stranger;
mod stranger_integrapay;
mod together;
mod truth;
pub(crate) mod wire;
