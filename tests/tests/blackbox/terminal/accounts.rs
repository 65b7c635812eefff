//! Whose money it is: accounts, copies of a till, and training.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::balcao::{Till, credentials};
use super::provider::{Charge, Kind, Provider};
use super::wire::Answer;
use crate::relay::server::quiet_port;

fn account(till: &Till, order: &str) -> Value {
    till.show(order)["attempts"][0]["account"].clone()
}

/// The questions about charges that a provider was asked.
fn asked(provider: &Provider) -> usize {
    provider.questions().len()
}

#[test]
fn connecting_elsewhere_keeps_the_account_of_what_is_open() {
    let (here, elsewhere) = (Provider::honest(), Provider::quick());
    // Somebody else's charge there, of the same id and amount, and paid.
    Till::connected(elsewhere.url()).run(&["charge", "50,00"]).expect(0);
    let till = Till::connected(here.url());
    till.run(&["charge", "50,00", "--no-wait"]).expect(0);
    assert_eq!(here.only_charge().id, elsewhere.only_charge().id);
    let first = account(&till, "1");
    assert_eq!((&first["address"], &first["kept"]), (&json!(here.url()), &json!(false)));

    let before = asked(&elsewhere);
    let told = till.connect(elsewhere.url(), &credentials()).expect(0);
    let kept = &told.event("connected")["kept"];
    assert_eq!(kept, &json!({ "address": here.url(), "open": 1 }), "{told}");
    assert!(told.err.contains(here.url()), "says so: {told}");
    let listed = till.run(&["--json", "providers"]).expect(0).events;
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert_eq!((&listed[0]["kept"], &listed[1]["kept"]), (&json!(false), &json!(true)));

    // It is asked where it was made, and nowhere else.
    let asked_here = here.calls(Kind::Fetch).len();
    let mut watch = till.start(&["--json", "watch"]);
    here.wait_for_calls(Kind::Fetch, asked_here + 3);
    assert_eq!(asked(&elsewhere), before, "asked about another account's id");
    let open = till.show("1");
    assert_eq!((&open["status"], &open["received_centavos"]), (&json!("pending"), &json!(0)));
    assert_eq!(open["attempts"][0]["account"]["fingerprint"], first["fingerprint"]);
    assert_eq!(open["attempts"][0]["account"]["kept"], true);
    here.pay();
    watch.wait_for("the payment", |event| event["status"] == "paid");
    watch.kill();
    // The next sale is the new account's.
    till.run(&["charge", "7,00"]).expect(0);
    let second = account(&till, "2");
    assert_eq!(second["address"], json!(elsewhere.url()));
    assert_ne!(second["fingerprint"], first["fingerprint"]);
}

#[test]
fn a_mistyped_address_replaces_nothing() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    let other = Provider::start(|_, _| Answer::problem(404, "NOT_FOUND"));
    let page = Provider::start(|_, _| {
        Answer::json(200, "<!doctype html><p>Bem-vindo").with("Content-Type", "text/html")
    });
    let nobody = format!("http://127.0.0.1:{}", quiet_port());
    for (address, code) in [(other.url(), 2), (page.url(), 2), (nobody.as_str(), 6)] {
        let told = till.connect(address, &credentials());
        assert_eq!(told.code, code, "{address}: {told}");
        assert!(told.err.contains("stays"), "the connection stays: {told}");
        let listed = till.run(&["--json", "providers"]).expect(0).events;
        assert_eq!(listed.len(), 1, "{listed:?}");
        assert_eq!(listed[0]["environment"], json!(provider.url()), "{address}");
        till.run(&["charge", "1,00"]).expect(0);
    }
    let mut wrong = credentials();
    wrong["clientSecret"] = "outro".into();
    till.connect(provider.url(), &wrong).expect(5);
    till.run(&["charge", "1,00"]).expect(0);
    assert_eq!(provider.calls(Kind::Create).len(), 4);
}

#[test]
fn no_provider_is_disconnected_while_money_is_open_there() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    let told = till.run(&["--json", "disconnect", "connectpsp"]).expect(4);
    assert_eq!(told.event("failed")["code"], "money_open_there", "{told}");
    assert!(told.err.contains("--keep-asking"), "{told}");
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);

    let told = till.run(&["--json", "disconnect", "connectpsp", "--keep-asking"]).expect(0);
    let disconnected = told.event("disconnected");
    assert_eq!(disconnected["kept"], json!({ "address": provider.url(), "open": 2 }), "{told}");
    let sent = provider.calls(Kind::Create).len();
    till.run(&["charge", "1,00", "--no-wait"]).expect(5);
    assert_eq!(provider.calls(Kind::Create).len(), sent, "nothing is sold there any more");
    // What is open there is asked about until it has ended.
    provider.books(|books| books.charges.iter_mut().for_each(|charge| charge.set_status("PAID")));
    till.run(&["watch", "--until-idle"]).expect(0);
    assert!(till.orders().iter().all(|order| order["status"] == "paid"), "{:?}", till.orders());
    // A code that is alive can be paid twice: the account is kept as long as that is looked for.
    let listed = till.run(&["--json", "providers"]).expect(0).events;
    assert_eq!((listed.len(), &listed[0]["kept"]), (1, &json!(true)), "{listed:?}");
}

#[test]
fn a_provider_at_which_nothing_is_open_is_disconnected() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "disconnect", "connectpsp"]).expect(0);
    assert_eq!(told.event("disconnected")["kept"], json!(null), "{told}");
    till.run(&["charge", "1,00"]).expect(5);
    till.run(&["disconnect", "connectpsp"]).expect(2);
    till.connect(provider.url(), &credentials()).expect(0);
    till.run(&["charge", "1,00"]).expect(0);
    // What is paid is no open money, and is asked about a while longer.
    let told = till.run(&["--json", "disconnect", "connectpsp"]).expect(0);
    assert_eq!(told.event("disconnected")["kept"]["open"], json!(1), "{told}");
}

pub(super) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_copied_home_is_another_till() {
    let provider = Provider::honest();
    let first = Till::connected(provider.url());
    first.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let second = Till::new();
    copy_folder(&first.home(), &second.home());
    second.connect(provider.url(), &credentials()).expect(0);
    let sell = |till: &Till| {
        let told = till.run(&["--json", "charge", "30,00", "--no-wait"]).expect(0);
        (told.event("charge_created")["reference"].as_str().unwrap().to_owned(), told)
    };
    let ((here, _), (there, told)) = (sell(&first), sell(&second));
    assert_ne!(here[..4], there[..4], "a code of its own before its first sale");
    assert!(told.err.contains("copied") && told.err.contains(&there[..4]), "says so: {told}");
    // Said once, and kept.
    let (again, told) = sell(&second);
    assert_eq!(again[..4], there[..4]);
    assert!(!told.err.contains("copied"), "{told}");
    assert_eq!(sell(&first).0[..4], here[..4], "the first keeps its own");
    for till in [&first, &second] {
        let told = till.run(&["--json", "verify"]).expect(0);
        assert_eq!(told.event("verified")["watermark"], "matches");
    }
    for reference in [&here, &there, &again] {
        assert!((26..=35).contains(&reference.len()), "{reference}");
        assert!(reference.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{reference}");
    }
    // Where the copy's request is lost, the other till's sale is not taken for it.
    provider.books(|books| {
        let charge = books.charges.iter_mut().find(|charge| charge.reference == here).unwrap();
        charge.set_status("PAID");
    });
    let asked_about = |reference: &str| {
        let charge = |it: &&Charge| it.reference == reference;
        let id = provider.books(|books| books.charges.iter().find(charge).unwrap().id.clone());
        let calls = provider.calls(Kind::Fetch);
        calls.iter().filter(|call| call.request.path.contains(&id)).count()
    };
    let before = [&here, &there].map(|it| asked_about(it));
    let mut watch = second.start(&["--json", "watch"]);
    first.run(&["charge", "1,00", "--wait-for", "6s"]);
    while [&here, &there].map(|it| asked_about(it)).iter().zip(before).any(|(now, it)| *now == it) {
        provider.wait_for_calls(Kind::Fetch, provider.calls(Kind::Fetch).len() + 1);
    }
    watch.kill();
    let paid = |till: &Till| {
        let orders = till.orders();
        let paid = orders.iter().filter(|order| order["status"] == "paid");
        paid.map(|order| order["reference"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(paid(&first), [here]);
    assert!(paid(&second).is_empty(), "{:?}", second.orders());
}

#[test]
fn a_copy_says_so_to_whoever_connects_it_and_not_to_whoever_cannot_sell() {
    let provider = Provider::honest();
    let first = Till::connected(provider.url());
    first.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let second = Till::new();
    copy_folder(&first.home(), &second.home());
    second.run(&["charge", "1,00", "--no-wait"]).expect(5);
    second.connect(provider.url(), &credentials()).expect(0);
    let told = second.run(&["charge", "1,00", "--no-wait"]).expect(0);
    assert!(told.err.contains("copied"), "{told}");
}

#[test]
fn a_log_that_is_not_all_there_is_not_written_into_when_accounts_change() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    fs::remove_file(till.home().join("order-log.mark")).unwrap();
    let head =
        |till: &Till| till.run(&["--json", "verify"]).expect(7).event("verified")["head"].clone();
    let before = head(&till);
    let told = till.run(&["--json", "disconnect", "connectpsp", "--keep-asking"]).expect(7);
    assert_eq!(told.event("failed")["code"], "log_behind", "{told}");
    till.connect(Provider::honest().url(), &credentials()).expect(7);
    assert_eq!(head(&till), before);
}

#[test]
fn the_real_till_opens_no_training_home() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["--training", "charge", "1,00"]).expect(0);
    let training = till.home().join("training");
    let in_it = |args: &[&str]| {
        let mut command = till.bare_command(&["--json", "--home"]);
        super::balcao::finish(command.arg(&training).args(args), "")
    };
    for args in [&["charge", "1,00"][..], &["watch", "--until-idle"]] {
        let told = in_it(args).expect(2);
        assert_eq!(told.event("failed")["code"], "training_home", "{args:?}: {told}");
    }
    assert!(provider.calls(Kind::Create).is_empty());
    till.run(&["charge", "1,00"]).expect(0);
    till.run(&["--training", "charge", "1,00"]).expect(0);
}

#[test]
fn an_account_that_is_connected_is_not_called_an_old_one() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "50,00", "--no-wait"]).expect(0);
    // What connecting leaves behind where it is killed after the account before was kept.
    let file = till.home().join("connections.json");
    let mut settings: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    settings["kept"] = json!([{
        "provider": "connectpsp",
        "environment": provider.url(),
        "fingerprint": account(&till, "1")["fingerprint"],
    }]);
    fs::write(&file, settings.to_string()).unwrap();
    let listed = till.run(&["--json", "providers"]).expect(0).events;
    assert_eq!((listed.len(), &listed[0]["kept"]), (1, &json!(false)), "{listed:?}");
    let told = till.run(&["--json", "charge", "1,00", "--no-wait"]).expect(0);
    assert_eq!(told.event_names(), ["charge_created"], "nothing is said of an old account");
}
