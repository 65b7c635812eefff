//! What goes wrong on command. Each fault waits for the next calls of its kind and is then used up.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::books::Provider;
use crate::connectpsp::Problem;
use crate::integrapay::Refusal;
use crate::message::Response;

/// Most faults that wait at once.
const MAX_WAITING: usize = 100;
/// Longest delay, in milliseconds.
const MAX_DELAY_MS: u64 = 600_000;
const HUGE_BODY_BYTES: usize = 50 * 1024 * 1024;

/// Which calls a fault waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum On {
    /// POST /auth/token.
    Token,
    /// POST /cash-in, POST /integrapay/transaction/qrcode/cashin.
    Create,
    /// GET /cash-in/{id}, and both look-ups of `IntegraPay`.
    Fetch,
    /// POST /cash-in/{id}/refund.
    Refund,
    /// GET /cash-out/{id}.
    Payout,
    /// Any of these.
    Any,
    /// A try to deliver a webhook.
    Webhook,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Processed at once, answered `ms` later. A webhook leaves `ms` later.
    Delay,
    /// The connection is closed; nothing was processed.
    DropBefore,
    /// Processed; the connection is closed without an answer.
    DropAfter,
    /// 500; nothing was processed.
    #[serde(rename = "status_500")]
    Status500,
    /// Processed, and yet 500.
    #[serde(rename = "status_500_after")]
    Status500After,
    /// 429 with `Retry-After: retry_after_s`; nothing was processed.
    RateLimited,
    /// 401 (`TOKEN_EXPIRED`); nothing was processed.
    TokenExpired,
    /// A refund: 422 `MISSING_END_TO_END_ID`; nothing was processed.
    MissingEndToEndId,
    /// Processed; the answer's JSON breaks off half way.
    MalformedJson,
    /// 200 with a page, as from a hotel's network; nothing was processed.
    Html,
    /// Processed; the answer is right but 50 MB long.
    HugeBody,
    /// Processed; the status is a word that no page documents.
    UnknownStatus,
    /// Processed; the copy-and-paste code has a wrong CRC.
    WrongCode,
    /// Processed; the `Date` header is an hour behind.
    WrongClock,
    /// A webhook: never sent, and yet the provider believes that it arrived.
    Lose,
    /// A webhook: sent twice at once.
    Double,
    /// A webhook: held back until another has been tried.
    Reorder,
    /// A webhook: the amount is changed after signing.
    Corrupt,
    /// A webhook: signed with another key.
    BadSignature,
    /// A webhook: without a signature.
    NoSignature,
}

/// A fault that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// Which calls it waits for.
    #[serde(default = "any")]
    pub(crate) on: On,
    /// Whose calls or webhooks; any provider's if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<Provider>,
    /// What goes wrong.
    pub(crate) kind: Kind,
    /// How many calls it still spoils.
    #[serde(default = "once")]
    pub(crate) times: u32,
    /// Length of a delay, in milliseconds, up to ten minutes.
    #[serde(default = "one_second_in_ms")]
    pub(crate) ms: u64,
    /// What a 429 asks for, in seconds.
    #[serde(default = "one_second")]
    pub(crate) retry_after_s: u64,
}

fn any() -> On {
    On::Any
}

fn once() -> u32 {
    1
}

fn one_second_in_ms() -> u64 {
    1000
}

fn one_second() -> u64 {
    1
}

/// The faults that wait, first to last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    waiting: Vec<Fault>,
}

impl Faults {
    /// Puts a fault at the end of the line; `false` if the line is full.
    pub(crate) fn add(&mut self, fault: Fault) -> bool {
        let fits = self.waiting.len() < MAX_WAITING;
        if fits && fault.times > 0 {
            self.waiting.push(fault);
        }
        fits
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    pub(crate) fn waiting(&self) -> &[Fault] {
        &self.waiting
    }

    /// The first fault that waits for this, one use less.
    pub(crate) fn take(&mut self, on: On, provider: Provider) -> Option<Fault> {
        let is_call = on != On::Webhook;
        let waits = |fault: &Fault| {
            (fault.on == on || (fault.on == On::Any && is_call))
                && fault.provider.is_none_or(|whose| whose == provider)
        };
        let at = self.waiting.iter().position(waits)?;
        let fault = self.waiting.get_mut(at)?;
        fault.times = fault.times.saturating_sub(1);
        let taken = fault.clone();
        if taken.times == 0 {
            self.waiting.remove(at);
        }
        Some(taken)
    }
}

impl Fault {
    /// Whether that can go wrong there.
    pub(crate) fn makes_sense(&self) -> bool {
        let is_of_webhooks = matches!(
            self.kind,
            Kind::Lose
                | Kind::Double
                | Kind::Reorder
                | Kind::Corrupt
                | Kind::BadSignature
                | Kind::NoSignature
        );
        match self.kind {
            Kind::Delay => true,
            Kind::MissingEndToEndId => self.on == On::Refund,
            _ => is_of_webhooks == (self.on == On::Webhook),
        }
    }

    /// The answer of a call that is not even processed; `None` if it is.
    pub(crate) fn answer_unprocessed(&self, provider: Provider) -> Option<Response> {
        match self.kind {
            Kind::Status500 => Some(internal_error(provider)),
            Kind::RateLimited => {
                let answer = match provider {
                    Provider::ConnectPsp => Problem::rate_limited().answer(),
                    Provider::IntegraPay => Refusal::new(429, "Too Many Requests").answer(),
                };
                Some(answer.with_header("retry-after", self.retry_after_s.to_string()))
            }
            Kind::TokenExpired => Some(match provider {
                Provider::ConnectPsp => Problem::token_expired().answer(),
                Provider::IntegraPay => Refusal::unauthorized().answer(),
            }),
            Kind::MissingEndToEndId => Some(Problem::missing_end_to_end_id().answer()),
            Kind::Html => {
                let page = "<!doctype html><title>Wi-Fi</title><p>Bem-vindo! Faça login.</p>";
                Some(Response::new(200, "text/html; charset=utf-8", page))
            }
            _ => None,
        }
    }

    /// What becomes of a processed call's answer.
    pub(crate) fn spoil(&self, mut response: Response, provider: Provider) -> Response {
        match self.kind {
            Kind::Status500After => internal_error(provider),
            Kind::MalformedJson => {
                response.body.truncate(response.body.len() / 2);
                response
            }
            Kind::HugeBody => {
                response.body = padded(&response.body);
                response
            }
            Kind::UnknownStatus => {
                replace_text(&mut response.body, "status", |_| "UNDER_ANALYSIS".to_owned());
                response
            }
            Kind::WrongCode => {
                let field = match provider {
                    Provider::ConnectPsp => "copyAndPaste",
                    Provider::IntegraPay => "qrCode",
                };
                replace_text(&mut response.body, field, |code| with_wrong_crc(&code));
                response
            }
            _ => response,
        }
    }

    /// How much later the answer leaves.
    pub(crate) fn delay(&self) -> Duration {
        match self.kind {
            Kind::Delay => Duration::from_millis(self.ms.min(MAX_DELAY_MS)),
            _ => Duration::ZERO,
        }
    }

    /// How far off the `Date` header is, in milliseconds.
    pub(crate) fn clock_error_ms(&self) -> i64 {
        if self.kind == Kind::WrongClock { -3_600_000 } else { 0 }
    }
}

/// An accident of the provider's.
// ASSUMED: IntegraPay's words (B8, [N]).
pub(crate) fn internal_error(provider: Provider) -> Response {
    match provider {
        Provider::ConnectPsp => Problem::internal_error().answer(),
        Provider::IntegraPay => Refusal::new(500, "Internal Server Error").answer(),
    }
}

/// The same object with a field of 50 MB before the others.
fn padded(body: &[u8]) -> Vec<u8> {
    let Some(fields) = body.strip_prefix(b"{") else { return body.to_vec() };
    let mut padded = br#"{"padding":""#.to_vec();
    padded.resize(padded.len() + HUGE_BODY_BYTES, b'x');
    padded.extend_from_slice(br#"","#);
    padded.extend_from_slice(fields);
    padded
}

/// Replaces the first `"name":"text"` where it stands, and leaves every other byte alone: numbers
/// must not pass through a JSON value, which would drop their zeros.
fn replace_text(body: &mut Vec<u8>, name: &str, new: impl FnOnce(String) -> String) {
    let text = String::from_utf8_lossy(body).into_owned();
    let start = format!(r#""{name}":""#);
    let found = text.split_once(&start).and_then(|(before, rest)| {
        let (old, after) = rest.split_once('"')?;
        Some(format!("{before}{start}{}\"{after}", new(old.to_owned())))
    });
    if let Some(replaced) = found {
        *body = replaced.into_bytes();
    }
}

/// Puts a digit before the first amount.
pub(crate) fn corrupt(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let field = if text.contains(r#""amount":"#) { "amount" } else { "value" };
    text.replacen(&format!(r#""{field}":"#), &format!(r#""{field}":9"#), 1).into_bytes()
}

fn with_wrong_crc(code: &str) -> String {
    let (covered, crc) = code.split_at_checked(code.len().saturating_sub(4)).unwrap_or((code, ""));
    let wrong = if crc == "0000" { "FFFF" } else { "0000" };
    format!("{covered}{wrong}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PSP: Provider = Provider::ConnectPsp;

    fn fault(json: &str) -> Fault {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn faults_wait_for_their_call_and_are_used_up() {
        let mut faults = Faults::default();
        assert!(faults.add(fault(r#"{"on":"create","kind":"status_500","times":2}"#)));
        assert!(faults.add(fault(r#"{"kind":"drop_after"}"#)));
        assert_eq!(faults.take(On::Create, PSP).map(|fault| fault.kind), Some(Kind::Status500));
        assert_eq!(faults.take(On::Token, PSP).map(|fault| fault.kind), Some(Kind::DropAfter));
        assert_eq!(faults.take(On::Create, PSP).map(|fault| fault.kind), Some(Kind::Status500));
        assert_eq!(faults.take(On::Create, PSP), None);
        assert!(faults.waiting().is_empty());
    }

    #[test]
    fn webhooks_have_faults_of_their_own() {
        let mut faults = Faults::default();
        assert!(faults.add(fault(r#"{"on":"any","kind":"delay"}"#)));
        assert!(faults.add(fault(r#"{"on":"webhook","kind":"lose"}"#)));
        assert_eq!(faults.take(On::Webhook, PSP).map(|fault| fault.kind), Some(Kind::Lose));
        assert_eq!(faults.take(On::Webhook, PSP), None, "any means any call");
        for (json, makes_sense) in [
            (r#"{"on":"webhook","kind":"delay"}"#, true),
            (r#"{"on":"webhook","kind":"html"}"#, false),
            (r#"{"on":"create","kind":"double"}"#, false),
            (r#"{"kind":"corrupt"}"#, false),
            (r#"{"on":"refund","kind":"missing_end_to_end_id"}"#, true),
            (r#"{"kind":"missing_end_to_end_id"}"#, false),
        ] {
            assert_eq!(fault(json).makes_sense(), makes_sense, "{json}");
        }
        let body = br#"{"eventType":"CASHIN_PAID","data":{"amount":10.00}}"#;
        let corrupt = String::from_utf8(corrupt(body)).unwrap();
        assert_eq!(corrupt, r#"{"eventType":"CASHIN_PAID","data":{"amount":910.00}}"#);
        let corrupt = super::corrupt(br#"{"object":"cashin","value":500}"#);
        assert_eq!(corrupt, br#"{"object":"cashin","value":9500}"#);
    }

    #[test]
    fn a_fault_may_be_of_one_provider() {
        let mut faults = Faults::default();
        assert!(faults.add(fault(r#"{"provider":"integrapay","kind":"html"}"#)));
        assert_eq!(faults.take(On::Create, PSP), None);
        assert!(faults.take(On::Create, Provider::IntegraPay).is_some());
    }

    #[test]
    fn the_line_of_faults_has_an_end() {
        let mut faults = Faults::default();
        let added = (0..200).filter(|_| faults.add(fault(r#"{"kind":"html"}"#))).count();
        assert_eq!(added, MAX_WAITING);
    }

    #[test]
    fn spoiling_leaves_the_other_bytes_alone() {
        let answer = |body: &str| Response::new(200, "application/json", body);
        let spoilt = |kind: &str, body: &str| {
            let spoilt = fault(&format!(r#"{{"kind":"{kind}"}}"#)).spoil(answer(body), PSP);
            String::from_utf8(spoilt.body).unwrap()
        };
        assert_eq!(
            spoilt("unknown_status", r#"{"status":"PAID","amount":10.00}"#),
            r#"{"status":"UNDER_ANALYSIS","amount":10.00}"#
        );
        assert_eq!(
            spoilt("wrong_code", r#"{"pixData":{"copyAndPaste":"00020163041234"}}"#),
            r#"{"pixData":{"copyAndPaste":"00020163040000"}}"#
        );
        assert_eq!(spoilt("malformed_json", r#"{"amount":10.00}"#), r#"{"amount"#);
        let huge = spoilt("huge_body", r#"{"amount":10.00}"#);
        assert!(huge.len() > HUGE_BODY_BYTES && huge.ends_with(r#"","amount":10.00}"#));
    }
}
