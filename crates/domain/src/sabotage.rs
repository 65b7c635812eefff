//! Tills broken on purpose, each by the mistake that the house forbids, to prove that the torture
//! would notice. In builds with the feature `sabotage` only, which no shipped package turns on, and
//! even there only once a breakage is chosen.

use std::sync::atomic::{AtomicU8, Ordering};

/// A mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The provider hears of a charge before the order log does.
    SendBeforeWrite = 1,
    /// A repeated creation or refund gets a key of its own.
    NewKeyOnRetry = 2,
    /// A later "waiting", "expired" or "cancelled" takes a payment back.
    PaidNotAbsorbing = 3,
    /// The relay hears that an event is on disk before it is.
    AckOnReceipt = 4,
    /// A place in a stream counts whatever life of the relay's store it is of.
    NoEpochCheck = 5,
    /// An event that is on disk is taken in again.
    NoCursorCheck = 6,
    /// A refund that the provider has taken counts as money that went back.
    RefundedWhenTaken = 7,
    /// A creation that may have been executed is repeated without a look at what it made.
    RepeatedBlindly = 8,
    /// Money counts for a charge whatever reference it was paid under.
    ProofWithoutReference = 9,
    /// A charge that was there before ours was sent is taken for what a lost sending has made.
    AdoptsTheOld = 10,
    /// The end of the log is not held against the watermark beside it.
    NoWatermark = 11,
}

impl Sabotage {
    /// The mistake of that name, for a process that is told its breakage from outside.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "ack_on_receipt" => Some(Self::AckOnReceipt),
            "no_epoch_check" => Some(Self::NoEpochCheck),
            "no_cursor_check" => Some(Self::NoCursorCheck),
            _ => None,
        }
    }
}

static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// Breaks this process in one way, or mends it.
pub fn choose(sabotage: Option<Sabotage>) {
    CHOSEN.store(sabotage.map_or(0, |it| it as u8), Ordering::Relaxed);
}

/// Whether this process is broken in that way.
pub fn is_chosen(sabotage: Sabotage) -> bool {
    CHOSEN.load(Ordering::Relaxed) == sabotage as u8
}
