//! What a sale and a look at the newest cost does not grow with the log. Counted in steps of SQLite's virtual
//! machine, which are the same on every machine: a scan of a table that grows would show.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::charge::Event;
use domain::order::{Attempted, Opened};
use domain::{Actor, Centavos, IdempotencyKey, ProviderId, SaleId, UnixMs};

use super::Filter;
use crate::{ChargeKey, Poll, Request, Store, Why};

const NOW: UnixMs = UnixMs::new(1);

/// What is written before a request leaves.
fn charge(store: &mut Store, number: u64) -> ChargeKey {
    let (sale_id, key) = (format!("sale-{number}"), format!("key-{number}"));
    store
        .write(&Actor::Till, NOW, |tx| -> Result<_, crate::Error> {
            let sale_id = SaleId::new(sale_id).unwrap();
            assert!(tx.order_of_sale(&sale_id)?.is_none());
            let number = tx.next_number()?;
            let reference =
                tx.own_reference(number, [number.get().unsigned_abs() * 0x9e37_79b9, 7])?;
            let amount = Centavos::new(1_250);
            let order = tx.open_order(
                number,
                &Opened { sale_id, reference: reference.clone(), amount, document_key: None },
            )?;
            let attempted = Attempted {
                reference,
                reference_is_ours: true,
                provider: "integrapay".into(),
                account: None,
                expires_in_min: 30,
            };
            let idempotency_key = IdempotencyKey::new(key).unwrap();
            tx.begin_attempt(&order, &attempted, &Request { idempotency_key, body: "{}".into() })?;
            let key = ChargeKey { order: number, attempt: 1 };
            tx.schedule(
                key,
                &Poll { due_at: Some(NOW), owner: Some("1".into()), ..Poll::never() },
            )?;
            Ok(key)
        })
        .unwrap()
}

/// The customer went away: nothing is due any more.
fn end(store: &mut Store, key: ChargeKey) {
    store
        .write(&Actor::Till, NOW, |tx| -> Result<_, crate::Error> {
            let order = tx.order(key.order)?;
            let refused = domain::charge::Rejection { code: "x".into(), message: "x".into() };
            tx.change(&order, 1, &Event::Refused(refused))?;
            tx.schedule(key, &Poll::never())
        })
        .unwrap();
}

/// What a watcher looks at when it wakes up, and a screen that shows the newest.
fn look(store: &mut Store) {
    assert!(store.claim_due(NOW, 50).unwrap().is_empty());
    assert_eq!(store.next_due().unwrap(), None);
    assert_eq!(store.open_charges().unwrap(), 0);
    assert!(store.open_orders(50).unwrap().is_empty());
    assert!(store.refunding(50).unwrap().is_empty());
    assert!(store.disputed(false, 50).unwrap().is_empty());
    assert_eq!(store.attention().unwrap(), (0, 0, 0));
    assert_eq!(store.unfinished_at("account").unwrap(), 0);
    assert_eq!(store.open_at("account").unwrap(), 0);
    let head = store.head().unwrap();
    assert!(store.changed_in(store.stretch(head).unwrap()).unwrap().is_empty());
    let newest = Filter { limit: 20, ..Filter::default() };
    assert_eq!(super::numbers(&store.connection, &newest).unwrap().len(), 20);
    let id = ProviderId::new("nobody").unwrap();
    let order = store.orders(&Filter { limit: 1, ..Filter::default() }).unwrap().remove(0);
    let key = ChargeKey { order: order.number, attempt: 1 };
    assert!(!store.is_registered_elsewhere(key, &order.attempts[0], &id).unwrap());
}

/// Steps of 64 charges and of a look behind them, each the least of some: an index merges its parts now and then. A
/// charge has three events here, so that so many put into the index for searches whatever waits for it.
fn costs(store: &mut Store, steps: &Arc<AtomicU64>, sold: &mut u64) -> [u64; 2] {
    let mut least = [u64::MAX; 2];
    for _ in 0..5 {
        let begun = steps.load(Ordering::Relaxed);
        for _ in 0..64 {
            *sold += 1;
            let key = charge(store, *sold);
            end(store, key);
        }
        let ended = steps.load(Ordering::Relaxed);
        look(store);
        let looked = steps.load(Ordering::Relaxed);
        least = [least[0].min(ended - begun), least[1].min(looked - ended)];
    }
    least
}

#[test]
fn a_charge_and_a_look_cost_the_same_in_a_longer_log() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), NOW).unwrap();
    store.name_till("K7QD", Why::New, NOW).unwrap();
    let steps = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&steps);
    let count = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    store.connection.progress_handler(1, Some(count)).unwrap();
    // Without waiting for the disk, which is not what is counted.
    store.connection.pragma_update(None, "synchronous", "OFF").unwrap();
    let mut sold = 0;
    // More than the newest thousand, which are looked through.
    for _ in 0..1_100 {
        sold += 1;
        let key = charge(&mut store, sold);
        end(&mut store, key);
    }
    let short = costs(&mut store, &steps, &mut sold);
    for _ in 0..1_200 {
        sold += 1;
        let key = charge(&mut store, sold);
        end(&mut store, key);
    }
    let long = costs(&mut store, &steps, &mut sold);
    println!("{short:?} {long:?}");
    for (short, long) in short.into_iter().zip(long) {
        assert!(long <= short + short / 10, "{short} steps, {long} later");
    }
}
