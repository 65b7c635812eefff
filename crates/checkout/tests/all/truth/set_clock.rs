//! Somebody, or a time server, sets the computer's clock while sales wait.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use checkout::{Checkout, Ports, Providers, ReceiptQuestion, TillClock};
use domain::charge::{Anomaly, Receipt, Seen, Status};
use domain::{EndToEndId, UnixMs};
use providers::{Clock, Names, Psp};
use relay_client::Event;
use store::{Store, Why};
use testkit::clock::Settable;
use testkit::random::Counting;
use tokio::time::sleep;

use crate::bank::{Bank, Shop, by, lost, paid, receipt};

/// 10 March 2026, 14:20 UTC.
const BEGINNING: UnixMs = UnixMs::new(1_773_152_400_000);
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const YEAR_MS: i64 = 365 * DAY_MS;
const LIFE_MS: i64 = 30 * 60_000;
const JUMPS: [i64; 8] = [
    -3 * HOUR_MS,
    -2 * YEAR_MS,
    -60_000,
    45 * 60_000,
    3 * HOUR_MS,
    DAY_MS,
    8 * DAY_MS,
    2 * YEAR_MS,
];

/// A till on a computer whose clock can be set. Its codes live for half an hour.
fn open(home: &Path, computer: &Arc<Settable>) -> (Shop, Arc<TillClock>) {
    let bank = Bank::new(&providers::connectpsp::MANIFEST, 'a');
    let other = Bank::new(&providers::integrapay::MANIFEST, 'b');
    bank.script.lock().unwrap().dead_at = Some(computer.now().plus_ms(LIFE_MS));
    let mut store = Store::open(home, computer.now()).unwrap();
    store.name_till("K7QD", Why::New, computer.now()).unwrap();
    let ports = Ports::new(Arc::<Settable>::clone(computer), Arc::new(Counting::from(7)));
    let clock = Arc::clone(&ports.clock);
    let providers = Providers::new(vec![Arc::clone(&bank) as Arc<dyn Psp>], "connectpsp");
    (Shop::of(Checkout::new(store, providers, ports), bank, other), clock)
}

/// Three answers that tell the right time.
fn establish(clock: &TillClock, right: UnixMs) {
    (0..3).for_each(|_| clock.heard("psp.example", right, clock.monotonic()));
}

#[tokio::test(start_paused = true)]
async fn a_sale_waits_on_and_is_asked_about_on_whatever_the_clock_is_set_to() {
    for jump_ms in JUMPS {
        for is_established in [true, false] {
            let home = tempfile::tempdir().unwrap();
            let computer = Arc::new(Settable::new(BEGINNING));
            let (shop, clock) = open(home.path(), &computer);
            shop.watch();
            let order = shop.sell("s1", None).await;
            let end = order.attempts[0].registration.as_ref().unwrap().expires_at_here();
            if is_established {
                establish(&clock, computer.unset_now());
            }
            sleep(Duration::from_secs(10)).await;
            computer.set_by(jump_ms);
            let before = shop.bank.asked().len();
            sleep(Duration::from_secs(20)).await;
            let what = format!("{jump_ms} ms, established: {is_established}");
            assert!(shop.bank.asked().len() >= before + 7, "{what}: {:?}", shop.bank.begun_at());
            assert_eq!(shop.charge(order.number).status, Status::Pending, "{what}");
            let left_ms = end.since(shop.till.now_of(order.number, &order.attempts[0]));
            assert!((left_ms - LIFE_MS + 30_000).abs() < 2_000, "{what}: {left_ms} ms are left");

            shop.bank.says(paid());
            sleep(Duration::from_secs(4)).await;
            let charge = shop.charge(order.number);
            assert_eq!((charge.status, charge.anomalies.len()), (Status::Paid, 0), "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_dies_when_its_time_has_passed_and_not_before_on_a_clock_that_was_set() {
    for jump_ms in [-3 * HOUR_MS, 3 * HOUR_MS] {
        let home = tempfile::tempdir().unwrap();
        let computer = Arc::new(Settable::new(BEGINNING));
        let (shop, _) = open(home.path(), &computer);
        shop.watch();
        let order = shop.sell("s1", None).await;
        computer.set_by(jump_ms);
        sleep(Duration::from_mins(39)).await;
        assert_eq!(shop.charge(order.number).status, Status::Pending, "{jump_ms}");
        sleep(Duration::from_mins(2)).await;
        assert_eq!(shop.charge(order.number).status, Status::Expired, "{jump_ms}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_given_up_for_time_that_has_not_passed() {
    for jump_ms in JUMPS {
        let home = tempfile::tempdir().unwrap();
        let computer = Arc::new(Settable::new(BEGINNING));
        let (shop, _) = open(home.path(), &computer);
        shop.bank.script.lock().unwrap().creations = (0..1_000).map(|_| lost()).collect();
        shop.watch();
        let order = shop.sell("s1", None).await;
        computer.set_by(jump_ms);
        sleep(Duration::from_mins(5)).await;
        assert_eq!(shop.charge(order.number).status, Status::Registering, "{jump_ms}");
        {
            let mut script = shop.bank.script.lock().unwrap();
            script.creations.clear();
            // As an adapter dates it: by the clock as it is now.
            script.dead_at = Some(computer.now().plus_ms(LIFE_MS));
        }
        sleep(Duration::from_mins(2)).await;
        assert_eq!(shop.charge(order.number).status, Status::Pending, "{jump_ms}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sale_of_another_life_of_the_till_waits_on_when_the_clock_is_put_right() {
    for error_ms in [-3 * HOUR_MS, DAY_MS, 2 * YEAR_MS] {
        let home = tempfile::tempdir().unwrap();
        let computer = Arc::new(Settable::new(BEGINNING));
        computer.set_by(error_ms);
        let (shop, clock) = open(home.path(), &computer);
        establish(&clock, computer.unset_now());
        shop.bank.script.lock().unwrap().dead_at = Some(computer.unset_now().plus_ms(LIFE_MS));
        shop.watch();
        let order = shop.sell("s1", None).await;
        sleep(Duration::from_secs(5)).await;
        drop(shop);
        drop(clock);
        // The next one does not know yet that the computer's clock is wrong still.
        let (shop, clock) = open(home.path(), &computer);
        shop.watch();
        clock.heard("psp.example", computer.unset_now(), clock.monotonic());
        sleep(Duration::from_secs(5)).await;
        assert!(!shop.bank.asked().is_empty(), "{error_ms}: it is asked about at once");
        assert_eq!(shop.charge(order.number).status, Status::Pending, "{error_ms}");
        establish(&clock, computer.unset_now());
        sleep(Duration::from_mins(1)).await;
        assert_eq!(shop.charge(order.number).status, Status::Pending, "{error_ms}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sale_that_was_written_down_by_a_clock_behind_waits_on_when_the_right_time_is_known() {
    let home = tempfile::tempdir().unwrap();
    let computer = Arc::new(Settable::new(BEGINNING));
    computer.set_by(-3 * HOUR_MS);
    let (shop, _) = open(home.path(), &computer);
    let order = shop.sell("s1", None).await;
    drop(shop);
    let (shop, clock) = open(home.path(), &computer);
    establish(&clock, computer.unset_now());
    shop.watch();
    sleep(Duration::from_mins(1)).await;
    assert!(!shop.bank.asked().is_empty());
    assert_eq!(shop.charge(order.number).status, Status::Pending);
}

/// What is odd about money that the provider stamps with this moment after the end of the code. The till that hears
/// of it is another life than the one that sold, on a computer whose clock is three hours behind.
async fn oddities_of_money_for_another_life(after_end_ms: i64) -> Vec<Anomaly> {
    let home = tempfile::tempdir().unwrap();
    let computer = Arc::new(Settable::new(BEGINNING));
    computer.set_by(-3 * HOUR_MS);
    let (shop, clock) = open(home.path(), &computer);
    establish(&clock, computer.unset_now());
    let end = computer.unset_now().plus_ms(LIFE_MS);
    shop.bank.script.lock().unwrap().dead_at = Some(end);
    let order = shop.sell("s1", None).await;
    drop(shop);
    sleep(Duration::from_mins(32)).await;
    let (shop, clock) = open(home.path(), &computer);
    establish(&clock, computer.unset_now());
    let paid_at = Some(end.plus_ms(after_end_ms));
    shop.bank.says(Seen::Paid(Receipt { paid_at, ..receipt() }));
    shop.watch();
    sleep(Duration::from_mins(1)).await;
    let charge = shop.charge(order.number);
    assert_eq!(charge.status, Status::Paid);
    charge.anomalies.into_iter().collect()
}

#[tokio::test(start_paused = true)]
async fn money_that_came_late_is_called_late_in_another_life_and_money_in_time_is_not() {
    assert_eq!(oddities_of_money_for_another_life(60_000).await, [Anomaly::PaidLate]);
    assert_eq!(oddities_of_money_for_another_life(-60_000).await, []);
}

/// A sale by a clock that is behind, whose money a webhook tells of when the right time is known: it is not late.
#[tokio::test(start_paused = true)]
async fn money_that_a_webhook_tells_of_goes_by_the_time_of_its_charge() {
    for error_ms in [-3 * HOUR_MS, DAY_MS] {
        let home = tempfile::tempdir().unwrap();
        let computer = Arc::new(Settable::new(BEGINNING));
        computer.set_by(error_ms);
        let (shop, clock) = open(home.path(), &computer);
        let order = shop.sell("s1", None).await;
        establish(&clock, computer.unset_now());
        let id = shop.charge(order.number).registration.unwrap().provider_id;
        let names = Names { ids: vec![id], ..Names::default() };
        shop.bank.script.lock().unwrap().signs = Some((names, paid()));
        let event = Event {
            seq: 1,
            previous: 0,
            id: "evt_1".into(),
            relayed_at_ms: 1,
            route: "r_1".into(),
            headers: BTreeMap::new(),
            body_base64: String::new(),
        };
        shop.till.receive_webhook("e", &event).unwrap();
        let charge = shop.charge(order.number);
        assert_eq!((charge.status, charge.anomalies.len()), (Status::Paid, 0), "{error_ms}");
        let seen_after_ms = charge.status_since.since(charge.requested_at);
        assert!((0..1_000).contains(&seen_after_ms), "{error_ms}: {seen_after_ms}");
        // The timetable goes by the till's time: the provider is asked to confirm it now, and not tomorrow.
        let due_at = shop.till.order(order.number).unwrap().polls[&1].due_at.unwrap();
        assert!(due_at <= clock.now(), "{error_ms}: {due_at:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_of_another_life_dies_in_its_time_beside_a_clock_that_is_years_behind() {
    let home = tempfile::tempdir().unwrap();
    let computer = Arc::new(Settable::new(BEGINNING));
    computer.set_by(-10 * YEAR_MS);
    let (shop, clock) = open(home.path(), &computer);
    establish(&clock, computer.unset_now());
    shop.bank.script.lock().unwrap().dead_at = Some(computer.unset_now().plus_ms(LIFE_MS));
    let waiting = shop.sell("s1", None).await;
    drop((shop, clock));
    let (shop, clock) = open(home.path(), &computer);
    establish(&clock, computer.unset_now());
    shop.watch();
    let left = |shop: &Shop| {
        let charge = shop.charge(waiting.number);
        let end = charge.registration.as_ref().unwrap().expires_at_here();
        end.since(shop.till.now_of(waiting.number, &charge))
    };
    assert!((left(&shop) - LIFE_MS).abs() < 5_000, "{} ms are left", left(&shop));
    sleep(Duration::from_mins(41)).await;
    assert_eq!(shop.charge(waiting.number).status, Status::Expired);
}

#[tokio::test(start_paused = true)]
async fn a_receipt_is_found_though_the_clock_is_wrong_by_hours() {
    for wrong_ms in [-3 * HOUR_MS, -60_000, 45 * 60_000, 3 * HOUR_MS] {
        for is_by_id in [false, true] {
            let home = tempfile::tempdir().unwrap();
            let computer = Arc::new(Settable::new(BEGINNING));
            computer.set_by(wrong_ms);
            let (shop, _) = open(home.path(), &computer);
            let order = shop.sell("s1", None).await;
            // Its bank stamps it by the right time.
            let id = EndToEndId::typed("E00416968202603101420abcDEF12345").unwrap();
            let seen = Seen::Paid(Receipt { end_to_end_id: Some(id.clone()), ..receipt() });
            shop.bank.says(seen.clone());
            let its = order.attempts[0].registration.as_ref().unwrap().provider_id.clone();
            let names = Names { ids: vec![its], ..Names::default() };
            let said = [(id.as_str().to_owned(), (Ok(seen), names))].into();
            shop.bank.script.lock().unwrap().by_id = is_by_id.then_some(said);
            let question =
                ReceiptQuestion { end_to_end_id: Some(id), ..ReceiptQuestion::default() };
            let checked = shop.till.check_receipt(question, &by()).await.unwrap();
            assert_eq!(checked.check.order, Some(order.number), "{wrong_ms}, {is_by_id}");
        }
    }
}
