//! Who may do what: each command that takes a right is refused to whoever lacks it, at a door as in the terminal, before
//! anything is done.

use std::collections::BTreeSet;
use std::fs;

use contract::COMMAND_NAMES;
use serde_json::{Value, json};

use super::balcao::{Till, Told, finish};
use super::operators::{Door, code, staff};
use crate::vault::{PASSPHRASE, close_to_others};

/// What a door shows at which nobody is signed in: it may be refused, but for no right.
const OF_NOBODY: &[&str] = &[
    "house",
    "vault",
    "unlock_vault",
    "doctor",
    "save_bundle",
    "hello",
    "who",
    "sign_in",
    "lock",
    "stay",
    "order",
];

/// What a cashier does alone, some of it up to a limit. There is no such sale: nothing is done.
fn of_cashiers() -> Vec<(&'static str, Value)> {
    let order = json!({ "order": "999999" });
    let sale = "5f0c6d6e-7d53-4a3c-9a9e-000000000000";
    vec![
        ("offers", json!({})),
        ("setup", json!({})),
        ("settings", json!({})),
        ("relay", json!({})),
        ("set_preferences", json!({ "language": "pt-BR", "theme": "system" })),
        ("last_sales", json!({ "limit": 1, "odd": false, "by_hand": false })),
        (
            "charge",
            json!({ "sale_id": sale, "amount_centavos": 0, "payer": null, "above_ceiling": false }),
        ),
        ("new_code", order.clone()),
        ("cancel", order.clone()),
        ("check_now", order.clone()),
        ("customer_pays", json!({ "order": "999999", "amount_centavos": null })),
        (
            "refund",
            json!({ "order": "999999", "attempt": null, "reason": "fraud", "description": null }),
        ),
        ("confirm_by_hand", json!({ "order": "999999", "reason": "vi", "end_to_end_id": null })),
        ("history", json!({ "limit": 1 })),
        ("history_totals", json!({ "limit": 1 })),
        ("timeline", order.clone()),
        ("note", json!({ "order": "999999", "text": "volta amanhã" })),
        ("read_receipt_code", json!({ "text": "E" })),
        ("check_receipt", json!({ "code": "E" })),
        ("shift", json!({})),
        ("open_shift", json!({ "float_centavos": -1 })),
        ("close_shift", json!({ "number": 99, "counted_centavos": null })),
        ("closed_shift", json!({ "number": 99 })),
        ("report_day", json!({ "day": null })),
        ("slip", order.clone()),
        ("print_slip", order.clone()),
        ("print_shift", json!({ "number": 99 })),
        ("print_test", json!({})),
        ("printer", json!({})),
        ("save_slip", order),
        ("speak_test", json!({})),
    ]
}

/// What a manager does, or approves, by the right that it takes.
fn of_managers() -> Vec<(&'static str, &'static str, Value)> {
    let shop = json!({
        "name": "Bar", "document": "", "city": "", "till_name": "", "till_number": "",
        "institution": "",
    });
    let account = json!({
        "provider": "connectpsp", "environment": "http://127.0.0.1:9", "values": {},
        "as_default": true, "same_account": false,
    });
    let someone = json!({ "operator": "ana" });
    let sale = "5f0c6d6e-7d53-4a3c-9a9e-000000000000";
    vec![
        ("change_settings", "set_setting", json!({ "key": "shop.name", "value": "Bar" })),
        ("change_settings", "unset_setting", json!({ "key": "shop.name" })),
        ("change_settings", "restore_settings", json!({})),
        ("connect", "save_setup", json!({ "draft": null })),
        ("connect", "save_shop", shop),
        ("connect", "connect", account),
        ("connect", "test_connection", json!({ "provider": "connectpsp" })),
        ("connect", "pair", json!({ "url": "http://127.0.0.1:9", "code": "7K3M01V9" })),
        ("connect", "unpair", json!({})),
        ("manage_vault", "choose_vault", json!({ "store": "file", "passphrase": "cinco cavalos" })),
        ("back_up", "backups", json!({})),
        ("back_up", "backup", json!({ "folder": "/nowhere" })),
        ("back_up", "compare_backup", json!({ "file": "/nowhere/copy.db" })),
        ("restore", "restore", json!({ "file": "/nowhere/copy.db" })),
        ("train", "start", json!({ "kind": "training", "leave_open": false })),
        ("see_money", "disputes", json!({ "all": true })),
        ("see_money", "unmatched", json!({ "all": true })),
        ("see_money", "payouts", json!({ "limit": 1 })),
        ("see_money", "save_dispute_folder", json!({ "order": "999999" })),
        (
            "see_money",
            "save_export",
            json!({ "kind": "orders", "from_day": "2026-11-01", "to_day": "2026-11-30", "format": "csv" }),
        ),
        ("move_cash", "supply", json!({ "id": sale, "amount_centavos": 100, "reason": "troco" })),
        ("move_cash", "withdraw", json!({ "id": sale, "amount_centavos": 100, "reason": "cofre" })),
        ("move_cash", "open_drawer", json!({})),
        ("give_up", "give_up", json!({ "order": "999999", "reason": "foi embora" })),
        (
            "close_disputes",
            "close_dispute",
            json!({ "order": "999999", "outcome": "won", "reason": "ganhamos" }),
        ),
        ("match_payments", "match_unmatched", json!({ "id": "1", "order": "1", "reason": "é" })),
        ("match_payments", "dismiss_unmatched", json!({ "id": "1", "reason": "não é" })),
        ("manage_operators", "operators", json!({})),
        (
            "manage_operators",
            "add_operator",
            json!({ "name": "Rui", "role": "manager", "pin": "1111" }),
        ),
        ("manage_operators", "rename_operator", json!({ "operator": "ana", "name": "Rui" })),
        ("manage_operators", "set_role", json!({ "operator": "ana", "role": "manager" })),
        ("manage_operators", "retire_operator", someone),
        ("manage_operators", "set_pin", json!({ "operator": "lucia", "pin": "1111" })),
        ("manage_operators", "see_forgotten_pin", json!({})),
    ]
}

fn staffed_shop() -> Till {
    let till = Till::begun();
    staff(&till, &[]);
    till
}

#[test]
fn each_command_of_a_door_is_refused_to_whoever_may_not_give_it() {
    let till = staffed_shop();
    let door = Door::of(&till, &["--json", "serve", "--port", "0"]);
    for command in OF_NOBODY {
        let asked =
            json!({ "order": "999999", "passphrase": "x", "operator": "nobody", "pin": "1" });
        let answer = door.ask(command, &asked);
        assert!(!["signed_out", "not_allowed"].contains(&code(&answer)), "{command}: {answer:?}");
    }
    let (cashiers, managers) = (of_cashiers(), of_managers());
    let approve = json!({
        "operator": "lucia", "pin": "1234", "right": "restore", "subject": null,
        "amount_centavos": null,
    });
    let alone = cashiers.iter().map(|(command, asked)| (*command, asked));
    let approved = managers.iter().map(|(_, command, asked)| (*command, asked));
    for (command, asked) in alone.chain(approved).chain([("approve", &approve)]) {
        assert_eq!(code(&door.ask(command, asked)), "signed_out", "{command}");
    }

    assert_eq!(door.sign_in("ana", "4321").0, 200);
    for (command, asked) in &cashiers {
        let answer = door.ask(command, asked);
        assert!(!["signed_out", "not_allowed"].contains(&code(&answer)), "{command}: {answer:?}");
    }
    for (right, command, asked) in &managers {
        let answer = door.ask(command, asked);
        assert_eq!(code(&answer), "not_allowed", "{command}: {answer:?}");
        assert_eq!(answer.1["need"]["right"], *right, "{command}");
    }
    let of_cashiers = cashiers.iter().map(|it| it.0);
    let of_managers = managers.iter().map(|it| it.1);
    let told: BTreeSet<_> = OF_NOBODY
        .iter()
        .copied()
        .chain(of_cashiers)
        .chain(of_managers)
        .chain(["approve"])
        .collect();
    assert_eq!(told, COMMAND_NAMES.iter().copied().collect(), "a new command is listed here too");
}

#[test]
fn cash_moves_as_much_as_a_manager_has_approved() {
    let till = staffed_shop();
    let door = Door::of(&till, &["--json", "serve", "--port", "0"]);
    assert_eq!(door.sign_in("ana", "4321").0, 200);
    let id = "5f0c6d6e-7d53-4a3c-9a9e-000000000000";
    let supply = |amount: i64| {
        let moved = json!({ "id": id, "amount_centavos": amount, "reason": "troco" });
        door.ask("supply", &moved)
    };
    let need = &supply(5_000).1["need"];
    assert_eq!((&need["subject"], &need["amount_centavos"]), (&json!(id), &json!(5_000)));
    let approve = json!({
        "operator": "lucia", "pin": "1234", "right": need["right"], "subject": need["subject"],
        "amount_centavos": need["amount_centavos"],
    });
    assert_eq!(door.ask("approve", &approve).0, 200);
    assert_eq!(code(&supply(50_000)), "not_allowed");
    let (status, shift) = supply(5_000);
    assert_eq!(status, 200, "{shift}");
    assert_eq!(shift["report"]["cash"]["supplied"]["centavos"], 5_000);
}

#[test]
fn each_command_of_the_terminal_is_refused_to_whoever_may_not_give_it() {
    let till = staffed_shop();
    for args in [
        &["providers"][..],
        &["relay", "status"],
        &["settings", "list"],
        &["settings", "get", "shop.name"],
        &["vault", "status"],
        &["doctor"],
        &["verify"],
    ] {
        let told = till.run(&[&["--json"], args].concat());
        assert_ne!(told.code, 8, "{args:?}: {told}");
    }
    let of_managers: [(&str, &[&str]); 21] = [
        ("change_settings", &["settings", "set", "shop.name", "Bar"]),
        ("change_settings", &["settings", "unset", "shop.name"]),
        ("connect", &["connect", "connectpsp", "--environment", "homologacao", "--stdin"]),
        ("connect", &["disconnect", "connectpsp"]),
        ("connect", &["pair", "http://127.0.0.1:9", "7K3M01V9"]),
        ("connect", &["unpair", "--yes"]),
        ("manage_vault", &["vault", "move", "--to", "keyring"]),
        ("back_up", &["backup", "/nowhere"]),
        ("restore", &["restore", "/nowhere/copy.db"]),
        ("privacy", &["privacy", "export", "52998224725"]),
        ("privacy", &["privacy", "erase", "52998224725", "--yes"]),
        ("see_money", &["disputes"]),
        ("see_money", &["payouts"]),
        ("see_money", &["unmatched"]),
        ("see_money", &["export", "orders", "--from", "2026-11-01", "--to", "2026-11-30"]),
        ("see_money", &["dispute", "folder", "999999"]),
        ("move_cash", &["shift", "supply", "1,00", "--reason", "troco"]),
        ("move_cash", &["shift", "withdraw", "1,00", "--reason", "cofre"]),
        ("move_cash", &["drawer"]),
        ("manage_operators", &["operator", "retire", "lucia"]),
        ("manage_operators", &["operator", "role", "ana", "manager"]),
    ];
    let refused = |told: Told| told.expect(8).event("failed");
    for (right, args) in of_managers {
        let nobody = till.run_with_input(&[&["--json"], args].concat(), "{}");
        assert_eq!(refused(nobody)["code"], "signed_out", "{args:?}");
        let ana = [&["--json", "--operator", "ana", "--pin-stdin"], args].concat();
        let told = refused(till.run_with_input(&ana, "4321\n{}"));
        assert_eq!((&told["code"], &told["need"]["right"]), (&json!("not_allowed"), &json!(right)));
    }
    let passphrase = ["--json", "vault", "passphrase", "--new-passphrase-fd", "0"];
    let nobody = till.run_with_input(&passphrase, "cinco cavalos na bateria");
    assert_eq!(refused(nobody)["code"], "signed_out");
}

#[test]
fn a_log_that_does_not_open_is_brought_back_by_whoever_has_the_files() {
    let till = staffed_shop();
    let pen_drive = tempfile::tempdir().unwrap();
    let folder = pen_drive.path().to_str().unwrap();
    let backup = ["--operator", "lucia", "--pin-stdin", "backup", folder];
    till.run_with_input(&backup, "1234\n").expect(0);
    let copy = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let restore = ["--json", "restore", copy.to_str().unwrap()];
    assert_eq!(till.run(&restore).expect(8).event("failed")["code"], "signed_out");
    fs::write(till.home().join("order-log.db"), "an order log once; ".repeat(1_000)).unwrap();
    till.run(&restore).expect(0);
    let told = till.run(&["--json", "orders"]).expect(8);
    assert_eq!(told.event("failed")["code"], "signed_out", "who works here is back with it");
}

#[test]
fn a_vault_is_begun_anew_by_whoever_has_the_files_and_nobody_can_sign_in_then() {
    let till = staffed_shop();
    let passphrase = till.folder().join("passphrase");
    fs::write(&passphrase, PASSPHRASE).unwrap();
    close_to_others(&passphrase);
    let run = |args: &[&str], input: &str| {
        let mut command = till.command(&[&["--json"], args].concat());
        finish(command.env("BALCAO_VAULT_PASSPHRASE_FILE", &passphrase), input)
    };
    let told = run(&["vault", "move", "--to", "file"], "").expect(8);
    assert_eq!(told.event("failed")["code"], "signed_out");
    run(&["vault", "move", "--to", "file", "--from-nothing", "--yes"], "").expect(0);
    let told = run(&["--operator", "lucia", "--pin-stdin", "orders"], "1234\n");
    assert_eq!(told.event("failed")["code"], "operators_lost", "{told}");
}
