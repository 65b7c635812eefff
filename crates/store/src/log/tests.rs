//! What holds for events of any stream.

use domain::charge::{Event, Status};
use domain::order::{Attempted, Opened};
use domain::{
    Actor, Centavos, IdempotencyKey, Order, PayoutSeen, PayoutStatus, ProviderId, Reference,
    SaleId, UnixMs, UnmatchedMoney, UnmatchedNumber,
};

use super::row::UnmatchedEvent;
use super::{Stream, append};
use crate::{ChargeKey, Error, LookupKind, LookupRequest, Rank, Request, Store, Why};

const NOW: UnixMs = UnixMs::new(1);

/// No page can be added from here on.
fn fill_disk(store: &Store) {
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store.connection.pragma_update(None, "max_page_count", pages).unwrap();
}

/// A sale of R$ 12,50, not sent yet.
pub(crate) fn sold(store: &mut Store, request_body: &str) -> Result<Order, Error> {
    let opened = Opened {
        document_key: None,
        sale_id: SaleId::new("s1").unwrap(),
        reference: Reference::new("mesa 4").unwrap(),
        amount: Centavos::new(1_250),
    };
    let attempted = Attempted {
        reference: opened.reference.clone(),
        reference_is_ours: false,
        provider: "integrapay".into(),
        account: None,
        expires_in_min: 30,
    };
    let idempotency_key = IdempotencyKey::new("k").unwrap();
    let request = Request { idempotency_key, body: request_body.to_owned() };
    store.write(&Actor::Till, NOW, |tx| {
        let order = tx.open_order(tx.next_number()?, &opened)?;
        tx.begin_attempt(&order, &attempted, &request)
    })
}

fn long() -> String {
    "x".repeat(1 << 20)
}

#[test]
fn a_full_disk_keeps_no_half_of_an_attachment() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), NOW).unwrap();
    store.name_till("K7QD", Why::New, NOW).unwrap();
    let order = sold(&mut store, "{}").unwrap();
    let id = ProviderId::new("1000").unwrap();
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
    store.write(&Actor::Till, NOW, |tx| tx.note_unmatched(&money)).unwrap();
    let head = store.head().unwrap();
    fill_disk(&store);
    let key = ChargeKey { order: order.number, attempt: 1 };
    let number = UnmatchedNumber::new(1).unwrap();
    let result = store.write(&Actor::Till, NOW, |tx| {
        tx.change(&order, 1, &Event::CancelRequested)?;
        tx.note_matched(number, key, &long())
    });
    assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
    let result = store.write(&Actor::Till, NOW, |tx| tx.note_dismissed(number, &long()));
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
    let asking = LookupRequest {
        provider: "integrapay".into(),
        account: String::new(),
        kind: LookupKind::Payout,
        id: seen.id.clone(),
        rank: Rank::Signed,
    };
    let result = store.write(&Actor::Till, NOW, |tx| {
        tx.begin_lookup(&asking)?;
        tx.note_payout("integrapay", &seen, None)
    });
    assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
    assert_eq!((store.head().unwrap(), store.relay_cursor().unwrap()), (0, None));
    assert_eq!(store.next_lookup().unwrap(), None);
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
