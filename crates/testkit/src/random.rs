//! Random numbers for a till that are the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

use checkout::Random;

/// Other numbers at each call, far apart, and the same ones in every run.
pub struct Counting(AtomicU64);

impl Counting {
    /// Numbers that begin at the seed.
    pub fn from(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Random for Counting {
    fn next_u64(&self) -> u64 {
        self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed)
    }
}
