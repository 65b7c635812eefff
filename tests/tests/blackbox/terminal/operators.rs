//! Operators over processes and doors: PINs that are counted on disk, sessions that are one person's, approvals that
//! are good once, and managers who change the list at the same time.

use std::ops::Deref;
use std::thread;

use serde_json::{Value, json};

use super::balcao::{Started, Till, Told, finish};
use crate::sandbox::request;

/// More tries than a PIN of four digits may ever have in a day.
const TRIES: usize = 500;

/// The till that is meant is training's.
const TRAINING: &[&str] = &["--training"];

/// A till in training with a manager and a cashier.
fn staffed() -> Till {
    let till = Till::new();
    staff(&till, TRAINING);
    till
}

/// Takes a manager on, Lúcia (1234), and a cashier, Ana (4321), who comes first in the list. `of`: the flags that say of
/// which till.
pub(crate) fn staff(till: &Till, of: &[&str]) {
    add(till, of, None, "Lúcia", "manager", "1234").expect(0);
    add(till, of, Some("lucia"), "Ana", "cashier", "4321").expect(0);
}

/// Takes somebody on, with the PIN of whoever does that before the new one.
fn add(till: &Till, of: &[&str], by: Option<&str>, name: &str, role: &str, pin: &str) -> Told {
    let mut args = [of, &["--json", "--pin-stdin"]].concat();
    args.extend(by.iter().flat_map(|by| ["--operator", by]));
    args.extend(["operator", "add", name, "--role", role]);
    let input = if by.is_some() { format!("1234\n{pin}\n") } else { format!("{pin}\n") };
    till.run_with_input(&args, &input)
}

/// A command of this operator's.
fn run_as(till: &Till, operator: &str, pin: &str, args: &[&str]) -> Told {
    let who = ["--training", "--json", "--operator", operator, "--pin-stdin"];
    till.run_with_input(&[&who[..], args].concat(), &format!("{pin}\n"))
}

/// `balcao serve`, and one session of it.
pub(super) struct Door {
    running: Started,
    page: Page,
}

/// A page of a door.
pub(super) struct Page {
    authority: String,
    session: String,
}

impl Deref for Door {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl Door {
    fn open(till: &Till) -> Self {
        Self::of(till, &["--training", "--json", "serve", "--port", "0"])
    }

    pub(super) fn of(till: &Till, serve: &[&str]) -> Self {
        let mut running = till.start(serve);
        let url = running.wait_for_event("serving")["url"].as_str().unwrap().to_owned();
        let (address, token) = url.split_once("/#token=").unwrap();
        let authority = address.trim_start_matches("http://").to_owned();
        let (status, answer) = post(&authority, "session", "", &json!({ "token": token }));
        assert_eq!(status, 200, "{answer}");
        let session = answer["session"].as_str().unwrap().to_owned();
        Self { running, page: Page { authority, session } }
    }

    /// A further session of the same door: another browser.
    fn another(&mut self) -> String {
        post(&self.authority, "session/ask", "", &json!({}));
        let shown = self.running.wait_for_event("access_code");
        let (_, entered) =
            post(&self.authority, "session/code", "", &json!({ "code": shown["code"] }));
        entered["session"].as_str().unwrap().to_owned()
    }
}

impl Page {
    pub(super) fn ask(&self, command: &str, asked: &Value) -> (u16, Value) {
        self.ask_in(&self.session, command, asked)
    }

    fn ask_in(&self, session: &str, command: &str, asked: &Value) -> (u16, Value) {
        post(&self.authority, command, &format!("Authorization: Bearer {session}\r\n"), asked)
    }

    pub(super) fn sign_in(&self, operator: &str, pin: &str) -> (u16, Value) {
        self.ask("sign_in", &json!({ "operator": operator, "pin": pin }))
    }

    /// A sale whose code waits for its customer; its number.
    fn charged(&self, amount_centavos: i64) -> String {
        let sale_id = format!("5f0c6d6e-7d53-4a3c-9a9e-{amount_centavos:012}");
        let charge = json!({
            "sale_id": sale_id, "amount_centavos": amount_centavos, "payer": null, "above_ceiling": true,
        });
        let (status, order) = self.ask("charge", &charge);
        assert_eq!(status, 200, "{order}");
        order["order"].as_str().unwrap().to_owned()
    }

    /// A sale that its customer has paid; its number.
    fn sold(&self, amount_centavos: i64) -> String {
        let order = self.charged(amount_centavos);
        let paid = self.ask("customer_pays", &json!({ "order": order, "amount_centavos": null })).1;
        assert_eq!(paid["status"], "paid", "{paid}");
        order
    }

    fn approve(&self, operator: &str, pin: &str, need: &Value) -> (u16, Value) {
        let asked = json!({
            "operator": operator, "pin": pin, "right": need["right"], "subject": need["subject"],
            "amount_centavos": need["amount_centavos"],
        });
        self.ask("approve", &asked)
    }

    fn refund(&self, order: &str) -> (u16, Value) {
        let wish = json!({
            "order": order, "attempt": null, "reason": "customer_request", "description": null,
        });
        self.ask("refund", &wish)
    }
}

fn post(authority: &str, command: &str, headers: &str, asked: &Value) -> (u16, Value) {
    let headers = format!("{headers}Content-Type: application/json\r\n");
    let body = asked.to_string();
    let path = format!("/api/{command}");
    let (status, answer) = request(authority, "POST", &path, &headers, body.as_bytes());
    (status, serde_json::from_str(&answer).unwrap_or(Value::Null))
}

pub(super) fn code(answer: &(u16, Value)) -> &str {
    answer.1["code"].as_str().unwrap_or_default()
}

#[test]
fn a_thousand_tries_over_two_processes_are_as_many_as_one_may_make() {
    let till = staffed();
    let doors = [Door::open(&till), Door::open(&till)];
    let looked_at: usize = thread::scope(|scope| {
        let tries = doors.each_ref().map(|door| &door.page).map(|door| {
            scope.spawn(move || {
                let wrong = |at: usize| door.sign_in("lucia", &format!("{:04}", 5_000 + at));
                (0..TRIES).map(wrong).filter(|answer| code(answer) == "wrong_pin").count()
            })
        });
        tries.into_iter().map(|it| it.join().unwrap()).sum()
    });
    // The fifth is looked at too, and answered with the wait that it begins.
    assert_eq!(looked_at, 4);
    let right = doors[0].sign_in("lucia", "1234");
    assert_eq!(code(&right), "pin_wait", "not even the right one: {right:?}");
    let told = run_as(&till, "lucia", "1234", &["orders"]).expect(8);
    assert_eq!(told.event("failed")["code"], "pin_wait", "nor in a process that has just begun");
    assert_eq!(doors[1].sign_in("ana", "4321").0, 200, "others may enter");
}

#[test]
fn a_try_that_was_killed_before_its_pin_was_looked_at_counts() {
    let till = staffed();
    for _ in 0..4 {
        let who = ["--training", "--json", "--operator", "ana", "--pin-stdin", "orders"];
        let mut command = till.command(&who);
        let told = finish(command.env("BALCAO_CRASH_AT", "pin_counted"), "4321\n");
        assert!(![0, 8].contains(&told.code), "it was to be killed: {told}");
    }
    let told = run_as(&till, "ana", "0000", &["orders"]).expect(8);
    assert_eq!(told.event("failed")["code"], "pin_wait");
}

#[test]
fn a_session_is_one_persons_and_ends_everywhere_when_they_are_let_go() {
    let till = staffed();
    let mut door = Door::open(&till);
    let sales = json!({ "limit": 5, "odd": false });
    assert_eq!(code(&door.ask("last_sales", &sales)), "signed_out", "a door begins locked");
    assert_eq!(door.sign_in("ana", "4321").0, 200);
    assert_eq!(door.ask("last_sales", &sales).0, 200);
    let other = door.another();
    let who = door.ask_in(&other, "who", &json!({})).1;
    assert_eq!((&who["operator"], who["people"].as_array().unwrap().len()), (&Value::Null, 2));
    assert_eq!(code(&door.ask_in(&other, "last_sales", &sales)), "signed_out");

    let order = door.sold(1_250);
    run_as(&till, "lucia", "1234", &["operator", "retire", "ana"]).expect(0);
    assert_eq!(code(&door.ask("last_sales", &sales)), "signed_out");
    assert_eq!(code(&door.sign_in("ana", "4321")), "operator_not_found");
    let shown = run_as(&till, "lucia", "1234", &["show", &order]).expect(0);
    assert_eq!(shown.events[0]["acts"][0]["operator"], "Ana", "who has sold stays known");
}

#[test]
fn another_pin_ends_the_sessions_of_the_one_before() {
    let till = staffed();
    let door = Door::open(&till);
    door.sign_in("ana", "4321");
    till.run_with_input(
        &["--training", "--pin-stdin", "--operator", "lucia", "operator", "pin", "Ana"],
        "1234\n9876\n",
    )
    .expect(0);
    assert_eq!(code(&door.ask("operators", &json!({}))), "signed_out");
    assert_eq!(code(&door.sign_in("ana", "4321")), "wrong_pin");
    assert_eq!(door.sign_in("ana", "9876").0, 200);
}

#[test]
fn a_name_is_given_once_whatever_its_capitals_and_accents() {
    let till = staffed();
    let refused = add(&till, TRAINING, Some("lucia"), "LUCIA", "cashier", "5555").expect(2);
    assert_eq!(refused.event("failed")["code"], "operator_name_taken", "{refused}");
}

#[test]
fn an_approval_is_good_once_and_for_its_right_subject_and_amount() {
    let till = staffed();
    let door = Door::open(&till);
    door.sign_in("ana", "4321");
    let (small, large, other) = (door.sold(3_000), door.sold(9_500), door.sold(9_600));
    assert_eq!(door.refund(&small).0, 200, "below the day's limit");
    let (status, refused) = door.refund(&large);
    let need = &refused["need"];
    assert_eq!((status, &refused["code"]), (403, &json!("not_allowed")), "{refused}");
    let told = json!({
        "right": "refund", "subject": large, "amount_centavos": 9_500, "limit_centavos": 5_000,
        "used_centavos": 3_000,
    });
    assert_eq!(need, &told);

    let approve = |operator: &str, pin: &str, need: &Value| door.approve(operator, pin, need);
    assert_eq!(code(&approve("ana", "4321", need)), "not_allowed", "no cashier approves");
    assert_eq!(code(&approve("lucia", "0000", need)), "wrong_pin");
    assert_eq!(code(&door.refund(&large)), "not_allowed");
    let mut less = need.clone();
    less["amount_centavos"] = json!(9_400);
    assert_eq!(approve("lucia", "1234", &less).0, 200);
    assert_eq!(code(&door.refund(&large)), "not_allowed", "of another amount");
    assert_eq!(approve("lucia", "1234", need).0, 200);
    assert_eq!(code(&door.refund(&other)), "not_allowed", "of another sale");
    let (status, refunded) = door.refund(&large);
    assert_eq!(status, 200, "{refunded}");
    let act = &refunded["acts"].as_array().unwrap().last().unwrap()["by"];
    assert_eq!(act, &json!({ "name": "Ana", "approved_by": "Lúcia" }));
    assert_eq!(code(&door.refund(&other)), "not_allowed", "it is used up");
}

#[test]
fn two_refunds_at_once_do_not_both_stay_below_a_limit() {
    let till = staffed();
    let doors = [Door::open(&till), Door::open(&till)];
    let orders = doors.each_ref().map(|door| {
        door.sign_in("ana", "4321");
        door.sold(if door.authority == doors[0].authority { 4_000 } else { 4_001 })
    });
    let answers = thread::scope(|scope| {
        let both = [(&doors[0].page, &orders[0]), (&doors[1].page, &orders[1])];
        let both = both.map(|(door, order)| scope.spawn(move || door.refund(order)));
        both.map(|it| it.join().unwrap())
    });
    let mut statuses = answers.each_ref().map(|answer| answer.0);
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403], "{answers:?}");
}

#[test]
fn two_managers_at_once_lose_nothing_and_one_manager_stays() {
    let till = staffed();
    let names = ["Bia", "Caio", "Davi", "Eva"];
    thread::scope(|scope| {
        for name in names {
            let till = &till;
            scope.spawn(move || {
                add(till, TRAINING, Some("lucia"), name, "cashier", "5555").expect(0)
            });
        }
    });
    let told = run_as(&till, "lucia", "1234", &["operator", "list"]).expect(0);
    let listed: Vec<_> = told.events.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(listed, ["Ana", "Bia", "Caio", "Davi", "Eva", "Lúcia"]);

    run_as(&till, "lucia", "1234", &["operator", "role", "Ana", "manager"]).expect(0);
    let codes = thread::scope(|scope| {
        let both = [("lucia", "1234", "Ana"), ("ana", "4321", "Lúcia")].map(|(by, pin, whom)| {
            let till = &till;
            scope.spawn(move || run_as(till, by, pin, &["operator", "retire", whom]).code)
        });
        both.map(|it| it.join().unwrap())
    });
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
    till.run(&["--training", "verify"]).expect(0);
}

#[test]
fn two_managers_who_approve_at_once_let_the_money_go_back_once() {
    let till = staffed();
    add(&till, TRAINING, Some("lucia"), "Rui", "manager", "5555").expect(0);
    let doors = [Door::open(&till), Door::open(&till)];
    for door in &doors {
        assert_eq!(door.sign_in("ana", "4321").0, 200);
    }
    // At one door and at two: both approve the same refund, which is asked for twice.
    for (at, amount) in [([0, 0], 9_500), ([0, 1], 9_600)] {
        let order = doors[0].sold(amount);
        let need = doors[0].refund(&order).1["need"].clone();
        let approvers = [(at[0], "lucia", "1234"), (at[1], "rui", "5555")];
        let answers = thread::scope(|scope| {
            let both = approvers.map(|(door, operator, pin)| {
                let (door, order, need) = (&doors[door].page, &order, &need);
                scope.spawn(move || {
                    assert_eq!(door.approve(operator, pin, need).0, 200);
                    door.refund(order)
                })
            });
            both.map(|it| it.join().unwrap())
        });
        let done = answers.iter().filter(|answer| answer.0 == 200).count();
        assert_eq!(done, 1, "{answers:?}");
        let asked = json!({ "order": order });
        let sale = doors[0].ask("order", &asked).1;
        let acts = sale["acts"].as_array().unwrap();
        let refunds: Vec<_> = acts.iter().filter(|it| it["act"] == "refunded").collect();
        assert_eq!(refunds.len(), 1, "{sale}");
        let by = &refunds[0]["by"];
        assert!(["Lúcia", "Rui"].map(|it| json!(it)).contains(&by["approved_by"]), "{sale}");
    }
}

#[test]
fn two_managers_who_give_a_pin_at_once_give_one_that_opens() {
    let till = staffed();
    add(&till, TRAINING, Some("lucia"), "Rui", "manager", "5555").expect(0);
    thread::scope(|scope| {
        for (by, pin, new) in [("lucia", "1234", "8888"), ("rui", "5555", "9999")] {
            let who = ["--training", "--pin-stdin", "--operator", by, "operator", "pin", "Ana"];
            let (till, typed) = (&till, format!("{pin}\n{new}\n"));
            scope.spawn(move || till.run_with_input(&who, &typed).expect(0));
        }
    });
    let door = Door::open(&till);
    let opens = |pin: &&str| door.sign_in("ana", pin).0 == 200;
    assert_eq!(["4321", "8888", "9999"].iter().filter(|pin| opens(pin)).count(), 1);
    till.run(&["--training", "verify"]).expect(0);
}

#[test]
fn a_forgotten_pin_has_a_way_back_that_every_screen_tells_of_until_a_manager_has_seen_it() {
    let till = staffed();
    let door = Door::open(&till);
    let way_back = ["--training", "--pin-stdin", "operator", "pin", "Lúcia", "--forgotten"];
    till.run_with_input(&way_back, "7777\n").expect(0);
    let is_told = |door: &Door| {
        let notices = door.ask("hello", &json!({})).1["notices"].clone();
        notices.as_array().unwrap().iter().any(|it| it["what"] == "pin_forgotten")
    };
    assert!(is_told(&door));
    door.sign_in("ana", "4321");
    assert_eq!(code(&door.ask("see_forgotten_pin", &json!({}))), "not_allowed");
    door.sign_in("lucia", "7777");
    assert_eq!(door.ask("see_forgotten_pin", &json!({})).0, 200);
    assert!(!is_told(&door));
}

#[test]
fn a_command_says_who_may_give_it() {
    let till = Till::new();
    let refused = add(&till, TRAINING, None, "Ana", "cashier", "4321").expect(2);
    assert_eq!(refused.event("failed")["code"], "manager_needed", "the first is a manager");
    till.run(&["--training", "--json", "orders"]).expect(0);
    let till = staffed();
    for (args, code) in [
        (&["orders"][..], "signed_out"),
        (&["charge", "1,00", "--no-wait"], "signed_out"),
        (&["operator", "list"], "signed_out"),
    ] {
        let told = till.run(&[&["--training", "--json"][..], args].concat()).expect(8);
        assert_eq!(told.event("failed")["code"], code);
    }
    till.run(&["--training", "doctor"]);
    till.run(&["--training", "verify"]).expect(0);
    let told = run_as(&till, "ana", "4321", &["operator", "list"]).expect(8);
    assert_eq!(told.event("failed")["need"]["right"], "manage_operators");
    let told = run_as(&till, "nobody", "4321", &["orders"]).expect(2);
    assert_eq!(told.event("failed")["code"], "operator_not_found");
    let told = run_as(&till, "ana", "12", &["orders"]).expect(2);
    assert_eq!(told.event("failed")["code"], "invalid_pin");
}

#[test]
fn what_is_confirmed_by_hand_has_a_days_limit_of_its_own() {
    let till = staffed();
    let limit = ["settings", "set", "limits.by_hand_centavos_per_day", "2000"];
    let refused = run_as(&till, "ana", "4321", &limit).expect(8);
    assert_eq!(refused.event("failed")["need"]["right"], "change_settings", "{refused}");
    run_as(&till, "lucia", "1234", &limit).expect(0);
    let door = Door::open(&till);
    door.sign_in("ana", "4321");
    let confirm = |order: &str| {
        let said = json!({ "order": order, "reason": "vi no aplicativo", "end_to_end_id": null });
        door.ask("confirm_by_hand", &said)
    };
    let (first, second) = (door.charged(1_250), door.charged(900));
    let (status, confirmed) = confirm(&first);
    assert_eq!(status, 200, "{confirmed}");
    assert_eq!(confirmed["attempts"][0]["by_hand"]["by"], "Ana");
    let (status, refused) = confirm(&second);
    let need = json!({
        "right": "confirm_by_hand", "subject": second, "amount_centavos": 900,
        "limit_centavos": 2_000, "used_centavos": 1_250,
    });
    assert_eq!((status, &refused["need"]), (403, &need), "{refused}");
    assert_eq!(door.refund(&door.sold(4_000)).0, 200, "the limit of refunds is another one");
    let approved = json!({
        "operator": "lucia", "pin": "1234", "right": "confirm_by_hand", "subject": second,
        "amount_centavos": 900,
    });
    assert_eq!(door.ask("approve", &approved).0, 200);
    let (status, confirmed) = confirm(&second);
    assert_eq!(status, 200, "{confirmed}");
    assert_eq!(confirmed["attempts"][0]["by_hand"]["approved_by"], "Lúcia");
}

#[test]
fn training_beside_a_shop_with_operators_is_no_way_into_the_shop() {
    let till = Till::begun();
    staff(&till, &[]);
    let door = Door::of(&till, &["--json", "serve", "--port", "0"]);
    let start = |kind: &str| door.ask("start", &json!({ "kind": kind, "leave_open": false }));
    assert_eq!(code(&start("training")), "signed_out");
    door.sign_in("ana", "4321");
    assert_eq!(code(&start("training")), "not_allowed");
    door.sign_in("lucia", "1234");
    assert_eq!(start("training").0, 200);
    let sales = json!({ "limit": 5, "odd": false });
    assert_eq!(door.ask("last_sales", &sales).0, 200, "training has no operators of its own");
    let file = json!({ "store": "file", "passphrase": "correto cavalo bateria" });
    assert_eq!(code(&door.ask("choose_vault", &file)), "signed_out");
    let draft = json!({ "draft": null });
    assert_eq!(code(&door.ask("save_setup", &draft)), "signed_out");
    assert_eq!(start("shop").0, 200);
    assert_eq!(code(&door.ask("last_sales", &sales)), "signed_out", "the shop begins locked");
}
