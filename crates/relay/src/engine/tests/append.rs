//! What goes in comes out, once.

use super::*;
use crate::engine::dedup::DEDUP_MS;

#[tokio::test]
async fn what_comes_out_is_what_went_in_also_after_a_restart() {
    let mut bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    let body: Vec<u8> = (0..=255).collect();
    let new = event(&route, &[&till], body.clone());
    let Appended::New(id) = bench.append(new.clone()).await else { panic!("not new") };
    let expected = StoredEvent {
        seq: 1,
        previous: 0,
        event: id,
        route,
        received_at_ms: NOW_MS,
        headers: new.headers,
        body,
    };
    let expected = [expected];
    assert_eq!(bench.all(&till).await, expected);
    bench.restart().await;
    assert_eq!(bench.all(&till).await, expected);
}

#[tokio::test]
async fn a_merchants_event_is_one_body_and_a_row_for_each_till() {
    let bench = Bench::new();
    let (route, a, b) = (RouteId::random(), TillId::random(), TillId::random());
    bench.append(event(&route, &[&a], "a only")).await;
    bench.append(event(&route, &[&a, &b], "both")).await;
    bench.append(event(&route, &[&b], "b only")).await;
    assert_eq!((bench.count("bodies").await, bench.count("stream").await), (3, 4));
    let chain = |events: Vec<StoredEvent>| -> Vec<(u64, u64)> {
        events.iter().map(|event| (event.previous, event.seq)).collect()
    };
    assert_eq!(chain(bench.all(&a).await), [(0, 1), (1, 2)]);
    assert_eq!(chain(bench.all(&b).await), [(0, 3), (3, 4)]);
}

#[tokio::test]
async fn the_same_on_the_same_route_is_a_duplicate_for_seven_days() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    let first = event(&route, &[&till], "paid");
    assert!(matches!(bench.append(first.clone()).await, Appended::New(_)));
    let later = |ms| at(NOW_MS + ms, first.clone());
    assert_eq!(bench.append(later(DEDUP_MS - 1)).await, Appended::Duplicate);
    assert!(matches!(bench.append(later(DEDUP_MS)).await, Appended::New(_)));
    assert_eq!(bench.append(later(DEDUP_MS + 1)).await, Appended::Duplicate);
    let elsewhere = event(&RouteId::random(), &[&till], "paid");
    assert!(matches!(bench.append(elsewhere).await, Appended::New(_)));
    assert_eq!(bench.seqs(&till).await, [1, 2, 3]);
}

#[tokio::test]
async fn the_same_id_with_another_body_is_stored_and_flagged() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    let send = |body: &str| bench.append(with_id("id:w-1", event(&route, &[&till], body)));
    assert!(matches!(send("paid").await, Appended::New(_)));
    assert_eq!(send("paid").await, Appended::Duplicate);
    assert!(matches!(send("refunded").await, Appended::New(_)));
    assert_eq!(send("refunded").await, Appended::Duplicate);
    let flags = |db: &rusqlite::Connection| {
        let mut statement = db.prepare("SELECT differs FROM bodies ORDER BY id")?;
        statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<bool>>>()
    };
    assert_eq!(bench.store.db().read(flags).await.unwrap(), [false, true]);
}

#[tokio::test]
async fn another_id_with_the_same_body_is_another_event() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    for id in ["id:w-1", "id:w-2"] {
        let appended = bench.append(with_id(id, event(&route, &[&till], "paid"))).await;
        assert!(matches!(appended, Appended::New(_)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_is_new_and_all_answers_come_after_its_commit() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    let sending = (0..50).map(|_| {
        let (store, event) = (bench.store.clone(), event(&route, &[&till], "paid"));
        let till = till.clone();
        tokio::spawn(async move {
            let appended = store.append(event).await.unwrap();
            // Another connection sees what is committed only.
            let seen = store.read_after(&till, 0, 10, 1000).await.unwrap().len();
            (appended, seen)
        })
    });
    let mut new = 0;
    for sent in futures_util::future::join_all(sending).await {
        let (appended, seen) = sent.unwrap();
        new += usize::from(appended != Appended::Duplicate);
        assert_eq!(seen, 1, "answered before it was committed");
    }
    assert_eq!(new, 1);
}

#[tokio::test]
async fn a_read_ends_at_its_bounds_but_brings_at_least_one() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    for n in 0..5u8 {
        bench.append(event(&route, &[&till], vec![n; 100])).await;
    }
    let read =
        async |events, bytes| bench.store.read_after(&till, 1, events, bytes).await.unwrap().len();
    assert_eq!(read(3, usize::MAX).await, 3);
    assert_eq!(read(10, 0).await, 1);
    assert_eq!(read(10, 300).await, 2, "headers count as well");
    assert_eq!(read(0, usize::MAX).await, 0);
}

#[tokio::test]
async fn growth_wakes_the_till_and_no_other() {
    let bench = Bench::new();
    let (route, till, other) = (RouteId::random(), TillId::random(), TillId::random());
    let (mut wake, strange) = (bench.store.wake(&till), bench.store.wake(&other));
    bench.append(event(&route, &[&till], "paid")).await;
    wake.changed().await.unwrap();
    assert_eq!(*wake.borrow_and_update(), 1);
    assert_eq!(bench.append(event(&route, &[&till], "paid")).await, Appended::Duplicate);
    bench.append(event(&route, &[&till], "paid again")).await;
    wake.changed().await.unwrap();
    assert_eq!(*wake.borrow(), 2);
    assert!(!strange.has_changed().unwrap());
}

#[tokio::test]
async fn a_replay_brings_what_is_kept_under_new_seqs() {
    let bench = Bench::new();
    let (route, till, other) = (RouteId::random(), TillId::random(), TillId::random());
    append_many(&bench.store, &route, &till, 0..3).await;
    bench.append(event(&route, &[&till, &other], "both")).await;
    bench.store.park(&till, 3, "poison".into()).await.unwrap();
    assert_eq!(bench.store.replay(&till, 2).await.unwrap(), 3);
    let events = bench.all(&till).await;
    let bodies: Vec<_> = events.iter().map(|event| event.body.as_slice()).collect();
    assert_eq!(bodies, [&b"0"[..], b"1", b"both", b"1", b"2", b"both"]);
    assert_eq!(bench.seqs(&till).await, [1, 2, 4, 6, 7, 8]);
    assert_eq!(events[3].event, events[1].event, "it is the same event");
    assert_eq!(bench.seqs(&other).await, [5]);
    assert_eq!(bench.store.replay(&other, 6).await.unwrap(), 0);
}

#[tokio::test]
async fn acks_are_kept_when_there_is_time() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    append_many(&bench.store, &route, &till, 0..3).await;
    bench.store.acked(&till, 1);
    bench.store.acked(&till, 3);
    bench.store.write_acks().await.unwrap();
    let acked = |db: &rusqlite::Connection| {
        db.query_one("SELECT head, acked FROM heads", [], |row| Ok((row.get(0)?, row.get(1)?)))
    };
    assert_eq!(bench.store.db().read(acked).await.unwrap(), (3, 3));
}
