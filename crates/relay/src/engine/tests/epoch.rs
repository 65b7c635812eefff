//! Lives of the store.

use std::fs;

use super::*;
use crate::db::DATABASE;

async fn with_events(events: u32) -> (Bench, RouteId, TillId) {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    append_many(&bench.store, &route, &till, 0..events).await;
    (bench, route, till)
}

#[tokio::test]
async fn a_restart_goes_on_with_epoch_and_seqs() {
    let (mut bench, route, till) = with_events(3).await;
    let epoch = bench.store.epoch();
    bench.restart().await;
    assert_eq!(bench.store.epoch(), epoch);
    bench.append(event(&route, &[&till], "after")).await;
    assert_eq!(bench.seqs(&till).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn seqs_are_not_used_again_when_all_rows_have_gone() {
    let (mut bench, route, till) = with_events(3).await;
    let gone = crate::config::Retention { hours: 1, ..Default::default() };
    bench.store.sweep_old(gone, NOW_MS + 2 * 3_600_000).await.unwrap();
    assert_eq!(bench.count("bodies").await, 0);
    bench.restart().await;
    bench.append(event(&route, &[&till], "after")).await;
    let [after] = &bench.all(&till).await[..] else { panic!("one event") };
    assert_eq!((after.seq, after.previous), (4, 3));
}

#[tokio::test]
async fn an_older_copy_of_the_file_begins_a_new_epoch() {
    let (mut bench, route, till) = with_events(3).await;
    let epoch = bench.store.epoch();
    let file = bench.folder.path().join(DATABASE);
    bench.restart().await;
    bench.store.db().close().await;
    let copy = fs::read(&file).unwrap();
    bench.restart().await;
    append_many(&bench.store, &route, &till, 10..12).await;
    bench.store.db().close().await;
    fs::write(&file, &copy).unwrap();
    bench.restart().await;
    let second = bench.store.epoch();
    assert_ne!(second, epoch);
    bench.restart().await;
    assert_eq!(bench.store.epoch(), second, "only once");
}

#[tokio::test]
async fn a_file_without_its_watermark_begins_a_new_epoch_unless_it_is_new() {
    let mut bench = Bench::new();
    let epoch = bench.store.epoch();
    let forget = |bench: &Bench| fs::remove_file(bench.folder.path().join("watermark")).unwrap();
    forget(&bench);
    bench.restart().await;
    assert_eq!(bench.store.epoch(), epoch);
    bench.append(event(&RouteId::random(), &[&TillId::random()], "paid")).await;
    forget(&bench);
    bench.restart().await;
    assert_ne!(bench.store.epoch(), epoch);
}

#[tokio::test]
async fn a_till_that_has_more_makes_a_new_epoch_once_a_process() {
    let (mut bench, _, till) = with_events(3).await;
    bench.restart().await;
    let first = bench.store.epoch();
    let mut wake = bench.store.wake(&till);
    bench.store.note_restored_copy("another").await.unwrap();
    assert_eq!(bench.store.epoch(), first, "that is not our epoch");
    bench.store.note_restored_copy(&first).await.unwrap();
    let second = bench.store.epoch();
    assert_ne!(second, first);
    wake.changed().await.unwrap();
    bench.store.note_restored_copy(&second).await.unwrap();
    assert_eq!(bench.store.epoch(), second, "nobody can have more of what began here");
    bench.restart().await;
    assert_eq!(bench.store.epoch(), second);
}

#[test]
fn one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Db::open(folder.path()).unwrap();
    let second = Db::open(folder.path()).err().unwrap();
    assert!(second.to_string().contains("stop it first"), "{second}");
}
