//! The rules in memory, and what of it is on disk.

use std::sync::Arc;

use relay_protocol::{MOST_CODES, Mark};
use tempfile::TempDir;

use super::Reported;
use super::book::{AWAY_MS, Book};
use crate::db::Db;
use crate::directory::{Directory, Till};
use crate::ids::{MerchantId, TillId};

fn till(merchant: &str) -> Till {
    Till {
        id: TillId::random(),
        merchant: MerchantId::known(merchant),
        name: "Caixa".into(),
        public_key: None,
        revoked: false,
    }
}

fn mark(code: &str, seq: u64) -> Mark {
    Mark { c: code.into(), s: seq, h: "0a".repeat(32) }
}

fn arrives(book: &mut Book, till: &Till, code: &str, now_ms: i64) {
    book.arrive(till, Some(code.into()), None, now_ms);
}

#[test]
fn of_one_log_the_longer_mark_is_kept_and_of_another_the_later() {
    let mut book = Book::default();
    let till = till("m_1");
    assert_eq!(book.arrive(&till, None, Some(mark("AAAA", 5)), 0), None);
    let mut held = |told: Mark| {
        book.mark(&till.id, Some(told));
        book.line(&till.id).unwrap().mark.unwrap()
    };
    assert_eq!(held(mark("AAAA", 4)), mark("AAAA", 5), "an older copy");
    let forked = Mark { h: "0b".repeat(32), ..mark("AAAA", 5) };
    assert_eq!(held(forked), mark("AAAA", 5), "as long, and another: the first stays the witness");
    assert_eq!(held(mark("AAAA", 6)), mark("AAAA", 6));
    assert_eq!(held(mark("BBBB", 1)), mark("BBBB", 1));
    for malformed in [
        mark("", 9),
        mark("no code!", 9),
        mark("BBBB", u64::MAX),
        Mark { h: "0A".repeat(32), ..mark("BBBB", 9) },
        Mark { h: "0a".into(), ..mark("CCCC", 9) },
    ] {
        assert_eq!(held(malformed.clone()), mark("BBBB", 1), "{malformed:?}");
    }
    assert_eq!(book.arrive(&till, None, Some(mark("BBBB", 2)), 0), Some(mark("BBBB", 1)));
}

#[test]
fn live_codes_are_the_other_tills_of_the_merchant_and_nobody_elses() {
    let mut book = Book::default();
    let (a, b, c) = (till("m_1"), till("m_1"), till("m_1"));
    let (old, stranger) = (till("m_1"), till("m_2"));
    arrives(&mut book, &a, "BBBB", 0);
    arrives(&mut book, &b, "AAAA", 0);
    arrives(&mut book, &c, "AAAA", 0);
    arrives(&mut book, &stranger, "ZZZZ", 0);
    book.arrive(&old, Some("no code!".into()), None, 0);
    assert_eq!(book.codes(&a.id), ["AAAA"]);
    assert_eq!(book.codes(&b.id), ["BBBB"], "its own is not in it, also if another has the same");
    assert_eq!(book.codes(&old.id), ["AAAA", "BBBB"]);
    assert!(book.codes(&stranger.id).is_empty());
    assert!(book.codes(&TillId::random()).is_empty());
}

#[test]
fn a_code_lives_for_a_day_after_its_till_has_left() {
    let mut book = Book::default();
    let (a, b) = (till("m_1"), till("m_1"));
    arrives(&mut book, &a, "AAAA", 0);
    arrives(&mut book, &b, "BBBB", 0);
    let mut changes = book.watch(&a.merchant);
    book.age(10 * AWAY_MS);
    assert_eq!(book.codes(&a.id), ["BBBB"], "it is there");
    // A newer session takes over, and the older one ends.
    arrives(&mut book, &b, "BBBB", 10 * AWAY_MS);
    book.leave(&b.id, 10 * AWAY_MS);
    book.age(11 * AWAY_MS);
    assert_eq!(book.codes(&a.id), ["BBBB"], "it is still there");
    book.leave(&b.id, 11 * AWAY_MS);
    book.age(12 * AWAY_MS - 1);
    assert_eq!(book.codes(&a.id), ["BBBB"]);
    assert!(!changes.has_changed().unwrap(), "nothing was lost or gained");
    book.age(12 * AWAY_MS);
    assert!(book.codes(&a.id).is_empty());
    assert!(changes.has_changed().unwrap());
    changes.mark_unchanged();
    arrives(&mut book, &b, "BBBB", 13 * AWAY_MS);
    assert_eq!(book.codes(&a.id), ["BBBB"]);
    assert!(changes.has_changed().unwrap());
}

#[test]
fn only_changes_of_the_list_wake() {
    let mut book = Book::default();
    let (a, b, c) = (till("m_1"), till("m_1"), till("m_1"));
    arrives(&mut book, &a, "AAAA", 0);
    let mut changes = book.watch(&a.merchant);
    let mut woke = || {
        let has_changed = changes.has_changed().unwrap();
        changes.mark_unchanged();
        has_changed
    };
    book.arrive(&b, None, None, 0);
    assert!(!woke(), "it told no code");
    arrives(&mut book, &b, "BBBB", 0);
    assert!(woke());
    arrives(&mut book, &c, "BBBB", 0);
    assert!(!woke(), "there was one already");
    book.revoke(&b, 0);
    assert!(!woke(), "another till has the same code");
    book.revoke(&c, 0);
    assert!(woke());
    arrives(&mut book, &till("m_2"), "CCCC", 0);
    assert!(!woke(), "another merchant's");
}

#[test]
fn revoking_ends_the_code_and_keeps_the_mark() {
    let mut book = Book::default();
    let (a, b) = (till("m_1"), till("m_1"));
    arrives(&mut book, &a, "AAAA", 0);
    book.arrive(&b, Some("BBBB".into()), Some(mark("BBBB", 7)), 0);
    book.revoke(&b, 0);
    assert!(book.codes(&a.id).is_empty());
    assert_eq!(book.line(&b.id).unwrap().mark, Some(mark("BBBB", 7)));
    // Revoked between its dial and its hello, and never heard of before.
    let late = till("m_1");
    book.revoke(&late, 0);
    arrives(&mut book, &late, "CCCC", 0);
    assert!(book.codes(&a.id).is_empty());
}

#[test]
fn a_new_code_of_a_till_ends_the_one_before() {
    let mut book = Book::default();
    let (a, b) = (till("m_1"), till("m_1"));
    arrives(&mut book, &a, "AAAA", 0);
    arrives(&mut book, &b, "BBBB", 0);
    book.arrive(&b, None, None, 0);
    assert_eq!(book.codes(&a.id), ["BBBB"], "what tells none has the one before");
    arrives(&mut book, &b, "CCCC", 0);
    assert_eq!(book.codes(&a.id), ["CCCC"]);
}

#[test]
fn a_till_is_told_a_thousand_codes_at_most() {
    let mut book = Book::default();
    let asks = till("m_1");
    arrives(&mut book, &asks, "C0500", 0);
    for n in (0..MOST_CODES + 20).rev() {
        arrives(&mut book, &till("m_1"), &format!("C{n:04}"), 0);
    }
    let codes = book.codes(&asks.id);
    assert_eq!(codes.len(), MOST_CODES);
    assert!(codes.is_sorted());
    assert_eq!(codes[0], "C0000");
    assert!(!codes.contains(&"C0500".to_owned()));
}

#[test]
fn what_is_new_is_taken_once_in_batches_and_put_back_if_it_was_not_written() {
    let mut book = Book::default();
    for n in 0..5 {
        arrives(&mut book, &till("m_1"), &format!("C{n}"), 0);
    }
    book.arrive(&till("m_1"), None, None, 0);
    let first = book.take(3);
    book.put_back(first.iter().map(|line| line.till.clone()));
    let mut taken = [book.take(3), book.take(3)].concat();
    taken.sort_by(|a, b| a.code.cmp(&b.code));
    let codes: Vec<_> = taken.iter().filter_map(|line| line.code.as_deref()).collect();
    assert_eq!(codes, ["C0", "C1", "C2", "C3", "C4"], "who told nothing leaves no line");
    assert!(book.take(3).is_empty());
    book.mark(&taken[0].till, Some(mark("C0", 1)));
    book.mark(&taken[0].till, Some(mark("C0", 1)));
    assert_eq!(book.take(3).len(), 1);
}

/// A database with one merchant's tills.
struct Bench {
    folder: TempDir,
    db: Db,
    directory: Directory,
    reported: Reported,
}

impl Bench {
    async fn on(folder: TempDir) -> Self {
        let db = Db::open(folder.path()).unwrap();
        let directory = Directory::open(db.clone()).await.unwrap();
        let reported = Reported::open(db.clone()).await.unwrap();
        Self { folder, db, directory, reported }
    }

    async fn till(&self, name: &str) -> Arc<Till> {
        let added = self.directory.add_till("Loja", name).await.unwrap();
        self.directory.till(&added.id).unwrap()
    }

    async fn restart(self) -> Self {
        self.db.close().await;
        let Self { folder, db, directory, reported } = self;
        drop((db, directory, reported));
        Self::on(folder).await
    }
}

#[tokio::test]
async fn what_was_told_outlives_the_process() {
    let bench = Bench::on(tempfile::tempdir().unwrap()).await;
    let (a, b) = (bench.till("1").await, bench.till("2").await);
    let revoked = bench.till("3").await;
    let visit = bench.reported.arrive(&a, Some("AAAA".into()), Some(mark("AAAA", 1)));
    visit.mark(Some(mark("AAAA", 9)));
    drop(bench.reported.arrive(&revoked, Some("CCCC".into()), None));
    bench.directory.revoke(revoked.id.as_str()).await.unwrap();
    bench.reported.write().await.unwrap();
    drop(visit);
    let bench = bench.restart().await;
    let expected = (Some("AAAA".to_owned()), Some(mark("AAAA", 9)));
    assert_eq!(bench.reported.of(&a.id), expected);
    let visit = bench.reported.arrive(&b, Some("BBBB".into()), None);
    assert_eq!(visit.codes(), ["AAAA"], "and the revoked one's is dead");
    assert_eq!(visit.held(), None);
    assert_eq!(bench.reported.arrive(&a, None, None).held(), Some(&mark("AAAA", 9)));
}

#[tokio::test]
async fn only_time_in_which_the_relay_runs_counts_and_a_till_cut_off_has_left_when_it_died() {
    let bench = Bench::on(tempfile::tempdir().unwrap()).await;
    let (a, b) = (bench.till("1").await, bench.till("2").await);
    let visit = bench.reported.arrive(&a, Some("AAAA".into()), None);
    bench.reported.write().await.unwrap();
    drop(visit); // and never written, as if the relay had died
    let bench = bench.restart().await;
    let left_ms = bench.reported.lived_before_ms;
    bench.reported.write().await.unwrap();
    let visit = bench.reported.arrive(&b, None, None);
    bench.reported.age(left_ms + AWAY_MS - 1);
    assert_eq!(visit.codes(), ["AAAA"]);
    bench.reported.age(left_ms + AWAY_MS);
    assert!(visit.codes().is_empty());
    drop(visit);
    // A day of the relay's life, in which the till never came.
    let a_day = format!("UPDATE life SET lived_ms = {left_ms} + {AWAY_MS}");
    bench.db.write(move |db| db.execute(&a_day, [])).await.unwrap();
    let bench = bench.restart().await;
    assert!(bench.reported.arrive(&b, None, None).codes().is_empty());
    let lived_ms = bench.reported.lived_ms();
    assert!(lived_ms >= left_ms + AWAY_MS);
    bench.reported.end().await.unwrap();
    let bench = bench.restart().await;
    assert!(bench.reported.lived_ms() >= lived_ms, "it goes on");
}
