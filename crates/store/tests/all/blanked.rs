//! What goes on after personal data was blanked: nothing of it comes back, and nobody takes its place.

use checkout::poller::lookup::{Answer, settle};
use checkout::webhook::verdict::Verdict;
use domain::charge::{Evidence, Rejection};
use domain::{Actor, PayoutSeen, PayoutStatus};
use store::Outcome;

use crate::privacy::{DAYS, MASKED, NAME, blank, holding, later};
use crate::shared::{NOW, open, payout, receive};

#[test]
fn a_payout_that_is_polled_again_says_nothing_of_its_payee() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let seen = PayoutSeen {
        payee_name: Some(MASKED.into()),
        failure: Some(Rejection {
            code: "AC03".into(),
            message: format!("{NAME} tem outra conta"),
        }),
        ..payout("2000", PayoutStatus::Failed)
    };
    let told = Verdict::Payout {
        provider: "integrapay".into(),
        account: String::new(),
        seen: Box::new(seen.clone()),
        kind: "transfer.failed".into(),
    };
    assert_eq!(
        receive(&mut store, 1, None, told),
        checkout::webhook::verdict::ReceiveResult::Now(Outcome::Payout)
    );
    blank(home.path(), later(DAYS + 1));
    let texts = [NAME, MASKED];
    assert_eq!(holding(home.path(), &texts), [] as [std::path::PathBuf; 0]);
    // The provider's own word is surer than what it has signed, and news.
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    settle(&mut store, &lookup, NOW, Answer::Payout(seen.clone())).unwrap();
    let known = store.payouts(9).unwrap().remove(0);
    let why = Rejection { code: "AC03".into(), message: String::new() };
    assert_eq!((known.evidence, known.seen.payee_name), (Some(Evidence::Polled), None));
    assert_eq!(known.seen.failure, Some(why));
    // So is that it came back, which is told once.
    let back = PayoutSeen { status: PayoutStatus::Refunded, ..seen };
    let told = |store: &mut store::Store| {
        let evidence = Some(Evidence::Polled);
        store.write(&Actor::Till, NOW, |tx| tx.note_payout("integrapay", &back, evidence)).unwrap()
    };
    assert!(told(&mut store) && !told(&mut store));
    assert_eq!(holding(home.path(), &texts), [] as [std::path::PathBuf; 0]);
    store.verify().unwrap();
    let fresh = PayoutSeen { id: payout("2001", PayoutStatus::Created).id, ..back };
    store
        .write(&Actor::Till, NOW, |tx| tx.note_payout("integrapay", &fresh, Some(Evidence::Polled)))
        .unwrap();
    assert_eq!(store.payouts(1).unwrap()[0].seen.payee_name.as_deref(), Some(MASKED), "another's");
}
