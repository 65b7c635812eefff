//! Shifts: what belongs to which, whatever clocks do, and one closing for each, whoever closes.

use std::collections::BTreeMap;

use checkout::shift::{Count, NewCashMove, close, move_cash, open as open_shift};
use domain::charge::{Event, Receipt, Registration, Seen};
use domain::{
    Actor, Caller, CashMoveId, Centavos, Device, EndToEndId, ProviderId, SaleId, Shift,
    ShiftNumber, ShiftRefusal, TaxId, UnixMs,
};
use proptest::prelude::*;
use store::{ChargeKey, Error, NotableItem, Report, ShiftNow, Store, Sum, Takings, Window};
use testkit::home::copy_home;

use crate::shared::{attempt, open, seen};

const HOUR: i64 = 3_600_000;
const PIX_ONLY: Count = Count { counted: None, is_needed: false };

fn at(ms: i64) -> UnixMs {
    UnixMs::new(ms)
}

fn ana() -> Actor {
    Actor::Person(Caller::owner(Device::Window))
}

fn number(number: u32) -> ShiftNumber {
    ShiftNumber::new(number).unwrap()
}

/// A sale that was made at a moment.
fn sell(store: &mut Store, name: &str, centavos: i64, made: i64) -> ChargeKey {
    let new = checkout::sale::attempt::NewOrder {
        sale_id: SaleId::new(name).unwrap(),
        reference: None,
        amount: Centavos::new(centavos),
        document_key: None,
        attempt: attempt(),
    };
    let made = at(made);
    let body = |_: &domain::Reference| "{}".into();
    let created = checkout::sale::attempt::create_order(store, &new, &ana(), made, |it| body(it));
    let key = ChargeKey { order: created.unwrap().0.number, attempt: 1 };
    let registration = Registration {
        provider_id: ProviderId::new(format!("id-{name}")).unwrap(),
        copy_and_paste: "000201".into(),
        expires_at: made.plus_ms(1_800_000),
        never_expires: true,
        clock_ahead_ms: 0,
    };
    change(store, key, &Event::Registered(registration), made);
    key
}

fn change(store: &mut Store, key: ChargeKey, event: &Event, now: UnixMs) {
    store
        .write(&Actor::Till, now, |tx| tx.change(&tx.order(key.order)?, key.attempt, event))
        .unwrap();
}

/// The provider says that it was paid at a moment; the log learns it at another.
fn pay(store: &mut Store, key: ChargeKey, centavos: i64, paid: i64, learned: i64) {
    let receipt = Receipt {
        received: Some(Centavos::new(centavos)),
        end_to_end_id: Some(EndToEndId::new(format!("E{}", key.order.get())).unwrap()),
        paid_at: Some(at(paid)),
        payer_name: None,
    };
    change(store, key, &seen(Seen::Paid(receipt)), at(learned));
}

/// What a shift came to, as a till sums it up; the payments stand as items, so that a test can tell them.
fn sums(shift: &ShiftNow, takings: &Takings, now: UnixMs) -> Report {
    let began = shift.began.unwrap_or(now).get();
    let mut report = Report { from_ms: began, until_ms: now.get(), ..Report::default() };
    report.clock_set_back = shift.clock_set_back;
    for payment in &takings.payments {
        let is_earlier = !shift.clock_set_back && payment.at_ms < began;
        let sum = if is_earlier { &mut report.earlier } else { &mut report.received };
        sum.add(payment.centavos);
        let (order, centavos) = (Some(payment.order), payment.centavos);
        report.notable.odd.items.push(NotableItem { order, centavos, ..NotableItem::default() });
    }
    report
}

fn close_at(store: &mut Store, shift: u32, now: i64) -> Result<Shift, Error> {
    close(store, number(shift), PIX_ONLY, &ana(), at(now), sums)
}

fn closed(store: &Store, shift: u32) -> Report {
    store.reader().unwrap().closed_shift(number(shift)).unwrap().report
}

#[test]
fn nobody_has_to_open_a_shift() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let nothing = close_at(&mut store, 1, 5_000);
    assert!(matches!(nothing, Err(Error::Shift(ShiftRefusal::NotOpened))), "{nothing:?}");
    let key = sell(&mut store, "s1", 700, 10_000);
    pay(&mut store, key, 700, 20_000, 21_000);
    let (now, _) = store.reader().unwrap().shift_now(at(30_000)).unwrap();
    assert_eq!((now.number, now.shift, now.began), (number(1), None, Some(at(10_000))));
    let shift = close_at(&mut store, 1, 30_000).unwrap();
    assert_eq!((shift.opened_by, shift.opened_at), (None, at(10_000)));
    assert_eq!(closed(&store, 1).received, Sum { count: 1, centavos: 700 });
    let (now, takings) = store.reader().unwrap().shift_now(at(40_000)).unwrap();
    assert_eq!((now.number, now.began, takings.payments.len()), (number(2), None, 0));
    store.verify().unwrap();
}

#[test]
fn a_shift_that_is_opened_late_began_with_what_happened_before() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1", 700, 10_000);
    pay(&mut store, key, 700, 11_000, 11_000);
    let shift = open_shift(&mut store, Centavos::new(5_000), &ana(), at(20_000)).unwrap();
    assert_eq!((shift.opened_at, shift.opened_by), (at(10_000), Some(ana())));
    let again = open_shift(&mut store, Centavos::new(0), &ana(), at(20_001));
    assert!(matches!(again, Err(Error::Shift(ShiftRefusal::Open(_)))), "{again:?}");
    close_at(&mut store, 1, 30_000).unwrap();
    let report = closed(&store, 1);
    assert_eq!((report.received.count, report.earlier.count), (1, 0));
}

#[test]
fn what_is_learned_after_the_closing_is_the_next_shifts_and_outside_of_its_totals() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let late = sell(&mut store, "late", 700, 10_000);
    let between = sell(&mut store, "between", 30, 10_500);
    open_shift(&mut store, Centavos::new(0), &ana(), at(11_000)).unwrap();
    close_at(&mut store, 1, 30_000).unwrap();
    // Paid before the closing, and learned of when the next one is open.
    pay(&mut store, late, 700, 29_000, 31_000);
    // Paid behind it, before anything happened in the next one.
    pay(&mut store, between, 30, 30_500, 31_500);
    close_at(&mut store, 2, 40_000).unwrap();
    assert_eq!(closed(&store, 1).received, Sum::default());
    let second = closed(&store, 2);
    assert_eq!(second.earlier, Sum { count: 1, centavos: 700 });
    assert_eq!(second.received, Sum { count: 1, centavos: 30 });
    store.verify().unwrap();
}

#[test]
fn what_was_paid_between_two_shifts_is_the_second_ones_though_that_is_opened_before_it_is_learned()
{
    for is_opened_first in [true, false] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let between = sell(&mut store, "between", 30, 10_000);
        close_at(&mut store, 1, 30_000).unwrap();
        let learn = |store: &mut Store| pay(store, between, 30, 31_000, 50_000);
        if is_opened_first {
            open_shift(&mut store, Centavos::new(0), &ana(), at(40_000)).unwrap();
            learn(&mut store);
        } else {
            learn(&mut store);
            open_shift(&mut store, Centavos::new(0), &ana(), at(40_000)).unwrap();
        }
        close_at(&mut store, 2, 60_000).unwrap();
        let report = closed(&store, 2);
        assert_eq!(report.received, Sum { count: 1, centavos: 30 }, "{is_opened_first}");
        assert_eq!((report.from_ms, report.earlier), (31_000, Sum::default()));
        assert!(!report.clock_set_back);
        store.verify().unwrap();
    }
}

#[test]
fn a_clock_that_was_set_back_loses_no_payment() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    open_shift(&mut store, Centavos::new(0), &ana(), at(20 * HOUR)).unwrap();
    let key = sell(&mut store, "s1", 700, 10 * HOUR);
    pay(&mut store, key, 700, 10 * HOUR, 10 * HOUR);
    close_at(&mut store, 1, 11 * HOUR).unwrap();
    let report = closed(&store, 1);
    assert!(report.clock_set_back && report.until_ms < report.from_ms);
    assert_eq!((report.received.centavos, report.earlier), (700, Sum::default()));
    // The clock was right again before the closing: what was sold in between tells of it.
    open_shift(&mut store, Centavos::new(0), &ana(), at(20 * HOUR)).unwrap();
    let key = sell(&mut store, "s2", 30, 12 * HOUR);
    pay(&mut store, key, 30, 12 * HOUR, 12 * HOUR);
    close_at(&mut store, 2, 21 * HOUR).unwrap();
    let report = closed(&store, 2);
    assert!(report.clock_set_back);
    assert_eq!((report.received.centavos, report.earlier), (30, Sum::default()));
    store.verify().unwrap();
}

#[test]
fn two_processes_close_one_shift_once() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1", 700, 10_000);
    pay(&mut store, key, 700, 11_000, 11_000);
    let ends: Vec<_> = std::thread::scope(|threads| {
        let close = |_: usize| {
            let mut other = Store::open(home.path(), at(12_000)).unwrap();
            threads.spawn(move || close_at(&mut other, 1, 20_000))
        };
        let running: Vec<_> = (0..2).map(close).collect();
        running.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1, "{ends:?}");
    let lost = |end: &Result<Shift, Error>| matches!(end, Err(Error::Shift(ShiftRefusal::Closed(it))) if *it == number(1));
    assert_eq!(ends.iter().filter(|end| lost(end)).count(), 1, "{ends:?}");
    let other = close_at(&mut store, 3, 20_000);
    assert!(matches!(other, Err(Error::Shift(ShiftRefusal::NotOpened))), "none in its place");
    assert_eq!(store.reader().unwrap().closed_shifts(10).unwrap().len(), 1);
    store.verify().unwrap();
}

#[test]
fn a_process_that_dies_between_opening_and_closing_leaves_neither() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1", 700, 10_000);
    pay(&mut store, key, 700, 11_000, 11_000);
    let mut left = None;
    store
        .write(&ana(), at(20_000), |tx| {
            let float = Centavos::new(0);
            let opened =
                domain::ShiftEvent::Opened { float, since: Some(at(10_000)), automatic: true };
            let shift = tx.note_shift(number(1), None, &opened)?;
            // What a process leaves on the disk that is killed here.
            left = Some(copy_home(home.path()));
            let closing = domain::ShiftEvent::Closed { counted: None };
            tx.note_shift_closed(&shift, &closing, Report::default())
        })
        .unwrap();
    let left = left.unwrap();
    let mut left = Store::open(left.path(), at(21_000)).unwrap();
    left.verify().unwrap();
    let (now, takings) = left.reader().unwrap().shift_now(at(21_000)).unwrap();
    assert_eq!((now.number, now.shift, takings.payments.len()), (number(1), None, 1));
    close_at(&mut left, 1, 22_000).unwrap();
    assert_eq!(closed(&left, 1).received.centavos, 700);
    assert_eq!(store.reader().unwrap().closed_shifts(10).unwrap().len(), 1);
}

fn moved(id: &str, is_withdrawal: bool, centavos: i64, reason: &str) -> NewCashMove {
    let (id, amount) = (CashMoveId::new(id).unwrap(), Centavos::new(centavos));
    NewCashMove { id, is_withdrawal, amount, reason: reason.into() }
}

#[test]
fn cash_is_moved_once_under_one_id_also_in_the_next_shift() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let id = "5a3f1c1e-0c5e-4d57-9f0a-8a7b6c5d4e3f";
    let supply = moved(id, false, 500, "troco");
    for now in [10_000, 10_001] {
        move_cash(&mut store, &supply, &ana(), at(now)).unwrap();
    }
    let (now, _) = store.reader().unwrap().shift_now(at(11_000)).unwrap();
    assert_eq!(now.shift.unwrap().expected_cash(), Centavos::new(500));
    let short = move_cash(&mut store, &moved("2", true, 501, "cofre"), &ana(), at(11_000));
    assert!(matches!(short, Err(Error::Shift(ShiftRefusal::DrawerShort(it))) if it.get() == 500),);
    close_at(&mut store, 1, 12_000).unwrap();
    let head = store.head().unwrap();
    move_cash(&mut store, &supply, &ana(), at(13_000)).unwrap();
    assert_eq!(store.head().unwrap(), head, "the answer was lost, and the cash was moved");
    store.verify().unwrap();
}

#[test]
fn a_shift_with_cash_is_not_closed_without_a_count() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    open_shift(&mut store, Centavos::new(5_000), &ana(), at(10_000)).unwrap();
    let count =
        |counted: Option<i64>| Count { counted: counted.map(Centavos::new), is_needed: true };
    let head = store.head().unwrap();
    let not = close(&mut store, number(1), count(None), &ana(), at(20_000), sums);
    assert!(matches!(not, Err(Error::Shift(ShiftRefusal::CountNeeded))), "{not:?}");
    let not = close(&mut store, number(1), count(Some(-1)), &ana(), at(20_000), sums);
    assert!(matches!(not, Err(Error::Shift(ShiftRefusal::BadAmount))), "{not:?}");
    assert_eq!(store.head().unwrap(), head);
    let shift = close(&mut store, number(1), count(Some(4_990)), &ana(), at(20_000), sums).unwrap();
    assert_eq!(shift.closing.unwrap().counted, Some(Centavos::new(4_990)));
}

#[test]
fn why_cash_was_moved_can_be_forgotten_and_the_log_still_proves_how_much() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    move_cash(&mut store, &moved("1", false, 500, "vale de 529.982.247-25"), &ana(), at(10_000))
        .unwrap();
    let document = TaxId::parse("52998224725").unwrap();
    let found = store.find_person(&document).unwrap();
    assert_eq!(found.subjects, [store::Subject::Shift(number(1))]);
    assert_eq!(store.said_of(found.subjects[0]).unwrap().len(), 1);
    store.erase_person(&document, 180, &ana(), at(20_000)).unwrap();
    let (now, _) = store.reader().unwrap().shift_now(at(21_000)).unwrap();
    let shift = now.shift.unwrap();
    assert_eq!((shift.moves[0].reason.as_str(), shift.expected_cash().get()), ("", 500));
    store.verify().unwrap();
}

#[test]
fn the_seal_of_a_closing_is_found_in_a_backup_and_in_no_other_log() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1", 700, 10_000);
    close_at(&mut store, 1, 20_000).unwrap();
    let closing = store.reader().unwrap().closed_shift(number(1)).unwrap();
    sell(&mut store, "s2", 700, 30_000);
    let hash: [u8; 32] = hex(&closing.hash);
    assert_eq!(store.event_of_hash(&hash).unwrap(), Some((closing.seq, at(20_000))));
    store.back_up_if_due(at(40_000)).unwrap();
    let backups = store::backups(home.path());
    let tell: store::Tell = std::sync::Arc::new(|_| ());
    let file = &backups.first().unwrap().path;
    let proved = store::prove_file(file, Some(&hash), &tell).unwrap();
    assert_eq!((proved.orders, proved.found), (2, Some((closing.seq, at(20_000)))));
    let other = tempfile::tempdir().unwrap();
    let other = open(other.path());
    assert_eq!(other.event_of_hash(&hash).unwrap(), None);
}

fn hex(text: &str) -> [u8; 32] {
    let digit = |at: usize| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap();
    std::array::from_fn(digit)
}

/// Something that happens on a day whose clocks go as they like.
#[derive(Debug, Clone)]
enum Step {
    Sell,
    /// An open sale is paid so long ago or from now, by the provider.
    Pay {
        which: usize,
        ahead_ms: i64,
    },
    Open,
    Close,
    /// The clock goes on, or is set back.
    Set {
        by_ms: i64,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let far = -200_000_000_i64..200_000_000;
    let step = prop_oneof![
        3 => Just(Step::Sell),
        4 => (any::<usize>(), far.clone()).prop_map(|(which, ahead_ms)| Step::Pay { which, ahead_ms }),
        1 => Just(Step::Open),
        2 => Just(Step::Close),
        2 => far.prop_map(|by_ms| Step::Set { by_ms }),
    ];
    prop::collection::vec(step, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_payment_is_in_one_closing_and_in_no_other(steps in steps()) {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let (mut now, mut open_sales, mut paid) = (1_000_000_000_000_i64, Vec::new(), BTreeMap::new());
        let mut sold = 0;
        // What is learned behind the last closing is closed too.
        for step in steps.into_iter().chain([Step::Sell, Step::Close]) {
            now += 1_000;
            match step {
                Step::Sell => {
                    sold += 1;
                    open_sales.push((sell(&mut store, &format!("s{sold}"), sold, now), sold));
                }
                Step::Pay { which, ahead_ms } if !open_sales.is_empty() => {
                    let (key, centavos) = open_sales.remove(which % open_sales.len());
                    pay(&mut store, key, centavos, now + ahead_ms, now);
                    paid.insert(key.order.get(), centavos);
                }
                Step::Open => drop(open_shift(&mut store, Centavos::new(0), &ana(), at(now))),
                Step::Close => {
                    let (shift, _) = store.reader().unwrap().shift_now(at(now)).unwrap();
                    drop(close_at(&mut store, shift.number.get(), now));
                }
                Step::Set { by_ms } => now += by_ms,
                Step::Pay { .. } => {}
            }
        }
        let mut told = BTreeMap::new();
        for closing in store.reader().unwrap().closed_shifts(100).unwrap() {
            let report = closing.report;
            let sum = report.received.centavos + report.earlier.centavos;
            let items = &report.notable.odd.items;
            prop_assert_eq!(sum, items.iter().map(|item| item.centavos).sum::<i64>());
            for item in items {
                let order = item.order.unwrap();
                prop_assert_eq!(told.insert(order, item.centavos), None, "order {} twice", order);
            }
        }
        prop_assert_eq!(told, paid);
        let all = Window::Happened { from_ms: i64::MIN, until_ms: i64::MAX };
        prop_assert_eq!(store.reader().unwrap().takings(all).unwrap().payments.len(), sold_and_paid(&store));
        store.verify().unwrap();
    }
}

/// How many payments the orders have, by their replay.
fn sold_and_paid(store: &Store) -> usize {
    let filter = store::Filter { limit: 1_000, ..store::Filter::default() };
    let orders = store.orders(&filter).unwrap();
    orders.iter().flat_map(|order| &order.attempts).map(|charge| charge.payments.len()).sum()
}

#[test]
fn a_refund_is_told_with_who_asked_for_it_and_who_approved_it() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1", 700, 10_000);
    pay(&mut store, key, 700, 11_000, 11_000);
    let named = |id: &str| domain::OperatorId::new(id).unwrap();
    for (id, by, approved_by) in [("a1", "ana", None), ("b2", "davi", Some("lucia"))] {
        let (operator, approved_by) = (named(by), approved_by.map(named));
        let caller = Caller { operator, approved_by, device: Device::Window };
        let asked = Event::RefundRequested(domain::charge::RefundRequest {
            id: domain::RefundId::new(id).unwrap(),
            amount: Some(Centavos::new(200)),
            reason: domain::charge::RefundReason::CustomerRequest,
            description: None,
            idempotency_key: domain::IdempotencyKey::new(format!("key-{id}")).unwrap(),
            body: "{}".into(),
        });
        store
            .write(&caller.into(), at(12_000), |tx| tx.change(&tx.order(key.order)?, 1, &asked))
            .unwrap();
    }
    let back = |id: &str, at_ms: i64| domain::charge::RefundReport {
        id: Some(domain::RefundId::new(id).unwrap()),
        amount: Some(Centavos::new(200)),
        at: Some(at(at_ms)),
        ..domain::charge::RefundReport::default()
    };
    let received = Some(Centavos::new(700));
    let (end_to_end_id, paid_at, payer_name) = (None, None, None);
    let receipt = Receipt { received, end_to_end_id, paid_at, payer_name };
    let both = vec![back("a1", 13_000), back("b2", 14_000)];
    change(&mut store, key, &seen(Seen::Refunded(receipt, both)), at(15_000));
    let (_, takings) = store.reader().unwrap().shift_now(at(20_000)).unwrap();
    let told: Vec<_> = takings
        .refunds
        .iter()
        .map(|it| (it.asked_by.as_deref(), it.approved_by.as_deref(), it.centavos))
        .collect();
    assert_eq!(told, [(Some("ana"), None, 200), (Some("davi"), Some("lucia"), 200)]);
}
