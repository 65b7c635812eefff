//! `IntegraPay` as a stranger writes it in an afternoon from its three pages: their sample values, and
//! every freedom that they leave.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::balcao::{Till, Told};
use super::provider::code;
use super::wire::{Answer, Request};
use crate::conformance::face::{INTEGRAPAY_TOKEN, integrapay_credentials};

/// A look-up's answer: the charge, how often it was looked up before, and its orderId.
type LookUp = Box<dyn Fn(usize, &str) -> Answer + Send>;

/// A creation's answer: which in turn, its orderId and value.
type Creation = Box<dyn Fn(usize, &str, i64) -> Answer + Send>;

/// What it answers.
struct Habits {
    created: Creation,
    looked_up: LookUp,
}

/// What it has seen.
#[derive(Default)]
struct Seen {
    requests: Vec<Request>,
    order_id: String,
    created: usize,
    looked_up: usize,
}

struct Stranger {
    url: String,
    seen: Arc<Mutex<Seen>>,
}

fn created(order_id: &str, value: i64) -> Value {
    let amount = format!("{}.{:02}", value / 100, value % 100);
    json!({
        "transactionId": 49,
        "externalId": "0f0d8e1c-6a43-4f7c-9a53-0a8a3f1d2b3c",
        "orderId": order_id,
        "qrCode": code("49", &amount),
        "qrCodeBase64": "iVBORw0KGgo=",
    })
}

/// The page's webhook shape, with this status.
fn transaction(status: &Value, order_id: &str) -> Value {
    json!({
        "transactionId": 49,
        "orderId": order_id,
        "object": "cashin",
        "status": status,
        "method": "pix",
        "value": 500,
        "endToEndId": "E18236120202509231211s04b597fb3c",
        "processedAt": "2025-04-02T13:26:52.0365664Z",
        "payer": {
            "transactionId": 49, "name": "Fulano de Tal da Silva", "documentId": "80683806556",
            "bankName": null, "bankCode": null, "bankIspb": "18236120",
        },
        "observation": null,
    })
}

impl Habits {
    /// As documented; the second look-up finds it paid.
    fn documented() -> Self {
        Self {
            created: Box::new(|_, order_id, value| {
                Answer::json(200, created(order_id, value).to_string())
            }),
            looked_up: Box::new(|before, order_id| {
                let status = if before == 0 { json!("created") } else { json!("paid") };
                Answer::json(200, transaction(&status, order_id).to_string())
            }),
        }
    }

    fn serve(self) -> Stranger {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for mut connection in listener.incoming().flatten() {
                if let Some(request) = Request::read(&mut connection) {
                    let answer = self.answer(&request, &mut shared.lock().unwrap());
                    answer.write(&mut connection);
                }
            }
        });
        Stranger { url, seen }
    }

    fn answer(&self, request: &Request, seen: &mut Seen) -> Answer {
        seen.requests.push(request.clone());
        if request.header("authorization") != INTEGRAPAY_TOKEN {
            return Answer::json(401, r#"{"message":"Unauthorized"}"#);
        }
        if request.path == "/transaction/qrcode/cashin" {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            body["orderId"].as_str().unwrap().clone_into(&mut seen.order_id);
            seen.created += 1;
            return (self.created)(seen.created, &seen.order_id, body["value"].as_i64().unwrap());
        }
        let known = [
            "/transaction/get/by/id/49".to_owned(),
            format!("/transaction/get/by/orderId/{}", seen.order_id),
        ];
        if seen.created == 0 || !known.contains(&request.path) {
            return Answer::json(404, r#"{"message":"Not Found"}"#);
        }
        seen.looked_up += 1;
        (self.looked_up)(seen.looked_up - 1, &seen.order_id)
    }
}

impl Stranger {
    fn till(&self) -> Till {
        let till = Till::new();
        till.connect_integrapay(&self.url, &[], &integrapay_credentials()).expect(0);
        till
    }

    fn creations(&self) -> Vec<Request> {
        let seen = self.seen.lock().unwrap();
        let is_creation = |request: &&Request| request.path == "/transaction/qrcode/cashin";
        seen.requests.iter().filter(is_creation).cloned().collect()
    }
}

/// A sale of R$ 5,00 at a stranger with these habits.
fn sale(habits: Habits) -> (Stranger, Till, Told) {
    let stranger = habits.serve();
    let till = stranger.till();
    let told = till.run(&["--json", "charge", "5,00", "--wait-for", "30s"]);
    till.run(&["verify"]).expect(0);
    (stranger, till, told)
}

#[test]
fn the_documentations_samples_make_a_sale() {
    let (stranger, till, told) = sale(Habits::documented());
    let told = told.expect(0);
    assert_eq!(told.event_names(), ["charge_created", "paid"]);
    let created = told.event("charge_created");
    assert_eq!(
        (&created["provider_id"], &created["copy_and_paste"]),
        (&json!("49"), &json!(code("49", "5.00")))
    );
    assert_eq!(told.event("paid")["end_to_end_id"], "E18236120202509231211s04b597fb3c");
    assert_eq!(till.orders()[0]["anomalies"], json!([]));

    let [creation] = &stranger.creations()[..] else { panic!("one creation") };
    let body: Value = serde_json::from_str(&creation.body).unwrap();
    let expected = json!({
        "payerName": "Ana Padrão",
        "payerDocument": "12345678909",
        "payerEmail": "ana.padrao@padaria.example",
        "payerPhone": "11988887766",
        "productName": "Compra na padaria",
        "productDescription": "Pães e café",
        "value": 500,
        "orderId": created["reference"],
    });
    assert_eq!(body, expected);
    assert_eq!(creation.header("authorization"), INTEGRAPAY_TOKEN, "raw, as in the sample");
    assert!(creation.header("content-type").starts_with("application/json"));
}

/// A sale whose look-ups are answered like this from the second on, and that is paid.
fn sells_when_told(paid: impl Fn(&str) -> Value + Send + 'static) {
    let looked_up: LookUp = Box::new(move |before, order_id| {
        let waiting = transaction(&json!("created"), order_id);
        let answer = if before == 0 { waiting } else { paid(order_id) };
        Answer::json(200, answer.to_string())
    });
    let (_, till, told) = sale(Habits { looked_up, ..Habits::documented() });
    assert_eq!(told.expect(0).event("paid")["received_centavos"], 500);
    assert_eq!(till.orders()[0]["anomalies"], json!([]));
}

#[test]
fn look_ups_may_tell_it_in_many_ways() {
    std::thread::scope(|scope| {
        for word in [json!("paid"), json!("PAID"), json!("Paid"), json!(1), json!("1")] {
            scope.spawn(move || sells_when_told(move |id| transaction(&word, id)));
        }
        let changes: [fn(&mut Value); 5] = [
            |it| it["transactionId"] = json!("49"),
            |it| it["value"] = json!("500"),
            |it| it["payer"] = Value::Null,
            |it| it["processedAt"] = json!("yesterday"),
            |it| {
                for key in ["method", "endToEndId", "processedAt", "payer", "observation"] {
                    it.as_object_mut().unwrap().remove(key);
                }
                it["futuro"] = json!([1, { "x": null }]);
            },
        ];
        for change in changes {
            scope.spawn(move || {
                sells_when_told(move |id| {
                    let mut told = transaction(&json!("paid"), id);
                    change(&mut told);
                    told
                });
            });
        }
    });
}

#[test]
fn without_a_value_nothing_is_proved() {
    let changes: [fn(&mut Value); 2] =
        [|it| it["value"] = Value::Null, |it| drop(it.as_object_mut().unwrap().remove("value"))];
    for change in changes {
        let looked_up: LookUp = Box::new(move |_, order_id| {
            let mut told = transaction(&json!("paid"), order_id);
            change(&mut told);
            Answer::json(200, told.to_string())
        });
        let stranger = Habits { looked_up, ..Habits::documented() }.serve();
        let till = stranger.till();
        let told = till.run(&["--json", "charge", "5,00", "--wait-for", "4s"]).expect(4);
        let pending = told.event("pending");
        assert_eq!(
            (&pending["status"], &pending["received_centavos"]),
            (&json!("pending"), &json!(0))
        );
        assert_eq!(pending["unproven"]["doubt"], "amount_absent", "{told}");
    }
}

#[test]
fn a_creation_may_be_answered_in_many_ways() {
    let answers: [fn(&str, i64) -> Answer; 4] = [
        |order_id, value| Answer::json(201, created(order_id, value).to_string()),
        |order_id, value| {
            let mut short = created(order_id, value);
            for key in ["externalId", "orderId", "qrCodeBase64"] {
                short.as_object_mut().unwrap().remove(key);
            }
            Answer::json(200, short.to_string())
        },
        |order_id, value| {
            let mut text = created(order_id, value);
            text["transactionId"] = json!("49");
            text["success"] = json!("true");
            text["description"] = Value::Null;
            Answer::json(200, text.to_string())
        },
        |order_id, value| {
            let text = created(order_id, value).to_string();
            Answer::json(200, text).with("Content-Type", "text/plain; charset=utf-8")
        },
    ];
    std::thread::scope(|scope| {
        for answer in answers {
            scope.spawn(move || {
                let created = Box::new(move |_: usize, id: &str, value: i64| answer(id, value));
                sale(Habits { created, ..Habits::documented() }).2.expect(0);
            });
        }
    });
}

#[test]
fn a_refusal_is_told_in_the_providers_words_and_makes_no_charge() {
    /// What it answers to a creation, and the words of it that the cashier sees.
    type Refusal = (fn() -> Answer, &'static str);
    let refusals: [Refusal; 4] = [
        (|| Answer::json(400, r#"{"message":"No active acquirer"}"#), "No active acquirer"),
        (
            || Answer::json(400, r#"{"message":"Validation Failed - value is required"}"#),
            "Validation Failed",
        ),
        (
            || Answer::json(200, r#"{"success":"false","description":"Conta bloqueada"}"#),
            "Conta bloqueada",
        ),
        (|| Answer::json(422, "<h1>Unprocessable</h1>").with("Content-Type", "text/html"), "422"),
    ];
    for (answer, words) in refusals {
        let created = Box::new(move |_: usize, _: &str, _: i64| answer());
        let (stranger, till, told) = sale(Habits { created, ..Habits::documented() });
        let told = told.expect(3);
        assert_eq!(told.event_names(), ["rejected"], "{told}");
        assert!(told.err.contains(words), "{words}: {told}");
        assert_eq!(till.orders()[0]["status"], "rejected");
        assert_eq!(stranger.creations().len(), 1, "a definite no is not asked again");
    }
}

/// A sale whose first creation is executed and whose answer is lost.
fn lost(answer: fn() -> Answer, looked_up: LookUp) -> (Stranger, Till, Told) {
    let created = Box::new(move |nth: usize, id: &str, value: i64| {
        if nth == 1 { answer() } else { Answer::json(200, created(id, value).to_string()) }
    });
    sale(Habits { created, looked_up })
}

#[test]
fn a_lost_creation_is_looked_up_and_never_made_twice() {
    let troubles: [fn() -> Answer; 5] = [
        Answer::hang_up,
        || Answer::json(500, r#"{"message":"Internal Server Error"}"#),
        || Answer::json(502, "<html>Bad Gateway").with("Content-Type", "text/html"),
        || Answer::json(200, r#"{"transactionId":49,"#),
        || Answer::json(200, r#"{"transactionId":49}"#),
    ];
    std::thread::scope(|scope| {
        for answer in troubles {
            scope.spawn(move || {
                // Its look-up has no code, as far as the pages show; then no customer can pay, unless
                // they have the code from elsewhere.
                let (stranger, till, told) = lost(answer, Habits::documented().looked_up);
                assert_eq!(stranger.creations().len(), 1, "{told}");
                let order = &till.orders()[0];
                let attempt = &order["attempts"][0];
                assert_eq!(attempt["provider_id"], "49", "{told}\n{order}");
                assert_eq!(attempt["copy_and_paste"], Value::Null, "{order}");
                assert_eq!(order["status"], "paid", "it stays watched: {told}\n{order}");
            });
        }
    });
}

#[test]
fn a_lost_creation_whose_look_up_brings_the_code_is_a_sale_like_any_other() {
    let looked_up: LookUp = Box::new(|before, order_id| {
        let status = if before == 0 { json!("created") } else { json!("paid") };
        let mut told = transaction(&status, order_id);
        told["qrCode"] = json!(code("49", "5.00"));
        Answer::json(200, told.to_string())
    });
    let (stranger, _, told) = lost(Answer::hang_up, looked_up);
    let told = told.expect(0);
    assert_eq!(told.event("charge_created")["copy_and_paste"], code("49", "5.00"));
    assert_eq!(stranger.creations().len(), 1);
}

#[test]
fn a_look_up_that_brings_something_else_is_unclear_and_nothing_is_sent() {
    let others: [fn(&mut Value); 3] = [
        |it| it["object"] = json!("transfer"),
        |it| it["value"] = json!(501),
        |it| it["orderId"] = json!("another"),
    ];
    std::thread::scope(|scope| {
        for change in others {
            scope.spawn(move || {
                let looked_up: LookUp = Box::new(move |_, order_id| {
                    let mut told = transaction(&json!("created"), order_id);
                    change(&mut told);
                    Answer::json(200, told.to_string())
                });
                let created = Box::new(|_: usize, _: &str, _: i64| Answer::hang_up());
                let stranger = Habits { created, looked_up }.serve();
                let till = stranger.till();
                let told = till.run(&["--json", "charge", "5,00", "--wait-for", "8s"]).expect(4);
                let pending = told.event("pending");
                assert_eq!(pending["outcome_unknown"], true, "{told}");
                assert_eq!(stranger.creations().len(), 1, "a second charge in the dark: {told}");
            });
        }
    });
}

#[test]
fn cancelled_there_is_cancelled_here_in_any_spelling() {
    for word in [json!("canceled"), json!("cancelled"), json!("CANCELED"), json!(3), json!("3")] {
        let looked_up: LookUp = Box::new(move |_, order_id| {
            Answer::json(200, transaction(&word, order_id).to_string())
        });
        let (_, till, told) = sale(Habits { looked_up, ..Habits::documented() });
        told.expect(3);
        assert_eq!(till.orders()[0]["status"], "cancelled");
    }
}
