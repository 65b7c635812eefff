//! Refunds and disputes on a real file: what lists, counts and searches make of them.

use domain::charge::{
    DisputeNotice, Event, RefundNotice, RefundReason, RefundReport, RefundRequest, RefundState,
    Rejection, Seen, Status,
};
use domain::{Actor, Centavos, EndToEndId, IdempotencyKey, OrderNumber, RefundId, UnixMs};
use proptest::prelude::*;
use store::{ChargeKey, Error, Filter, Store, Which};

use crate::shared::{self, NOW, attempt, open, paid, receipt, record, register, seen, sell};

fn sold(store: &mut Store, sale: &str) -> ChargeKey {
    let key = sell(store, sale);
    register(store, key, &format!("id-{sale}"));
    record(store, key, paid());
    key
}

fn requested(key: &str) -> Event {
    let idempotency_key = IdempotencyKey::new(key).unwrap();
    Event::RefundRequested(RefundRequest {
        id: RefundId::of_key(&idempotency_key),
        amount: None,
        reason: RefundReason::MerchantError,
        description: Some("valor errado".into()),
        idempotency_key,
        body: r#"{"reason":"MERCHANT_ERROR","description":"valor errado"}"#.into(),
    })
}

fn id(text: &str) -> EndToEndId {
    EndToEndId::new(text).unwrap()
}

fn accepted() -> Event {
    Event::RefundAccepted { refund: None, return_id: Some(id("D0041696820260310")) }
}

fn failed() -> Event {
    let why = Rejection { code: "CASH_IN_NOT_PAID".into(), message: "não".into() };
    Event::RefundFailed { refund: None, why }
}

fn back() -> Event {
    let return_id = Some(id("D0041696820260310"));
    let report = RefundReport { return_id, ..RefundReport::default() };
    seen(Seen::Refunded(receipt(1_250), vec![report]))
}

fn dispute_told(at: i64) -> Event {
    Event::DisputeNoticed(DisputeNotice { reason: None, at: Some(UnixMs::new(at)) })
}

fn settled() -> Event {
    Event::DisputeClosed { outcome: None, reason: "defesa aceita".into() }
}

#[test]
fn a_refund_is_on_disk_to_the_byte_before_it_can_be_sent() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store, "s1");
    let order = record(&mut store, key, requested("k-2"));
    drop(store);
    let store = open(home.path());
    assert_eq!(store.order(key.order).unwrap(), order);
    let charge = store.order(key.order).unwrap().attempts.remove(0);
    let (refund, request) = charge.last_refund_request().unwrap();
    let Event::RefundRequested(asked) = requested("k-2") else { unreachable!() };
    assert_eq!((request, &refund.state), (&asked, &RefundState::Requested));
}

#[test]
fn money_on_its_way_back_is_open_and_gets_no_further_attempt() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store, "s1");
    assert_eq!((store.open_charges().unwrap(), store.open_orders(9).unwrap().len()), (0, 0));
    record(&mut store, key, requested("k-2"));
    assert_eq!((store.open_charges().unwrap(), store.open_orders(9).unwrap().len()), (1, 1));
    let refunding = Filter { status: Some(Status::Refunding), limit: 9, ..Filter::default() };
    assert_eq!(store.orders(&refunding).unwrap().len(), 1);
    let no = checkout::sale::attempt::create_attempt(
        &mut store,
        key.order,
        &attempt(),
        &Actor::Till,
        NOW,
        |_, _, _| String::new(),
    );
    assert!(matches!(no, Err(Error::AlreadyPaid)), "{no:?}");
    record(&mut store, key, back());
    assert_eq!((store.open_charges().unwrap(), store.open_orders(9).unwrap().len()), (0, 0));
    let again = checkout::sale::attempt::create_attempt(
        &mut store,
        key.order,
        &attempt(),
        &Actor::Till,
        NOW,
        |_, _, _| String::new(),
    )
    .unwrap();
    assert_eq!(again.status(), Status::Registering, "the customer may pay anew");
    store.verify().unwrap();
}

#[test]
fn a_gap_makes_the_till_ask_about_money_on_its_way_back() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let [asked, rests] = ["s1", "s2"].map(|sale| sold(&mut store, sale));
    record(&mut store, asked, requested("k-2"));
    store.hasten(Which::Unpaid, NOW).unwrap();
    let hint = |store: &Store, key: ChargeKey| store.polls(key.order).unwrap()[&1].hint;
    assert_eq!((hint(&store, asked), hint(&store, rests)), (true, false));
}

#[test]
fn an_order_is_found_by_the_id_of_what_went_back() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store, "s1");
    let find = |store: &Store| {
        let search = Some("D00416968".to_owned());
        store.orders(&Filter { search, limit: 9, ..Filter::default() }).unwrap().len()
    };
    record(&mut store, key, requested("k-2"));
    assert_eq!(find(&store), 0);
    record(&mut store, key, accepted());
    assert_eq!(find(&store), 1, "already when the provider has taken it");
    record(&mut store, key, back());
    assert_eq!(find(&store), 1);
    store.verify().unwrap();
}

#[test]
fn disputes_are_listed_by_when_we_learned_of_them_until_they_are_settled() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let keys = ["s1", "s2", "s3", "s4"].map(|sale| sold(&mut store, sale));
    for (at, key) in [(60_000, keys[1]), (61_000, keys[0]), (62_000, keys[2])] {
        let event = dispute_told(at - 5_000);
        checkout::record::record(
            &mut store,
            key,
            &Actor::Till,
            UnixMs::new(at),
            |_, _| vec![event],
            |_, poll| poll.clone(),
        )
        .unwrap();
    }
    let listed = |store: &Store, all, limit| -> Vec<OrderNumber> {
        store.disputed(all, limit).unwrap().into_iter().map(|order| order.number).collect()
    };
    assert_eq!(listed(&store, false, 9), [keys[2].order, keys[0].order, keys[1].order]);
    assert_eq!(listed(&store, false, 1), [keys[2].order]);
    record(&mut store, keys[2], settled());
    assert_eq!(listed(&store, false, 9), [keys[0].order, keys[1].order]);
    assert_eq!(listed(&store, true, 9), [keys[2].order, keys[0].order, keys[1].order]);
    assert_eq!(store.attention().unwrap(), (2, 0, 0));
    record(&mut store, keys[0], back());
    assert_eq!(store.attention().unwrap(), (2, 0, 0), "a refund settles nothing");
    store.verify().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_index_is_what_a_replay_gives(events in prop::collection::vec(
        prop_oneof![
            Just(paid()), Just(requested("k-2")), Just(requested("k-3")), Just(accepted()),
            Just(failed()), Just(back()), Just(dispute_told(1)), Just(dispute_told(2)),
            Just(settled()), Just(seen(Seen::Disputed(receipt(1_250), DisputeNotice::default()))),
            (1_i64..900, 0_i64..3).prop_map(|(amount, at)| Event::RefundNoticed(RefundNotice {
                amount: Some(Centavos::new(amount)), at: Some(UnixMs::new(at)),
            })),
            (1_i64..900, 0_i64..3).prop_map(|(amount, at)| {
                seen(Seen::Refunded(receipt(1_250), shared::returned(amount, at)))
            }),
        ], 0..14)) {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let key = sell(&mut store, "s1");
        for event in events {
            record(&mut store, key, event);
        }
        prop_assert!(store.verify().is_ok());
        prop_assert_eq!(open(home.path()).order(key.order).unwrap(),
                        store.order(key.order).unwrap());
    }
}
