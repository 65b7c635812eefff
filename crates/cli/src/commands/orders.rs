//! `balcao orders` and `balcao show`.

use contract::{Failure, OrderView};
use serde_json::Value;
use till::{Options, OrderQuery, Till};

use crate::args::Orders;
use crate::exit;
use crate::output::{self, Output, moment};

pub(crate) fn run(output: &Output, options: &Options, args: &Orders) -> Result<u8, Failure> {
    let till = Till::open_to_look(options)?;
    let orders = till.orders(&OrderQuery {
        status: args.status.map(Into::into),
        search: args.search.clone(),
        since_ms: args.since,
        limit: args.limit,
    })?;
    if orders.is_empty() {
        output.say(output.words.no_orders);
    }
    for order in &orders {
        output.emit(&output::order(order));
        output.say(line(output, order));
    }
    Ok(exit::DONE)
}

pub(crate) fn show(output: &Output, options: &Options, order: &str) -> Result<u8, Failure> {
    let till = Till::open_to_look(options)?;
    let (order, events) = till.show(order)?;
    let mut value = output::order(&order);
    if let Value::Object(object) = &mut value {
        object.insert("events".to_owned(), events.iter().map(output::event).collect());
    }
    output.emit(&value);
    output.say(line(output, &order));
    for attempt in &order.attempts {
        let status = output.words.status(attempt.status);
        let id = attempt.provider_id.as_deref().unwrap_or("-");
        output.say(format!("  {} · {} · {id} · {status}", attempt.attempt, attempt.reference));
        for payment in &attempt.payments {
            let amount = till::format_amount(payment.amount_centavos);
            let id = payment.end_to_end_id.as_deref().unwrap_or("-");
            output.say(format!("    {amount} · {id} · {}", output.words.evidence(payment)));
        }
    }
    for event in &events {
        let at = moment(event.at_ms).unwrap_or_default();
        output.say(format!("  #{} {at} {} ({})", event.seq, event.kind, event.attempt));
    }
    Ok(exit::DONE)
}

/// One order in one line.
pub(crate) fn line(output: &Output, order: &OrderView) -> String {
    let words = output.words;
    let amount = till::format_amount(order.amount_centavos);
    let at = moment(order.created_at_ms).unwrap_or_default();
    let mut line = format!("{} · {at} · {amount} · {}", order.order, words.status(order.status));
    if let Some(raw) = output::raw_status(order) {
        line = format!("{line} · {} {raw}", words.provider_says);
    }
    for anomaly in &order.anomalies {
        line = format!("{line} · {}", words.anomaly(*anomaly));
    }
    line
}
