//! The webhooks under way: what is due, what goes wrong with it on command, what came of it.

use std::collections::{BTreeSet, VecDeque};
use std::sync::PoisonError;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Sandbox, State};
use crate::books::{Books, Method, Notice, Provider};
use crate::faults::{self, Kind, On};
use crate::{connectpsp, integrapay};

/// Most attempts that are remembered; the oldest go first.
const MAX_ATTEMPTS: usize = 1_000;
/// Longest time without a look, should nothing be due.
const LONGEST_REST: Duration = Duration::from_hours(1);

/// What to do about webhooks now.
pub(crate) struct Due {
    /// To send.
    pub(crate) sendings: Vec<Sending>,
    /// When to look again, unless the books change before.
    pub(crate) rest: Duration,
}

/// One try to deliver a webhook.
pub(crate) struct Sending {
    pub(crate) notice: u64,
    pub(crate) url: String,
    pub(crate) method: Method,
    pub(crate) body: Vec<u8>,
    /// Name and value of the header by which the merchant knows that it is meant: a signature, or a
    /// text that it has set itself.
    pub(crate) proof: Option<(String, String)>,
    /// An `X-Event-Id` for each copy, where the provider gives one; two copies if a fault doubles it.
    pub(crate) event_ids: Vec<Option<String>>,
    /// How much later it leaves.
    pub(crate) delay: Duration,
    /// Whether it is not sent at all.
    pub(crate) is_lost: bool,
    /// What goes wrong with it on command.
    pub(crate) fault: Option<Kind>,
}

/// What came of one copy.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Attempt {
    #[serde(skip)]
    pub(crate) notice: u64,
    pub(crate) event_id: Option<String>,
    pub(crate) ended_at_ms: i64,
    pub(crate) took_ms: u64,
    /// What the other side answered; null if nothing.
    pub(crate) status: Option<u16>,
    /// Why there is no status.
    pub(crate) error: Option<String>,
    pub(crate) fault: Option<Kind>,
    pub(crate) body_sha256: String,
    pub(crate) body_bytes: usize,
}

impl Attempt {
    /// ASSUMED: any 2xx, though only 200 is documented, and no redirect (A7, [N]).
    fn was_taken(&self) -> bool {
        self.fault == Some(Kind::Lose) || matches!(self.status, Some(200..=299))
    }
}

impl Sending {
    /// The record of a copy.
    pub(crate) fn attempt(&self, event_id: Option<&str>) -> Attempt {
        Attempt {
            notice: self.notice,
            event_id: event_id.map(str::to_owned),
            ended_at_ms: 0,
            took_ms: 0,
            status: None,
            error: None,
            fault: self.fault,
            body_sha256: hex::encode(Sha256::digest(&self.body)),
            body_bytes: self.body.len(),
        }
    }
}

/// What of the webhooks need not outlive the sandbox.
#[derive(Debug, Default)]
pub(crate) struct Post {
    under_way: BTreeSet<u64>,
    /// Those that a fault holds back until another has been tried.
    held: BTreeSet<u64>,
    /// Those that were held back.
    overtaken: BTreeSet<u64>,
    attempts: VecDeque<Attempt>,
}

impl Post {
    /// All that is known of webhooks, oldest first.
    pub(crate) fn shown(&self, books: &Books) -> Value {
        let shown = books.notices().map(|notice| {
            let of_notice = self.attempts.iter().filter(|it| it.notice == notice.number);
            json!({
                "number": notice.number,
                "provider": notice.provider,
                "eventType": event_type(notice),
                "webhookUrl": notice.url,
                "method": notice.method,
                "transactionId": notice.transaction_id,
                "payments": notice.payments,
                "refunds": notice.refunds,
                "tries": notice.tries,
                "delivered": notice.delivered,
                "due_at_ms": notice.due_at_ms,
                "attempts": of_notice.collect::<Vec<_>>(),
            })
        });
        json!({ "webhooks": shown.collect::<Vec<_>>() })
    }

    /// Lets those leave that were held back.
    pub(crate) fn let_go(&mut self) {
        self.overtaken.append(&mut self.held);
    }

    fn may_leave(&self, notice: &Notice) -> bool {
        !self.under_way.contains(&notice.number) && !self.held.contains(&notice.number)
    }
}

impl State {
    /// Begins what is due, at most `room`.
    fn begin_sendings(&mut self, now_ms: i64, room: usize) -> Vec<Sending> {
        let is_due = |notice: &&Notice| {
            notice.due_at_ms.is_some_and(|at_ms| at_ms <= now_ms) && self.post.may_leave(notice)
        };
        let due = self.books.notices().filter(is_due).map(|notice| notice.number);
        let due: Vec<u64> = due.collect();
        let mut sendings = Vec::new();
        for number in due {
            if sendings.len() < room {
                sendings.extend(self.begin_sending(number, now_ms));
            }
        }
        sendings
    }

    /// `None` if a fault holds it back, or the books have forgotten the charge or payout.
    fn begin_sending(&mut self, number: u64, now_ms: i64) -> Option<Sending> {
        let whose = self.books.notices().find(|notice| notice.number == number)?.provider;
        let fault = if self.post.overtaken.remove(&number) {
            None
        } else {
            self.faults.take(On::Webhook, whose)
        };
        let kind = fault.as_ref().map(|fault| fault.kind);
        if kind == Some(Kind::Reorder) {
            self.post.held.insert(number);
            return None;
        }
        let notice = self.books.notice_leaves(number, now_ms)?;
        let body = match whose {
            Provider::ConnectPsp => connectpsp::webhook_body(&self.books, &notice, now_ms),
            Provider::IntegraPay => integrapay::webhook_body(&self.books, &notice),
        };
        let Some(body) = body else {
            self.books.give_up(number);
            return None;
        };
        self.post.under_way.insert(number);
        let copies = if kind == Some(Kind::Double) { 2 } else { 1 };
        Some(Sending {
            notice: number,
            url: notice.url,
            method: notice.method,
            proof: self.proof(whose, &body, kind),
            body: if kind == Some(Kind::Corrupt) { faults::corrupt(&body) } else { body },
            event_ids: (0..copies).map(|_| self.event_id(whose)).collect(),
            delay: fault.map_or(Duration::ZERO, |fault| fault.delay()),
            is_lost: kind == Some(Kind::Lose),
            fault: kind,
        })
    }

    /// IntegraPay's webhooks have no id of their own ([D] I-wh).
    fn event_id(&mut self, whose: Provider) -> Option<String> {
        match whose {
            Provider::ConnectPsp => Some(self.books.event_id()),
            Provider::IntegraPay => None,
        }
    }

    /// The header that is sent to be known by.
    // ASSUMED: IntegraPay sends the dashboard's header to a `postbackUrl` as well (B7, [N]).
    fn proof(&self, whose: Provider, body: &[u8], fault: Option<Kind>) -> Option<(String, String)> {
        if fault == Some(Kind::NoSignature) {
            return None;
        }
        let is_bad = fault == Some(Kind::BadSignature);
        match whose {
            Provider::ConnectPsp => {
                let mut credentials = self.psp.credentials.clone();
                if is_bad {
                    credentials.crypto_token.push_str(" of somebody else");
                }
                let signature = credentials.sign_webhook(body);
                Some((connectpsp::SIGNATURE.to_owned(), signature))
            }
            Provider::IntegraPay => {
                let dashboard = self.books.switches().integrapay_webhook.as_ref()?;
                let (name, mut value) = dashboard.header.clone()?;
                if is_bad {
                    value.push_str("-of-somebody-else");
                }
                Some((name, value))
            }
        }
    }

    /// A try ended; whoever was held back may leave after it.
    fn end_sending(&mut self, number: u64, attempts: Vec<Attempt>, now_ms: i64) {
        let was_taken = attempts.iter().any(Attempt::was_taken);
        self.books.notice_tried(number, was_taken, now_ms);
        self.post.under_way.remove(&number);
        self.post.let_go();
        self.post
            .attempts
            .extend(attempts.into_iter().map(|it| Attempt { ended_at_ms: now_ms, ..it }));
        let too_many = self.post.attempts.len().saturating_sub(MAX_ATTEMPTS);
        self.post.attempts.drain(..too_many);
    }

    /// When the next webhook is due that may leave.
    fn next_due_at_ms(&self) -> Option<i64> {
        let waiting = self.books.notices().filter(|notice| self.post.may_leave(notice));
        waiting.filter_map(|notice| notice.due_at_ms).min()
    }
}

/// The provider's name for what a webhook tells.
fn event_type(notice: &Notice) -> String {
    match notice.provider {
        Provider::ConnectPsp => connectpsp::event_type(notice.told).unwrap_or_default().to_owned(),
        Provider::IntegraPay => integrapay::event_name(notice.told),
    }
}

impl Sandbox {
    /// Lets customers pay whose time has come, and begins what webhooks are due at `real_now_ms`, at
    /// most `room`. May block for a file.
    pub(crate) fn webhooks_due(&self, real_now_ms: i64, room: usize) -> Due {
        self.with_state(|state| {
            let now_ms = real_now_ms.saturating_add(state.clock_offset_ms);
            let after_ms = self.customer_pays_after_ms;
            let next_paid =
                after_ms.and_then(|after_ms| state.books.let_customers_pay(after_ms, now_ms));
            let sendings = state.begin_sendings(now_ms, room);
            // What did not find room waits for another to end, not for a time.
            let next_due = state.next_due_at_ms().filter(|at_ms| *at_ms > now_ms);
            let next = next_paid.into_iter().chain(next_due).min();
            let rest_ms = next.and_then(|at_ms| u64::try_from(at_ms.saturating_sub(now_ms)).ok());
            let rest = rest_ms.map_or(LONGEST_REST, Duration::from_millis);
            Due { sendings, rest: rest.min(LONGEST_REST) }
        })
    }

    /// Notes what came of a try. May block for a file.
    pub(crate) fn webhook_tried(&self, notice: u64, attempts: Vec<Attempt>, real_now_ms: i64) {
        self.with_state(|state| {
            let now_ms = real_now_ms.saturating_add(state.clock_offset_ms);
            state.end_sending(notice, attempts, now_ms);
        });
    }

    pub(super) fn with_state<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let done = act(&mut state);
        if let Err(error) = self.save(&mut state) {
            tracing::error!(%error, "the sandbox's books cannot be saved");
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::{NewCharge, PayRule};
    use crate::{Config, Credentials};

    /// With that many payments to tell of.
    fn sandbox(payments: usize) -> Sandbox {
        let sandbox = Sandbox::open(Config {
            credentials: Credentials::training(),
            books_file: None,
            customer_pays_after: None,
            merchant_name: "Loja de Treino".to_owned(),
            merchant_city: "São Paulo".to_owned(),
        });
        let sandbox = sandbox.unwrap();
        sandbox.with_state(|state| {
            let new = NewCharge {
                external_reference: "a".to_owned(),
                amount_centavos: 1000,
                expires_in_ms: 1000,
                webhook_url: Some("http://127.0.0.1:9/".to_owned()),
                ..NewCharge::default()
            };
            state.books.open_charge(new, 0, str::to_owned);
            for _ in 0..payments {
                state.books.pay("a", None, 0, PayRule::Any).unwrap();
            }
        });
        sandbox
    }

    fn numbers(due: &Due) -> Vec<u64> {
        due.sendings.iter().map(|sending| sending.notice).collect()
    }

    #[test]
    fn only_so_many_are_under_way_and_each_once() {
        let sandbox = sandbox(5);
        assert_eq!(numbers(&sandbox.webhooks_due(0, 2)), [1, 2]);
        assert_eq!(numbers(&sandbox.webhooks_due(0, 0)), [0; 0]);
        let third = sandbox.webhooks_due(0, 1);
        assert_eq!(numbers(&third), [3]);
        let attempt = third.sendings[0].attempt(Some("id"));
        sandbox.webhook_tried(3, vec![Attempt { status: Some(200), ..attempt }], 0);
        assert_eq!(numbers(&sandbox.webhooks_due(0, 9)), [4, 5]);
    }

    #[test]
    fn one_rests_until_the_next_is_due() {
        let sandbox = sandbox(1);
        let first = sandbox.webhooks_due(0, 9);
        assert_eq!(first.rest, LONGEST_REST);
        sandbox.webhook_tried(1, vec![first.sendings[0].attempt(Some("id"))], 0);
        let later = sandbox.webhooks_due(300, 9);
        assert_eq!((numbers(&later), later.rest), (vec![], Duration::from_millis(700)));
        assert_eq!(numbers(&sandbox.webhooks_due(1000, 9)), [1]);
    }
}
