//! What a till cannot take in.

use super::*;

#[tokio::test]
async fn a_parked_event_is_passed_over_and_leaves_no_hole() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    append_many(&bench.store, &route, &till, 0..6).await;
    for seq in [3, 4] {
        bench.store.park(&till, seq, "poison".into()).await.unwrap();
    }
    let chain = |events: Vec<StoredEvent>| -> Vec<(u64, u64)> {
        events.iter().map(|event| (event.previous, event.seq)).collect()
    };
    assert_eq!(chain(bench.all(&till).await), [(0, 1), (1, 2), (2, 5), (5, 6)]);
    // A till that noted the first of them as done.
    assert_eq!(chain(bench.after(&till, 3).await), [(3, 5), (5, 6)]);
    assert_eq!(bench.count("bodies").await, 6, "it is kept");
}

#[tokio::test]
async fn nobody_waits_for_parked_events_at_the_end() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    append_many(&bench.store, &route, &till, 0..3).await;
    let head = async || {
        let head = bench.store.head(&till).await.unwrap();
        (head.first, head.unparked, head.head)
    };
    assert_eq!(head().await, (1, 3, 3));
    bench.store.park(&till, 2, "poison".into()).await.unwrap();
    assert_eq!(head().await, (1, 3, 3));
    bench.store.park(&till, 3, "poison".into()).await.unwrap();
    assert_eq!(head().await, (1, 1, 3));
    bench.store.park(&till, 1, "poison".into()).await.unwrap();
    assert_eq!(head().await, (1, 0, 3));
}

#[tokio::test]
async fn a_till_parks_its_own_only() {
    let bench = Bench::new();
    let (route, till, other) = (RouteId::random(), TillId::random(), TillId::random());
    bench.append(event(&route, &[&till], "paid")).await;
    bench.store.park(&other, 1, "poison".into()).await.unwrap();
    assert_eq!(bench.seqs(&till).await, [1]);
}
