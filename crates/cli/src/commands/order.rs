//! `balcao orders`, `balcao show` and `balcao note`.

use contract::{
    Act, AttemptView, Failure, FailureCode, MomentKind, NoteOrder, OrderRef, OrderView, Status,
    TimelineView,
};
use serde_json::Value;
use till::{Options, OrderQuery, Till};

use crate::args::{EvidenceArg, Note, Orders, Since, StatusArg};
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
    let query = query(output, args)?;
    let mut is_empty = true;
    desk(&till).orders(&query, |order| {
        is_empty = false;
        output.emit(&output::order(order));
        output.say(line(output, order));
    })?;
    if is_empty {
        output.say(output.words.no_orders);
    }
    if args.totals {
        let totals = desk(&till).order_totals(&query)?;
        output.emit(&output::told("totals", output::object(&totals)));
        output.say(output.words.history.totals(&totals));
    }
    Ok(exit::DONE)
}

fn query(output: &Output, args: &Orders) -> Result<OrderQuery, Failure> {
    let day = args.day.map(Since::Day);
    let since = day.or(args.since).map(|since| between(output, since)).transpose()?;
    let until = day.or(args.until).map(|until| between(output, until)).transpose()?;
    Ok(OrderQuery {
        status: args.status.and_then(StatusArg::status),
        unproven: matches!(args.status, Some(StatusArg::Unproven)),
        odd: args.odd,
        sold_by: args.sold_by.clone(),
        provider: args.provider.clone(),
        evidence: args.evidence.map(EvidenceArg::evidence),
        search: args.search.clone(),
        since_ms: since.map(|(begins, _)| begins),
        until_ms: until.map(|(_, ends)| ends),
        before: args.before.clone(),
        limit: args.limit,
    })
}

/// From when on what was typed is meant, and up to when, in milliseconds since 1970-01-01 UTC: a day is the shop's.
fn between(output: &Output, typed: Since) -> Result<(i64, i64), Failure> {
    let moments = match typed {
        Since::Moment(ms) => Some((ms, ms)),
        Since::Shown(shown) => output.clock.first(shown).map(|ms| (ms, ms)),
        Since::Day(day) => output.clock.moments_of(day),
    };
    moments.ok_or_else(|| Failure::new(FailureCode::InvalidPeriod))
}

/// Writes a note to an order.
pub(crate) async fn note(output: &Output, options: Options, args: Note) -> Result<u8, Failure> {
    let till = Till::open_to_note(&options)?;
    till.people().await?;
    let Note { order, text } = args;
    let noted = desk(&till).note(NoteOrder { order, text }).await?;
    output.emit(&output::told("noted", output::object(&noted)));
    output.say(output.words.history.noted);
    say_notes(output, &noted);
    Ok(exit::DONE)
}

/// What people wrote to an order, a line each.
fn say_notes(output: &Output, life: &TimelineView) {
    for moment in &life.moments {
        let MomentKind::Noted { text } = &moment.what else { continue };
        let at = output.clock.moment(moment.at_ms);
        let who = moment.by.as_ref().and_then(|by| by.name.as_deref());
        let who = who.map(|who| format!(" · {who}")).unwrap_or_default();
        output.say(format!("  {} {at}{who} · {text}", output.words.history.note));
    }
}

pub(crate) async fn show(output: &Output, options: &Options, order: &str) -> Result<u8, Failure> {
    let till = open_to_look_at_sales(output, options).await?;
    let (order, events) = desk(&till).show(order)?;
    let life = desk(&till).timeline(OrderRef { order: order.order.clone() }).await?;
    let mut value = output::order(&order);
    if let Value::Object(object) = &mut value {
        object.insert("document_key".to_owned(), order.document_key.clone().into());
        // The names are those of the note's schema, and days no moments.
        let fiscal = serde_json::to_value(&order.fiscal).unwrap_or_default();
        object.insert("fiscal".to_owned(), fiscal);
        object.insert("notes".to_owned(), output::notes(&life));
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
    say_notes(output, &life);
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
