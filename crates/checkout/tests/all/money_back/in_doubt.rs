//! Sendings whose outcome nobody knows, and several providers.

use std::sync::Arc;
use std::time::Duration;

use checkout::Error;
use domain::charge::{RefundState, Status};
use providers::Error as PspError;
use tokio::time::{sleep, timeout};

use crate::bank::{MINUTE, Shop, by, lost, paid, process, refunded, rejected, wanted};

#[tokio::test(start_paused = true)]
async fn a_refund_in_doubt_is_sent_again_with_the_same_key_and_bytes() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    shop.bank.refuses([lost(), PspError::Malformed("HTML".into()), lost()]);
    assert_eq!(shop.refund(number).await.status, Status::Refunding);
    shop.watch();
    sleep(MINUTE * 5).await;
    let sent = shop.bank.sendings();
    assert_eq!(sent.len(), 4);
    assert!(sent.iter().all(|it| *it == sent[0]), "{sent:?}");
    let charge = shop.charge(number);
    assert_eq!(charge.last_refund_request().unwrap().0.state, RefundState::Accepted);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_a_doubtful_refund_is_about_that_one() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    let conflict = PspError::Conflict { code: "409".into(), message: "in progress".into() };
    let none = PspError::Unreachable("no network".into());
    let refused = [lost(), rejected("CASH_IN_NOT_PAID"), conflict, PspError::NotFound];
    shop.bank.refuses(refused.into_iter().chain(vec![none; 6]).chain([rejected("X")]));
    shop.watch();
    shop.refund(number).await;
    sleep(MINUTE).await;
    assert_eq!(shop.charge(number).status, Status::Refunding);
    shop.bank.says(refunded());
    sleep(MINUTE * 20).await;
    assert_eq!(shop.charge(number).status, Status::Refunded, "found by looking it up");
}

#[tokio::test(start_paused = true)]
async fn a_doubtful_refund_is_looked_up_where_it_can_no_longer_be_sent() {
    for lesser in [true, false] {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let number = shop.paid().await;
        let refused = vec![PspError::Unauthorized("401".into()); 100];
        shop.bank.refuses([lost()].into_iter().chain(refused));
        shop.refund(number).await;
        if lesser {
            // Connected anew without what refunds need.
            let why = providers::NoRefunds::Missing("cryptoToken");
            shop.bank.script.lock().unwrap().no_refunds = Some(why);
        }
        shop.watch();
        sleep(MINUTE).await;
        assert_eq!(shop.charge(number).status, Status::Refunding);
        shop.bank.says(refunded());
        sleep(MINUTE).await;
        assert_eq!(shop.charge(number).status, Status::Refunded);
    }
}

#[tokio::test(start_paused = true)]
async fn a_doubtful_refund_that_is_refused_for_a_whole_day_while_the_money_is_here_has_failed() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    shop.bank.refuses([lost()].into_iter().chain(vec![rejected("NO"); 10_000]));
    shop.watch();
    shop.refund(number).await;
    sleep(MINUTE * (24 * 60 - 1)).await;
    assert_eq!(shop.charge(number).status, Status::Refunding);
    sleep(MINUTE * 15).await;
    assert_eq!(shop.charge(number).status, Status::Paid);
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_was_written_and_never_sent_is_sent_by_the_next_process() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.paid().await;
    // It dies while it waits for its turn: questions begin a second apart.
    let cut = timeout(Duration::from_millis(100), shop.till.refund(number, wanted(), &by())).await;
    assert!(cut.is_err() && shop.bank.sendings().is_empty());
    let Shop { till, bank, other, .. } = shop;
    assert_eq!(Arc::strong_count(&till), 1, "nothing of the dead process goes on");
    drop(till);
    let next = Shop::of(process(home.path(), &bank, &other), bank, other);
    assert_eq!(next.charge(number).status, Status::Refunding);
    next.watch();
    sleep(MINUTE).await;
    let charge = next.charge(number);
    let (_, request) = charge.last_refund_request().unwrap();
    let sent = (request.idempotency_key.clone(), request.body.clone());
    assert_eq!(next.bank.sendings(), [sent], "as it was written down");
}

#[tokio::test(start_paused = true)]
async fn only_a_creation_that_may_have_been_executed_is_in_doubt() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let none = PspError::Unreachable("no network".into());
    let pause = PspError::RateLimited { retry_after: None };
    shop.bank.script.lock().unwrap().creations = [none, lost(), pause].into();
    shop.watch();
    let number = shop.sell("s1", None).await.number;
    sleep(MINUTE).await;
    assert_eq!(shop.charge(number).status, Status::Pending);
    assert_eq!(shop.bank.script.lock().unwrap().created, [false, false, true, true]);
}

#[tokio::test(start_paused = true)]
async fn each_sale_is_its_own_providers() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let default = shop.sell("s1", None).await;
    let named = shop.sell("s2", Some("integrapay")).await;
    assert_eq!(default.attempts[0].provider, "connectpsp");
    assert_eq!(named.attempts[0].provider, "integrapay");
    let again = shop.till.new_code(named.number, &by()).await.unwrap();
    assert_eq!(again.attempts[1].provider, "integrapay", "a new code is of the same provider");
    shop.other.says(paid());
    shop.watch();
    sleep(MINUTE).await;
    assert_eq!(shop.till.order(named.number).unwrap().order.status(), Status::Paid);
    assert_eq!(shop.till.order(default.number).unwrap().order.status(), Status::Pending);
    let stranger = checkout::Sale {
        document_key: None,
        sale_id: domain::SaleId::new("s3").unwrap(),
        reference: None,
        amount: domain::Centavos::new(1),
        expires_in_min: 30,
        payer: None,
        provider: Some("nobody".into()),
    };
    let refused = shop.till.charge(stranger, &by()).await;
    assert!(matches!(&refused, Err(Error::UnknownProvider(name)) if name == "nobody"));
}

#[tokio::test(start_paused = true)]
async fn a_reference_is_the_tills_own_if_it_has_made_it_and_not_if_it_looks_so() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let own = shop.sell("s1", None).await;
    // Another till's, and one as this till would make it.
    for (sale, reference) in [
        ("s2", "VNKG0000018FB553BNK8VB3SHV"),
        ("s3", "K7QD0000038FB553BNK8VB3SHV"),
        ("s4", "mesa-4"),
    ] {
        shop.sell_as(sale, Some(reference), None).await;
    }
    shop.till.new_code(own.number, &by()).await.unwrap();
    let is_ours = shop.bank.script.lock().unwrap().ours.clone();
    assert_eq!(is_ours, [true, false, false, false, true]);
    let next = process(home.path(), &shop.bank, &shop.other);
    let order = next.order(own.number).unwrap().order;
    assert!(order.attempts.iter().all(|charge| charge.reference_is_ours), "it is in the log");
}

#[tokio::test(start_paused = true)]
async fn a_reference_without_room_for_a_number_gets_a_new_code_under_one_of_ours() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let long = "r".repeat(99);
    let sold = shop.sell_as("s1", Some(&long), None).await;
    let roomy = shop.sell_as("s2", Some(&long[..98]), None).await;
    let again = shop.till.new_code(sold.number, &by()).await.unwrap();
    assert_eq!(again.attempts[0].reference.as_str(), long);
    assert!(again.attempts[1].reference.as_str().starts_with("K7QD000001"), "{again:?}");
    assert!(again.attempts[1].reference_is_ours);
    let again = shop.till.new_code(roomy.number, &by()).await.unwrap();
    assert_eq!(again.attempts[1].reference.as_str(), format!("{}-2", &long[..98]));
    assert!(!again.attempts[1].reference_is_ours);
}
