//! What the terminal shows: sentences for people, or one JSON object per line for scripts.

mod order;

use std::io::{IsTerminal, Write};

use contract::Failure;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value, json};
use till::Printable;

use crate::wall_clock::WallClock;
use crate::words::Words;

pub(crate) use order::{ending, event, happened, has_other_amount, notes, order, raw_status};

/// Where everything is printed.
pub(crate) struct Output {
    json: bool,
    /// The command charges.
    charges: bool,
    pub(crate) words: &'static Words,
    /// For people.
    pub(crate) clock: WallClock,
}

impl Output {
    pub(crate) fn new(json: bool, zone: TimeZone) -> Self {
        let words = Words::of_environment();
        Self { json, charges: false, words, clock: WallClock::new(zone, words.day) }
    }

    /// The same for a command that charges, or does not.
    pub(crate) fn of_command(self, charges: bool) -> Self {
        Self { charges, ..self }
    }

    /// Why something was not done.
    pub(crate) fn failure(&self, failure: &Failure) -> String {
        if self.charges {
            self.words.failure(failure)
        } else {
            self.words.failure_beside_a_charge(failure)
        }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Lines for people; scripts don't get them. Nothing in them steers the terminal, whoever wrote it.
    pub(crate) fn say(&self, lines: impl AsRef<str>) {
        if !self.json {
            print(&Printable::lines(lines.as_ref()));
        }
    }

    /// A payment code, to the letter: it has passed the check, so that nothing in it steers, and whoever pays by an
    /// altered one cannot pay.
    pub(crate) fn say_code(&self, code: &str) {
        if !self.json {
            print(code);
        }
    }

    /// A picture for people, light letters on dark ground: an inverted code is read by few banks'
    /// apps, so a terminal of other colours is told these two.
    pub(crate) fn say_picture(&self, picture: &str) {
        let is_terminal = std::io::stdout().is_terminal();
        for line in picture.lines() {
            if is_terminal && !self.json {
                print(&format!("\x1b[97;40m{line}\x1b[0m"));
            } else {
                self.say(line);
            }
        }
    }

    /// A line for scripts; people don't get it.
    pub(crate) fn emit(&self, value: &Value) {
        if self.json {
            print(&with_printable_words(value.clone()).to_string());
        }
    }

    /// A sentence on standard error, and the code for scripts.
    pub(crate) fn failed(&self, failure: &Failure) {
        let sentence = self.failure(failure);
        self.emit(&json!({
            "event": "failed",
            "code": failure.code,
            "detail": failure.detail,
            "obstacle": failure.obstacle,
            "need": failure.need,
            "message": sentence,
        }));
        warn(&sentence);
    }
}

/// A sentence on standard error, for people and scripts alike.
pub(crate) fn warn(sentence: &str) {
    // A closed standard error is no reason to stop selling.
    let _ = writeln!(std::io::stderr(), "balcao: {}", Printable::lines(sentence));
}

/// A line for whoever reads.
pub(crate) fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that has gone (`| head`) is no reason to stop selling.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// RFC 3339 in UTC, for scripts.
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

/// The key of a payment code, which is what it is to the letter.
const CODE: &str = "copy_and_paste";

/// What scripts get: names are ours, words may be from outside.
fn with_printable_words(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(Printable::lines(&text)),
        Value::Array(list) => Value::Array(list.into_iter().map(with_printable_words).collect()),
        Value::Object(object) => {
            let printable = |(key, value): (String, Value)| {
                let is_code = key == CODE;
                (key, if is_code { value } else { with_printable_words(value) })
            };
            Value::Object(object.into_iter().map(printable).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use contract::RefundView;

    use super::*;

    #[test]
    fn a_payment_code_is_told_to_the_letter_and_every_other_word_printable() {
        let dressed = "Lo\u{3164}ja\u{202e}";
        let told = with_printable_words(json!({ "copy_and_paste": dressed, "name": [dressed] }));
        assert_eq!(told, json!({ "copy_and_paste": dressed, "name": ["Loja"] }));
    }

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
    fn words_from_outside_steer_neither_a_terminal_nor_a_script() {
        let evil = "a\u{1b}[2Jb\u{9b}c\u{202e}d\u{200b}e\u{2028}f";
        let clean = "a[2Jbcde f";
        assert_eq!(Printable::lines(evil), clean);
        let value = json!({ "a": [{ "b": evil }], "n": 1, "none": null });
        let told = json!({ "a": [{ "b": clean }], "n": 1, "none": null });
        assert_eq!(with_printable_words(value), told);
    }
}
