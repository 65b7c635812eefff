//! What a start proves behind a checkpoint, and what the proof of a day finds that no start looks at.

use std::fs;
use std::path::Path;

use domain::UnixMs;
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{DATABASE, Error, Filter, Pace, Store, daily};
use tempfile::TempDir;
use testkit::chance::Chance;
use testkit::home::remove_wal;

use crate::long_log;
use crate::shared::{register, sell};

const PROVED: &str = "order-log.proved";
const DAMAGE: &str = "order-log.damage";
const DAY: i64 = 86_400_000;

/// After everything that the long log tells of.
const LATE: UnixMs = UnixMs::new(1_800_000_000_000);

/// A log of some thousand events, closed, with a checkpoint of its end and an open charge behind it.
fn long() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    long_log::write(home.path(), 2_600);
    drop(Store::open(home.path(), LATE).unwrap());
    // What the update has left free is nobody's.
    Connection::open(home.path().join(DATABASE)).unwrap().execute_batch("VACUUM").unwrap();
    fs::remove_file(home.path().join(PROVED)).unwrap();
    fs::remove_dir_all(home.path().join("backups")).unwrap();
    let mut store = Store::open(home.path(), LATE).unwrap();
    let key = sell(&mut store, "behind the checkpoint");
    register(&mut store, key, "49");
    drop(store);
    assert!(home.path().join(PROVED).exists(), "a start has proved enough to keep it");
    home
}

/// The files as they are now, put back in place: the log keeps its number in the file system.
struct Aside {
    files: Vec<(String, Vec<u8>)>,
}

impl Aside {
    fn of(home: &Path) -> Self {
        remove_wal(home);
        let names = [DATABASE, PROVED, "order-log.mark"];
        let file = |name: &str| (name.to_owned(), fs::read(home.join(name)).unwrap());
        Self { files: names.map(file).into() }
    }

    fn log(&self) -> &[u8] {
        &self.files[0].1
    }

    fn put_back(&self, home: &Path, log: &[u8]) {
        remove_wal(home);
        let _ = fs::remove_file(home.join(DAMAGE));
        let _ = fs::remove_dir_all(home.join("backups"));
        for (name, bytes) in &self.files {
            fs::write(home.join(name), bytes).unwrap();
        }
        fs::write(home.join(DATABASE), log).unwrap();
    }
}

fn is_told(error: &Error) -> bool {
    matches!(error, Error::Damaged { .. } | Error::Behind { .. } | Error::TooNew { .. })
}

/// When the damage of a file is told: at the start, or at the latest by the proof of the day; never: it was
/// no damage.
#[derive(Debug, PartialEq)]
enum Told {
    Start,
    Daily,
    Never,
}

fn told(home: &Path, orders: &[domain::Order]) -> Told {
    let store = match Store::open(home, LATE) {
        Err(error) => {
            assert!(is_told(&error), "{error:?}");
            return Told::Start;
        }
        Ok(store) => store,
    };
    if let Err(error) = daily(home, LATE.plus_ms(DAY), &Pace::beside_selling()) {
        assert!(is_told(&error), "{error:?}");
        let refused = store.check_sellable();
        assert!(matches!(refused, Err(Error::Damaged { .. })), "sold on: {refused:?}");
        assert!(matches!(Store::open(home, LATE), Err(Error::Damaged { .. })), "sold on");
        return Told::Daily;
    }
    assert_eq!(all(&store), orders, "damage that passes changes nothing");
    Told::Never
}

fn all(store: &Store) -> Vec<domain::Order> {
    store.orders(&Filter { limit: 10_000, ..Filter::default() }).unwrap()
}

/// What became of fifty flips, in the order of [`Told`].
fn fifty_flips(seed: u64) -> [u32; 3] {
    let home = long();
    let orders = all(&Store::open_to_read(home.path()).unwrap());
    let aside = Aside::of(home.path());
    let mut chance = Chance::of(seed, "flips");
    let mut table = [0; 3];
    for _ in 0..50 {
        let mut log = aside.log().to_vec();
        let at = chance.index(log.len());
        log[at] ^= 1 << chance.below(8);
        aside.put_back(home.path(), &log);
        table[told(home.path(), &orders) as usize] += 1;
    }
    table
}

#[test]
fn a_byte_that_flips_anywhere_is_told_at_the_start_or_by_the_proof_of_the_day() {
    // The proof rests as long as it works: four logs take little more time than one.
    let tables: Vec<[u32; 3]> = std::thread::scope(|scope| {
        let flips = [17, 18, 19, 20].map(|seed| scope.spawn(move || fifty_flips(seed)));
        flips.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let sum = |told: Told| -> u32 {
        let at = told as usize;
        tables.iter().map(|table| table[at]).sum()
    };
    let (start, daily, never) = (sum(Told::Start), sum(Told::Daily), sum(Told::Never));
    println!(
        "200 flips: {start} told at the start, {daily} by the proof of the day, {never} without effect"
    );
    assert!(
        never < 50,
        "what a page has left free and the headers of records leave some without effect"
    );
}

#[test]
fn a_log_that_is_cut_anywhere_is_told_at_the_start() {
    let home = long();
    let orders = all(&Store::open_to_read(home.path()).unwrap());
    let aside = Aside::of(home.path());
    let mut chance = Chance::of(18, "cuts");
    for cut in 0..50 {
        let at = chance.index(aside.log().len());
        aside.put_back(home.path(), &aside.log()[..at]);
        assert_eq!(told(home.path(), &orders), Told::Start, "cut {cut} at {at}");
    }
}

/// Damages an event far before the checkpoint in a way that no start behind a checkpoint meets.
fn damage(home: &Path) {
    let log = Connection::open(home.join(DATABASE)).unwrap();
    let trigger = "events_are_never_changed";
    let sql = "SELECT sql FROM sqlite_schema WHERE name = ?1";
    let made: String = log.query_row(sql, [trigger], |row| row.get(0)).unwrap();
    log.execute_batch(&format!(
        "DROP TRIGGER {trigger}; UPDATE events SET at_ms = at_ms + 1 WHERE seq = 3; {made}"
    ))
    .unwrap();
}

#[test]
fn behind_a_checkpoint_a_start_looks_at_what_is_new_alone() {
    let home = long();
    damage(home.path());
    let store = Store::open(home.path(), LATE).unwrap();
    assert!(matches!(store.verify(), Err(Error::Damaged { .. })));
    drop(store);
    // What is known is not sold on, by whatever start.
    assert!(matches!(Store::open(home.path(), LATE), Err(Error::Damaged { .. })));
}

#[test]
fn a_checkpoint_that_lies_is_no_trust_at_all() {
    let home = long();
    damage(home.path());
    let aside = Aside::of(home.path());
    let written = fs::read_to_string(home.path().join(PROVED)).unwrap();
    let (_, text) = written.split_once('\n').unwrap();
    let proved: Value = serde_json::from_str(text).unwrap();
    let seq = proved["seq"].as_i64().unwrap();
    let lie = |key: &str, value: Value| {
        let mut lie = proved.clone();
        lie[key] = value;
        let text = lie.to_string();
        format!("{}\n{text}", hex::encode(Sha256::digest(text.as_bytes())))
    };
    let now = LATE.get();
    for lie in [
        lie("hash", json!("00".repeat(32))),
        lie("seq", json!(seq + 1)),
        lie("seq", json!(seq - 1)),
        lie("seq", json!(0)),
        lie("code", json!("ZZZZ")),
        lie("pages", json!(1 << 30)),
        lie("file", json!(1)),
        lie("schema", json!(6)),
        lie("whole_at_ms", json!(now + 1_000)),
        lie("whole_at_ms", json!(now - 31 * DAY)),
        lie("open", json!([[9_999, 1, "wait"]])),
        written.replacen(&seq.to_string(), &(seq - 1).to_string(), 1),
        "nonsense".to_owned(),
        String::new(),
    ] {
        aside.put_back(home.path(), aside.log());
        fs::write(home.path().join(PROVED), &lie).unwrap();
        let opened = Store::open(home.path(), LATE);
        assert!(matches!(opened, Err(Error::Damaged { .. })), "{lie}: {opened:?}");
    }
    aside.put_back(home.path(), aside.log());
    fs::remove_file(home.path().join(PROVED)).unwrap();
    assert!(matches!(Store::open(home.path(), LATE), Err(Error::Damaged { .. })));
}

#[test]
fn what_the_proof_of_the_day_finds_stops_every_process_until_the_log_is_mended() {
    let home = long();
    let whole = Aside::of(home.path());
    let selling = Store::open(home.path(), LATE).unwrap();
    let other = Store::open(home.path(), LATE).unwrap();
    selling.check_sellable().unwrap();
    damage(home.path());
    let found = daily(home.path(), LATE.plus_ms(DAY), &Pace::beside_selling());
    let Err(Error::Damaged { what, .. }) = found else { panic!("{found:?}") };
    for store in [&selling, &other] {
        let refused = store.check_sellable();
        let Err(Error::Damaged { what: told, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(told, what, "in the same words");
    }
    drop((selling, other));
    // Put back by hand: the next start proves the whole, and takes the note away.
    whole.put_back(home.path(), whole.log());
    fs::write(home.path().join(DAMAGE), "half a note").unwrap();
    Store::open(home.path(), LATE).unwrap().check_sellable().unwrap();
    assert!(!home.path().join(DAMAGE).exists());
}

#[test]
fn a_till_that_is_closed_breaks_the_proof_off_and_calls_nothing_damaged() {
    let home = long();
    let pace = Pace::beside_selling();
    pace.stop();
    let stopped = daily(home.path(), LATE.plus_ms(DAY), &pace);
    assert!(matches!(stopped, Err(Error::Stopped)), "{stopped:?}");
    assert!(!home.path().join(DAMAGE).exists());
    assert_eq!(fs::read_dir(home.path().join("backups")).map_or(0, Iterator::count), 0);
    daily(home.path(), LATE.plus_ms(DAY), &Pace::beside_selling()).unwrap();
    let backups = fs::read_dir(home.path().join("backups")).unwrap().count();
    assert_eq!(backups, 1, "proved, and backed up");
}
