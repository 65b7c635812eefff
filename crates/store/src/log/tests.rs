//! What holds for events of any stream.

use domain::charge::Status;
use domain::{
    Actor, Centavos, IdempotencyKey, PayoutSeen, PayoutStatus, ProviderId, SaleId, UnixMs,
    UnmatchedMoney, UnmatchedNumber,
};

use super::row::UnmatchedEvent;
use super::{Stream, append};
use crate::{
    Answer, Arrival, ChargeKey, Error, Inquiry, InquiryKind, NewAttempt, NewOrder, Store, Verdict,
    Why,
};

const NOW: UnixMs = UnixMs::new(1);

/// No page can be added from here on.
fn fill_disk(store: &Store) {
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store.connection.pragma_update(None, "max_page_count", pages).unwrap();
}

fn long() -> String {
    "x".repeat(1 << 20)
}

#[test]
fn a_full_disk_keeps_no_half_of_an_attachment() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), NOW).unwrap();
    store.name_till("K7QD", Why::New, NOW).unwrap();
    let new = NewOrder {
        sale_id: SaleId::new("s1").unwrap(),
        reference: None,
        amount: Centavos::new(1_250),
        attempt: NewAttempt {
            provider: "integrapay".into(),
            expires_in_min: 30,
            idempotency_key: IdempotencyKey::new("k").unwrap(),
            webhook: false,
            account: None,
            chance: [1, 2],
        },
    };
    let (order, _) = store.create_order(&new, &Actor::Till, NOW, |_| String::new()).unwrap();
    let id = ProviderId::new("1000").unwrap();
    let inquiry = Inquiry {
        provider: "integrapay".into(),
        account: String::new(),
        kind: InquiryKind::Charge,
        provider_id: id.clone(),
        rank: crate::inquiries::Rank::Signed,
        failures: 0,
        begun_at: NOW,
    };
    let money = UnmatchedMoney {
        provider: "integrapay".into(),
        account: None,
        provider_id: id,
        reference: None,
        amount: Some(Centavos::new(3_750)),
        end_to_end_id: None,
        paid_at: None,
        payer_name: None,
    };
    store.settle_inquiry(&inquiry, NOW, Answer::Money(money)).unwrap();
    let head = store.head().unwrap();
    fill_disk(&store);
    let key = ChargeKey { order: order.number, attempt: 1 };
    let number = UnmatchedNumber::new(1).unwrap();
    let result =
        store.match_unmatched(number, key, Centavos::new(3_750), &long(), &Actor::Till, NOW);
    assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
    let result = store.dismiss_unmatched(number, &long(), &Actor::Till, NOW);
    assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
    assert_eq!((store.head().unwrap(), store.attention().unwrap()), (head, (0, 1, 0)));
    assert_eq!(store.order(order.number).unwrap().status(), Status::Registering);
    store.verify().unwrap();
}

#[test]
fn a_full_disk_takes_no_payout_in_and_acknowledges_none() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), NOW).unwrap();
    fill_disk(&store);
    let arrival = Arrival {
        epoch: "e".into(),
        seq: 1,
        previous: 0,
        event_id: "evt_1".into(),
        route: "r_1".into(),
        relayed_at: NOW,
        body_sha256: String::new(),
        body_len: 0,
    };
    let seen = PayoutSeen {
        id: ProviderId::new("2000").unwrap(),
        reference: None,
        status: PayoutStatus::Created,
        amount: None,
        end_to_end_id: None,
        return_id: None,
        payee_name: Some(long()),
        failure: None,
        at: None,
    };
    let told = Verdict::Payout {
        provider: "integrapay".into(),
        seen: Box::new(seen),
        account: String::new(),
        kind: "transfer.created".into(),
    };
    let result = store.receive(&arrival, NOW, None, None, |_, _| told);
    assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
    assert_eq!((store.head().unwrap(), store.relay_cursor().unwrap()), (0, None));
    assert_eq!(store.next_inquiry().unwrap(), None);
    store.verify().unwrap();
}

#[test]
fn an_event_that_changes_nothing_is_damage() {
    let number = UnmatchedNumber::new(1).unwrap();
    let money = UnmatchedMoney {
        provider: "integrapay".into(),
        account: None,
        provider_id: ProviderId::new("1000").unwrap(),
        reference: None,
        amount: Some(Centavos::new(3_750)),
        end_to_end_id: None,
        paid_at: None,
        payer_name: None,
    };
    let found = UnmatchedEvent::Found(money);
    let aside = UnmatchedEvent::Dismissed { reason: "aluguel".into() };
    for (events, broken) in
        [(vec![&aside], 1), (vec![&found, &found], 2), (vec![&found, &aside, &aside], 3)]
    {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), NOW).unwrap();
        let tx = store.begin(&Actor::Till, NOW).unwrap();
        for event in events {
            let (kind, body) = event.write().unwrap();
            append(&tx, tx.stamp, Stream::Unmatched(number), 0, &kind, body).unwrap();
        }
        tx.commit().unwrap();
        match store.verify() {
            Err(Error::Damaged { what, .. }) => {
                assert!(what.starts_with(&format!("event {broken}: ")), "{what}");
            }
            other => panic!("{other:?}"),
        }
    }
}
