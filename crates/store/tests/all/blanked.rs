//! What goes on after personal data was blanked: nothing of it comes back, and nobody takes its place.

use checkout::poller::lookup::{Answer, settle};
use checkout::sale::attempt::create_attempt;
use checkout::webhook::verdict::Verdict;
use domain::charge::{Event, Evidence, Rejection};
use domain::{Actor, PayoutSeen, PayoutStatus};
use store::{Error, Outcome};

use crate::privacy::{DAYS, MASKED, NAME, blank, holding, later, sell, sell_paid};
use crate::shared::{NOW, attempt, open, payout, receive, record, register};

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

#[test]
fn a_sale_whose_payer_was_blanked_is_charged_to_nobody_else() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    ends(&mut store, key, "47");
    let again = |store: &mut store::Store, number| {
        let body = |_: &domain::Order, sent: &str, _: &domain::Reference| sent.to_owned();
        create_attempt(store, number, &attempt(), &Actor::Till, NOW, body)
    };
    again(&mut store, key.order).unwrap();
    let second = store::ChargeKey { attempt: 2, ..key };
    assert!(store.request(second).unwrap().body.contains(NAME), "the payer goes on paying");
    ends(&mut store, second, "48");
    let paid = sell_paid(&mut store, "s2", "49");
    let nobody = crate::shared::sell(&mut store, "s3");
    ends(&mut store, nobody, "50");
    blank(home.path(), later(DAYS + 1));
    let head = store.head().unwrap();
    let refused = again(&mut store, key.order);
    assert!(matches!(refused, Err(Error::Blanked)), "{refused:?}");
    let refused = again(&mut store, paid.order);
    assert!(matches!(refused, Err(Error::AlreadyPaid)), "what is paid says so first: {refused:?}");
    assert_eq!(store.head().unwrap(), head, "nothing is half written");
    assert_eq!(again(&mut store, nobody.order).unwrap().attempts.len(), 2, "it never had a payer");
}

/// Its code was shown, and nobody waits for it any more.
fn ends(store: &mut store::Store, key: store::ChargeKey, id: &str) {
    register(store, key, id);
    record(store, key, Event::CancelRequested);
}
