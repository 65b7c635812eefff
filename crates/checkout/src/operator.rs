//! Operators: what was done to them, and the tries of their PINs.

use std::time::Duration;

use domain::{Actor, OperatorChange, OperatorEvent, OperatorId};
use store::{OperatorRecord, PinTry};

use crate::crash::crash_point;
use crate::error::Error;
use crate::till::Checkout;

impl Checkout {
    /// The changes of operators behind a place in the log, oldest first.
    pub fn operator_records(&self, behind: i64) -> Result<Vec<OperatorRecord>, Error> {
        Ok(self.store().operator_records(behind)?)
    }

    /// Puts a change of an operator down, unless it stands there already.
    pub fn note_operator(&self, event: &OperatorEvent, by: &Actor) -> Result<(), Error> {
        self.store().write(by, self.now(), |tx| {
            let is_seen = |it: &OperatorEvent| it.change == OperatorChange::ForgottenSeen;
            let mut known = tx.operator_records(0)?.into_iter().map(|record| record.event);
            let is_known =
                known.any(|it| is_seen(&it) == is_seen(event) && it.number >= event.number);
            if is_known { Ok(()) } else { tx.note_operator(event) }
        })?;
        self.tell();
        Ok(())
    }

    /// Counts one more try of a PIN, before the PIN is looked at.
    pub fn count_pin_try(
        &self,
        operator: &OperatorId,
        since_boot: Duration,
    ) -> Result<PinTry, Error> {
        let counted = self.store().count_pin_try(operator, since_boot)?;
        crash_point("pin_counted");
        Ok(counted)
    }

    /// No try of this operator's PIN counts any more.
    pub fn forget_pin_tries(&self, operator: &OperatorId) -> Result<(), Error> {
        Ok(self.store().forget_pin_tries(operator)?)
    }

    /// For how long nobody may try an operator's PIN.
    pub fn pin_wait(&self, operator: &OperatorId, since_boot: Duration) -> Result<Duration, Error> {
        Ok(self.store().pin_wait(operator, since_boot)?)
    }
}
