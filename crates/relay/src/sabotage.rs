//! Relays broken on purpose, each by a mistake that the contract forbids, to prove that the torture
//! would notice. In builds with the feature `sabotage` only, which no shipped package turns on, and
//! even there only once a breakage is chosen.

use std::sync::atomic::{AtomicU8, Ordering};

/// A mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The provider hears a 2xx before the event is on disk.
    AcceptBeforeCommit = 1,
    /// An older copy of the database goes on as if it were the newer one.
    NoEpochCheck = 2,
    /// A webhook that comes again is kept again.
    NoDedup = 3,
}

static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// Breaks this process in the way of that name, or not at all.
pub fn choose(name: Option<&str>) {
    let chosen = match name {
        Some("accept_before_commit") => Sabotage::AcceptBeforeCommit as u8,
        Some("no_epoch_check") => Sabotage::NoEpochCheck as u8,
        Some("no_dedup") => Sabotage::NoDedup as u8,
        _ => 0,
    };
    CHOSEN.store(chosen, Ordering::Relaxed);
}

/// Whether this process is broken in that way.
pub(crate) fn is_chosen(sabotage: Sabotage) -> bool {
    CHOSEN.load(Ordering::Relaxed) == sabotage as u8
}
