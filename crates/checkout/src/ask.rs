//! Ask: one question to the provider about one claimed charge, and what came of it on disk.

mod create;
mod give_back;

use std::sync::Arc;
use std::time::Duration;

use domain::Order;
use domain::charge::{Charge, Event, Observation, RefundState, Status};
use providers::{Error as PspError, Fetched};
use store::{Ask, ChargeKey, Claimed};

use self::give_back::Due;
use crate::crash::crash_point;
use crate::error::Error;
use crate::schedule::{self, Asked, Pace};
use crate::till::Checkout;

/// A request that never left the machine is given up after this many tries: nobody wants a charge or
/// a refund that comes to life when the cashier has moved on.
const TRIES_TO_REACH: u32 = 4;

/// What a question brought.
struct Outcome {
    event: Option<Event>,
    /// No answer of the expected kind came.
    failed: bool,
    /// The pause that the provider asks for.
    pause: Option<Duration>,
    /// A creation or a refund may have been executed without our knowing.
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

    /// Too early for a refund: news of the charge change nothing about that.
    const fn not_yet(in_doubt: bool) -> Self {
        Self { event: None, failed: false, pause: None, in_doubt, looked: true }
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
        let Some(psp) = self.providers.named(&charge.provider) else {
            return Ok(Outcome::nobody_to_ask(true, before.outcome_unknown));
        };
        let Some(known) = &charge.registration else {
            // A webhook that came before the answer leaves a paid charge without the id to ask by: the
            // same request again brings it.
            if charge.status != Status::Registering && charge.is_agreed() {
                // Cancelled before it was confirmed: its code was never shown, there is nothing to ask.
                return Ok(Outcome::nobody_to_ask(false, false));
            }
            return self.send_creation(psp.as_ref(), key, charge, before).await;
        };
        let request = charge.refund_request.as_ref();
        let unsent = request.filter(|request| request.state == RefundState::Asked);
        if let (Status::Refunding, Some(request)) = (charge.status, unsent) {
            let due = Due { key, id: &known.provider_id, request, before };
            return Ok(self.send_refund(psp.as_ref(), &due).await);
        }
        let answer = psp.fetch(&known.provider_id).await;
        self.note_answer(answer.as_ref().map(|it| it.provider_time));
        Ok(fetched(key, answer))
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
        Event::Registered(_)
        | Event::Refused(_)
        | Event::CancelRequested
        | Event::RefundTold(_)
        | Event::DisputeTold(_)
        | Event::RefundRequested(_)
        | Event::RefundAccepted { .. }
        | Event::RefundFailed(_)
        | Event::DisputeSettled { .. }
        | Event::Attached(_) => event,
    }
}
