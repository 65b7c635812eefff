//! What till and relay tell each other of the till itself: how far its log has come, and whose codes are
//! alive.

use contract::relay::{MOST_CODES, Mark as Told, is_code};
use store::Mark;

use crate::error::Error;
use crate::till::Checkout;

impl Checkout {
    /// How far this till's log has come, for the relay to keep; nothing where the till has no code yet, or
    /// its log cannot be read.
    pub(super) fn relay_mark(&self) -> Option<Told> {
        let mark = self.store().mark().ok().filter(|mark| !mark.code.is_empty())?;
        Some(Told { c: mark.code, s: mark.seq.try_into().ok()?, h: hex::encode(mark.hash) })
    }

    /// Holds the log against what the relay heard of it last. One that is behind sells no further: what
    /// it has lost comes back as money without a sale.
    pub(super) fn hold_against(&self, told: Option<&Told>) {
        let Some(mark) = told.and_then(read) else { return };
        match self.store().hold_against(&mark) {
            Ok(()) => {}
            Err(error @ store::Error::Behind { .. }) => {
                tracing::error!(%error, "the relay knows more of this log than is there");
                self.set_behind(&error);
            }
            Err(error) => tracing::error!(%error, "the relay's mark was not looked at"),
        }
    }

    /// Keeps the codes of the merchant's other tills that are alive.
    pub(super) fn note_live_codes(&self, mut codes: Vec<String>) -> Result<(), Error> {
        codes.retain(|code| is_code(code));
        codes.truncate(MOST_CODES);
        Ok(self.store().set_live_codes(&codes)?)
    }
}

fn read(told: &Told) -> Option<Mark> {
    let mut hash = [0; 32];
    hex::decode_to_slice(&told.h, &mut hash).ok()?;
    // How many orders there were is not told.
    Some(Mark { code: told.c.clone(), seq: i64::try_from(told.s).ok()?, hash, orders: 0 })
}
