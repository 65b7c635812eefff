//! Backups: one a day, proved before they count, thinned out by age, and never of damage.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::UnixMs;
use rusqlite::Connection;
use store::{DATABASE, Error, Pace, Store, daily};

use crate::long_log;
use crate::shared::{self, NOW, open, receive, sell, unknown_money};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// 2026-03-10 14:00 UTC.
const MARCH: i64 = 1_773_151_200_000;

/// A start, and what is due behind it.
fn start(home: &Path, at: i64) -> Store {
    let store = Store::open(home, UnixMs::new(at)).unwrap();
    store.back_up_if_due(UnixMs::new(at)).unwrap();
    store
}

fn names(home: &Path) -> Vec<String> {
    let entries = fs::read_dir(home.join("backups")).into_iter().flatten();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

fn path(home: &Path, name: &str) -> PathBuf {
    home.join("backups").join(name)
}

fn alter(file: &Path, sql: &str) {
    Connection::open(file).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_day_of_starts_makes_one_backup_and_an_empty_log_none() {
    let home = tempfile::tempdir().unwrap();
    drop(start(home.path(), MARCH));
    drop(start(home.path(), MARCH + 1));
    assert!(names(home.path()).is_empty(), "there is nothing to lose yet");
    for i in 0..12 {
        let mut store = open(home.path());
        sell(&mut store, &format!("s{i}"));
    }
    for minute in 0..9 {
        drop(start(home.path(), MARCH + minute * 60_000));
    }
    let made = names(home.path());
    assert_eq!(made.last().unwrap(), "order-log-20260310T140000000Z.db", "{made:?}");
    let store = start(home.path(), MARCH + DAY - 1);
    assert_eq!(names(home.path()), made);
    assert!(!store.back_up_if_due(UnixMs::new(MARCH + DAY - 1)).unwrap());
    assert!(store.back_up_if_due(UnixMs::new(MARCH + DAY)).unwrap(), "while it runs on");
    assert_eq!(names(home.path()).len(), made.len() + 1);
}

#[test]
fn a_year_leaves_days_weeks_and_months_each_whole() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for day in 0..120 {
        if day % 10 == 0 {
            sell(&mut store, &format!("s{day}"));
        }
        store.back_up_if_due(UnixMs::new(MARCH + day * DAY)).unwrap();
    }
    let kept = names(home.path());
    let days: Vec<&str> = kept.iter().map(|name| &name["order-log-".len()..][..8]).collect();
    // 8 July 2026 is a Wednesday, 120 days after 10 March.
    assert_eq!(
        days,
        [
            "20260331", "20260430", "20260531", "20260621", "20260628", "20260630", "20260701",
            "20260702", "20260703", "20260704", "20260705", "20260706", "20260707",
        ]
    );
    for name in &kept {
        let orders: i64 = Connection::open(path(home.path(), name))
            .unwrap()
            .query_row("SELECT count(*) FROM orders", [], |row| row.get(0))
            .unwrap();
        assert!(orders > 0, "{name}");
    }
}

#[test]
fn a_clock_that_jumps_neither_stops_the_backups_nor_throws_good_ones_away() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let back_up = |at: i64| store.back_up_if_due(UnixMs::new(at)).unwrap();
    for day in 0..5 {
        assert!(back_up(MARCH + day * DAY));
    }
    let newest = names(home.path()).pop().unwrap();
    // The clock is ten years ahead for two weeks.
    for day in 0..14 {
        assert!(back_up(MARCH + (3_650 + day) * DAY));
    }
    assert!(names(home.path()).contains(&newest), "{:?}", names(home.path()));
    // It is set right.
    for day in 5..9 {
        assert!(back_up(MARCH + day * DAY), "day {day}");
    }
    assert!(names(home.path()).contains(&"order-log-20260318T140000000Z.db".to_owned()));
    // It begins at 1970 after each power cut, on the way to the right time.
    assert!(back_up(10_000));
    assert!(!back_up(9_000));
    assert!(!back_up(20_000));
    let all = names(home.path());
    assert!(all.contains(&"order-log-19700101T000010000Z.db".to_owned()), "the one just made");
    assert!(all.contains(&"order-log-20260318T140000000Z.db".to_owned()));
}

#[test]
fn damage_is_never_backed_up_and_what_shows_in_the_copy_alone_is_told() {
    let in_chain =
        "DROP TRIGGER events_are_never_changed; UPDATE events SET kind = 'x' WHERE seq = 2";
    for sql in [in_chain, "UPDATE charges SET received_centavos = 5"] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let key = sell(&mut store, "s1");
        shared::record(&mut store, key, shared::paid());
        drop(store);
        drop(start(home.path(), MARCH));
        let good = names(home.path());
        assert_eq!(good.len(), 1);
        alter(&home.path().join(DATABASE), sql);
        for day in [2, 3, 40] {
            let now = UnixMs::new(MARCH + day * DAY);
            match Store::open(home.path(), now).and_then(|store| store.back_up_if_due(now)) {
                Err(Error::Damaged { last_good_backup: Some(last), .. }) => {
                    let backup = path(home.path(), &good[0]);
                    // The index alone can be made anew from what is there.
                    let log = home.path().join(DATABASE);
                    assert_eq!(last, if sql == in_chain { backup } else { log }, "{sql}");
                }
                other => panic!("{sql}: {other:?}"),
            }
        }
        assert_eq!(names(home.path()), good, "{sql}");
    }
}

#[test]
fn a_running_till_hears_of_damage_from_its_backup() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    shared::record(&mut store, key, shared::paid());
    assert!(store.back_up_if_due(UnixMs::new(MARCH)).unwrap());
    alter(&home.path().join(DATABASE), "UPDATE charges SET received_centavos = 5");
    let told = store.back_up_if_due(UnixMs::new(MARCH + DAY));
    let Err(Error::Damaged { what, .. }) = told else { panic!("{told:?}") };
    assert!(what.contains("a copy of it does not pass"), "{what}");
    assert_eq!(names(home.path()).len(), 1);
}

#[test]
fn a_backup_that_was_cut_to_nothing_since_does_not_count() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    assert!(store.back_up_if_due(UnixMs::new(MARCH)).unwrap());
    fs::write(path(home.path(), &names(home.path())[0]), "").unwrap();
    assert!(store.back_up_if_due(UnixMs::new(MARCH + HOUR)).unwrap());
}

#[test]
fn nobody_outside_makes_a_backup_grow() {
    let quiet = tempfile::tempdir().unwrap();
    let mut store = open(quiet.path());
    sell(&mut store, "s1");
    assert!(store.back_up_if_due(UnixMs::new(MARCH)).unwrap());
    let plain = path(quiet.path(), &names(quiet.path())[0]);
    let plain = fs::metadata(&plain).unwrap().len();
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let junk = "x".repeat(60_000);
    for seq in 1..=40 {
        receive(&mut store, seq, Some(junk.as_bytes()), unknown_money(&format!("{seq}")));
    }
    assert!(store.back_up_if_due(UnixMs::new(MARCH)).unwrap());
    let backup = path(home.path(), &names(home.path())[0]);
    let size = fs::metadata(&backup).unwrap().len();
    assert!(size < plain + 60_000, "{size} bytes, and {plain} without what came from outside");
    let counts: (i64, i64, i64) = Connection::open(&backup)
        .unwrap()
        .query_row(
            "SELECT (SELECT count(*) FROM received), (SELECT count(*) FROM jobs WHERE provider_id IS NOT NULL),
                    (SELECT seq FROM stream)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!(counts, (0, 0, 40), "the cursor is the till's own");
    assert_eq!(store.received(99).unwrap().len(), 40, "the log itself keeps them");
}

#[test]
fn a_log_of_an_older_version_is_kept_as_it_was_before_its_update() {
    let home = tempfile::tempdir().unwrap();
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    for sql in [
        include_str!("../../migrations/0001_order_log.sql"),
        include_str!("../../migrations/0002_relay.sql"),
        include_str!("../fixtures/log_0002.dump"),
    ] {
        raw.execute_batch(sql).unwrap();
    }
    drop(raw);
    drop(start(home.path(), MARCH));
    drop(start(home.path(), MARCH + HOUR));
    let before = "order-log-20260310T140000000Z-before-update-of-v2.db";
    assert_eq!(names(home.path()), [before, "order-log-20260310T140000000Z.db"]);
    let copy = Connection::open(path(home.path(), before)).unwrap();
    let version: i64 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 2);
    drop(copy);
    // It stays when all others have been thinned out, and is a good one when they are gone.
    let store = start(home.path(), MARCH);
    for day in 1..30 {
        store.back_up_if_due(UnixMs::new(MARCH + day * DAY)).unwrap();
    }
    drop(store);
    for name in names(home.path()).iter().filter(|name| *name != before) {
        fs::remove_file(path(home.path(), name)).unwrap();
    }
    fs::write(home.path().join(DATABASE), vec![7; 8_192]).unwrap();
    let Err(Error::Damaged { last_good_backup: Some(last), .. }) = Store::open(home.path(), NOW)
    else {
        panic!("no backup is named")
    };
    assert_eq!(last, path(home.path(), before));
}

#[test]
fn all_backups_together_stay_within_their_bound_and_the_oldest_go_first() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    assert!(store.back_up_if_due(UnixMs::new(MARCH)).unwrap());
    // Files with holes: as long as the backups of a log of years, and nothing on the disk.
    let sized = |name: &str, mebibytes: u64| {
        let file = fs::File::create(path(home.path(), name)).unwrap();
        file.set_len(mebibytes << 20).unwrap();
    };
    sized("order-log-20260307T140000000Z.db", 100);
    sized("order-log-20260308T140000000Z-before-update-of-v5.db", 100);
    sized("order-log-20260309T140000000Z.db", 100);
    sized("order-log-mine.db", 900);
    assert!(store.back_up_if_due(UnixMs::new(MARCH + DAY)).unwrap());
    assert_eq!(
        names(home.path()),
        [
            "order-log-20260308T140000000Z-before-update-of-v5.db",
            "order-log-20260309T140000000Z.db",
            "order-log-20260310T140000000Z.db",
            "order-log-20260311T140000000Z.db",
            "order-log-mine.db",
        ],
        "what a person has put there is left alone"
    );
}

/// Where the process with a full disk finds its log.
#[cfg(unix)]
const FULL: &str = "BALCAO_TEST_FULL_HOME";

/// No file of that process can grow beyond a limit, which fails a write as a full disk does, without a file
/// system of its own.
#[cfg(unix)]
#[test]
fn a_backup_that_a_full_disk_cuts_short_is_no_backup() {
    if let Some(home) = std::env::var_os(FULL) {
        let store = Store::open_to_read(Path::new(&home)).unwrap();
        let made = store.back_up_if_due(UnixMs::new(MARCH + DAY));
        assert!(matches!(made, Err(Error::Unwritable(_))), "{made:?}");
        assert!(store.check_sellable().is_ok(), "a full disk is no damage");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    assert!(store.back_up_if_due(UnixMs::new(MARCH)).unwrap());
    for seq in 1..=20 {
        receive(
            &mut store,
            seq,
            Some("x".repeat(60_000).as_bytes()),
            unknown_money(&format!("{seq}")),
        );
    }
    Store::flush(home.path()).unwrap();
    drop(store);
    let before = names(home.path());
    let this = "backups::a_backup_that_a_full_disk_cuts_short_is_no_backup";
    let child = std::process::Command::new("sh")
        // In blocks of 512 or 1,024 bytes, as the shell has it; the log has more than a mebibyte.
        .args(["-c", "trap '' XFSZ; ulimit -f 600; exec \"$0\" --exact \"$1\" --nocapture"])
        .arg(std::env::current_exe().unwrap())
        .arg(this)
        .env(FULL, home.path())
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    assert_eq!(names(home.path()), before, "nothing is left of it");
    let store = Store::open(home.path(), UnixMs::new(MARCH + DAY)).unwrap();
    assert!(store.back_up_if_due(UnixMs::new(MARCH + DAY)).unwrap(), "there is room again");
}

#[test]
fn a_backup_beside_selling_is_broken_off_when_the_till_closes() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let pace = Pace::beside_selling();
    pace.stop();
    let stopped = daily(home.path(), UnixMs::new(MARCH), 180, &pace);
    assert!(matches!(stopped, Err(Error::Stopped)), "{stopped:?}");
    assert!(names(home.path()).is_empty(), "{:?}", names(home.path()));
    daily(home.path(), UnixMs::new(MARCH), 180, &Pace::beside_selling()).unwrap();
    assert_eq!(names(home.path()).len(), 1);
}

#[test]
fn what_ends_makes_up_for_a_backup_where_that_takes_a_moment() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    assert!(!store.back_up_at_end(UnixMs::new(MARCH)).unwrap(), "there is nothing to lose yet");
    sell(&mut store, "s1");
    assert!(store.back_up_at_end(UnixMs::new(MARCH)).unwrap());
    assert!(!store.back_up_at_end(UnixMs::new(MARCH + DAY - 1)).unwrap());
    assert!(store.back_up_at_end(UnixMs::new(MARCH + DAY)).unwrap());
    let long = tempfile::tempdir().unwrap();
    long_log::write(long.path(), 520);
    let store = Store::open(long.path(), UnixMs::new(MARCH)).unwrap();
    assert!(store.back_up_at_end(UnixMs::new(MARCH)).unwrap(), "there was none at all");
    assert!(!store.back_up_at_end(UnixMs::new(MARCH + DAY)).unwrap(), "it can wait");
    assert!(store.back_up_at_end(UnixMs::new(MARCH + 2 * DAY)).unwrap(), "nothing lives that long");
}
