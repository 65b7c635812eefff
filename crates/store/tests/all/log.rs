//! The order log on a real file: what is promised to the till, and what damage looks like.

use checkout::sale::attempt::NewAttempt;
use checkout::sale::attempt::NewOrder;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::charge::{Event, Evidence, Observation, Receipt, Registration, Seen, Status};
use domain::{
    Actor, Centavos, EndToEndId, IdempotencyKey, Order, OrderNumber, ProviderId, Reference, SaleId,
    UnixMs,
};
use proptest::prelude::*;
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Error, Filter, Store, Why};

pub(crate) fn open(home: &Path) -> Store {
    let mut store = Store::open(home, UnixMs::new(1_000)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(1_000)).unwrap();
    store
}

/// Other random numbers at each call.
pub(crate) fn chance() -> [u64; 2] {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    [DRAWN.fetch_add(1, Ordering::Relaxed), 0]
}

pub(crate) fn attempt() -> NewAttempt {
    NewAttempt {
        provider: "connectpsp".into(),
        expires_in_min: 30,
        idempotency_key: IdempotencyKey::new("k-1").unwrap(),
        webhook: false,
        account: None,
        chance: chance(),
    }
}

pub(crate) fn new_order(sale: &str, reference: Option<&str>) -> NewOrder {
    NewOrder {
        document_key: None,
        sale_id: SaleId::new(sale).unwrap(),
        reference: reference.map(|text| Reference::new(text).unwrap()),
        amount: Centavos::new(1_250),
        attempt: attempt(),
    }
}

pub(crate) fn sell(store: &mut Store, sale: &str) -> Order {
    checkout::sale::attempt::create_order(
        store,
        &new_order(sale, None),
        &Actor::Till,
        UnixMs::new(2_000),
        |reference| format!(r#"{{"ref":"{reference}"}}"#),
    )
    .unwrap()
    .0
}

pub(crate) fn key(order: &Order) -> ChargeKey {
    ChargeKey { order: order.number, attempt: 1 }
}

pub(crate) fn registered() -> Event {
    registered_as("kk6")
}

fn registered_as(id: &str) -> Event {
    Event::Registered(Registration {
        provider_id: ProviderId::new(id).unwrap(),
        copy_and_paste: "000201".into(),
        expires_at: UnixMs::new(1_800_000),
        never_expires: false,
        clock_ahead_ms: 0,
    })
}

pub(crate) fn seen(status: Seen) -> Event {
    Event::Seen(Observation { status, evidence: Evidence::Polled })
}

pub(crate) fn paid(id: &str) -> Event {
    seen(Seen::Paid(Receipt {
        received: Some(Centavos::new(1_250)),
        end_to_end_id: Some(EndToEndId::new(id).unwrap()),
        paid_at: Some(UnixMs::new(5_000)),
        payer_name: None,
    }))
}

pub(crate) fn record(store: &mut Store, order: &Order, event: Event) -> bool {
    checkout::record::record(
        store,
        key(order),
        &Actor::Till,
        UnixMs::new(3_000),
        |_, _| vec![event],
        |_, poll| poll.clone(),
    )
    .unwrap()
    .1
}

#[test]
fn the_request_is_on_disk_before_it_can_be_sent_and_comes_back_to_the_byte() {
    let home = tempfile::tempdir().unwrap();
    let order = sell(&mut open(home.path()), "s1");
    let request = open(home.path()).request(key(&order)).unwrap();
    let reference = order.reference.as_str();
    assert_eq!(request.body, format!(r#"{{"ref":"{reference}"}}"#));
    assert!(reference.starts_with("K7QD000001") && reference.len() == 26, "{reference}");
    assert_eq!(request.idempotency_key.as_str(), "k-1");
}

#[test]
fn the_same_sale_is_one_order() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let first = sell(&mut store, "s1");
    let (again, is_new) = checkout::sale::attempt::create_order(
        &mut store,
        &new_order("s1", None),
        &Actor::Till,
        UnixMs::new(9_000),
        |_| "other".into(),
    )
    .unwrap();
    assert!(!is_new);
    assert_eq!(again, first);
}

#[test]
fn references_are_kept_to_the_letter_numbered_and_never_used_twice() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let new = new_order("s1", Some("Mesa 4"));
    let (order, _) = checkout::sale::attempt::create_order(
        &mut store,
        &new,
        &Actor::Till,
        UnixMs::new(1),
        |_| String::new(),
    )
    .unwrap();
    let again = checkout::sale::attempt::create_order(
        &mut store,
        &new_order("s2", Some("Mesa 4")),
        &Actor::Till,
        UnixMs::new(1),
        |_| String::new(),
    );
    assert!(matches!(again, Err(Error::ReferenceTaken)));
    let order = checkout::sale::attempt::create_attempt(
        &mut store,
        order.number,
        &attempt(),
        &Actor::Till,
        UnixMs::new(2),
        |_, _, _| String::new(),
    )
    .unwrap();
    let references: Vec<_> = order.attempts.iter().map(|it| it.reference.as_str()).collect();
    assert_eq!(references, ["Mesa 4", "Mesa 4-2"]);
    assert_eq!(order.attempts[0].status, Status::Cancelled);
    let taken = checkout::sale::attempt::create_order(
        &mut store,
        &new_order("s3", Some("Mesa 4-2")),
        &Actor::Till,
        UnixMs::new(1),
        |_| String::new(),
    );
    assert!(matches!(taken, Err(Error::ReferenceTaken)));
}

#[test]
fn a_paid_order_gets_no_further_attempt() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let order = sell(&mut store, "s1");
    record(&mut store, &order, registered());
    record(&mut store, &order, paid("E1"));
    let refused = checkout::sale::attempt::create_attempt(
        &mut store,
        order.number,
        &attempt(),
        &Actor::Till,
        UnixMs::new(9),
        |_, _, _| String::new(),
    );
    assert!(matches!(refused, Err(Error::AlreadyPaid)));
}

#[test]
fn an_event_that_changes_nothing_is_not_written() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let order = sell(&mut store, "s1");
    assert!(record(&mut store, &order, registered()));
    assert!(!record(&mut store, &order, seen(Seen::Waiting)));
    assert!(record(&mut store, &order, paid("E1")));
    assert!(!record(&mut store, &order, paid("E1")));
    let kinds: Vec<_> =
        store.events(order.number).unwrap().into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["order_opened", "requested", "registered", "seen"]);
}

#[test]
fn sqlite_itself_refuses_to_change_the_past() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    for sql in [
        "UPDATE events SET body = '{}' WHERE seq = 1",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events
         SELECT seq, stream, stream_id, attempt, 'x', at_ms, body, actor, hash, base, packed FROM events",
        "INSERT INTO events
         SELECT seq + 5, stream, stream_id, attempt, kind, at_ms, body, actor, hash, base, packed FROM events",
    ] {
        let error = raw.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("the order log"), "{sql}: {error}");
    }
}

#[test]
fn an_event_changed_behind_sqlite_is_named_and_nothing_is_sold_on_it() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    sell(&mut store, "s2");
    store.back_up_if_due(UnixMs::new(1_000)).unwrap();
    drop(store);
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    raw.execute_batch(
        "DROP TRIGGER events_are_never_changed;
         UPDATE events SET body = replace(body, '1250', '9999') WHERE seq = 2;",
    )
    .unwrap();
    drop(raw);
    match Store::open(home.path(), UnixMs::new(9_000)) {
        Err(Error::Damaged { what, last_good_backup: Some(backup) }) => {
            assert!(what.contains("event 2 "), "{what}");
            assert!(backup.exists());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lost_tail_and_a_changed_index_are_seen() {
    for sql in [
        "DROP TRIGGER events_are_never_deleted; DELETE FROM events WHERE seq = 3;",
        "UPDATE orders SET status = 'paid' WHERE number = 1;",
        "UPDATE charges SET received_centavos = 1 WHERE order_number = 1;",
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        sell(&mut store, "s1");
        sell(&mut store, "s2");
        assert_eq!(store.verify().unwrap().events, 5, "the till's name, and two sales");
        Connection::open(home.path().join(DATABASE)).unwrap().execute_batch(sql).unwrap();
        assert!(matches!(store.verify(), Err(Error::Damaged { .. })), "{sql}");
    }
}

#[test]
fn a_file_of_garbage_is_damage_not_a_crash() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join(DATABASE), vec![7_u8; 8_192]).unwrap();
    let result = Store::open(home.path(), UnixMs::new(1));
    assert!(matches!(result, Err(Error::Damaged { last_good_backup: None, .. })), "{result:?}");
}

#[test]
fn a_newer_file_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    drop(open(home.path()));
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(
        Store::open(home.path(), UnixMs::new(1)),
        Err(Error::TooNew { found: 99, .. })
    ));
}

#[test]
fn what_a_dead_process_left_of_a_backup_is_swept_up() {
    let home = tempfile::tempdir().unwrap();
    drop(open(home.path()));
    let folder = home.path().join("backups");
    std::fs::create_dir(&folder).unwrap();
    for name in ["unfinished-1-00000000000000ff", "unfinished-1-00000000000000ff-wal"] {
        std::fs::write(folder.join(name), "half a copy").unwrap();
    }
    open(home.path()).back_up_if_due(UnixMs::new(9_000)).unwrap();
    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| name.starts_with("order-log-")), "{names:?}");
}

#[test]
fn one_transaction_is_registered_for_one_charge() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let [first, second] = ["s1", "s2"].map(|sale| sell(&mut store, sale));
    record(&mut store, &first, registered());
    let id = ProviderId::new("kk6").unwrap();
    assert!(!store.is_registered_elsewhere(key(&first), &first.attempts[0], &id).unwrap());
    assert!(store.is_registered_elsewhere(key(&second), &second.attempts[0], &id).unwrap());
    let again = checkout::record::record(
        &mut store,
        key(&second),
        &Actor::Till,
        UnixMs::new(3_000),
        |_, _| vec![registered()],
        |_, poll| poll.clone(),
    );
    assert!(matches!(again, Err(Error::Internal(_))), "{again:?}");
    assert_eq!(store.order(second.number).unwrap(), second, "nothing of it was written");
    assert_eq!(store.verify().unwrap().events, 6);
}

#[test]
fn two_processes_at_once_lose_and_double_nothing() {
    let home = tempfile::tempdir().unwrap();
    drop(open(home.path()));
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let path = home.path().to_owned();
            std::thread::spawn(move || {
                let mut store = open(&path);
                for i in 0..25 {
                    let sale = format!("s{thread}-{i}");
                    let order = sell(&mut store, &sale);
                    record(&mut store, &order, registered_as(&sale));
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let verified = open(home.path()).verify().unwrap();
    assert_eq!((verified.events, verified.orders), (301, 100));
}

#[test]
fn orders_are_found_by_status_text_and_time() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let order = sell(&mut store, "s1");
    record(&mut store, &order, registered());
    record(&mut store, &order, paid("E00416968202603101827cemeFscF6AG"));
    sell(&mut store, "s2");
    let find = |filter: Filter| -> Vec<i64> {
        let filter = Filter { limit: 50, ..filter };
        store.orders(&filter).unwrap().iter().map(|order| order.number.get()).collect()
    };
    assert_eq!(find(Filter::default()), [2, 1]);
    assert_eq!(find(Filter { status: Some(Status::Paid), ..Filter::default() }), [1]);
    for text in ["cemeFsc", "kk6", "K7QD000001", "000001"] {
        assert_eq!(find(Filter { search: Some(text.into()), ..Filter::default() }), [1], "{text}");
    }
    assert!(find(Filter { search: Some("100%".into()), ..Filter::default() }).is_empty());
    assert!(find(Filter { since: Some(UnixMs::new(2_001)), ..Filter::default() }).is_empty());
    assert!(matches!(store.order(OrderNumber::new(9).unwrap()), Err(Error::NotFound)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_index_is_what_a_replay_gives(events in prop::collection::vec(
        prop_oneof![
            Just(registered()), Just(Event::CancelRequested), Just(seen(Seen::Expired)),
            Just(paid("E1")), Just(paid("E2")),
            Just(seen(Seen::Unknown("X".into()))), Just(seen(Seen::Waiting)),
        ], 0..12)) {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let order = sell(&mut store, "s1");
        for event in events {
            record(&mut store, &order, event);
        }
        prop_assert!(store.verify().is_ok());
        prop_assert_eq!(open(home.path()).order(order.number).unwrap(),
                        store.order(order.number).unwrap());
    }
}
