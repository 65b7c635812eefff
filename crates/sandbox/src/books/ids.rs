//! Names that the PSP gives out, from a seed that the books keep: the same seed and the same calls
//! give the same names.

use serde::{Deserialize, Serialize};

const LOWER: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const UPPER: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// A splitmix64 generator: one word of state, which the books file can hold. Nothing that it makes
/// guards real money.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Ids {
    state: u64,
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn text(&mut self, alphabet: &[u8; 36], length: usize) -> String {
        let mut pick = || alphabet.get(usize::try_from(self.next() % 36).unwrap_or(0)).copied();
        (0..length).map(|_| char::from(pick().unwrap_or(b'0'))).collect()
    }

    /// 35 small letters and digits, as in `kk6g232xel65a0daee4dd13kk2912714964` (C-ci-get).
    pub(super) fn transaction_id(&mut self) -> String {
        self.text(LOWER, 35)
    }

    /// 7 capitals and digits, as in `US7B1JQ` (C-ci-get).
    pub(super) fn internal_code(&mut self) -> String {
        self.text(UPPER, 7)
    }

    /// `E` for a payment or `D` for a return, the bank that sends it, the minute in UTC, and 11
    /// letters and digits (pix.md, section 5).
    pub(super) fn end_to_end_id(&mut self, kind: char, ispb: &str, minute_utc: &str) -> String {
        format!("{kind}{ispb}{minute_utc}{}", self.text(LOWER, 11))
    }

    /// 10 capitals, as in `IVKPRMOCDY` (C-co-get).
    pub(super) fn payout_code(&mut self) -> String {
        self.text(UPPER, 10)
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        let version = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000;
        let variant = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
        let hex = format!("{version:016x}{variant:016x}");
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    }

    /// What stands where a JWT has its signature.
    pub(super) fn token_tail(&mut self) -> String {
        self.text(LOWER, 43)
    }
}
