//! Two payments of one code while the relay is live: the sum is what the provider has, at once and after.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::relay::shop::{Shop, wait_for_relay};

/// So often it is tried: what comes first, webhook or answer, is a matter of luck.
const SALES: usize = 20;
const CENTAVOS: u64 = 1_990;
/// With room for a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

#[test]
fn two_payments_of_a_code_are_never_more_than_two() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let mut ids = Vec::new();
    for _ in 0..SALES {
        let told = shop.till.run(&["--json", "charge", "19,90", "--no-wait"]).expect(0);
        ids.push(told.event("charge_created")["provider_id"].as_str().unwrap().to_owned());
    }
    for id in &ids {
        shop.bank().charge(id, "pay-twice", &json!({}));
    }
    let begun = Instant::now();
    // Both are known, by webhook or answer, and the provider has agreed to both.
    while !all_are_right(&shop.till.orders()) {
        assert!(begun.elapsed() < PATIENCE, "{:?}", shop.till.orders());
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
    wait_for_relay(&shop.till, "all webhooks", |it| it["received"] == 2 * SALES);
    assert!(all_are_right(&shop.till.orders()), "{:?}", shop.till.orders());
    shop.till.run(&["--json", "verify"]).expect(0);
}

/// Whether both payments of each are known and agreed; at no time is more known than came.
fn all_are_right(orders: &[Value]) -> bool {
    assert_eq!(orders.len(), SALES);
    let received = |order: &Value| order["received_centavos"].as_u64().unwrap();
    for order in orders {
        assert!(received(order) <= 2 * CENTAVOS, "a sum that nobody received: {order}");
    }
    let payments = |order: &Value| order["attempts"][0]["payments"].as_array().unwrap().clone();
    let is_agreed = |order: &Value| payments(order).iter().all(|it| it["agreed"] == true);
    orders.iter().all(|order| received(order) == 2 * CENTAVOS && is_agreed(order))
}
