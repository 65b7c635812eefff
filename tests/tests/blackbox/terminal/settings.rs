//! `balcao settings`, and the file that a person edits, while a till is open and while none is.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::balcao::Till;
use super::open_tills::Page;
use super::provider::{Kind, Provider};

/// Longer than an open till takes to hear of its file.
const PATIENCE: Duration = Duration::from_secs(30);

fn file(till: &Till) -> std::path::PathBuf {
    till.home().join("settings.toml")
}

fn get(till: &Till, key: &str) -> Value {
    let told = till.run(&["--json", "settings", "get", key]).expect(0);
    told.events[0]["value"].clone()
}

#[test]
fn every_setting_is_listed_with_what_it_does_and_can_be_changed_and_taken_back() {
    let till = Till::begun();
    let listed = till.run(&["--json", "settings", "list"]).expect(0);
    assert!(listed.events.len() > 20, "{listed}");
    for row in &listed.events {
        assert_eq!(row["changed"], false, "{row}");
        assert!(!row["about"].as_str().unwrap().is_empty(), "{row}");
    }
    let told = till.run_in_portuguese(&["settings", "list"]).expect(0);
    assert!(told.out.contains("  sale.ceiling_centavos = 100000"), "{told}");
    assert!(told.out.contains("Acima deste valor o caixa pergunta de novo."), "{told}");

    for (typed, value) in [("R$ 500,00", 50_000), ("70000", 70_000)] {
        let set = ["--json", "settings", "set", "sale.ceiling_centavos", typed];
        let told = till.run(&set).expect(0).event("setting_changed");
        assert_eq!((&told["value"], &told["changed"]), (&json!(value), &json!(true)), "{told}");
        assert_eq!(get(&till, "sale.ceiling_centavos"), value);
    }
    till.run(&["settings", "set", "sale.ask_payer", "sim"]).expect(0);
    let told = till.run(&["settings", "get", "sale.ask_payer"]).expect(0);
    assert_eq!(told.out.trim(), "true");
    let told = till.run(&["settings", "list"]).expect(0);
    assert!(told.out.contains("* sale.ceiling_centavos = 70000  (default: 100000)"), "{told}");
    for key in ["sale.ceiling_centavos", "sale.ask_payer"] {
        till.run(&["settings", "unset", key]).expect(0);
    }
    assert_eq!(get(&till, "sale.ceiling_centavos"), 100_000);
    // Training has a file of its own.
    till.run(&["--training", "settings", "set", "shop.name", "Treino"]).expect(0);
    assert_eq!(get(&till, "shop.name"), Value::Null);
    assert!(till.home().join("training/settings.toml").exists());
}

#[test]
fn what_cannot_be_set_is_told_with_key_and_rule_and_changes_nothing() {
    let till = Till::begun();
    for (key, value, code, portuguese) in [
        (
            "sale.ask_payer",
            "talvez",
            "invalid_setting",
            "`sale.ask_payer` precisa ser true ou false",
        ),
        ("till.number", "1000", "invalid_setting", "um número inteiro, de 1 a 999"),
        ("theme", "azul", "invalid_setting", "\"system\" ou \"light\" ou \"dark\""),
        ("shop.document", "123", "invalid_setting", "um CPF ou CNPJ com os dígitos certos"),
        ("sale.provider", "bancodozé", "invalid_setting", "\"connectpsp\" ou \"integrapay\""),
        ("sale.ceilling_centavos", "1", "unknown_setting", "(seria `sale.ceiling_centavos`?)"),
        ("relay", "https://relay.example", "setting_not_here", "balcao pair"),
        // A key that types moves no money, and one key does one thing.
        ("keys.charge", "c", "invalid_setting", "`keys.charge` precisa ser \"F2\" ou"),
        ("keys.shift", "F1", "invalid_setting", "`keys.shift` precisa ser \"F2\" ou"),
        ("keys.shift", "F6", "key_taken", "keys.last_sales"),
    ] {
        let told = till.run(&["--json", "settings", "set", key, value]).expect(2);
        assert_eq!(told.event("failed")["code"], code, "{told}");
        let told = till.run_in_portuguese(&["settings", "set", key, value]).expect(2);
        assert!(told.err.contains(portuguese), "{told}");
    }
    let told = till.run(&["--json", "settings", "get", "shop.nam"]).expect(2);
    assert_eq!(told.event("failed")["code"], "unknown_setting", "{told}");
    assert!(!file(&till).exists());
    // Neither is a till begun by looking for its settings.
    let nothing = Till::new();
    let told = nothing.run(&["--json", "settings", "list"]).expect(5);
    assert_eq!(told.event("failed")["code"], "no_till", "{told}");
}

#[test]
fn processes_that_choose_different_keys_at_once_lose_none() {
    let till = Till::begun();
    fs::write(file(&till), "# da padaria\n").unwrap();
    let choices = [
        ("shop.name", "Padaria"),
        ("till.number", "7"),
        ("sounds", "não"),
        ("lock.after_minutes", "9"),
    ];
    let mut started: Vec<_> = { choices.iter() }
        .map(|(key, value)| till.start(&["settings", "set", key, value]))
        .collect();
    for one in &mut started {
        one.end().expect(0);
    }
    let expected = [json!("Padaria"), json!(7), json!(false), json!(9)];
    for ((key, _), value) in choices.iter().zip(expected) {
        assert_eq!(get(&till, key), value);
    }
    let text = fs::read_to_string(file(&till)).unwrap();
    assert!(text.contains("# da padaria"), "{text}");
}

#[test]
fn a_change_that_is_killed_leaves_the_file_as_it_was_or_as_it_shall_be() {
    let till = Till::begun();
    let by_hand = "# da padaria\n[sale]\nceiling_centavos = 100\n";
    fs::write(file(&till), by_hand).unwrap();
    let mut value = 100;
    for nth in 0..24_u64 {
        let next = value + 1;
        let typed = next.to_string();
        let mut change = till.start(&["settings", "set", "sale.ceiling_centavos", &typed]);
        // Each time a little later in its short life.
        std::thread::sleep(Duration::from_millis(nth * 2));
        change.kill();
        let text = fs::read_to_string(file(&till)).unwrap();
        assert!(text.starts_with("# da padaria\n[sale]\n"), "{text}");
        let now = get(&till, "sale.ceiling_centavos").as_i64().unwrap();
        assert!(now == value || now == next, "{now}, was {value}");
        value = now;
    }
    till.run(&["settings", "set", "shop.name", "Padaria"]).expect(0);
    let left = fs::read_dir(till.home()).unwrap().flatten().map(|it| it.file_name());
    let left: Vec<_> = left.filter_map(|it| it.into_string().ok()).collect();
    let is_unfinished = |name: &&String| name.starts_with("settings.toml.");
    assert_eq!(left.iter().find(is_unfinished), None, "{left:?}");
}

#[test]
fn an_open_till_follows_the_file_and_a_mistake_in_it_stops_no_sale() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let mut page = Page::open(&till);
    let settings = |page: &Page| page.post("settings", &json!({})).1;
    let value = |page: &Page, key: &str| {
        let view = settings(page);
        let rows = view["settings"].as_array().cloned().unwrap_or_default();
        rows.into_iter().find(|row| row["key"] == key).map(|row| row["value"].clone())
    };
    let changed = json!({ "key": "till.name", "value": "Caixa 1" });
    let (_, view) = page.post("set_setting", &changed);
    assert_eq!(view["mistakes"], json!([]), "{view}");
    assert_eq!(get(&till, "till.name"), "Caixa 1");
    assert_eq!(page.post("hello", &json!({})).1["till_name"], "Caixa 1");

    // By another process, and by hand: each with its mark, as Notepad has it.
    till.run(&["settings", "set", "sale.expiry_minutes", "5"]).expect(0);
    assert_eq!(value(&page, "sale.expiry_minutes"), Some(json!(5)));
    assert_eq!(page.charge()["status"], "pending");
    let sent: Value = serde_json::from_str(&provider.calls(Kind::Create)[0].request.body).unwrap();
    assert_eq!(sent["expirationInMinutes"], 5, "a code lives as long as the settings say: {sent}");
    let notepad = "\u{feff}[sale]\r\nceiling_centavos = 1000\r\n[shop]\r\nname = \"Padaria\"\r\n";
    fs::write(file(&till), notepad).unwrap();
    assert_eq!(value(&page, "sale.ceiling_centavos"), Some(json!(1_000)));
    assert_eq!(page.charge()["code"], "above_ceiling");

    let no_text = [0xFF, 0xFE, b'x'];
    for (broken, mistake) in [
        (&b"[sale]\nceiling_centavos = \"mil\"\n"[..], "value"),
        (b"[sale]\nceiling_centavos = mil\n", "syntax"),
        (b"[sale]\nceiling_centavos = 1\nceiling_centavos = 2\n", "twice"),
        (b"sale = 1\n", "value"),
        (b"", "gone"),
        (b" \r\n", "gone"),
        (&no_text, "no_text"),
        (&b"#".repeat(70_000), "too_long"),
    ] {
        fs::write(file(&till), broken).unwrap();
        let begun = Instant::now();
        while settings(&page)["mistakes"][0]["wrong"] != mistake {
            assert!(begun.elapsed() < PATIENCE, "{mistake}: {}", settings(&page));
        }
        assert_eq!(value(&page, "sale.ceiling_centavos"), Some(json!(1_000)), "{mistake}");
        let notice = &page.post("hello", &json!({})).1["notices"][0];
        assert_eq!(notice["what"], "settings_unreadable", "{notice}");
        assert_eq!(page.charge()["code"], "above_ceiling", "{mistake}: what held last holds");
        // In another process, which has never seen it whole, as well.
        assert_eq!(get(&till, "sale.ceiling_centavos"), 1_000, "{mistake}");
        assert_eq!(fs::read(file(&till)).unwrap(), broken);
    }
    page.serve.kill();
    // And after a restart.
    let page = Page::open(&till);
    assert_eq!(page.charge()["code"], "above_ceiling");
    let (head, refused) = page.post("set_setting", &json!({ "key": "sounds", "value": "false" }));
    assert!(head.starts_with("HTTP/1.1 500"), "{head}");
    assert_eq!(refused["code"], "settings_unreadable", "the file is left alone: {refused}");
    fs::write(file(&till), "# nada\n").unwrap();
    assert_eq!(value(&page, "sale.ceiling_centavos"), Some(json!(100_000)));
    assert_eq!(page.charge()["status"], "pending");
}

#[test]
fn settings_that_were_lost_hold_are_told_by_doctor_and_are_written_anew_by_a_change() {
    let till = Till::begun();
    let set = |key: &str, value: &str| till.run(&["settings", "set", key, value]).expect(0);
    set("shop.name", "Padaria do Zé");
    set("sale.ceiling_centavos", "1000");
    let mistake = || {
        let told = till.run(&["--json", "doctor"]);
        let found = told.events.iter().find(|it| it["what"] == "settings").cloned();
        found.map(|finding| finding["mistake"].clone())
    };
    for (lost, sounds) in [(None, "não"), (Some(""), "sim"), (Some(" \n"), "não")] {
        match lost {
            Some(text) => fs::write(file(&till), text).unwrap(),
            None => fs::remove_file(file(&till)).unwrap(),
        }
        assert_eq!(mistake(), Some(json!({ "wrong": "gone" })), "{lost:?}");
        let told = till.run_in_portuguese(&["doctor"]);
        let what_to_do = "está vazio ou sumiu; mudar um ajuste escreve o arquivo de novo";
        assert!(told.out.contains(what_to_do), "{lost:?}: {told}");
        assert_eq!(get(&till, "sale.ceiling_centavos"), 1_000, "{lost:?}");
        set("sounds", sounds);
        assert_eq!((mistake(), get(&till, "sale.ceiling_centavos")), (None, json!(1_000)));
        assert!(fs::read_to_string(file(&till)).unwrap().contains("Padaria do Zé"), "{lost:?}");
    }
    // Whoever takes all back means it.
    for key in ["shop.name", "sale.ceiling_centavos", "sounds"] {
        till.run(&["settings", "unset", key]).expect(0);
    }
    assert_eq!((mistake(), get(&till, "sale.ceiling_centavos")), (None, json!(100_000)));
    assert_eq!(get(&till, "shop.name"), Value::Null);
}

#[test]
fn a_home_that_takes_nothing_is_told_and_read() {
    // Root writes wherever it likes: a folder stands where the lock should be made.
    let till = Till::begun();
    till.run(&["settings", "set", "shop.name", "Padaria"]).expect(0);
    let lock = till.home().join("settings.lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let told = till.run(&["--json", "settings", "set", "shop.name", "Bar"]).expect(7);
    assert_eq!(told.event("failed")["code"], "log_unwritable", "{told}");
    assert_eq!(get(&till, "shop.name"), "Padaria");
}
