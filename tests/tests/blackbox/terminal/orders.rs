//! `balcao orders` and `balcao show`.

use serde_json::{Value, json};

use super::balcao::Till;
use super::provider::Provider;

fn numbers(orders: &[Value]) -> Vec<&str> {
    orders.iter().map(|order| order["order"].as_str().unwrap()).collect()
}

#[test]
fn orders_are_listed_newest_first_and_filtered() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--reference", "Mesa 4/ção 100%"]).expect(0);
    provider.books(|books| books.paid_at_once = false);
    till.run(&["charge", "2,00", "--no-wait", "--reference", "Mesa 5"]).expect(0);
    till.run(&["charge", "3,00", "--no-wait", "--reference", "balcão_1"]).expect(0);
    let list = |args: &[&str]| till.run(&[&["--json", "orders"], args].concat()).expect(0).events;

    let all = list(&[]);
    assert_eq!(numbers(&all), ["000003", "000002", "000001"]);
    for order in &all {
        for key in ["order", "reference", "amount_centavos", "status", "anomalies", "attempts"] {
            assert!(!order[key].is_null(), "{key}: {order}");
        }
        assert_eq!(order["attempts"].as_array().unwrap().len(), 1);
    }
    assert_eq!(all[2]["reference"], "Mesa 4/ção 100%");
    assert_eq!(all[2]["amount_centavos"], 100);

    assert_eq!(numbers(&list(&["--status", "paid"])), ["000001"]);
    assert_eq!(numbers(&list(&["--status", "pending"])), ["000003", "000002"]);
    assert!(list(&["--status", "expired"]).is_empty());
    assert_eq!(numbers(&list(&["--limit", "2"])), ["000003", "000002"]);
    assert_eq!(numbers(&list(&["--search", "Mesa"])), ["000002", "000001"]);
    assert_eq!(numbers(&list(&["--search", "Mesa", "--limit", "1"])), ["000002"]);
    assert_eq!(numbers(&list(&["--search", "Mesa", "--status", "paid"])), ["000001"]);
    // What stands for anything in SQL stands for itself here.
    assert_eq!(numbers(&list(&["--search", "100%"])), ["000001"]);
    assert_eq!(numbers(&list(&["--search", "_1"])), ["000003"]);
    assert!(list(&["--search", "'; DROP TABLE events; --"]).is_empty());
    let id = all[0]["attempts"][0]["provider_id"].as_str().unwrap();
    assert_eq!(numbers(&list(&["--search", id])), ["000003"]);
    assert_eq!(list(&["--since", "2020-01-01"]).len(), 3);
    assert!(list(&["--since", "2200-01-01"]).is_empty());
    let second = all[1]["created_at"].as_str().unwrap();
    assert_eq!(numbers(&list(&["--since", second])), ["000003", "000002"]);

    for bad in
        [&["--status", "lost"][..], &["--since", "ontem"], &["--limit", "0"], &["--limit", "x"]]
    {
        assert_eq!(till.run(&[&["orders"], bad].concat()).code, 2, "{bad:?}");
    }
    let told = till.run(&["orders"]).expect(0);
    assert!(told.out.contains("R$ 3,00") && told.out.contains("000001"), "{told}");
}

#[test]
fn an_order_is_shown_with_its_events() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50"]).expect(0);
    for name in ["1", "000001"] {
        let order = till.show(name);
        assert_eq!(order["order"], "000001");
        let events = order["events"].as_array().unwrap();
        assert_eq!(events.len(), 4, "opened, asked for, registered, paid: {order}");
        // The till's name is the log's first event, and of no order.
        for (event, seq) in events.iter().zip(2..) {
            assert_eq!(event["seq"], seq);
            assert!(event["kind"].is_string() && event["at"].is_string(), "{event}");
            assert!(event["by"] == "till" || event["by"] == "owner/terminal", "{event}");
        }
        let account = &order["attempts"][0]["account"];
        assert_eq!(account["adapter"], "connectpsp");
        assert_eq!(account["address"], provider.url());
        let fingerprint = account["fingerprint"].as_str().unwrap();
        assert_eq!(fingerprint.len(), 16, "{account}");
        assert!(fingerprint.bytes().all(|digit| digit.is_ascii_hexdigit()), "{account}");
        assert!(!order.to_string().contains("segredo"), "no secret: {order}");
        let payment = &order["attempts"][0]["payments"][0];
        assert_eq!(payment["amount_centavos"], 1_250);
        assert_eq!(payment["end_to_end_id"], json!(provider.only_charge().end_to_end_id));
        assert_eq!(payment["evidence"], "polled");
    }
    for nobody in ["2", "0", "x", "999999999999999999"] {
        let told = till.run(&["--json", "show", nobody]).expect(2);
        assert_eq!(told.event("failed")["code"], "order_not_found", "{told}");
    }
}

#[test]
fn an_empty_till_lists_nothing_and_is_whole() {
    let till = Till::begun();
    assert!(till.orders().is_empty());
    let told = till.run(&["orders"]).expect(0);
    assert!(!told.out.is_empty(), "says so");
    assert_eq!(till.run(&["--json", "verify"]).expect(0).event("verified")["events"], 0);
    till.run(&["show", "1"]).expect(2);
}
