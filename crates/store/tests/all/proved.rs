//! What a start proves behind a checkpoint, what the daily proof finds, and that nothing is sold on damage.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use domain::UnixMs;
use domain::charge::{Event, Evidence, Observation, Status};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{DATABASE, Error, Filter, Pace, Store, Tell, daily, noted_damage};
use testkit::chance::Chance;
use testkit::home::{copy_home, remove_wal};

use crate::long_log;
use crate::shared::{open, paid, paid_with, record, sell};

const NOW: UnixMs = UnixMs::new(1_795_000_000_000);
const DAY_MS: i64 = 86_400_000;
/// What these logs say of persons is older than any shop keeps it, and they shall say the same before and after.
const AGES: u32 = 36_500;
/// So many that a start goes by its checkpoint.
const EVENTS: i64 = 520;
const PROVED: &str = "order-log.proved";
const MARK: &str = "order-log.mark";

fn at(days: i64) -> UnixMs {
    UnixMs::new(NOW.get() + days * DAY_MS)
}

/// A log that a start has proved, and a backup of it.
fn long() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    long_log::write(home.path(), EVENTS);
    drop(Store::open(home.path(), NOW).unwrap());
    // The update has left free pages, in which no damage has an effect.
    Connection::open(home.path().join(DATABASE)).unwrap().execute_batch("VACUUM").unwrap();
    let store = Store::open(home.path(), NOW).unwrap();
    store.back_up_if_due(UnixMs::new(NOW.get() + DAY_MS)).unwrap();
    assert!(home.path().join(PROVED).exists());
    home
}

/// Changes an event behind SQLite, as far as it goes without the triggers that forbid it.
fn alter_event(home: &Path, change: &str) {
    let log = Connection::open(home.join(DATABASE)).unwrap();
    let trigger: String = log
        .query_row(
            "SELECT sql FROM sqlite_schema WHERE name = 'events_are_never_changed'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    log.execute_batch(&format!(
        "DROP TRIGGER events_are_never_changed; UPDATE events SET {change}; {trigger}"
    ))
    .unwrap();
}

fn is_damaged<T: std::fmt::Debug>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::Damaged { .. }))
}

#[test]
fn a_start_proves_what_is_new_and_the_day_the_whole() {
    let home = long();
    alter_event(home.path(), "at_ms = at_ms + 1 WHERE seq = 2");
    let mut store = Store::open(home.path(), at(2)).unwrap();
    let mut other = Store::open(home.path(), at(2)).unwrap();
    let under_way = sell(&mut store, "s1");
    let found = daily(home.path(), at(2), AGES, &Pace::beside_selling());
    let Err(Error::Damaged { what, last_good_backup: Some(backup) }) = &found else {
        panic!("{found:?}")
    };
    assert!(what.contains("event 2 "), "{what}");
    assert!(backup.starts_with(home.path().join("backups")), "{}", backup.display());
    // Every process on this log stops selling, with the words of a start.
    for store in [&store, &other] {
        assert_eq!(format!("{:?}", store.check_sellable()), format!("{found:?}"));
    }
    // What is under way is written on.
    record(&mut other, under_way, paid());
    assert!(is_damaged(&Store::open(home.path(), at(2))));
    assert!(
        is_damaged(&daily(home.path(), at(4), AGES, &Pace::beside_selling())),
        "it stays known"
    );
    alter_event(home.path(), "at_ms = at_ms - 1 WHERE seq = 2");
    // A note that cannot be read is a note, until the whole was proved.
    fs::write(home.path().join("order-log.damage"), "half a note").unwrap();
    assert!(is_damaged(&other.check_sellable()));
    let store = Store::open(home.path(), at(2)).unwrap();
    store.check_sellable().unwrap();
    assert!(noted_damage(home.path()).is_none(), "mended");
}

#[test]
fn what_is_under_way_is_written_on_beside_events_that_cannot_be_read() {
    const UNREADABLE: &str = "body = CAST(x'ff' AS TEXT), base = NULL, packed = NULL WHERE seq";
    let home = long();
    let mut store = Store::open(home.path(), NOW).unwrap();
    let under_way: Vec<_> = (0..70).map(|at| sell(&mut store, &format!("s{at}"))).collect();
    let pay = |store: &mut Store, at: usize| {
        let id = format!("E18236120202509231211s04b59{at:05}");
        record(store, under_way[at], paid_with(&id)).status()
    };
    pay(&mut store, 69);
    let head = store.head().unwrap() - 1;
    // One that waits for the search index, and the one that payments are packed against.
    for which in [
        format!("{UNREADABLE} = {head}"),
        format!("{UNREADABLE} IN (SELECT seq FROM bases WHERE kind = 'seen')"),
    ] {
        alter_event(home.path(), &which);
    }
    for at in 0..68 {
        assert_eq!(pay(&mut store, at), Status::Paid);
    }
    assert!(is_damaged(&store.verify()));
}

#[test]
fn a_search_index_that_cannot_be_written_stops_no_payment() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let keys: Vec<_> = (0..70).map(|at| sell(&mut store, &format!("s{at}"))).collect();
    // What FTS5 knows its parts by (sqlite.org/fts5.html: the structure record).
    let log = Connection::open(home.path().join(DATABASE)).unwrap();
    assert_eq!(log.execute("UPDATE search_data SET block = x'00ff' WHERE id = 10", []).unwrap(), 1);
    for (at, key) in keys.into_iter().enumerate() {
        let id = format!("E18236120202509231211s04b59{at:05}");
        assert_eq!(record(&mut store, key, paid_with(&id)).status(), Status::Paid);
    }
    assert!(is_damaged(&store.verify()));
}

#[test]
fn a_base_that_is_none_is_not_taken() {
    const OTHER: &str = "E00416968202603101827cemeFscF6AG";
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let keys: Vec<_> = (0..4).map(|at| sell(&mut store, &format!("s{at}"))).collect();
    let pay = |store: &mut Store, key, at: usize| {
        record(store, key, paid_with(&format!("E18236120202509231211s04b59{at:05}")))
    };
    pay(&mut store, keys[0], 0);
    let Event::Seen(polled) = paid_with(OTHER) else { panic!() };
    record(
        &mut store,
        keys[1],
        Event::Seen(Observation { evidence: Evidence::SignedWebhook, ..polled }),
    );
    // Packed against the one before, which is packed against the first.
    record(&mut store, keys[1], paid_with(OTHER));
    let again = store.head().unwrap();
    Connection::open(home.path().join(DATABASE))
        .unwrap()
        .execute("UPDATE bases SET seq = ?1 WHERE kind = 'seen'", [again])
        .unwrap();
    pay(&mut store, keys[2], 2);
    pay(&mut store, keys[3], 3);
    store.verify().unwrap();
}

#[test]
fn damage_behind_the_checkpoint_is_found_at_the_start() {
    for change in ["at_ms = at_ms + 1", "kind = 'registered'", "seq = seq + 1"] {
        let home = long();
        let mut store = Store::open(home.path(), NOW).unwrap();
        sell(&mut store, "s1");
        let head = store.head().unwrap();
        drop(store);
        alter_event(home.path(), &format!("{change} WHERE seq = {head}"));
        let refused = Store::open(home.path(), NOW);
        assert!(
            matches!(refused, Err(Error::Damaged { .. } | Error::Behind { .. })),
            "{change}: {refused:?}"
        );
    }
}

#[test]
fn an_open_charge_that_the_index_has_otherwise_is_found_behind_a_checkpoint() {
    let home = long();
    let mut store = Store::open(home.path(), NOW).unwrap();
    let open = sell(&mut store, "s1").order;
    drop(store);
    for sql in [
        "UPDATE charges SET status = 'expired' WHERE order_number = ?1",
        "UPDATE charges SET status = 'pending' WHERE order_number = ?1 - 1",
        "DELETE FROM charges WHERE order_number = ?1",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '''pending''', '''-''')
         WHERE name = 'charges_open'",
    ] {
        let copy = copy_home(home.path());
        // The checkpoint is of another file; this start makes one that fits.
        drop(Store::open(copy.path(), NOW).unwrap());
        let log = Connection::open(copy.path().join(DATABASE)).unwrap();
        log.execute_batch(&sql.replace("?1", &open.get().to_string())).unwrap();
        drop(log);
        let refused = Store::open(copy.path(), NOW);
        assert!(is_damaged(&refused), "{sql}: {refused:?}");
    }
}

/// What the checkpoint says, changed, with a checksum that is right.
fn lie(home: &Path, change: impl Fn(&mut Value)) {
    let text = fs::read_to_string(home.join(PROVED)).unwrap();
    let mut says: Value = serde_json::from_str(text.split_once('\n').unwrap().1).unwrap();
    change(&mut says);
    let json = says.to_string();
    let sum = hex::encode(Sha256::digest(json.as_bytes()));
    fs::write(home.join(PROVED), format!("{sum}\n{json}")).unwrap();
}

#[test]
fn a_checkpoint_that_lies_is_no_trust_and_the_whole_is_proved() {
    type Change = fn(&mut Value);
    let lies: [(&str, Change); 12] = [
        ("another till's", |says| says["code"] = json!("Z9XY")),
        ("of a place that is not there", |says| says["seq"] = json!(9_999_999)),
        ("of another event", |says| says["seq"] = json!(says["seq"].as_i64().unwrap() - 1)),
        ("of the next event", |says| says["seq"] = json!(says["seq"].as_i64().unwrap() + 1)),
        ("of no event", |says| says["seq"] = json!(0)),
        ("of what was never open", |says| says["open"] = json!([[9_999, 1, "wait"]])),
        ("of a month ago", |says| says["whole_at_ms"] = json!(NOW.get() - 31 * DAY_MS)),
        ("of another hash", |says| says["hash"] = json!("ab".repeat(32))),
        ("of more pages", |says| says["pages"] = json!(9_999_999)),
        ("of another file", |says| says["file"] = json!(1)),
        ("of another version", |says| says["schema"] = json!(99)),
        ("of the future", |says| says["whole_at_ms"] = json!(NOW.get() + DAY_MS)),
    ];
    let home = long();
    alter_event(home.path(), "at_ms = at_ms + 1 WHERE seq = 2");
    let true_one = fs::read(home.path().join(PROVED)).unwrap();
    let start = || Store::open(home.path(), NOW);
    let put_back = || {
        fs::write(home.path().join(PROVED), &true_one).unwrap();
        let _ = fs::remove_file(home.path().join("order-log.damage"));
    };
    for (what, change) in lies {
        put_back();
        drop(start().unwrap());
        lie(home.path(), change);
        let refused = start();
        assert!(is_damaged(&refused), "{what}: {refused:?}");
    }
    // The last one would be right with the checksum that goes with it.
    let altered = String::from_utf8(true_one.clone()).unwrap().replace("\"seq\":", "\"seq\":1");
    for unread in ["", "x", "x\n{}", &altered] {
        put_back();
        fs::write(home.path().join(PROVED), unread).unwrap();
        assert!(is_damaged(&start()), "{unread:?}");
    }
    put_back();
    fs::remove_file(home.path().join(PROVED)).unwrap();
    assert!(is_damaged(&start()), "none at all");
    put_back();
    lie(home.path(), |_| ());
    drop(start().unwrap());
    assert!(is_damaged(&Store::open(home.path(), at(31))), "the proof of the whole is too old");
}

/// Where damage was found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    at_the_start: u32,
    by_the_page: u32,
    by_the_daily_proof: u32,
    without_effect: u32,
}

#[test]
fn two_hundred_flipped_bytes_and_fifty_cuts_are_all_told() {
    let home = long();
    let log = home.path().join(DATABASE);
    remove_wal(home.path());
    let whole = fs::read(&log).unwrap();
    let beside = [MARK, PROVED].map(|name| (name, fs::read(home.path().join(name)).unwrap()));
    // Only the beginning of the backup: none is due, and none is proved at each damage.
    let backups = home.path().join("backups");
    for backup in fs::read_dir(&backups).unwrap().map(|entry| entry.unwrap().path()) {
        let begun = fs::read(&backup).unwrap();
        fs::write(&backup, &begun[..100]).unwrap();
    }
    let all = Filter { limit: 9_999, ..Filter::default() };
    let before = Store::open_to_read(home.path()).unwrap().orders(&all).unwrap();
    // In place, so that the checkpoint is of this very file.
    let damage = |bytes: &[u8]| {
        remove_wal(home.path());
        let _ = fs::remove_file(home.path().join("order-log.damage"));
        fs::write(&log, bytes).unwrap();
        for (name, bytes) in &beside {
            fs::write(home.path().join(name), bytes).unwrap();
        }
    };
    let mut chance = Chance::of(11, "damage");
    let (mut flips, mut cuts) = (Found::default(), Found::default());
    for i in 0..250 {
        let mut bytes = whole.clone();
        let at_byte = chance.index(bytes.len());
        if i < 200 {
            bytes[at_byte] ^= 1 << chance.below(8);
        } else {
            bytes.truncate(at_byte);
        }
        damage(&bytes);
        let found = if i < 200 { &mut flips } else { &mut cuts };
        let is_told = |error: &Error| {
            let is_told = matches!(
                error,
                Error::Damaged { .. } | Error::Behind { .. } | Error::TooNew { .. }
            );
            assert!(is_told, "byte {at_byte}, {i}: {error:?}");
        };
        let mut store = match Store::open(home.path(), at(1)) {
            Err(error) => {
                is_told(&error);
                found.at_the_start += 1;
                continue;
            }
            Ok(store) => store,
        };
        if let Err(error) = store.orders(&all) {
            is_told(&error);
            found.by_the_page += 1;
            continue;
        }
        if let Err(error) = daily(home.path(), at(1), AGES, &Pace::beside_selling()) {
            is_told(&error);
            assert!(store.check_sellable().is_err(), "byte {at_byte}, {i}");
            found.by_the_daily_proof += 1;
            continue;
        }
        assert_eq!(store.orders(&all).unwrap(), before, "byte {at_byte}, {i}");
        sell(&mut store, "s1");
        found.without_effect += 1;
    }
    assert_eq!(cuts, Found { at_the_start: 50, ..Found::default() });
    // By far the most are in what was proved before; the others are in room that no row takes, or in what is
    // no fact, as the timetable.
    assert!(flips.at_the_start > 0 && flips.by_the_page > 0 && flips.by_the_daily_proof > 0);
    assert!(flips.without_effect < 100, "{flips:?}");
}

#[test]
fn a_tail_that_is_lost_or_replaced_is_found() {
    let home = long();
    let before = copy_home(home.path());
    let mut store = Store::open(home.path(), NOW).unwrap();
    sell(&mut store, "s1");
    drop(store);
    // The log as it was before the sale comes back, alone.
    remove_wal(home.path());
    fs::copy(before.path().join(DATABASE), home.path().join(DATABASE)).unwrap();
    let refused = Store::open(home.path(), NOW);
    assert!(matches!(refused, Err(Error::Behind { .. })), "{refused:?}");
    // And with another sale in the place of that one.
    let mut store = Store::open(before.path(), NOW).unwrap();
    sell(&mut store, "s2");
    drop(store);
    remove_wal(home.path());
    fs::copy(before.path().join(DATABASE), home.path().join(DATABASE)).unwrap();
    let refused = Store::open(home.path(), NOW);
    assert!(matches!(refused, Err(Error::Behind { .. })), "{refused:?}");
}

#[test]
fn a_proof_tells_how_far_it_is() {
    let home = tempfile::tempdir().unwrap();
    let (events, orders) = long_log::write(home.path(), 2_500);
    let store = Store::open(home.path(), NOW).unwrap();
    // And the one that binds them.
    let events = events + 1;
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let tell: Tell = Arc::new(move |progress| telling.lock().unwrap().push(progress));
    store.verify_telling(&tell).unwrap();
    let told = told.lock().unwrap();
    let total = events + orders;
    let done: Vec<i64> = told.iter().map(|progress| progress.done).collect();
    assert_eq!(done, [0, 1_000, 2_000, 3_000, total]);
    assert!(told.iter().all(|progress| progress.total == total), "{told:?}");
}
