//! An order in the words of `balcao --json orders`, as a program said it and as a log gives it.

use domain::charge::{Anomaly, Status};
use domain::{EndToEndId, Order, OrderNumber};
use serde_json::{Value, json};
use store::Store;

/// Every order of what a program printed is in the log as it was printed; says how many there are.
pub(crate) fn compare(store: &Store, printed: &str) -> usize {
    let lines = printed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let check = |line: Value| {
        let number = line["order"].as_str().unwrap().parse().unwrap();
        let order = store.order(OrderNumber::new(number).unwrap()).unwrap();
        assert_eq!(summary(&order), printed_summary(&line), "order {number}");
    };
    lines.map(check).count()
}

/// What must be the same whoever reads the log, in the words of `balcao --json orders`.
fn summary(order: &Order) -> Value {
    let anomaly = |anomaly: &Anomaly| match anomaly {
        Anomaly::PaidLate => "paid_late",
        // An older program had one word for both.
        Anomaly::Overpaid | Anomaly::Underpaid => "amount_mismatch",
        Anomaly::DuplicatePayment => "duplicate_payment",
        Anomaly::Disputed => "disputed",
        Anomaly::Unproven => "unproven",
    };
    let attempts = order.attempts.iter().map(|charge| {
        let payments = charge.payments.iter().map(|payment| {
            json!([
                payment.amount.get(),
                payment.confirmed,
                payment.end_to_end_id.as_ref().map(EndToEndId::as_str)
            ])
        });
        let known = charge.registration.as_ref();
        let refunds = charge.settled_refunds().into_iter();
        let refunds = refunds.filter_map(|it| it.amount.map(domain::Centavos::get));
        json!({
            "reference": charge.reference.as_str(),
            "provider": charge.provider,
            "provider_id": known.map(|known| known.provider_id.as_str()),
            "status": word(charge.status),
            "raw_status": charge.raw_status,
            "payments": payments.collect::<Vec<_>>(),
            "refunds": refunds.collect::<Vec<_>>(),
            "is_disputed": charge.dispute.is_some(),
        })
    });
    json!({
        "amount": order.amount.get(),
        "received": order.received().get(),
        "refunded": order.refunded().get(),
        "status": word(order.status()),
        "anomalies": order.anomalies().iter().map(anomaly).collect::<Vec<_>>(),
        "attempts": attempts.collect::<Vec<_>>(),
    })
}

fn printed_summary(line: &Value) -> Value {
    let list = |value: &Value| value.as_array().unwrap().clone();
    let attempts = list(&line["attempts"]).into_iter().map(|it| {
        let payments = list(&it["payments"]).into_iter();
        let payments =
            payments.map(|it| json!([it["amount_centavos"], it["agreed"], it["end_to_end_id"]]));
        let refunds = list(&it["refunds"]).into_iter().map(|it| it["amount_centavos"].clone());
        json!({
            "reference": it["reference"],
            "provider": it["provider"],
            "provider_id": it["provider_id"],
            "status": it["status"],
            "raw_status": it["raw_status"],
            "payments": payments.collect::<Vec<_>>(),
            "refunds": refunds.collect::<Vec<_>>(),
            "is_disputed": !it["dispute"].is_null(),
        })
    });
    json!({
        "amount": line["amount_centavos"],
        "received": line["received_centavos"],
        "refunded": line["refunded_centavos"],
        "status": line["status"],
        "anomalies": line["anomalies"],
        "attempts": attempts.collect::<Vec<_>>(),
    })
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Registering => "registering",
        Status::Pending => "pending",
        Status::Paid => "paid",
        Status::Refunding => "refunding",
        Status::Refunded => "refunded",
        Status::Expired => "expired",
        Status::Cancelled => "cancelled",
        Status::Rejected => "rejected",
    }
}
