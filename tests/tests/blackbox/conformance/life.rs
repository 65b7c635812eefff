//! The life of a charge as each provider tells it.

use domain::charge::{Anomaly, Event, Evidence, RefundReason, RefundState, Seen, Status};
use domain::charge::{RefundRequest, Rejection};
use domain::{Centavos, IdempotencyKey, RefundId};
use providers::{NewRefund, NoRefunds, RefundSending};
use serde_json::{Value, json};

use super::face::{Can, Face, now};
use super::sale::{LIFE_MIN, Sale, Written, apply, sell};

/// Amounts at which arithmetic with floats, lost zeros or wrong units would show, in centavos.
const AMOUNTS: [i64; 12] =
    [1, 10, 29, 100, 101, 1_000, 3_750, 9_999, 123_456, 99_999_999, 4_294_967_296, 999_999_999_999];

/// What the sandbox says in the place of a status that it knows.
const UNHEARD_OF: &str = "UNDER_ANALYSIS";

pub(super) async fn amounts_are_exact_asked_and_observed(face: Face) {
    for amount in AMOUNTS {
        let written = Written::new(&face, amount, None);
        let expected = (face.row.amount)(amount);
        assert!(written.body.contains(&expected), "{expected} is not in {}", written.body);
        let mut sale = sell(&face, &written).await;
        // What the provider has read is what was written down, byte for byte.
        let sent = face.creations().pop().unwrap();
        let hash = ring::digest::digest(&ring::digest::SHA256, written.body.as_bytes());
        assert_eq!(sent["body_sha256"], hex::encode(hash), "{sent}");
        assert_eq!(face.bank().only_charge(amount)["amount_centavos"], amount);

        sale.pay(&face);
        sale.look(&face).await;
        assert_eq!(sale.charge.status, Status::Paid, "{amount}");
        assert_eq!(sale.charge.received(), Centavos::new(amount));
        assert!(sale.charge.anomalies.is_empty(), "{:?}", sale.charge);
    }
}

pub(super) async fn another_amount_is_seen_to_the_centavo(face: Face) {
    for (asked, came) in [(1_000, 999), (1_000, 1_001), (3_750, 1)] {
        let written = Written::new(&face, asked, None);
        let mut sale = sell(&face, &written).await;
        sale.at_the_provider(&face, "pay", &json!({ "amount_centavos": came }));
        sale.look(&face).await;
        assert_eq!(sale.charge.received(), Centavos::new(came));
        let odd = if came > asked { Anomaly::Overpaid } else { Anomaly::Underpaid };
        assert!(sale.charge.anomalies.contains(&odd), "{:?}", sale.charge);
    }
}

pub(super) async fn an_unpaid_charge_stays_pending_however_often_one_asks(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sell(&face, &written).await;
    let before = sale.charge.clone();
    for _ in 0..3 {
        assert_eq!(sale.look(&face).await, Seen::Waiting);
    }
    assert_eq!(sale.charge, before, "asking changes nothing");
    assert_eq!(sale.charge.status, Status::Pending);
}

pub(super) async fn a_code_can_be_paid_and_says_who_is_asked_for_what(face: Face) {
    let written = Written::new(&face, 3_750, None);
    let sale = sell(&face, &written).await;
    let known = sale.charge.registration.as_ref().unwrap();
    let code = domain::brcode::BrCode::parse(&known.copy_and_paste).unwrap();
    assert_eq!(code.amount_text(), Some("37.50"));
    assert_eq!(known.never_expires, !face.can(Can::EndCodes));
    let life_ms = known.expires_at_here().since(written.charge.requested_at);
    let asked_ms = i64::from(LIFE_MIN) * 60_000;
    assert!((asked_ms - 5_000..=asked_ms + 15_000).contains(&life_ms), "{life_ms} ms");
}

pub(super) async fn a_paid_charge_is_paid_and_stays_so(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sell(&face, &written).await;
    sale.pay(&face);
    sale.look(&face).await;
    let paid = sale.charge.clone();
    assert_eq!(paid.status, Status::Paid);
    let [payment] = &paid.payments[..] else { panic!("{:?}", paid.payments) };
    assert_eq!((payment.evidence, payment.confirmed), (Evidence::Polled, true));
    let booked = face.bank().only_charge(1_000);
    let id = payment.end_to_end_id.as_ref().map(|id| json!(id.as_str()));
    assert_eq!(id.as_ref(), Some(&booked["payments"][0]["endToEndId"]));
    if let Some(name) = &payment.payer_name {
        assert!(name.ends_with("***"), "the payer's name is masked");
    }
    sale.look(&face).await;
    assert_eq!(sale.charge, paid, "the same answer changes nothing");
}

/// A charge of R$ 10,00 that is paid.
async fn sold<'w>(face: &Face, written: &'w Written) -> Sale<'w> {
    let mut sale = sell(face, written).await;
    sale.pay(face);
    sale.look(face).await;
    assert_eq!(sale.charge.status, Status::Paid);
    sale
}

pub(super) async fn a_refund_made_at_the_provider_is_seen(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sold(&face, &written).await;
    sale.at_the_provider(&face, "refund", &json!({}));
    sale.look(&face).await;
    assert_eq!(sale.charge.status, Status::Refunded);
    assert_eq!(sale.sums(), (1_000, 1_000), "{:?}", sale.charge);
    let refunded = sale.charge.clone();
    assert!(refunded.refunds[0].request().is_none(), "it was not asked for here");
    // The payment's own id and the devolution's are kept apart.
    let (paid, back) = (&refunded.payments[0].end_to_end_id, &refunded.refunds[0].return_id);
    assert!(paid.as_ref().is_some_and(|id| id.as_str().starts_with('E')), "{paid:?}");
    assert!(back.as_ref().is_none_or(|id| id.as_str().starts_with('D')), "{back:?}");
    sale.look(&face).await;
    assert_eq!(sale.charge, refunded, "the same answer changes nothing");
}

pub(super) async fn a_refund_of_a_part_leaves_the_rest(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sold(&face, &written).await;
    if !face.can(Can::RefundParts) {
        return;
    }
    sale.at_the_provider(&face, "refund", &json!({ "amount_centavos": 300 }));
    sale.look(&face).await;
    assert_eq!((sale.charge.status, sale.sums()), (Status::Paid, (1_000, 300)));
    sale.look(&face).await;
    assert_eq!(sale.sums(), (1_000, 300), "the same answer is the same part");
}

pub(super) async fn a_refund_from_the_till_is_taken_first_and_done_later(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sold(&face, &written).await;
    let refunds = match face.psp.refunds() {
        Ok(refunds) => refunds,
        Err(why) => {
            assert_eq!(why, NoRefunds::AtProvider, "the sandbox connects with all fields");
            return;
        }
    };
    let body = refunds.refund_body(&NewRefund {
        amount: None,
        reason: RefundReason::CustomerRequest,
        description: Some("não gostou"),
    });
    let key = IdempotencyKey::new("9d4f1a77-0000-4000-8000-5d3c2b1a0f0e").unwrap();
    let sending = RefundSending { id: &sale.id.clone(), idempotency_key: &key, body: &body };
    let (reason, description) = (RefundReason::CustomerRequest, Some("não gostou".to_owned()));
    let request = RefundRequest {
        id: RefundId::of_key(&key),
        amount: None,
        reason,
        description,
        idempotency_key: key.clone(),
        body: body.clone(),
    };
    sale.learn(&Event::RefundRequested(request), now());

    let slowly = json!({ "refund_settles_after_ms": 600_000 });
    face.bank().ask("POST", "/_sandbox/switches", &slowly);
    let taken = refunds.refund(&sending).await.unwrap();
    assert!(taken.return_id.as_ref().is_some_and(|id| id.as_str().starts_with('D')));
    let accepted = Event::RefundAccepted { refund: None, return_id: taken.return_id.clone() };
    sale.learn(&accepted, now());
    assert_eq!(sale.charge.status, Status::Refunding, "taken is not refunded");
    let again = refunds.refund(&sending).await.unwrap();
    assert_eq!(again.return_id, taken.return_id, "the same key is the same refund");
    sale.look(&face).await;
    assert_eq!((sale.charge.status, sale.sums()), (Status::Refunding, (1_000, 0)));

    face.bank().ask("POST", "/_sandbox/clock", &json!({ "advance_s": 601 }));
    sale.look(&face).await;
    assert_eq!((sale.charge.status, sale.sums()), (Status::Refunded, (1_000, 1_000)));
    assert_eq!(sale.charge.settled_refunds()[0].return_id, taken.return_id);
    assert_eq!(sale.charge.last_refund_request().unwrap().0.state, RefundState::Settled);
}

pub(super) async fn a_refund_of_what_was_never_paid_is_refused(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let sale = sell(&face, &written).await;
    let Ok(refunds) = face.psp.refunds() else { return };
    let body = refunds.refund_body(&NewRefund {
        amount: None,
        reason: RefundReason::Fraud,
        description: None,
    });
    let key = IdempotencyKey::new("9d4f1a77-0000-4000-8000-5d3c2b1a0f0f").unwrap();
    let sending = RefundSending { id: &sale.id, idempotency_key: &key, body: &body };
    let refused = refunds.refund(&sending).await;
    let is_definite = matches!(refused, Err(providers::Error::Rejected { .. }));
    assert!(is_definite, "{refused:?}");
}

pub(super) async fn a_dispute_is_seen_and_takes_nothing_from_what_was_paid(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sold(&face, &written).await;
    if !face.can(Can::TellDisputes) {
        return;
    }
    sale.at_the_provider(&face, "dispute", &json!({ "reason": "Golpe do Pix" }));
    sale.look(&face).await;
    assert_eq!((sale.charge.status, sale.sums()), (Status::Paid, (1_000, 0)));
    assert!(sale.charge.anomalies.contains(&Anomaly::Disputed));
    let dispute = sale.charge.open_dispute().unwrap();
    assert!(dispute.confirmed);
    assert_eq!(dispute.reason.as_deref(), Some("Golpe do Pix"));
}

pub(super) async fn a_code_ends_by_the_clock_and_late_money_is_kept(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sell(&face, &written).await;
    let end = sale.charge.registration.as_ref().unwrap().expires_at_here();
    // Our clock alone ends nothing that the provider ends itself.
    sale.look_at(&face, end.plus_ms(-1_000)).await;
    assert_eq!(sale.charge.status, Status::Pending, "a second before its end");
    if face.can(Can::EndCodes) {
        sale.look_at(&face, end.plus_ms(1_000)).await;
        assert_eq!(sale.charge.status, Status::Pending, "the provider has the last word");
        let to_the_end = json!({ "advance_s": i64::from(LIFE_MIN) * 60 + 1 });
        face.bank().ask("POST", "/_sandbox/clock", &to_the_end);
        assert_eq!(sale.look(&face).await, Seen::Expired);
    } else {
        assert_eq!(sale.look_at(&face, end.plus_ms(1_000)).await, Seen::Waiting);
    }
    assert_eq!(sale.charge.status, Status::Expired);

    sale.at_the_provider(&face, "pay", &json!({ "late": true }));
    sale.look_at(&face, end.plus_ms(60_000)).await;
    assert_eq!((sale.charge.status, sale.sums()), (Status::Paid, (1_000, 0)));
    assert!(sale.charge.anomalies.contains(&Anomaly::PaidLate), "{:?}", sale.charge.anomalies);
}

pub(super) async fn an_unknown_status_stays_pending_with_its_raw_word(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sell(&face, &written).await;
    face.fault("fetch", "unknown_status", 1);
    assert_eq!(sale.look(&face).await, Seen::Unknown(UNHEARD_OF.to_owned()));
    assert_eq!(sale.charge.status, Status::Pending);
    assert_eq!(sale.charge.raw_status.as_deref(), Some(UNHEARD_OF));
    assert_eq!(sale.look(&face).await, Seen::Waiting);
    assert_eq!(sale.charge.raw_status, None, "it is gone when the provider speaks plainly");

    sale.pay(&face);
    sale.look(&face).await;
    face.fault("fetch", "unknown_status", 1);
    assert_eq!(sale.look(&face).await, Seen::Unknown(UNHEARD_OF.to_owned()));
    assert_eq!((sale.charge.status, sale.sums()), (Status::Paid, (1_000, 0)));
}

pub(super) async fn a_refusal_makes_no_charge(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let bad = Written { body: written.body.replace("\"payer", "\"rayep"), ..written };
    let refused = bad.send(&face, false).await.map(|sale| sale.id);
    let Err(providers::Error::Rejected { code, message }) = refused else { panic!("{refused:?}") };
    assert!(!code.is_empty());
    let refusal = Event::Refused(Rejection { code, message });
    let charge = apply(&bad.charge, &refusal, now());
    assert_eq!(charge.status, Status::Rejected);
    let books = face.bank().ask("GET", "/_sandbox/charges", &Value::Null);
    assert_eq!(books["charges"], json!([]));
}

pub(super) async fn what_nobody_has_made_is_not_found(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let _sale = sell(&face, &written).await;
    let nobody = domain::ProviderId::new("99887766").unwrap();
    let answer = face.psp.fetch(&nobody).await;
    assert_eq!(answer, Err(providers::Error::NotFound));
}
