//! `balcao charge`: a whole sale in a terminal.

use std::sync::Arc;
use std::time::Duration;

use contract::{
    AttemptView, Failure, FailureCode, Listening, Nothing, ObstacleKind, OrderRef, OrderView,
    PayerInput, Status, TillEvent, UnprovenView,
};
use serde_json::{Value, json};
use till::{CLOCK_TOLERANCE_MIN, Options, SaleRequest, Till};
use tokio::time::Instant;
use uuid::Uuid;

use crate::args::Charge;
use crate::commands::{CUSTOMER_PAYS_AFTER, asked_to_end, desk, tell_notices_to_sell};
use crate::exit;
use crate::output::{Output, ending, has_other_amount, moment, raw_status, warn};
use crate::words::{Words, is_given_up};

/// How long `--no-wait` waits for the code, which is not there while the outcome is unknown.
const WAIT_FOR_CODE: Duration = Duration::from_secs(30);
/// A look at the order even without news.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(crate) async fn run(output: &Output, options: Options, args: Charge) -> Result<u8, Failure> {
    let amount_centavos = till::parse_amount(&args.amount)?;
    let payer = args.payer_name.zip(args.payer_document);
    let request = SaleRequest {
        sale_id: Uuid::new_v4().to_string(),
        amount_centavos,
        reference: args.reference,
        provider: args.provider,
        payer: payer.map(|(name, document)| PayerInput { name, document }),
        expires_in_min: args.expires_in,
        // An amount on a command line was written out on purpose.
        above_ceiling: true,
        document_key: args.document_key,
    };
    let options = Options { customer_pays_after: Some(CUSTOMER_PAYS_AFTER), ..options };
    let till = Till::open(options).await?;
    tell_notices_to_sell(output, &till).await?;
    let mut sale = Running {
        output,
        till: &till,
        only_the_code: args.no_wait,
        order: None,
        created: false,
        told: Announced::default(),
    };
    let wait = if args.no_wait { Some(WAIT_FOR_CODE) } else { args.wait_for };
    let deadline = wait.map(|wait| Instant::now() + wait);
    let code = tokio::select! {
        code = sale.run(request, deadline) => code,
        () = asked_to_end() => sale.broken_off().await,
    };
    till.close().await;
    code
}

/// A sale under way, and what has been said about it.
struct Running<'a> {
    output: &'a Output,
    till: &'a Arc<Till>,
    /// The caller does not wait for the money.
    only_the_code: bool,
    /// Its order's number, once there is one.
    order: Option<String>,
    created: bool,
    told: Announced,
}

/// What has been said once.
#[derive(Default)]
struct Announced {
    unknown: bool,
    clock: bool,
    trouble: Option<(std::mem::Discriminant<Listening>, Option<ObstacleKind>)>,
    unproven: Option<UnprovenView>,
}

impl Running<'_> {
    async fn run(
        &mut self,
        request: SaleRequest,
        deadline: Option<Instant>,
    ) -> Result<u8, Failure> {
        let mut news = self.till.events();
        let Some(mut order) = self.sell(&request, deadline).await? else {
            // The same sale gets the order that it has.
            return Ok(self.pending(&desk(self.till).sell(request).await?, true));
        };
        loop {
            self.order = Some(order.order.clone());
            self.show_code(&order).await?;
            self.tell_unproven(&order);
            if self.only_the_code && self.created {
                return Ok(self.has_code(&order));
            }
            if let Some(code) = self.ended(&order) {
                return Ok(code);
            }
            let look = Instant::now() + LOOK_EVERY;
            let until = deadline.map_or(look, |deadline| deadline.min(look));
            // What it says about orders does not matter: the log is read again.
            let news = tokio::time::timeout_at(until, news.recv()).await;
            if let Ok(Ok(TillEvent::ListeningChanged { listening })) = news {
                self.tell_listening(&listening);
            }
            order = desk(self.till).order(OrderRef { order: order.order }).await?;
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return self.out_of_time(order).await;
            }
        }
    }

    /// Sells; `None` if the provider's answer is not there in time.
    async fn sell(
        &self,
        request: &SaleRequest,
        deadline: Option<Instant>,
    ) -> Result<Option<OrderView>, Failure> {
        let desk = desk(self.till);
        let sale = desk.sell(request.clone());
        match deadline {
            Some(deadline) => tokio::time::timeout_at(deadline, sale).await.ok().transpose(),
            None => sale.await.map(Some),
        }
    }

    fn tell_listening(&mut self, listening: &Listening) {
        match listening {
            Listening::ClockWrong { minutes } => self.tell_clock(i64::from(*minutes)),
            Listening::Offline { .. }
            | Listening::Refused { .. }
            | Listening::Unreadable { .. }
            | Listening::ToldToWait { .. }
            | Listening::LinkLost { .. }
            | Listening::CannotWrite => {
                // What goes on is said once, and not with each new time of day.
                let met = match listening {
                    Listening::Offline { obstacle, .. } => Some(obstacle.kind),
                    _ => None,
                };
                let kind = (std::mem::discriminant(listening), met);
                if self.told.trouble.replace(kind) != Some(kind) {
                    let told = self.output.words.listening(listening, &self.output.clock);
                    self.output.say(told.unwrap_or_default());
                }
            }
            Listening::Idle | Listening::Polling { .. } | Listening::Live { .. } => {
                self.told.trouble = None;
            }
        }
    }

    /// "The provider says paid, but …", once for each reason.
    fn tell_unproven(&mut self, order: &OrderView) {
        let Some(attempt) = order.attempts.last() else { return };
        if attempt.unproven == self.told.unproven {
            return;
        }
        self.told.unproven.clone_from(&attempt.unproven);
        if let Some(unproven) = &attempt.unproven {
            self.output.emit(&ending("unproven", order));
            warn(&self.output.words.doubt(unproven));
        }
    }

    fn tell_clock(&mut self, ahead_min: i64) {
        if self.told.clock || ahead_min.abs() < CLOCK_TOLERANCE_MIN {
            return;
        }
        self.told.clock = true;
        let ahead = format!("{ahead_min:+} min");
        warn(&self.output.words.failure(&Failure::with(FailureCode::ClockWrong, ahead)));
    }

    /// Tells of the code once, when the provider has confirmed the charge.
    async fn show_code(&mut self, order: &OrderView) -> Result<(), Failure> {
        let Some(attempt) = order.attempts.last() else { return Ok(()) };
        if attempt.outcome_unknown && !self.told.unknown {
            self.told.unknown = true;
            self.output.say(self.output.words.registering);
        }
        if self.created || attempt.provider_id.is_none() {
            return Ok(());
        }
        self.created = true;
        self.output.emit(&json!({
            "event": "charge_created",
            "order": order.order,
            "reference": attempt.reference,
            "provider": attempt.provider,
            "provider_id": attempt.provider_id,
            "copy_and_paste": attempt.copy_and_paste,
            "code_refused": attempt.code_refused,
            "amount_centavos": order.amount_centavos,
            "lives_on": attempt.never_expires,
            "expires_at": attempt.provider_expires_at_ms.and_then(moment),
        }));
        if attempt.code_refused.is_some() {
            warn(self.output.words.code_refused);
        }
        if !self.output.is_json() {
            self.draw(order, attempt).await?;
        }
        Ok(())
    }

    async fn draw(&self, order: &OrderView, attempt: &AttemptView) -> Result<(), Failure> {
        let words = self.output.words;
        if let Some(code) = &attempt.copy_and_paste {
            if let Some(picture) = till::draw_for_terminal(code) {
                self.output.say_picture(&picture);
            }
            self.output.say_code(code);
        }
        let amount = till::format_amount(order.amount_centavos);
        let expiry =
            attempt.expires_at_ms.map(|at| self.output.clock.time_of_day(at)).unwrap_or_default();
        let until = if attempt.never_expires { words.waits_until } else { words.expires_at };
        self.output.say(format!("\n{amount} · {} · {until} {expiry}", order.order));
        if let Some(bank) = desk(self.till).hello(Nothing {}).await?.customer_bank_url {
            self.output.say(format!("{} {bank}", words.customer_bank));
        }
        self.output.say(if self.only_the_code { words.go_on } else { words.waiting });
        Ok(())
    }

    /// What a caller who wants only the code gets: a charge whose code is not shown is made, and nobody can
    /// be asked to pay it.
    fn has_code(&self, order: &OrderView) -> u8 {
        let has_code = order.attempts.last().is_some_and(|it| it.copy_and_paste.is_some());
        if has_code { exit::DONE } else { self.pending(order, false) }
    }

    /// Tells the end, if it has come.
    fn ended(&self, order: &OrderView) -> Option<u8> {
        let words = self.output.words;
        let event = match order.status {
            Status::Registering | Status::Pending => return None,
            Status::Paid if order.anomalies.is_empty() && order.refunded_centavos == 0 => "paid",
            Status::Paid | Status::Refunding | Status::Refunded => "anomaly",
            Status::Expired => "expired",
            Status::Cancelled => "cancelled",
            Status::Rejected => "rejected",
            Status::ByHand => "confirmed_by_hand",
        };
        self.output.emit(&ending(event, order));
        let is_whole = order.refunded_centavos == 0 && !has_other_amount(order);
        Some(match order.status {
            Status::Paid if is_whole => {
                self.say_paid(order);
                exit::DONE
            }
            Status::Paid | Status::Refunding | Status::Refunded => {
                self.say_paid(order);
                exit::ENDED_UNPAID
            }
            // What a person says is no proof: a script that hands over goods for it has to know.
            Status::ByHand => {
                self.output.say(words.by_hand.ended_by_hand);
                exit::STILL_OPEN
            }
            Status::Rejected => self.rejected(order),
            Status::Expired if order.attempts.last().is_some_and(is_given_up) => {
                self.rejected(order)
            }
            Status::Registering | Status::Pending | Status::Expired | Status::Cancelled => {
                let never_expires =
                    order.attempts.last().is_some_and(|attempt| attempt.never_expires);
                let end = if never_expires { words.still_watched } else { words.ended };
                self.output.say(format!("{}. {end}", words.order_status(order)));
                exit::ENDED_UNPAID
            }
        })
    }

    /// Why there is no charge, or why the till has stopped waiting for one.
    fn rejected(&self, order: &OrderView) -> u8 {
        let rejection = order.attempts.last().and_then(|it| it.rejection.clone());
        let failure = rejection.unwrap_or(Failure::new(FailureCode::ProviderRefused));
        warn(&self.output.words.not_charged(&failure));
        exit::code(failure.code)
    }

    fn say_paid(&self, order: &OrderView) {
        let words = self.output.words;
        let received = till::format_amount(order.received_centavos);
        let last = order.attempts.iter().flat_map(|attempt| &attempt.payments).last();
        let at = last
            .map(|payment| self.output.clock.time_of_day(payment.seen_at_ms))
            .unwrap_or_default();
        let id = last.and_then(|payment| payment.end_to_end_id.clone()).unwrap_or_default();
        let known = last.map(|payment| words.evidence(payment)).unwrap_or_default();
        if order.anomalies.is_empty() && order.refunded_centavos == 0 {
            self.output.say(format!("{} {received} · {at} · {id} · {known}", words.paid));
            return;
        }
        let expected = till::format_amount(order.amount_centavos);
        warn(&self.odd(order));
        self.output.say(format!(
            "{}: {expected} · {}: {received} · {at} · {id} · {known}",
            words.expected, words.received
        ));
    }

    /// What is odd about money that came.
    fn odd(&self, order: &OrderView) -> String {
        let words = self.output.words;
        let back = till::format_amount(order.refunded_centavos);
        if order.status == Status::Refunded {
            return format!("{} {back}.", words.refund.refunded);
        }
        let mut odd: Vec<_> =
            order.anomalies.iter().map(|it| words.anomaly(order, *it).to_owned()).collect();
        if order.refunded_centavos > 0 {
            odd.push(format!("{} {back}", words.refund.given_back));
        }
        if order.status == Status::Refunding {
            odd.push(words.order_status(order).to_owned());
        }
        format!("{} {}.", words.money_is_odd, odd.join(", "))
    }

    /// Nobody paid in time. A charge of which we know that it never left the machine is stopped, so
    /// that it does not come to life later.
    async fn out_of_time(&self, order: OrderView) -> Result<u8, Failure> {
        if let Some(code) = self.ended(&order) {
            return Ok(code);
        }
        let unknown = order.attempts.last().is_some_and(|attempt| attempt.outcome_unknown);
        if order.status == Status::Registering && !unknown {
            let order = desk(self.till).cancel(OrderRef { order: order.order.clone() }).await?;
            if order.status == Status::Cancelled {
                self.output.emit(&ending("rejected", &order));
                warn(&self.output.words.failure(&Failure::new(FailureCode::ProviderUnreachable)));
                return Ok(exit::code(FailureCode::ProviderUnreachable));
            }
        }
        Ok(self.pending(&order, unknown))
    }

    /// Somebody ends the wait, and has to know what goes on without it.
    async fn broken_off(&self) -> Result<u8, Failure> {
        let words = self.output.words;
        // Whether it was sent is not known here, and nothing is sent for somebody who wants to stop.
        let Some(order) = &self.order else {
            self.output.say(format!("{} {}", words.not_shown, words.go_on));
            return Ok(exit::STILL_OPEN);
        };
        let order = desk(self.till).order(OrderRef { order: order.clone() }).await?;
        if order.status == Status::Pending {
            let amount = till::format_amount(order.amount_centavos);
            self.output.say(format!("{} {} · {amount}", words.left_open, order.order));
        }
        self.out_of_time(order).await
    }

    fn pending(&self, order: &OrderView, outcome_unknown: bool) -> u8 {
        let mut event = ending("pending", order);
        if let Value::Object(object) = &mut event {
            object.insert("outcome_unknown".to_owned(), outcome_unknown.into());
        }
        self.output.emit(&event);
        if let Some(trouble) = order.attempts.last().and_then(|it| self.output.words.trouble(it)) {
            warn(&trouble);
        }
        if let Some(raw) = raw_status(order) {
            self.output.say(format!("{} {raw}", self.output.words.provider_says));
        }
        let words = self.output.words;
        self.output.say(format!("{} {}", known(words, order), words.go_on));
        exit::STILL_OPEN
    }
}

/// What is known when the wait is over: only a provider that was heard, in words that are known, can have
/// said that nobody has paid.
fn known(words: &Words, order: &OrderView) -> &'static str {
    let Some(attempt) = order.attempts.last() else { return words.not_shown };
    if attempt.unproven.is_some() {
        return words.not_known;
    }
    if attempt.copy_and_paste.is_none() {
        return words.not_shown;
    }
    let is_heard = attempt.trouble.is_none() && attempt.raw_status.is_none();
    if is_heard { words.not_paid } else { words.not_known }
}
