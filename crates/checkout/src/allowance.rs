//! How much money somebody may move alone. It is asked within the transaction that moves it: of two doors that ask at
//! once not both stay below a limit.

use domain::{Centavos, OperatorId, UnixMs};

use crate::error::Error;

/// How much money whoever asks may move alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowance {
    /// Whatever there is.
    Any,
    /// This amount and no other: somebody has approved it.
    Approved(Centavos),
    /// So much a day, what was moved before with nobody's approval counted in.
    Day {
        /// Who asks.
        operator: OperatorId,
        /// When the day began.
        since: UnixMs,
        /// All of the day together.
        at_most: Centavos,
    },
}

impl Allowance {
    /// Refuses an amount that goes beyond it; `used`: what an operator has moved alone from a moment on.
    pub(crate) fn check(
        &self,
        amount: Centavos,
        used: impl FnOnce(&OperatorId, UnixMs) -> Result<Centavos, store::Error>,
    ) -> Result<(), Error> {
        match self {
            Self::Any => Ok(()),
            Self::Approved(approved) if *approved == amount => Ok(()),
            Self::Approved(approved) => {
                Err(Error::OverLimit { amount, at_most: *approved, used: Centavos::new(0) })
            }
            Self::Day { operator, since, at_most } => {
                let used = used(operator, *since)?;
                if used.get().saturating_add(amount.get()) <= at_most.get() {
                    return Ok(());
                }
                Err(Error::OverLimit { amount, at_most: *at_most, used })
            }
        }
    }
}
