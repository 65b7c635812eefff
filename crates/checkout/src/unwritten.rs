//! Answers that could not be written down, because the disk is full or somebody holds the log: nobody knows what came
//! of the questions, and they are asked again as soon as something can be written.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use store::ChargeKey;

use crate::error::Error;
use crate::feed::History;
use crate::till::Checkout;

/// The charges whose last answer this process could not write down: it still holds their claims.
pub(crate) type LostAnswers = BTreeSet<ChargeKey>;

impl Checkout {
    /// Takes note of whether an answer was written down.
    pub(crate) fn note_answer_written(&self, key: ChargeKey, error: Option<&Error>) {
        let is_lost = error.is_some_and(Error::is_not_written);
        let changed =
            self.unwritten(|all| if is_lost { all.insert(key) } else { all.remove(&key) });
        if is_lost && changed {
            // The bar tells a person, and their next command.
            tracing::warn!(order = %key.order, "an answer was not written down");
            // It is not on disk, but a screen is to see that nobody knows.
            let _ = self.changes.send(key.order);
        }
    }

    /// Gives up the claims on what could not be written down, so that it is asked about now.
    pub(crate) fn ask_again(&self) -> Result<(), Error> {
        for key in self.unwritten(|all| all.clone()) {
            self.store().release_claim(key, self.now())?;
            self.unwritten(|all| all.remove(&key));
        }
        Ok(())
    }

    /// The order as the log has it, with what is known besides: a question of which the answer is lost has failed.
    pub(crate) fn with_unwritten(&self, mut history: History) -> History {
        let order = history.order.number;
        self.unwritten(|all| {
            for key in all.iter().filter(|key| key.order == order) {
                if let Some(poll) = history.polls.get_mut(&key.attempt) {
                    poll.failures = poll.failures.max(1);
                }
            }
        });
        history
    }

    fn unwritten<T>(&self, look: impl FnOnce(&mut LostAnswers) -> T) -> T {
        look(&mut self.unwritten.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
