//! What customers show: the three frauds, money that is there, and providers that are not heard.

use std::sync::Arc;
use std::time::Duration;

use checkout::{CheckedReceipt, Checkout, ReceiptQuestion};
use domain::ReceiptVerdict::{
    AlreadyUsed, NotReceived, NotYet, OtherAmount, OtherSale, Received, Unknown,
};
use domain::charge::{Receipt, RefundReport, Seen};
use domain::{Centavos, EndToEndId, OrderNumber, Reference};
use providers::{Error as PspError, Names};
use tokio::time::{Instant, sleep};

use crate::bank::{DAY, MINUTE, Shop, by, lost, paid, receipt};

/// Made in the minute in which these tests begin.
const ID: &str = "E00416968197001010016abcDEF12345";

fn id(text: &str) -> EndToEndId {
    EndToEndId::typed(text).unwrap()
}

fn paid_as(text: &str) -> Seen {
    Seen::Paid(Receipt { end_to_end_id: Some(id(text)), ..receipt() })
}

fn question(text: &str) -> ReceiptQuestion {
    ReceiptQuestion { end_to_end_id: Some(id(text)), ..ReceiptQuestion::default() }
}

async fn check(till: &Arc<Checkout>, question: ReceiptQuestion) -> CheckedReceipt {
    till.check_receipt(question, &by()).await.unwrap()
}

/// The default bank knows payments by their ids: this one, or none.
fn knows(shop: &Shop, text: &str, answer: Result<Seen, PspError>, provider_id: &str) {
    let mut script = shop.bank.script.lock().unwrap();
    let id = domain::ProviderId::new(provider_id).unwrap();
    let names = Names { ids: vec![id], ..Names::default() };
    script.by_id = Some([(text.to_owned(), (answer, names))].into());
}

fn knows_none(shop: &Shop) {
    shop.bank.script.lock().unwrap().by_id = Some([].into());
}

/// A sale that was paid with the id.
async fn sold(shop: &Shop, sale: &str) -> OrderNumber {
    let order = shop.sell(sale, None).await;
    let its_id = format!("id of {}", order.reference);
    shop.bank.says_of(&its_id, Ok(paid_as(ID)));
    shop.till.check_now(order.number).await.unwrap().number
}

#[tokio::test(start_paused = true)]
async fn the_receipt_of_this_sale_is_received_and_each_check_is_written_down() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = sold(&shop, "s1").await;
    sleep(MINUTE).await;
    let asks = shop.bank.asked().len();
    let asked = ReceiptQuestion { order: Some(order), ..question(ID) };
    let first = check(&shop.till, asked.clone()).await;
    assert_eq!((first.check.verdict, first.check.order), (Received, Some(order)));
    assert_eq!(first.money.unwrap().amount, Some(Centavos::new(1_250)));
    assert_eq!(first.before.times, 0);
    let who: Vec<_> = first.asked.iter().map(|it| (it.provider.as_str(), it.heard)).collect();
    assert_eq!(who, [("connectpsp", true)], "only who has it may know that it went back");
    assert_eq!(shop.bank.asked().len(), asks + 1);
    let second = check(&shop.till, asked).await;
    assert_eq!((second.check.verdict, second.before.times), (Received, 1));
    assert_eq!(second.before.last.unwrap().1, by());
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn money_that_went_back_since_it_was_proved_is_not_received() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = sold(&shop, "s1").await;
    let its_id = format!("id of {}", shop.till.order(order).unwrap().order.reference);
    let paid_back = |centavos| {
        let amount = Some(Centavos::new(centavos));
        let receipt = Receipt { end_to_end_id: Some(id(ID)), ..receipt() };
        Seen::Refunded(receipt, vec![RefundReport { amount, ..RefundReport::default() }])
    };
    let at = Some(shop.till.now());
    let by_amount = ReceiptQuestion {
        shown: Some(Centavos::new(1_250)),
        said_at: at,
        ..ReceiptQuestion::default()
    };
    for (gone, verdict) in [(50, OtherAmount), (1_250, AlreadyUsed)] {
        shop.bank.says_of(&its_id, Ok(paid_back(gone)));
        let named = ReceiptQuestion { order: Some(order), ..by_amount.clone() };
        for asked in [question(ID), by_amount.clone(), named] {
            sleep(MINUTE).await;
            assert_eq!(check(&shop.till, asked).await.check.verdict, verdict, "{gone} went back");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_proved_stands_where_its_provider_is_not_heard_and_nobody_waits_long_for_it() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = sold(&shop, "s1").await;
    sleep(MINUTE).await;
    shop.bank.thinks(MINUTE);
    let begun = Instant::now();
    let asked = ReceiptQuestion { order: Some(order), ..question(ID) };
    let checked = check(&shop.till, asked).await;
    assert_eq!((checked.check.verdict, checked.asked[0].heard), (Received, false));
    assert!(begun.elapsed() <= Duration::from_millis(3_100), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_names_one_of_two_payments_has_not_said_that_the_other_did_not_come() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", Some("integrapay")).await.number;
    let second = "E00416968197001010016second00001";
    let both = Receipt {
        received: Some(Centavos::new(2_500)),
        end_to_end_id: Some(id(second)),
        ..receipt()
    };
    shop.other.says(Seen::Paid(both));
    shop.till.check_now(order).await.unwrap();
    knows_none(&shop);
    let of_sale = ReceiptQuestion { order: Some(order), ..question(ID) };
    let shown = ReceiptQuestion { shown: Some(Centavos::new(1_250)), ..question(ID) };
    for asked in [of_sale, shown, question(ID)] {
        sleep(MINUTE).await;
        assert_eq!(check(&shop.till, asked).await.check.verdict, Unknown);
    }
}

#[tokio::test(start_paused = true)]
async fn first_fraud_a_scheduled_payment() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", None).await.number;
    let tomorrow = "E00416968197001021200abcDEF12345";
    let checked =
        check(&shop.till, ReceiptQuestion { order: Some(order), ..question(tomorrow) }).await;
    assert_eq!((checked.check.verdict, checked.asked.len()), (NotYet, 0));
}

#[tokio::test(start_paused = true)]
async fn second_fraud_a_centavo_and_an_altered_picture() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let centavo = Seen::Paid(Receipt {
        received: Some(Centavos::new(1)),
        end_to_end_id: Some(id(ID)),
        ..receipt()
    });
    knows(&shop, ID, Ok(centavo), "x1");
    let shown = ReceiptQuestion { shown: Some(Centavos::new(7_000)), ..question(ID) };
    let checked = check(&shop.till, shown).await;
    assert_eq!(checked.check.verdict, OtherAmount);
    assert_eq!(checked.money.unwrap().amount, Some(Centavos::new(1)));
}

#[tokio::test(start_paused = true)]
async fn third_fraud_a_receipt_that_is_shown_again() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    sold(&shop, "s1").await;
    let next = shop.sell("s2", None).await.number;
    let again = ReceiptQuestion { order: Some(next), ..question(ID) };
    assert_eq!(check(&shop.till, again).await.check.verdict, AlreadyUsed);
    assert_eq!(check(&shop.till, question(ID)).await.check.verdict, Received);
    let shown = check(&shop.till, question(ID)).await;
    assert_eq!((shown.check.verdict, shown.before.times), (AlreadyUsed, 2));
}

#[tokio::test(start_paused = true)]
async fn two_doors_that_check_one_receipt_at_once_give_it_to_one() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    sold(&shop, "s1").await;
    let (one, other) =
        tokio::join!(check(&shop.till, question(ID)), check(&shop.till, question(ID)));
    let mut verdicts = [one.check.verdict, other.check.verdict];
    verdicts.sort_by_key(|verdict| *verdict != Received);
    assert_eq!(verdicts, [Received, AlreadyUsed]);
}

#[tokio::test(start_paused = true)]
async fn money_that_only_the_provider_knows_is_found_by_the_sweep() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    // At a provider that is asked by no id.
    let order = shop.sell("s1", Some("integrapay")).await;
    shop.other.says(paid_as(ID));
    let asked = ReceiptQuestion { order: Some(order.number), ..question(ID) };
    let checked = check(&shop.till, asked).await;
    assert_eq!((checked.check.verdict, checked.check.order), (Received, Some(order.number)));
    let integrapay = checked.asked.iter().find(|it| it.provider == "integrapay").unwrap();
    assert_eq!((integrapay.heard, integrapay.by_id), (true, false));
}

#[tokio::test(start_paused = true)]
async fn an_answer_by_id_about_a_charge_of_ours_is_judged_by_the_usual_proof() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", None).await;
    let its_id = format!("id of {}", order.reference);
    knows(&shop, ID, Ok(paid_as(ID)), &its_id);
    // Asked about the charge itself it does not say so: that proves nothing.
    shop.bank.says_of(&its_id, Ok(Seen::Waiting));
    let asked = ReceiptQuestion { order: Some(order.number), ..question(ID) };
    assert_eq!(check(&shop.till, asked.clone()).await.check.verdict, Unknown);
    shop.bank.says_of(&its_id, Ok(paid_as(ID)));
    sleep(MINUTE).await;
    assert_eq!(check(&shop.till, asked).await.check.verdict, Received);
}

#[tokio::test(start_paused = true)]
async fn money_of_no_sale_becomes_an_unmatched_payment_that_can_be_matched() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    knows(&shop, ID, Ok(paid_as(ID)), "x1");
    let checked = check(&shop.till, question(ID)).await;
    assert_eq!(checked.check.verdict, OtherSale);
    assert_eq!(checked.check.unmatched, Some(shop.till.unmatched(false).unwrap()[0].number));
    let number = checked.check.unmatched.unwrap();
    shop.till.dismiss_unmatched(number, "aluguel", &by()).unwrap();
    assert_eq!(check(&shop.till, question(ID)).await.check.verdict, AlreadyUsed);
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn money_of_another_till_is_used() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let live = ["Z9XY".to_owned(), "K7QD".to_owned()];
    let now = domain::UnixMs::new(1);
    store::Store::open(home.path(), now).unwrap().set_live_codes(&live).unwrap();
    knows(&shop, ID, Ok(paid_as(ID)), "x1");
    {
        let mut script = shop.bank.script.lock().unwrap();
        let names = &mut script.by_id.as_mut().unwrap().get_mut(ID).unwrap().1;
        names.reference = Some(Reference::new("Z9XY-000001").unwrap());
    }
    assert_eq!(check(&shop.till, question(ID)).await.check.verdict, AlreadyUsed);
    assert!(shop.till.unmatched(true).unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn not_received_is_said_only_where_everybody_was_heard() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", Some("integrapay")).await;
    knows_none(&shop);
    let asked = ReceiptQuestion { order: Some(order.number), ..question(ID) };
    let checked = check(&shop.till, asked.clone()).await;
    assert_eq!(checked.check.verdict, NotReceived);
    assert!(checked.asked.iter().all(|it| it.heard), "{:?}", checked.asked);
    let by_id: Vec<_> = checked.asked.iter().map(|it| (it.provider.as_str(), it.by_id)).collect();
    assert_eq!(by_id, [("connectpsp", true), ("integrapay", false)]);
    for silence in [
        lost(),
        PspError::Unreachable("no route".into()),
        PspError::RateLimited { retry_after: None },
        PspError::Unauthorized("401".into()),
        PspError::Malformed("not JSON".into()),
    ] {
        sleep(MINUTE).await;
        shop.other.fails(silence.clone());
        let checked = check(&shop.till, asked.clone()).await;
        assert_eq!(checked.check.verdict, Unknown, "{silence:?} at the charge's provider");
        shop.other.says(Seen::Waiting);
        sleep(MINUTE).await;
        knows(&shop, ID, Err(silence.clone()), "x1");
        let checked = check(&shop.till, asked.clone()).await;
        assert_eq!(checked.check.verdict, Unknown, "{silence:?} at the one asked by id");
        knows_none(&shop);
    }
    sleep(MINUTE).await;
    let lacking = ReceiptQuestion { not_to_be_had: vec!["connectpsp".into()], ..asked };
    assert_eq!(check(&shop.till, lacking).await.check.verdict, Unknown, "one has no credentials");
}

#[tokio::test(start_paused = true)]
async fn by_amount_and_time_what_another_paid_says_nothing_of_a_sale_that_was_not_asked_about() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    sold(&shop, "s1").await;
    let order = shop.sell("s2", Some("integrapay")).await.number;
    let amount_and_time = ReceiptQuestion {
        shown: Some(Centavos::new(1_250)),
        said_at: Some(shop.till.now()),
        ..ReceiptQuestion::default()
    };
    let named = ReceiptQuestion { order: Some(order), ..amount_and_time.clone() };
    shop.other.fails(lost());
    for asked in [&amount_and_time, &named] {
        let checked = check(&shop.till, asked.clone()).await;
        assert_eq!(checked.check.verdict, Unknown, "whoever has it was not heard: {asked:?}");
        assert_eq!(checked.candidates.len(), 1);
        sleep(MINUTE).await;
    }
    shop.other.says(Seen::Waiting);
    assert_eq!(check(&shop.till, named.clone()).await.check.verdict, AlreadyUsed);
    sleep(MINUTE).await;
    shop.other.says(paid());
    let checked = check(&shop.till, named).await.check;
    assert_eq!((checked.verdict, checked.order), (Received, Some(order)));
}

#[tokio::test(start_paused = true)]
async fn the_money_of_the_named_sale_has_come_whatever_time_is_typed() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", Some("integrapay")).await.number;
    shop.other.says(paid());
    let asked = ReceiptQuestion {
        shown: Some(Centavos::new(1_250)),
        said_at: Some(shop.till.now().plus_ms(-3 * 60 * 60 * 1_000)),
        order: Some(order),
        ..ReceiptQuestion::default()
    };
    assert_eq!(check(&shop.till, asked.clone()).await.check.verdict, Received);
    let asks = shop.other.asked().len();
    sleep(MINUTE).await;
    let again = check(&shop.till, asked).await;
    assert_eq!((again.check.verdict, again.check.order), (Received, Some(order)));
    assert_eq!(shop.other.asked().len(), asks + 1, "it may have gone back");
    assert!(shop.bank.asked().is_empty(), "nobody else can know that");
}

#[tokio::test(start_paused = true)]
async fn charges_that_had_ended_when_the_receipt_was_paid_are_asked_about_however_old_it_is() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", Some("integrapay")).await.number;
    shop.other.says(Seen::Expired);
    shop.till.check_now(order).await.unwrap();
    sleep(DAY * 3).await;
    knows_none(&shop);
    shop.other.fails(lost());
    assert_eq!(check(&shop.till, question(ID)).await.check.verdict, Unknown);
    sleep(MINUTE).await;
    shop.other.says(paid_as(ID));
    let checked = check(&shop.till, question(ID)).await.check;
    assert_eq!((checked.verdict, checked.order), (Received, Some(order)));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_eight_seconds_and_silence_is_no_answer() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    for sale in 0..9 {
        shop.sell(&format!("s{sale}"), Some("integrapay")).await;
    }
    knows_none(&shop);
    shop.other.thinks(Duration::from_secs(6));
    let begun = Instant::now();
    let checked = check(&shop.till, question(ID)).await;
    assert_eq!(checked.check.verdict, Unknown);
    assert!(begun.elapsed() <= Duration::from_millis(8_100), "{:?}", begun.elapsed());
    let heard: Vec<_> = checked.asked.iter().map(|it| it.heard).collect();
    assert_eq!(heard, [true, false]);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_says_paid_without_a_proof_has_not_said_that_nothing_came() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let order = shop.sell("s1", Some("integrapay")).await;
    knows_none(&shop);
    shop.other.says(paid());
    shop.other.script.lock().unwrap().names.reference = Some(Reference::new("other").unwrap());
    let asked = ReceiptQuestion { order: Some(order.number), ..question(ID) };
    assert_eq!(check(&shop.till, asked).await.check.verdict, Unknown);
}

#[tokio::test(start_paused = true)]
async fn a_receipt_for_a_sale_that_there_is_not_is_refused_and_nothing_is_written() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let head = shop.till.head().unwrap();
    let asked = ReceiptQuestion { order: OrderNumber::new(9), ..question(ID) };
    let refused = shop.till.check_receipt(asked, &by()).await;
    assert!(matches!(refused, Err(checkout::Error::Store(store::Error::NotFound))), "{refused:?}");
    assert_eq!(shop.till.head().unwrap(), head);
}
