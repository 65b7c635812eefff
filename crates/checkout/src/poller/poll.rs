//! Poll: one question to the provider about one claimed charge, and what came of it on disk.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use domain::charge::{Account, Charge, Doubt, Event, OwnCode, Rejection, Seen, Status};
use domain::{Actor, EndToEndId, Order, UnixMs};
use providers::{Error as PspError, Fetched, ObstacleKind, Psp};
use store::{ChargeKey, Claimed, Poll};

use super::answer::{Said, judged};
use super::refund::Due;
use crate::crash::crash_point;
use crate::error::Error;
use crate::poller::schedule::{self, Pace, Polled};
use crate::poller::trouble::Trouble;
use crate::record::record;
use crate::till::Checkout;

/// A request that never left the machine is given up after this many tries: nobody wants a charge or
/// a refund that comes to life when the cashier has moved on.
pub(super) const TRIES_TO_REACH: u32 = 4;

/// What a question brought.
pub(super) struct Outcome {
    pub(super) news: News,
    /// No answer of the expected kind came: why.
    pub(super) failure: Option<PspError>,
    /// The pause that the provider asks for.
    pub(super) pause: Option<Duration>,
    /// A creation or a refund may have been executed without our knowing.
    pub(super) in_doubt: bool,
    /// The provider has told how the charge stands, or there is nobody to poll: older hints are done
    /// with.
    pub(super) looked: bool,
    /// Nobody can be asked: the account is neither connected nor kept.
    pub(super) nobody: bool,
}

/// What is to be written down.
pub(super) enum News {
    Nothing,
    Events(Vec<Event>),
    /// How the charge stands, as the account says: judged beside the order that it is about.
    Answer(Account, Box<Fetched>),
}

impl Outcome {
    pub(super) const fn of(news: News) -> Self {
        Self { news, failure: None, pause: None, in_doubt: false, looked: false, nobody: false }
    }

    /// Whether the provider says that money has come.
    const fn tells_of_money(&self) -> bool {
        let News::Answer(_, fetched) = &self.news else { return false };
        matches!(
            fetched.observation.status,
            Seen::Paid(_) | Seen::Refunded(..) | Seen::Disputed(..)
        )
    }

    /// Nobody was there to answer: neither the provider nor a gateway of its own that is in trouble, which would not
    /// be helped by being asked more often.
    fn is_unreached(&self) -> bool {
        let obstacle = self.failure.as_ref().and_then(PspError::obstacle);
        obstacle.is_some_and(|obstacle| obstacle.kind != ObstacleKind::Failing)
    }

    pub(super) fn answered(event: Event) -> Self {
        Self::of(News::Events(vec![event]))
    }

    /// The same question again later.
    pub(super) fn failed(failure: PspError, in_doubt: bool) -> Self {
        let pause = match &failure {
            PspError::RateLimited { retry_after } => *retry_after,
            _ => None,
        };
        Self { failure: Some(failure), pause, in_doubt, ..Self::of(News::Nothing) }
    }

    /// Too early for a refund: news of the charge change nothing about that.
    pub(super) fn not_yet(in_doubt: bool) -> Self {
        Self { in_doubt, looked: true, ..Self::of(News::Nothing) }
    }

    pub(super) fn nothing_to_ask() -> Self {
        Self { looked: true, ..Self::of(News::Nothing) }
    }

    pub(super) fn nobody_to_ask(in_doubt: bool) -> Self {
        Self { in_doubt, looked: true, nobody: true, ..Self::of(News::Nothing) }
    }

    pub(super) fn trouble(&self) -> Option<Trouble> {
        let nobody = self.nobody.then_some(Trouble::NotConnected);
        nobody.or_else(|| self.failure.as_ref().map(Trouble::from))
    }
}

/// An order after a question, and why the provider was not heard, if it was not.
pub(crate) struct Heard {
    pub(crate) order: Order,
    pub(crate) failure: Option<Error>,
    /// Polling is in another trouble than before, or in none any more.
    is_trouble_news: bool,
}

impl Checkout {
    /// The first sending of an attempt that was just written, and so is claimed by this process. From here on the
    /// provider may have the charge: that its answer could not be written down says nothing about the money, and
    /// the order comes back as it was written, its outcome unknown.
    pub(crate) async fn first_poll(
        self: &Arc<Self>,
        order: Order,
        attempt: u32,
    ) -> Result<Order, Error> {
        let key = ChargeKey { order: order.number, attempt };
        match self.poll_detached(Claimed { key, poll: Poll::never() }).await {
            Ok(heard) => Ok(heard.order),
            Err(error) if error.is_not_written() => Ok(order),
            Err(error) => Err(error),
        }
    }

    /// Asks in a task of its own: a door that hangs up does not leave a charge claimed by nobody.
    pub(crate) async fn poll_detached(self: &Arc<Self>, claimed: Claimed) -> Result<Heard, Error> {
        let checkout = Arc::clone(self);
        let task = tokio::spawn(async move { checkout.poll(claimed).await });
        task.await.map_err(|_| Error::Interrupted)?
    }

    /// Asks about one claimed charge.
    pub(crate) async fn poll(&self, claimed: Claimed) -> Result<Heard, Error> {
        self.ask(claimed).await.inspect_err(|error| self.note_damage(error))
    }

    /// Asks about one claimed charge and records the answer, when to poll next, and the end of the
    /// claim in one commit.
    async fn ask(&self, claimed: Claimed) -> Result<Heard, Error> {
        let key = claimed.key;
        let order = self.store().order(key.order)?;
        let charge = attempt_of(&order, key.attempt)?;
        let outcome = self.question(key, charge, &claimed.poll).await?;
        crash_point("answered");
        let heard = self.settle(charge, &claimed, outcome);
        self.note_writing(heard.as_ref().err());
        self.note_answer_written(key, heard.as_ref().err());
        let heard = heard?;
        crash_point("answer_written");
        self.tell();
        if charge.status == Status::Registering || heard.is_trouble_news {
            // A question that failed writes no event, but the cashier is to see that we don't know.
            let _ = self.changes.send(key.order);
        }
        Ok(heard)
    }

    async fn question(
        &self,
        key: ChargeKey,
        charge: &Charge,
        before: &Poll,
    ) -> Result<Outcome, Error> {
        let Some(psp) = self.providers().of(charge) else {
            return Ok(Outcome::nobody_to_ask(before.outcome_unknown));
        };
        if !charge.can_be_polled() {
            return Ok(Outcome::nothing_to_ask());
        }
        let Some(known) = &charge.registration else {
            return self.send_creation(psp.as_ref(), key, charge, before).await;
        };
        if let Some((refund, request)) = charge.unsent_refund() {
            let due = Due { key, id: &known.provider_id, refund, request, before };
            return Ok(self.send_refund(psp.as_ref(), &due).await);
        }
        let answer = self.patiently(psp.as_ref(), psp.fetch(&known.provider_id)).await;
        self.note_answer(psp.as_ref(), answer.as_ref().map(drop));
        Ok(fetched(key, psp.as_ref(), answer))
    }

    fn settle(&self, charge: &Charge, claimed: &Claimed, outcome: Outcome) -> Result<Heard, Error> {
        let key = claimed.key;
        // The timetable goes by the till's time, the charge by its own.
        let its_now = if outcome.tells_of_money() {
            self.now_of_money(key)
        } else {
            self.now_of(key.order, charge)
        };
        let now = self.now();
        let its_ahead_ms = its_now.since(now);
        let chance = self.ports.random.next_u64();
        let is_live = self.link_is_live();
        let Outcome { in_doubt, looked, pause, .. } = outcome;
        let trouble = outcome.trouble();
        let is_unreached = outcome.is_unreached();
        if matches!(outcome.failure, Some(PspError::RateLimited { .. })) {
            self.others_rest(pause);
        }
        let is_waited_for = self.is_on_screen(key.order);
        // An answer about something else is known as that only beside the order.
        let trouble = Cell::new(trouble);
        let news = outcome.news;
        let mut store = self.store();
        let process = store.process().to_owned();
        let noticed_at = store.noticed(key.order)?;
        let noticed_at = noticed_at.into_iter().filter(|(attempt, _)| *attempt == key.attempt);
        let noticed_at = noticed_at.map(|(_, noticed)| noticed.at).min();
        let its_noticed_at = noticed_at.map(|at| at.plus_ms(its_ahead_ms));
        let (order, _) = record(
            &mut store,
            key,
            &Actor::Till,
            its_now,
            |order, taken| {
                let events = events(news, order, key, taken);
                let mut events = events.unwrap_or_else(|| {
                    trouble.set(Some(Trouble::Unreadable));
                    Vec::new()
                });
                let given_up =
                    given_up(order, key, &events, trouble.get(), &claimed.poll, (now, its_now));
                events.extend(given_up);
                events
            },
            |charge, known| {
                // Another process has taken the question over, while this one was stopped: its timetable stands, and
                // what it may be sending by now. Where it has its answer already, the rest counts from this one.
                match known.owner.as_deref() {
                    Some(owner) if owner == process => {}
                    Some(_) => return known.clone(),
                    None => return Poll { begun_at: known.begun_at.max(now), ..known.clone() },
                }
                let failed = trouble.get().is_some();
                let failures = if failed { claimed.poll.failures.saturating_add(1) } else { 0 };
                // News since the question began may be newer than the answer, and older news waits for
                // an answer still.
                let hint =
                    known.hint || !looked && (claimed.poll.hint || is_to_be_confirmed(charge));
                let pace = pace(is_live, known);
                let soon_again = is_waited_for && is_unreached;
                let noticed_at = its_noticed_at;
                let asked = Polled { failures, pause, hint, noticed_at, pace, soon_again };
                let due_at = schedule::next_poll(charge, its_now, asked, chance);
                let due_at = due_at.map(|at| at.plus_ms(-its_ahead_ms));
                Poll {
                    // The rest between two questions counts from the answer: a question may have waited
                    // for a token before it went out.
                    begun_at: now,
                    due_at,
                    failures,
                    outcome_unknown: in_doubt,
                    owner: None,
                    hint: hint && due_at.is_some(),
                    webhook: known.webhook,
                    pause_until: pause
                        .map(|pause| now.plus_ms(schedule::pause_ms(charge, its_now, pause))),
                    trouble: Trouble::kept(trouble.get(), &claimed.poll, now),
                }
            },
        )?;
        if noticed_at.is_some() {
            store.forget_notices(key, now.plus_ms(-schedule::GRACE_MS))?;
        }
        drop(store);
        self.forget_ended(&order);
        if let (Some(pause), Ok(charge)) = (pause, attempt_of(&order, key.attempt)) {
            self.note_pause(charge, now.plus_ms(schedule::pause_ms(charge, its_now, pause)));
        }
        let failure = match (outcome.failure, trouble.get()) {
            (Some(failure), _) => Some(Error::Provider(failure)),
            (None, Some(Trouble::NotConnected)) => Some(Error::NotConnected),
            (None, Some(_)) => {
                Some(Error::Provider(PspError::Malformed("about something else".to_owned())))
            }
            (None, None) => None,
        };
        let is_trouble_news = Trouble::of(&claimed.poll).map(|(known, _)| known) != trouble.get();
        Ok(Heard { order, failure, is_trouble_news })
    }
}

fn attempt_of(order: &Order, attempt: u32) -> Result<&Charge, Error> {
    let mut attempts = order.attempts.iter();
    Ok(attempts.find(|charge| charge.attempt == attempt).ok_or(store::Error::NotFound)?)
}

/// The events that news are beside the order as it is now; `None`: they are about something else.
fn events(
    news: News,
    order: &Order,
    key: ChargeKey,
    taken: &dyn Fn(&EndToEndId) -> bool,
) -> Option<Vec<Event>> {
    let (account, fetched) = match news {
        News::Nothing => return Some(Vec::new()),
        News::Events(events) => return Some(events),
        News::Answer(account, fetched) => (account, fetched),
    };
    let charge = attempt_of(order, key.attempt).ok()?;
    let said = Said {
        account: &account,
        names: &fetched.names,
        observation: &fetched.observation,
        unreadable_amount: fetched.unreadable_amount.as_deref(),
    };
    judged(order, charge, &said, taken).map(|event| vec![event])
}

/// The end of waiting for a charge whose code has long been dead: its provider has not known it for a
/// day, or still calls it paid without a proof, or nobody was heard about it for a week. Told, and not
/// asked about for ever. `before`: its timetable from before the question. The two moments are now by the till's
/// clock and by the charge's.
fn given_up(
    order: &Order,
    key: ChargeKey,
    events: &[Event],
    trouble: Option<Trouble>,
    before: &Poll,
    (now, its_now): (UnixMs, UnixMs),
) -> Option<Event> {
    let charge = attempt_of(order, key.attempt).ok().filter(|charge| charge.status.is_open())?;
    let known = charge.registration.as_ref()?;
    let dead_ms = its_now.since(known.expires_at_here());
    // One question that fails tells nothing: a till that was just switched on has no network yet.
    let was_asked = schedule::AN_HOUR_AGO.contains(&now.since(before.begun_at));
    if dead_ms < schedule::GRACE_MS || !was_asked {
        return None;
    }
    let begun = Trouble::of(before).filter(|(before, _)| Some(*before) == trouble);
    let troubled_ms = begun.map_or(0, |(_, since)| now.since(since));
    let is_doubted =
        charge.unproven.is_some() && events.iter().any(|event| matches!(event, Event::Doubted(_)));
    let (code, message) = match trouble {
        Some(Trouble::NotFound) if troubled_ms >= schedule::GRACE_MS => {
            (OwnCode::UnknownThere, "the provider has not known such a charge for a day")
        }
        _ if is_doubted => (OwnCode::Unproven, "the provider says paid and never proved it"),
        Some(_) if troubled_ms >= schedule::LONG_GRACE_MS => {
            (OwnCode::NotHeard, "nobody was heard about it for a week")
        }
        _ => return None,
    };
    Some(Event::GivenUp(Rejection::own(code, message)))
}

/// The creation's own answer said "paid": that counts when it is asked for.
fn is_to_be_confirmed(charge: &Charge) -> bool {
    let doubt = charge.unproven.as_ref().map(|unproven| unproven.doubt);
    doubt == Some(Doubt::AtCreation) && charge.status.is_open()
}

/// How often a charge is asked about: less often only where its webhooks come at once.
pub(crate) const fn pace(is_live: bool, poll: &Poll) -> Pace {
    if is_live && poll.webhook { Pace::Slow } else { Pace::Fast }
}

pub(super) fn fetched(key: ChargeKey, psp: &dyn Psp, answer: Result<Fetched, PspError>) -> Outcome {
    match answer {
        Ok(fetched) => {
            let news = News::Answer(psp.account().clone(), Box::new(fetched));
            Outcome { looked: true, ..Outcome::of(news) }
        }
        Err(error) => {
            tracing::info!(order = %key.order, attempt = key.attempt, %error, "question failed");
            Outcome::failed(error, false)
        }
    }
}
