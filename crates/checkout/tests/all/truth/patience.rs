//! How patient the till is with a provider that asks for patience, knows nothing, or proves nothing.

use std::path::Path;
use std::time::Duration;

use checkout::Trouble;
use domain::charge::{Anomaly, EXPIRY_MARGIN_MS, Receipt, Seen, Status};
use domain::{Centavos, EndToEndId, OrderNumber, UnixMs};
use providers::Error as PspError;
use tokio::time::sleep;

use crate::bank::{DAY, MINUTE, Shop, by, paid, receipt};

/// From the beginning of a test until its codes die.
const LIFE: Duration = Duration::from_mins(30);

/// A shop whose codes die half an hour after the beginning.
fn open(home: &Path) -> Shop {
    let shop = Shop::open(home);
    let life_ms = i64::try_from(LIFE.as_millis()).unwrap();
    shop.bank.script.lock().unwrap().dead_at = Some(UnixMs::new(1_000_000 + life_ms));
    shop
}

fn pauses(begun_at: &[Duration]) -> Vec<Duration> {
    begun_at.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect()
}

#[tokio::test(start_paused = true)]
async fn a_code_on_screen_is_asked_about_within_half_a_minute_whatever_the_provider_wishes() {
    let home = tempfile::tempdir().unwrap();
    let shop = open(home.path());
    let retry_after = Some(Duration::from_mins(15));
    shop.bank.fails(PspError::RateLimited { retry_after });
    shop.watch();
    let number = shop.sell("s1", None).await.number;
    sleep(MINUTE * 10).await;
    let pauses = pauses(&shop.bank.begun_at());
    assert!(pauses.len() >= 18, "{pauses:?}");
    let wished = Duration::from_secs(30)..Duration::from_secs(33);
    assert!(pauses.iter().all(|pause| wished.contains(pause)), "{pauses:?}");
    shop.bank.says(paid());
    sleep(Duration::from_secs(33)).await;
    assert_eq!(shop.charge(number).status, Status::Paid);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_asks_for_no_pause_for_ever_is_asked_ever_more_seldom() {
    let home = tempfile::tempdir().unwrap();
    let shop = open(home.path());
    shop.bank.fails(PspError::RateLimited { retry_after: Some(Duration::ZERO) });
    shop.watch();
    shop.sell("s1", None).await;
    sleep(MINUTE * 10).await;
    // Every 2 and 5 s it would be 138.
    let times = shop.bank.begun_at().len();
    assert!((20..=60).contains(&times), "{times}");
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_before_a_code_that_is_cancelled_or_dead_so_that_the_wish_is_kept() {
    for dies in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let shop = open(home.path());
        shop.watch();
        let number = shop.sell("s1", None).await.number;
        if dies {
            sleep(LIFE + MINUTE).await;
        } else {
            shop.till.cancel(number, &by()).await.unwrap();
        }
        let retry_after = Some(Duration::from_mins(15));
        shop.bank.fails(PspError::RateLimited { retry_after });
        sleep(MINUTE).await;
        let before = shop.bank.begun_at().len() - 1;
        sleep(MINUTE * 60).await;
        let pauses = pauses(&shop.bank.begun_at()[before..]);
        assert!((3..=4).contains(&pauses.len()), "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause >= Duration::from_mins(15)), "{pauses:?}");
    }
}

/// The charge as it is a day after its code's death, and how often it was asked about since.
async fn is_given_up(shop: &Shop, number: OrderNumber, code: &str) {
    sleep(LIFE + DAY.saturating_sub(MINUTE)).await;
    assert_eq!(shop.charge(number).status, Status::Pending, "somebody may still be paying");
    // Within the longest interval.
    sleep(MINUTE * 75).await;
    let charge = shop.charge(number);
    assert_eq!(charge.status, Status::Expired);
    assert_eq!(charge.rejection.unwrap().code, code);
    assert_eq!(shop.till.order(number).unwrap().polls[&1].due_at, None);
    let asked = shop.bank.begun_at().len();
    sleep(DAY * 2).await;
    assert_eq!(shop.bank.begun_at().len(), asked, "it is not asked about for ever");
}

/// A person looks, and the money is there.
async fn late_money_counts(shop: &Shop, number: OrderNumber) {
    shop.bank.says(paid());
    let order = shop.till.check_now(number).await.unwrap();
    assert_eq!((order.status(), order.received()), (Status::Paid, Centavos::new(1_250)));
    let charge = shop.charge(number);
    assert_eq!(charge.anomalies, [Anomaly::PaidLate].into());
    assert_eq!(charge.unproven, None);
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_charge_that_the_provider_never_knows_is_given_up_a_day_after_its_code() {
    let home = tempfile::tempdir().unwrap();
    let shop = open(home.path());
    shop.bank.fails(PspError::NotFound);
    shop.watch();
    let number = shop.sell("s1", None).await.number;
    sleep(MINUTE).await;
    let poll = shop.till.order(number).unwrap().polls.remove(&1).unwrap();
    assert_eq!(Trouble::of(&poll).map(|(trouble, _)| trouble), Some(Trouble::NotFound));
    is_given_up(&shop, number, "unknown_there").await;
    late_money_counts(&shop, number).await;
}

#[tokio::test(start_paused = true)]
async fn a_charge_that_nobody_is_heard_about_is_given_up_after_a_week_of_asking() {
    let home = tempfile::tempdir().unwrap();
    let shop = open(home.path());
    shop.bank.fails(PspError::Unauthorized("401".into()));
    shop.watch();
    let number = shop.sell("s1", None).await.number;
    sleep(LIFE + DAY * 7).await;
    assert_eq!(shop.charge(number).status, Status::Pending);
    sleep(MINUTE * 150).await;
    let charge = shop.charge(number);
    assert_eq!(charge.status, Status::Expired);
    assert_eq!(charge.rejection.unwrap().code, "not_heard");
    late_money_counts(&shop, number).await;
}

#[tokio::test(start_paused = true)]
async fn no_charge_is_given_up_for_what_a_till_meets_that_was_just_switched_on() {
    let unproved = Seen::Paid(Receipt { received: None, end_to_end_id: None, ..receipt() });
    let offline = PspError::Unreachable("no network".into());
    for met in [Err(PspError::NotFound), Err(offline), Ok(unproved)] {
        for was_so_before in [false, true] {
            let home = tempfile::tempdir().unwrap();
            let shop = open(home.path());
            let number = shop.sell("s1", None).await.number;
            shop.bank.script.lock().unwrap().says = Some(met.clone());
            if was_so_before {
                let _ = shop.till.check_now(number).await;
            }
            sleep(DAY * 10).await;
            shop.watch();
            sleep(MINUTE).await;
            for _ in 0..3 {
                let _ = shop.till.check_now(number).await;
                sleep(MINUTE).await;
            }
            assert_eq!(shop.charge(number).status, Status::Pending, "{met:?}");
            shop.bank.says(paid());
            sleep(MINUTE * 70).await;
            assert_eq!(shop.charge(number).status, Status::Paid, "{met:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_that_is_never_proved_is_given_up_and_stays_told() {
    let home = tempfile::tempdir().unwrap();
    let shop = open(home.path());
    let bare = Receipt { received: None, end_to_end_id: None, ..receipt() };
    shop.bank.says(Seen::Paid(bare));
    shop.watch();
    let number = shop.sell("s1", None).await.number;
    is_given_up(&shop, number, "unproven").await;
    let charge = shop.charge(number);
    assert_eq!(charge.anomalies, [Anomaly::Unproven].into());
    assert!(charge.unproven.is_some());
    late_money_counts(&shop, number).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_not_heard_is_not_given_up() {
    for error in [PspError::Unauthorized("401".into()), PspError::Malformed("HTML".into())] {
        let home = tempfile::tempdir().unwrap();
        let shop = open(home.path());
        shop.bank.fails(error);
        shop.watch();
        let number = shop.sell("s1", None).await.number;
        sleep(LIFE + DAY + MINUTE * 90).await;
        assert_eq!(shop.charge(number).status, Status::Pending, "nobody knows");
        shop.bank.says(paid());
        sleep(MINUTE * 70).await;
        assert_eq!(shop.charge(number).status, Status::Paid);
    }
}

#[tokio::test(start_paused = true)]
async fn a_doubt_that_the_provider_takes_back_ends_as_any_charge_does() {
    let home = tempfile::tempdir().unwrap();
    let shop = open(home.path());
    let bare = Receipt { received: None, end_to_end_id: None, ..receipt() };
    shop.bank.says(Seen::Paid(bare));
    let number = shop.sell("s1", None).await.number;
    shop.till.check_now(number).await.unwrap();
    shop.bank.says(Seen::Waiting);
    shop.watch();
    let margin = Duration::from_millis(u64::try_from(EXPIRY_MARGIN_MS).unwrap());
    sleep(LIFE + margin + MINUTE).await;
    let charge = shop.charge(number);
    assert_eq!((charge.status, charge.rejection), (Status::Expired, None));
    assert_eq!(charge.anomalies, [Anomaly::Unproven].into(), "what was said stays told");
}

#[tokio::test(start_paused = true)]
async fn a_second_payment_is_seen_within_a_minute_while_the_customer_may_be_at_it() {
    for since in [0, 9, 26, 51, 90, 200, 400, 545].map(Duration::from_secs) {
        let home = tempfile::tempdir().unwrap();
        let shop = open(home.path());
        let number = shop.paid().await;
        shop.watch();
        sleep(since).await;
        let second = Receipt { end_to_end_id: EndToEndId::new("E2").ok(), ..receipt() };
        shop.bank.says(Seen::Paid(second));
        sleep(MINUTE).await;
        let charge = shop.charge(number);
        assert_eq!(charge.received(), Centavos::new(2_500), "{since:?} after PAGO");
        assert_eq!(charge.anomalies, [Anomaly::DuplicatePayment].into());
    }
}
