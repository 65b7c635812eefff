//! `balcao orders` and `balcao show`.

use contract::{Act, AttemptView, Failure, FailureCode, OrderView, Status};
use serde_json::Value;
use till::{Options, OrderQuery};

use crate::args::{Orders, Since, StatusArg};
use crate::commands::{by_hand, desk, dispute, open_to_look_at_sales};
use crate::exit;
use crate::output::{self, Output, warn};

pub(crate) async fn run(output: &Output, options: &Options, args: &Orders) -> Result<u8, Failure> {
    let till = match open_to_look_at_sales(output, options).await {
        Ok(till) => till,
        // There is nothing to list any more, and that is said; scripts get an empty list.
        Err(failure) if failure.code == FailureCode::LogBehind => {
            warn(&output.failure(&failure));
            return Ok(exit::code(failure.code));
        }
        Err(failure) => return Err(failure),
    };
    if let Some(failure) = till.unsellable() {
        warn(&output.failure(&failure));
    }
    let query = OrderQuery {
        status: args.status.and_then(StatusArg::status),
        unproven: matches!(args.status, Some(StatusArg::Unproven)),
        search: args.search.clone(),
        since_ms: args.since.map(|since| moment_of(output, since)).transpose()?,
        limit: args.limit,
    };
    let mut is_empty = true;
    desk(&till).orders(&query, |order| {
        is_empty = false;
        output.emit(&output::order(order));
        output.say(line(output, order));
    })?;
    if is_empty {
        output.say(output.words.no_orders);
    }
    Ok(exit::DONE)
}

/// What was typed, in milliseconds since 1970-01-01 UTC: a day is the shop's.
fn moment_of(output: &Output, since: Since) -> Result<i64, Failure> {
    match since {
        Since::Moment(ms) => Ok(ms),
        Since::Shown(shown) => {
            output.clock.first(shown).ok_or_else(|| Failure::new(FailureCode::InvalidRequest))
        }
    }
}

pub(crate) async fn show(output: &Output, options: &Options, order: &str) -> Result<u8, Failure> {
    let till = open_to_look_at_sales(output, options).await?;
    let (order, events) = desk(&till).show(order)?;
    let mut value = output::order(&order);
    if let Value::Object(object) = &mut value {
        object.insert("events".to_owned(), events.iter().map(output::event).collect());
    }
    output.emit(&value);
    output.say(line(output, &order));
    for attempt in &order.attempts {
        say_attempt(output, attempt);
    }
    for event in &events {
        let at = output.clock.moment(event.at_ms);
        let what = output.words.event(&event.kind);
        let who = event
            .by
            .as_deref()
            .map(|by| format!(" · {}", output.words.actor(by, event.actor.as_ref())));
        let who = who.unwrap_or_default();
        // An event of the order itself is of no attempt.
        let attempt = Some(event.attempt).filter(|attempt| *attempt > 0);
        let attempt = attempt.map(|attempt| format!(" ({attempt})")).unwrap_or_default();
        output.say(format!("  #{} {at} {what}{attempt}{who}", event.seq));
    }
    Ok(exit::DONE)
}

fn say_attempt(output: &Output, attempt: &AttemptView) {
    let words = output.words;
    let (number, reference) = (attempt.attempt, &attempt.reference);
    let (status, provider) = (words.attempt_status(attempt), &attempt.provider_name);
    let id = attempt.provider_id.as_deref().unwrap_or("-");
    output.say(format!("  {number} · {reference} · {provider} {id} · {status}"));
    if let Some(account) = &attempt.account {
        output.say(format!("    {} {}", account.address, account.fingerprint));
    }
    if let Some(unproven) = &attempt.unproven {
        output.say(format!("    {}", words.doubt(unproven)));
    }
    if let Some(trouble) = words.trouble(attempt) {
        output.say(format!("    {trouble}"));
    }
    if let Some(rejection) = &attempt.rejection {
        output.say(format!("    {}", words.failure(rejection)));
    }
    if let Some(given_up) = by_hand::given_up_line(output, attempt) {
        output.say(format!("    {given_up}"));
    }
    if let Some(said) = &attempt.by_hand {
        output.say(format!("    {}", by_hand::line(output, said)));
    }
    for payment in &attempt.payments {
        let amount = till::format_amount(payment.amount_centavos);
        let id = payment.end_to_end_id.as_deref().unwrap_or("-");
        let mut line = format!("    {amount} · {id} · {}", words.evidence(payment));
        if let Some(why) = &payment.matched {
            line = format!("{line} · {} {why}", words.unmatched.matched);
        }
        output.say(line);
    }
    for refund in &attempt.refunds {
        let amount = till::format_amount(refund.amount_centavos);
        let id = refund.end_to_end_id.as_deref().unwrap_or("-");
        output.say(format!("    -{amount} · {id} · {}", words.refund.given_back));
    }
    if let Some(request) = &attempt.refund_request {
        let at = output.clock.moment(request.requested_at_ms);
        let failure = request.failure.as_ref().map(|failure| words.failure(failure));
        let failure = failure.map(|text| format!(" · {text}")).unwrap_or_default();
        output.say(format!("    {at} {}{failure}", words.refund.reason(request.reason)));
    }
    if let Some(dispute) = &attempt.dispute {
        output.say(format!("    {}", dispute::line(output, dispute)));
    }
}

/// The name of who has sold it.
fn seller(order: &OrderView) -> Option<&str> {
    order.acts.iter().find(|act| act.act == Act::Charged)?.by.name.as_deref()
}

/// One order in one line.
pub(crate) fn line(output: &Output, order: &OrderView) -> String {
    let words = output.words;
    let amount = till::format_amount(order.amount_centavos);
    let at = output.clock.moment(order.created_at_ms);
    let mut line = format!("{} · {at} · {amount} · {}", order.order, words.order_status(order));
    let has_payments = order.attempts.iter().any(|attempt| !attempt.payments.is_empty());
    if has_payments && order.received_centavos != order.amount_centavos {
        line = format!("{line} · {} {}", words.came, till::format_amount(order.received_centavos));
    }
    // Of a sale whose money is back wholly the status says it.
    if order.refunded_centavos > 0 && order.status != Status::Refunded {
        let back = till::format_amount(order.refunded_centavos);
        line = format!("{line} · {} {back}", words.refund.given_back);
    }
    if let Some(seller) = seller(order) {
        line = format!("{line} · {seller}");
    }
    if let Some(why) = words.unheard(order) {
        line = format!("{line} · {why}");
    }
    if let Some(raw) = output::raw_status(order) {
        line = format!("{line} · {} {raw}", words.provider_says);
    }
    for anomaly in &order.anomalies {
        line = format!("{line} · {}", words.anomaly(order, *anomaly));
    }
    line
}
