//! Sales that the log has lost: their money comes back without a sale, and pays no later one.

use std::sync::Arc;

use domain::charge::{Doubt, Seen, Status};
use domain::{Actor, OrderNumber, UnixMs};
use store::{DATABASE, Rank, Store, Why};
use tokio::time::sleep;

use crate::bank::{MINUTE, Shop, paid, process};
use crate::told::{told, told_by};

#[tokio::test(start_paused = true)]
async fn the_money_of_a_lost_sale_never_pays_a_later_one() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    shop.sell("s1", None).await;
    // What a backup of this moment holds.
    let backup = home.path().join("copied.db");
    Store::flush(home.path()).unwrap();
    std::fs::copy(home.path().join(DATABASE), &backup).unwrap();
    let lost = shop.sell("s2", None).await;
    let lost_id = format!("id of {}", lost.reference);
    let Shop { till, bank, other, .. } = shop;
    drop(till);
    let now = UnixMs::new(1_000_001);
    let next =
        store::Successor { code: "W3ZP", marks: &[], training: false, now, by: &Actor::Till };
    store::restore(home.path(), Some(&backup), &next).unwrap();

    let shop = Shop::of(process(home.path(), &bank, &other), bank, other);
    let number = shop.sell("s3", None).await.number;
    assert!(number > lost.number, "no number is given twice");
    let charge = shop.charge(number);
    assert_eq!(charge.reference.till_code(), Some("W3ZP"));
    // The relay brings the lost sale's notice, and this till's old code is among those alive there.
    let mut store = Store::open(home.path(), UnixMs::new(1_000_001)).unwrap();
    store.set_live_codes(&["K7QD".to_owned()]).unwrap();
    drop(store);
    told(home.path(), &[&lost_id]);
    shop.bank.says(Seen::Waiting);
    shop.bank.says_of(&lost_id, Ok(paid()));
    shop.bank.script.lock().unwrap().names_of.insert(lost_id.clone(), lost.reference.clone());
    shop.watch();
    sleep(MINUTE * 2).await;
    let unmatched = shop.till.unmatched(false).unwrap();
    assert_eq!(unmatched.len(), 1);
    assert_eq!(unmatched[0].money.reference.as_ref(), Some(&lost.reference));
    assert_eq!(shop.charge(number).status, Status::Pending);

    // Nor when the provider mixes them up.
    let id = charge.registration.unwrap().provider_id;
    shop.bank.says_of(id.as_str(), Ok(paid()));
    shop.till.check_now(number).await.unwrap();
    let charge = shop.charge(number);
    let doubt = charge.unproven.map(|unproven| unproven.doubt);
    assert_eq!((charge.status, doubt), (Status::Pending, Some(Doubt::EndToEndIdTaken)));
    shop.bank.script.lock().unwrap().names_of.insert(id.as_str().into(), lost.reference);
    shop.till.check_now(number).await.unwrap();
    let doubt = shop.charge(number).unproven.map(|unproven| unproven.doubt);
    assert_eq!(doubt, Some(Doubt::OtherReference));
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_former_code_of_ours_is_ours_though_the_relay_calls_it_alive() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let lost = shop.sell("s1", None).await.reference;
    {
        let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
        let now = UnixMs::new(1_000_000);
        store.rename_till("W3ZP", Why::Copied, OrderNumber::FIRST, now).unwrap();
        store.set_live_codes(&["K7QD".to_owned(), "Z9XY".to_owned()]).unwrap();
    }
    told(home.path(), &["x1"]);
    shop.bank.says_of("x1", Ok(paid()));
    shop.bank.script.lock().unwrap().names_of.insert("x1".into(), lost);
    shop.watch();
    sleep(MINUTE).await;
    assert_eq!(shop.till.unmatched(false).unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn three_hundred_strangers_hide_no_money_that_is_signed() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    told(home.path(), &["signed"]);
    let strangers: Vec<_> = (0..300).map(|i| format!("stranger {i}")).collect();
    let strangers: Vec<_> = strangers.iter().map(String::as_str).collect();
    told_by(home.path(), &strangers, Rank::Stranger);
    shop.bank.fails(providers::Error::NotFound);
    shop.bank.says_of("signed", Ok(paid()));
    assert_eq!(shop.till.link().unwrap().dropped, 100, "and a person can see how many gave way");
    let head = shop.till.head().unwrap();
    shop.watch();
    tokio::spawn(Arc::clone(&shop.till).follow());
    sleep(MINUTE).await;
    assert_eq!(shop.bank.asked()[0], "signed", "it goes first");
    assert_eq!(shop.till.unmatched(false).unwrap().len(), 1);
    sleep(MINUTE * 60).await;
    assert_eq!(shop.till.head().unwrap(), head + 1, "of the strangers nothing is left");
    let asked = shop.bank.asked().len();
    sleep(MINUTE * 60).await;
    assert_eq!(shop.bank.asked().len(), asked, "and nobody polls about them any more");
}
