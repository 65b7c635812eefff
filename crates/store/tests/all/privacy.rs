//! What the log holds of persons: blanked when it is over age or somebody asks, and nothing else is lost by it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use checkout::sale::attempt::{NewOrder, create_order};
use domain::charge::{Receipt, RefundReason, RefundRequest, Seen, Status};
use domain::{
    Actor, Centavos, IdempotencyKey, Order, OrderNumber, RefundId, SaleId, TaxId, UnixMs,
    UnmatchedNumber,
};
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Error, Filter, Outcome, Pace, Store, Subject, WhyKept, daily};

use crate::shared::{
    NOW, attempt, find_unmatched, open, payout_told, receipt, receive, record, register, restore,
    seen,
};
use crate::{long_log, migration};

/// Nobody but these tests has them.
pub(crate) const NAME: &str = "Zulmira Quixadá";
pub(crate) const MASKED: &str = "Zulmira Q***";
const CPF: &str = "52998224725";
const DOTTED: &str = "529.982.247-25";
/// How a sum of money that came begins.
const RECEIVED: &str = "\"received_centavos\":1";
pub(crate) const DAYS: u32 = 180;
const DAY_MS: i64 = 86_400_000;

fn cpf() -> TaxId {
    TaxId::parse(CPF).unwrap()
}

fn request() -> String {
    format!(r#"{{"amount":12.50,"payer":{{"name":"{NAME}","document":"{CPF}"}},"note":"\"x\""}}"#)
}

/// A sale to her.
pub(crate) fn sell(store: &mut Store, sale: &str) -> ChargeKey {
    let new = NewOrder {
        document_key: None,
        sale_id: SaleId::new(sale).unwrap(),
        reference: None,
        amount: Centavos::new(1_250),
        attempt: attempt(),
    };
    let at = UnixMs::new(2_000);
    let (order, _) = create_order(store, &new, &Actor::Till, at, |_| request()).unwrap();
    ChargeKey { order: order.number, attempt: 1 }
}

fn paid() -> domain::charge::Event {
    seen(Seen::Paid(Receipt { payer_name: Some(MASKED.into()), ..receipt(1_250) }))
}

pub(crate) fn sell_paid(store: &mut Store, sale: &str, id: &str) -> ChargeKey {
    let key = sell(store, sale);
    register(store, key, id);
    record(store, key, paid());
    key
}

/// In every place of which there is one.
fn planted(home: &Path) -> Store {
    let mut store = open(home);
    sell_paid(&mut store, "s1", "49");
    find_unmatched(&mut store, 1, "1000");
    let number = UnmatchedNumber::new(1).unwrap();
    let reason = format!("era de {NAME}, {DOTTED}");
    checkout::unmatched::dismiss_payment(&mut store, number, &reason, &Actor::Till, NOW).unwrap();
    let body = format!(r#"{{"payer":"{NAME}","document":"{DOTTED}"}}"#);
    let unread = checkout::webhook::verdict::Verdict::SetAside(Outcome::Malformed, None);
    receive(&mut store, 2, Some(body.as_bytes()), unread);
    receive(&mut store, 3, None, payout_told("2000", domain::PayoutStatus::Completed));
    store
}

pub(crate) fn later(days: u32) -> UnixMs {
    NOW.plus_ms(i64::from(days) * DAY_MS)
}

pub(crate) fn blank(home: &Path, now: UnixMs) {
    daily(home, now, DAYS, &Pace::beside_selling()).unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(files(&entry)) } else { found.push(entry) }
    }
    found
}

/// The files of a home in which any of these texts stands.
pub(crate) fn holding(home: &Path, texts: &[&str]) -> Vec<PathBuf> {
    let mut found = files(home);
    found.retain(|path| {
        let bytes = fs::read(path).unwrap();
        texts.iter().any(|text| bytes.windows(text.len()).any(|it| it == text.as_bytes()))
    });
    found
}

/// A name in the form of the index for searches: its first three letters as a gram.
fn gram() -> String {
    hex::encode("zul")
}

fn all(store: &Store) -> Vec<Order> {
    store.orders(&Filter { limit: 9_999, ..Filter::default() }).unwrap()
}

fn events(home: &Path, kind: &str) -> Vec<String> {
    let raw = Connection::open(home.join(DATABASE)).unwrap();
    let mut statement =
        raw.prepare("SELECT body FROM events WHERE kind = ?1 ORDER BY seq").unwrap();
    let bodies = statement.query_map([kind], |row| row.get(0)).unwrap();
    bodies.map(Result::unwrap).collect()
}

/// Without the names, which are gone.
fn nameless(mut orders: Vec<Order>) -> Vec<Order> {
    for charge in orders.iter_mut().flat_map(|order| &mut order.attempts) {
        charge.payments.iter_mut().for_each(|payment| payment.payer_name = None);
    }
    orders
}

#[test]
fn what_is_over_age_stands_in_no_file_of_the_home() {
    let home = tempfile::tempdir().unwrap();
    let store = planted(home.path());
    let texts = [NAME, MASKED, CPF, DOTTED, "Fulano S***", "Rui S***", &gram()];
    assert!(store.back_up_if_due(NOW).unwrap());
    let before = all(&store);
    blank(home.path(), later(DAYS - 1));
    assert_eq!(all(&store), before, "it is not over age yet");
    for text in &texts[..3] {
        assert!(!holding(home.path(), &[text]).is_empty(), "{text} was planted");
    }
    blank(home.path(), later(DAYS + 1));
    assert_eq!(holding(home.path(), &texts), Vec::<PathBuf>::new());
    assert_eq!(all(&store), nameless(before));
    let found =
        store.orders(&Filter { search: Some("zulmira".into()), limit: 9, ..Filter::default() });
    assert_eq!(found.unwrap(), []);
    store.verify().unwrap();
    let told = events(home.path(), "personal_data_blanked");
    assert!(told.iter().any(|body| body.contains(r#""unmatched":1"#)), "{told:?}");
    drop(store);
    assert_eq!(holding(home.path(), &texts), Vec::<PathBuf>::new(), "nor when it is closed");
    let mut store = Store::open(home.path(), later(DAYS + 2)).unwrap();
    sell_paid(&mut store, "s9", "4900");
    store.verify().unwrap();
}

#[test]
fn what_is_in_use_stays_to_the_letter_however_old() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let unsent = sell(&mut store, "unsent");
    let waiting = sell(&mut store, "waiting");
    register(&mut store, waiting, "1");
    let refunding = sell(&mut store, "refunding");
    register(&mut store, refunding, "2");
    record(&mut store, refunding, paid());
    let note = format!("devolver a {NAME}");
    let body = serde_json::json!({ "reason": "OTHER", "description": note }).to_string();
    let key = IdempotencyKey::new("r-1").unwrap();
    let refund = RefundRequest {
        id: RefundId::of_key(&key),
        amount: None,
        reason: RefundReason::CustomerRequest,
        description: Some(note),
        idempotency_key: key,
        body: body.clone(),
    };
    record(&mut store, refunding, domain::charge::Event::RefundRequested(refund));
    find_unmatched(&mut store, 1, "1000");
    let before = all(&store);
    blank(home.path(), later(9 * DAYS));
    let erased = store.erase_person(&cpf(), DAYS, &Actor::Till, later(9 * DAYS)).unwrap();
    let order = |key: ChargeKey| Subject::Order(key.order);
    let kept = [
        (order(unsent), WhyKept::Open),
        (order(waiting), WhyKept::Open),
        (order(refunding), WhyKept::Refunding),
    ];
    assert_eq!(erased.kept, kept);
    assert_eq!(all(&store), before);
    assert_eq!(store.request(unsent).unwrap().body, request());
    assert_eq!(store.order(refunding.order).unwrap().attempts[0].refunds.len(), 1);
    let domain::charge::RefundSource::Here(sent) =
        store.order(refunding.order).unwrap().attempts[0].refunds[0].source.clone()
    else {
        panic!("asked for here")
    };
    assert_eq!(sent.body, body);
    let unmatched = store.unmatched_payment(UnmatchedNumber::new(1).unwrap()).unwrap();
    assert_eq!(unmatched.money.payer_name.as_deref(), Some("Fulano S***"));
    store.verify().unwrap();
    // Once the money is back, nothing needs it.
    record(
        &mut store,
        refunding,
        seen(Seen::Refunded(receipt(1_250), crate::shared::returned(1_250, 6_000))),
    );
    blank(home.path(), later(10 * DAYS));
    assert!(!store.said_of(order(refunding)).unwrap().iter().any(|said| !said.pieces.is_empty()));
    store.verify().unwrap();
}

#[test]
fn a_person_is_told_all_and_forgotten_with_a_trace_that_names_nobody() {
    let home = tempfile::tempdir().unwrap();
    let mut store = planted(home.path());
    let found = store.find_person(&cpf()).unwrap();
    let number = OrderNumber::new(1).unwrap();
    let hers = [Subject::Order(number), Subject::Unmatched(UnmatchedNumber::new(1).unwrap())];
    assert_eq!(found.subjects, hers);
    assert!(found.webhooks[0].body.contains(DOTTED));
    let said = store.said_of(Subject::Order(number)).unwrap();
    let pieces: Vec<_> = said.iter().flat_map(|said| &said.pieces).cloned().collect();
    let piece = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    assert_eq!(
        pieces,
        [piece("payer.name", NAME), piece("payer.document", CPF), piece("payer_name", MASKED)]
    );
    let told = store.note_exported(&cpf(), &Actor::Till, NOW).unwrap();
    assert!(store.back_up_if_due(NOW).unwrap());
    let erased = store.erase_person(&cpf(), DAYS, &Actor::Till, NOW).unwrap();
    assert_eq!(
        (erased.blanked.orders, erased.blanked.unmatched, erased.blanked.webhooks),
        (1, 1, 1)
    );
    assert_eq!(erased.kept, []);
    assert_eq!(holding(home.path(), &[NAME, CPF, DOTTED, MASKED]), Vec::<PathBuf>::new());
    assert_eq!(store.find_person(&cpf()).unwrap(), store::Found::default());
    // Whoever has the receipt can show which events it is about.
    for (kind, receipt) in
        [("personal_data_exported", told), ("personal_data_blanked", erased.receipt)]
    {
        use sha2::{Digest, Sha256};
        let of = [hex::decode(&receipt).unwrap(), CPF.as_bytes().to_vec()].concat();
        let person = hex::encode(Sha256::digest(of));
        let bodies = events(home.path(), kind);
        assert!(bodies[0].contains(&person) && !bodies[0].contains(&receipt), "{bodies:?}");
    }
    // What the provider says of her again is not written down again.
    let key = ChargeKey { order: number, attempt: 1 };
    record(
        &mut store,
        key,
        seen(Seen::Paid(Receipt { payer_name: Some(MASKED.into()), ..receipt(1_250) })),
    );
    record(
        &mut store,
        key,
        seen(Seen::Refunded(
            Receipt { payer_name: Some(MASKED.into()), ..receipt(1_250) },
            crate::shared::returned(1_250, 6_000),
        )),
    );
    assert_eq!(store.order(number).unwrap().status(), Status::Refunded);
    assert_eq!(holding(home.path(), &[MASKED]), Vec::<PathBuf>::new());
    store.verify().unwrap();
    let nobody = TaxId::parse("12345678909").unwrap();
    let erased = store.erase_person(&nobody, DAYS, &Actor::Till, NOW).unwrap();
    assert!(!erased.blanked.is_any() && erased.kept.is_empty());
    assert_eq!(
        events(home.path(), "personal_data_blanked").len(),
        2,
        "that somebody asked is told"
    );
}

#[test]
fn what_is_blanked_cannot_be_altered_unseen_nor_brought_back() {
    for (what, sql) in [
        (
            "a kept word",
            "UPDATE events SET body = replace(body, 'reference', 'referencf'), base = NULL, packed = NULL WHERE seq = 3",
        ),
        ("a commitment", "UPDATE personal SET part = zeroblob(32) WHERE seq = 3"),
        (
            "a name in its place",
            "UPDATE personal SET salt = zeroblob(16), part = x'00' WHERE seq = 3",
        ),
        ("none at all", "DELETE FROM personal WHERE seq = 3"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let store = planted(home.path());
        blank(home.path(), later(DAYS + 1));
        let raw = Connection::open(home.path().join(DATABASE)).unwrap();
        let refused = raw.execute_batch(sql).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{what}: {refused}");
        raw.execute_batch("DROP TRIGGER events_are_never_changed; DROP TRIGGER personal_is_only_blanked; DROP TRIGGER personal_is_never_deleted").unwrap();
        raw.execute_batch(sql).unwrap();
        let damaged = store.verify();
        let is_its =
            matches!(&damaged, Err(Error::Damaged { what, .. }) if what.contains("event 3 "));
        assert!(is_its, "{what}: {damaged:?}");
    }
}

#[test]
fn an_old_log_is_blanked_and_what_it_keeps_is_still_proved() {
    let home = tempfile::tempdir().unwrap();
    drop(migration::log_0003(home.path()));
    let store = Store::open(home.path(), NOW).unwrap();
    let before = all(&store);
    let names: Vec<String> = before
        .iter()
        .flat_map(|order| &order.attempts)
        .flat_map(|charge| charge.payments.iter().filter_map(|payment| payment.payer_name.clone()))
        .collect();
    assert!(names.len() > 20);
    let now = UnixMs::new(2_000_000_000_000);
    blank(home.path(), now);
    let open: Vec<_> = store.open_orders(999).unwrap().iter().map(|order| order.number).collect();
    let closed = |orders: Vec<Order>| -> Vec<Order> {
        orders.into_iter().filter(|order| !open.contains(&order.number)).collect()
    };
    let unproven =
        store.orders(&Filter { unproven: true, limit: 999, ..Filter::default() }).unwrap();
    let disputed = store.disputed(false, 999).unwrap();
    let in_use = |order: &Order| {
        [&unproven, &disputed].iter().any(|list| list.iter().any(|it| it.number == order.number))
            // Nobody knows yet whether its charge was made.
            || order.attempts.iter().any(|charge| charge.registration.is_none())
    };
    let after = closed(all(&store));
    let of = |orders: Vec<Order>| -> Vec<Order> {
        orders.into_iter().filter(|it| !in_use(it)).collect()
    };
    let count = |orders: &[Order]| {
        let charges = orders.iter().flat_map(|order| &order.attempts);
        charges.flat_map(|charge| &charge.payments).filter(|it| it.payer_name.is_some()).count()
    };
    assert_eq!(count(&of(after)), 0);
    assert!(count(&closed(before)) > 20, "there was something to blank");
    store.verify().unwrap();
    drop(store);
    // The hash of an event whose personal part is gone cannot be computed any more: what binds all of them is.
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    let (seq, body): (i64, String) = raw
        .query_row(
            "SELECT seq, body FROM events JOIN personal USING (seq)
             WHERE salt IS NULL AND packed IS NULL AND instr(body, ?1) > 0 LIMIT 1",
            [RECEIVED],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    raw.execute_batch("DROP TRIGGER events_are_never_changed").unwrap();
    raw.execute(
        "UPDATE events SET body = ?2 WHERE seq = ?1",
        (seq, body.replace(RECEIVED, "\"received_centavos\":9")),
    )
    .unwrap();
    let damaged = Store::open_to_read(home.path()).unwrap().verify();
    let is_its =
        matches!(&damaged, Err(Error::Damaged { what, .. }) if what.contains("that were bound"));
    assert!(is_its, "{damaged:?}");
}

#[test]
fn nothing_is_bound_in_a_log_that_was_begun_with_commitments() {
    let home = tempfile::tempdir().unwrap();
    let store = planted(home.path());
    let body = format!(r#"{{"upto":3,"digest":"{}"}}"#, "00".repeat(32));
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    raw.execute(
        "INSERT INTO events (seq, stream, stream_id, attempt, kind, at_ms, body, actor, hash)
         SELECT max(seq) + 1, 'privacy', 1, 0, 'personal_parts_bound', 1, ?1, 'till', zeroblob(32) FROM events",
        [body],
    )
    .unwrap();
    assert!(matches!(store.verify(), Err(Error::Damaged { .. })));
}

#[test]
fn a_backup_says_no_more_of_persons_than_the_log_and_can_be_restored() {
    let home = tempfile::tempdir().unwrap();
    let mut store = planted(home.path());
    assert!(store.back_up_if_due(NOW).unwrap());
    let backup = files(&home.path().join("backups")).remove(0);
    // The log that a restore replaces is one more copy.
    drop(store);
    restore(home.path(), &backup, "W3ZP", &[], NOW).unwrap();
    store = Store::open(home.path(), NOW).unwrap();
    let replaced = |path: &PathBuf| path.to_string_lossy().contains("order-log-replaced-");
    assert!(
        files(home.path())
            .iter()
            .any(|path| replaced(path) && !holding(home.path(), &[NAME]).is_empty())
    );
    store.erase_person(&cpf(), DAYS, &Actor::Till, NOW).unwrap();
    let left = holding(home.path(), &[NAME, CPF]);
    assert_eq!(left, Vec::<PathBuf>::new());
    drop(store);
    restore(home.path(), &backup, "X9YZ", &[], NOW).unwrap();
    let store = Store::open(home.path(), NOW).unwrap();
    assert_eq!(store.find_person(&cpf()).unwrap(), store::Found::default());
    store.verify().unwrap();
}

#[test]
fn a_backup_of_an_older_version_goes_when_it_is_over_age_or_somebody_is_forgotten() {
    let home = tempfile::tempdir().unwrap();
    drop(migration::log_0003(home.path()));
    let mut store = Store::open(home.path(), NOW).unwrap();
    let older = || {
        files(&home.path().join("backups"))
            .iter()
            .any(|it| it.to_string_lossy().contains("-before-update"))
    };
    blank(home.path(), later(1));
    assert!(older(), "it is the way back from the update");
    store.erase_person(&cpf(), DAYS, &Actor::Till, later(1)).unwrap();
    assert!(!older());
}

const HOME: &str = "BALCAO_TEST_BLANKED_HOME";

#[test]
fn blanking_that_is_killed_is_whole_as_far_as_it_came_and_goes_on() {
    let now = UnixMs::new(2_000_000_000_000);
    if let Some(home) = std::env::var_os(HOME) {
        return blank(Path::new(&home), now);
    }
    let home = tempfile::tempdir().unwrap();
    long_log::write(home.path(), 3_000);
    drop(Store::open(home.path(), NOW).unwrap());
    let clear = || -> i64 {
        let raw = Connection::open(home.path().join(DATABASE)).unwrap();
        raw.busy_timeout(Duration::from_secs(9)).unwrap();
        let sql = "SELECT count(*) FROM personal WHERE salt IS NOT NULL";
        raw.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let (all, mut rounds, begun) = (clear(), 0, Instant::now());
    let mut left = all;
    while left > 0 && rounds < 5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "privacy::blanking_that_is_killed_is_whole_as_far_as_it_came_and_goes_on",
                "--exact",
            ])
            .env(HOME, home.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while clear() == left && child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_mins(2));
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let store = Store::open_to_read(home.path()).unwrap();
        store.verify().unwrap();
        let after = clear();
        assert!(after < left);
        (left, rounds) = (after, rounds + 1);
    }
    blank(home.path(), now);
    let kept = clear();
    let in_use =
        i64::try_from(Store::open_to_read(home.path()).unwrap().open_orders(9_999).unwrap().len())
            .unwrap();
    assert!(kept < all && kept <= in_use * 3, "{kept} of {all} left, {in_use} open");
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    let counted = "SELECT (SELECT count(*) FROM personal WHERE salt IS NULL), sum(body ->> 'events') FROM events
                   WHERE kind = 'personal_data_blanked'";
    let (blanked, told): (i64, i64) =
        raw.query_row(counted, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(blanked, told, "each is told of once");
    Store::open(home.path(), now).unwrap().verify().unwrap();
}
