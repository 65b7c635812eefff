//! What comes through the relay, on a real file: cursor, journal and effect stand or fall together.

use checkout::sale::attempt::NewAttempt;
use checkout::sale::attempt::NewOrder;
use checkout::webhook::verdict::Arrival;
use checkout::webhook::verdict::ReceiveResult;
use checkout::webhook::verdict::Verdict;
use std::path::Path;

use domain::charge::{Event, Evidence, Observation, Receipt, Registration, Seen, Status};
use domain::{Actor, Centavos, EndToEndId, IdempotencyKey, Order, ProviderId, SaleId, UnixMs};
use rusqlite::Connection;
use store::{ChargeKey, ChargeNames, DATABASE, LinkRow, Outcome, Poll, Store, Which, Why};

use crate::shared::try_receive;

const NOW: UnixMs = UnixMs::new(50_000);

fn open(home: &Path) -> Store {
    let mut store = Store::open(home, UnixMs::new(1_000)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(1_000)).unwrap();
    store
}

fn sell(store: &mut Store, sale: &str) -> ChargeKey {
    let new = NewOrder {
        document_key: None,
        sale_id: SaleId::new(sale).unwrap(),
        reference: None,
        amount: Centavos::new(1_250),
        attempt: NewAttempt {
            provider: "connectpsp".into(),
            expires_in_min: 30,
            idempotency_key: IdempotencyKey::new("k-1").unwrap(),
            webhook: true,
            account: None,
            chance: [1, 2],
        },
    };
    let (order, _) = checkout::sale::attempt::create_order(
        store,
        &new,
        &Actor::Till,
        UnixMs::new(2_000),
        |_| String::new(),
    )
    .unwrap();
    ChargeKey { order: order.number, attempt: 1 }
}

/// The provider's answer to the creation, which ends the claim; the next question is due at
/// `next_ms`.
fn register(store: &mut Store, key: ChargeKey, id: &str, next_ms: i64) {
    let event = Event::Registered(Registration {
        provider_id: ProviderId::new(id).unwrap(),
        copy_and_paste: "000201".into(),
        expires_at: UnixMs::new(1_800_000),
        never_expires: false,
        clock_ahead_ms: 0,
    });
    let due_at = Some(UnixMs::new(next_ms));
    let poll = |poll: &Poll| Poll { owner: None, due_at, ..poll.clone() };
    checkout::record::record(
        store,
        key,
        &Actor::Till,
        UnixMs::new(3_000),
        |_, _| vec![event],
        |_, known| poll(known),
    )
    .unwrap();
}

fn arrival(epoch: &str, previous: u64, seq: u64) -> Arrival {
    Arrival {
        epoch: epoch.into(),
        seq,
        previous,
        event_id: format!("evt_{seq}"),
        route: "r_1".into(),
        relayed_at: UnixMs::new(40_000),
        body_sha256: "00".repeat(32),
        body_len: 512,
    }
}

fn proof(key: ChargeKey) -> Verdict {
    let event = Event::Seen(Observation {
        status: Seen::Paid(Receipt {
            received: Some(Centavos::new(1_250)),
            end_to_end_id: Some(EndToEndId::new("E1").unwrap()),
            paid_at: Some(UnixMs::new(5_000)),
            payer_name: None,
        }),
        evidence: Evidence::SignedWebhook,
    });
    Verdict::Proof(key, Box::new(event), "CASHIN_PAID".into())
}

fn receive(store: &mut Store, arrival: &Arrival, verdict: Verdict) -> ReceiveResult {
    try_receive(store, arrival, None, verdict).unwrap()
}

fn aside() -> Verdict {
    Verdict::SetAside(Outcome::UnknownType, Some("CASHOUT_FAILED".into()))
}

fn due_at(store: &Store, key: ChargeKey) -> Option<i64> {
    store.polls(key.order).unwrap()[&1].due_at.map(UnixMs::get)
}

#[test]
fn proof_marks_the_charge_with_the_cursor_and_asks_now() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "kk6", 90_000);
    assert_eq!(
        receive(&mut store, &arrival("e", 0, 7), proof(key)),
        ReceiveResult::Now(Outcome::Applied)
    );
    drop(store);

    let mut store = open(home.path());
    let order = store.order(key.order).unwrap();
    assert_eq!(order.status(), Status::Paid);
    assert_eq!(order.attempts[0].payments[0].evidence, Evidence::SignedWebhook);
    assert_eq!(due_at(&store, key), Some(NOW.get()));
    let stream = store.relay_cursor().unwrap().unwrap();
    assert_eq!((stream.epoch.as_str(), stream.seq, stream.received), ("e", 7, 1));
    let row = &store.received(10).unwrap()[0];
    assert_eq!((row.outcome, row.charge, row.seq), (Outcome::Applied, Some(key), 7));
    assert_eq!(row.detail.as_deref(), Some("CASHIN_PAID"));

    assert_eq!(receive(&mut store, &arrival("e", 0, 7), proof(key)), ReceiveResult::Before);
    assert_eq!(
        receive(&mut store, &arrival("e", 7, 8), proof(key)),
        ReceiveResult::Now(Outcome::Known),
        "the same again under another seq"
    );
    assert_eq!(store.events(key.order).unwrap().len(), 4);
    store.verify().unwrap();
}

#[test]
fn an_event_whose_row_or_cursor_cannot_be_written_has_no_effect() {
    for table in ["received", "stream"] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let key = sell(&mut store, "s1");
        let raw = Connection::open(home.path().join(DATABASE)).unwrap();
        raw.execute_batch(&format!(
            "CREATE TRIGGER fault BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'fault'); END"
        ))
        .unwrap();
        let first = arrival("e", 0, 1);
        try_receive(&mut store, &first, None, proof(key)).unwrap_err();
        assert_eq!(store.order(key.order).unwrap().status(), Status::Registering, "{table}");
        assert_eq!(store.relay_cursor().unwrap(), None);
        raw.execute_batch("DROP TRIGGER fault").unwrap();
        assert_eq!(receive(&mut store, &first, proof(key)), ReceiveResult::Now(Outcome::Applied));
        assert_eq!(store.received(10).unwrap().len(), 1);
        store.verify().unwrap();
    }
}

#[test]
fn nothing_is_taken_in_over_a_hole_or_of_another_epoch() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    store.begin_relay_cursor("e", "p").unwrap();
    receive(&mut store, &arrival("e", 0, 3), aside());
    for foreign in [arrival("e", 4, 5), arrival("f", 3, 4)] {
        assert_eq!(receive(&mut store, &foreign, proof(key)), ReceiveResult::Hole);
    }
    assert_eq!(store.order(key.order).unwrap().status(), Status::Registering);
    let stream = store.relay_cursor().unwrap().unwrap();
    assert_eq!((stream.seq, stream.received, stream.set_aside), (3, 1, 1));
    store.begin_relay_cursor("f", "q").unwrap();
    assert!(store.was_welcome("q").unwrap() && !store.was_welcome("p").unwrap());
    assert_eq!(store.relay_cursor().unwrap().unwrap().epoch, "e", "only a gap changes the epoch");
}

#[test]
fn a_gap_is_on_disk_with_the_questions_that_it_raises() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let open_one = sell(&mut store, "s1");
    let paid = sell(&mut store, "s2");
    let paused = sell(&mut store, "s3");
    for (key, id) in [(open_one, "a"), (paid, "b"), (paused, "c")] {
        register(&mut store, key, id, 900_000);
    }
    receive(&mut store, &arrival("e", 0, 1), proof(paid));
    let pause = |poll: &Poll| Poll { pause_until: Some(UnixMs::new(70_000)), ..poll.clone() };
    checkout::record::record(
        &mut store,
        paused,
        &Actor::Till,
        NOW,
        |_, _| Vec::new(),
        |_, poll| pause(poll),
    )
    .unwrap();
    let asked = |poll: &Poll| Poll { due_at: Some(UnixMs::new(900_000)), ..poll.clone() };
    checkout::record::record(
        &mut store,
        paid,
        &Actor::Till,
        NOW,
        |_, _| Vec::new(),
        |_, poll| asked(poll),
    )
    .unwrap();

    store.skip("f", 40, "epoch_changed", NOW).unwrap();
    let stream = store.relay_cursor().unwrap().unwrap();
    assert_eq!((stream.epoch.as_str(), stream.seq, stream.received), ("f", 40, 1));
    assert_eq!(stream.gap, Some((NOW, "epoch_changed".into())));
    assert_eq!(due_at(&store, open_one), Some(NOW.get()));
    assert_eq!(due_at(&store, paid), Some(900_000));
    assert_eq!(due_at(&store, paused), Some(70_000), "a pause holds");
    let row = &store.received(1).unwrap()[0];
    assert_eq!((row.outcome, row.seq, row.epoch.as_str()), (Outcome::Gap, 40, "f"));
    assert_eq!(
        receive(&mut store, &arrival("f", 40, 41), aside()),
        ReceiveResult::Now(Outcome::UnknownType)
    );
}

#[test]
fn a_stream_of_another_pairing_begins_at_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, &arrival("e", 0, 1), aside());
    store.skip("e", 7, "unknown", NOW).unwrap();
    store.begin_relay_cursor("e", "p").unwrap();
    store.forget_relay_cursor().unwrap();
    assert_eq!(store.relay_cursor().unwrap(), None);
    assert!(!store.was_welcome("p").unwrap());
    assert_eq!(
        receive(&mut store, &arrival("e", 0, 1), aside()),
        ReceiveResult::Now(Outcome::UnknownType),
        "the same place of another stream is another event"
    );
}

#[test]
fn news_during_a_question_outlives_its_answer() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "kk6", 10_000);
    let claimed = store.claim_due(NOW, 8).unwrap();
    assert_eq!(claimed.len(), 1);
    let hint = || Verdict::Hint(key, "bad signature".into());
    assert_eq!(receive(&mut store, &arrival("e", 0, 1), hint()), ReceiveResult::Now(Outcome::Hint));
    assert!(store.polls(key.order).unwrap()[&1].hint, "the answer under way may be older");
    checkout::record::record(
        &mut store,
        key,
        &Actor::Till,
        NOW,
        |_, _| Vec::new(),
        |_, poll| Poll { owner: None, ..poll.clone() },
    )
    .unwrap();
    let claimed = store.claim_due(NOW.plus_ms(1_000), 8).unwrap();
    assert!(claimed[0].poll.hint);
    let known = &store.polls(key.order).unwrap()[&1];
    assert!(!known.hint && known.webhook);
}

#[test]
fn only_open_charges_are_hastened_when_the_link_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let [open_one, cancelled] = ["s1", "s2"].map(|sale| sell(&mut store, sale));
    register(&mut store, open_one, "a", 900_000);
    register(&mut store, cancelled, "b", 900_000);
    checkout::record::record(
        &mut store,
        cancelled,
        &Actor::Till,
        NOW,
        |_, _| vec![Event::CancelRequested],
        |_, poll| poll.clone(),
    )
    .unwrap();
    store.hasten(Which::Open, NOW).unwrap();
    assert_eq!(due_at(&store, open_one), Some(NOW.get()));
    assert_eq!(due_at(&store, cancelled), Some(900_000));
}

#[test]
fn a_charge_is_found_by_the_providers_id_before_our_reference() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let [first, second] = ["s1", "s2"].map(|sale| sell(&mut store, sale));
    register(&mut store, first, "kk6", 90_000);
    let ids = [ProviderId::new("US7").unwrap(), ProviderId::new("kk6").unwrap()];
    let reference = store.order(second.order).unwrap().reference;
    let by_id =
        ChargeNames { provider: "connectpsp", account: "", ids: &ids, reference: Some(&reference) };
    let by_reference = ChargeNames { ids: &[], ..by_id };
    let other = ChargeNames { provider: "integrapay", ..by_id };
    for (seq, called, expected) in
        [(1, by_id, Some(first)), (2, by_reference, Some(second)), (3, other, None)]
    {
        let mut found = None;
        checkout::webhook::verdict::receive(
            &mut store,
            &arrival("e", 0, seq),
            NOW,
            |_| NOW,
            Some(called),
            None,
            |order: Option<(&Order, u32)>, _| {
                found = order.map(|(order, attempt)| ChargeKey { order: order.number, attempt });
                aside()
            },
        )
        .unwrap();
        assert_eq!(found, expected);
    }
}

#[test]
fn the_journal_keeps_its_newest_ten_thousand_rows() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, &arrival("e", 0, 1), aside());
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    raw.execute_batch(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
         INSERT INTO received SELECT i, 'e', i, 'evt', 'r', 0, 0, '', 0, 'hint', NULL, NULL, NULL, NULL
         FROM n",
    )
    .unwrap();
    receive(&mut store, &arrival("e", 1, 10_001), aside());
    let rows = store.received(u32::MAX).unwrap();
    assert_eq!((rows.len(), rows[0].seq, rows.last().unwrap().seq), (10_000, 10_001, 2));
}

#[test]
fn the_link_is_void_when_its_owner_is_dead() {
    let home = tempfile::tempdir().unwrap();
    let mut holder = open(home.path());
    let other = open(home.path());
    let link = LinkRow {
        state: "connected".into(),
        since: NOW,
        why: None,
        session: Some("s".into()),
        head: Some(9),
        round_trip_ms: Some(3),
    };
    holder.write_link(&link).unwrap();
    assert_eq!(other.link().unwrap(), Some(link.clone()));
    holder.clear_link().unwrap();
    assert_eq!(other.link().unwrap(), None);
    holder.write_link(&link).unwrap();
    drop(holder);
    assert_eq!(other.link().unwrap(), None);
}

#[test]
fn a_log_of_the_first_release_is_extended_and_keeps_its_orders() {
    let home = tempfile::tempdir().unwrap();
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    raw.execute_batch(include_str!("../../migrations/0001_order_log.sql")).unwrap();
    raw.execute_batch(
        "INSERT INTO till VALUES (1, 'OLDT');
         INSERT INTO asks VALUES (1, 1, 5, 6, 2, 1, NULL);
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(raw);
    let mut store = open(home.path());
    assert_eq!(store.till_code().unwrap().as_deref(), Some("OLDT"));
    let claimed = store.claim_due(NOW, 8).unwrap();
    let poll = &claimed[0].poll;
    assert_eq!((poll.failures, poll.hint, poll.webhook, poll.pause_until), (2, false, false, None));
}

#[test]
fn a_backup_has_the_cursor_that_belongs_to_its_orders() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    receive(&mut store, &arrival("e", 0, 5), aside());
    store.back_up_if_due(UnixMs::new(9_000_000)).unwrap();
    drop(store);
    let mut backups: Vec<_> = std::fs::read_dir(home.path().join("backups"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    backups.sort();
    let copy = Connection::open(backups.last().unwrap()).unwrap();
    let rows: (i64, i64) = copy
        .query_row("SELECT seq, (SELECT count(*) FROM received) FROM stream", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(rows, (5, 0), "the journal came from outside and stays outside");
}
