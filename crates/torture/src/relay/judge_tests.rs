//! Each kind of violation is found, and a clean run is not accused.

use domain::UnixMs;
use relay_protocol::{Cursor, GapReason};

use super::super::ledger::{Accepted, Ledger, hash};
use super::super::wiretap::Event;
use super::*;

fn row(epoch: &str, seq: u64, body: &str) -> Received {
    Received {
        epoch: epoch.into(),
        seq,
        event_id: format!("evt_{seq}"),
        route: "r_1".into(),
        relayed_at: UnixMs::new(0),
        at: UnixMs::new(0),
        body_sha256: hex::encode(hash(body.as_bytes())),
        body_len: u32::try_from(body.len()).unwrap(),
        outcome: Outcome::Applied,
        detail: None,
        charge: None,
        raw: None,
    }
}

fn gap(epoch: &str, seq: u64) -> Received {
    let detail = Some("epoch_changed".into());
    Received { outcome: Outcome::Gap, body_sha256: String::new(), detail, ..row(epoch, seq, "") }
}

fn said(till: usize, call: u64, said: Said) -> Heard {
    Heard { till, call, said }
}

fn hello(till: usize, call: u64, cursor: Option<(&str, u64)>, epoch: &str) -> [Heard; 2] {
    let cursor = cursor.map(|(e, s)| Cursor { e: e.into(), s });
    let welcome = Said::Welcome { epoch: epoch.into(), head: 9 };
    [said(till, call, Said::Hello { cursor }), said(till, call, welcome)]
}

fn event(till: usize, call: u64, seq: u64, previous: u64, body: &str) -> Heard {
    let body_sha256 = hash(body.as_bytes());
    let event = Event { seq, previous, id: format!("evt_{seq}"), route: "r_1".into(), body_sha256 };
    said(till, call, Said::Event(event))
}

fn ack(till: usize, call: u64, epoch: &str, seq: u64) -> Heard {
    said(till, call, Said::Ack(Cursor { e: epoch.into(), s: seq }))
}

fn gap_told(till: usize, call: u64, epoch: &str, first: u64) -> Heard {
    let reason = GapReason::EpochChanged;
    said(till, call, Said::Gap { epoch: epoch.into(), first, reason })
}

/// Three tills of two merchants (0 and 2 are of the same), one webhook each and one of the merchant.
fn clean() -> Evidence {
    let mut ledger = Ledger::default();
    let to = [(To::Till(0), "a"), (To::Till(1), "b"), (To::Till(2), "c"), (To::Merchant(0), "m")];
    for (to, body) in to {
        let at = ledger.sending(to, body.as_bytes());
        ledger.accepted(at, Accepted { sent_at_ms: 99, read_at_ms: 100 });
    }
    let mut heard = Vec::new();
    for (till, body) in ["a", "b", "c"].iter().enumerate() {
        let (call, seq) = (till as u64, till as u64 + 1);
        heard.extend(hello(till, call, None, "e1"));
        heard.extend([event(till, call, seq, 0, body), ack(till, call, "e1", seq)]);
    }
    // Once more after a reconnect, for which till 2 had not yet acknowledged.
    heard.extend(hello(0, 7, Some(("e1", 1)), "e1"));
    heard.push(event(0, 7, 4, 1, "m"));
    heard.extend(hello(2, 8, None, "e1"));
    heard.extend([event(2, 8, 3, 0, "c"), event(2, 8, 5, 3, "m"), ack(2, 8, "e1", 5)]);
    let money = Money { payments: 1, centavos: 100 };
    let till = |journal, reference: &str| Till {
        journal,
        paid: [(reference.to_owned(), money)].into(),
        damage: None,
        replays: 0,
    };
    Evidence {
        webhooks: ledger.webhooks().to_vec(),
        heard,
        tills: vec![
            till(vec![row("e1", 1, "a"), row("e1", 4, "m")], "A"),
            till(vec![row("e1", 2, "b")], "B"),
            till(vec![row("e1", 3, "c"), row("e1", 5, "m")], "C"),
        ],
        paid: ["A", "B", "C"].map(|it| (it.to_owned(), money)).into(),
        restores: Vec::new(),
    }
}

/// What is found when the clean run is changed so.
fn found(change: impl FnOnce(&mut Evidence)) -> Vec<String> {
    let mut evidence = clean();
    change(&mut evidence);
    judge(&evidence).0
}

#[test]
fn a_clean_run_is_clean() {
    let (findings, tally) = judge(&clean());
    assert_eq!(findings, Vec::<String>::new());
    let expected = Tally {
        accepted: 4,
        deliveries: 5,
        redelivered: 1,
        applied: 5,
        paid: 3,
        ..Tally::default()
    };
    assert_eq!(tally, expected);
}

#[test]
fn what_was_accepted_has_to_arrive() {
    assert_eq!(
        found(|it| drop(it.tills[0].journal.pop())),
        ["till 0: webhook 3, accepted, never arrived (sent at 99 ms, 2xx read at 100 ms)"]
    );
    assert_eq!(
        found(|it| it.webhooks[1].accepted = None),
        ["webhook 1 was never accepted in 1 tries"]
    );
}

/// The relay was put back to a copy of 50 ms; it lost what it accepted since, and began epoch e2.
fn put_back(evidence: &mut Evidence) {
    let heard_before = evidence.heard.len();
    evidence.restores = vec![Restore { copied_at_ms: 50, back_at_ms: 150, heard_before }];
    evidence.heard.extend(hello(0, 20, Some(("e1", 4)), "e2"));
    evidence.heard.push(gap_told(0, 20, "e2", 1));
    evidence.heard.push(ack(0, 20, "e2", 0));
    evidence.tills[0].journal = vec![row("e1", 1, "a"), gap("e2", 0)];
}

#[test]
fn what_was_lost_with_the_database_is_excused_only_if_the_till_was_told() {
    let mut evidence = clean();
    put_back(&mut evidence);
    let (findings, tally) = judge(&evidence);
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!((tally.in_gaps, tally.gaps), (1, 1));

    let lost = ["till 0: webhook 3, accepted, never arrived (sent at 99 ms, 2xx read at 100 ms)"];
    let mut not_told = evidence.clone();
    not_told.tills[0].journal.pop();
    assert_eq!(judge(&not_told).0, lost);
    let mut other_time = evidence.clone();
    other_time.restores[0].back_at_ms = 90;
    assert_eq!(judge(&other_time).0, lost);
    let mut nothing_lost = evidence;
    nothing_lost.restores.clear();
    assert_eq!(
        judge(&nothing_lost).0,
        [lost[0], "till 0: a gap (Some(\"epoch_changed\")) although nothing was lost"]
    );
}

#[test]
fn nothing_is_taken_in_twice() {
    assert_eq!(
        found(|it| it.tills[1].journal.push(row("e1", 2, "b"))),
        ["till 1: seq 2 was taken in twice", "till 1: seq 2 was taken in after 2"]
    );
    assert_eq!(
        found(|it| it.tills[1].journal.push(row("e1", 9, "b"))),
        ["till 1: seq 9 brings a webhook of its route again"]
    );
    let replayed = found(|it| {
        it.tills[1].replays = 1;
        it.tills[1].journal.push(row("e1", 9, "b"));
    });
    assert_eq!(replayed, Vec::<String>::new(), "somebody asked for it");
}

#[test]
fn nothing_is_foreign_invented_or_changed() {
    let foreign = "till 1: seq 9 was never sent to it";
    for body in ["c", "nobody's"] {
        assert_eq!(found(|it| it.tills[1].journal.push(row("e1", 9, body))), [foreign]);
    }
    let changed = found(|it| it.tills[1].journal[0].body_len = 2);
    assert_eq!(changed, ["till 1: seq 2 was never sent to it"]);
}

#[test]
fn seqs_grow_and_an_epoch_ends_once_and_with_a_gap() {
    assert_eq!(found(|it| it.tills[2].journal.reverse()), ["till 2: seq 3 was taken in after 5"]);
    let silent = found(|it| it.tills[2].journal[1].epoch = "e2".into());
    assert_eq!(silent, ["till 2: seq 5 begins an epoch without a gap"]);
    let back = found(|it| {
        it.restores = vec![Restore { copied_at_ms: 0, back_at_ms: 1, heard_before: 0 }; 2];
        it.tills[2].journal.splice(1..1, [gap("e2", 0), gap("e1", 3)]);
    });
    assert_eq!(back, ["till 2: seq 3 is of an epoch that was over"]);
}

#[test]
fn the_money_is_the_providers() {
    let twice = |reference: &str| (reference.to_owned(), Money { payments: 2, centavos: 200 });
    assert_eq!(
        found(|it| it.tills[0].paid.extend([twice("A")])),
        ["A: paid Money { payments: 1, centavos: 100 }, log Money { payments: 2, centavos: 200 }"]
    );
    assert_eq!(found(|it| it.tills[0].paid.clear()), ["A is paid and no till says so"]);
    assert_eq!(
        found(|it| it.tills[0].paid.extend([twice("X")])),
        ["X is called paid and nobody has paid"]
    );
    let in_two_logs = found(|it| it.tills[1].paid.extend([twice("A")]));
    assert_eq!(in_two_logs.first().unwrap(), "A stands in two logs");
}

#[test]
fn a_damaged_log_is_told() {
    assert_eq!(
        found(|it| it.tills[0].damage = Some("event 7".into())),
        ["till 0: the order log is not whole: event 7"]
    );
}

#[test]
fn the_chain_on_the_wire_is_whole() {
    assert_eq!(
        found(|it| it.heard.extend(
            [hello(1, 9, Some(("e1", 2)), "e1").to_vec(), vec![event(1, 9, 8, 6, "b")]].concat()
        )),
        ["till 1, wire: seq 8 follows 2, and says 6"]
    );
    let between = found(|it| it.heard.push(event(2, 8, 9, 3, "c")));
    assert_eq!(between, ["till 2, wire: seq 9 follows 5, and says 3"]);
    let early = found(|it| it.heard.push(event(1, 33, 2, 0, "b")));
    assert_eq!(early, ["till 1, wire: seq 2 before the welcome"]);
}

#[test]
fn an_event_sent_again_is_the_same() {
    let again = [hello(0, 9, None, "e1").to_vec(), vec![event(0, 9, 1, 0, "m")]].concat();
    assert_eq!(found(|it| it.heard.extend(again)), ["till 0, wire: seq 1 is not what it was"]);
    let asked_for = [event(2, 8, 3, 0, "c"), event(2, 8, 5, 3, "m")];
    assert_eq!(found(|it| it.heard.extend(asked_for)), Vec::<String>::new());
}

#[test]
fn nothing_foreign_passes_on_the_wire() {
    let foreign = found(|it| it.heard.push(event(1, 1, 9, 2, "a")));
    assert_eq!(foreign, ["till 1, wire: seq 9 was never sent to this till"]);
}

#[test]
fn an_epoch_does_not_change_in_silence() {
    let silent =
        [hello(1, 9, Some(("e1", 2)), "e2").to_vec(), vec![event(1, 9, 3, 0, "b")]].concat();
    assert_eq!(
        found(|it| it.heard.extend(silent)),
        ["till 1, wire: seq 3 of a new epoch, and no gap was told"]
    );
}

#[test]
fn nobody_acknowledges_what_never_came() {
    assert_eq!(
        found(|it| it.heard.push(ack(0, 7, "e1", 5))),
        ["till 0, wire: acknowledges 5, never sent"]
    );
    assert_eq!(
        found(|it| it.heard.push(said(1, 1, Said::Nack { seq: 2 }))),
        ["till 1, wire: the till refuses seq 2"]
    );
    let notice = |code: &str| said(1, 1, Said::Error { code: code.into() });
    assert_eq!(
        found(|it| it.heard.push(notice("revoked"))),
        ["till 1, wire: the relay refuses a till that did nothing wrong: revoked"]
    );
    assert_eq!(found(|it| it.heard.push(notice("drain"))), Vec::<String>::new());
}
