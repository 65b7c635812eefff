//! Reports: what came and went in a shift or on a day, composed of the log's rows. The same figures stand on the screen,
//! on paper and in files.

mod bars;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use domain::{OperatorId, UnixMs};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::{NotableItem, NotableList, Report, Share, ShiftNow, Takings, Window};

use crate::zone;

/// A dispute is told of by itself, and is nothing odd of the money.
const DISPUTED: &str = "disputed";

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    /// The first moment.
    pub(crate) from: UnixMs,
    /// The moment behind the last.
    pub(crate) until: UnixMs,
    /// What was paid before the first moment, and only learned of since, stands outside of the totals.
    pub(crate) has_earlier: bool,
    /// The clock was set back in it.
    pub(crate) clock_set_back: bool,
}

impl Period {
    /// The shift that is open, as it is at a moment. One in which nothing has happened is as long as that moment.
    pub(crate) fn of_shift(shift: &ShiftNow, now: UnixMs) -> Self {
        let clock_set_back = shift.clock_set_back;
        Self {
            from: shift.began.unwrap_or(now),
            until: now,
            // Which of it is earlier cannot be told by a clock that was set back: all of it counts.
            has_earlier: !clock_set_back,
            clock_set_back,
        }
    }

    /// A day of the shop. `None`: the time zone does not have it.
    pub(crate) fn of_day(day: Date, zone: &TimeZone) -> Option<Self> {
        let (from, until) = zone::moments_of(zone, day)?;
        let (from, until) = (UnixMs::new(from), UnixMs::new(until));
        Some(Self { from, until, has_earlier: false, clock_set_back: false })
    }

    /// What happened in it.
    pub(crate) const fn window(&self) -> Window {
        Window::Happened { from_ms: self.from.get(), until_ms: self.until.get() }
    }

    /// Whether something happened before it, by the provider's stamp. That may be of whole seconds, or of another clock:
    /// what was sold in it was paid in it.
    fn is_earlier(&self, at_ms: i64, sold_at_ms: i64) -> bool {
        self.has_earlier && at_ms.max(sold_at_ms) < self.from.get()
    }
}

/// Composes the report of a period of what came and went in it.
pub(crate) fn compose(period: &Period, takings: &Takings, zone: &TimeZone) -> Report {
    let mut report = Report {
        from_ms: period.from.get(),
        until_ms: period.until.get(),
        time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        clock_set_back: period.clock_set_back,
        ..Report::default()
    };
    let (mut operators, mut providers) = (Shares::default(), Shares::default());
    let (mut received, mut paid) = (Vec::new(), BTreeSet::new());
    for payment in &takings.payments {
        if period.is_earlier(payment.at_ms, payment.sold_at_ms) {
            report.earlier.add(payment.centavos);
            continue;
        }
        report.received.add(payment.centavos);
        received.push(payment);
        paid.insert(payment.order);
        operators.receive(seller(&payment.seller), payment.order, payment.centavos);
        providers.receive(&payment.provider, payment.order, payment.centavos);
    }
    report.sales = count(paid.len());
    for refund in &takings.refunds {
        if period.is_earlier(refund.at_ms, refund.sold_at_ms) {
            report.earlier_refunds.add(refund.centavos);
            continue;
        }
        let sum = match refund.source.as_str() {
            "here" => &mut report.refunded_here,
            "dispute" => &mut report.refunded_by_dispute,
            _ => &mut report.refunded_elsewhere,
        };
        sum.add(refund.centavos);
        operators.of(seller(&refund.seller)).refunded_centavos += refund.centavos;
        providers.of(&refund.provider).refunded_centavos += refund.centavos;
    }
    for sold in &takings.by_hand {
        report.by_hand.add(sold.centavos);
        operators.of(seller(&sold.seller)).by_hand_centavos += sold.centavos;
        providers.of(&sold.provider).by_hand_centavos += sold.centavos;
    }
    report.operators = operators.sorted();
    report.providers = providers.sorted();
    report.bars = bars::bars(&received, period, zone);
    report.notable.open = named(&takings.open);
    report.notable.disputes = named(&takings.disputes);
    report.notable.unmatched = named(&takings.unmatched);
    report.notable.odd = NotableList::of(odd(takings));
    report.notable.by_hand = NotableList::of(takings.by_hand.iter().map(by_hand).collect());
    let refunds = takings.refunds.iter().filter(|it| !period.is_earlier(it.at_ms, it.sold_at_ms));
    report.notable.refunds = NotableList::of(refunds.map(refund).collect());
    report
}

/// Whose sale it is; an older log does not say, and had no operators.
fn seller(id: &str) -> &str {
    if id.is_empty() { "owner" } else { id }
}

fn count(many: usize) -> u64 {
    u64::try_from(many).unwrap_or(u64::MAX)
}

/// The shares of operators or providers, as they are summed up.
#[derive(Default)]
struct Shares<'a> {
    shares: BTreeMap<&'a str, Share>,
    paid: BTreeSet<(&'a str, i64)>,
}

impl<'a> Shares<'a> {
    fn of(&mut self, of: &'a str) -> &mut Share {
        let share = || Share { of: of.to_owned(), ..Share::default() };
        self.shares.entry(of).or_insert_with(share)
    }

    fn receive(&mut self, of: &'a str, order: i64, centavos: i64) {
        let is_new = self.paid.insert((of, order));
        let share = self.of(of);
        share.sales += u64::from(is_new);
        share.received_centavos += centavos;
    }

    /// The greatest first.
    fn sorted(self) -> Vec<Share> {
        let mut shares: Vec<_> = self.shares.into_values().collect();
        shares.sort_by_key(|it| std::cmp::Reverse(it.received_centavos + it.by_hand_centavos));
        shares
    }
}

/// Orders whose money is odd, and what is called paid without a proof.
fn odd(takings: &Takings) -> Vec<NotableItem> {
    let mut odd: BTreeMap<i64, NotableItem> = BTreeMap::new();
    for payment in &takings.payments {
        let anomalies: Vec<_> =
            payment.anomalies.split_whitespace().filter(|it| *it != DISPUTED).collect();
        if anomalies.is_empty() {
            continue;
        }
        let item = odd.entry(payment.order).or_insert_with(|| NotableItem {
            order: Some(payment.order),
            expected_centavos: Some(payment.asked_centavos),
            at_ms: payment.at_ms,
            by: name(&payment.seller),
            ..NotableItem::default()
        });
        item.centavos += payment.centavos;
        item.at_ms = item.at_ms.max(payment.at_ms);
        for anomaly in anomalies {
            if !item.anomalies.iter().any(|known| known == anomaly) {
                item.anomalies.push(anomaly.to_owned());
            }
        }
    }
    for item in &takings.unproven {
        let order = item.order.unwrap_or_default();
        let by = item.by.as_deref().and_then(name);
        odd.entry(order).or_insert_with(|| NotableItem { by, ..item.clone() });
    }
    let mut items: Vec<_> = odd.into_values().collect();
    for item in &mut items {
        item.expected_centavos = item.expected_centavos.filter(|it| *it != item.centavos);
    }
    items
}

fn by_hand(sold: &store::ReportByHand) -> NotableItem {
    NotableItem {
        order: Some(sold.order),
        centavos: sold.centavos,
        at_ms: sold.at_ms,
        by: sold.by.clone(),
        approved_by: sold.approved_by.clone(),
        ..NotableItem::default()
    }
}

fn refund(refund: &store::ReportRefund) -> NotableItem {
    NotableItem {
        order: Some(refund.order),
        centavos: refund.centavos,
        at_ms: refund.at_ms,
        by: refund.asked_by.clone(),
        approved_by: refund.approved_by.clone(),
        source: Some(refund.source.clone()),
        ..NotableItem::default()
    }
}

/// The list without names that nobody has.
fn named(list: &NotableList) -> NotableList {
    let mut list = list.clone();
    list.items.iter_mut().for_each(|item| item.by = item.by.as_deref().and_then(name));
    list
}

/// Nobody has a name in an older log.
fn name(id: &str) -> Option<String> {
    OperatorId::new(id).ok().map(|id| id.as_str().to_owned())
}
