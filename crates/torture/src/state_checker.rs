//! The state checker: reads the order log beside the till and holds each new state against the last one.

use std::collections::BTreeMap;
use std::path::Path;

use domain::charge::{Anomaly, Charge, Status};
use domain::{Order, OrderNumber, ProviderId};
use store::{ChargeKey, EventRecord, Filter, Request, Store, Stretch};

/// Reads with a connection of its own, through all lives of the till on one log.
pub(crate) struct StateChecker {
    store: Store,
    head: i64,
    known: BTreeMap<ChargeKey, Known>,
}

/// A charge as it was at the last look.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) charge: Charge,
    /// The key of its request: no two attempts of any log have the same.
    pub(crate) key: String,
    /// It was expired, cancelled or rejected before any money was seen. Absent: that was before this
    /// state checker came, or between two of its looks.
    pub(crate) closed_before_money: Option<bool>,
    /// When its first money stood in the log, by the right time. Absent: there is none, or it stood there before this
    /// state checker came.
    pub(crate) money_at_ms: Option<i64>,
}

/// A code that stands in the log and so may be on a screen.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// The account's fingerprint.
    pub(crate) account: String,
    pub(crate) provider_id: ProviderId,
    pub(crate) code: String,
}

/// What one look brought.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The log has more events than before.
    pub(crate) has_grown: bool,
    pub(crate) news: Vec<String>,
    pub(crate) findings: Vec<String>,
    pub(crate) shown: Vec<Shown>,
    /// Charges that are new or have changed.
    pub(crate) changed: Vec<ChargeKey>,
    /// Charges that are expired from now on.
    pub(crate) expired: Vec<ChargeKey>,
    /// Charges whose money is gone from now on.
    pub(crate) refunded: Vec<ChargeKey>,
}

impl StateChecker {
    /// A state checker of a log, which takes what is in it as it is.
    pub(crate) fn new(home: &Path) -> Self {
        let store = Store::open_to_read(home).expect("a log can be opened");
        let mut state_checker = Self { store, head: 0, known: BTreeMap::new() };
        // No time is noted of what is there at the first look.
        let _ = state_checker.look(0);
        for known in state_checker.known.values_mut() {
            if !known.charge.status.is_open() && !known.charge.payments.is_empty() {
                known.closed_before_money = None;
            }
        }
        state_checker
    }

    /// The log itself.
    pub(crate) fn log(&self) -> &Store {
        &self.store
    }

    pub(crate) fn known(&self) -> &BTreeMap<ChargeKey, Known> {
        &self.known
    }

    /// The attempt whose request has this key.
    pub(crate) fn of_key(&self, key: &str) -> Option<(ChargeKey, &Known)> {
        self.known.iter().map(|(at, known)| (*at, known)).find(|(_, known)| known.key == key)
    }

    /// Every order, oldest first.
    pub(crate) fn orders(&self) -> Vec<Order> {
        let all = Filter { limit: 1_000, ..Filter::default() };
        let mut orders = self.store.orders(&all).expect("the log can be read");
        orders.reverse();
        orders
    }

    /// What the log says has to be sent under that reference.
    pub(crate) fn request_of(&self, reference: &str) -> Option<Request> {
        let orders = self.orders();
        let charges =
            orders.iter().flat_map(|order| order.attempts.iter().map(|it| (order.number, it)));
        let (order, charge) =
            { charges }.find(|(_, charge)| charge.reference.as_str() == reference)?;
        self.store.request(ChargeKey { order, attempt: charge.attempt }).ok()
    }

    /// Compares what has changed with what was known. `now_ms`: the right time.
    pub(crate) fn look(&mut self, now_ms: i64) -> Seen {
        let mut seen = Seen::default();
        let head = self.store.head().expect("the log can be read");
        if head == self.head {
            return seen;
        }
        seen.has_grown = true;
        if head < self.head {
            seen.findings.push(format!("the log shrank from {} to {head} events", self.head));
        }
        let stretch = Stretch { behind: self.head, upto: head };
        for number in self.store.changed_in(stretch).expect("the log can be read") {
            let order = self.store.order(number).expect("the log can be read");
            for charge in order.attempts {
                self.compare(number, charge, now_ms, &mut seen);
            }
        }
        self.head = head;
        seen
    }

    fn compare(&mut self, order: OrderNumber, charge: Charge, now_ms: i64, seen: &mut Seen) {
        let key = ChargeKey { order, attempt: charge.attempt };
        let name = format!("{order}/{}", charge.attempt);
        let before = self.known.get(&key);
        if before.is_some_and(|before| before.charge == charge) {
            return;
        }
        seen.changed.push(key);
        seen.news.push(describe(&name, &charge));
        if let Some(before) = before {
            seen.findings.extend(backwards(&name, &before.charge, &charge));
        }
        if let (true, Some(new)) =
            (before.is_none_or(|it| it.charge.registration.is_none()), &charge.registration)
        {
            let account = charge.account.as_ref().map(|it| it.fingerprint.clone());
            seen.shown.push(Shown {
                account: account.unwrap_or_default(),
                provider_id: new.provider_id.clone(),
                code: new.copy_and_paste.clone(),
            });
        }
        let becomes =
            |status| charge.status == status && before.is_none_or(|it| it.charge.status != status);
        seen.expired.extend(becomes(Status::Expired).then_some(key));
        seen.refunded.extend(becomes(Status::Refunded).then_some(key));
        let closed =
            matches!(charge.status, Status::Expired | Status::Cancelled | Status::Rejected);
        // Of several events since the last look the first may have closed what the second paid.
        let came =
            !charge.payments.is_empty() && before.is_some_and(|it| it.charge.payments.is_empty());
        let events = || self.store.events(order).expect("the log can be read").into_iter();
        let is_new = |it: &EventRecord| it.attempt == charge.attempt && it.seq > self.head;
        let is_unclear = came && events().filter(is_new).count() > 1;
        let closed_before_money = before
            .map_or(Some(false), |it| it.closed_before_money)
            .map(|was| was || closed)
            .filter(|was| *was || !is_unclear);
        let money_at_ms = before.and_then(|it| it.money_at_ms).or_else(|| came.then_some(now_ms));
        let known = if let Some(it) = before {
            it.key.clone()
        } else {
            let request = self.store.request(key).expect("each attempt has a request");
            request.idempotency_key.as_str().to_owned()
        };
        self.known.insert(key, Known { charge, key: known, closed_before_money, money_at_ms });
    }
}

fn describe(name: &str, charge: &Charge) -> String {
    let mut text = format!("{name} {:?}", charge.status);
    if let Some(known) = &charge.registration {
        text = format!("{text} id {}", known.provider_id);
    }
    if let Some(why) = &charge.rejection {
        text = format!("{text} ({})", why.code);
    }
    if !charge.payments.is_empty() {
        text = format!("{text} received {}", charge.received().get());
    }
    if let Some((refund, _)) = charge.last_refund_request() {
        text = format!("{text} refund {:?}", refund.state);
    }
    for anomaly in &charge.anomalies {
        text = format!("{text} {anomaly:?}");
    }
    if let Some(word) = &charge.raw_status {
        text = format!("{text} \"{word}\"");
    }
    text
}

/// What a charge may never do between two looks.
fn backwards(name: &str, before: &Charge, after: &Charge) -> Vec<String> {
    let mut findings = Vec::new();
    if !may_become(before.status, after.status) {
        findings.push(format!("{name} went from {:?} to {:?}", before.status, after.status));
    }
    if after.received() < before.received() {
        findings.push(format!("{name} lost money that it had received"));
    }
    if after.payments.len() < before.payments.len() {
        findings.push(format!("{name} forgot a payment"));
    }
    if after.refunded() < before.refunded() {
        findings.push(format!("{name} forgot a refund"));
    }
    for forgotten in before.anomalies.difference(&after.anomalies) {
        let may_go = match forgotten {
            // The proof has come, or the creation is answered properly at last.
            Anomaly::Unproven => {
                let is_answered = before.registration.is_none() && after.registration.is_some();
                // A second payment may be a part of a sum that is known already.
                let is_proved = after.received() > before.received()
                    || after.payments.len() > before.payments.len();
                is_proved || is_answered
            }
            // The payments are known better.
            Anomaly::Overpaid | Anomaly::Underpaid => after.payments != before.payments,
            Anomaly::PaidLate | Anomaly::DuplicatePayment | Anomaly::Disputed => false,
        };
        if !may_go {
            findings.push(format!("{name} forgot that it is odd: {forgotten:?}"));
        }
    }
    if before.by_hand.is_some() && after.by_hand != before.by_hand {
        findings.push(format!("{name} forgot or changed what a person had said"));
    }
    if before.registration.is_some() && after.registration != before.registration {
        findings.push(format!("{name} changed its registration"));
    }
    findings
}

/// The arrows of a charge's life; between two looks it may have gone several.
fn may_become(before: Status, after: Status) -> bool {
    use Status::{Cancelled, Expired, Paid, Pending, Refunded, Refunding, Registering, Rejected};
    match before {
        Registering => true,
        Pending => !matches!(after, Registering | Rejected),
        // Late money.
        Expired | Cancelled | Rejected => {
            after == before || matches!(after, Paid | Refunding | Refunded)
        }
        // A refund that is asked for may fail.
        Paid | Refunding => matches!(after, Paid | Refunding | Refunded),
        Refunded => after == Refunded,
    }
}
