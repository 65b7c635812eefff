//! What the terminal shows: sentences for people, or one JSON object per line for scripts.

use std::io::{IsTerminal, Write};

use contract::{Anomaly, AttemptView, Failure, OrderView, PaymentView};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};
use till::EventView;

use crate::words::Words;

/// Where everything is printed.
pub(crate) struct Output {
    json: bool,
    pub(crate) words: &'static Words,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, words: Words::of_environment() }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// A line for people; scripts don't get it.
    pub(crate) fn say(&self, line: impl AsRef<str>) {
        if !self.json {
            print(line.as_ref());
        }
    }

    /// A picture for people, light letters on dark ground: an inverted code is read by few banks'
    /// apps, so a terminal of other colours is told these two.
    pub(crate) fn say_picture(&self, picture: &str) {
        let is_terminal = std::io::stdout().is_terminal();
        for line in picture.lines() {
            if is_terminal {
                self.say(format!("\x1b[97;40m{line}\x1b[0m"));
            } else {
                self.say(line);
            }
        }
    }

    /// A line for scripts; people don't get it.
    pub(crate) fn emit(&self, value: &Value) {
        if self.json {
            print(&value.to_string());
        }
    }

    /// A sentence on standard error, and the code for scripts.
    pub(crate) fn failed(&self, failure: &Failure) {
        let sentence = self.words.failure(failure);
        self.emit(&json!({
            "event": "failed",
            "code": failure.code,
            "detail": failure.detail,
            "message": sentence,
        }));
        warn(&sentence);
    }
}

/// A sentence on standard error, for people and scripts alike.
pub(crate) fn warn(sentence: &str) {
    // A closed standard error is no reason to stop selling.
    let _ = writeln!(std::io::stderr(), "balcao: {sentence}");
}

/// A line for whoever reads.
pub(crate) fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that has gone (`| head`) is no reason to stop selling.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// The provider's word for how the order's last attempt stands, if nobody here knows it.
pub(crate) fn raw_status(order: &OrderView) -> Option<&str> {
    order.attempts.last().and_then(|attempt| attempt.raw_status.as_deref())
}

/// RFC 3339 in UTC.
pub(crate) fn moment(ms: i64) -> Option<String> {
    Timestamp::from_millisecond(ms).ok().map(|it| it.to_string())
}

/// A view as scripts see it: its own keys, but moments in RFC 3339, `…_at` instead of `…_at_ms`.
pub(crate) fn object(view: &impl Serialize) -> Value {
    with_moments(serde_json::to_value(view).unwrap_or_default())
}

fn with_moments(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(object.into_iter().map(with_moment).collect()),
        Value::Array(list) => Value::Array(list.into_iter().map(with_moments).collect()),
        other => other,
    }
}

fn with_moment((key, value): (String, Value)) -> (String, Value) {
    match key.strip_suffix("_ms") {
        Some(name) if name == "at" || name.ends_with("_at") => {
            let at = value.as_i64().and_then(moment);
            (name.to_owned(), at.map_or(Value::Null, Value::String))
        }
        _ => (key, with_moments(value)),
    }
}

/// A view as scripts see it, with the name of what happened.
pub(crate) fn told(event: &str, view: Value) -> Value {
    let mut told = Map::new();
    told.insert("event".to_owned(), event.into());
    if let Value::Object(object) = view {
        told.extend(object);
    }
    Value::Object(told)
}

/// A text from outside on one line of a terminal, which it must not steer.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// An order as scripts see it.
pub(crate) fn order(order: &OrderView) -> Value {
    json!({
        "order": order.order,
        "reference": order.attempts.first().map(|attempt| &attempt.reference),
        "provider": order.attempts.last().map(|attempt| &attempt.provider),
        "amount_centavos": order.amount_centavos,
        "received_centavos": order.received_centavos,
        "refunded_centavos": order.refunded_centavos,
        "status": order.status,
        "anomalies": anomalies(order),
        "created_at": moment(order.created_at_ms),
        "attempts": order.attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}

/// What went oddly, as scripts see it. They have known another amount by one word from the beginning, and late
/// money too, so that it stands beside the word that says more; the first also where odd payments make the right
/// sum.
pub(crate) fn anomalies(order: &OrderView) -> Vec<Value> {
    let is_late = |it: &&Anomaly| matches!(it, Anomaly::PaidLate | Anomaly::PaidAfterCancelling);
    let late = order.anomalies.iter().any(|it| is_late(&it)).then(|| json!(Anomaly::PaidLate));
    let other_amount = has_other_amount(order).then(|| json!("amount_mismatch"));
    let others = order.anomalies.iter().filter(|it| **it != Anomaly::PaidLate);
    late.into_iter().chain(other_amount).chain(others.map(|it| json!(it))).collect()
}

/// Whether a payment came in another amount than was asked for.
pub(crate) fn has_other_amount(order: &OrderView) -> bool {
    let mut payments = order.attempts.iter().flat_map(|attempt| &attempt.payments);
    payments.any(|payment| payment.amount_centavos != order.amount_centavos)
}

/// An event of the log as scripts see it.
pub(crate) fn event(event: &EventView) -> Value {
    json!({
        "seq": event.seq,
        "attempt": event.attempt,
        "kind": event.kind,
        "at": moment(event.at_ms),
        "by": event.by,
        "hash": event.hash,
    })
}

fn attempt(attempt: &AttemptView) -> Value {
    json!({
        "attempt": attempt.attempt,
        "reference": attempt.reference,
        "provider": attempt.provider,
        "provider_name": attempt.provider_name,
        "provider_id": attempt.provider_id,
        "status": attempt.status,
        "raw_status": attempt.raw_status,
        "account": attempt.account,
        "unproven": attempt.unproven,
        "trouble": object(&attempt.trouble),
        "outcome_unknown": attempt.outcome_unknown,
        "created_at": moment(attempt.created_at_ms),
        "lives_on": attempt.never_expires,
        "expires_at": attempt.provider_expires_at_ms.and_then(moment),
        "copy_and_paste": attempt.copy_and_paste,
        "code_refused": attempt.code_refused,
        "rejection": attempt.rejection,
        "payments": attempt.payments.iter().map(payment).collect::<Vec<_>>(),
        "refunds": object(&attempt.refunds),
        "refund_request": object(&attempt.refund_request),
        "dispute": object(&attempt.dispute),
    })
}

fn payment(payment: &PaymentView) -> Value {
    json!({
        "amount_centavos": payment.amount_centavos,
        "end_to_end_id": payment.end_to_end_id,
        "paid_at": payment.paid_at_ms.and_then(moment),
        "seen_at": moment(payment.seen_at_ms),
        "evidence": payment.evidence,
        "agreed": payment.confirmed,
        "attached": payment.matched,
    })
}

#[cfg(test)]
mod tests {
    use contract::RefundView;

    use super::*;

    #[test]
    fn moments_are_written_out_and_all_else_stays() {
        let refund = RefundView {
            amount_centavos: 1_250,
            end_to_end_id: None,
            refunded_at_ms: None,
            seen_at_ms: 1_000,
            asked_here: true,
        };
        let expected = json!({
            "amount_centavos": 1_250,
            "end_to_end_id": null,
            "refunded_at": null,
            "seen_at": "1970-01-01T00:00:01Z",
            "asked_here": true,
        });
        assert_eq!(object(&refund), expected);
        assert_eq!(object(&json!([{ "at_ms": 0 }])), json!([{ "at": "1970-01-01T00:00:00Z" }]));
        let other = json!({ "round_trip_ms": 7, "until_ms": 1 });
        assert_eq!(object(&other), other);
        assert_eq!(told("refunded", json!({ "a": 1 })), json!({ "event": "refunded", "a": 1 }));
    }

    #[test]
    fn a_text_from_outside_does_not_steer_the_terminal() {
        assert_eq!(one_line("a\u{1b}[2Jb\r\nc\u{9b}d"), "a [2Jb  c d");
        assert_eq!(one_line("Não reconheço"), "Não reconheço");
    }
}
