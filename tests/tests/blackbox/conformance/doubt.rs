//! A creation whose answer was lost: found again, and charged once.

use std::time::{Duration, Instant};

use domain::charge::Status;
use providers::Error;
use serde_json::json;

use super::face::{Can, Face};
use super::sale::Written;

/// Longer than any call waits for its answer.
const TOO_LATE_MS: u64 = 20_000;
const LONGEST_CALL: Duration = Duration::from_secs(18);

/// The sending whose answer never came, and how it went.
async fn lost(face: &Face, written: &Written) {
    let answer = written.send(face, false).await.map(|sale| sale.id);
    assert!(matches!(answer, Err(Error::OutcomeUnknown(_))), "{answer:?}");
}

/// The same once more finds what there is, and does not charge a second time.
async fn found_again(face: &Face, written: &Written) {
    let made = face.creations().len();
    let sale = written.send(face, true).await.unwrap();
    assert_eq!(sale.charge.status, Status::Pending);
    let booked = face.bank().only_charge(written.charge.amount.get());
    assert_eq!(booked["transactionId"].to_string().trim_matches('"'), sale.id.as_str());
    if let Some(by_reference) = face.row.by_reference {
        // Looked up before anything is repeated, and then there is nothing to repeat.
        let asked = format!("{by_reference}{}", written.charge.reference.as_str());
        let is_it = |call: &serde_json::Value| call["path"] == *asked;
        assert!(face.calls().iter().any(is_it), "{:?}", face.calls());
        assert_eq!(face.creations().len(), made, "a second charge was asked for");
    }
}

pub(super) async fn a_creation_without_an_answer_is_found_again(face: Face) {
    let written = Written::new(&face, 1_000, None);
    face.fault("create", "drop_after", 1);
    lost(&face, &written).await;
    found_again(&face, &written).await;
}

pub(super) async fn a_creation_that_timed_out_is_found_again(face: Face) {
    let written = Written::new(&face, 1_000, None);
    face.bank().fault(&json!({ "on": "create", "kind": "delay", "ms": TOO_LATE_MS }));
    let begun = Instant::now();
    lost(&face, &written).await;
    assert!(begun.elapsed() < LONGEST_CALL, "{:?}", begun.elapsed());
    found_again(&face, &written).await;
}

pub(super) async fn a_creation_that_was_executed_and_answered_500_is_found_again(face: Face) {
    let written = Written::new(&face, 1_000, None);
    face.fault("create", "status_500_after", 1);
    lost(&face, &written).await;
    found_again(&face, &written).await;
}

pub(super) async fn a_creation_that_never_arrived_is_made_once(face: Face) {
    let written = Written::new(&face, 1_000, None);
    face.fault("create", "drop_before", 1);
    lost(&face, &written).await;
    let sale = written.send(&face, true).await.unwrap();
    assert_eq!(sale.charge.status, Status::Pending);
    face.bank().only_charge(1_000);
    written.send(&face, true).await.unwrap();
    face.bank().only_charge(1_000);
}

pub(super) async fn while_the_look_up_fails_nothing_is_repeated(face: Face) {
    if face.row.by_reference.is_none() {
        return;
    }
    let written = Written::new(&face, 1_000, None);
    face.fault("create", "drop_after", 1);
    lost(&face, &written).await;
    let made = face.creations().len();
    for kind in ["status_500", "html", "malformed_json", "drop_after", "rate_limited"] {
        face.fault("fetch", kind, 1);
        let answer = written.send(&face, true).await.map(|sale| sale.id);
        assert!(answer.is_err(), "{kind}");
        assert!(!matches!(answer, Err(Error::Rejected { .. })), "{kind} is no refusal");
        assert_eq!(face.creations().len(), made, "{kind}: sent again in the dark");
    }
    found_again(&face, &written).await;
}

/// What the cases above are worth: the sandbox charges for each creation where the provider would.
pub(super) async fn the_sandbox_is_as_forgetful_as_the_provider(face: Face) {
    let written = Written::new(&face, 1_000, None);
    for _ in 0..2 {
        written.send(&face, false).await.unwrap();
    }
    let books = face.bank().charges();
    assert_eq!(books.len(), if face.can(Can::ExecuteOnce) { 1 } else { 2 }, "{books:?}");
}
