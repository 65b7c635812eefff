//! Who goes on reading the log where the last look ended hears of everything once, whatever is written meanwhile.

use domain::PayoutStatus::{Completed, Created};
use domain::order::Happening;
use store::Store;

use crate::shared::{find_unmatched, open, paid, payout_told, receive, record, register, sell};

#[test]
fn what_is_written_during_a_look_is_told_at_the_next_and_at_no_other() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "49");
    receive(&mut store, 1, None, payout_told("2000", Created));
    let first = store.stretch(0).unwrap();
    // Another process writes between the look's beginning and its reading.
    record(&mut store, key, paid());
    receive(&mut store, 2, None, payout_told("2001", Completed));
    find_unmatched(&mut store, 3, "1000");
    let second = store.stretch(first.upto).unwrap();
    assert_eq!(second.upto, store.head().unwrap());

    let told = [first, second].map(|stretch| {
        (
            store.changed_in(stretch).unwrap(),
            store.happenings_in(key.order, stretch).unwrap(),
            store.unmatched_in(stretch).unwrap().len(),
            store.payouts_in(stretch).unwrap().len(),
        )
    });
    assert_eq!(told[0], (vec![key.order], vec![], 0, 1));
    assert_eq!(told[1], (vec![key.order], vec![Happening::Paid], 1, 1));
    let rest = store.stretch(second.upto).unwrap();
    assert_eq!(rest.upto, second.upto, "the rest is nothing");
    assert!(store.changed_in(rest).unwrap().is_empty());
}

#[test]
fn what_is_too_much_for_one_look_is_told_at_the_next() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    // A stretch of 1,000 events, of which the first names the till.
    for id in 1..=1_100 {
        receive(&mut store, id, None, payout_told(&id.to_string(), Completed));
    }
    assert_eq!(payouts_of_all_looks(&store), [999, 1_100]);
}

/// How many payouts were told after each look.
fn payouts_of_all_looks(store: &Store) -> Vec<usize> {
    let (mut told, mut sums) = (0, Vec::new());
    let mut stretch = store.stretch(0).unwrap();
    while stretch.upto > stretch.behind {
        told += store.payouts_in(stretch).unwrap().len();
        sums.push(told);
        stretch = store.stretch(stretch.upto).unwrap();
    }
    sums
}
