//! Controls that both providers share, and the choices where a documentation leaves one.

use sandbox::{Outcome, Request, Sandbox};
use serde_json::{Value, json};

use crate::controls::config;
use crate::till::{
    START_MS, by_id, by_order_id, cashin_body, cashin_request, charge_body, create_request,
    integrapay, token_request,
};

struct World(Sandbox);

impl World {
    fn new() -> Self {
        Self(Sandbox::open(config()).unwrap())
    }

    #[track_caller]
    fn send(&self, request: &Request) -> (u16, Value) {
        let Outcome::Answer(answer, _) = self.0.handle(request, START_MS) else { panic!("closed") };
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    #[track_caller]
    fn order(&self, path: &str, order: &Value) -> Value {
        let path = format!("/_sandbox/{path}");
        self.send(&Request::new("POST", &path).with_json(order.to_string())).1
    }

    fn get(&self, path: &str) -> Value {
        self.send(&Request::new("GET", &format!("/_sandbox/{path}"))).1
    }

    fn cashin(&self, order_id: &str) -> Value {
        self.send(&cashin_request(cashin_body("3750", order_id))).1
    }
}

#[test]
fn a_code_of_either_provider_is_paid_at_the_bank() {
    let world = World::new();
    let made = world.cashin("K7QD-000001");
    let code = &made["qrCode"];
    let seen = world.order("charges/none/pay", &json!({}));
    assert_eq!(seen["error"], "unknown_charge");
    let look = |code: &Value| {
        world
            .send(&Request::new("POST", "/banco/look").with_json(json!({"code": code}).to_string()))
            .1
    };
    let seen = look(code);
    assert_eq!((&seen["amount"], &seen["status"]), (&json!("R$ 37,50"), &json!("waiting")));
    assert_eq!((&seen["reference"], &seen["expires_at_ms"]), (&json!("K7QD-000001"), &Value::Null));
    let pay = Request::new("POST", "/banco/pay").with_json(json!({"code": code}).to_string());
    assert_eq!(world.send(&pay).1["status"], "paid");
    let found = world.send(&by_order_id("K7QD-000001")).1;
    assert_eq!((&found["status"], &found["value"]), (&json!("paid"), &json!(3750)));
    world.order("charges/K7QD-000001/refund", &json!({}));
    assert_eq!(look(code)["status"], "refunded");
}

#[test]
fn orders_of_a_control_reach_a_charge_by_any_of_its_names() {
    let world = World::new();
    let made = world.cashin("r");
    let id = made["transactionId"].to_string();
    let paid = world.order(&format!("charges/{id}/pay"), &json!({}));
    assert_eq!((&paid["status"], &paid["provider"]), (&json!("PAID"), &json!("integrapay")));
    assert_eq!((&paid["transactionId"], &paid["expires_at_ms"]), (&json!(id), &Value::Null));
    let part = json!({"amount_centavos": 1000, "reason": "half"});
    let part = world.order("charges/r/refund", &part);
    assert_eq!((&part["status"], &part["refunded_centavos"]), (&json!("PAID"), &json!(1000)));
    assert_eq!(part["refunds"][0]["reason"], "half");
    let external = made["externalId"].as_str().unwrap();
    let disputed = world.order(&format!("charges/{external}/dispute"), &json!({"reason": "Golpe"}));
    assert_eq!(disputed["dispute"], json!({"reason": "Golpe", "opened_at_ms": START_MS}));
    for (path, order, error) in [
        ("charges/r/refund", json!({"amount_centavos": 2751}), "too_much"),
        ("charges/r/dispute", json!({"reason": "again"}), "already_disputed"),
        ("charges/r/dispute", json!({"reason": " "}), "bad_text"),
        ("charges/r/dispute", json!({"reason": "x".repeat(256)}), "bad_text"),
        ("charges/r/expire", json!({}), "never_expires"),
        ("charges/none/refund", json!({}), "unknown_charge"),
        ("charges/none/expire", json!({}), "unknown_charge"),
        ("charges/r/vanish", json!({}), "not_found"),
    ] {
        assert_eq!(world.order(path, &order)["error"], error, "{path} {order}");
    }
    world.order("charges/r/refund", &json!({}));
    world.order("clock", &json!({"advance_s": 1}));
    let rest = world.get("charges/r");
    assert_eq!((&rest["status"], &rest["refunded_centavos"]), (&json!("REFUNDED"), &json!(3750)));
}

#[test]
fn the_next_charge_has_the_id_that_a_test_needs() {
    let world = World::new();
    let next =
        |provider: &str, id: &str| world.order("next_id", &json!({"provider": provider, "id": id}));
    assert!(next("integrapay", "1000")["error"].is_null());
    assert_eq!(world.cashin("test-123")["transactionId"], 1000);
    assert_eq!(world.cashin("another")["transactionId"], 1);
    let id = "kk6g232xel65a0daee4dd13kk2912714964";
    next("connectpsp", id);
    let token = world.send(&token_request()).1["accessToken"].as_str().unwrap().to_owned();
    let made = world.send(&create_request(&token, "k", charge_body("10.00", "test-order-001"))).1;
    assert_eq!(made["transactionId"], id);
    for (provider, id) in [
        ("integrapay", "1000"),
        ("integrapay", "x"),
        ("integrapay", "0"),
        ("integrapay", "007"),
        ("integrapay", "99999999999999999999"),
        ("connectpsp", ""),
        ("connectpsp", "a/b"),
        ("connectpsp", id),
    ] {
        assert_eq!(next(provider, id)["error"], "not_an_id_or_taken", "{provider} {id}");
    }
}

#[test]
fn money_may_come_that_no_till_has_asked_for() {
    let world = World::new();
    let order = json!({"amount_centavos": 3750, "reference": "Mesa 4"});
    let made = world.order("integrapay/charges", &order);
    assert_eq!(
        (&made["status"], &made["provider"]),
        (&json!("AWAITING_PAYMENT"), &json!("integrapay"))
    );
    let anonymous = world.order("integrapay/charges", &json!({"amount_centavos": 1}));
    let id = anonymous["transactionId"].as_str().unwrap();
    world.order(&format!("charges/{id}/pay"), &json!({}));
    let found = world.send(&by_id(id)).1;
    assert_eq!((&found["status"], &found["orderId"]), (&json!("paid"), &Value::Null));
    assert_eq!(
        world.order("integrapay/charges", &json!({"amount_centavos": 0}))["error"],
        "bad_amount"
    );
}

#[test]
fn tokens_and_look_ups_are_as_they_are_switched() {
    let world = World::new();
    let with = |authorization: &str| {
        let mut request = by_id("9");
        request.headers.retain(|(name, _)| name != "authorization");
        world.send(&request.with_header("Authorization", authorization)).0
    };
    let tokens = ["sandbox-integrapay-token", "Bearer sandbox-integrapay-token", "Bearer x"];
    for (auth, statuses) in
        [("raw", [404, 401, 401]), ("bearer", [401, 404, 401]), ("any", [404, 404, 401])]
    {
        let switched = world.order("switches", &json!({"integrapay_auth": auth}));
        assert_eq!(switched["integrapay_auth"], auth);
        assert_eq!(tokens.map(with), statuses, "{auth}");
    }
    let by = |method: &str| world.send(&integrapay(method, "/transaction/get/by/orderId/r")).0;
    for (look_up, statuses) in [("get", [404, 405]), ("post", [405, 404]), ("any", [404, 404])] {
        world.order("switches", &json!({"integrapay_look_up": look_up}));
        assert_eq!(["GET", "POST"].map(by), statuses, "{look_up}");
    }
    let now = world.get("switches");
    assert_eq!(
        (&now["integrapay_auth"], &now["integrapay_look_up"]),
        (&json!("any"), &json!("any"))
    );
    assert_eq!(now["refund_settles_after_ms"], 200);
    for bad in [
        json!({"integrapay_auth": "basic"}),
        json!({"refund_settles_after_ms": -1}),
        json!({"refund_settles_after_ms": i64::MAX}),
        json!({"colour": "green"}),
    ] {
        assert!(world.order("switches", &bad)["error"].is_string(), "{bad}");
    }
    assert_eq!(world.get("switches"), now);
}

#[test]
fn a_refunds_value_may_be_the_whole() {
    let world = World::new();
    world.order("switches", &json!({"integrapay_refund_value": "whole"}));
    world.cashin("r");
    world.order("charges/r/pay", &json!({}));
    world.order("charges/r/refund", &json!({"amount_centavos": 1000}));
    assert_eq!(world.send(&by_order_id("r")).1["value"], 3750);
    world.order("switches", &json!({"integrapay_refund_value": "part"}));
    assert_eq!(world.send(&by_order_id("r")).1["value"], 1000);
}

#[test]
fn its_calls_go_wrong_in_its_own_words() {
    let world = World::new();
    let faulty = |on: &str, kind: &str| {
        let fault = json!({"provider": "integrapay", "on": on, "kind": kind});
        assert!(world.order("faults", &fault)["error"].is_null());
        world.0.handle(&cashin_request(cashin_body("500", "r")), START_MS)
    };
    for (kind, status) in [("status_500", 500), ("rate_limited", 429), ("token_expired", 401)] {
        let Outcome::Answer(answer, _) = faulty("create", kind) else { panic!("{kind}") };
        assert_eq!(answer.status, status, "{kind}");
        let told: Value = serde_json::from_slice(&answer.body).unwrap();
        assert!(told["message"].is_string() && told["code"].is_null(), "{told}");
    }
    assert!(world.get("charges")["charges"].as_array().unwrap().is_empty());
    assert_eq!(faulty("create", "drop_after"), Outcome::Close);
    assert_eq!(world.get("charges")["charges"].as_array().unwrap().len(), 1);
    assert_eq!(world.send(&by_order_id("r")).0, 200, "a till finds it again");
    let Outcome::Answer(wrong, _) = faulty("create", "wrong_code") else { panic!("closed") };
    let wrong: Value = serde_json::from_slice(&wrong.body).unwrap();
    assert!(domain::brcode::BrCode::parse(wrong["qrCode"].as_str().unwrap()).is_err());
    world.order(
        "faults",
        &json!({"provider": "integrapay", "on": "fetch", "kind": "unknown_status"}),
    );
    assert_eq!(world.send(&by_order_id("r")).1["status"], "UNDER_ANALYSIS");

    world.order("faults", &json!({"provider": "integrapay", "kind": "html"}));
    assert_eq!(world.send(&token_request()).0, 200, "the other provider is well");
    assert_eq!(world.get("faults")["faults"][0]["provider"], "integrapay");
}

#[test]
fn switches_and_books_outlive_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let books_file = Some(folder.path().join("books.json"));
    let open = || {
        World(
            Sandbox::open(sandbox::Config { books_file: books_file.clone(), ..config() }).unwrap(),
        )
    };
    let first = open();
    first.order("switches", &json!({"integrapay_look_up": "any"}));
    first.cashin("r");
    first.order("charges/r/pay", &json!({}));
    first.order("charges/r/refund", &json!({"amount_centavos": 1}));
    first.order("charges/r/dispute", &json!({"reason": "Golpe"}));
    let payout = json!({"provider": "integrapay", "amount_centavos": 5, "status": "created"});
    first.order("payouts", &payout);
    let (charges, payouts) = (first.get("charges"), first.get("payouts"));
    drop(first);
    let second = open();
    assert_eq!((second.get("charges"), second.get("payouts")), (charges, payouts));
    assert_eq!(second.get("switches")["integrapay_look_up"], "any");
    let next = second.cashin("r")["transactionId"].as_i64().unwrap();
    assert_eq!(next, 3, "numbers go on");
}
