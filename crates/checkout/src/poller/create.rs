//! The sending of a creation, and what its answer means.

use domain::charge::{Charge, Doubt, Event, Evidence, OwnCode, Rejection, Status, Unproven};
#[cfg(feature = "sabotage")]
use domain::sabotage::{Sabotage, is_chosen};
use providers::{Clock as _, Created, Error as PspError, Psp, Sending};
use store::{ChargeKey, Poll};

use super::poll::{News, Outcome, TRIES_TO_REACH};
use crate::error::Error;
use crate::till::Checkout;

/// A charge that the provider never confirmed is given up this long after its code would have
/// expired; the code was never shown, so nobody can have paid it.
const NEVER_CONFIRMED_MS: i64 = 60 * 60 * 1_000;

impl Checkout {
    /// Sends the creation, with the same key and bytes as ever.
    pub(super) async fn send_creation(
        &self,
        psp: &dyn Psp,
        key: ChargeKey,
        charge: &Charge,
        before: &Poll,
    ) -> Result<Outcome, Error> {
        let request = self.store().request(key)?;
        let idempotency_key = &request.idempotency_key;
        #[cfg(feature = "sabotage")]
        let idempotency_key = &self.new_key_on_retry(idempotency_key, before.begun_at.get() > 0);
        let in_doubt = before.outcome_unknown;
        #[cfg(feature = "sabotage")]
        let in_doubt = in_doubt && !is_chosen(Sabotage::RepeatedBlindly);
        let (by, sent) = (self.ports.clock.scale(), self.ports.clock.monotonic());
        let asked_at = self.requested_at(key, charge);
        let sending = Sending {
            idempotency_key,
            body: &request.body,
            expires_in_min: charge.expires_in_min,
            requested_at: asked_at,
            reference: &charge.reference,
            reference_is_ours: charge.reference_is_ours,
            in_doubt,
            was_contradicted: charge.unproven.is_some(),
        };
        let answer = self.patiently(psp, psp.create(&sending)).await;
        let answer = answer.and_then(|made| self.is_new(key, charge, made));
        self.note_answer(psp, answer.as_ref().map(drop));
        Ok(match answer {
            Ok(created) => {
                let created = self.dated(key, created, (asked_at, by), sent);
                let registered = Event::Registered(created.registration);
                let doubted = Unproven::new(Doubt::AtCreation, None, Evidence::Polled);
                let doubted = created.says_paid.then_some(Event::Doubted(doubted));
                Outcome::of(News::Events(
                    [Some(registered), doubted].into_iter().flatten().collect(),
                ))
            }
            Err(error) => {
                tracing::info!(order = %key.order, attempt = key.attempt, %error, "creation failed");
                self.not_created(key, charge, before, error)
            }
        })
    }

    /// What was made, if no other charge of the log is it: one transaction never pays two sales.
    fn is_new(&self, key: ChargeKey, charge: &Charge, made: Created) -> Result<Created, PspError> {
        let id = &made.registration.provider_id;
        // A log that cannot be asked proves nothing.
        if !self.store().is_registered_elsewhere(key, charge, id).unwrap_or(true) {
            return Ok(made);
        }
        let said = Some(id.as_str());
        Err(PspError::Contradicts(Unproven::new(Doubt::OtherId, said, Evidence::Polled)))
    }

    /// The breakage [`Sabotage::NewKeyOnRetry`]: a request that is repeated gets another idempotency key.
    #[cfg(feature = "sabotage")]
    pub(super) fn new_key_on_retry(
        &self,
        key: &domain::IdempotencyKey,
        is_retry: bool,
    ) -> domain::IdempotencyKey {
        let is_broken = is_retry && is_chosen(Sabotage::NewKeyOnRetry);
        let another = self.ports.new_key().ok().filter(|_| is_broken);
        another.unwrap_or_else(|| key.clone())
    }

    /// What a creation without an answer means. `before.outcome_unknown`: an earlier sending may
    /// have been executed, so that a refusal of this one proves nothing about it.
    fn not_created(
        &self,
        key: ChargeKey,
        charge: &Charge,
        before: &Poll,
        error: PspError,
    ) -> Outcome {
        let refuse = |code, message| refused(charge, Rejection { code, message });
        let refuse_ourselves =
            |code, message: String| refused(charge, Rejection::own(code, message));
        let tries = before.failures.saturating_add(1);
        match error {
            PspError::Rejected { code, message } => refuse(code, message),
            PspError::Conflict { code, message } if !before.outcome_unknown => {
                refuse(code, message)
            }
            PspError::NotFound if !before.outcome_unknown => {
                refuse("404".to_owned(), "not found".to_owned())
            }
            PspError::Unauthorized(code) if !before.outcome_unknown => {
                refuse_ourselves(OwnCode::Credentials, code)
            }
            PspError::Unreachable(cause) | PspError::NotTrusted(cause)
                if !before.outcome_unknown && tries >= TRIES_TO_REACH =>
            {
                refuse_ourselves(OwnCode::NotSent, cause.text)
            }
            PspError::RateLimited { .. }
            | PspError::Unauthorized(_)
            | PspError::NotTrusted(_)
            | PspError::Unreachable(_)
            | PspError::NotYet { .. } => {
                self.or_give_up(key, charge, Outcome::failed(error, before.outcome_unknown))
            }
            // It may have made another charge than we have asked for: a person sees what it says.
            PspError::Contradicts(ref unproven) => {
                let doubted = News::Events(vec![Event::Doubted(unproven.clone())]);
                let outcome = Outcome { news: doubted, ..Outcome::failed(error, true) };
                self.or_give_up(key, charge, outcome)
            }
            // After a doubtful sending the first two speak of that one, or of a gateway.
            PspError::NotFound
            | PspError::Conflict { .. }
            | PspError::OutcomeUnknown(_)
            | PspError::NotThere(_)
            | PspError::Malformed(_) => self.or_give_up(key, charge, Outcome::failed(error, true)),
        }
    }

    fn or_give_up(&self, key: ChargeKey, charge: &Charge, otherwise: Outcome) -> Outcome {
        let life_ms = i64::from(charge.expires_in_min) * 60_000;
        if self.now_of(key.order, charge).since(charge.requested_at) < life_ms + NEVER_CONFIRMED_MS
        {
            return otherwise;
        }
        let message = "no answer while the code could have been alive";
        refused(charge, Rejection::own(OwnCode::NeverConfirmed, message))
    }
}

/// Without an id there is no refund either.
fn refused(charge: &Charge, rejection: Rejection) -> Outcome {
    Outcome::answered(match charge.status {
        Status::Refunding => {
            let refund = charge.unsent_refund().map(|(refund, _)| refund.id.clone());
            Event::RefundFailed { refund, why: rejection }
        }
        Status::Registering
        | Status::Pending
        | Status::Paid
        | Status::Refunded
        | Status::Expired
        | Status::Cancelled
        | Status::Rejected => Event::Refused(rejection),
    })
}
