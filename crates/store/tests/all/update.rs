//! The update of a log of the version before: it tells how far it is, and what interrupts it loses nothing.
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use domain::UnixMs;
use rusqlite::Connection;
use store::{DATABASE, Progress, Store, Tell};

use crate::long_log;

const NOW: UnixMs = UnixMs::new(1_795_000_000_000);
/// Long enough that an update tells of its middle.
const EVENTS: i64 = 11_000;
/// Where the process that is killed finds its log.
const HOME: &str = "BALCAO_TEST_UPDATED_HOME";
const HALF_WAY: &str = "half way";
/// The event that binds those of before.
const BINDING: i64 = 1;

#[test]
fn an_update_tells_how_far_it_is() {
    let home = tempfile::tempdir().unwrap();
    let (events, orders) = long_log::write(home.path(), EVENTS);
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let tell: Tell = Arc::new(move |progress| telling.lock().unwrap().push(progress));
    let store = Store::open_telling(home.path(), NOW, &tell).unwrap();
    let told = told.lock().unwrap();
    let places: Vec<i64> = told.iter().map(|progress| progress.done).collect();
    assert!(places.len() > 2 && places.is_sorted() && places[0] == 0, "{places:?}");
    assert!(told.iter().all(|progress| progress.total == events), "{told:?}");
    assert_eq!(told.last(), Some(&Progress { done: events, total: events }));
    let verified = store.verify().unwrap();
    assert_eq!((verified.events, verified.orders), (events + BINDING, orders));
}

#[test]
fn an_update_that_is_killed_half_way_begins_anew() {
    if let Some(home) = std::env::var_os(HOME) {
        return be_killed(Path::new(&home));
    }
    let home = tempfile::tempdir().unwrap();
    let (events, orders) = long_log::write(home.path(), EVENTS);
    let before = events_of(home.path());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["update::an_update_that_is_killed_half_way_begins_anew", "--exact", "--nocapture"])
        .env(HOME, home.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.ends_with(HALF_WAY)), "the update never came to its middle");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(events_of(home.path()), before, "the old log stays");
    let store = Store::open(home.path(), NOW).unwrap();
    let verified = store.verify().unwrap();
    assert_eq!((verified.events, verified.orders), (events + BINDING, orders));
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    let of_before = "SELECT lower(hex(hash)) FROM events WHERE seq = ?1";
    let hash: String = raw.query_row(of_before, [events], |row| row.get(0)).unwrap();
    assert_eq!(hash, before.2);
}

/// Stops in the middle of the update until the end comes from outside.
fn be_killed(home: &Path) {
    let stop: Tell = Arc::new(|progress: Progress| {
        if (1..progress.total).contains(&progress.done) {
            println!("{HALF_WAY}");
            loop {
                std::thread::park();
            }
        }
    });
    Store::open_telling(home, NOW, &stop).unwrap();
}

/// The version of the log, the place of its last event and that one's hash.
fn events_of(home: &Path) -> (i64, i64, String) {
    let raw = Connection::open(home.join(DATABASE)).unwrap();
    raw.query_row(
        "SELECT user_version, seq, lower(hex(hash)) FROM pragma_user_version, events
         ORDER BY seq DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
    .unwrap()
}

/// The figure in docs/benchmarks.md: `cargo test --release -p store --test all -- update --ignored --nocapture`.
#[test]
#[ignore = "a measurement of some minutes, for a release build alone on its machine"]
fn a_log_of_a_million_events_is_brought_up_to_date() {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (events, orders) = long_log::write(home.path(), 1_000_000);
    let begun = Instant::now();
    let seconds = move || begun.elapsed().as_secs_f64();
    let tell: Tell = Arc::new(move |progress: Progress| {
        if progress.done <= 10_000 || progress.done == progress.total {
            println!("{:5.1} s: {} of {} events", seconds(), progress.done, progress.total);
        }
    });
    let store = Store::open_telling(home.path(), NOW, &tell).unwrap();
    println!("{:5.1} s: open", seconds());
    let verified = store.verify().unwrap();
    println!("{:5.1} s: verified", seconds());
    assert_eq!((verified.events, verified.orders), (events + BINDING, orders));
    drop(store);
    let begun = Instant::now();
    drop(Store::open(home.path(), NOW).unwrap());
    println!("{:5.1} s: the next start", begun.elapsed().as_secs_f64());
}
