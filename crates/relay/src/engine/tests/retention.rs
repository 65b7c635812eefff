//! The end of retention.

use super::*;
use crate::config::Retention;
use crate::engine::Swept;
use crate::engine::dedup::DEDUP_MS;

const HOUR_MS: i64 = 3_600_000;

fn retention(events_per_till: u32, mib_per_till: u32) -> Retention {
    Retention { hours: 72, events_per_till, mib_per_till }
}

#[tokio::test]
async fn a_till_keeps_its_newest_events_and_another_till_all() {
    let bench = Bench::new();
    let (route, till, other) = (RouteId::random(), TillId::random(), TillId::random());
    append_many(&bench.store, &route, &other, 1000..1010).await;
    append_many(&bench.store, &route, &till, 0..400).await;
    let mut swept = Swept::default();
    let gone = bench.store.sweep_over_limit(&mut swept, retention(100, 64)).await.unwrap();
    assert_eq!(gone, 300);
    assert_eq!(bench.seqs(&till).await, (311..=410).collect::<Vec<_>>());
    assert_eq!(bench.seqs(&other).await.len(), 10);
    assert_eq!(bench.count("bodies").await, 110, "bodies go with their rows");
    let head = bench.store.head(&till).await.unwrap();
    assert_eq!((head.first, head.head), (311, 410));
    let again = bench.store.sweep_over_limit(&mut swept, retention(100, 64)).await.unwrap();
    assert_eq!(again, 0);
}

#[tokio::test]
async fn a_till_keeps_so_many_bytes() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    for n in 0..40u8 {
        bench.append(event(&route, &[&till], vec![n; 64 * 1024])).await;
    }
    let gone = bench.store.sweep_over_limit(&mut Swept::default(), retention(10_000, 1)).await;
    assert_eq!(gone.unwrap(), 24, "16 of 64 KiB are a mebibyte");
    assert_eq!(bench.seqs(&till).await, (25..=40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_shared_body_goes_with_the_last_of_its_rows() {
    let bench = Bench::new();
    let (route, a, b) = (RouteId::random(), TillId::random(), TillId::random());
    bench.append(event(&route, &[&a, &b], "both")).await;
    append_many(&bench.store, &route, &a, 0..100).await;
    let sweep = async || {
        bench.store.sweep_over_limit(&mut Swept::default(), retention(100, 64)).await.unwrap()
    };
    assert_eq!(sweep().await, 1);
    assert_eq!(bench.all(&b).await.len(), 1, "b has it still");
    append_many(&bench.store, &route, &b, 200..300).await;
    assert_eq!(sweep().await, 1);
    assert_eq!(bench.count("bodies").await, 200);
    // A replayed one as well.
    bench.store.replay(&a, bench.seqs(&a).await[99]).await.unwrap();
    assert_eq!(sweep().await, 1);
    assert_eq!(bench.all(&a).await.len(), 100);
    assert_eq!(bench.count("bodies").await, 199);
}

#[tokio::test]
async fn what_is_old_goes_and_a_row_of_the_future_keeps_nothing_alive() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    let add = |ms, n: u32| bench.append(at(ms, event(&route, &[&till], n.to_string())));
    add(NOW_MS + 1000 * HOUR_MS, 0).await; // the clock was wrong
    for n in 1..200 {
        add(NOW_MS, n).await;
    }
    add(NOW_MS + HOUR_MS, 200).await;
    let sweep = async |ms| bench.store.sweep_old(retention(10_000, 64), ms).await.unwrap();
    assert_eq!(sweep(NOW_MS + 72 * HOUR_MS).await, 0);
    assert_eq!(sweep(NOW_MS + 72 * HOUR_MS + 1).await, 199);
    assert_eq!(bench.seqs(&till).await, [1, 201]);
    assert_eq!(bench.count("bodies").await, 2);
    assert_eq!(sweep(NOW_MS + 1073 * HOUR_MS).await, 2);
}

#[tokio::test]
async fn repetitions_are_forgotten_after_seven_days() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    append_many(&bench.store, &route, &till, 0..300).await;
    bench.append(at(NOW_MS + 1, event(&route, &[&till], "later"))).await;
    bench.store.sweep_old(retention(10_000, 64), NOW_MS + DEDUP_MS).await.unwrap();
    assert_eq!(bench.count("seen").await, 1);
}
