//! What is not on disk is not accepted, and the writer lives on.

use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::store::StoreError;

#[tokio::test]
async fn a_full_disk_refuses_and_an_empty_one_takes_again() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    bench.append(event(&route, &[&till], "before")).await;
    let pages = |most: i64| {
        bench.store.db().write(move |db| db.pragma_update(None, "max_page_count", most))
    };
    pages(1).await.unwrap(); // SQLite makes that: as many as there are
    let mut refused = 0;
    for n in 0..20u8 {
        match bench.store.append(event(&route, &[&till], vec![n; 4000])).await {
            Err(StoreError::Disk(_)) => refused += 1,
            other => assert!(matches!(other, Ok(Appended::New(_))), "{other:?}"),
        }
    }
    assert!(refused > 0);
    let kept = bench.seqs(&till).await;
    assert_eq!(kept.len(), 21 - refused, "what was refused is not there");
    let duplicate = bench.append(event(&route, &[&till], "before")).await;
    assert_eq!(duplicate, Appended::Duplicate);
    pages(1_000_000).await.unwrap();
    let again = bench.append(event(&route, &[&till], vec![19; 4000])).await;
    assert!(matches!(again, Appended::New(_)), "what was refused is no duplicate");
    let events = bench.all(&till).await;
    let seqs: Vec<_> = events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "the chain is whole");
    assert!(events.windows(2).all(|pair| pair[1].previous == pair[0].seq));
}

/// Holds the writer inside a transaction until told.
struct Held {
    release: mpsc::Sender<()>,
    write: tokio::task::JoinHandle<Result<(), StoreError>>,
}

async fn hold(bench: &Bench) -> Held {
    let (release, released) = mpsc::channel::<()>();
    let (started, begun) = tokio::sync::oneshot::channel();
    let db = bench.store.db().clone();
    let write = tokio::spawn(async move {
        db.write(move |_| {
            started.send(()).unwrap();
            released.recv().unwrap();
            Ok(())
        })
        .await
    });
    begun.await.unwrap();
    Held { release, write }
}

#[tokio::test]
async fn a_write_that_fails_is_undone_and_the_rest_of_its_group_stands() {
    let bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    let held = hold(&bench).await;
    let mut bad = Box::pin(bench.store.db().write(|db| {
        db.execute("INSERT INTO merchants VALUES ('m_1', 'Loja', 1)", [])?;
        db.execute("INSERT INTO merchants VALUES ('m_1', 'twice', 1)", [])
    }));
    let mut good = Box::pin(bench.store.append(event(&route, &[&till], "paid")));
    assert!(poll(&mut bad).is_pending() && poll(&mut good).is_pending());
    held.release.send(()).unwrap();
    assert!(matches!(bad.await, Err(StoreError::Disk(why)) if why.contains("UNIQUE")));
    assert!(matches!(good.await, Ok(Appended::New(_))));
    held.write.await.unwrap().unwrap();
    assert_eq!(bench.count("merchants").await, 0);
}

/// Once: so that it is in the queue.
fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_full_queue_says_so_at_once_and_loses_nothing_that_it_took() {
    let bench = Arc::new(Bench::new());
    let (route, till) = (RouteId::random(), TillId::random());
    let held = hold(&bench).await;
    let mut taken = Vec::new();
    let refused = loop {
        let (bench, event) = (Arc::clone(&bench), event(&route, &[&till], taken.len().to_string()));
        let mut append = Box::pin(async move { bench.store.append(event).await });
        match poll(&mut append) {
            Poll::Pending => taken.push(append),
            Poll::Ready(answer) => break answer,
        }
    };
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    held.release.send(()).unwrap();
    let taken_count = taken.len();
    for answer in futures_util::future::join_all(taken).await {
        assert!(matches!(answer, Ok(Appended::New(_))));
    }
    assert_eq!(bench.seqs(&till).await.len(), taken_count);
}

#[tokio::test]
async fn closing_commits_what_is_queued_and_takes_no_more() {
    let mut bench = Bench::new();
    let (route, till) = (RouteId::random(), TillId::random());
    let held = hold(&bench).await;
    let mut queued = Box::pin(bench.store.append(event(&route, &[&till], "queued")));
    assert!(poll(&mut queued).is_pending());
    let db = bench.store.db().clone();
    let mut closing = Box::pin(async move { db.close().await });
    assert!(poll(&mut closing).is_pending());
    let late = bench.store.append(event(&route, &[&till], "late")).await;
    assert!(matches!(late, Err(StoreError::Closed)), "{late:?}");
    held.release.send(()).unwrap();
    closing.await;
    // The task of this write has the database as well, until it has heard of its end.
    held.write.await.unwrap().unwrap();
    assert!(matches!(queued.await, Ok(Appended::New(_))));
    bench.restart().await;
    assert_eq!(bench.seqs(&till).await, [1]);
    let log = bench.folder.path().join("relay.db-wal");
    assert!(log.metadata().is_ok_and(|it| it.len() == 0), "the log was moved into the file");
}
