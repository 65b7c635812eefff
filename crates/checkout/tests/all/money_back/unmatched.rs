//! Money without a sale: asked about before it is believed, and what people do with it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use checkout::{Attention, Error};
use domain::charge::{Anomaly, Receipt, RefundReport, Seen, Status};
use domain::{
    Centavos, OrderNumber, Reference, UnixMs, UnmatchedNumber, UnmatchedPayment, UnmatchedState,
};
use providers::{Error as PspError, Psp};
use store::{Rank, Store};
use tokio::time::sleep;

use crate::bank::{DAY, MINUTE, Shop, by, lost, paid, receipt, refunded};
use crate::told::{told, told_by};

fn open_unmatched(shop: &Shop) -> Vec<UnmatchedPayment> {
    shop.till.unmatched(false).unwrap()
}

fn asked(shop: &Shop) -> usize {
    shop.bank.script.lock().unwrap().asked.len()
}

/// A shop that knows of one unmatched of R$ 12,50.
async fn with_unmatched(home: &Path) -> (Shop, UnmatchedNumber) {
    let shop = Shop::open(home);
    told(home, &["x1"]);
    shop.bank.says_of("x1", Ok(paid()));
    shop.watch();
    sleep(MINUTE).await;
    let number = open_unmatched(&shop)[0].number;
    (shop, number)
}

#[tokio::test(start_paused = true)]
async fn money_without_a_sale_is_an_unmatched_payment_once_the_provider_calls_it_paid() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    told(home.path(), &["x1", "x1"]);
    shop.watch();
    tokio::spawn(Arc::clone(&shop.till).follow());
    let attention = shop.till.attention();
    sleep(MINUTE).await;
    assert!(open_unmatched(&shop).is_empty(), "the provider still says waiting");
    shop.bank.says(paid());
    sleep(MINUTE * 5).await;
    let unmatched = open_unmatched(&shop);
    assert_eq!(unmatched.len(), 1);
    assert_eq!(unmatched[0].money.amount, Some(Centavos::new(1_250)));
    assert_eq!(unmatched[0].money.end_to_end_id.as_ref().unwrap().as_str(), "E1");
    assert_eq!(*attention.borrow(), Attention { unmatched: 1, ..Attention::default() });
    let before = asked(&shop);
    told(home.path(), &["x1"]);
    sleep(MINUTE * 5).await;
    assert!(asked(&shop) > before, "what is told again is asked about again");
    assert_eq!(open_unmatched(&shop).len(), 1, "and is the same money");
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_reference_in_the_answer_decides_whose_money_it_is() {
    for (reference, is_unmatched) in [
        (None, true),
        (Some("Mesa 4"), true),
        (Some("K7QD-000009"), true),
        // Of a till that is alive, which hears of it itself; and of one that is lost.
        (Some("Z9XY-000001"), false),
        (Some("W4TR-000001"), true),
    ] {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let live = ["Z9XY".to_owned(), "K7QD".to_owned()];
        Store::open(home.path(), UnixMs::new(1)).unwrap().set_live_codes(&live).unwrap();
        shop.bank.script.lock().unwrap().names.reference =
            reference.map(|it| Reference::new(it).unwrap());
        shop.bank.says(paid());
        told(home.path(), &["x1"]);
        shop.watch();
        sleep(MINUTE).await;
        assert_eq!(asked(&shop), 1, "{reference:?}");
        assert_eq!(open_unmatched(&shop).len(), usize::from(is_unmatched), "{reference:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn money_of_a_sale_here_is_that_sales() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", None).await;
    let id = format!("id of {}", order.reference);
    shop.bank.says(paid());
    told(home.path(), &[&id]);
    shop.watch();
    sleep(MINUTE).await;
    assert_eq!(shop.charge(order.number).status, Status::Paid);
    assert!(shop.till.unmatched(true).unwrap().is_empty());
}

/// As after a log was put back: the code was shown, and nothing here knows that.
#[tokio::test(start_paused = true)]
async fn money_of_a_sale_that_ended_before_it_was_registered_is_told_to_a_person() {
    for reference in [Some("Mesa 4"), None] {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        shop.bank.script.lock().unwrap().creations =
            std::iter::repeat_with(lost).take(20).collect();
        let order = shop.sell_as("s1", reference, None).await;
        let order = shop.till.cancel(order.number, &by()).await.unwrap();
        assert_eq!((order.status(), &order.attempts[0].registration), (Status::Cancelled, &None));
        shop.bank.script.lock().unwrap().names.reference = Some(order.reference.clone());
        shop.bank.says(paid());
        told(home.path(), &["x1"]);
        shop.watch();
        sleep(MINUTE * 5).await;
        let unmatched = open_unmatched(&shop);
        assert_eq!(unmatched.len(), 1, "{reference:?}");
        assert_eq!(unmatched[0].money.reference.as_ref(), Some(&order.reference));
        assert_eq!(shop.charge(order.number).status, Status::Cancelled);
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_provider_does_not_call_paid_is_asked_about_a_few_times_and_no_more() {
    for answer in [Ok(Seen::Waiting), Err(PspError::NotFound), Ok(refunded()), Ok(Seen::Expired)] {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        shop.bank.script.lock().unwrap().says = Some(answer.clone());
        told_by(home.path(), &["x1"], Rank::Recognised);
        shop.watch();
        sleep(MINUTE * 30).await;
        let times = asked(&shop);
        assert!((1..=7).contains(&times), "{answer:?}: {times}");
        sleep(DAY).await;
        assert_eq!(asked(&shop), times, "{answer:?} is believed");
        assert!(open_unmatched(&shop).is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn money_that_the_provider_has_signed_and_does_not_confirm_is_told_to_a_person() {
    let unknown = Seen::Unknown("Pago".into());
    let silent = Seen::Paid(Receipt { received: None, ..receipt() });
    for answer in
        [Ok(Seen::Waiting), Err(PspError::NotFound), Ok(refunded()), Ok(unknown), Ok(silent)]
    {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        shop.bank.script.lock().unwrap().says = Some(answer.clone());
        told(home.path(), &["x1"]);
        shop.watch();
        sleep(MINUTE * 30).await;
        let times = asked(&shop);
        assert!((1..=7).contains(&times), "{answer:?}: {times}");
        let unmatched = open_unmatched(&shop).remove(0);
        assert_eq!((unmatched.money.amount, unmatched.money.provider_id.as_str()), (None, "x1"));
        assert_eq!(unmatched.money.account.as_ref(), Some(shop.bank.account()));
        let attention = shop.till.attention();
        let following = tokio::spawn(Arc::clone(&shop.till).follow());
        sleep(MINUTE / 60).await;
        assert_eq!(attention.borrow().unmatched, 1, "{answer:?}");
        following.abort();
        sleep(DAY).await;
        assert_eq!(asked(&shop), times, "{answer:?}");

        // It is matched only when the provider says that it is there, and how much.
        shop.bank.says(Seen::Waiting);
        let number = shop.sell("s1", None).await.number;
        let refused = shop.till.match_unmatched(unmatched.number, number, "é esta", &by()).await;
        assert!(matches!(refused, Err(Error::UnmatchedGone)), "{refused:?}");
        shop.bank.says_of("x1", Ok(paid()));
        let order =
            shop.till.match_unmatched(unmatched.number, number, "é esta", &by()).await.unwrap();
        assert_eq!(order.received(), Centavos::new(1_250));
        shop.till.verify().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn without_an_answer_it_is_given_up_after_a_day() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.bank.fails(PspError::Unreachable("no network".into()));
    told(home.path(), &["x1"]);
    shop.watch();
    sleep(MINUTE * (24 * 60 - 31)).await;
    let times = asked(&shop);
    assert!((30..=50).contains(&times), "{times}");
    sleep(MINUTE * 62).await;
    let times = asked(&shop);
    sleep(DAY).await;
    assert_eq!(asked(&shop), times);
    assert_eq!(open_unmatched(&shop)[0].money.amount, None, "and a person is told");
}

#[tokio::test(start_paused = true)]
async fn inquiries_begin_a_second_apart_however_many_there_are() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.bank.fails(PspError::NotFound);
    told(home.path(), &["x1", "x2", "x3", "x4", "x5"]);
    shop.watch();
    sleep(MINUTE).await;
    let asked = shop.bank.begun_at();
    assert!(asked.len() >= 10, "{asked:?}");
    for pair in asked.windows(2) {
        assert!(pair[1].saturating_sub(pair[0]) >= Duration::from_secs(1), "{asked:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_unmatched_payment_can_be_the_money_for_an_order() {
    let home = tempfile::tempdir().unwrap();
    let (shop, unmatched) = with_unmatched(home.path()).await;
    let expired = shop.sell("s1", None).await.number;
    shop.till.cancel(expired, &by()).await.unwrap();
    shop.bank.says_of("x1", Ok(Seen::Waiting));
    let gone = shop.till.match_unmatched(unmatched, expired, "o cliente mostrou", &by()).await;
    assert!(matches!(gone, Err(Error::UnmatchedGone)), "{gone:?}");
    shop.bank.says_of("x1", Ok(paid()));
    let order =
        shop.till.match_unmatched(unmatched, expired, "o cliente mostrou", &by()).await.unwrap();
    assert_eq!((order.status(), order.received()), (Status::Paid, Centavos::new(1_250)));
    let payment = order.attempts[0].payments.last().unwrap();
    assert_eq!(payment.matched.as_ref().unwrap().reason, "o cliente mostrou");
    let again = shop.till.match_unmatched(unmatched, expired, "outra vez", &by()).await;
    assert!(matches!(again, Err(Error::UnmatchedResolved)), "{again:?}");
    let aside = shop.till.dismiss_unmatched(unmatched, "não", &by());
    assert!(matches!(aside, Err(Error::UnmatchedResolved)), "{aside:?}");
    assert!(open_unmatched(&shop).is_empty());
    let all = shop.till.unmatched(true).unwrap();
    assert!(matches!(all[0].state, UnmatchedState::Matched { order, .. } if order == expired));
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn only_money_that_is_still_there_is_attached() {
    let less = Seen::Paid(Receipt { received: Some(Centavos::new(1)), ..receipt() });
    let part = RefundReport { amount: Some(Centavos::new(1)), ..RefundReport::default() };
    let home = tempfile::tempdir().unwrap();
    let (shop, unmatched) = with_unmatched(home.path()).await;
    let order = shop.sell("s1", None).await.number;
    for answer in [
        Ok(refunded()),
        Ok(Seen::Refunded(receipt(), vec![part])),
        Ok(less),
        Err(PspError::NotFound),
    ] {
        shop.bank.says_of("x1", answer.clone());
        let refused = shop.till.match_unmatched(unmatched, order, "é esta", &by()).await;
        assert!(matches!(refused, Err(Error::UnmatchedGone)), "{answer:?}: {refused:?}");
    }
    shop.bank.says_of("x1", Err(PspError::Unreachable("no network".into())));
    let refused = shop.till.match_unmatched(unmatched, order, "é esta", &by()).await;
    assert!(matches!(refused, Err(Error::Provider(PspError::Unreachable(_)))), "{refused:?}");
    let nowhere = OrderNumber::new(99).unwrap();
    let refused = shop.till.match_unmatched(unmatched, nowhere, "é esta", &by()).await;
    assert!(matches!(refused, Err(Error::Store(store::Error::NotFound))), "{refused:?}");
    assert_eq!(open_unmatched(&shop).len(), 1, "it waits on");
}

#[tokio::test(start_paused = true)]
async fn an_unmatched_payment_that_is_no_sale_is_set_aside() {
    let home = tempfile::tempdir().unwrap();
    let (shop, unmatched) = with_unmatched(home.path()).await;
    let set_aside = shop.till.dismiss_unmatched(unmatched, "aluguel", &by()).unwrap();
    assert!(matches!(set_aside.state, UnmatchedState::Dismissed { .. }));
    told(home.path(), &["x1"]);
    sleep(MINUTE * 5).await;
    assert!(open_unmatched(&shop).is_empty(), "what a person has settled stays settled");
}

#[tokio::test(start_paused = true)]
async fn a_code_whose_sale_was_paid_by_an_unmatched_payment_is_watched_on() {
    let home = tempfile::tempdir().unwrap();
    let (shop, unmatched) = with_unmatched(home.path()).await;
    let number = shop.sell("s1", None).await.number;
    shop.till.match_unmatched(unmatched, number, "é esta", &by()).await.unwrap();
    // The customer pays the code as well.
    let own = Receipt { end_to_end_id: domain::EndToEndId::new("E2").ok(), ..receipt() };
    shop.bank.says(Seen::Paid(own));
    sleep(MINUTE).await;
    let charge = shop.charge(number);
    assert_eq!((charge.status, charge.received()), (Status::Paid, Centavos::new(2_500)));
    assert!(charge.anomalies.contains(&Anomaly::DuplicatePayment));
}
