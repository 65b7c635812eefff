//! What the tests of money without a sale share: a till's log with a few orders in it.

use checkout::poller::lookup::Answer;
use checkout::sale::attempt::NewAttempt;
use checkout::sale::attempt::NewOrder;
use checkout::webhook::verdict::Arrival;
use checkout::webhook::verdict::ReceiveResult;
use checkout::webhook::verdict::Verdict;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use domain::charge::{Event, Evidence, Observation, Receipt, RefundReport, Registration, Seen};
use domain::{
    Actor, Centavos, EndToEndId, IdempotencyKey, Order, PayoutSeen, PayoutStatus, ProviderId,
    Reference, SaleId, UnixMs, UnmatchedMoney,
};
use store::{
    ChargeKey, Error, LookupKind, LookupRequest, Mark, Poll, Rank, Restored, Store, Successor, Why,
};
use testkit::home::copy_home;

pub(crate) const NOW: UnixMs = UnixMs::new(50_000);

pub(crate) fn open(home: &Path) -> Store {
    let mut store = Store::open(home, UnixMs::new(1_000)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(1_000)).unwrap();
    store
}

/// Other random numbers at each call.
pub(crate) fn chance() -> [u64; 2] {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    [DRAWN.fetch_add(1, Ordering::Relaxed), 0]
}

pub(crate) fn attempt() -> NewAttempt {
    NewAttempt {
        provider: "integrapay".into(),
        expires_in_min: 30,
        idempotency_key: IdempotencyKey::new("k-1").unwrap(),
        webhook: true,
        account: None,
        chance: chance(),
    }
}

pub(crate) fn sell(store: &mut Store, sale: &str) -> ChargeKey {
    let new = NewOrder {
        document_key: None,
        sale_id: SaleId::new(sale).unwrap(),
        reference: None,
        amount: Centavos::new(1_250),
        attempt: attempt(),
    };
    let (order, _) = checkout::sale::attempt::create_order(
        store,
        &new,
        &Actor::Till,
        UnixMs::new(2_000),
        |_| "{}".into(),
    )
    .unwrap();
    ChargeKey { order: order.number, attempt: 1 }
}

/// The provider's answer to the creation; the next question is far away.
pub(crate) fn register(store: &mut Store, key: ChargeKey, id: &str) {
    let event = Event::Registered(Registration {
        provider_id: ProviderId::new(id).unwrap(),
        copy_and_paste: "000201".into(),
        expires_at: UnixMs::new(1_800_000),
        never_expires: true,
        clock_ahead_ms: 0,
    });
    let poll =
        |poll: &Poll| Poll { owner: None, due_at: Some(UnixMs::new(900_000)), ..poll.clone() };
    checkout::record::record(
        store,
        key,
        &Actor::Till,
        UnixMs::new(3_000),
        |_, _| vec![event],
        |_, known| poll(known),
    )
    .unwrap();
}

pub(crate) fn record(store: &mut Store, key: ChargeKey, event: Event) -> Order {
    checkout::record::record(
        store,
        key,
        &Actor::Till,
        NOW,
        |_, _| vec![event],
        |_, poll| poll.clone(),
    )
    .unwrap()
    .0
}

pub(crate) fn seen(status: Seen) -> Event {
    Event::Seen(Observation { status, evidence: Evidence::Polled })
}

pub(crate) fn receipt(centavos: i64) -> Receipt {
    receipt_of("E1", centavos)
}

pub(crate) fn receipt_of(id: &str, centavos: i64) -> Receipt {
    Receipt {
        received: Some(Centavos::new(centavos)),
        end_to_end_id: Some(EndToEndId::new(id).unwrap()),
        paid_at: Some(UnixMs::new(5_000)),
        payer_name: None,
    }
}

pub(crate) fn returned(centavos: i64, at: i64) -> Vec<RefundReport> {
    vec![RefundReport {
        amount: Some(Centavos::new(centavos)),
        at: Some(UnixMs::new(at)),
        ..RefundReport::default()
    }]
}

pub(crate) fn paid() -> Event {
    seen(Seen::Paid(receipt(1_250)))
}

/// Takes in the `seq`-th event of the relay.
pub(crate) fn receive(
    store: &mut Store,
    seq: u64,
    raw: Option<&[u8]>,
    verdict: Verdict,
) -> ReceiveResult {
    try_receive(store, &arrival(seq), raw, verdict).unwrap()
}

/// Takes in any event of the relay, which may fail.
pub(crate) fn try_receive(
    store: &mut Store,
    arrival: &Arrival,
    raw: Option<&[u8]>,
    verdict: Verdict,
) -> Result<ReceiveResult, store::Error> {
    let judge = |_: Option<(&Order, u32)>, _: &dyn Fn(ChargeKey, &EndToEndId) -> bool| verdict;
    checkout::webhook::verdict::receive(store, arrival, NOW, |_| NOW, None, raw, judge)
}

pub(crate) fn arrival(seq: u64) -> Arrival {
    Arrival {
        epoch: "e".into(),
        seq,
        previous: seq - 1,
        event_id: format!("evt_{seq}"),
        route: "r_1".into(),
        relayed_at: UnixMs::new(40_000),
        body_sha256: "00".repeat(32),
        body_len: 512,
    }
}

pub(crate) fn unknown_money(id: &str) -> Verdict {
    let asking = LookupRequest {
        provider: "integrapay".into(),
        account: String::new(),
        kind: LookupKind::Charge,
        id: ProviderId::new(id).unwrap(),
        rank: Rank::Recognised,
    };
    Verdict::Lookup(asking, "cashin.paid".into())
}

pub(crate) fn money(id: &str, reference: Option<&str>) -> UnmatchedMoney {
    UnmatchedMoney {
        provider: "integrapay".into(),
        account: None,
        provider_id: ProviderId::new(id).unwrap(),
        reference: reference.map(|text| Reference::new(text).unwrap()),
        amount: Some(Centavos::new(3_750)),
        end_to_end_id: Some(EndToEndId::new("E18236120202509231211s04b597fb3c").unwrap()),
        paid_at: Some(UnixMs::new(45_000)),
        payer_name: Some("Fulano S***".into()),
    }
}

/// An unmatched as it comes about: a webhook, a question, the provider's word.
pub(crate) fn find_unmatched(store: &mut Store, seq: u64, id: &str) {
    receive(store, seq, None, unknown_money(id));
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    checkout::poller::lookup::settle(store, &lookup, NOW, Answer::Money(money(id, None))).unwrap();
}

pub(crate) fn payout(id: &str, status: PayoutStatus) -> PayoutSeen {
    PayoutSeen {
        id: ProviderId::new(id).unwrap(),
        reference: Some(Reference::new("test-123").unwrap()),
        status,
        amount: Some(Centavos::new(500)),
        end_to_end_id: None,
        return_id: None,
        payee_name: None,
        failure: None,
        at: Some(UnixMs::new(41_000)),
    }
}

pub(crate) fn payout_told(id: &str, status: PayoutStatus) -> Verdict {
    Verdict::Payout {
        provider: "integrapay".into(),
        account: String::new(),
        seen: Box::new(payout(id, status)),
        kind: "transfer.paid".into(),
    }
}

pub(crate) fn paid_with(id: &str) -> Event {
    seen(Seen::Paid(receipt_of(id, 1_250)))
}

/// A till that has sold and been paid, as it is found after `kill -9`: nothing was closed.
pub(crate) fn killed(home: &Path) -> (tempfile::TempDir, i64) {
    let mut store = open(home);
    for i in 0..6 {
        let key = sell(&mut store, &format!("s{i}"));
        register(&mut store, key, &format!("{i}"));
        record(&mut store, key, paid_with(&format!("E{i}")));
    }
    let copy = copy_home(home);
    (copy, store.head().unwrap())
}

/// Restores a log of real money.
pub(crate) fn restore(
    home: &Path,
    file: &Path,
    code: &str,
    marks: &[Mark],
    now: UnixMs,
) -> Result<Restored, Error> {
    store::restore(
        home,
        Some(file),
        &Successor { code, marks, training: false, now, by: &Actor::Till },
    )
}

/// A backup of a till with three sales, of which the first is paid, and two more sales since.
pub(crate) fn with_lost_sales() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let keys = ["s1", "s2", "s3"].map(|sale| sell(&mut store, sale));
    for (key, id) in keys.iter().zip(["40", "41", "42"]) {
        register(&mut store, *key, id);
    }
    record(&mut store, keys[0], seen(Seen::Paid(receipt_of("E1", 1_250))));
    receive(&mut store, 1, None, unknown_money("77"));
    store.back_up_if_due(NOW).unwrap();
    let backup =
        std::fs::read_dir(home.path().join("backups")).unwrap().next().unwrap().unwrap().path();
    receive(&mut store, 2, None, unknown_money("78"));
    for sale in ["s4", "s5"] {
        sell(&mut store, sale);
    }
    (home, backup)
}

/// What stands in a home.
pub(crate) fn names(home: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(home).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}
