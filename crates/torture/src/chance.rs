//! Chance that replays: the same seed gives the same life, on every machine and in every version.

/// A splitmix64 generator. Written by hand because a library may change its sequence, and then a
/// seed written down yesterday would be another run today.
#[derive(Debug, Clone)]
pub(crate) struct Chance {
    state: u64,
}

impl Chance {
    /// Chance for one purpose within a run, so that one more die thrown by the customer does not
    /// change the network's.
    pub(crate) fn of(seed: u64, purpose: &str) -> Self {
        // FNV-1a.
        let mixed = purpose.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let mut chance = Self { state: seed ^ mixed };
        chance.next();
        chance
    }

    /// 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, without, `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// From `low` to `high`, each order of magnitude as likely as the next.
    pub(crate) fn magnitude(&mut self, low: u64, high: u64) -> u64 {
        let most = high.checked_div(low.max(1)).unwrap_or(1).max(1).ilog2();
        let about = low.max(1) << self.between(0, u64::from(most));
        self.between(about, about * 2).min(high)
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn per_mille(&mut self, share: u64) -> bool {
        self.below(1_000) < share
    }

    /// One of them.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(u64::try_from(of.len()).unwrap_or(u64::MAX));
        of.get(usize::try_from(at).unwrap_or(0))
    }
}
