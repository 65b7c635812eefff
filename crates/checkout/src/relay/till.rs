//! This till as the relay's client meets it.

use providers::Clock;
use relay_client::{Event, LinkReport, LinkState, Place, Receipt, Till, Welcome};
use relay_protocol::{Cursor, Mark};
use store::Outcome;

use crate::error::Error;
use crate::till::Checkout;
use crate::webhook::verdict::ReceiveResult;

impl Till for Checkout {
    type Error = Error;

    fn clock(&self) -> &dyn Clock {
        self.ports.clock.as_ref()
    }

    fn chance(&self) -> u64 {
        self.ports.random.next_u64()
    }

    fn place(&self) -> Result<Place, Error> {
        let cursor = self.store().relay_cursor()?;
        let cursor = cursor.map(|at| Cursor { e: at.epoch, s: at.seq });
        // Each look at the log ends before the next one begins.
        let code = self.store().till_code()?;
        Ok(Place { cursor, code, mark: self.relay_mark() })
    }

    fn mark(&self) -> Option<Mark> {
        self.relay_mark()
    }

    fn welcome(&self, welcome: Welcome) -> Result<(), Error> {
        self.hold_against(welcome.mark.as_ref(), &welcome.pairing);
        self.keep_live_codes(welcome.codes)?;
        Ok(self.store().begin_relay_cursor(&welcome.epoch, &welcome.pairing)?)
    }

    /// What happened while nobody listened comes as events; that the relay has all of them is not for it
    /// alone to say.
    fn begin(&self) -> Result<(), Error> {
        self.hasten_open()?;
        self.tell();
        Ok(())
    }

    fn receive(&self, epoch: &str, event: &Event) -> Result<Receipt, Error> {
        Ok(match self.receive_webhook(epoch, event)? {
            ReceiveResult::Now(outcome) => Receipt::New { is_poison: outcome == Outcome::Poison },
            ReceiveResult::Before => Receipt::Before,
            ReceiveResult::Hole => Receipt::Hole,
        })
    }

    fn skip(&self, epoch: &str, seq: u64, reason: &str) -> Result<(), Error> {
        let now = Self::now(self);
        self.store().skip(epoch, seq, reason, now)?;
        self.tell();
        Ok(())
    }

    fn note_live_codes(&self, codes: Vec<String>) -> Result<(), Error> {
        self.keep_live_codes(codes)
    }

    fn report(&self, state: LinkState, report: &LinkReport) {
        self.report_link(state, report);
    }
}
