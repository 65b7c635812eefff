//! IntegraPay's pages against the pure provider; what they leave open is marked ASSUMED in the sandbox,
//! and tested here only so that it does not change unseen.

use domain::Centavos;
use domain::brcode::{self, Kind};
use sandbox::books::{NewPayout, NewRefund, PayRule, PayoutStatus, Provider};
use sandbox::{Request, Response};
use serde_json::Value;

use crate::till::{by_id, by_order_id, cashin_body, cashin_request, integrapay};
use crate::world::{World, json, raw, text};

#[track_caller]
fn assert_refused(response: &Response, status: u16, message: &str) {
    let told = json(response);
    assert_eq!((response.status, text(&told, "message")), (status, message));
    assert_eq!(told.as_object().unwrap().len(), 1, "{told}");
}

/// The number of a new charge of R$ 5,00.
fn charge(world: &mut World, order_id: &str) -> String {
    json(&world.create_cashin("500", order_id))["transactionId"].to_string()
}

fn refund(world: &mut World, id: &str, centavos: Option<i64>, reason: Option<&str>) {
    let new = NewRefund {
        amount_centavos: centavos,
        reason: reason.map(str::to_owned),
        ..NewRefund::default()
    };
    world.books.refund(id, new, world.now_ms).unwrap();
}

fn payout(world: &mut World, id: &str, status: PayoutStatus) {
    let new = NewPayout {
        provider: Provider::IntegraPay,
        id: Some(id.to_owned()),
        reference: Some("test-123".to_owned()),
        amount_centavos: Some(500),
        status,
        webhook_url: None,
    };
    world.books.move_payout(new, world.now_ms).unwrap();
}

#[test]
fn a_charge_is_answered_as_in_the_page() {
    let mut world = World::new();
    let response = world.create_cashin("5000", "test-123");
    assert_eq!(response.status, 200);
    let body = json(&response);
    let (id, external, code) =
        (&body["transactionId"], text(&body, "externalId"), text(&body, "qrCode"));
    let expected = format!(
        r#"{{"transactionId":{id},"externalId":"{external}","orderId":"test-123","qrCode":"{code}","qrCodeBase64":""}}"#
    );
    assert_eq!(raw(&response), expected);
    assert!(id.is_i64());
    assert_eq!(external.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    let read = brcode::check(code, Centavos::new(5_000)).unwrap();
    assert_eq!(read.kind(), Some(Kind::Dynamic));
    assert_eq!(read.amount_text(), Some("50.00"));
    assert!(code.starts_with("000201") && code.contains("br.gov.bcb.pix"), "{code}");

    world.integrapay.draws_codes = true;
    let drawn = json(&world.create_cashin("5000", "test-124"));
    assert!(text(&drawn, "qrCodeBase64").starts_with("iVBORw0KGgo"));
}

#[test]
fn every_field_but_address_and_order_is_required() {
    let mut world = World::new();
    let good = cashin_body("500", "r");
    let long = "x".repeat(256);
    for (what, with, message) in [
        (
            r#""payerName":"Fulano de Tal da Silva","#,
            "",
            "Validation Failed - payerName is required",
        ),
        ("80683806556", " ", "Validation Failed - payerDocument is required"),
        ("\"fulano@example.com\"", "null", "Validation Failed - payerEmail is required"),
        ("11999999999", "", "Validation Failed - payerPhone is required"),
        ("\"Venda\"", "\"\"", "Validation Failed - productName is required"),
        ("productDescription", "x", "Validation Failed - productDescription is required"),
        ("\"value\":500,", "", "Validation Failed - value is required"),
        (":500", ":0", "Validation Failed - value must be an integer above zero"),
        (":500", ":-1", "Validation Failed - value must be an integer above zero"),
        (":500", ":5.00", "Validation Failed - value must be an integer above zero"),
        (":500", ":\"500\"", "Validation Failed - value must be an integer above zero"),
        (":500", ":99999999999999999", "Validation Failed - value must be an integer above zero"),
        ("\"r\"", "7", "Validation Failed - orderId is not a text, or too long"),
        ("\"r\"", &format!("\"{long}\""), "Validation Failed - orderId is not a text, or too long"),
        (
            "\"r\"",
            r#""r","postbackUrl":"/hook""#,
            "Validation Failed - postbackUrl is not an address",
        ),
        ("{", "[", "Validation Failed - the body is not a JSON object"),
    ] {
        assert!(good.contains(what), "{what}");
        let request = cashin_request(good.replacen(what, with, 1));
        assert_refused(&world.answer(&request), 400, message);
    }
    let form = integrapay("POST", "/transaction/qrcode/cashin");
    assert_eq!(world.answer(&form).status, 400);
    assert_eq!(world.books.charges().count(), 0);

    let split =
        r#""splits":[{"clientId":"7a6e1f0c-0000-4000-8000-747265696e6f","value":100}],"value""#;
    let without_order = good.replace(r#","orderId":"r""#, "").replace(r#""value""#, split);
    let made = json(&world.answer(&cashin_request(without_order)));
    assert_eq!(made["orderId"], Value::Null);
    assert_eq!(
        json(&world.answer(&by_id(&made["transactionId"].to_string())))["orderId"],
        Value::Null
    );
}

#[test]
fn a_token_is_shown_bare() {
    let mut world = World::new();
    for shown in [None, Some("Bearer sandbox-integrapay-token"), Some("other"), Some("")] {
        let mut request = cashin_request(cashin_body("500", "r"));
        request.headers.retain(|(name, _)| name != "authorization");
        let request = match shown {
            Some(shown) => request.with_header("Authorization", shown),
            None => request,
        };
        assert_refused(&world.answer(&request), 401, "Unauthorized");
    }
    assert_eq!(world.books.charges().count(), 0);
}

#[test]
fn the_same_order_twice_is_two_charges() {
    let mut world = World::new();
    let (first, second) = (charge(&mut world, "r"), charge(&mut world, "r"));
    assert_ne!(first, second);
    assert_eq!(world.books.charges().count(), 2);
    let newest = json(&world.answer(&by_order_id("r")));
    assert_eq!(newest["transactionId"].to_string(), second);
    for id in [first, second] {
        world.pay(&id, None, PayRule::Waiting).unwrap();
    }
}

#[test]
fn a_look_up_answers_in_the_shape_of_the_webhooks() {
    let mut world = World::new();
    let id = charge(&mut world, "Mesa 4/ção");
    let created = world.answer(&by_id(&id));
    assert_eq!(created.status, 200);
    let expected = format!(
        r#"{{"transactionId":{id},"object":"cashin","status":"created","method":"pix","value":500,"processedAt":"2026-03-10T14:20:00.0000000Z","orderId":"Mesa 4/ção","observation":null}}"#
    );
    assert_eq!(raw(&created), expected);
    assert_eq!(world.answer(&by_order_id("Mesa%204%2F%C3%A7%C3%A3o")), created);

    world.now_ms += 135_042;
    world.pay(&id, None, PayRule::Waiting).unwrap();
    let paid = world.answer(&by_id(&id));
    let end_to_end_id = text(&json(&paid), "endToEndId").to_owned();
    assert!(end_to_end_id.starts_with("E99999999202603101422"), "{end_to_end_id}");
    let expected = format!(
        r#"{{"transactionId":{id},"object":"cashin","status":"paid","method":"pix","value":500,"endToEndId":"{end_to_end_id}","processedAt":"2026-03-10T14:22:15.0420000Z","payer":{{"transactionId":{id},"name":"Fulano de Tal da Silva","documentId":"80683806556","bankName":null,"bankCode":null,"bankIspb":"99999999"}},"orderId":"Mesa 4/ção","observation":null}}"#
    );
    assert_eq!(raw(&paid), expected);

    for unknown in ["9999", "0", "x", &end_to_end_id] {
        assert_refused(&world.answer(&by_id(unknown)), 404, "Transaction not found");
        assert_refused(&world.answer(&by_order_id(unknown)), 404, "Transaction not found");
    }
    let post = integrapay("POST", &format!("/transaction/get/by/id/{id}"));
    let refused = world.answer(&post);
    assert_refused(&refused, 405, "Method Not Allowed");
    assert_eq!(refused.header("allow"), Some("GET"));
    assert_eq!(world.answer(&integrapay("GET", "/transaction/qrcode/cashin")).status, 405);
    for path in ["", "/", "/transaction", "/transaction/get/by/id/", "/transaction/cashout"] {
        assert_eq!(world.answer(&integrapay("GET", path)).status, 404, "{path}");
    }
}

#[test]
fn parts_go_back_until_nothing_is_left() {
    let mut world = World::new();
    let id = charge(&mut world, "test-123");
    let early = world.books.refund(&id, NewRefund::default(), world.now_ms);
    assert!(early.is_err(), "nothing was paid");
    world.pay(&id, None, PayRule::Waiting).unwrap();
    refund(&mut world, &id, Some(200), Some("Reason for infraction"));
    let part = world.answer(&by_id(&id));
    let expected = format!(
        r#"{{"transactionId":{id},"object":"cashin","status":"refund","method":"pix","value":200,"processedAt":"2026-03-10T14:20:00.0000000Z","destinationBank":{{"name":"Fulano de Tal da Silva","cpfCnpj":"80683806556","email":null,"pixKey":"80683806556","pixKeyType":"","bank":null,"bankId":null,"ispb":null}},"orderId":"test-123","observation":"Reason for infraction"}}"#
    );
    assert_eq!(raw(&part), expected);
    let too_much = NewRefund { amount_centavos: Some(301), ..NewRefund::default() };
    assert!(world.books.refund(&id, too_much, world.now_ms).is_err());

    refund(&mut world, &id, Some(200), None);
    world.now_ms += 1;
    let second = json(&world.answer(&by_id(&id)));
    assert_eq!(second["value"], 200);
    assert_ne!(second["processedAt"], json(&part)["processedAt"], "two refunds have two times");
    refund(&mut world, &id, None, None);
    world.now_ms += 10;
    assert_eq!(json(&world.answer(&by_id(&id)))["value"], 100);
    assert!(world.books.refund(&id, NewRefund::default(), world.now_ms).is_err());
}

#[test]
fn an_infraction_hides_the_payment() {
    let mut world = World::new();
    let id = charge(&mut world, "test-123");
    assert!(world.books.dispute(&id, "Golpe", world.now_ms).is_err(), "nothing was paid");
    world.pay(&id, None, PayRule::Waiting).unwrap();
    world.now_ms += 1_000;
    world.books.dispute(&id, "Golpe do QR Code", world.now_ms).unwrap();
    let expected = format!(
        r#"{{"transactionId":{id},"object":"cashin","status":"infraction","method":"pix","value":500,"processedAt":"2026-03-10T14:20:01.0000000Z","orderId":"test-123","observation":"Golpe do QR Code"}}"#
    );
    assert_eq!(raw(&world.answer(&by_id(&id))), expected);
    assert!(world.books.dispute(&id, "again", world.now_ms).is_err());
    world.now_ms += 1_000;
    refund(&mut world, &id, None, None);
    assert_eq!(text(&json(&world.answer(&by_id(&id))), "status"), "refund");
}

#[test]
fn a_code_lives_for_ever_but_may_be_cancelled() {
    let mut world = World::new();
    let id = charge(&mut world, "a");
    world.now_ms += 365 * 24 * 3_600_000;
    assert!(!world.books.expire(&id, world.now_ms));
    assert_eq!(text(&json(&world.answer(&by_id(&id))), "status"), "created");
    world.pay(&id, None, PayRule::Waiting).unwrap();
    let id = charge(&mut world, "b");
    assert!(world.books.cancel(&id, world.now_ms));
    assert_eq!(text(&json(&world.answer(&by_id(&id))), "status"), "canceled");
}

#[test]
fn payouts_and_charges_may_have_one_number_and_one_order() {
    let mut world = World::new();
    payout(&mut world, "1", PayoutStatus::Created);
    let created = world.answer(&by_id("1"));
    let expected = r#"{"transactionId":1,"object":"transfer","status":"created","method":"pix","value":500,"processedAt":"2026-03-10T14:20:00.0000000Z","destinationBank":null,"orderId":"test-123","observation":null}"#;
    assert_eq!(raw(&created), expected);
    assert_eq!(world.answer(&by_order_id("test-123")), created);
    payout(&mut world, "1", PayoutStatus::Paid);
    let paid = json(&world.answer(&by_id("1")));
    assert_eq!(text(&paid, "status"), "paid");
    assert!(text(&paid, "endToEndId").starts_with('E'));
    assert_eq!(text(&paid["destinationBank"], "pixKeyType"), "");
    payout(&mut world, "1", PayoutStatus::Refunded);
    let back = raw(&world.answer(&by_id("1"))).to_owned();
    assert!(back.contains(r#""status":"refund""#) && !back.contains("destinationBank"), "{back}");

    assert_eq!(charge(&mut world, "test-123"), "2", "counted together");
    assert!(world.books.set_next_id(Provider::IntegraPay, "1"));
    assert_eq!(charge(&mut world, "test-123"), "1", "but a test may ask for both");
    assert_eq!(text(&json(&world.answer(&by_id("1"))), "object"), "cashin");
    assert_eq!(text(&json(&world.answer(&by_order_id("test-123"))), "object"), "cashin");
}

#[test]
fn what_is_one_providers_is_not_the_others() {
    let mut world = World::new();
    let theirs = world.charge("r");
    let id = charge(&mut world, "r");
    assert_eq!(world.answer(&by_id(&theirs)).status, 404);
    assert_eq!(world.fetch(&id).status, 404);
    assert_eq!(json(&world.answer(&by_order_id("r")))["transactionId"].to_string(), id);
    assert_eq!(world.books.find_reference("r").unwrap().transaction_id, theirs);
    let mut request = by_id(&id);
    request.path = request.path.replace(sandbox::INTEGRAPAY_PREFIX, "");
    assert_eq!(world.answer(&Request { path: request.path.clone(), ..request }).status, 404);
}
