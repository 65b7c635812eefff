//! The order log from outside, on real files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests count as tests"
)]

mod backup_elsewhere;
mod backups;
mod beside_the_log;
mod blanked;
mod by_hand;
mod bytes;
mod chain_proof;
mod claims;
mod damage;
mod end_of_log;
mod harm;
mod history;
mod index;
mod log;
mod long_log;
mod lookups;
mod migration;
mod money_back;
mod payouts;
mod printed;
mod privacy;
mod proved;
mod receipt_checks;
mod relay;
mod restore;
mod search;
mod shared;
mod shift;
mod slips;
mod stretch;
mod sweep;
mod unmatched;
mod update;
mod verdicts;
mod way_back;
