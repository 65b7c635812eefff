//! Several processes on one home, and processes that die.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::balcao::{Till, Told};
use super::provider::{Kind, Provider};
use super::wire::Answer;

/// No two questions about one charge closer than a second (the fake's clock ticks a little apart).
fn at_most_one_per_second(provider: &Provider) {
    let mut asked: HashMap<String, Vec<Instant>> = HashMap::new();
    for call in provider.questions() {
        asked.entry(call.request.path).or_default().push(call.at);
    }
    for (path, times) in &asked {
        for pair in times.windows(2) {
            let rest = pair[1] - pair[0];
            assert!(rest >= Duration::from_millis(950), "{path} again after {rest:?}");
        }
    }
}

fn kinds(order: &Value) -> Vec<String> {
    let events = order["events"].as_array().unwrap();
    events.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_charge_whose_process_was_killed_is_resumed_and_paid() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    charge.wait_for_event("charge_created");
    charge.kill();
    provider.pay();
    let told = till.run(&["--json", "watch", "--until-idle"]).expect(0);
    let paid: Vec<_> = told.events.iter().filter(|event| event["status"] == "paid").collect();
    assert_eq!(paid.len(), 1, "{told}");
    assert_eq!(paid[0]["event"], "order_changed");
    assert_eq!(*told.event_names().last().unwrap(), "idle");
    assert_eq!(kinds(&till.show("1")).len(), 4, "{}", till.show("1"));
    assert_eq!(provider.calls(Kind::Create).len(), 1);
}

#[test]
fn a_charge_killed_before_its_answer_is_sent_again_to_the_byte() {
    let provider = Provider::start(|call, books| {
        let answer = books.answer(call);
        let is_first = call.kind == Kind::Create && call.nth == 1;
        if is_first { answer.after(Duration::from_mins(1)) } else { answer }
    });
    let till = Till::connected(provider.url());
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    provider.wait_for_calls(Kind::Create, 1);
    charge.kill();
    let order = &till.orders()[0];
    assert_eq!(order["status"], "registering", "written before it was sent");
    provider.pay();
    till.run(&["watch", "--until-idle"]).expect(0);
    let [first, again] = &provider.calls(Kind::Create)[..] else { panic!("sent twice") };
    assert_eq!(first.request.body, again.request.body);
    let key = "x-idempotency-key";
    assert_eq!(first.request.header(key), again.request.header(key));
    provider.only_charge();
    assert_eq!(till.orders()[0]["status"], "paid");
}

#[test]
fn watch_until_idle_ends_at_once_when_nothing_is_open() {
    // Not even connected: there is nothing to ask anybody about.
    let told = Till::begun().run(&["--json", "watch", "--until-idle"]).expect(0);
    assert_eq!(told.event_names(), ["idle"]);

    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00"]).expect(0);
    let asked = provider.calls(Kind::Fetch).len();
    let begun = Instant::now();
    till.run(&["--json", "watch", "--until-idle"]).expect(0);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(provider.calls(Kind::Fetch).len(), asked);
}

#[test]
fn watch_without_a_provider_says_so_instead_of_waiting_for_ever() {
    let told = Till::begun().run(&["--json", "watch"]).expect(5);
    assert_eq!(told.event("failed")["code"], "not_connected");
}

#[test]
fn two_watches_and_a_charge_share_the_work() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let mut watches = [0; 2].map(|_| till.start(&["--json", "watch"]));
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    charge.wait_for_event("charge_created");
    // The connection's check, and four questions about the charge.
    provider.wait_for_calls(Kind::Fetch, 5);
    provider.pay();
    let told = charge.end().expect(0);
    assert_eq!(told.event_names(), ["charge_created", "paid"]);
    for watch in &mut watches {
        watch.wait_for("paid", |event| event["status"] == "paid");
        let told = watch.kill();
        let paid = told.events.iter().filter(|event| event["status"] == "paid");
        assert_eq!(paid.count(), 1, "{told}");
    }
    at_most_one_per_second(&provider);
    assert_eq!(kinds(&till.show("1")).len(), 4, "each event once: {}", till.show("1"));
    till.run(&["verify"]).expect(0);
    assert_eq!(provider.calls(Kind::Create).len(), 1);
}

#[test]
fn charges_in_several_processes_at_once_are_all_made() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    // The first opening makes the log: all at once too.
    let amounts = ["1,00", "2,00", "3,00", "4,00", "5,00", "6,00"];
    let mut charges = amounts.map(|amount| till.start(&["--json", "charge", amount]));
    let told: Vec<Told> = charges.iter_mut().map(|charge| charge.end().expect(0)).collect();
    let mut orders: Vec<String> =
        told.iter().map(|told| told.event("paid")["order"].to_string()).collect();
    orders.sort();
    orders.dedup();
    assert_eq!(orders.len(), amounts.len());
    assert_eq!(provider.calls(Kind::Create).len(), amounts.len());
    assert_eq!(till.orders().len(), amounts.len());
    at_most_one_per_second(&provider);
    till.run(&["verify"]).expect(0);
}

#[test]
fn an_interrupted_charge_leaves_the_charge_open() {
    let provider = Provider::start(|call, books| match call.kind {
        Kind::Fetch if call.nth > 1 => Answer::problem(500, "INTERNAL"),
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    charge.wait_for_event("charge_created");
    provider.wait_for_calls(Kind::Fetch, 2);
    charge.kill();
    assert_eq!(till.orders()[0]["status"], "pending");
}
