//! The sending of a refund, and what its answer means.

use domain::charge::{Event, OwnCode, Refund, RefundRequest, Rejection, Seen};
#[cfg(feature = "sabotage")]
use domain::charge::{Evidence, Observation, Receipt, RefundReport};
#[cfg(feature = "sabotage")]
use domain::sabotage::{Sabotage, is_chosen};
use domain::{EndToEndId, ProviderId};
use providers::{Error as PspError, Psp, RefundSending};
use store::{ChargeKey, Poll};

use super::poll::{News, Outcome, TRIES_TO_REACH, fetched};
use crate::crash::crash_point;
use crate::till::Checkout;

/// A refund that the provider is not ready for, or that it refuses after a doubtful sending, is given
/// up this long after it was written down.
const GIVEN_UP_MS: i64 = 24 * 60 * 60 * 1_000;

/// A refund to be sent, and what is known of earlier sendings.
pub(super) struct Due<'a> {
    pub(super) key: ChargeKey,
    pub(super) id: &'a ProviderId,
    pub(super) refund: &'a Refund,
    pub(super) request: &'a RefundRequest,
    pub(super) before: &'a Poll,
}

impl Due<'_> {
    fn accepted(&self, return_id: Option<EndToEndId>) -> Event {
        Event::RefundAccepted { refund: Some(self.refund.id.clone()), return_id }
    }

    fn failed(&self, why: Rejection) -> Event {
        Event::RefundFailed { refund: Some(self.refund.id.clone()), why }
    }
}

impl Checkout {
    /// Sends the refund, with the same key and bytes as ever.
    pub(super) async fn send_refund(&self, psp: &dyn Psp, due: &Due<'_>) -> Outcome {
        let idempotency_key = &due.request.idempotency_key;
        #[cfg(feature = "sabotage")]
        let idempotency_key = &self.new_key_on_retry(idempotency_key, due.before.failures > 0);
        let sending = RefundSending { id: due.id, idempotency_key, body: &due.request.body };
        let answer = match psp.refunds() {
            Ok(refunds) => refunds.refund(&sending).await,
            // The provider has been connected anew since, with less.
            Err(_) => Err(PspError::Unauthorized("refunds are not offered any more".to_owned())),
        };
        crash_point("refund_answered");
        self.note_answer(psp, answer.as_ref().map(drop));
        match answer {
            #[cfg(feature = "sabotage")]
            Ok(_) if is_chosen(Sabotage::RefundedWhenTaken) => Outcome::answered(gone()),
            Ok(taken) => Outcome::answered(due.accepted(taken.return_id)),
            Err(error) => {
                let ChargeKey { order, attempt } = due.key;
                tracing::info!(%order, attempt, %error, "refund failed");
                self.not_refunded(psp, due, error).await
            }
        }
    }

    /// What a refund without an answer means. `before.outcome_unknown`: an earlier sending may have
    /// been executed, so that a refusal of this one proves nothing about it.
    async fn not_refunded(&self, psp: &dyn Psp, due: &Due<'_>, error: PspError) -> Outcome {
        let in_doubt = due.before.outcome_unknown;
        let gives_up = !in_doubt && due.before.failures.saturating_add(1) >= TRIES_TO_REACH;
        let is_old = self.now_of_money(due.key).since(due.refund.since) >= GIVEN_UP_MS;
        match error {
            PspError::Rejected { code, message } | PspError::Conflict { code, message } => {
                self.refused(psp, due, Rejection { code, message }).await
            }
            PspError::NotFound => {
                let message = "not found".to_owned();
                self.refused(psp, due, Rejection { code: "404".to_owned(), message }).await
            }
            PspError::NotYet { code } if is_old => {
                let message = "not ready for a whole day".to_owned();
                self.refused(psp, due, Rejection { code, message }).await
            }
            PspError::NotYet { .. } => Outcome::not_yet(in_doubt),
            PspError::Unauthorized(message) if gives_up || in_doubt => {
                self.refused(psp, due, Rejection::own(OwnCode::Credentials, message)).await
            }
            PspError::Unreachable(cause) | PspError::NotTrusted(cause) if gives_up => {
                let why = Rejection::own(OwnCode::NotSent, cause.text);
                Outcome::answered(due.failed(why))
            }
            PspError::RateLimited { .. }
            | PspError::Unauthorized(_)
            | PspError::NotTrusted(_)
            | PspError::Unreachable(_) => Outcome::failed(error, in_doubt),
            PspError::OutcomeUnknown(_)
            | PspError::Malformed(_)
            | PspError::NotThere(_)
            | PspError::Contradicts(_) => Outcome::failed(error, true),
        }
    }

    /// A refusal ends a refund that was never in doubt. One that may have been executed before is
    /// looked up: the refusal may be about that.
    async fn refused(&self, psp: &dyn Psp, due: &Due<'_>, rejection: Rejection) -> Outcome {
        if !due.before.outcome_unknown {
            return Outcome::answered(due.failed(rejection));
        }
        let looked = fetched(due.key, psp, psp.fetch(due.id).await);
        let News::Answer(_, answer) = &looked.news else {
            return Outcome { in_doubt: true, ..looked };
        };
        match &answer.observation.status {
            Seen::Refunded(..) => looked,
            Seen::Paid(_) if self.now_of_money(due.key).since(due.refund.since) >= GIVEN_UP_MS => {
                Outcome::answered(due.failed(rejection))
            }
            Seen::Waiting
            | Seen::Paid(_)
            | Seen::Disputed(..)
            | Seen::Expired
            | Seen::Cancelled
            | Seen::Unknown(_) => Outcome { in_doubt: true, ..looked },
        }
    }
}

/// The breakage [`Sabotage::RefundedWhenTaken`]: what was only taken is called refunded.
#[cfg(feature = "sabotage")]
fn gone() -> Event {
    let receipt = Receipt { received: None, end_to_end_id: None, paid_at: None, payer_name: None };
    Event::Seen(Observation {
        status: Seen::Refunded(receipt, vec![RefundReport::default()]),
        evidence: Evidence::Polled,
    })
}
