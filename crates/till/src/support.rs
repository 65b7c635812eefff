//! What scripts and support ask beyond the screens' commands.

use std::path::Path;
use std::sync::Arc;

use contract::{Attention, Failure, FailureCode, OrderView, PayoutView, UnmatchedView};
use domain::UnixMs;
use domain::order::Happening;
use store::{Progress, Tell, Watermark};

use crate::failure::{from_checkout, from_store};
use crate::open::Till;
use crate::view;

/// A log that has been proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedView {
    /// Events in it.
    pub events: i64,
    /// Orders in it.
    pub orders: i64,
    /// The last hash, in hex.
    pub head: String,
    /// How its end is held against the watermark: `matches`, `behind` or `missing`; none stands beside a copy.
    pub watermark: Option<&'static str>,
    /// Why nothing is sold on it, if its end is missing.
    pub lost_end: Option<Failure>,
}

/// The seal of a closed shift: the hash of its closing's event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal([u8; 32]);

impl Seal {
    /// Reads 64 hexadecimal digits, in capitals or not; blanks between them don't count. Errors: `InvalidRequest`.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let mut hash = [0; 32];
        let read = hex::decode_to_slice(digits, &mut hash);
        let wrong = "a seal has 64 digits, 0 to 9 and a to f";
        read.map_err(|_| Failure::with(FailureCode::InvalidRequest, wrong))?;
        Ok(Self(hash))
    }
}

/// Where a seal stands in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealPlace {
    /// The place of its event, 1 and up.
    pub seq: i64,
    /// When the event was written, on the till's clock then.
    pub at_ms: i64,
}

impl SealPlace {
    fn of((seq, at): (i64, UnixMs)) -> Self {
        Self { seq, at_ms: at.get() }
    }
}

/// Proves a log in a file of its own, such as a backup, and looks for a seal in it. Errors: `NotRestorable` where there
/// is no such file, or it is no log, or is damaged.
pub fn verify_file(
    path: &Path,
    seal: Option<&Seal>,
    tell: impl Fn(Progress) + Send + Sync + 'static,
) -> Result<(VerifiedView, Option<SealPlace>), Failure> {
    let tell: Tell = Arc::new(tell);
    let hash = seal.map(|seal| &seal.0);
    let file = store::prove_file(path, hash, &tell).map_err(|error| match error {
        // It is not the log that this till sells on.
        store::Error::Damaged { what, .. } | store::Error::Unwritable(what) => {
            Failure::with(FailureCode::NotRestorable, what)
        }
        other => from_store(other),
    })?;
    let verified = VerifiedView {
        events: file.events,
        orders: file.orders,
        head: file.head,
        watermark: None,
        lost_end: None,
    };
    Ok((verified, file.found.map(SealPlace::of)))
}

/// What the log has brought since a caller looked last.
#[derive(Debug, Clone)]
pub struct NewsView {
    /// The orders that have changed, and what has happened to each; nothing that has a name, for some.
    pub orders: Vec<(OrderView, Vec<Happening>)>,
    /// Money without a sale that was found.
    pub unmatched: Vec<UnmatchedView>,
    /// The payouts that have changed.
    pub payouts: Vec<PayoutView>,
}

impl Till {
    /// What has happened, in any process on this log, since the till was opened; each call goes on where the one
    /// before ended, and there may be more as long as `seen` moves. It starts as `None` and is the caller's to keep.
    pub fn news(&self, seen: &mut Option<i64>) -> Result<NewsView, Failure> {
        let from = seen.unwrap_or(self.opened_at);
        let news = self.checkout.news(from).map_err(from_checkout)?;
        let orders = news.orders.into_iter();
        let orders = orders.map(|(number, happened)| Ok((self.view_of(number)?, happened)));
        let orders = orders.collect::<Result<_, Failure>>()?;
        *seen = Some(news.upto);
        Ok(NewsView {
            orders,
            unmatched: news.unmatched.iter().map(view::unmatched).collect(),
            payouts: news.payouts.iter().map(view::payout).collect(),
        })
    }

    /// Whether nothing is registering, pending or on its way back.
    pub fn is_idle(&self) -> Result<bool, Failure> {
        Ok(self.open_charges()? == 0)
    }

    /// How many charges are registering, pending or on their way back.
    pub(crate) fn open_charges(&self) -> Result<u32, Failure> {
        self.checkout.open_charges().map_err(from_checkout)
    }

    /// Whether it sells against the sandbox on this computer.
    pub(crate) fn is_training(&self) -> bool {
        self.current.training.is_some()
    }

    /// Whether there is anybody to ask: a provider that is connected, or an account that is kept for what
    /// is open there.
    pub fn asks_somebody(&self) -> bool {
        self.checkout.is_connected()
    }

    /// Why the connected providers' credentials are not known yet: the keyring has not answered so far, and is asked
    /// again and again.
    pub fn vault_silent(&self) -> Option<Failure> {
        self.current.gaps().silent.clone()
    }

    /// Why nothing is sold on this log: its end is missing, or damage was found in it since the last start.
    pub fn unsellable(&self) -> Option<Failure> {
        self.checkout.check_sellable().err().map(from_checkout)
    }

    /// Why nothing can be written where this till was opened to look: its disk is read-only or full.
    pub fn unwritable(&self) -> Option<Failure> {
        self.unwritable.clone()
    }

    /// What waits for the manager now.
    pub fn attention(&self) -> Attention {
        view::attention(*self.checkout.attention().borrow())
    }

    /// Proves every page, the chain, and the index; tells how far it is, in events and orders.
    pub fn verify(
        &self,
        tell: impl Fn(Progress) + Send + Sync + 'static,
    ) -> Result<VerifiedView, Failure> {
        let tell: Tell = Arc::new(tell);
        let verified = self.checkout.verify_telling(&tell).map_err(from_checkout)?;
        Ok(VerifiedView {
            events: verified.events,
            orders: verified.orders,
            head: verified.head,
            watermark: Some(verified.watermark.word()),
            lost_end: match verified.watermark {
                Watermark::Matches => None,
                Watermark::Behind { .. } | Watermark::Missing => {
                    self.unsellable().or_else(|| Some(Failure::new(FailureCode::LogBehind)))
                }
            },
        })
    }

    /// Where a seal stands in the log; `None`: nowhere.
    pub fn find_seal(&self, seal: &Seal) -> Result<Option<SealPlace>, Failure> {
        let found = self.checkout.event_of_hash(&seal.0).map_err(from_checkout)?;
        Ok(found.map(SealPlace::of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_read_as_it_is_written_on_paper() {
        let digits = "0123456789abcdef".repeat(4);
        let seal = Seal::parse(&digits).unwrap();
        let grouped = "01234567 89ABCDEF\n".repeat(4);
        assert_eq!(Seal::parse(&grouped), Ok(seal));
        for bad in ["", "0123", &digits[1..], &format!("{digits}0"), &digits.replace('f', "g")] {
            let failure = Seal::parse(bad).unwrap_err();
            assert_eq!(failure.code, FailureCode::InvalidRequest, "{bad}");
        }
    }

    #[test]
    fn what_is_no_file_of_a_log_is_said_of_itself_and_not_of_the_tills_own() {
        let folder = tempfile::tempdir().unwrap();
        let (empty, other) = (folder.path().join("empty.db"), folder.path().join("other.db"));
        std::fs::write(&empty, b"").unwrap();
        std::fs::write(&other, [b'x'; 5_000]).unwrap();
        for path in [&folder.path().join("none.db") as &Path, folder.path(), &empty, &other] {
            let failure = verify_file(path, None, |_| ()).unwrap_err();
            assert_eq!(failure.code, FailureCode::NotRestorable, "{}", path.display());
        }
    }
}
