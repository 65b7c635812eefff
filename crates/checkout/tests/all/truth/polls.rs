//! What an answer has to say, so that it pays a sale.

use std::time::Duration;

use domain::charge::{Anomaly, Charge, Doubt, Evidence, Receipt, Seen, Status, Unproven};
use domain::{Centavos, EndToEndId, OrderNumber, ProviderId, Reference};
use providers::{Error as PspError, Names};
use tokio::time::sleep;

use crate::bank::{MINUTE, Script, Shop, by, paid, receipt};

fn paid_as(id: &str) -> Seen {
    Seen::Paid(Receipt { end_to_end_id: EndToEndId::new(id).ok(), ..receipt() })
}

fn bare(received: Option<i64>) -> Seen {
    let received = received.map(Centavos::new);
    Seen::Paid(Receipt { received, end_to_end_id: None, paid_at: None, payer_name: None })
}

fn id_of(charge: &Charge) -> &str {
    charge.registration.as_ref().unwrap().provider_id.as_str()
}

/// What is odd about an answer beside its status.
type Change<'a> = &'a dyn Fn(&mut Script);

/// The provider says "paid" of the last attempt, and that proves nothing: nobody takes it for money, and
/// it is written down once.
async fn is_doubted(shop: &Shop, number: OrderNumber, doubt: Doubt) -> Charge {
    shop.till.check_now(number).await.unwrap();
    let charge = shop.charge(number);
    let found = charge.unproven.as_ref().map(|unproven| unproven.doubt);
    assert_eq!((charge.status, found), (Status::Pending, Some(doubt)));
    assert_eq!(charge.anomalies, [Anomaly::Unproven].into());
    assert!(charge.payments.is_empty());
    let head = shop.till.head().unwrap();
    shop.till.check_now(number).await.unwrap();
    assert_eq!(shop.till.head().unwrap(), head, "the same doubt again is no news");
    charge
}

/// A later answer that proves clears it; what else is odd about the sale stays.
async fn is_proved_in_the_end(shop: &Shop, number: OrderNumber, what: &str, odd: &[Anomaly]) {
    {
        let mut script = shop.bank.script.lock().unwrap();
        (script.names, script.unreadable) = (Names::default(), None);
    }
    shop.bank.says_of(id_of(&shop.charge(number)), Ok(paid_as("E7")));
    shop.watch();
    sleep(MINUTE).await;
    let charge = shop.charge(number);
    assert_eq!((charge.status, &charge.unproven), (Status::Paid, &None), "{what}");
    assert_eq!(charge.anomalies, odd.iter().copied().collect(), "{what}");
    assert_eq!(charge.received(), Centavos::new(1_250));
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_prove_leaves_the_sale_pending_until_one_does() {
    let foreign_reference = |script: &mut Script| {
        script.names.reference = Some(Reference::new("K7QD000009FOREIGNREFERENCE").unwrap());
    };
    let foreign_id = |script: &mut Script| {
        script.names.ids = vec![ProviderId::new("id of another").unwrap()];
    };
    let unreadable = |script: &mut Script| script.unreadable = Some("12,5O".into());
    let plain = |_: &mut Script| {};
    let cases: [(Change<'_>, Seen, Doubt, Option<&str>); 7] = [
        (&plain, bare(None), Doubt::AmountAbsent, None),
        (&plain, bare(Some(0)), Doubt::AmountUnreadable, Some("0")),
        (&plain, bare(Some(-1)), Doubt::AmountUnreadable, Some("-1")),
        (&unreadable, bare(None), Doubt::AmountUnreadable, Some("12,5O")),
        (&foreign_reference, paid(), Doubt::OtherReference, Some("K7QD000009FOREIGNREFERENCE")),
        (&foreign_id, paid(), Doubt::OtherId, Some("id of another")),
        (&foreign_id, bare(None), Doubt::OtherId, Some("id of another")),
    ];
    for (change, says, doubt, said) in cases {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let number = shop.sell("s1", None).await.number;
        change(&mut shop.bank.script.lock().unwrap());
        shop.bank.says(says);
        let charge = is_doubted(&shop, number, doubt).await;
        let unproven = Unproven { doubt, said: said.map(Into::into), evidence: Evidence::Polled };
        assert_eq!(charge.unproven, Some(unproven));
        is_proved_in_the_end(&shop, number, &format!("{doubt:?}"), &[]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_transaction_is_one_sale() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    for provider in ["connectpsp", "integrapay"] {
        let bank = if provider == "connectpsp" { &shop.bank } else { &shop.other };
        let first = shop.sell(&format!("{provider} 1"), Some(provider)).await;
        let id = id_of(&first.attempts[0]).to_owned();
        bank.script.lock().unwrap().made_as = Some(id.clone());
        let second = shop.sell(&format!("{provider} 2"), Some(provider)).await;
        let charge = &second.attempts[0];
        assert_eq!((charge.status, &charge.registration), (Status::Registering, &None));
        let doubt = Unproven::new(Doubt::OtherId, Some(&id), Evidence::Polled);
        assert_eq!(charge.unproven, Some(doubt), "a person is told");

        bank.says(paid_as(provider));
        shop.till.check_now(first.number).await.unwrap();
        let _ = shop.till.check_now(second.number).await;
        assert_eq!(shop.charge(first.number).status, Status::Paid);
        assert_eq!(shop.charge(second.number).status, Status::Registering);
        // An answer that puts it right counts.
        bank.script.lock().unwrap().made_as = None;
        sleep(MINUTE).await;
        shop.till.check_now(second.number).await.unwrap();
        let charge = shop.charge(second.number);
        assert_eq!((charge.status, charge.unproven), (Status::Pending, None));
    }
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn one_payment_pays_one_sale() {
    for taker in ["another order", "another attempt", "money without a sale"] {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let number = match taker {
            "another order" => {
                shop.bank.says(paid_as("E1"));
                let first = shop.sell("s0", None).await.number;
                shop.till.check_now(first).await.unwrap();
                assert_eq!(shop.charge(first).status, Status::Paid);
                shop.sell("s1", None).await.number
            }
            "another attempt" => {
                let order = shop.sell("s1", None).await;
                shop.bank.says_of(id_of(&order.attempts[0]), Ok(paid_as("E1")));
                let order = shop.till.new_code(order.number, &by()).await.unwrap();
                shop.till.check_now(order.number).await.unwrap();
                shop.bank.says(paid_as("E1"));
                order.number
            }
            _ => {
                crate::told::told(home.path(), &["x1"]);
                shop.bank.says_of("x1", Ok(paid_as("E1")));
                shop.bank.says(Seen::Waiting);
                let watcher = tokio::spawn(std::sync::Arc::clone(&shop.till).watch());
                sleep(MINUTE).await;
                watcher.abort();
                assert_eq!(shop.till.unmatched(false).unwrap().len(), 1);
                shop.bank.says(paid_as("E1"));
                shop.sell("s1", None).await.number
            }
        };
        let charge = is_doubted(&shop, number, Doubt::EndToEndIdTaken).await;
        assert_eq!(charge.unproven.unwrap().said.as_deref(), Some("E1"), "{taker}");
        let odd: &[_] = match taker {
            "another attempt" => &[Anomaly::DuplicatePayment],
            _ => &[],
        };
        is_proved_in_the_end(&shop, number, taker, odd).await;
    }
}

#[tokio::test(start_paused = true)]
async fn another_amount_is_no_doubt_but_the_oddity_that_it_always_was() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.sell("s1", None).await.number;
    shop.bank.says(bare(Some(900)));
    shop.till.check_now(number).await.unwrap();
    let charge = shop.charge(number);
    assert_eq!((charge.status, charge.received()), (Status::Paid, Centavos::new(900)));
    assert_eq!(charge.anomalies, [Anomaly::Underpaid].into());
}

#[tokio::test(start_paused = true)]
async fn what_is_said_of_something_else_and_claims_no_money_is_an_answer_that_cannot_be_used() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let number = shop.sell("s1", None).await.number;
    let head = shop.till.head().unwrap();
    shop.bank.script.lock().unwrap().names.reference = Reference::new("another").ok();
    for says in [Seen::Waiting, Seen::Expired, Seen::Cancelled, Seen::Unknown("odd".into())] {
        shop.bank.says(says);
        let answer = shop.till.check_now(number).await;
        let is_unreadable =
            matches!(answer, Err(checkout::Error::Provider(PspError::Malformed(_))));
        assert!(is_unreadable, "{answer:?}");
    }
    assert_eq!(shop.charge(number).status, Status::Pending);
    assert_eq!(shop.till.head().unwrap(), head, "it changes nothing");
}

#[tokio::test(start_paused = true)]
async fn paid_as_the_answer_to_a_creation_counts_when_it_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.bank.script.lock().unwrap().made_paid = true;
    let number = shop.sell("s1", None).await.number;
    let charge = shop.charge(number);
    let doubt = charge.unproven.as_ref().map(|unproven| unproven.doubt);
    assert_eq!((charge.status, doubt), (Status::Pending, Some(Doubt::AtCreation)));
    shop.watch();
    sleep(MINUTE).await;
    let asked = shop.bank.asked_at();
    assert!(asked[0] < Duration::from_millis(1_500), "at once: {asked:?}");
    assert!(asked.len() <= 35, "and then as ever: {}", asked.len());
    assert_eq!(shop.charge(number).status, Status::Pending, "the provider says no");
    shop.bank.says(paid());
    sleep(MINUTE).await;
    let charge = shop.charge(number);
    assert_eq!((charge.status, charge.unproven), (Status::Paid, None));
    assert!(charge.anomalies.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_is_answered_with_something_else_is_in_doubt_and_shows_no_code() {
    for doubt in [Doubt::OtherAmount, Doubt::OtherReference, Doubt::AmountUnreadable] {
        let home = tempfile::tempdir().unwrap();
        let shop = Shop::open(home.path());
        let unproven = Unproven::new(doubt, Some("another"), Evidence::Polled);
        let contradiction = PspError::Contradicts(unproven.clone());
        shop.bank.script.lock().unwrap().creations = vec![contradiction; 3].into();
        let number = shop.sell("s1", None).await.number;
        let charge = shop.charge(number);
        assert_eq!((charge.status, charge.unproven), (Status::Registering, Some(unproven)));
        assert!(charge.registration.is_none(), "there is no code that could be shown");
        assert!(shop.till.order(number).unwrap().asks[&1].outcome_unknown);
        let head = shop.till.head().unwrap();
        sleep(Duration::from_secs(2)).await;
        shop.till.check_now(number).await.unwrap_err();
        assert_eq!(shop.till.head().unwrap(), head, "the same again is no news");
        shop.watch();
        sleep(MINUTE).await;
        assert_eq!(shop.charge(number).status, Status::Pending);
        let script = shop.bank.script.lock().unwrap();
        assert_eq!(script.created, [false, true, true, true]);
        assert!(script.sent.iter().all(|it| *it == script.sent[0]), "{:?}", script.sent);
    }
}
