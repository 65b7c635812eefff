//! Ask: one question to the provider about one claimed charge, and what came of it on disk.

use std::sync::Arc;
use std::time::Duration;

use domain::Order;
use domain::charge::{Charge, Event, Observation, Rejection, Status};
use providers::{Error as PspError, Fetched, Sending};
use store::{Ask, ChargeKey, Claimed};

use crate::crash::crash_point;
use crate::error::Error;
use crate::schedule::{self, Asked, Pace};
use crate::till::Checkout;

/// A charge whose request never left the machine is given up after this many tries: nobody wants a
/// charge that comes to life when the cashier has moved on.
const TRIES_TO_REACH: u32 = 4;
/// A charge that the provider never confirmed is given up this long after its code would have
/// expired; the code was never shown, so nobody can have paid it.
const NEVER_CONFIRMED_MS: i64 = 60 * 60 * 1_000;

/// What a question brought.
struct Outcome {
    event: Option<Event>,
    /// No answer of the expected kind came.
    failed: bool,
    /// The pause that the provider asks for.
    pause: Option<Duration>,
    /// A creation may have been executed without our knowing.
    in_doubt: bool,
    /// The provider has told how the charge stands, or there is nobody to ask: older hints are done
    /// with.
    looked: bool,
}

impl Outcome {
    const fn answered(event: Event) -> Self {
        Self { event: Some(event), failed: false, pause: None, in_doubt: false, looked: false }
    }

    const fn failed(pause: Option<Duration>, in_doubt: bool) -> Self {
        Self { event: None, failed: true, pause, in_doubt, looked: false }
    }

    const fn nobody_to_ask(failed: bool, in_doubt: bool) -> Self {
        Self { event: None, failed, pause: None, in_doubt, looked: true }
    }
}

impl Checkout {
    /// The first sending of an attempt that was just written, and so is claimed by this process.
    pub(crate) async fn first_ask(self: &Arc<Self>, key: ChargeKey) -> Result<Order, Error> {
        self.ask_detached(Claimed { key, ask: Ask::never() }).await
    }

    /// Asks in a task of its own: a door that hangs up does not leave a charge claimed by nobody.
    pub(crate) async fn ask_detached(self: &Arc<Self>, claimed: Claimed) -> Result<Order, Error> {
        let checkout = Arc::clone(self);
        let task = tokio::spawn(async move { checkout.ask(claimed).await });
        task.await.map_err(|_| Error::Interrupted)?
    }

    /// Asks about one claimed charge and records the answer, when to ask next, and the end of the
    /// claim in one commit.
    pub(crate) async fn ask(&self, claimed: Claimed) -> Result<Order, Error> {
        let key = claimed.key;
        let order = self.store().order(key.order)?;
        let charge = order
            .attempts
            .iter()
            .find(|charge| charge.attempt == key.attempt)
            .ok_or(store::Error::NotFound)?;
        let outcome = self.question(key, charge, &claimed.ask).await?;
        crash_point("answered");
        let order = self.settle(&claimed, outcome)?;
        crash_point("answer_written");
        self.tell();
        if charge.status == Status::Registering {
            // A sending that failed writes no event, but the cashier is to see that we don't know.
            let _ = self.changes.send(key.order);
        }
        Ok(order)
    }

    async fn question(
        &self,
        key: ChargeKey,
        charge: &Charge,
        before: &Ask,
    ) -> Result<Outcome, Error> {
        let psp = self.psp()?;
        if charge.provider != psp.manifest().id {
            return Ok(Outcome::nobody_to_ask(true, before.outcome_unknown));
        }
        if let Some(known) = &charge.registration {
            let answer = psp.fetch(&known.provider_id).await;
            self.note_answer(answer.as_ref().map(|it| it.provider_time));
            return Ok(fetched(key, answer));
        }
        // A webhook that came before the answer leaves a paid charge without the id to ask by: the same
        // request again brings it.
        if charge.status != Status::Registering && charge.is_agreed() {
            // Cancelled before it was confirmed: its code was never shown, there is nothing to ask.
            return Ok(Outcome::nobody_to_ask(false, false));
        }
        let request = self.store().request(key)?;
        let idempotency_key = &request.idempotency_key;
        #[cfg(feature = "sabotage")]
        let idempotency_key = &self.new_key_on_retry(idempotency_key, before)?;
        let sending = Sending {
            idempotency_key,
            body: &request.body,
            expires_in_min: charge.expires_in_min,
            requested_at: charge.requested_at,
        };
        let answer = psp.create(&sending).await;
        self.note_answer(answer.as_ref().map(|_| None));
        Ok(match answer {
            Ok(registration) => Outcome::answered(Event::Registered(registration)),
            Err(error) => {
                tracing::info!(order = %key.order, attempt = key.attempt, %error, "creation failed");
                self.not_created(charge, before, error)
            }
        })
    }

    /// The breakage of that name.
    #[cfg(feature = "sabotage")]
    fn new_key_on_retry(
        &self,
        key: &domain::IdempotencyKey,
        before: &Ask,
    ) -> Result<domain::IdempotencyKey, Error> {
        use domain::sabotage::{Sabotage, is_chosen};
        let is_retry = before.asked_at.get() > 0;
        let is_broken = is_retry && is_chosen(Sabotage::NewKeyOnRetry);
        Ok(if is_broken { self.ports.new_key()? } else { key.clone() })
    }

    /// What a creation without an answer means. `before.outcome_unknown`: an earlier sending may
    /// have been executed, so that a refusal of this one proves nothing about it.
    fn not_created(&self, charge: &Charge, before: &Ask, error: PspError) -> Outcome {
        let refuse = |code: &str, message: String| {
            Outcome::answered(Event::Refused(Rejection { code: code.to_owned(), message }))
        };
        let tries = before.failures.saturating_add(1);
        match error {
            PspError::Rejected { code, message } => refuse(&code, message),
            PspError::Conflict { code, message } if !before.outcome_unknown => {
                refuse(&code, message)
            }
            PspError::NotFound if !before.outcome_unknown => refuse("404", "not found".to_owned()),
            PspError::Unauthorized(code) if !before.outcome_unknown => refuse("credentials", code),
            PspError::Unreachable(text) if !before.outcome_unknown && tries >= TRIES_TO_REACH => {
                refuse("not_sent", text)
            }
            PspError::RateLimited { retry_after } => {
                Outcome::failed(retry_after, before.outcome_unknown)
            }
            PspError::Unauthorized(_) | PspError::Unreachable(_) => {
                self.or_give_up(charge, Outcome::failed(None, before.outcome_unknown))
            }
            // After a doubtful sending the first two speak of that one, or of a gateway.
            PspError::NotFound
            | PspError::Conflict { .. }
            | PspError::OutcomeUnknown(_)
            | PspError::Malformed(_) => self.or_give_up(charge, Outcome::failed(None, true)),
        }
    }

    fn or_give_up(&self, charge: &Charge, otherwise: Outcome) -> Outcome {
        let life_ms = i64::from(charge.expires_in_min) * 60_000;
        if self.now().since(charge.requested_at) < life_ms + NEVER_CONFIRMED_MS {
            return otherwise;
        }
        Outcome::answered(Event::Refused(Rejection {
            code: "never_confirmed".to_owned(),
            message: "no answer while the code could have been alive".to_owned(),
        }))
    }

    fn settle(&self, claimed: &Claimed, outcome: Outcome) -> Result<Order, Error> {
        let now = self.now();
        let failures = if outcome.failed { claimed.ask.failures.saturating_add(1) } else { 0 };
        let chance = self.ports.random.next_u64();
        let is_live = self.link_is_live();
        let key = claimed.key;
        let (order, _) = self.store().record(
            key,
            now,
            |order| outcome.event.map(|event| with_siblings(event, order, key.attempt)),
            |charge, known| {
                // News since the question began may be newer than the answer, and older news waits for
                // an answer still.
                let hint = known.hint || (claimed.ask.hint && !outcome.looked);
                let pace = pace(is_live, known);
                let asked = Asked { failures, pause: outcome.pause, hint, pace };
                let next_at = schedule::next_ask(charge, now, asked, chance);
                Ask {
                    // The rest between two questions counts from the answer: a question may have waited
                    // for a token before it went out.
                    asked_at: now,
                    next_at,
                    failures,
                    outcome_unknown: outcome.in_doubt,
                    owner: None,
                    hint: hint && next_at.is_some(),
                    webhook: known.webhook,
                    pause_until: outcome.pause.map(|pause| {
                        now.plus_ms(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX))
                    }),
                }
            },
        )?;
        Ok(order)
    }
}

/// How often a charge is asked about: less often only where its webhooks come at once.
pub(crate) const fn pace(is_live: bool, ask: &Ask) -> Pace {
    if is_live && ask.webhook { Pace::Slow } else { Pace::Fast }
}

fn fetched(key: ChargeKey, answer: Result<Fetched, PspError>) -> Outcome {
    match answer {
        Ok(fetched) => {
            let answered = Outcome::answered(Event::Seen(fetched.observation));
            Outcome { looked: true, ..answered }
        }
        Err(error) => {
            tracing::info!(order = %key.order, attempt = key.attempt, %error, "question failed");
            match error {
                PspError::RateLimited { retry_after } => Outcome::failed(retry_after, false),
                _ => Outcome::failed(None, false),
            }
        }
    }
}

/// Adds to an observation what only the whole order knows, inside the transaction that records it.
pub(crate) fn with_siblings(event: Event, order: &Order, attempt: u32) -> Event {
    match event {
        Event::Seen(observation) => {
            let sibling_paid = order
                .attempts
                .iter()
                .any(|other| other.attempt != attempt && !other.payments.is_empty());
            Event::Seen(Observation { sibling_paid, ..observation })
        }
        Event::Registered(_) | Event::Refused(_) | Event::CancelRequested => event,
    }
}
