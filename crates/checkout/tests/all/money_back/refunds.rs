//! The money of a sale goes back.

use checkout::{Error, RefundOffer, RefundWish};
use domain::charge::{Receipt, RefundState, Seen, Status};
use domain::{EndToEndId, OrderNumber, UnixMs};
use providers::{Error as PspError, NoRefunds};
use tokio::time::sleep;

use crate::bank::{DAY, MINUTE, Shop, by, receipt, refunded, rejected, wanted};

fn failure(shop: &Shop, number: OrderNumber) -> Option<String> {
    match &shop.charge(number).last_refund_request()?.0.state {
        RefundState::Failed(rejection) => Some(rejection.code.clone()),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn taken_is_not_refunded_until_the_provider_says_so() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let charge = shop.refund(number).await;
    assert_eq!(charge.status, Status::Refunding);
    let (refund, _) = charge.last_refund_request().unwrap();
    assert_eq!(refund.state, RefundState::Accepted);
    assert!(refund.return_id.is_some());
    assert!(charge.settled_refunds().is_empty());
    shop.watch();
    sleep(MINUTE).await;
    assert_eq!(shop.charge(number).status, Status::Refunding, "the provider still says paid");
    shop.bank.says(refunded());
    sleep(MINUTE).await;
    let charge = shop.charge(number);
    assert_eq!((charge.status, charge.refunds.len()), (Status::Refunded, 1));
    assert!(charge.settled_refunds()[0].request().is_some(), "it was asked for here");
    assert_eq!(charge.settled_refunds()[0].return_id.as_ref().unwrap().as_str(), "D1");
    assert_eq!(shop.bank.sendings().len(), 1, "what is taken is not sent again");
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refund_whose_answer_cannot_be_written_is_on_its_way_and_never_called_undone() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let log = home.path().join(store::DATABASE);
    let room = move |sql: &str| rusqlite::Connection::open(&log).unwrap().execute_batch(sql);
    let meanwhile = room.clone();
    shop.bank.script.lock().unwrap().meanwhile = Some(Box::new(move || {
        let full = "CREATE TRIGGER disk_is_full BEFORE INSERT ON events
                    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
        meanwhile(full).unwrap();
    }));
    let charge = shop.refund(number).await;
    assert_eq!(charge.status, Status::Refunding);
    assert_eq!(charge.last_refund_request().unwrap().0.state, RefundState::Requested);
    assert_eq!(shop.bank.sendings().len(), 1);
    room("DROP TRIGGER disk_is_full").unwrap();
    shop.bank.says(refunded());
    shop.watch();
    sleep(10 * MINUTE).await;
    assert_eq!(shop.charge(number).status, Status::Refunded);
    let keys: Vec<_> = shop.bank.sendings().into_iter().map(|(key, _)| key).collect();
    assert!(keys.iter().all(|key| *key == keys[0]), "one refund, however often it was sent");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_brings_the_sale_back_to_paid_with_the_reason() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    shop.bank.refuses([rejected("INVALID_SIGNATURE")]);
    assert_eq!(shop.refund(number).await.status, Status::Paid);
    assert_eq!(failure(&shop, number).as_deref(), Some("INVALID_SIGNATURE"));
    // Another try is another refund, under another key.
    assert_eq!(shop.refund(number).await.status, Status::Refunding);
    let sent = shop.bank.sendings();
    assert_ne!(sent[0].0, sent[1].0);
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_is_too_early_is_sent_again_ever_more_seldom() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let too_early = || PspError::NotYet { code: "MISSING_END_TO_END_ID".into() };
    shop.bank.refuses((0..60).map(|_| too_early()));
    shop.watch();
    shop.refund(number).await;
    while shop.charge(number).status == Status::Refunding
        && shop.charge(number).last_refund_request().unwrap().0.state != RefundState::Accepted
    {
        sleep(MINUTE).await;
    }
    let sent = shop.bank.sendings();
    assert_eq!(sent.len(), 61);
    assert!(sent.iter().all(|it| *it == sent[0]), "the same key and bytes each time");
    let times: Vec<_> =
        shop.bank.script.lock().unwrap().refunded.iter().map(|(_, _, at)| *at).collect();
    let pause = |i: usize| times[i + 1].saturating_sub(times[i]);
    assert!(pause(59) >= pause(0) * 5, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_is_too_early_for_a_whole_day_has_failed() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let too_early = || PspError::NotYet { code: "MISSING_END_TO_END_ID".into() };
    shop.bank.refuses((0..100_000).map(|_| too_early()));
    shop.watch();
    shop.refund(number).await;
    sleep(MINUTE * (24 * 60 - 1)).await;
    assert_eq!(shop.charge(number).status, Status::Refunding);
    sleep(MINUTE * 15).await;
    assert_eq!(shop.charge(number).status, Status::Paid);
    assert_eq!(failure(&shop, number).as_deref(), Some("MISSING_END_TO_END_ID"));
    assert!(shop.bank.sendings().len() < 500, "{}", shop.bank.sendings().len());
}

#[tokio::test(start_paused = true)]
async fn what_never_left_the_machine_is_given_up_after_four_tries() {
    for (error, code) in [
        (PspError::Unreachable("no network".into()), "not_sent"),
        (PspError::Unauthorized("401".into()), "credentials"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let number = shop.paid().await;
        shop.bank.refuses(vec![error; 20]);
        shop.watch();
        assert_eq!(shop.refund(number).await.status, Status::Refunding);
        sleep(MINUTE * 5).await;
        assert_eq!(shop.charge(number).status, Status::Paid);
        assert_eq!(failure(&shop, number).as_deref(), Some(code));
        assert_eq!(shop.bank.sendings().len(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refund_on_its_way_is_asked_about_for_ever() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    shop.watch();
    shop.refund(number).await;
    sleep(DAY * 3).await;
    let asked = shop.bank.script.lock().unwrap().asked.len();
    sleep(DAY).await;
    let more = shop.bank.script.lock().unwrap().asked.len() - asked;
    assert!((20..30).contains(&more), "about hourly: {more}");
    shop.bank.says(refunded());
    sleep(MINUTE * 70).await;
    assert_eq!(shop.charge(number).status, Status::Refunded);
}

#[tokio::test(start_paused = true)]
async fn there_is_nothing_to_refund_twice_nor_before_it_is_paid() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let unpaid = shop.sell("s0", None).await.number;
    let refused = shop.till.refund(unpaid, wanted(), &by()).await;
    assert!(matches!(refused, Err(Error::NothingToRefund)), "{refused:?}");
    assert_eq!(shop.till.refund_offer(&shop.charge(unpaid)), RefundOffer::None);
    let number = shop.paid().await;
    shop.refund(number).await;
    assert_eq!(shop.till.refund_offer(&shop.charge(number)), RefundOffer::None);
    let refused = shop.till.refund(number, wanted(), &by()).await;
    assert!(matches!(refused, Err(Error::NothingToRefund)), "{refused:?}");
    let nowhere = RefundWish { attempt: Some(7), ..wanted() };
    let refused = shop.till.refund(number, nowhere, &by()).await;
    assert!(matches!(refused, Err(Error::Store(store::Error::NotFound))), "{refused:?}");
    assert_eq!(shop.bank.sendings().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn where_two_attempts_were_paid_somebody_has_to_say_which() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.sell("s1", None).await.number;
    let order = shop.till.new_code(number, &by()).await.unwrap();
    for (charge, id) in order.attempts.iter().zip(["E1", "E2"]) {
        let own = Receipt { end_to_end_id: EndToEndId::new(id).ok(), ..receipt() };
        let id = charge.registration.as_ref().unwrap().provider_id.as_str();
        shop.bank.says_of(id, Ok(Seen::Paid(own)));
    }
    sleep(MINUTE).await;
    shop.till.check_now(number).await.unwrap();
    let refused = shop.till.refund(number, wanted(), &by()).await;
    assert!(matches!(&refused, Err(Error::WhichAttempt(both)) if both == &[1, 2]), "{refused:?}");
    let first = RefundWish { attempt: Some(1), ..wanted() };
    let order = shop.till.refund(number, first, &by()).await.unwrap();
    let statuses: Vec<_> = order.attempts.iter().map(|charge| charge.status).collect();
    assert_eq!(statuses, [Status::Refunding, Status::Paid]);
}

#[tokio::test(start_paused = true)]
async fn after_ninety_days_pix_gives_nothing_back() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let until = UnixMs::new(1_000_500).plus_ms(90 * 24 * 3_600_000);
    assert_eq!(shop.till.refund_offer(&shop.charge(number)), RefundOffer::Full { until });
    sleep(DAY * 90).await;
    assert_eq!(shop.till.refund_offer(&shop.charge(number)), RefundOffer::TooLate { until });
    let refused = shop.till.refund(number, wanted(), &by()).await;
    assert!(matches!(refused, Err(Error::RefundTooLate)), "{refused:?}");
    assert!(shop.bank.sendings().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_provider_without_refunds_is_named() {
    for (why, field) in
        [(NoRefunds::AtProvider, None), (NoRefunds::Missing("cryptoToken"), Some("cryptoToken"))]
    {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let number = shop.paid().await;
        shop.bank.script.lock().unwrap().no_refunds = Some(why);
        let refused = shop.till.refund(number, wanted(), &by()).await;
        let Err(Error::RefundNotOffered { provider, why: told }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((provider.as_str(), told), ("ConnectPSP", why));
        match (shop.till.refund_offer(&shop.charge(number)), field) {
            (RefundOffer::AtProvider { provider, .. }, None) => assert_eq!(provider, "ConnectPSP"),
            (RefundOffer::Missing { field }, Some(expected)) => assert_eq!(field, expected),
            other => panic!("{other:?}"),
        }
        assert_eq!(shop.charge(number).status, Status::Paid);
    }
}
