//! Books that an older sandbox has written.

use sandbox::books::{Books, Provider, Status};
use serde_json::Value;

use crate::till::START_MS;
use crate::world::{World, json, text};

/// As the sandbox wrote them that knew neither IntegraPay nor refunds: one charge that was paid and has
/// a webhook to tell of it, one that waits.
const OLDER: &str = r#"{"charges":{"1":{"transaction_id":"oz2scxoyr2a9h1i8oalu9gqplnlf1bp05xw","internal_code":"NRVV1CR","external_reference":"a","idempotency_key":"a","request_sha256":"762a39c0381eaa774ce13fb7444b59b6ef368ec2102b7a45cdb1e6cec97abff9","amount_centavos":1000,"payer_name":"Test User","payer_document":"12345678909","copy_and_paste":"00020101021226750014br.gov.bcb.pix2553psp.example/qr/v2/oz2scxoyr2a9h1i8oalu9gqplnlf1bp05xw520400005303986540510.005802BR5916PADARIA SAO JOAO6009SAO PAULO62070503***630478D2","requested_at_ms":1773152400000,"expires_at_ms":1773154200000,"cancelled_at_ms":null,"payments":[{"end_to_end_id":"E99999999202603101420abcdefghijk","amount_centavos":1000,"paid_at_ms":1773152400000}],"webhook_url":"http://127.0.0.1:9/hook"},"2":{"transaction_id":"b2scxoyr2a9h1i8oalu9gqplnlf1bp05xwz","internal_code":"NRVV1CS","external_reference":"b","idempotency_key":null,"request_sha256":"00","amount_centavos":500,"payer_name":"Test User","payer_document":"12345678909","copy_and_paste":"x","requested_at_ms":1773152400000,"expires_at_ms":1773154200000,"cancelled_at_ms":null,"payments":[]}},"tokens":[],"ids":{"state":9830067809575187194},"next_serial":3,"outbox":{"notices":[{"number":1,"url":"http://127.0.0.1:9/hook","transaction_id":"oz2scxoyr2a9h1i8oalu9gqplnlf1bp05xw","payments":1,"first_sent_at_ms":1773152400001,"due_at_ms":1773152401000,"tries":1,"delivered":false}],"count":1}}"#;

#[test]
fn books_of_before_there_was_a_second_provider_are_read() {
    let mut world = World::new();
    world.books = Books::from_json(OLDER.as_bytes()).unwrap();
    let paid = world.books.find_reference("a").unwrap();
    assert_eq!((paid.provider, paid.status(START_MS)), (Provider::ConnectPsp, Status::Paid));
    assert!(paid.refunds.is_empty() && paid.dispute.is_none());
    let notice = world.books.notices().next().unwrap();
    assert_eq!((notice.number, notice.due_at_ms), (1, Some(START_MS + 1000)));

    let fetched = json(&world.fetch("NRVV1CR"));
    assert_eq!(text(&fetched, "endToEndId"), "E99999999202603101420abcdefghijk");
    let taken = world.refund("NRVV1CR", "key", r#"{"reason":"FRAUD"}"#);
    assert_eq!(taken.status, 202);
    assert_eq!(text(&json(&world.create_cashin("500", "r")), "orderId"), "r");
    let kept = world.books.to_json().unwrap();
    let read = Books::from_json(&kept).unwrap();
    assert_eq!(read.to_json().unwrap(), kept);
    let charges = serde_json::from_slice::<Value>(&kept).unwrap()["charges"].take();
    assert_eq!(charges.as_object().unwrap().len(), 3);
}
