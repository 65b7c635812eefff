//! Damage anywhere in the log's file or in its index: told at the start, or without any effect.

use std::fs;
use std::path::Path;

use domain::UnixMs;
use rusqlite::Connection;
use store::{DATABASE, Error, Store, Watermark};
use testkit::chance::Chance;
use testkit::home::{copy_home, files_of, remove_wal};

use crate::shared::{NOW, killed, open, paid_with, record, register, sell};

#[test]
fn an_open_charge_that_the_index_has_otherwise_is_found_at_the_start() {
    for sql in [
        "UPDATE charges SET status = 'expired' WHERE order_number = 1",
        "UPDATE charges SET status = 'paid' WHERE order_number = 2",
        "DELETE FROM charges WHERE order_number = 2",
        "UPDATE charges SET status = 'pending' WHERE order_number = 3",
        "UPDATE charges SET provider_id = '50' WHERE order_number = 2",
        "INSERT INTO charges SELECT 9, 1, 'R', provider, provider_id, status, anomalies,
             received_centavos, end_to_end_ids, dispute, disputed_at_ms, account, shown_id
         FROM charges WHERE order_number = 2",
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let [_, second, third] = ["s1", "s2", "s3"].map(|sale| sell(&mut store, sale));
        register(&mut store, second, "49");
        record(&mut store, third, paid_with("E1"));
        drop(store);
        drop(Store::open(home.path(), NOW).unwrap());
        Connection::open(home.path().join(DATABASE)).unwrap().execute_batch(sql).unwrap();
        let refused = Store::open(home.path(), NOW);
        assert!(matches!(refused, Err(Error::Damaged { .. })), "{sql}: {refused:?}");
    }
}

#[test]
fn no_damaged_byte_of_the_log_passes_or_crashes() {
    let home = tempfile::tempdir().unwrap();
    let (copy, head) = killed(home.path());
    drop(Store::open(copy.path(), NOW).unwrap());
    let whole = fs::read(copy.path().join(DATABASE)).unwrap();
    let orders = |store: &Store| {
        let filter = store::Filter { limit: 99, ..store::Filter::default() };
        store.orders(&filter)
    };
    let before = orders(&Store::open_to_read(copy.path()).unwrap()).unwrap();
    let mut chance = Chance::of(13, "flips");
    for i in 0..80 {
        let home = copy_home(copy.path());
        let mut bytes = whole.clone();
        // The header and the schema first, then anywhere.
        let at = chance.index(if i < 20 { 100 } else { bytes.len() });
        if i % 5 == 4 {
            let page = at - at % 4_096;
            bytes[page..page + 4_096].fill(0);
        } else {
            bytes[at] ^= 1 << chance.below(8);
        }
        fs::write(home.path().join(DATABASE), &bytes).unwrap();
        let looked = Store::open_to_read(home.path()).and_then(|store| {
            let verified = store.verify()?;
            Ok((verified.events, verified.watermark, orders(&store)?))
        });
        // Looking may have written the header anew.
        fs::write(home.path().join(DATABASE), &bytes).unwrap();
        remove_wal(home.path());
        let sold = Store::open(home.path(), NOW).and_then(|store| orders(&store));
        let is_told = |error: &Error| {
            matches!(error, Error::Damaged { .. } | Error::Behind { .. } | Error::TooNew { .. })
        };
        match &looked {
            Ok((events, watermark, found)) => {
                let found = (*events, *watermark, found);
                assert_eq!(found, (head, Watermark::Matches, &before), "byte {at}, {i}");
            }
            Err(error) => assert!(is_told(error), "byte {at}, {i}: {error:?}"),
        }
        match &sold {
            Ok(found) => assert!(*found == before && looked.is_ok(), "byte {at}, {i}: {looked:?}"),
            Err(error) => assert!(is_told(error), "byte {at}, {i}: {error:?}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_what_the_store_writes() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let home = parent.path().join("new/home");
    let mut store = open(&home);
    sell(&mut store, "s1");
    store.back_up_if_due(UnixMs::new(90_000_000)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home), 0o700);
    let files = files_of(&home);
    assert!(files.len() >= 6, "{files:?}");
    for file in files {
        let expected = if file.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&file), expected, "{}", file.display());
    }
    drop(store);
    // What an older version made for everybody is taken back.
    fs::set_permissions(home.join(DATABASE), fs::Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(home.join("backups"), fs::Permissions::from_mode(0o755)).unwrap();
    open(&home).back_up_if_due(UnixMs::new(90_000_000)).unwrap();
    assert_eq!((mode(&home.join(DATABASE)), mode(&home.join("backups"))), (0o600, 0o700));
}
