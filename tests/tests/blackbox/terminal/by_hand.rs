//! Confirmed by hand and given up, by commands and by two at once: said once, never a proof, and proved when the
//! provider says so.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::balcao::{Till, Told, finish};
use super::provider::{Kind, Provider};
use super::wire::Answer;

const WHY: [&str; 2] = ["--reason", "vi no aplicativo do banco"];

/// A sale of R$ 12,50 whose code is shown and that nobody has paid.
fn waiting(provider: &Provider) -> Till {
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    till
}

fn confirm(till: &Till, more: &[&str]) -> Told {
    till.run(&[&["--json", "confirm-by-hand", "1"][..], &WHY, more].concat())
}

/// An end-to-end id of a payment made now.
fn id_of_now(tail: &str) -> String {
    let minute = Timestamp::now().strftime("%Y%m%d%H%M");
    format!("E00416968{minute}{tail:0>11}")
}

fn kinds(order: &Value) -> Vec<&str> {
    let events = order["events"].as_array().unwrap();
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

fn times_said(order: &Value) -> usize {
    kinds(order).iter().filter(|kind| **kind == "confirmed_by_hand").count()
}

#[test]
fn it_is_listed_apart_and_counts_as_no_payment_until_the_provider_says_so() {
    let provider = Provider::honest();
    let till = waiting(&provider);
    let id = id_of_now("abc");
    let told = confirm(&till, &["--end-to-end-id", &id]).expect(0);
    let order = told.event("confirmed_by_hand");
    assert_eq!((&order["status"], &order["evidence"]), (&json!("by_hand"), &json!("manual")));
    assert_eq!(order["received_centavos"], 0);
    let listed =
        |status: &str| till.run(&["--json", "orders", "--status", status]).expect(0).events;
    assert_eq!(listed("by-hand").len(), 1);
    for other in ["paid", "pago", "pending"] {
        assert_eq!(listed(other).len(), 0, "{other}");
    }
    let shown = till.show("1");
    let said = &shown["attempts"][0]["by_hand"];
    assert_eq!((&said["reason"], &said["by"]), (&json!(WHY[1]), &json!("owner")));
    assert_eq!((&said["end_to_end_id"], &said["proved"]), (&json!(id), &json!(false)));
    assert_eq!(shown["attempts"][0]["payments"], json!([]));
    let event = shown["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&event["kind"], &event["by"]),
        (&json!("confirmed_by_hand"), &json!("owner/terminal"))
    );
    let person = till.run_in_portuguese(&["show", "1"]).expect(0);
    for part in ["Pago, à mão", WHY[1], "o provedor não confirmou"] {
        assert!(person.out.contains(part), "{part}: {person}");
    }
    till.run(&["refund", "1", "--reason", "fraud"]).expect(2);
    till.run(&["verify"]).expect(0);

    provider.pay();
    till.run(&["watch", "--until-idle"]).expect(0);
    let shown = till.show("1");
    assert_eq!((&shown["status"], &shown["evidence"]), (&json!("paid"), &json!("polled")));
    assert_eq!(shown["anomalies"], json!([]));
    assert_eq!(shown["attempts"][0]["by_hand"]["proved"], true, "and what was said is still there");
    assert_eq!((listed("by-hand").len(), listed("paid").len()), (0, 1));
    till.run(&["verify"]).expect(0);
}

#[test]
fn whoever_waits_is_told_and_gets_no_code_of_a_paid_sale() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    charge.wait_for_event("charge_created");
    confirm(&till, &[]).expect(0);
    let told = charge.end().expect(4);
    assert_eq!(told.event_names(), ["charge_created", "confirmed_by_hand"]);
    let ending = told.event("confirmed_by_hand");
    assert_eq!((&ending["status"], &ending["evidence"]), (&json!("by_hand"), &json!("manual")));
}

#[test]
fn proof_goes_before_a_persons_word() {
    let provider = Provider::honest();
    let till = waiting(&provider);
    // Nobody has asked since: the last look finds it.
    provider.pay();
    let told = confirm(&till, &[]).expect(3);
    assert_eq!(told.event("failed")["code"], "already_paid");
    let order = till.show("1");
    assert_eq!((&order["status"], times_said(&order)), (&json!("paid"), 0));
    let told = till.run(&["--json", "give-up", "1", "--reason", "foi embora"]).expect(3);
    assert_eq!(told.event("failed")["code"], "already_paid");
}

#[test]
fn two_at_once_say_it_once() {
    let provider = Provider::honest();
    let till = waiting(&provider);
    let said = std::thread::scope(|scope| {
        [(); 4].map(|()| scope.spawn(|| confirm(&till, &[]))).map(|it| it.join().unwrap().code)
    });
    assert_eq!(said, [0; 4], "the same again changes nothing");
    assert_eq!(times_said(&till.show("1")), 1);
    let other = ["--json", "confirm-by-hand", "1", "--reason", "outro motivo"];
    let told = till.run(&other).expect(2);
    assert_eq!(told.event("failed")["code"], "confirmed_by_hand");
    let told = till.run(&["--json", "give-up", "1", "--reason", "foi embora"]).expect(2);
    assert_eq!(told.event("failed")["code"], "confirmed_by_hand");
}

#[test]
fn killed_behind_the_commit_it_is_said_once() {
    let provider = Provider::honest();
    let till = waiting(&provider);
    let mut command = till.command(&[&["confirm-by-hand", "1"][..], &WHY].concat());
    let told = finish(command.env("BALCAO_CRASH_AT", "confirmed_by_hand"), "");
    assert_eq!(told.code, -1, "it died: {told}");
    assert_eq!(till.show("1")["status"], "by_hand");
    confirm(&till, &[]).expect(0);
    assert_eq!(times_said(&till.show("1")), 1);
    till.run(&["verify"]).expect(0);
}

#[test]
fn nobody_needs_to_be_heard_for_it() {
    let mut is_away = false;
    let provider = Provider::start(move |call, books| {
        is_away |= call.kind == Kind::Create;
        let answer = books.answer(call);
        if is_away && call.kind == Kind::Fetch {
            answer.after(Duration::from_mins(2))
        } else {
            answer
        }
    });
    let till = waiting(&provider);
    let told = confirm(&till, &[]).expect(0);
    assert_eq!(told.event("confirmed_by_hand")["status"], "by_hand");
}

#[test]
fn an_end_to_end_id_is_held_against_form_time_and_use() {
    let provider = Provider::honest();
    let till = waiting(&provider);
    till.run(&["charge", "7,00", "--no-wait"]).expect(0);
    let of_before = "E00416968202603101827abcDEF12345";
    let ahead = Timestamp::now() + jiff::SignedDuration::from_hours(30);
    let ahead = format!("E00416968{}abcDEF12345", ahead.strftime("%Y%m%d%H%M"));
    for (id, code) in [
        ("E123", "invalid_end_to_end_id"),
        ("00020126360014br.gov.bcb.pix0114", "invalid_end_to_end_id"),
        (of_before, "end_to_end_id_too_old"),
        (&ahead, "end_to_end_id_ahead"),
    ] {
        let told = confirm(&till, &["--end-to-end-id", id]).expect(2);
        assert_eq!(told.event("failed")["code"], code, "{id}");
    }
    let id = id_of_now("xyz");
    confirm(&till, &["--e2e", &id]).expect(0);
    let second = ["--json", "confirm-by-hand", "2", "--reason", "x", "--end-to-end-id"];
    let told = till.run(&[&second[..], &[&id.to_lowercase()]].concat()).expect(2);
    let failed = told.event("failed");
    let taken = (&json!("end_to_end_id_taken"), &json!("000001"));
    assert_eq!((&failed["code"], &failed["detail"]), taken);
    assert_eq!(till.show("2")["status"], "pending", "nothing of it was written");
    let told = till.run(&["--json", "confirm-by-hand", "1", "--reason", " "]).expect(2);
    assert_eq!(told.event("failed")["code"], "reason_needed");
    assert_eq!(till.run(&["confirm-by-hand", "1"]).code, 2, "a reason is needed");
    assert_eq!(till.run(&["--json", "confirm-by-hand", "9", "--reason", "x"]).code, 2);
}

#[test]
fn a_payment_that_was_shown_for_one_sale_and_is_anothers_is_told_at_the_first() {
    let provider = Provider::honest();
    let till = waiting(&provider);
    till.run(&["charge", "7,00", "--no-wait"]).expect(0);
    let id = id_of_now("xyz");
    let said = |order: &Value| order["attempts"][0]["by_hand"].clone();
    let told = confirm(&till, &["--end-to-end-id", &id]).expect(0);
    assert_eq!(said(&told.event("confirmed_by_hand"))["paid_elsewhere"], Value::Null);
    provider.books(|books| {
        books.charges[1].end_to_end_id = Some(id);
        books.charges[1].set_status("PAID");
    });
    let mut watch = till.start(&["--json", "watch"]);
    watch.wait_for("the other's money", |event| {
        event["order"] == "000002" && event["status"] == "paid"
    });
    let first = till.show("1");
    assert_eq!((&first["status"], &first["evidence"]), (&json!("by_hand"), &json!("manual")));
    assert_eq!(said(&first)["paid_elsewhere"], "000002");
    assert_eq!(said(&till.show("2")), Value::Null);
    let listed = till.run(&["--json", "orders", "--status", "by-hand"]).expect(0).events;
    assert_eq!(said(&listed[0])["paid_elsewhere"], "000002");
    let shown = till.run_in_portuguese(&["show", "1"]).expect(0);
    assert!(shown.out.contains("o E2E mostrado é do pagamento da venda 000002"), "{shown}");
    let shown = till.run(&["show", "1"]).expect(0);
    assert!(shown.out.contains("is of the payment for sale 000002"), "{shown}");
}

#[test]
fn what_is_given_up_is_watched_and_its_money_is_late() {
    let provider = Provider::honest();
    let till = waiting(&provider);
    let told = till.run(&["--json", "give-up", "1", "--reason", "foi embora"]).expect(0);
    let order = told.event("given_up");
    assert_eq!(order["status"], "expired");
    assert_eq!(order["attempts"][0]["rejection"]["code"], "given_up");
    assert_eq!(order["attempts"][0]["given_up"]["reason"], "foi embora");
    // The same again is no other end.
    till.run(&["give-up", "1", "--reason", "foi embora"]).expect(0);
    assert_eq!(kinds(&till.show("1")).iter().filter(|kind| **kind == "given_up").count(), 1);
    provider.pay();
    let mut watch = till.start(&["--json", "watch"]);
    let order = watch.wait_for("late money", |event| event["status"] == "paid");
    assert_eq!(order["anomalies"], json!(["paid_late"]));
}

#[test]
fn what_never_had_a_code_has_nothing_to_confirm() {
    let provider = Provider::start(|call, books| match call.kind {
        Kind::Create => Answer::problem(422, "AMOUNT_ABOVE_LIMIT"),
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50"]).expect(3);
    let told = confirm(&till, &[]).expect(2);
    assert_eq!(told.event("failed")["code"], "nothing_to_confirm");
}
