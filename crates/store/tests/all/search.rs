//! Search: what is found, by what, and that the index of it is proved and made anew.

use checkout::sale::attempt::{NewOrder, create_order};
use domain::charge::{Event, Receipt, Seen};
use domain::{Actor, Centavos, EndToEndId, Reference, SaleId, UnixMs};
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Error, Filter, Store};

use crate::shared::{NOW, attempt, open, record, register, restore, seen};

const PAID: &str = "E18236120202509231211s04b597fb3c";

/// The numbers of the orders that are found, newest first.
fn find(store: &Store, text: &str) -> Vec<i64> {
    let filter = Filter { search: Some(text.into()), limit: 50, ..Filter::default() };
    store.reader().unwrap().numbers(&filter).unwrap().iter().map(|number| number.get()).collect()
}

fn sell_for(store: &mut Store, sale: &str, centavos: i64, reference: &str) -> ChargeKey {
    let new = NewOrder {
        document_key: None,
        sale_id: SaleId::new(sale).unwrap(),
        reference: Some(Reference::new(reference).unwrap()),
        amount: Centavos::new(centavos),
        attempt: attempt(),
    };
    let (order, _) =
        create_order(store, &new, &Actor::Till, UnixMs::new(2_000), |_| "{}".into()).unwrap();
    ChargeKey { order: order.number, attempt: 1 }
}

fn paid_by(name: &str, id: &str, centavos: i64) -> Event {
    seen(Seen::Paid(Receipt {
        received: Some(Centavos::new(centavos)),
        end_to_end_id: Some(EndToEndId::new(id).unwrap()),
        paid_at: Some(UnixMs::new(5_000)),
        payer_name: Some(name.into()),
    }))
}

/// Three sales: 1 of João, 2 of Ana, 3 that waits.
fn three(store: &mut Store) {
    let joao = sell_for(store, "s1", 1_250, "Mesa 4/ção 100%");
    register(store, joao, "prov-abc-1");
    record(store, joao, paid_by("João S***", PAID, 1_250));
    let ana = sell_for(store, "s2", 4_000, "Mesa 5");
    register(store, ana, "prov-xyz-2");
    record(store, ana, paid_by("Ana de O'Hara ☕", "E00416968202603101827cemeFscF6AG", 4_000));
    sell_for(store, "s3", 10_000, "balcão_1");
}

#[test]
fn an_order_is_found_by_all_that_is_known_of_it() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    three(&mut store);
    for (text, found) in [
        // Numbers and references; in the middle too.
        ("000002", &[2][..]),
        ("mesa", &[2, 1]),
        ("Mesa 5", &[2]),
        ("lcao_1", &[3]),
        // Ids of the provider and of the arrangement.
        ("xyz-2", &[2]),
        ("cemefsc", &[2]),
        (PAID, &[1]),
        // Payers, with and without accents, whether in one sign or two.
        ("joao", &[1]),
        ("JOÃO", &[1]),
        ("joa\u{303}o s", &[1]),
        ("ana de", &[2]),
        ("fulano", &[]),
        // Amounts, as a person types them.
        ("12,50", &[1]),
        ("R$ 40,00", &[2]),
        ("100", &[3, 1]),
        ("12,51", &[]),
        // A letter or two begin a word.
        ("j", &[1]),
        ("jo", &[1]),
        ("na", &[]),
        ("3", &[3]),
        ("_1", &[3]),
    ] {
        assert_eq!(find(&store, text), found, "{text}");
    }
}

#[test]
fn a_payment_that_is_seen_again_is_indexed_once() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    three(&mut store);
    let grams = |home: &std::path::Path| -> i64 {
        let log = Connection::open(home.join(DATABASE)).unwrap();
        log.execute_batch(
            "CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, search, instance)",
        )
        .unwrap();
        log.query_row("SELECT count(*) FROM temp.terms", [], |row| row.get(0)).unwrap()
    };
    let key = ChargeKey { order: domain::OrderNumber::new(3).unwrap(), attempt: 1 };
    register(&mut store, key, "prov-3");
    let told = |evidence| match paid_by("Zé", "E00416968202603101827zzzzzzzzzzz", 10_000) {
        Event::Seen(it) => Event::Seen(domain::charge::Observation { evidence, ..it }),
        other => other,
    };
    record(&mut store, key, told(domain::charge::Evidence::SignedWebhook));
    let (before, head) = (grams(home.path()), store.head().unwrap());
    // The provider, asked, says the same as its webhook.
    record(&mut store, key, told(domain::charge::Evidence::Polled));
    assert!(store.head().unwrap() > head, "an event of its own");
    assert_eq!(grams(home.path()), before);
    for text in ["zé", "zzzzzz"] {
        assert_eq!(find(&store, text), [3], "{text}");
    }
    store.verify().unwrap();
}

#[test]
fn what_is_searched_for_is_data() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    three(&mut store);
    let (long, longer) = ("mesa ".repeat(2_000), "ß".repeat(5 << 20));
    for (text, found) in [
        ("", &[3, 2, 1][..]),
        (" \t\0\n", &[3, 2, 1]),
        ("\0\0j", &[1]),
        ("%", &[1]),
        ("100%", &[1]),
        ("_", &[3]),
        ("'", &[2]),
        ("o'hara", &[2]),
        ("'; DROP TABLE events; --", &[]),
        ("\"", &[]),
        ("\"mesa\"", &[]),
        ("mesa OR ana", &[]),
        ("grams:mesa", &[]),
        ("mes*", &[]),
        ("☕", &[2]),
        ("👩‍👩‍👧", &[]),
        (&long, &[]),
        (&longer, &[]),
    ] {
        let begun: String = text.chars().take(20).collect();
        assert_eq!(find(&store, text), found, "{begun:?}");
    }
    assert!(store.verify().is_ok());
}

#[test]
fn a_search_goes_with_the_other_filters() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    three(&mut store);
    let find = |filter: Filter| {
        let numbers = store.reader().unwrap().numbers(&filter).unwrap();
        numbers.iter().map(|number| number.get()).collect::<Vec<_>>()
    };
    let mesa = Filter { search: Some("mesa".into()), limit: 50, ..Filter::default() };
    assert_eq!(find(Filter { limit: 1, ..mesa.clone() }), [2]);
    assert_eq!(
        find(Filter { status: Some(domain::charge::Status::Pending), ..mesa.clone() }),
        [0; 0]
    );
    assert_eq!(find(Filter { since: Some(UnixMs::new(2_001)), ..mesa.clone() }), [0; 0]);
    assert_eq!(find(Filter { unproven: true, ..mesa.clone() }), [0; 0]);
    // The order of that number comes before what is newer, where there is room for one alone.
    assert_eq!(find(Filter { search: Some("1".into()), limit: 1, ..mesa }), [1]);
}

/// More events than wait for the index.
fn sell_many(store: &mut Store) {
    for number in 0..40 {
        sell_for(store, &format!("many-{number}"), 1, &format!("many-{number}"));
    }
}

#[test]
fn what_waits_for_the_index_is_found_as_well_as_what_is_in_it() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let searched = Connection::open(home.path().join(DATABASE)).unwrap();
    let end = || searched.query_row("SELECT seq FROM searched", [], |row| row.get::<_, i64>(0));
    three(&mut store);
    assert_eq!(end().unwrap(), 0);
    assert_eq!(find(&store, "mesa"), [2, 1], "nothing is in the index yet");
    sell_many(&mut store);
    assert!((64..store.head().unwrap()).contains(&end().unwrap()), "the last ones wait");
    assert_eq!(find(&store, "mesa"), [2, 1], "in the index");
    assert_eq!(find(&store, "many-").len(), 40, "in both");
    assert_eq!(find(&store, "many-39"), [43], "not in the index");
    store.verify().unwrap();
}

#[test]
fn a_search_waits_for_no_writer() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    three(&mut store);
    let reader = store.reader().unwrap();
    let writer = Connection::open(home.path().join(DATABASE)).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let filter = Filter { search: Some("joao".into()), limit: 50, ..Filter::default() };
    assert_eq!(reader.numbers(&filter).unwrap().len(), 1);
    assert!(matches!(reader.numbers(&Filter::default()).map(|all| all.len()), Ok(0)), "no limit");
    writer.execute_batch("ROLLBACK").unwrap();
    sell_for(&mut store, "s4", 1, "joao-2");
    assert_eq!(reader.numbers(&filter).unwrap().len(), 2, "what is committed is seen");
}

#[test]
fn an_index_that_disagrees_is_found_and_made_anew() {
    for sql in [
        "INSERT INTO search (rowid, grams) VALUES (2, '6d6573')",
        "INSERT INTO search (search) VALUES ('delete-all')",
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        three(&mut store);
        sell_many(&mut store);
        drop(store);
        Connection::open(home.path().join(DATABASE)).unwrap().execute_batch(sql).unwrap();
        let store = Store::open_to_read(home.path()).unwrap();
        match store.verify() {
            Err(Error::Damaged { what, last_good_backup }) => {
                assert_eq!(what, "the search index is not what the events give", "{sql}");
                assert_eq!(
                    last_good_backup,
                    Some(home.path().join(DATABASE)),
                    "the chain is whole"
                );
            }
            other => panic!("{sql}: {other:?}"),
        }
        drop(store);
        restore(home.path(), &home.path().join(DATABASE), "ZZZZ", &[], NOW).unwrap();
        let store = Store::open(home.path(), NOW).unwrap();
        assert_eq!(find(&store, "joao"), [1], "{sql}");
        store.verify().unwrap();
    }
}
