//! What stands beside the log until the provider has confirmed it: bounded, ranked, and gone without a
//! trace when nobody does.

use checkout::poller::lookup::Answer;
use checkout::webhook::verdict::ReceiveResult;
use checkout::webhook::verdict::Verdict;
use domain::charge::{Account, Charge, DisputeNotice, Event, RefundNotice, Seen};
use domain::{Actor, Centavos, EndToEndId, ProviderId, UnixMs};
use store::{ChargeKey, ChargeNames, LookupKind, LookupRequest, Outcome, Poll, Rank, Store};

use crate::shared::{
    self, NOW, arrival, money, open, paid, paid_with, receipt, receive, record, register, seen,
    sell, unknown_money,
};

fn sold(store: &mut Store, sale: &str) -> ChargeKey {
    let key = sell(store, sale);
    register(store, key, &format!("id of {sale}"));
    key
}

fn dispute_told(key: ChargeKey, at: i64) -> Verdict {
    let notice = DisputeNotice { reason: Some("golpe".into()), at: Some(UnixMs::new(at)) };
    let event = Event::DisputeNoticed(notice);
    Verdict::Notice(key, Box::new(event), "cashin.infraction".into())
}

fn ranked(id: &str, rank: Rank) -> Verdict {
    let asking = LookupRequest {
        provider: "integrapay".into(),
        account: String::new(),
        kind: LookupKind::Charge,
        id: ProviderId::new(id).unwrap(),
        rank,
    };
    Verdict::Lookup(asking, "cashin.paid".into())
}

fn next_asked(store: &mut Store) -> String {
    store.claim_lookup(NOW).unwrap().unwrap().provider_id.as_str().to_owned()
}

fn dropped(store: &Store) -> u64 {
    store.relay_cursor().unwrap().unwrap().dropped
}

#[test]
fn what_is_told_enters_the_log_with_the_answer_that_says_the_same_or_with_a_persons_word() {
    let disputed = || seen(Seen::Disputed(receipt(1_250), DisputeNotice::default()));
    let settled = || Event::DisputeClosed { outcome: None, reason: "defesa".into() };
    for (word, kinds) in [
        (disputed(), ["dispute_told", "seen"]),
        // A person has looked at it.
        (settled(), ["dispute_told", "dispute_closed"]),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let key = sold(&mut store, "s1");
        record(&mut store, key, paid());
        receive(&mut store, 1, None, dispute_told(key, 7_000));
        for silent in [paid(), seen(Seen::Expired)] {
            record(&mut store, key, silent);
            assert_eq!(store.noticed(key.order).unwrap().len(), 1);
        }
        let is_person = word == settled();
        let order = record(&mut store, key, word);
        let dispute = order.attempts[0].dispute.as_ref().unwrap();
        assert_eq!(dispute.reason.as_deref(), Some("golpe"), "what only the webhook told");
        assert_eq!((dispute.confirmed, dispute.closed.is_some()), (!is_person, is_person));
        assert_eq!(store.noticed(key.order).unwrap(), []);
        let events = store.events(key.order).unwrap();
        let found: Vec<_> = events.iter().map(|it| it.kind.as_str()).collect();
        assert!(found.ends_with(&kinds), "{found:?}");
        store.verify().unwrap();
    }
}

#[test]
fn what_nobody_confirms_is_forgotten_without_a_trace() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store, "s1");
    let head = store.head().unwrap();
    receive(&mut store, 1, None, dispute_told(key, 7_000));
    store.forget_notices(key, NOW).unwrap();
    assert_eq!(store.attention().unwrap(), (1, 0, 0), "not yet");
    store.forget_notices(key, NOW.plus_ms(1)).unwrap();
    assert_eq!((store.attention().unwrap(), store.head().unwrap()), ((0, 0, 0), head));
}

#[test]
fn what_the_log_has_or_a_person_has_settled_is_not_told_again() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store, "s1");
    record(&mut store, key, paid());
    let refund = |at| {
        let (amount, at) = (Some(Centavos::new(300)), Some(UnixMs::new(at)));
        let event = Event::RefundNoticed(RefundNotice { amount, at });
        Verdict::Notice(key, Box::new(event), "cashin.refund".into())
    };
    receive(&mut store, 1, None, dispute_told(key, 7_000));
    receive(&mut store, 2, None, refund(8_000));
    record(&mut store, key, Event::DisputeClosed { outcome: None, reason: "defesa".into() });
    record(&mut store, key, seen(Seen::Refunded(receipt(1_250), shared::returned(300, 8_000))));
    let head = store.head().unwrap();
    receive(&mut store, 3, None, dispute_told(key, 7_000));
    receive(&mut store, 4, None, refund(8_000));
    assert_eq!((store.noticed(key.order).unwrap(), store.head().unwrap()), (Vec::new(), head));
    assert_eq!(store.attention().unwrap(), (0, 0, 0));
    receive(&mut store, 5, None, dispute_told(key, 9_000));
    assert_eq!(store.attention().unwrap(), (1, 0, 0), "another dispute is");
}

#[test]
fn a_hundred_are_kept_of_a_charge_and_a_thousand_of_all_and_what_gives_way_is_counted() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let keys: Vec<_> = (0..11).map(|i| sold(&mut store, &format!("s{i}"))).collect();
    let mut seq = 0;
    for key in &keys {
        for at in 0..101 {
            seq += 1;
            receive(&mut store, seq, None, dispute_told(*key, at));
        }
    }
    let kept: Vec<_> = keys.iter().map(|key| store.noticed(key.order).unwrap().len()).collect();
    assert_eq!(kept, [vec![0], vec![100; 10]].concat(), "the oldest have given way");
    assert_eq!(dropped(&store), 100 + 11, "and those that there was no room for");
}

#[test]
fn what_is_dropped_is_counted_and_moves_the_cursor_and_leaves_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let head = store.head().unwrap();
    for seq in 1..=3 {
        let taken = receive(&mut store, seq, Some(b"body"), Verdict::Dropped);
        assert_eq!(taken, ReceiveResult::Now(Outcome::Dropped));
    }
    let stream = store.relay_cursor().unwrap().unwrap();
    assert_eq!((stream.seq, stream.received, stream.dropped), (3, 3, 3));
    assert_eq!((store.received(9).unwrap(), store.head().unwrap()), (Vec::new(), head));
    assert_eq!(store.next_lookup().unwrap(), None);
}

#[test]
fn what_strangers_send_in_any_number_never_pushes_out_what_is_signed_or_recognised() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, ranked("signed", Rank::Signed));
    receive(&mut store, 2, None, ranked("recognised", Rank::Recognised));
    for seq in 3..=302 {
        receive(&mut store, seq, None, ranked(&seq.to_string(), Rank::Stranger));
    }
    assert_eq!(dropped(&store), 100);
    assert_eq!([next_asked(&mut store), next_asked(&mut store)], ["signed", "recognised"]);
}

#[test]
fn what_is_signed_never_gives_way() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for seq in 1..=300 {
        receive(&mut store, seq, None, ranked(&seq.to_string(), Rank::Signed));
    }
    assert_eq!((dropped(&store), next_asked(&mut store).as_str()), (0, "1"));
}

#[test]
fn what_a_stranger_told_first_is_kept_once_it_is_signed() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, ranked("x", Rank::Stranger));
    receive(&mut store, 2, None, ranked("x", Rank::Signed));
    receive(&mut store, 3, None, ranked("x", Rank::Stranger));
    for seq in 4..=304 {
        receive(&mut store, seq, None, ranked(&seq.to_string(), Rank::Stranger));
    }
    assert_eq!(next_asked(&mut store), "x");
}

#[test]
fn an_end_to_end_id_is_one_payments_whether_it_is_a_sales_or_nobodys() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let [first, second] = ["s1", "s2"].map(|sale| sold(&mut store, sale));
    record(&mut store, first, paid_with("E1"));
    receive(&mut store, 1, None, unknown_money("1000"));
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    let nobodys = money("1000", None);
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, Answer::Money(nobodys.clone()))
        .unwrap();
    let nobodys = nobodys.end_to_end_id.unwrap();
    let taken = |store: &mut Store, key, id: &EndToEndId| {
        let mut found = None;
        let look = |_: &domain::Order, taken: &dyn Fn(&EndToEndId) -> bool| {
            found = Some(taken(id));
            Vec::new()
        };
        checkout::record::record(store, key, &Actor::Till, NOW, look, |_, poll| poll.clone())
            .unwrap();
        found.unwrap()
    };
    let [own, free] = ["E1", "E9"].map(|id| EndToEndId::new(id).unwrap());
    assert!(!taken(&mut store, first, &own), "its own");
    assert!(taken(&mut store, second, &own));
    assert!(taken(&mut store, first, &nobodys) && taken(&mut store, second, &nobodys));
    assert!(!taken(&mut store, second, &free));
    // A webhook is told the same.
    let mut told = None;
    let judge = |_: Option<(&domain::Order, u32)>,
                 taken: &dyn Fn(ChargeKey, &EndToEndId) -> bool| {
        told = Some((taken(first, &own), taken(second, &own), taken(second, &nobodys)));
        Verdict::Dropped
    };
    checkout::webhook::verdict::receive(&mut store, &arrival(2), NOW, |_| NOW, None, None, judge)
        .unwrap();
    assert_eq!(told, Some((false, true, true)));
}

fn account(letter: &str) -> Account {
    Account {
        adapter: "integrapay".into(),
        address: format!("https://{letter}.example"),
        fingerprint: letter.repeat(16),
    }
}

fn account_of(store: &Store, key: ChargeKey) -> Option<Account> {
    let Charge { account, .. } = store.order(key.order).unwrap().attempts[0].clone();
    account
}

#[test]
fn what_is_asked_about_still_is_bound_to_the_connected_account_once_and_for_ever() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let [open_one, watched, ended] = ["s1", "s2", "s3"].map(|sale| sold(&mut store, sale));
    record(&mut store, watched, paid_with("E1"));
    record(&mut store, ended, paid_with("E2"));
    let rest = |poll: &Poll| Poll { due_at: None, ..poll.clone() };
    checkout::record::record(
        &mut store,
        ended,
        &Actor::Till,
        NOW,
        |_, _| Vec::new(),
        |_, poll| rest(poll),
    )
    .unwrap();
    receive(&mut store, 1, None, unknown_money("1000"));

    let other_adapter = Account { adapter: "connectpsp".into(), ..account("c") };
    assert_eq!(store.bind(&other_adapter, NOW).unwrap(), 0);
    assert_eq!(store.bind(&account("a"), NOW).unwrap(), 2);
    assert_eq!(store.bind(&account("b"), NOW).unwrap(), 0);
    for (key, expected) in
        [(open_one, Some(account("a"))), (watched, Some(account("a"))), (ended, None)]
    {
        assert_eq!(account_of(&store, key), expected);
    }
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    assert_eq!(lookup.account, account("a").fingerprint, "and so is what is looked up");
    let open_at = |letter: &str| store.open_at(&account(letter).fingerprint).unwrap();
    assert_eq!((open_at("a"), open_at("b")), (3, 0));
    store.verify().unwrap();
    // From then on a webhook of another account does not mean these charges.
    let ids = [ProviderId::new("id of s1").unwrap()];
    for (letter, expected) in [("a", true), ("b", false)] {
        let fingerprint = account(letter).fingerprint;
        let called = ChargeNames {
            provider: "integrapay",
            account: &fingerprint,
            ids: &ids,
            reference: None,
        };
        assert_eq!(store.is_here(called).unwrap(), expected, "account {letter}");
    }
}

#[test]
fn the_same_id_at_another_account_is_other_money() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for (seq, letter, id) in [(1, "a", "E1"), (2, "b", "E2"), (3, "b", "E2")] {
        let Verdict::Lookup(asking, kind) = unknown_money("1000") else { unreachable!() };
        let asking = LookupRequest { account: account(letter).fingerprint, ..asking };
        receive(&mut store, seq, None, Verdict::Lookup(asking, kind));
        let lookup = store.claim_lookup(NOW).unwrap().unwrap();
        let found = domain::UnmatchedMoney {
            account: Some(account(letter)),
            end_to_end_id: EndToEndId::new(id).ok(),
            ..money("1000", None)
        };
        checkout::poller::lookup::settle(&mut store, &lookup, NOW, Answer::Money(found)).unwrap();
    }
    let unmatched = store.unmatched(false, 9).unwrap();
    let accounts: Vec<_> = unmatched.into_iter().filter_map(|it| it.money.account).collect();
    assert_eq!(accounts, [account("b"), account("a")]);
    store.verify().unwrap();
}
