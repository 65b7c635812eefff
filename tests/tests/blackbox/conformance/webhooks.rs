//! Webhooks as each provider sends them: read, and believed as far as they can be.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use domain::Centavos;
use domain::charge::{Evidence, Observation, Seen};
use providers::{Trust, Webhook, WebhookContent};
use serde_json::json;

use super::face::Face;
use super::sale::{Sale, Written, sell};
use crate::terminal::wire::{Answer, Request};

const PATIENCE: Duration = Duration::from_mins(1);

/// Takes webhooks in and answers 200.
struct Ear {
    url: String,
    heard: Receiver<Request>,
}

impl Ear {
    fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}/avisos", listener.local_addr().unwrap());
        let (tell, heard) = channel();
        // It ends with the test's process.
        std::thread::spawn(move || {
            for mut connection in listener.incoming().flatten() {
                if let Some(request) = Request::read(&mut connection) {
                    Answer::json(200, "").write(&mut connection);
                    let _ = tell.send(request);
                }
            }
        });
        Self { url, heard }
    }

    /// The next webhook that says so.
    fn next(&self, is_it: impl Fn(&Request) -> bool) -> Request {
        loop {
            let request = self.heard.recv_timeout(PATIENCE).expect("no webhook came");
            if is_it(&request) {
                return request;
            }
        }
    }
}

/// The webhook about the payment of a charge of R$ 10,00.
async fn told_of_a_payment<'w>(
    face: &Face,
    written: &'w Written,
    ear: &Ear,
) -> (Sale<'w>, Request) {
    let sale = sell(face, written).await;
    sale.pay(face);
    let webhook = ear.next(|it| {
        let says = read(face, &it.headers(), &it.body).says;
        matches!(
            says,
            WebhookContent::Charge {
                observation: Ok(Observation { status: Seen::Paid(_), .. }),
                ..
            }
        )
    });
    (sale, webhook)
}

fn read(face: &Face, headers: &BTreeMap<String, String>, body: &str) -> Webhook {
    face.psp.webhook(headers, body.as_bytes())
}

pub(super) async fn a_genuine_webhook_is_read_and_believed_as_far_as_it_may_be(face: Face) {
    let ear = Ear::open();
    let hook = face.subscribe(&ear.url);
    let written = Written::new(&face, 1_000, hook.as_deref());
    let (sale, webhook) = told_of_a_payment(&face, &written, &ear).await;
    let read = read(&face, &webhook.headers(), &webhook.body);
    assert_eq!(read.trust, face.row.trust.0);
    let WebhookContent::Charge { names, observation, .. } = read.says else {
        panic!("{:?}", read.says)
    };
    assert!(names.ids.contains(&sale.id), "{names:?}");
    assert_eq!(names.reference.as_ref(), Some(&written.charge.reference));
    if read.trust == Trust::Signed {
        let observation = observation.unwrap();
        assert_eq!(observation.evidence, Evidence::SignedWebhook);
        let Seen::Paid(receipt) = observation.status else { panic!("{:?}", observation.status) };
        assert_eq!(receipt.received, Some(Centavos::new(1_000)));
    }
}

pub(super) async fn a_webhook_with_a_wrong_mark_or_none_is_not_believed(face: Face) {
    let ear = Ear::open();
    let hook = face.subscribe(&ear.url);
    let written = Written::new(&face, 1_000, hook.as_deref());
    let (_, webhook) = told_of_a_payment(&face, &written, &ear).await;
    let genuine = webhook.headers();
    let mark = genuine.get(face.row.mark).unwrap_or_else(|| panic!("{genuine:?}"));
    assert_eq!(read(&face, &genuine, &webhook.body).trust, face.row.trust.0);

    let turned = |at: usize| {
        let mut bytes = mark.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(bytes).unwrap()
    };
    let wrongs = [
        turned(0),
        turned(mark.len() / 2),
        turned(mark.len() - 1),
        mark[1..].to_owned(),
        mark[..mark.len() - 1].to_owned(),
        format!("{mark}0"),
        mark.to_uppercase(),
        "0".repeat(mark.len()),
    ];
    for wrong in wrongs {
        let mut headers = genuine.clone();
        headers.insert(face.row.mark.to_owned(), wrong.clone());
        let trust = read(&face, &headers, &webhook.body).trust;
        assert_eq!(trust, face.row.trust.1, "{wrong}");
    }
    let mut missing = genuine.clone();
    missing.remove(face.row.mark);
    let unmarked = read(&face, &missing, &webhook.body);
    assert_eq!(unmarked.trust, Trust::Unsigned);
    assert!(
        matches!(unmarked.says, WebhookContent::Charge { .. }),
        "it may still make the till ask"
    );
    missing.insert(face.row.mark.to_owned(), String::new());
    assert_ne!(read(&face, &missing, &webhook.body).trust, face.row.trust.0, "an empty mark");
}

pub(super) async fn only_a_signature_covers_the_body(face: Face) {
    let ear = Ear::open();
    let hook = face.subscribe(&ear.url);
    let written = Written::new(&face, 1_000, hook.as_deref());
    let (_, webhook) = told_of_a_payment(&face, &written, &ear).await;
    let genuine = webhook.headers();
    let forged = webhook.body.replace(written.charge.reference.as_str(), "OUTRA-1");
    assert_ne!(forged, webhook.body);
    let trust = read(&face, &genuine, &forged).trust;
    match face.row.trust.0 {
        Trust::Signed => assert_eq!(trust, Trust::BadSignature),
        // And so it is never proof.
        other => assert_eq!(trust, other),
    }
}

pub(super) async fn whatever_comes_is_read_without_a_word_of_it_in_the_reason(face: Face) {
    let long = format!(r#"{{"sigiloso":"{}"}}"#, "x".repeat(70_000));
    let deep = "[".repeat(60_000);
    for body in ["", "{", "[]", "null", "\"sigiloso\"", "\u{0}", "{}", "<p>sigiloso", &long, &deep]
    {
        match read(&face, &BTreeMap::new(), body).says {
            WebhookContent::Malformed { reason } => {
                assert!(!reason.contains("sigiloso"), "{reason}");
            }
            WebhookContent::Other { kind } => assert!(kind.chars().count() <= 300, "{kind}"),
            says => panic!("{says:?}"),
        }
    }
    let bytes = face.psp.webhook(&BTreeMap::new(), &[0xff, 0xfe, 0x00]);
    assert!(matches!(bytes.says, WebhookContent::Malformed { .. }), "{bytes:?}");
}

pub(super) async fn a_webhook_of_a_refund_is_read(face: Face) {
    let ear = Ear::open();
    let hook = face.subscribe(&ear.url);
    let written = Written::new(&face, 1_000, hook.as_deref());
    let (sale, _) = told_of_a_payment(&face, &written, &ear).await;
    sale.at_the_provider(&face, "refund", &json!({}));
    // Of the creation it may be told later than of the payment.
    let webhook = ear.next(|it| match read(&face, &it.headers(), &it.body).says {
        WebhookContent::Charge { observation, notice, .. } => {
            let is_told = matches!(observation, Ok(it) if matches!(it.status, Seen::Refunded(..)));
            is_told || notice.is_some()
        }
        _ => false,
    });
    let read = read(&face, &webhook.headers(), &webhook.body);
    assert_eq!(read.trust, face.row.trust.0);
    let WebhookContent::Charge { names, .. } = read.says else { panic!("{:?}", read.says) };
    assert!(names.ids.contains(&sale.id), "{names:?}");
}
