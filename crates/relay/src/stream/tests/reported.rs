//! What tills tell of themselves, and what they learn of the others.

use relay_protocol::Mark;

use super::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn mark(code: &str, seq: u64) -> Mark {
    Mark { c: code.into(), s: seq, h: "0a".repeat(32) }
}

/// A relay that tells changes at once.
async fn rig() -> Rig {
    Rig::with(Patience { codes: Duration::ZERO, ..Patience::default() }).await
}

/// A session whose hello tells this: the mark and the codes of the welcome, and the rest.
async fn begin(
    rig: &Rig,
    till: &Till,
    code: Option<&str>,
    mark: Option<Mark>,
) -> (Option<Mark>, Vec<String>, Client) {
    let mut client = rig.socket(till).await;
    let mut hello = hello(till, None, 64);
    if let TillFrame::Hello { code: said, m, .. } = &mut hello {
        (*said, *m) = (code.map(str::to_owned), mark);
    }
    client.say(&hello).await;
    let RelayFrame::Welcome { m, codes, .. } = client.frame().await else { panic!("no welcome") };
    (m, codes.expect("this relay knows of codes"), client)
}

async fn codes(client: &mut Client) -> Vec<String> {
    match client.frame().await {
        RelayFrame::Codes { codes } => codes,
        other => panic!("no codes: {other:?}"),
    }
}

#[tokio::test]
async fn a_welcome_tells_the_mark_that_was_held_before_its_hello() {
    let rig = rig().await;
    let till = rig.till("Loja", "Caixa 1").await;
    let epoch = rig.relay.store.epoch();
    let (held, _, mut client) = begin(&rig, &till, None, Some(mark("AAAA", 3))).await;
    assert_eq!(held, None);
    client.say(&TillFrame::Ack { e: epoch.to_string(), s: 0, m: Some(mark("AAAA", 4)) }).await;
    client.nothing_came().await;
    // An older copy of its files.
    let (held, _, mut client) = begin(&rig, &till, None, Some(mark("AAAA", 2))).await;
    assert_eq!(held, Some(mark("AAAA", 4)));
    let malformed = Mark { h: "x".into(), ..mark("AAAA", 9) };
    for m in [Some(malformed), None] {
        client.say(&TillFrame::Ack { e: "another".into(), s: 0, m }).await;
    }
    client.text(r#"{"t":"ack","e":"another","s":0,"m":{"c":[]}}"#).await;
    client.nothing_came().await;
    let (held, ..) = begin(&rig, &till, None, Some(mark("BBBB", 1))).await;
    assert_eq!(held, Some(mark("AAAA", 4)));
    let (held, ..) = begin(&rig, &till, None, None).await;
    assert_eq!(held, Some(mark("BBBB", 1)), "another log");
}

#[tokio::test]
async fn a_pong_brings_a_mark_too() {
    let ping = Duration::from_millis(50);
    let rig = Rig::with(Patience { ping, ..Patience::default() }).await;
    let till = rig.till("Loja", "Caixa 1").await;
    let (_, _, mut client) = begin(&rig, &till, None, None).await;
    let RelayFrame::Ping { n, .. } = client.frame().await else { panic!("no ping") };
    client.say(&TillFrame::Pong { n, s: 0, m: Some(mark("AAAA", 5)) }).await;
    let (held, ..) = begin(&rig, &till, None, None).await;
    assert_eq!(held, Some(mark("AAAA", 5)));
}

#[tokio::test]
async fn tills_of_one_merchant_learn_each_others_codes_and_nobody_elses() {
    let rig = rig().await;
    let (a, b) = (rig.till("Loja", "1").await, rig.till("Loja", "2").await);
    let stranger = rig.till("Outra", "1").await;
    let (_, at_first, mut at_a) = begin(&rig, &a, Some("AAAA"), None).await;
    assert!(at_first.is_empty());
    let (_, at_first, mut at_stranger) = begin(&rig, &stranger, Some("ZZZZ"), None).await;
    assert!(at_first.is_empty());
    let (_, at_first, mut at_b) = begin(&rig, &b, Some("BBBB"), None).await;
    assert_eq!(at_first, ["AAAA"]);
    assert_eq!(codes(&mut at_a).await, ["BBBB"]);
    for client in [&mut at_a, &mut at_b, &mut at_stranger] {
        client.nothing_came().await;
    }
    // It comes again with the same code: nobody hears of it.
    let (_, again, mut at_b) = begin(&rig, &b, Some("BBBB"), None).await;
    assert_eq!(again, ["AAAA"]);
    let (_, again, mut at_b_with_another) = begin(&rig, &b, Some("CCCC"), None).await;
    assert_eq!(again, ["AAAA"]);
    assert_eq!(codes(&mut at_a).await, ["CCCC"]);
    at_stranger.nothing_came().await;
    at_b_with_another.nothing_came().await;
    assert!(matches!(at_b.frame().await, RelayFrame::Error { fatal: true, .. }));
}

#[tokio::test]
async fn a_revoked_tills_code_is_taken_away_at_once() {
    let rig = rig().await;
    let (a, b) = (rig.till("Loja", "1").await, rig.till("Loja", "2").await);
    let (_, _, at_b) = begin(&rig, &b, Some("BBBB"), None).await;
    let (_, at_first, mut at_a) = begin(&rig, &a, Some("AAAA"), None).await;
    assert_eq!(at_first, ["BBBB"]);
    drop(at_b);
    rig.relay.directory.revoke(b.id.as_str()).await.unwrap();
    rig.relay.reported.revoke(&rig.relay.directory.till(&b.id).unwrap());
    assert!(codes(&mut at_a).await.is_empty());
}

#[tokio::test]
async fn a_code_ends_after_a_day_away() {
    let rig = rig().await;
    let (a, b) = (rig.till("Loja", "1").await, rig.till("Loja", "2").await);
    let (_, _, at_b) = begin(&rig, &b, Some("BBBB"), None).await;
    let (_, at_first, mut at_a) = begin(&rig, &a, Some("AAAA"), None).await;
    assert_eq!(at_first, ["BBBB"]);
    rig.relay.reported.age(rig.relay.reported.lived_ms() + DAY_MS);
    at_a.nothing_came().await;
    drop(at_b);
    let gone = async {
        while rig.relay.sessions.has(&b.id) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LONG, gone).await.unwrap();
    rig.relay.reported.age(rig.relay.reported.lived_ms() + DAY_MS);
    assert!(codes(&mut at_a).await.is_empty());
}

#[tokio::test]
async fn many_changes_are_told_as_few() {
    for (between, told) in [(LONG, false), (Duration::from_millis(300), true)] {
        let rig = Rig::with(Patience { codes: between, ..Patience::default() }).await;
        let a = rig.till("Loja", "1").await;
        let (_, _, mut at_a) = begin(&rig, &a, Some("AAAA"), None).await;
        let all = ["B1", "B2", "B3"];
        let mut others = Vec::new();
        for code in all {
            let till = rig.till("Loja", code).await;
            others.push(begin(&rig, &till, Some(code), None).await);
            if !told {
                at_a.nothing_came().await;
            }
        }
        while told && codes(&mut at_a).await != all {}
    }
}
