//! Names and documents of people: kept for as long as they are needed, told and forgotten at a person's wish.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::home::files_of;

use super::clocks::Clock;
use super::offline::offline;
use crate::relay::server::Relay;
use crate::relay::shop::{MERCHANT, Shop, pair};
use crate::relay::webhook::post;
use crate::sandbox::Sandbox;
use crate::terminal::balcao::{Started, Till};
use crate::terminal::provider::{Kind, Provider};

/// Nobody but these tests has them.
const NAME: &str = "Zulmira Quixadá";
const MASKED: &str = "Zulmira Q***";
const CPF: &str = "52998224725";
const DOTTED: &str = "529.982.247-25";
/// Whoever stands as the payer where the customer gives no name.
const DEFAULT: [&str; 2] = ["Ana Padrão", "12345678909"];
const DAY: i64 = 24 * 3_600;
const PATIENCE: Duration = Duration::from_mins(1);

/// The files of a home in which any of these texts stands, byte by byte.
fn holding(home: &Path, texts: &[&str]) -> Vec<PathBuf> {
    let mut found = files_of(home);
    found.retain(|path| {
        let bytes = fs::read(path).unwrap_or_default();
        texts.iter().any(|text| bytes.windows(text.len()).any(|it| it == text.as_bytes()))
    });
    found
}

/// A till that is open so many days later, until nothing of the texts is left. It hears nobody, because all others
/// would tell it that it is today.
fn is_gone_after(days: i64, till: &Till, texts: &[&str]) {
    let clock = Clock::set_by(days * DAY);
    let mut open = Started::new(&mut offline(&clock.command(till, &["--json", "watch"])));
    let begun = Instant::now();
    while !holding(&till.home(), texts).is_empty() {
        assert!(begun.elapsed() < PATIENCE, "still in {:?}", holding(&till.home(), texts));
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
    open.signal("-TERM");
    open.end();
    assert_eq!(holding(&till.home(), texts), Vec::<PathBuf>::new(), "nor when it is closed");
}

/// What a list says of money: all of it stays.
fn books(orders: &[Value]) -> Vec<Value> {
    let said = |order: &Value| {
        let keys = [
            "order",
            "reference",
            "status",
            "amount_centavos",
            "received_centavos",
            "refunded_centavos",
        ];
        let payments =
            order["attempts"].as_array().unwrap().iter().map(|it| it["payments"].clone());
        let kept: Vec<Value> = keys.iter().map(|key| order[*key].clone()).chain(payments).collect();
        Value::from(kept)
    };
    orders.iter().map(said).collect()
}

fn is_sold_to_her(till: &Till, pay: impl Fn(&Value)) {
    let sold = ["--json", "charge", "12,50", "--payer-name", NAME, "--payer-document", DOTTED];
    let mut charge = till.start(&sold);
    pay(&charge.wait_for_event("charge_created"));
    charge.end().expect(0);
}

#[test]
fn names_of_sales_webhooks_and_refunds_are_gone_after_half_a_year() {
    let shop = Shop::open();
    is_sold_to_her(&shop.till, |created| shop.pay(created));
    let (charge, created) = shop.charge();
    shop.pay(&created);
    let mut charge = charge;
    charge.end().expect(0);
    let watch = shop.stay_connected();
    shop.wait_until_agreed("000001");
    shop.wait_until_agreed("000002");
    let note = format!("devolver a {NAME}");
    let refund = ["refund", "000001", "--reason", "customer-request", "--description", &note];
    shop.till.run(&refund).expect(0);
    // One that is signed and cannot be read is kept for support, as it came.
    let unread = format!(r#"{{"eventType":"CASHIN_PAID","data":"{NAME} {CPF}"}}"#);
    assert_eq!(post(&shop.added.ingest_url, &unread), 200);
    shop.wait_for_events(|events| events.iter().any(|it| !it["raw"].is_null()));
    drop(watch);

    let texts = [NAME, MASKED, CPF, DOTTED, DEFAULT[0], DEFAULT[1]];
    for text in [NAME, MASKED, CPF, DEFAULT[0], DEFAULT[1]] {
        assert!(!holding(&shop.till.home(), &[text]).is_empty(), "{text} was planted");
    }
    let before = shop.till.orders();
    is_gone_after(181, &shop.till, &texts);
    assert_eq!(books(&shop.till.orders()), books(&before));
    let verified = shop.till.run(&["--json", "verify"]).expect(0);
    assert!(!verified.out.contains("damaged"), "{verified}");
    assert_eq!(
        shop.till.run(&["--json", "orders", "--search", "zulmira"]).expect(0).events,
        [] as [Value; 0]
    );
    let (charge, created) = shop.charge();
    shop.pay(&created);
    let mut charge = charge;
    charge.end().expect(0);
}

#[test]
fn names_of_money_without_a_sale_are_gone_after_the_days_that_the_shop_has_set() {
    let (sandbox, relay) = (Sandbox::start(), Relay::start());
    let till = sandbox.till_of("integrapay");
    let added = relay.add_till(MERCHANT, "Caixa 1");
    pair(&till, &relay, &added);
    let header = ("X-Balcao-Hook", "8f2b6c1d9e0a4f57");
    sandbox.bank.subscribe(&added.ingest_url, "PUT", header);
    is_sold_to_her(&till, |created| {
        sandbox.bank.pay(created["copy_and_paste"].as_str().unwrap());
    });
    assert!(!holding(&till.home(), &[NAME, CPF]).is_empty(), "she was planted");
    let mut watch = till.start(&["--json", "watch"]);
    let made = json!({ "amount_centavos": 3_751, "reference": "site-77" });
    let made = sandbox.bank.ask("POST", "/_sandbox/integrapay/charges", &made);
    sandbox.bank.charge(made["transactionId"].to_string().trim_matches('"'), "pay", &json!({}));
    let unmatched = || till.run(&["--json", "unmatched", "--all"]).expect(0).events;
    watch.wait_for_event("unmatched_payment");
    let name = unmatched()[0]["payer_name"].as_str().unwrap().to_owned();
    let id = unmatched()[0]["id"].as_str().unwrap().to_owned();
    let reason = format!("era de {NAME}, CPF {DOTTED}");
    till.run(&["unmatched", "dismiss", &id, "--reason", &reason]).expect(0);
    drop(watch);
    let told = till.run(&["--json", "privacy", "export", CPF]).expect(0);
    assert_eq!(told.events[0]["sale"]["order"], "000001");
    assert_eq!(told.events[1]["unmatched"]["id"], id.as_str(), "a note is found too: {told}");
    let settings = till.home().join("settings.toml");
    let known = fs::read_to_string(&settings).unwrap_or_default();
    fs::write(settings, format!("{known}\n[retention]\npersonal_data_days = 30\n")).unwrap();
    is_gone_after(31, &till, &[&name, NAME, CPF, DOTTED, MASKED]);
    let after = unmatched();
    assert_eq!((&after[0]["payer_name"], &after[0]["state"]), (&Value::Null, &json!("dismissed")));
    assert_eq!(after[0]["amount_centavos"], 3_751);
    till.run(&["verify"]).expect(0);
}

#[test]
fn a_person_is_told_what_there_is_and_forgotten() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    is_sold_to_her(&till, |_| ());
    till.run(&["charge", "3,00"]).expect(0);
    let export = |document: &str| till.run(&["--json", "privacy", "export", document]);

    let told = export(CPF).expect(0);
    assert_eq!(told.event("privacy_exported")["count"], 1);
    assert_eq!(told.events[0]["sale"]["order"], "000001");
    assert!(told.out.contains(NAME) && told.out.contains("payer.document"), "{told}");
    let typed = till.run_with_input(&["--json", "privacy", "export", "-"], &format!("{DOTTED}\n"));
    assert_eq!(typed.expect(0).events[0]["sale"], told.events[0]["sale"]);
    let nobody = export("11144477735").expect(0);
    assert_eq!((nobody.events.len(), &nobody.event("privacy_exported")["count"]), (1, &json!(0)));
    for wrong in ["52998224726", "", "abc", "1"] {
        let told = export(wrong).expect(2);
        assert_eq!(told.event("failed")["code"], "invalid_document");
        assert!(wrong.is_empty() || !told.err.contains(wrong), "{told}");
    }

    let asked = till.run_with_input(&["privacy", "erase", CPF], "y\n").expect(2);
    assert!(asked.err.contains("--yes"), "{asked}");
    assert!(!holding(&till.home(), &[NAME, CPF]).is_empty(), "nothing was done");
    let erased = till.run(&["--json", "privacy", "erase", CPF, "--yes"]).expect(0);
    let erased = erased.event("privacy_erased");
    assert_eq!((&erased["sales"], &erased["kept"]), (&json!(1), &json!([])));
    assert_eq!(erased["receipt"].as_str().unwrap().len(), 32);
    assert_eq!(holding(&till.home(), &[NAME, MASKED, CPF, DOTTED]), Vec::<PathBuf>::new());
    assert_eq!(export(CPF).expect(0).event("privacy_exported")["count"], 0);
    let orders = till.orders();
    assert_eq!(orders.len(), 2);
    assert!(orders.iter().all(|order| order["status"] == "paid"), "{orders:?}");
    till.run(&["verify"]).expect(0);
    let told = till.run_in_portuguese(&["privacy", "erase", CPF, "--yes"]).expect(0);
    assert!(told.out.contains("não guarda nada"), "{told}");
}

#[test]
fn a_refund_under_way_keeps_what_it_may_have_to_send_again() {
    let provider = Provider::quick();
    let till = Till::refunding(provider.url());
    is_sold_to_her(&till, |_| ());
    provider.books(|books| books.refunds_take_long = true);
    let note = format!("devolver a {NAME}");
    let refund = ["refund", "000001", "--reason", "customer-request", "--description", &note];
    till.run(&[&refund[..], &["--no-wait"]].concat()).expect(4);
    let sent = provider.calls(Kind::Refund)[0].request.body.clone();
    let erased = till.run(&["--json", "privacy", "erase", CPF, "--yes"]).expect(4);
    let kept = &erased.event("privacy_erased")["kept"];
    assert_eq!(kept, &json!([{ "what": "sale", "id": "000001", "why": "refunding" }]));
    assert!(!holding(&till.home(), &[NAME]).is_empty());
    provider.set_status("REFUNDED");
    till.run(&["watch", "--until-idle"]).expect(0);
    assert!(provider.calls(Kind::Refund).iter().all(|call| call.request.body == sent));
    till.run(&["privacy", "erase", CPF, "--yes"]).expect(0);
    assert_eq!(holding(&till.home(), &[NAME, CPF]), Vec::<PathBuf>::new());
    till.run(&["verify"]).expect(0);
}
