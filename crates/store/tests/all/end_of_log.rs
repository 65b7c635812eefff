//! The end of the log: whatever is lost of it is found at the next start, and never sold on in
//! silence.

use std::fs;
use std::path::Path;

use domain::{Actor, OrderNumber};
use rusqlite::Connection;
use store::{DATABASE, Error, Mark, PROCESSES, Store, Successor, Watermark, Why};
use testkit::chance::Chance;
use testkit::home::{copy_home, remove_wal};

use crate::shared::{NOW, killed, open, register, sell};

const MARK: &str = "order-log.mark";

fn is_refused(home: &Path) -> Option<i64> {
    match Store::open(home, NOW) {
        Err(Error::Behind { missing, .. }) => missing,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lost_write_ahead_log_is_told_by_its_number_of_events() {
    let home = tempfile::tempdir().unwrap();
    drop(open(home.path()));
    let (copy, head) = killed(home.path());
    remove_wal(copy.path());
    let store = Store::open_to_read(copy.path()).unwrap();
    let Watermark::Behind { missing: Some(missing) } = store.watermark() else {
        panic!("{:?}", store.watermark())
    };
    assert_eq!(store.head().unwrap() + missing, head);
    assert_eq!(store.verify().unwrap().watermark.word(), "behind");
    drop(store);
    assert_eq!(is_refused(copy.path()), Some(missing));
}

#[test]
fn a_log_that_lies_in_its_write_ahead_log_alone_is_not_begun_anew() {
    let home = tempfile::tempdir().unwrap();
    let (copy, head) = killed(home.path());
    remove_wal(copy.path());
    assert_eq!(is_refused(copy.path()), Some(head));
}

#[test]
fn no_flipped_bit_of_the_write_ahead_log_loses_anything_in_silence() {
    let home = tempfile::tempdir().unwrap();
    drop(open(home.path()));
    let (copy, head) = killed(home.path());
    let wal = fs::read(copy.path().join(format!("{DATABASE}-wal"))).unwrap();
    let mut chance = Chance::of(7, "flips");
    let mut lost = 0;
    for _ in 0..60 {
        let damaged = copy_home(copy.path());
        let mut bytes = wal.clone();
        let at = chance.index(bytes.len());
        bytes[at] ^= 1 << chance.below(8);
        fs::write(damaged.path().join(format!("{DATABASE}-wal")), bytes).unwrap();
        match Store::open(damaged.path(), NOW) {
            Ok(store) => assert_eq!(store.verify().unwrap().events, head, "byte {at}"),
            Err(Error::Behind { .. } | Error::Damaged { .. }) => lost += 1,
            other => panic!("byte {at}: {other:?}"),
        }
    }
    assert!(lost > 30, "only {lost} of 60 flips lost anything");
}

#[test]
fn after_a_checkpoint_the_write_ahead_log_may_go() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "49");
    Store::flush(home.path()).unwrap();
    Store::flush(home.path()).unwrap();
    let copy = copy_home(home.path());
    remove_wal(copy.path());
    let found = Store::open(copy.path(), NOW).unwrap().verify().unwrap();
    assert_eq!((found.events, found.watermark), (store.head().unwrap(), Watermark::Matches));
}

#[test]
fn a_copy_of_the_log_that_is_put_back_is_behind() {
    let home = tempfile::tempdir().unwrap();
    sell(&mut open(home.path()), "s1");
    let before = fs::read(home.path().join(DATABASE)).unwrap();
    sell(&mut open(home.path()), "s2");
    fs::write(home.path().join(DATABASE), before).unwrap();
    assert_eq!(is_refused(home.path()), Some(2));
}

#[test]
fn another_log_in_the_place_of_this_one_is_behind() {
    for code in ["K7QD", "W3ZP"] {
        let [home, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        sell(&mut open(home.path()), "s1");
        let mut store = Store::open(other.path(), NOW).unwrap();
        store.name_till(code, Why::New, NOW).unwrap();
        for i in 0..4 {
            sell(&mut store, &format!("o{i}"));
        }
        drop(store);
        fs::copy(other.path().join(DATABASE), home.path().join(DATABASE)).unwrap();
        assert_eq!(is_refused(home.path()), None, "{code}: how many cannot be told");
    }
}

#[test]
fn a_log_without_its_mark_is_looked_at_and_not_sold_on() {
    let home = tempfile::tempdir().unwrap();
    sell(&mut open(home.path()), "s1");
    fs::remove_file(home.path().join(MARK)).unwrap();
    assert_eq!(is_refused(home.path()), None);
    let store = Store::open_to_read(home.path()).unwrap();
    assert_eq!(store.watermark(), Watermark::Missing);
    assert_eq!(store.verify().unwrap().watermark.word(), "missing");
    drop(store);
    assert_eq!(is_refused(home.path()), None, "looking at it mends nothing");
}

#[test]
fn a_log_that_is_gone_or_empty_is_never_begun_anew_where_there_was_one() {
    let wholly_gone = |path: &Path| fs::remove_file(path).unwrap();
    let of_no_bytes = |path: &Path| fs::write(path, "").unwrap();
    let without_schema = |path: &Path| {
        fs::remove_file(path).unwrap();
        let raw = Connection::open(path).unwrap();
        raw.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE x (y); DROP TABLE x").unwrap();
    };
    for lose in [wholly_gone, of_no_bytes, without_schema] {
        for keep in [MARK, "backups"] {
            let home = tempfile::tempdir().unwrap();
            let mut store = open(home.path());
            sell(&mut store, "s1");
            store.back_up_if_due(NOW).unwrap();
            drop(store);
            lose(&home.path().join(DATABASE));
            if keep == MARK {
                fs::remove_dir_all(home.path().join("backups")).unwrap();
            } else {
                fs::remove_file(home.path().join(MARK)).unwrap();
            }
            for _ in 0..2 {
                let refused = Store::open_to_read(home.path());
                assert!(matches!(refused, Err(Error::Behind { .. })), "{keep}: {refused:?}");
                let Err(Error::Behind { missing, last_good_backup }) =
                    Store::open(home.path(), NOW)
                else {
                    panic!("{keep}: begun anew")
                };
                assert_eq!(
                    (missing, last_good_backup),
                    match keep {
                        MARK => (Some(3), None),
                        _ => (None, Some(the_backup(home.path()))),
                    }
                );
            }
        }
    }
}

#[test]
fn what_a_killed_process_or_a_restore_has_left_tells_that_there_was_a_log() {
    let lose = |home: &Path| {
        for entry in fs::read_dir(home).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            if name.starts_with(DATABASE) || name == MARK {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    };
    let is_refused_twice = |home: &Path, what: &str| {
        for _ in 0..2 {
            assert_eq!(is_refused(home), None, "{what}");
            let looked = Store::open_to_read(home);
            assert!(matches!(looked, Err(Error::Behind { .. })), "{what}: {looked:?}");
        }
    };
    let home = tempfile::tempdir().unwrap();
    sell(&mut open(home.path()), "s1");
    let killed = open(home.path());
    // What it holds is left as a process leaves it that is killed.
    let left: Vec<_> = fs::read_dir(home.path().join(PROCESSES)).unwrap().flatten().collect();
    let kept = [left[0].path(), home.path().join("left")];
    fs::copy(&kept[0], &kept[1]).unwrap();
    drop(killed);
    fs::rename(&kept[1], &kept[0]).unwrap();
    lose(home.path());
    is_refused_twice(home.path(), "a process that was killed");

    let home = tempfile::tempdir().unwrap();
    let open_still = open(home.path());
    lose(home.path());
    is_refused_twice(home.path(), "a process that lives");
    drop(open_still);

    let home = tempfile::tempdir().unwrap();
    sell(&mut open(home.path()), "s1");
    let log = home.path().join(DATABASE);
    let by = &Actor::Till;
    let next = Successor { code: "W3ZP", marks: &[], training: false, now: NOW, by };
    store::restore(home.path(), Some(&log), &next).unwrap();
    lose(home.path());
    is_refused_twice(home.path(), "a log that was replaced");

    // A start that did not come as far as a log leaves a new shop.
    let home = tempfile::tempdir().unwrap();
    let processes = home.path().join(PROCESSES);
    fs::create_dir(&processes).unwrap();
    fs::write(processes.join("v9-1-00000000000000aa"), "").unwrap();
    drop(Store::open(home.path(), NOW).unwrap());
}

fn the_backup(home: &Path) -> std::path::PathBuf {
    fs::read_dir(home.join("backups")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn a_new_home_is_begun_and_so_is_one_in_which_nothing_ever_happened() {
    let home = tempfile::tempdir().unwrap();
    drop(Store::open(home.path(), NOW).unwrap());
    fs::remove_file(home.path().join(DATABASE)).unwrap();
    let store = Store::open(home.path(), NOW).unwrap();
    assert_eq!(store.verify().unwrap().watermark, Watermark::Matches);
}

#[test]
fn a_torn_mark_leaves_the_one_before() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for i in 0..5 {
        sell(&mut store, &format!("s{i}"));
    }
    drop(store);
    let bytes = fs::read(home.path().join(MARK)).unwrap();
    for slot in [0, 4_096] {
        let mut torn = bytes.clone();
        torn[slot + 20] ^= 1;
        fs::write(home.path().join(MARK), &torn).unwrap();
        assert!(Store::open(home.path(), NOW).is_ok(), "slot {slot}");
        // The start has brought it up to the log again.
        assert_eq!(newest_mark(home.path()).0, 11);
    }
    let mut torn = bytes;
    torn[20] ^= 1;
    torn[4_096 + 20] ^= 1;
    fs::write(home.path().join(MARK), &torn).unwrap();
    assert_eq!(is_refused(home.path()), None);
}

/// Place of the last event and number of the last order in the newest slot of the mark's file.
fn newest_mark(home: &Path) -> (i64, i64) {
    let text = fs::read_to_string(home.join(MARK)).unwrap();
    let slots = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let newest = slots.max_by_key(|line| line.split(' ').nth(1).unwrap().parse::<u64>().unwrap());
    let words: Vec<&str> = newest.unwrap().split(' ').collect();
    (words[3].parse().unwrap(), words[5].parse().unwrap())
}

#[test]
fn stores_that_commit_in_turns_leave_the_newest_mark_and_need_no_new_space_for_it() {
    let home = tempfile::tempdir().unwrap();
    let mut stores = [open(home.path()), open(home.path()), open(home.path())];
    let size = fs::metadata(home.path().join(MARK)).unwrap().len();
    for i in 0..12 {
        sell(&mut stores[i % 3], &format!("s{i}"));
        let orders = i64::try_from(i + 1).unwrap();
        assert_eq!(newest_mark(home.path()), (stores[0].head().unwrap(), orders));
    }
    assert_eq!(fs::metadata(home.path().join(MARK)).unwrap().len(), size);
    let threads = stores.into_iter().enumerate().map(|(thread, mut store)| {
        std::thread::spawn(move || {
            for i in 0..20 {
                sell(&mut store, &format!("t{thread}-{i}"));
            }
        })
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.join().unwrap();
    }
    let store = Store::open(home.path(), NOW).unwrap();
    assert_eq!(newest_mark(home.path()), (store.head().unwrap(), 72));
}

#[test]
fn a_mark_that_cannot_be_written_never_fails_a_commit() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    fs::remove_file(home.path().join(MARK)).unwrap();
    fs::create_dir(home.path().join(MARK)).unwrap();
    sell(&mut store, "s1");
    fs::remove_dir(home.path().join(MARK)).unwrap();
    sell(&mut store, "s2");
    assert_eq!(newest_mark(home.path()).0, store.head().unwrap(), "made up for by the next");
}

#[test]
fn a_mark_kept_elsewhere_refuses_this_start_and_every_later_one() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let mark = store.mark().unwrap();
    assert_eq!((mark.code.as_str(), mark.seq, mark.orders), ("K7QD", 3, 1));
    assert_eq!(Mark::from_line(&mark.to_line()), Some(mark.clone()));
    sell(&mut store, "s2");
    store.hold_against(&mark).unwrap();
    drop(store);
    // How many orders there were is not known to every keeper.
    let ahead = Mark { seq: 12, orders: 0, ..mark.clone() };
    let another = Mark { hash: [7; 32], ..mark.clone() };
    // As after a restore whose log was exchanged for a copy from before it.
    let later = Mark { code: "W3ZP".into(), seq: 99, ..mark };
    for (mark, expected) in [(ahead, Some(7)), (another, None), (later, None)] {
        let copy = copy_home(home.path());
        let mut store = Store::open(copy.path(), NOW).unwrap();
        let Err(Error::Behind { missing, .. }) = store.hold_against(&mark) else { panic!() };
        assert_eq!((missing, store.watermark()), (expected, Watermark::Behind { missing }));
        // What this process still writes does not hide it.
        for i in 0..20 {
            sell(&mut store, &format!("t{i}"));
        }
        drop(store);
        assert!(matches!(Store::open(copy.path(), NOW), Err(Error::Behind { .. })));
        assert_eq!(newest_mark(copy.path()), (mark.seq, 2));
    }
}

#[test]
fn a_till_that_is_named_anew_goes_on_in_other_numbers_and_references() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let first = sell(&mut store, "s1");
    let before = store.mark().unwrap();
    let at_least = OrderNumber::new(501).unwrap();
    assert_eq!(store.rename_till("W3ZP", Why::Copied, at_least, NOW).unwrap(), at_least);
    assert_eq!(store.codes().unwrap(), ["K7QD", "W3ZP"]);
    let second = sell(&mut store, "s2");
    assert_eq!(second.order, at_least);
    let reference = |key: store::ChargeKey| store.order(key.order).unwrap().reference;
    assert_eq!(reference(first).till_code(), Some("K7QD"));
    assert!(reference(second).as_str().starts_with("W3ZP000501"));
    store.hold_against(&before).unwrap();
    let again = store.rename_till("K7QD", Why::Copied, at_least, NOW);
    assert!(matches!(again, Err(Error::Internal(_))), "{again:?}");
    assert_eq!(store.verify().unwrap().events, 6);
    // A number that is greater already stays.
    let next = store.rename_till("X9YZ", Why::Copied, OrderNumber::new(1).unwrap(), NOW).unwrap();
    assert_eq!(next.get(), 502);
    drop(store);
    let mut store = Store::open(home.path(), NOW).unwrap();
    assert_eq!(store.till_code().unwrap().as_deref(), Some("X9YZ"));
    store.name_till("W3ZP", Why::New, NOW).unwrap();
    assert_eq!(store.till_code().unwrap().as_deref(), Some("X9YZ"), "it has one already");
    for sql in ["UPDATE till SET code = 'K7QD'", "UPDATE till SET first_number = 1"] {
        let copy = copy_home(home.path());
        Connection::open(copy.path().join(DATABASE)).unwrap().execute_batch(sql).unwrap();
        let found = Store::open_to_read(copy.path()).unwrap().verify();
        assert!(matches!(found, Err(Error::Damaged { .. })), "{sql}: {found:?}");
        assert!(matches!(Store::open(copy.path(), NOW), Err(Error::Damaged { .. })), "{sql}");
    }
}

#[test]
fn what_tells_a_till_from_its_copy_is_kept_and_left_to_the_caller() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), NOW).unwrap();
    let identity = store::Identity {
        instance: Some("ab".repeat(32)),
        place: Some("here".into()),
        training: Some(false),
    };
    assert_eq!(store.identity().unwrap(), store::Identity::default());
    assert!(store.set_identity(&identity).is_err(), "a till without a code is nobody");
    store.name_till("K7QD", Why::New, NOW).unwrap();
    store.set_identity(&identity).unwrap();
    store.rename_till("W3ZP", Why::Copied, OrderNumber::new(1).unwrap(), NOW).unwrap();
    assert_eq!(store.identity().unwrap(), identity);
}

#[test]
fn a_copy_that_lacks_what_was_sold_after_it_was_made_is_behind_though_it_was_named_anew() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let copy = copy_home(home.path());
    sell(&mut store, "s2");
    let mark = store.mark().unwrap();
    let mut copied = Store::open(copy.path(), NOW).unwrap();
    copied.rename_till("W3ZP", Why::Copied, OrderNumber::FIRST, NOW).unwrap();
    sell(&mut copied, "c1");
    sell(&mut copied, "c2");
    let held = copied.hold_against(&mark);
    assert!(matches!(held, Err(Error::Behind { missing: None, .. })), "{held:?}");
    drop(copied);
    assert_eq!(is_refused(copy.path()), None);
    // A restore says what is lost, and leaves it behind.
    let next = Successor {
        code: "X9YZ",
        marks: std::slice::from_ref(&mark),
        training: false,
        now: NOW,
        by: &Actor::Till,
    };
    let log = copy.path().join(DATABASE);
    let restored = store::restore(copy.path(), Some(&log), &next).unwrap();
    let mut store = Store::open(copy.path(), NOW).unwrap();
    store.hold_against(&mark).unwrap();
    assert_eq!(sell(&mut store, "c3").order, restored.first_number);
}

#[test]
fn a_folder_in_the_place_of_the_mark_is_no_mark() {
    let home = tempfile::tempdir().unwrap();
    sell(&mut open(home.path()), "s1");
    fs::remove_file(home.path().join(MARK)).unwrap();
    fs::create_dir(home.path().join(MARK)).unwrap();
    assert_eq!(is_refused(home.path()), None);
}
