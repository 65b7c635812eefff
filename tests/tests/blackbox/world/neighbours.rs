//! Another process of the same till that was stopped: by Ctrl+Z, by a debugger, by a computer short of memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::terminal::balcao::{Started, Till};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};

/// A till with one open sale, about which a neighbour was asking when it was stopped.
struct Shop {
    provider: Provider,
    till: Till,
    neighbour: Started,
}

impl Shop {
    fn open() -> Self {
        let is_slow = Arc::new(AtomicBool::new(false));
        let slow = Arc::clone(&is_slow);
        let provider = Provider::start(move |call, books| {
            let answer = books.answer(call);
            let is_slow = call.kind == Kind::Fetch && slow.load(Ordering::SeqCst);
            if is_slow { answer.after(Duration::from_secs(3)) } else { answer }
        });
        let till = Till::connected(provider.url());
        till.run(&["charge", "12,50", "--no-wait"]).expect(0);
        let asked = provider.calls(Kind::Fetch).len();
        is_slow.store(true, Ordering::SeqCst);
        let neighbour = till.start(&["--json", "watch"]);
        provider.wait_for_calls(Kind::Fetch, asked + 1);
        neighbour.signal("-STOP");
        is_slow.store(false, Ordering::SeqCst);
        Self { provider, till, neighbour }
    }
}

#[test]
fn a_neighbour_that_is_stopped_while_it_asks_keeps_nobody_waiting_for_long() {
    let shop = Shop::open();
    let page = Page::open(&shop.till);
    shop.provider.pay();
    let begun = Instant::now();
    loop {
        let (_, order) = page.post("order", &json!({ "order": "000001" }));
        if order["status"] == "paid" {
            break;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{order}");
        std::thread::sleep(Duration::from_millis(200)); // between two looks
    }
    shop.neighbour.signal("-CONT");
    // What it hears now changes nothing.
    shop.till.run(&["verify"]).expect(0);
    assert_eq!(shop.till.orders()[0]["anomalies"], json!([]));
}

#[test]
fn a_look_now_asks_the_provider_and_not_the_neighbour_that_is_stopped() {
    let shop = Shop::open();
    let page = Page::open(&shop.till);
    shop.provider.pay();
    let (_, order) = page.post("check_now", &json!({ "order": "000001" }));
    assert_eq!(order["status"], "paid", "{order}");
}

#[test]
fn a_sale_that_is_asked_for_with_another_amount_is_not_taken_for_the_one_that_there_is() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let page = Page::open(&till);
    let sale = |amount: i64| {
        json!({
            "sale_id": "8a3f9d0e-6c1b-4c52-9a41-0d7f5b1f3c22",
            "amount_centavos": amount, "payer": null, "above_ceiling": false,
        })
    };
    let made = page.post("charge", &sale(1_250)).1;
    assert_eq!(made["status"], "pending", "{made}");
    assert_eq!(page.post("charge", &sale(1_250)).1["order"], made["order"], "the same sale");
    let other = page.post("charge", &sale(2_500)).1;
    assert_eq!(other["code"], "invalid_request", "{other}");
    assert_eq!(till.orders().len(), 1);
}
