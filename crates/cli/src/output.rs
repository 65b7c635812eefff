//! What the terminal shows: sentences for people, or one JSON object per line for scripts.

use std::io::{IsTerminal, Write};

use contract::{AttemptView, Failure, OrderView, PaymentView};
use jiff::Timestamp;
use serde_json::{Value, json};
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

fn print(line: &str) {
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

/// An order as scripts see it.
pub(crate) fn order(order: &OrderView) -> Value {
    json!({
        "order": order.order,
        "reference": order.attempts.first().map(|attempt| &attempt.reference),
        "amount_centavos": order.amount_centavos,
        "received_centavos": order.received_centavos,
        "status": order.status,
        "anomalies": order.anomalies,
        "created_at": moment(order.created_at_ms),
        "attempts": order.attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}

/// An event of the log as scripts see it.
pub(crate) fn event(event: &EventView) -> Value {
    json!({
        "seq": event.seq,
        "attempt": event.attempt,
        "kind": event.kind,
        "at": moment(event.at_ms),
        "hash": event.hash,
    })
}

fn attempt(attempt: &AttemptView) -> Value {
    json!({
        "attempt": attempt.attempt,
        "reference": attempt.reference,
        "provider": attempt.provider,
        "provider_id": attempt.provider_id,
        "status": attempt.status,
        "raw_status": attempt.raw_status,
        "outcome_unknown": attempt.outcome_unknown,
        "created_at": moment(attempt.created_at_ms),
        "expires_at": attempt.provider_expires_at_ms.and_then(moment),
        "copy_and_paste": attempt.copy_and_paste,
        "code_refused": attempt.code_refused,
        "rejection": attempt.rejection,
        "payments": attempt.payments.iter().map(payment).collect::<Vec<_>>(),
    })
}

fn payment(payment: &PaymentView) -> Value {
    json!({
        "amount_centavos": payment.amount_centavos,
        "end_to_end_id": payment.end_to_end_id,
        "paid_at": payment.paid_at_ms.and_then(moment),
        "seen_at": moment(payment.seen_at_ms),
        "evidence": payment.evidence,
        "agreed": payment.agreed,
    })
}
