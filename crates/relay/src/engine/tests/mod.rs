//! The engine against a real file.

mod append;
mod epoch;
mod failure;
mod model;
mod parked;
mod retention;

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::db::Db;
use crate::engine::Sqlite;
use crate::ids::{RouteId, TillId};
use crate::store::{Appended, NewEvent, Store as _, StoredEvent};

const NOW_MS: i64 = 1_795_288_634_123;

/// A store in a folder of its own.
struct Bench {
    folder: TempDir,
    store: Sqlite,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        Self { folder, store }
    }

    /// A clean end, and a start.
    async fn restart(&mut self) {
        self.store.db().close().await;
        self.store = Sqlite::new(empty());
        self.store = open(self.folder.path());
    }

    async fn append(&self, event: NewEvent) -> Appended {
        self.store.append(event).await.unwrap()
    }

    async fn all(&self, till: &TillId) -> Vec<StoredEvent> {
        self.after(till, 0).await
    }

    async fn after(&self, till: &TillId, seq: u64) -> Vec<StoredEvent> {
        self.store.read_after(till, seq, usize::MAX, usize::MAX).await.unwrap()
    }

    async fn seqs(&self, till: &TillId) -> Vec<u64> {
        self.all(till).await.iter().map(|event| event.seq).collect()
    }

    async fn count(&self, table: &'static str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.store.db().read(move |db| db.query_one(&sql, [], |row| row.get(0))).await.unwrap()
    }
}

fn open(folder: &std::path::Path) -> Sqlite {
    Sqlite::new(Db::open(folder).unwrap())
}

/// Takes the place of a database that is let go.
fn empty() -> Db {
    Db::open(tempfile::tempdir().unwrap().path()).unwrap()
}

/// As ingest makes it of a body without an id.
fn event(route: &RouteId, tills: &[&TillId], body: impl Into<Vec<u8>>) -> NewEvent {
    let body = body.into();
    let body_sha256: [u8; 32] = Sha256::digest(&body).into();
    NewEvent {
        route: route.clone(),
        tills: tills.iter().copied().cloned().collect(),
        dedup_key: body_sha256.to_vec(),
        body_sha256,
        headers: r#"{"content-type":"application/json"}"#.into(),
        body: body.into(),
        received_at_ms: NOW_MS,
    }
}

fn with_id(id: &str, event: NewEvent) -> NewEvent {
    NewEvent { dedup_key: id.as_bytes().to_vec(), ..event }
}

fn at(ms: i64, event: NewEvent) -> NewEvent {
    NewEvent { received_at_ms: ms, ..event }
}

/// Many, of different bodies, at once.
async fn append_many(store: &Sqlite, route: &RouteId, till: &TillId, bodies: std::ops::Range<u32>) {
    let appends = bodies.map(|n| store.append(event(route, &[till], n.to_string())));
    for appended in futures_util::future::join_all(appends).await {
        assert!(matches!(appended.unwrap(), Appended::New(_)));
    }
}
