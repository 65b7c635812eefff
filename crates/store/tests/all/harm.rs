//! Harm of what follows from the events, which a start does not look for: nothing is sold or proved by what an index has
//! lost, and no event is given up for it.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use checkout::sale::attempt::{NewOrder, create_order};
use domain::{Actor, Centavos, EndToEndId, SaleId, UnixMs};
use rusqlite::Connection;
use store::{DATABASE, Error, Filter, Store};
use testkit::home::copy_home;

use crate::shared::{NOW, attempt, open, paid_with, record, restore, sell};

const SALE: &str = "559d77ef-557d-c535-ef4b-cff93a65d0a0";
const PAID: &str = "E18236120202509231211s04b597fb3c";

/// A copy of the home for each place of its log in which the text stands, with one bit of its last letter flipped.
fn flipped(home: &Path, text: &str) -> Vec<tempfile::TempDir> {
    let log = fs::read(home.join(DATABASE)).unwrap();
    let places = log.windows(text.len()).enumerate().filter(|(_, it)| *it == text.as_bytes());
    let copies = places.map(|(place, _)| {
        let copy = copy_home(home);
        let mut harmed = log.clone();
        harmed[place + text.len() - 1] ^= 1;
        fs::write(copy.path().join(DATABASE), harmed).unwrap();
        copy
    });
    copies.collect()
}

fn charge_again(store: &mut Store) -> Result<bool, Error> {
    let new = NewOrder {
        document_key: None,
        sale_id: SaleId::new(SALE).unwrap(),
        reference: None,
        amount: Centavos::new(1_250),
        attempt: attempt(),
    };
    create_order(store, &new, &Actor::Till, UnixMs::new(9_000), |_| "{}".into())
        .map(|(_, is_new)| is_new)
}

#[test]
fn a_sale_is_charged_once_whatever_bit_of_its_id_is_flipped() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, SALE);
    sell(&mut store, "another");
    drop(store);
    let copies = flipped(home.path(), SALE);
    assert!(copies.len() >= 2, "in the table and in its index");
    for copy in copies {
        let again = Store::open(copy.path(), NOW).and_then(|mut store| charge_again(&mut store));
        assert!(matches!(again, Ok(false) | Err(Error::Damaged { .. })), "{again:?}");
    }
}

#[test]
fn a_payment_is_of_one_sale_whatever_bit_of_its_id_is_flipped() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let paid = sell(&mut store, "s1");
    record(&mut store, paid, paid_with(PAID));
    let other = sell(&mut store, "s2");
    drop(store);
    let copies = flipped(home.path(), PAID);
    assert!(copies.len() >= 2, "in the index and in the charge's row");
    for copy in copies {
        let taken = Store::open(copy.path(), NOW).and_then(|mut store| {
            let id = EndToEndId::new(PAID).unwrap();
            store.write(&Actor::Till, NOW, |tx| Ok::<_, Error>(tx.is_taken(other, &id)))
        });
        assert!(matches!(taken, Ok(true) | Err(Error::Damaged { .. })), "{taken:?}");
    }
}

/// Zeroes the first page of a table or an index.
fn zero(home: &Path, name: &str) {
    const ROOT: &str = "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = ?1";
    let path = home.join(DATABASE);
    let log = Connection::open(&path).unwrap();
    let (page, size): (u32, u32) =
        log.query_row(ROOT, [name], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    log.close().unwrap();
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(u64::from(page - 1) * u64::from(size))).unwrap();
    file.write_all(&vec![0; usize::try_from(size).unwrap()]).unwrap();
}

#[test]
fn a_log_is_restored_from_itself_where_only_what_follows_from_its_events_is_harmed() {
    for name in
        ["searched", "search_data", "bases", "orders", "charges", "payment_ids", "events_of_order"]
    {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let keys: Vec<_> = (0..5).map(|at| sell(&mut store, &format!("s{at}"))).collect();
        record(&mut store, keys[0], paid_with(PAID));
        let events = store.head().unwrap();
        drop(store);
        zero(home.path(), name);
        let log = home.path().join(DATABASE);
        restore(home.path(), &log, "ZZZZ", &[], NOW)
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let store = Store::open(home.path(), NOW).unwrap();
        assert_eq!(store.head().unwrap(), events + 1, "{name}: and the new name");
        let found = Filter { search: Some(PAID.into()), limit: 5, ..Filter::default() };
        assert_eq!(store.orders(&found).unwrap().len(), 1, "{name}");
        store.verify().unwrap();
    }
}
