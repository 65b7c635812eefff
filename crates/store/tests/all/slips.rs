//! The outbox of the printer.

use checkout::webhook::verdict::Verdict;
use domain::charge::{Evidence, Observation, Seen};
use store::{OnPayment, SlipOf, Store};

use crate::shared::{
    NOW, open, paid, paid_with, receipt, receive, record, register, restore, seen, sell,
};

const ALL: OnPayment = OnPayment { slip: true, drawer: true };

/// A till whose payments print, and open the drawer.
fn printing(home: &std::path::Path) -> Store {
    let mut store = open(home);
    store.set_on_payment(ALL);
    store
}

fn waiting(store: &Store) -> u32 {
    store.outbox().unwrap().waiting
}

#[test]
fn a_payment_brings_its_slip_once_whoever_tells_of_it_and_how_often() {
    let home = tempfile::tempdir().unwrap();
    let (mut here, mut there) = (printing(home.path()), printing(home.path()));
    let key = sell(&mut here, "s1");
    register(&mut here, key, "49");
    assert_eq!(waiting(&here), 0, "nothing has come");
    let signed =
        Observation { status: Seen::Paid(receipt(1_250)), evidence: Evidence::SignedWebhook };
    let proof = |told: &Observation| {
        let event = Box::new(domain::charge::Event::Seen(told.clone()));
        Verdict::Proof(key, event, "cashin.paid".into())
    };
    receive(&mut here, 1, None, proof(&signed));
    assert_eq!(waiting(&there), 2, "the slip and the drawer, with the payment");
    receive(&mut here, 2, None, proof(&signed));
    record(&mut there, key, paid());
    record(&mut there, key, paid_with("E2"));
    assert_eq!(waiting(&there), 2, "the same payment by a look-up, and a second one");
    let drawer = here.claim_slip(NOW).unwrap().unwrap();
    let slip = there.claim_slip(NOW).unwrap().unwrap();
    assert_eq!((drawer.of, slip.of), (SlipOf::Drawer, SlipOf::Order(key.order)));
    assert_eq!(here.claim_slip(NOW).unwrap(), None, "each is one process's");
}

#[test]
fn what_is_refused_or_undone_leaves_nothing_in_the_outbox() {
    let home = tempfile::tempdir().unwrap();
    let mut store = printing(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "49");
    record(&mut store, key, seen(Seen::Expired));
    assert_eq!(waiting(&store), 0);
    let undone: Result<(), store::Error> = store.write(&domain::Actor::Till, NOW, |tx| {
        let order = tx.order(key.order)?;
        tx.change(&order, 1, &paid())?.unwrap();
        Err(store::Error::NotFound)
    });
    undone.unwrap_err();
    assert_eq!(waiting(&store), 0, "it stands or falls with the payment");
    store.set_on_payment(OnPayment::default());
    record(&mut store, key, paid());
    assert_eq!(waiting(&store), 0, "nobody wants it");
}

#[test]
fn who_dies_before_the_first_byte_leaves_a_slip_and_who_dies_after_it_a_doubt() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    store.queue_slip(&SlipOf::Test, "owner", NOW).unwrap();
    let mut dying = open(home.path());
    let claimed = dying.claim_slip(NOW).unwrap().unwrap();
    assert_eq!(store.claim_slip(NOW).unwrap(), None, "it is at it");
    drop(dying);
    let mut dying = open(home.path());
    let again = dying.claim_slip(NOW).unwrap().unwrap();
    assert_eq!((again.id, again.doubtful), (claimed.id, false));
    dying.begin_slip(again.id, false).unwrap();
    drop(dying);
    let doubtful = store.claim_slip(NOW).unwrap().unwrap();
    assert_eq!((doubtful.id, doubtful.doubtful), (claimed.id, true));
    store.put_slip_off(doubtful.id, false, "unreachable", NOW.plus_ms(1_000)).unwrap();
    assert_eq!(store.claim_slip(NOW).unwrap(), None, "not before its pause is over");
    let later = store.claim_slip(NOW.plus_ms(1_000)).unwrap().unwrap();
    assert_eq!((later.doubtful, later.tries), (true, 1), "a doubt does not go by itself");
    store.end_slip(later.id, NOW).unwrap();
    assert_eq!(waiting(&store), 0);
}

#[test]
fn the_first_slip_of_a_paid_order_is_no_copy_and_each_one_more_is() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    let mut print = |is_paid| {
        store.queue_slip(&SlipOf::Order(key.order), "owner", NOW).unwrap();
        let job = store.claim_slip(NOW).unwrap().unwrap();
        let copy = store.begin_slip(job.id, is_paid).unwrap();
        store.end_slip(job.id, NOW).unwrap();
        copy
    };
    assert_eq!([print(false), print(true), print(true), print(true)], [0, 1, 2, 3]);
    assert_eq!(store.slips_of(key.order).unwrap(), 4);
}

#[test]
fn what_nobody_can_print_is_given_up_after_a_day_or_for_what_is_newer() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for _ in 0..510 {
        store.queue_slip(&SlipOf::Test, "owner", NOW).unwrap();
    }
    assert_eq!(waiting(&store), 500);
    store.queue_slip(&SlipOf::Drawer, "owner", NOW.plus_ms(86_400_000)).unwrap();
    let tomorrow = NOW.plus_ms(86_400_001);
    let job = store.claim_slip(tomorrow).unwrap().unwrap();
    assert_eq!((job.of, waiting(&store)), (SlipOf::Drawer, 1));
    store.put_slip_off(job.id, false, "hangs", tomorrow).unwrap();
    assert_eq!(store.claim_slip(tomorrow.plus_ms(30_000)).unwrap(), None, "it opens for nobody");
}

#[test]
fn a_log_that_is_put_back_prints_nothing_of_before() {
    let home = tempfile::tempdir().unwrap();
    let mut store = printing(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "49");
    record(&mut store, key, paid());
    assert_eq!(waiting(&store), 2);
    store.back_up_if_due(NOW).unwrap();
    let backups = std::fs::read_dir(home.path().join("backups")).unwrap();
    let backup = backups.map(|it| it.unwrap().path()).next().unwrap();
    drop(store);
    let later = NOW.plus_ms(1_000);
    restore(home.path(), &backup, "K7QE", &[], later).unwrap();
    assert_eq!(waiting(&Store::open(home.path(), later).unwrap()), 0);
}
