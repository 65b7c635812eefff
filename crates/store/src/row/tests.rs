//! Every shape that stands in a log.

use domain::charge::{Evidence, Receipt, Returned, Seen};

use super::*;

fn receipt() -> Receipt {
    Receipt {
        received: Some(Centavos::new(1_250)),
        end_to_end_id: Some(EndToEndId::new("E1").unwrap()),
        paid_at: None,
        payer_name: Some("João S***".into()),
    }
}

#[test]
fn every_event_comes_back_as_it_was_written() {
    let seen = |status| {
        Event::Seen(Observation { status, evidence: Evidence::Polled, sibling_paid: true })
    };
    let events = [
        Event::Registered(Registration {
            provider_id: ProviderId::new("kk6").unwrap(),
            copy_and_paste: "000201\u{e7}".into(),
            expires_at: UnixMs::new(5),
            lives_on: false,
            clock_ahead_ms: -3,
        }),
        Event::Refused(Rejection { code: "X".into(), message: "não".into() }),
        Event::CancelRequested,
        seen(Seen::Waiting),
        seen(Seen::Paid(receipt())),
        seen(Seen::Refunded(receipt(), Returned::default())),
        seen(Seen::Expired),
        seen(Seen::Cancelled),
        seen(Seen::Unknown("IN_REVIEW".into())),
        Event::Seen(Observation {
            status: Seen::Paid(receipt()),
            evidence: Evidence::SignedWebhook,
            sibling_paid: false,
        }),
    ];
    for event in events {
        let (kind, body) = write_event(&event).unwrap();
        assert_eq!(read_event(&kind, &body).unwrap(), event, "{kind} {body}");
    }
}

#[test]
fn the_released_shape_of_an_event_does_not_change() {
    let rest = r#","sibling_paid":false,"status":{"paid":{"end_to_end_id":"E1","paid_at_ms":null,"payer_name":"João S***","received_centavos":1250}}}"#;
    for (evidence, word) in
        [(Evidence::Polled, "polled"), (Evidence::SignedWebhook, "signed_webhook")]
    {
        let status = Seen::Paid(receipt());
        let event = Event::Seen(Observation { status, evidence, sibling_paid: false });
        let (kind, body) = write_event(&event).unwrap();
        assert_eq!(kind, "seen");
        assert_eq!(body, format!(r#"{{"evidence":"{word}"{rest}"#));
    }
}
