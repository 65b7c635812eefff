//! What tills tell of themselves, and what they learn of the others, also over restarts.

use std::time::{Duration, Instant};

use relay_protocol::{MOST_CODES, Mark, RelayFrame, TillFrame};
use rusqlite::Connection;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::server::{PATIENCE, Server};
use crate::till::{Line, Till};

fn mark(code: &str, seq: u64) -> Mark {
    Mark { c: code.into(), s: seq, h: "0a".repeat(32) }
}

/// A session whose hello tells this: the mark and the codes of the welcome, and the rest.
async fn begin(
    server: &Server,
    till: &Till,
    code: Option<&str>,
    mark: Option<Mark>,
) -> (Option<Mark>, Vec<String>, Line) {
    let mut hello = till.hello(None);
    if let TillFrame::Hello { code: said, m, .. } = &mut hello {
        (*said, *m) = (code.map(str::to_owned), mark);
    }
    let mut line = till.dial(server).await.unwrap();
    line.say(&hello).await;
    match line.next().await {
        Some(RelayFrame::Welcome { e, m, codes: Some(codes), .. }) => {
            line.epoch = e;
            (m, codes, line)
        }
        other => panic!("{other:?} instead of a welcome with codes"),
    }
}

async fn codes(line: &mut Line) -> Vec<String> {
    match line.next().await {
        Some(RelayFrame::Codes { codes }) => codes,
        other => panic!("{other:?} instead of codes"),
    }
}

/// The mark that the relay holds; ends the till's session, if it has one.
async fn held(server: &Server, till: &Till) -> Option<Mark> {
    begin(server, till, None, None).await.0
}

fn database(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join("data/relay.db")).unwrap()
}

/// Waits until this is so in the database of a relay that runs.
fn until(server: &Server, sql: &str) {
    let database = Connection::open(server.data().join("relay.db")).unwrap();
    let start = Instant::now();
    while !database.prepare(sql).unwrap().exists([]).unwrap() {
        assert!(start.elapsed() < PATIENCE, "never: {sql}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[tokio::test]
async fn marks_and_codes_survive_a_restart() {
    for signal in [Signal::TERM, Signal::KILL] {
        let server = Server::start();
        let till = Till::new(&server, "Padaria", "Caixa 1");
        let other = Till::new(&server, "Padaria", "Caixa 2");
        let (.., mut line) = begin(&server, &till, Some("AAAA"), Some(mark("AAAA", 1))).await;
        let e = line.epoch.clone();
        line.say(&TillFrame::Ack { e, s: 0, m: Some(mark("AAAA", 7)) }).await;
        if signal == Signal::KILL {
            until(&server, "SELECT 1 FROM told WHERE code = 'AAAA' AND mark_seq = 7");
        } else {
            // What comes behind the ack was heard behind it.
            line.say(&TillFrame::Nack { s: 9, code: "none".into() }).await;
            assert!(matches!(line.next().await, Some(RelayFrame::Error { .. })));
        }
        let server = Server::start_in(server.into_folder(signal), &[]);
        assert_eq!(begin(&server, &other, None, None).await.1, ["AAAA"]);
        assert_eq!(held(&server, &till).await, Some(mark("AAAA", 7)));
    }
}

#[tokio::test]
async fn the_newest_mark_of_a_log_is_kept() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let older = Mark { h: "0b".repeat(32), ..mark("AAAA", 4) };
    let bad = Mark { h: "nonsense".into(), ..mark("AAAA", 9) };
    let unwritable = Mark { s: u64::MAX, ..mark("AAAA", 9) };
    for (told, kept) in [
        (mark("AAAA", 5), mark("AAAA", 5)),
        (older, mark("AAAA", 5)),
        (bad, mark("AAAA", 5)),
        (unwritable, mark("AAAA", 5)),
        (mark("not a code", 9), mark("AAAA", 5)),
        (mark("AAAA", 6), mark("AAAA", 6)),
        (mark("BBBB", 1), mark("BBBB", 1)),
    ] {
        begin(&server, &till, None, Some(told.clone())).await;
        assert_eq!(held(&server, &till).await, Some(kept), "after {told:?}");
    }
}

#[tokio::test]
async fn a_code_is_told_to_the_merchants_other_tills_only_and_taken_away_with_its_till() {
    let server = Server::start();
    let first = Till::new(&server, "Padaria", "Caixa 1");
    let second = Till::new(&server, "Padaria", "Caixa 2");
    let stranger = Till::new(&server, "Mercado", "Caixa 1");
    let (_, at_first, mut line) = begin(&server, &first, Some("AAAA"), None).await;
    assert!(at_first.is_empty());
    let (_, at_stranger, mut of_stranger) = begin(&server, &stranger, Some("ZZZZ"), None).await;
    assert!(at_stranger.is_empty());
    let (_, at_second, _second) = begin(&server, &second, Some("BBBB"), None).await;
    assert_eq!(at_second, ["AAAA"]);
    assert_eq!(codes(&mut line).await, ["BBBB"]);
    server.asked(&["till", "revoke", &second.id]);
    assert!(codes(&mut line).await.is_empty());
    // Nothing came to the other merchant's till meanwhile: the webhook is the first.
    assert_eq!(crate::http::post(&stranger.ingest_url, "1").status, 200);
    of_stranger.event().await;
    assert!(begin(&server, &stranger, None, None).await.1.is_empty());
}

#[tokio::test]
async fn a_malformed_code_is_no_code_and_no_error() {
    let server = Server::start();
    let first = Till::new(&server, "Padaria", "Caixa 1");
    let second = Till::new(&server, "Padaria", "Caixa 2");
    for bad in ["", "A B", "ABCDEFGHIJKLMNOPQ", "çç"] {
        begin(&server, &first, Some(bad), None).await;
    }
    assert!(begin(&server, &second, None, None).await.1.is_empty());
}

#[tokio::test]
async fn another_computer_in_a_tills_place_finds_the_mark_and_ends_the_code_with_its_own() {
    let server = Server::start();
    let other = Till::new(&server, "Padaria", "Caixa 2");
    let (.., mut at_other) = begin(&server, &other, Some("CCCC"), None).await;
    let first = Till::new(&server, "Padaria", "Caixa 1");
    let (.., _line) = begin(&server, &first, Some("AAAA"), Some(mark("AAAA", 5))).await;
    assert_eq!(codes(&mut at_other).await, ["AAAA"]);
    let pairing = server.asked(&["till", "code", &first.id]).remove(0);
    let second = Till::paired(&server, pairing["pairing_code"].as_str().unwrap());
    assert_eq!(second.id, first.id);
    let line = &server.asked(&["till", "list"])[1];
    assert_eq!((&line["code"], &line["mark_seq"]), (&"AAAA".into(), &5.into()));
    let (found, ..) = begin(&server, &second, Some("BBBB"), Some(mark("BBBB", 1))).await;
    assert_eq!(found, Some(mark("AAAA", 5)));
    assert_eq!(codes(&mut at_other).await, ["BBBB"]);
    assert_eq!(held(&server, &second).await, Some(mark("BBBB", 1)));
}

#[tokio::test]
async fn a_code_ends_after_a_day_in_which_the_relay_ran_and_the_till_did_not_come() {
    let mut server = Server::start();
    let away = Till::new(&server, "Padaria", "Caixa 1");
    let other = Till::new(&server, "Padaria", "Caixa 2");
    begin(&server, &away, Some("AAAA"), None).await;
    for (hours, alive) in [(23, true), (1, false)] {
        let folder = server.into_folder(Signal::TERM);
        let passes = format!("UPDATE life SET lived_ms = lived_ms + {hours} * 3600000");
        database(&folder).execute_batch(&passes).unwrap();
        server = Server::start_in(folder, &[]);
        let (_, codes, _) = begin(&server, &other, None, None).await;
        assert_eq!(!codes.is_empty(), alive, "{hours} h later");
    }
}

#[tokio::test]
async fn a_till_is_told_a_thousand_codes_at_most() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    let folder = server.into_folder(Signal::TERM);
    database(&folder)
        .execute_batch(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1100)
             INSERT INTO tills (id, merchant, name, created_at_ms)
             SELECT 't_' || n, (SELECT id FROM merchants), 'Till ' || n, 0 FROM n;
             INSERT INTO told (till, code, left_at_ms)
             SELECT id, 'CODE' || substr(id, 3), 0 FROM tills WHERE name LIKE 'Till %';",
        )
        .unwrap();
    let server = Server::start_in(folder, &[]);
    let (_, codes, _) = begin(&server, &till, Some("CODE7"), None).await;
    assert_eq!(codes.len(), MOST_CODES);
    assert!(codes.is_sorted());
    assert!(!codes.contains(&"CODE7".to_owned()));
}

#[tokio::test]
async fn the_list_of_tills_shows_code_and_mark() {
    let server = Server::start();
    let till = Till::new(&server, "Padaria", "Caixa 1");
    server.add_till("Padaria", "Caixa 2");
    let (.., _line) = begin(&server, &till, Some("AAAA"), Some(mark("AAAA", 41))).await;
    let listed = server.asked(&["till", "list"]);
    assert_eq!((&listed[0]["code"], &listed[0]["mark_seq"]), (&"AAAA".into(), &41.into()));
    assert!(listed[1]["code"].is_null() && listed[1]["mark_seq"].is_null());
    let told = String::from_utf8(server.admin(&["till", "list"]).stdout).unwrap();
    assert!(told.lines().next().unwrap().contains("  code AAAA  mark 41  Padaria / Caixa 1"));
    assert!(!told.lines().nth(1).unwrap().contains("code"), "{told}");
}
