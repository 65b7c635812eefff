//! What till and relay tell each other of the till itself: how far its log has come, and whose codes are
//! alive.

use relay_protocol::{MOST_CODES, Mark as RelayMark, is_code};
use store::{Mark, Watermark};

use crate::error::Error;
use crate::till::Checkout;

impl Checkout {
    /// How far this till's log has come, for the relay to keep; nothing where the till has no code yet,
    /// its log cannot be read, or it is behind: what the relay knows of it then is worth more.
    pub(super) fn relay_mark(&self) -> Option<RelayMark> {
        let store = self.store();
        if store.watermark() != Watermark::Matches {
            return None;
        }
        let mark = store.mark().ok().filter(|mark| !mark.code.is_empty())?;
        Some(RelayMark { c: mark.code, s: mark.seq.try_into().ok()?, h: hex::encode(mark.hash) })
    }

    /// Holds the log against what the relay heard last of this till, whatever its code was then. A log
    /// that is behind sells no further: what it has lost comes back as money without a sale. At the first
    /// welcome of a pairing the relay may know another log, whose computer this one replaces.
    pub(super) fn hold_against(&self, heard: Option<&RelayMark>, pairing: &str) {
        let Some(mark) = heard.and_then(read) else { return };
        let mut store = self.store();
        let is_its = store
            .was_welcome(pairing)
            .and_then(|was_welcome| Ok(was_welcome || store.codes()?.contains(&mark.code)));
        let held =
            is_its.and_then(|is_its| if is_its { store.hold_against(&mark) } else { Ok(()) });
        match held {
            Ok(()) => {}
            Err(error @ store::Error::Behind { .. }) => {
                tracing::error!(%error, "the relay knows more of this log than is there");
            }
            Err(error) => tracing::error!(%error, "the relay's mark was not looked at"),
        }
    }

    /// Keeps the codes of the merchant's other tills that are alive.
    pub(super) fn keep_live_codes(&self, mut codes: Vec<String>) -> Result<(), Error> {
        codes.retain(|code| is_code(code));
        codes.truncate(MOST_CODES);
        Ok(self.store().set_live_codes(&codes)?)
    }
}

fn read(heard: &RelayMark) -> Option<Mark> {
    let mut hash = [0; 32];
    hex::decode_to_slice(&heard.h, &mut hash).ok()?;
    let seq = i64::try_from(heard.s).ok()?;
    // How many orders there were is not said. Each has an event of its own: not more than that.
    Some(Mark { code: heard.c.clone(), seq, hash, orders: seq })
}
