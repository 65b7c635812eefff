//! Payouts: made and moved on by a control, looked up, told by webhook.

use sandbox::Request;
use sandbox::books::{NewPayout, PayoutStatus, Provider};
use serde_json::{Value, json};

use crate::controls::config;
use crate::http::Running;
use crate::merchant::Merchant;
use crate::till::admitted;
use crate::world::{World, assert_problem, json, raw, text};

fn moved(world: &mut World, status: PayoutStatus) {
    let new = NewPayout {
        provider: Provider::ConnectPsp,
        id: Some("dd30446e-6cc5-4664-bf3f-6b7f5e55a1a9".to_owned()),
        reference: Some("payout-1".to_owned()),
        amount_centavos: Some(50_000),
        status,
        webhook_url: None,
    };
    world.books.move_payout(new, world.now_ms).unwrap();
}

fn fetch(world: &mut World, id: &str) -> sandbox::Response {
    let token = world.token();
    world.answer(&admitted(Request::new("GET", &format!("/cash-out/{id}")), &token))
}

#[test]
fn a_payout_is_looked_up_as_documented() {
    let mut world = World::new();
    moved(&mut world, PayoutStatus::Created);
    let id = "dd30446e-6cc5-4664-bf3f-6b7f5e55a1a9";
    let response = fetch(&mut world, id);
    assert_eq!(response.status, 200);
    assert!(raw(&response).contains(r#""amount":500.00,"#));
    let body = json(&response);
    assert_eq!(text(&body, "transactionId"), id);
    assert_eq!(text(&body, "internalCode").len(), 10);
    assert_eq!(text(&body, "externalReference"), "payout-1");
    assert_eq!((text(&body, "status"), &body["endToEndId"]), ("PROCESSING", &Value::Null));
    assert!(body.get("failure").is_none());
    assert_eq!(text(&body["payee"]["destination"], "type"), "PIX");
    assert_eq!(json(&fetch(&mut world, text(&body, "internalCode"))), body);

    world.now_ms += 60_000;
    moved(&mut world, PayoutStatus::Paid);
    let done = json(&fetch(&mut world, id));
    let paid_id = text(&done, "endToEndId").to_owned();
    assert_eq!(text(&done, "status"), "COMPLETED");
    assert!(paid_id.starts_with('E') && paid_id.len() == 32, "{paid_id}");
    assert_eq!(text(&done, "completedAt"), "2026-03-10T11:21:00-03:00");
    assert_eq!(json(&fetch(&mut world, &paid_id)), done);

    moved(&mut world, PayoutStatus::Refunded);
    let back = json(&fetch(&mut world, id));
    assert_eq!((text(&back, "status"), text(&back, "originalEndToEndId")), ("REFUNDED", &*paid_id));
    assert!(text(&back, "endToEndId").starts_with('D'));
    assert_eq!(world.books.payouts().count(), 1);

    assert_problem(&fetch(&mut world, "payout-1"), 404, "NOT_FOUND");
    let stranger = Request::new("GET", &format!("/cash-out/{id}"));
    assert_problem(&world.answer(&stranger), 401, "UNAUTHORIZED");
    let post = Request::new("POST", &format!("/cash-out/{id}"));
    assert_problem(&world.answer(&post), 405, "METHOD_NOT_ALLOWED");
}

#[test]
fn one_that_failed_says_why() {
    let mut world = World::new();
    moved(&mut world, PayoutStatus::Failed);
    let body = json(&fetch(&mut world, "dd30446e-6cc5-4664-bf3f-6b7f5e55a1a9"));
    assert_eq!((text(&body, "status"), &body["endToEndId"]), ("FAILED", &Value::Null));
    assert_eq!(text(&body["failure"], "code"), "PIX_KEY_NOT_FOUND");
    assert!(!text(&body["failure"], "message").is_empty());
}

#[test]
fn payouts_are_told_where_the_merchants_program_listens() {
    let (sandbox, merchant) = (Running::start(config()), Merchant::start(&[200]));
    sandbox.charge("r", &merchant.url);
    let order = |status: &str| {
        let order = json!({"provider": "connectpsp", "reference": "p", "amount_centavos": 5000, "status": status});
        sandbox.order("/_sandbox/payouts", &order)
    };
    assert_eq!(order("processing")["status"], "created");
    for (status, event, word) in [
        ("completed", "CASHOUT_COMPLETED", "COMPLETED"),
        ("refunded", "CASHOUT_REFUNDED", "REFUNDED"),
        ("failed", "CASHOUT_FAILED", "FAILED"),
    ] {
        let moved = order(status);
        let webhook = merchant.next();
        assert!(webhook.is_signed(), "{webhook:?}");
        let told = webhook.json();
        assert_eq!((&told["eventType"], &told["data"]["status"]), (&json!(event), &json!(word)));
        assert_eq!(told["data"]["transactionId"], moved["transactionId"]);
        let path = format!("/cash-out/{}", moved["transactionId"].as_str().unwrap());
        let fetched = sandbox.send(&admitted(Request::new("GET", &path), &sandbox.token()));
        assert_eq!(told["data"], fetched.json());
    }
    let listed = sandbox.send(&Request::new("GET", "/_sandbox/payouts")).json();
    assert_eq!(listed["payouts"].as_array().unwrap().len(), 1);
    let steps = listed["payouts"][0]["steps"].as_array().unwrap().len();
    assert_eq!(steps, 4);
}

#[test]
fn what_is_no_payout_is_refused() {
    let sandbox = Running::start(config());
    for (order, error) in [
        (json!({"provider": "integrapay", "status": "paid"}), "amount_centavos"),
        (json!({"provider": "integrapay", "amount_centavos": 0, "status": "paid"}), "bad_amount"),
        (
            json!({"provider": "integrapay", "id": "x", "amount_centavos": 1, "status": "paid"}),
            "not_an_id",
        ),
        (
            json!({"provider": "integrapay", "id": "", "amount_centavos": 1, "status": "paid"}),
            "bad_text",
        ),
        (json!({"provider": "bank", "amount_centavos": 1, "status": "paid"}), "unknown variant"),
        (
            json!({"provider": "integrapay", "amount_centavos": 1, "status": "gone"}),
            "unknown variant",
        ),
        (
            json!({"provider": "connectpsp", "amount_centavos": 1, "status": "paid", "webhook_url": "x"}),
            "bad_url",
        ),
    ] {
        let refused = sandbox.order("/_sandbox/payouts", &order);
        let told = refused["error"].as_str().unwrap_or_else(|| panic!("{order}: {refused}"));
        assert!(told.contains(error), "{order}: {told}");
    }
}
