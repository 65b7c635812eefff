//! Random numbers for a till that are the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

use checkout::Random;

/// Other numbers at each call, and the same ones in every run.
pub struct Counting {
    last: AtomicU64,
    step: u64,
}

impl Counting {
    /// Small numbers that grow from the seed: what a till adds to its waits by chance stays next to nothing, so
    /// that a test knows the times.
    pub fn from(seed: u64) -> Self {
        Self { last: AtomicU64::new(seed), step: 0x9E37_79B9 }
    }

    /// Numbers over all 64 bits.
    pub fn spread(seed: u64) -> Self {
        Self { last: AtomicU64::new(seed), step: 0x9E37_79B9_7F4A_7C15 }
    }
}

impl Random for Counting {
    fn next_u64(&self) -> u64 {
        self.last.fetch_add(self.step, Ordering::Relaxed).wrapping_add(self.step)
    }
}
