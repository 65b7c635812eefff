//! The till's orders against the provider's books.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::shop::Shop;

/// Fails if the till and the provider disagree about any charge.
pub(crate) fn compare(shop: &Shop) -> Result<()> {
    let orders = shop.orders()?;
    let charges = shop.provider().charges()?;
    let mut by_reference: BTreeMap<&str, (&Value, &Value)> = BTreeMap::new();
    for order in &orders {
        for attempt in order["attempts"].as_array().into_iter().flatten() {
            let reference = attempt["reference"].as_str().context("an attempt has a reference")?;
            let before = by_reference.insert(reference, (order, attempt));
            ensure!(before.is_none(), "{reference} stands twice in the log");
        }
    }
    let mut in_books = BTreeSet::new();
    for charge in &charges {
        let reference = charge["externalReference"].as_str().context("a charge has a reference")?;
        ensure!(in_books.insert(reference), "{reference} was charged twice");
        let ours = by_reference.get(reference);
        if ours.is_none() && shop.has_lost(reference) {
            continue;
        }
        let (order, attempt) =
            ours.with_context(|| format!("{reference} is in the books and not in the log"))?;
        agree(order, attempt, charge)
            .with_context(|| format!("log: {attempt:#}\nbooks: {charge:#}"))?;
    }
    for (reference, (_, attempt)) in &by_reference {
        let exists = in_books.contains(reference);
        ensure!(exists || attempt["provider_id"].is_null(), "{reference} is not in the books");
        let status = &attempt["status"];
        ensure!(status != "registering" && status != "pending", "{reference} is still {status}");
    }
    one_key_per_request(&shop.provider().requests()?)
}

fn agree(order: &Value, attempt: &Value, charge: &Value) -> Result<()> {
    ensure!(order["amount_centavos"] == charge["amount_centavos"], "another amount was asked for");
    // Cancelled or given up before it was confirmed, it may exist without our knowing its id.
    let id = &attempt["provider_id"];
    ensure!(id.is_null() || *id == charge["transactionId"], "another id");
    let is_unknown = id.is_null();
    ensure!(!is_unknown || !attempt["rejection"].is_null(), "its id was never learned");
    let sum = |payments: &Value| -> i64 {
        let payments = payments.as_array().into_iter().flatten();
        payments.filter_map(|it| it["amount_centavos"].as_i64()).sum()
    };
    let (ours, theirs) = (sum(&attempt["payments"]), sum(&charge["payments"]));
    ensure!(ours == theirs, "the books have {theirs} centavos, the log {ours}");
    ensure!((attempt["status"] == "paid") == (theirs > 0), "paid, or not");
    let as_asked = theirs == 0 || charge["amount_centavos"] == theirs;
    let is_odd = order["anomalies"].as_array().is_some_and(|it| !it.is_empty());
    ensure!(as_asked != is_odd, "asked and paid {as_asked}, and yet odd: {is_odd}");
    Ok(())
}

/// A repeated creation has the same key and the same bytes.
fn one_key_per_request(requests: &[Value]) -> Result<()> {
    let creations = requests.iter().filter(|it| it["path"] == "/cash-in" && it["method"] == "POST");
    let (mut by_key, mut by_body) = (BTreeMap::new(), BTreeMap::new());
    for creation in creations {
        let text = |name: &str| creation[name].as_str().map(str::to_owned);
        let key = text("idempotency_key").context("a creation without a key")?;
        let body = text("body_sha256").context("a creation without a body")?;
        let known = by_key.entry(key.clone()).or_insert_with(|| body.clone());
        ensure!(*known == body, "other bytes under the key {key}");
        let known = by_body.entry(body).or_insert_with(|| key.clone());
        ensure!(*known == key, "the same request under the keys {known} and {key}");
    }
    Ok(())
}
