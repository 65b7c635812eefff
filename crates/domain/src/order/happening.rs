//! What has happened to an order, for those who watch: told from how it stood before an event and how it stands
//! after it, so that a script need not compare states itself.

use super::Order;
use super::charge::{Anomaly, Charge, RefundState, Rejection, Status};
use crate::money::Centavos;

/// Something that a person or a script at the counter waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Happening {
    /// The money that was asked for has come, in time, and nothing about it is odd.
    Paid,
    /// Money came after the charge had expired or was refused.
    PaidLate,
    /// Money came after the charge had been cancelled.
    PaidAfterCancelling,
    /// Money came when the order was paid already.
    PaidAgain,
    /// More came than was asked for.
    Overpaid,
    /// Less came than was asked for.
    Underpaid,
    /// The provider says "paid", and what it says does not prove this sale.
    Unproven,
    /// Time ran out, or the till has stopped waiting.
    Expired,
    /// Stopped at the till or at the provider.
    Cancelled,
    /// A person has stopped waiting.
    GivenUp,
    /// A person says that its money has come; nothing has proved it.
    ConfirmedByHand,
    /// Refused, or never sent.
    Rejected,
    /// Its money is to go back.
    Refunding,
    /// A part of its money went back.
    PartiallyRefunded,
    /// All of its money went back.
    Refunded,
    /// A refund was refused: the money is still here.
    RefundFailed,
    /// The payer's bank claims the money back.
    Disputed,
    /// A person wrote down how a dispute ended.
    DisputeClosed,
}

/// What made `after` of `before`, in the order in which it is told; `None`: there was no such order.
pub fn happenings(before: Option<&Order>, after: &Order) -> Vec<Happening> {
    let mut happened = money(before, after);
    let is_new = |anomaly| has(after, anomaly) && !before.is_some_and(|it| has(it, anomaly));
    let more = |count: fn(&Order) -> usize| count(after) > before.map_or(0, count);
    if is_new(Anomaly::Unproven) {
        happened.push(Happening::Unproven);
    }
    if more(failed_refunds) {
        happened.push(Happening::RefundFailed);
    }
    let status = after.status();
    let is_other = before.map(Order::status) != Some(status);
    let was_by_hand = before.is_some_and(Order::is_by_hand);
    if after.is_by_hand() && !was_by_hand {
        happened.push(Happening::ConfirmedByHand);
    }
    match status {
        // That its code has ended is no news of a sale that is confirmed by hand.
        Status::Expired | Status::Cancelled | Status::Rejected if after.is_by_hand() => {}
        Status::Expired if is_other && is_given_up(after) => happened.push(Happening::GivenUp),
        Status::Expired if is_other => happened.push(Happening::Expired),
        Status::Cancelled if is_other => happened.push(Happening::Cancelled),
        Status::Rejected if is_other => happened.push(Happening::Rejected),
        Status::Refunding if is_other => happened.push(Happening::Refunding),
        Status::Refunded if is_other => happened.push(Happening::Refunded),
        Status::Paid | Status::Refunding
            if after.refunded() > before.map_or(Centavos::new(0), Order::refunded) =>
        {
            happened.push(Happening::PartiallyRefunded);
        }
        _ => {}
    }
    if is_new(Anomaly::Disputed) {
        happened.push(Happening::Disputed);
    }
    if more(closed_disputes) {
        happened.push(Happening::DisputeClosed);
    }
    happened
}

/// What money that came means: several may hold, and only money about which nothing is odd is [`Happening::Paid`].
fn money(before: Option<&Order>, after: &Order) -> Vec<Happening> {
    let known = |charge: &Charge| before.and_then(|it| it.attempt_of(charge.attempt));
    let came = |charge: &&Charge| {
        let known = known(charge);
        charge.payments.len() > known.map_or(0, |known| known.payments.len())
            || charge.received() > known.map_or(Centavos::new(0), Charge::received)
    };
    let mut happened = Vec::new();
    let mut told = |happening| {
        if !happened.contains(&happening) {
            happened.push(happening);
        }
    };
    for charge in after.attempts.iter().filter(came) {
        let was = known(charge);
        let is_new = |anomaly| {
            charge.anomalies.contains(&anomaly)
                && !was.is_some_and(|was| was.anomalies.contains(&anomaly))
        };
        if is_new(Anomaly::PaidLate) {
            told(if charge.paid_after_cancelling {
                Happening::PaidAfterCancelling
            } else {
                Happening::PaidLate
            });
        }
        if was.is_some_and(|was| !was.payments.is_empty()) {
            told(Happening::PaidAgain);
        }
        if charge.anomalies.contains(&Anomaly::DuplicatePayment) {
            told(Happening::PaidAgain);
        }
        if charge.anomalies.contains(&Anomaly::Overpaid) {
            told(Happening::Overpaid);
        }
        if charge.anomalies.contains(&Anomaly::Underpaid) {
            told(Happening::Underpaid);
        }
    }
    // What is odd about another of its charges was told when it came about, and takes nothing from this money.
    let is_plain = |charge: &Charge| {
        charge.anomalies.is_empty()
            && charge.status == Status::Paid
            && charge.refunded() == Centavos::new(0)
    };
    if happened.is_empty() && after.attempts.iter().filter(came).any(is_plain) {
        happened.push(Happening::Paid);
    }
    happened
}

fn has(order: &Order, anomaly: Anomaly) -> bool {
    order.attempts.iter().any(|charge| charge.anomalies.contains(&anomaly))
}

fn is_given_up(order: &Order) -> bool {
    let rejection = order.current().and_then(|charge| charge.rejection.as_ref());
    rejection.is_some_and(Rejection::is_by_hand)
}

fn failed_refunds(order: &Order) -> usize {
    let refunds = order.attempts.iter().flat_map(|charge| &charge.refunds);
    refunds.filter(|refund| matches!(refund.state, RefundState::Failed(_))).count()
}

fn closed_disputes(order: &Order) -> usize {
    let disputes = order.attempts.iter().filter_map(|charge| charge.dispute.as_ref());
    disputes.filter(|dispute| dispute.closed.is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::super::charge::{
        DisputeNotice, Doubt, Event as ChargeEvent, Evidence, Observation, Receipt, RefundReport,
        Registration, Rejection, Seen, Unproven,
    };
    use super::super::{Attempted, Decision, Event, Opened};
    use super::*;
    use crate::ids::{EndToEndId, OrderNumber, ProviderId, Reference, SaleId};
    use crate::time::UnixMs;

    /// An order that waits to be paid.
    fn pending() -> Order {
        let reference = Reference::new("K7QD-000001").unwrap();
        let opened = Opened {
            sale_id: SaleId::new("s1").unwrap(),
            reference,
            amount: Centavos::new(1_250),
            document_key: None,
        };
        let mut order = Order::open(OrderNumber::new(1).unwrap(), &opened, None, UnixMs::new(0));
        assert_eq!(after(&mut order, &attempt_of("K7QD-000001")), []);
        let registered = ChargeEvent::Registered(Registration {
            provider_id: ProviderId::new("p1").unwrap(),
            copy_and_paste: "code".into(),
            expires_at: UnixMs::new(1_800_000),
            never_expires: false,
            clock_ahead_ms: 0,
        });
        assert_eq!(then(&mut order, registered), []);
        order
    }

    fn attempt_of(reference: &str) -> Event {
        Event::Attempted(Attempted {
            reference: Reference::new(reference).unwrap(),
            reference_is_ours: true,
            provider: "connectpsp".into(),
            account: None,
            expires_in_min: 30,
        })
    }

    fn after(order: &mut Order, event: &Event) -> Vec<Happening> {
        let before = order.clone();
        match order.apply(event, UnixMs::new(1_000)) {
            Decision::Changed(next) => *order = *next,
            Decision::Unchanged => {}
            Decision::Refused(refusal) => panic!("{refusal:?}"),
        }
        happenings(Some(&before), order)
    }

    fn then(order: &mut Order, event: ChargeEvent) -> Vec<Happening> {
        after(order, &Event::Charge { attempt: 1, event })
    }

    fn seen(order: &mut Order, status: Seen) -> Vec<Happening> {
        then(order, ChargeEvent::Seen(Observation { status, evidence: Evidence::Polled }))
    }

    fn receipt(centavos: i64, id: &str) -> Receipt {
        Receipt {
            received: Some(Centavos::new(centavos)),
            end_to_end_id: Some(EndToEndId::new(id).unwrap()),
            paid_at: None,
            payer_name: None,
        }
    }

    #[test]
    fn a_payment_is_told_once_and_its_confirmation_is_no_news() {
        let mut order = pending();
        let paid = || Observation {
            status: Seen::Paid(receipt(1_250, "E1")),
            evidence: Evidence::SignedWebhook,
        };
        assert_eq!(then(&mut order, ChargeEvent::Seen(paid())), [Happening::Paid]);
        assert_eq!(seen(&mut order, Seen::Paid(receipt(1_250, "E1"))), []);
    }

    #[test]
    fn odd_money_has_its_own_name_and_is_not_called_paid() {
        for (ended, centavos, happened) in [
            (None, 2_000, Happening::Overpaid),
            (None, 1_000, Happening::Underpaid),
            (Some(Seen::Expired), 1_250, Happening::PaidLate),
            (Some(Seen::Cancelled), 1_250, Happening::PaidAfterCancelling),
        ] {
            let mut order = pending();
            if let Some(ended) = ended {
                assert_eq!(seen(&mut order, ended).len(), 1);
            }
            assert_eq!(seen(&mut order, Seen::Paid(receipt(centavos, "E1"))), [happened]);
        }
        let mut order = pending();
        assert_eq!(then(&mut order, ChargeEvent::CancelRequested), [Happening::Cancelled]);
        let told = seen(&mut order, Seen::Paid(receipt(1_000, "E1")));
        assert_eq!(told, [Happening::PaidAfterCancelling, Happening::Underpaid]);
    }

    #[test]
    fn a_doubt_about_another_attempt_takes_nothing_from_money_that_came_plainly() {
        let mut order = pending();
        let unproven = Unproven::new(Doubt::AmountAbsent, None, Evidence::Polled);
        assert_eq!(then(&mut order, ChargeEvent::Doubted(unproven)), [Happening::Unproven]);
        assert_eq!(seen(&mut order, Seen::Expired), [Happening::Expired]);
        assert_eq!(after(&mut order, &attempt_of("K7QD-000002")), []);
        let status = Seen::Paid(receipt(1_250, "E1"));
        let event = ChargeEvent::Seen(Observation { status, evidence: Evidence::Polled });
        let told = after(&mut order, &Event::Charge { attempt: 2, event });
        assert_eq!(told, [Happening::Paid]);
    }

    #[test]
    fn a_second_payment_is_told_as_such() {
        let mut order = pending();
        assert_eq!(seen(&mut order, Seen::Paid(receipt(1_250, "E1"))), [Happening::Paid]);
        let told = seen(&mut order, Seen::Paid(receipt(2_500, "E2")));
        assert!(told.contains(&Happening::PaidAgain), "{told:?}");
        assert!(!told.contains(&Happening::Paid), "{told:?}");
    }

    #[test]
    fn each_end_without_money_has_its_name() {
        assert_eq!(seen(&mut pending(), Seen::Expired), [Happening::Expired]);
        assert_eq!(seen(&mut pending(), Seen::Cancelled), [Happening::Cancelled]);
        let refused = Rejection { code: "E1".into(), message: String::new() };
        let mut order = pending();
        order.attempts[0].status = Status::Registering;
        order.attempts[0].registration = None;
        assert_eq!(then(&mut order, ChargeEvent::Refused(refused)), [Happening::Rejected]);
    }

    #[test]
    fn money_that_goes_back_is_told_part_by_part() {
        let mut order = pending();
        seen(&mut order, Seen::Paid(receipt(1_250, "E1")));
        let back = |centavos: i64, id: &str| RefundReport {
            amount: Some(Centavos::new(centavos)),
            return_id: Some(EndToEndId::new(id).unwrap()),
            ..RefundReport::default()
        };
        let part = Seen::Refunded(receipt(1_250, "E1"), vec![back(250, "D1")]);
        assert_eq!(seen(&mut order, part), [Happening::PartiallyRefunded]);
        let all = vec![RefundReport::default()];
        let told = seen(&mut order, Seen::Refunded(receipt(1_250, "E1"), all));
        assert_eq!(told, [Happening::Refunded]);
    }

    #[test]
    fn a_dispute_is_told_once() {
        let mut order = pending();
        let notice = || DisputeNotice { reason: None, at: None };
        let disputed = || Seen::Disputed(receipt(1_250, "E1"), notice());
        assert_eq!(seen(&mut order, disputed()), [Happening::Disputed]);
        assert_eq!(seen(&mut order, disputed()), []);
        let closed = ChargeEvent::DisputeClosed { outcome: None, reason: "ok".into() };
        assert_eq!(then(&mut order, closed), [Happening::DisputeClosed]);
    }
}
