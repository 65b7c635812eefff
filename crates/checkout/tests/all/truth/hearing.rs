//! What the till says of its hearing: as it is, of each provider.

use std::sync::Arc;
use std::time::Duration;

use checkout::{Error, Listening, Trouble, Whom};
use domain::UnixMs;
use domain::charge::{Evidence, Seen, Status, Unproven};
use providers::{Error as PspError, Obstacle, ObstacleKind};
use store::{ChargeKey, Store};
use tokio::time::sleep;

use crate::bank::{MINUTE, Shop, by, paid};

const SOON: Duration = Duration::from_secs(5);

fn failures() -> [(PspError, Trouble, &'static str); 7] {
    let unproven = Unproven::new(domain::charge::Doubt::OtherId, None, Evidence::Polled);
    let pause = Some(Duration::from_mins(10));
    [
        (PspError::Unauthorized("401".into()), Trouble::Refused, "refused"),
        (PspError::Malformed("HTML".into()), Trouble::Unreadable, "unreadable"),
        (PspError::NotThere("another".into()), Trouble::Unreadable, "unreadable"),
        (PspError::Contradicts(unproven), Trouble::Unreadable, "unreadable"),
        (PspError::RateLimited { retry_after: pause }, Trouble::ToldToWait, "told to wait"),
        (PspError::Unreachable("no network".into()), Trouble::Offline, "offline"),
        (PspError::OutcomeUnknown("timed out".into()), Trouble::Offline, "offline"),
    ]
}

fn whom(name: &str) -> Whom {
    Whom { name: name.to_owned(), is_kept: false }
}

fn offline() -> Listening {
    Listening::Offline(whom("ConnectPSP"), Obstacle::of(ObstacleKind::Unreachable))
}

fn word(listening: &Listening) -> &'static str {
    match listening {
        Listening::Refused(whom) if whom.name == "ConnectPSP" => "refused",
        Listening::Unreadable(whom) if whom.name == "ConnectPSP" => "unreadable",
        Listening::ToldToWait(whom, _) if whom.name == "ConnectPSP" => "told to wait",
        Listening::Offline(whom, _) if whom.name == "ConnectPSP" => "offline",
        Listening::Polling { .. } => "polling",
        _ => "something else",
    }
}

#[tokio::test(start_paused = true)]
async fn each_way_of_not_hearing_has_its_word_until_the_next_good_answer() {
    for (error, trouble, expected) in failures() {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let listening = shop.till.listening();
        let mut changes = shop.till.changes();
        shop.watch();
        let number = shop.sell("s1", None).await.number;
        sleep(SOON).await;
        assert_eq!(word(&listening.borrow()), "polling");
        while changes.try_recv().is_ok() {}

        shop.bank.fails(error.clone());
        sleep(SOON).await;
        assert_eq!(word(&listening.borrow()), expected, "{error:?}");
        assert_eq!(word(&shop.till.trouble_with("connectpsp").unwrap()), expected);
        assert_eq!(shop.till.trouble_with("integrapay"), None, "that one is well");
        let poll = shop.till.order(number).unwrap().polls.remove(&1).unwrap();
        let (found, since) = Trouble::of(&poll).unwrap();
        assert_eq!(found, trouble, "{error:?}");
        assert_eq!(changes.try_recv(), Ok(number), "a door hears of it");
        sleep(MINUTE).await;
        let poll = shop.till.order(number).unwrap().polls.remove(&1).unwrap();
        assert_eq!(Trouble::of(&poll), Some((trouble, since)), "since it began");
        while changes.try_recv().is_ok() {}

        shop.bank.says(Seen::Waiting);
        sleep(MINUTE).await;
        assert_eq!(word(&listening.borrow()), "polling", "{error:?}");
        assert_eq!(shop.till.trouble_with("connectpsp"), None);
        let poll = shop.till.order(number).unwrap().polls.remove(&1).unwrap();
        assert_eq!(Trouble::of(&poll), None);
        assert_eq!(changes.try_recv(), Ok(number), "and that it is over");
    }
}

#[tokio::test(start_paused = true)]
async fn silence_is_told_while_it_lasts_and_no_longer() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let mut listening = shop.till.listening();
    shop.watch();
    shop.sell("s1", None).await;
    sleep(SOON).await;
    assert!(matches!(*listening.borrow_and_update(), Listening::Polling { .. }));
    shop.bank.thinks(Duration::from_secs(12));
    let asked = shop.bank.begun_at().len();
    listening.changed().await.unwrap();
    let silent = Listening::Offline(whom("ConnectPSP"), Obstacle::of(ObstacleKind::Silent));
    assert_eq!(*listening.borrow_and_update(), silent);
    assert_eq!(shop.bank.begun_at().len(), asked, "it has not answered yet");
    shop.bank.thinks(Duration::ZERO);
    listening.changed().await.unwrap();
    assert!(matches!(*listening.borrow(), Listening::Polling { .. }), "it has answered");
}

#[tokio::test(start_paused = true)]
async fn the_freshest_charges_provider_goes_first_in_the_bar_and_no_other_is_hidden() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let listening = shop.till.listening();
    shop.watch();
    shop.sell("s1", None).await;
    shop.bank.fails(PspError::Unreachable("no network".into()));
    sleep(MINUTE * 2).await;
    assert_eq!(*listening.borrow(), offline());
    let fresh = shop.sell("s2", Some("integrapay")).await.number;
    sleep(SOON).await;
    let hidden = offline();
    assert_eq!(*listening.borrow(), hidden, "a charge is open there, whatever the new one does");
    let still = shop.till.trouble_with("connectpsp");
    assert_eq!(still, Some(offline()), "it is down still");
    shop.other.fails(PspError::Unauthorized("401".into()));
    sleep(SOON).await;
    assert_eq!(*listening.borrow(), Listening::Refused(whom("IntegraPay")));
    shop.other.says(paid());
    sleep(MINUTE).await;
    assert_eq!(shop.charge(fresh).status, Status::Paid);
    assert_eq!(*listening.borrow(), offline(), "what is open now");
}

#[tokio::test(start_paused = true)]
async fn told_to_wait_says_until_when_and_no_longer() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let listening = shop.till.listening();
    shop.watch();
    shop.sell("s1", None).await;
    let pause = Some(Duration::from_secs(20));
    shop.bank.fails(PspError::RateLimited { retry_after: pause });
    sleep(SOON).await;
    let Listening::ToldToWait(_, until) = listening.borrow().clone() else {
        panic!("{:?}", listening.borrow())
    };
    let begun_at = i64::try_from(shop.bank.begun_at().last().unwrap().as_millis()).unwrap();
    assert_eq!(until, UnixMs::new(1_000_000 + begun_at + 20_000));
    shop.bank.says(Seen::Waiting);
    sleep(MINUTE).await;
    assert_eq!(word(&listening.borrow()), "polling");
}

#[tokio::test(start_paused = true)]
async fn a_look_says_why_nobody_knows_and_never_that_nothing_came() {
    for (error, ..) in failures() {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let number = shop.sell("s1", None).await.number;
        shop.bank.fails(error.clone());
        let heard = shop.till.check_now(number).await;
        assert!(matches!(&heard, Err(Error::Provider(why)) if *why == error), "{heard:?}");
        assert_eq!(shop.charge(number).status, Status::Pending);
        // An order that has its money needs no answer.
        shop.bank.says(paid());
        assert_eq!(shop.till.check_now(number).await.unwrap().status(), Status::Paid);
        shop.bank.fails(error.clone());
        assert_eq!(shop.till.check_now(number).await.unwrap().status(), Status::Paid, "{error:?}");
        // Nor does a cancel, which holds whoever hears of it.
        let other = shop.sell("s2", None).await.number;
        assert_eq!(shop.till.cancel(other, &by()).await.unwrap().status(), Status::Cancelled);
        assert_eq!(shop.till.check_now(other).await.unwrap().status(), Status::Cancelled);
    }
}

#[tokio::test(start_paused = true)]
async fn that_the_provider_knows_no_such_charge_is_an_answer() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.sell("s1", None).await.number;
    shop.bank.fails(PspError::NotFound);
    assert_eq!(shop.till.check_now(number).await.unwrap().status(), Status::Pending);
    let poll = shop.till.order(number).unwrap().polls.remove(&1).unwrap();
    assert_eq!(Trouble::of(&poll).map(|(trouble, _)| trouble), Some(Trouble::NotFound));
}

#[tokio::test(start_paused = true)]
async fn one_attempt_that_is_not_heard_leaves_the_order_unknown() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let first = shop.sell("s1", None).await;
    let id = first.attempts[0].registration.as_ref().unwrap().provider_id.as_str();
    shop.bank.says_of(id, Err(PspError::Unreachable("no network".into())));
    shop.till.new_code(first.number, &by()).await.unwrap();
    let heard = shop.till.check_now(first.number).await;
    let why = matches!(heard, Err(Error::Provider(PspError::Unreachable(_))));
    assert!(why, "the old code can be paid as well: {heard:?}");
    assert_eq!(Arc::strong_count(&shop.till), 1);
}

#[tokio::test(start_paused = true)]
async fn a_person_who_checks_is_told_of_the_provider_and_not_of_a_neighbour_that_stands_still() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.sell("s1", None).await.number;
    shop.till.check_now(number).await.unwrap();
    sleep(MINUTE).await;
    let mut other = Store::open(home.path(), UnixMs::new(1)).unwrap();
    let now = UnixMs::new(1_000_000).plus_ms(60_000);
    assert!(other.claim_one(ChargeKey { order: number, attempt: 1 }, now).unwrap().is_some());
    shop.bank.says(paid());
    assert_eq!(shop.till.check_now(number).await.unwrap().status(), Status::Paid);
}

#[tokio::test(start_paused = true)]
async fn a_neighbour_that_stands_still_keeps_a_customer_waiting_for_half_a_minute_at_most() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", None).await;
    let mut other = Store::open(home.path(), UnixMs::new(1)).unwrap();
    sleep(Duration::from_secs(2)).await;
    let key = ChargeKey { order: order.number, attempt: 1 };
    let claimed = other.claim_one(key, shop.till.now()).unwrap();
    assert!(claimed.is_some(), "the neighbour asks, and is stopped");
    shop.bank.says(paid());
    shop.till.looks_at(&order);
    shop.watch();
    sleep(Duration::from_secs(29)).await;
    assert_eq!(shop.charge(order.number).status, Status::Pending, "its answer may come yet");
    sleep(Duration::from_secs(2)).await;
    assert_eq!(shop.charge(order.number).status, Status::Paid);
}

#[tokio::test(start_paused = true)]
async fn where_another_process_is_sending_and_has_no_answer_nobody_was_heard() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.bank.script.lock().unwrap().creations =
        [PspError::OutcomeUnknown("timed out".into())].into();
    let number = shop.sell("s1", None).await.number;
    sleep(MINUTE).await;
    let mut other = Store::open(home.path(), UnixMs::new(1)).unwrap();
    let claimed = other.claim_due(shop.till.now(), 8).unwrap();
    assert_eq!(claimed.len(), 1, "the neighbour sends it again");
    sleep(MINUTE).await;
    let unheard = shop.till.check_now(number).await;
    assert!(matches!(unheard, Err(Error::Provider(PspError::OutcomeUnknown(_)))), "{unheard:?}");
    assert_eq!(shop.bank.script.lock().unwrap().sent.len(), 1, "what may be sent twice is not");
}
