//! Doctor: what it finds, how grave that is, and what its bundle for support holds.

use std::fs;
use std::io::{Cursor, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::small_disk::SmallDisk;
use crate::relay::shop::Shop;
use crate::terminal::balcao::{Till, Told, credentials, finish};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};

fn found(told: &Told, part: &str) -> Value {
    let mut found = told.events.iter().filter(|event| event["what"] == part);
    let finding = found.next().unwrap_or_else(|| panic!("nothing about {part}: {told}"));
    finding.clone()
}

fn verdict(told: &Told) -> Value {
    told.event("verdict")["verdict"].clone()
}

#[test]
fn each_finding_has_its_figures_for_scripts_and_for_people() {
    let shop = Shop::open_by_https();
    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    charge.end().expect(0);
    let told = shop.till.run(&["--json", "doctor"]).expect(0);
    assert_eq!(verdict(&told), "sells", "{told}");
    for (part, key) in [
        ("disk", "sync_ms"),
        ("disk", "free_mb"),
        ("log", "events"),
        ("backups", "count"),
        ("provider", "p50_ms"),
        ("provider", "p95_ms"),
        ("clock", "ahead_ms"),
        ("certificate", "days_left"),
    ] {
        assert!(found(&told, part)[key].is_i64(), "{part} {key}: {told}");
    }
    for (part, key) in [
        ("log", "proved_at"),
        ("backups", "newest_at"),
        ("relay", "last_event_at"),
        ("certificate", "ends_at"),
        ("program", "version"),
        ("program", "system"),
    ] {
        assert!(found(&told, part)[key].is_string(), "{part} {key}: {told}");
    }
    assert_eq!(found(&told, "backups")["proved"], true, "{told}");
    let (vault, rights) = (found(&told, "vault"), found(&told, "rights"));
    assert_eq!((&vault["store"], &vault["provider"]), (&json!("keyring"), &json!(null)), "{told}");
    assert!(vault["probe_ms"].is_i64(), "{told}");
    assert_eq!(
        rights["grants"][0],
        json!({ "what": "look_up", "state": { "is": "proved" } }),
        "{told}"
    );
    let told = shop.till.run_in_portuguese(&["doctor"]).expect(0);
    for line in [
        "ok provedor connectpsp: ",
        "pior",
        "ok certificado relay: vale até",
        "conferida",
        "ok direitos connectpsp: provado agora: consultar",
        "ok cofre: chaveiro do sistema · segredo de teste gravado",
    ] {
        assert!(told.out.contains(line), "{line}: {told}");
    }
    assert!(told.out.ends_with("Dá para vender."), "{told}");
}

#[test]
fn whoever_tests_a_till_while_another_does_is_told_the_same() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let page = Page::open(&till);
    for view in page.post_at_once(4, "doctor") {
        let findings = view["findings"].as_array().unwrap();
        for part in ["disk", "log", "backups", "vault"] {
            let found = findings.iter().find(|it| it["part"] == part);
            assert_eq!(found.unwrap()["failure"], json!(null), "{part}: {view}");
        }
    }
}

#[test]
fn what_stops_no_sale_asks_for_care_and_what_does_decides() {
    let mut shop = Shop::open();
    shop.relay.kill();
    let told = shop.till.run(&["--json", "doctor"]).expect(6);
    assert_eq!(found(&told, "relay")["level"], "care", "{told}");
    assert_eq!(verdict(&told), "sells_with_care", "{told}");
    let people = shop.till.run_in_portuguese(&["doctor"]).expect(6);
    assert!(people.out.ends_with("Dá para vender. Um ponto pede cuidado."), "{people}");

    let told = Till::begun().run(&["--json", "doctor"]).expect(5);
    assert_eq!(verdict(&told), "cannot_sell", "{told}");
    let people = Till::begun().run_in_portuguese(&["doctor"]).expect(5);
    assert!(people.out.ends_with("Não dá para vender."), "{people}");
}

#[test]
fn files_of_another_user_are_named_before_they_stop_the_till() {
    let till = Till::connected(Provider::honest().url());
    let files = ["settings.toml", "notes.txt"].map(|name| till.home().join(name));
    for file in &files {
        fs::write(file, "").unwrap();
        std::os::unix::fs::chown(file, Some(1), None).expect("run this test as root");
    }
    let told = till.run(&["--json", "doctor"]);
    let folder = found(&told, "home");
    assert_eq!((&folder["level"], &folder["ok"]), (&json!("care"), &json!(true)), "{told}");
    assert_eq!(folder["strangers"], json!(["settings.toml"]), "{told}");
    let people = till.run_in_portuguese(&["doctor"]);
    assert!(people.out.contains("!! pasta: "), "{people}");
    assert!(people.out.contains("de outro usuário deste computador: settings.toml"), "{people}");
}

#[test]
fn a_sale_without_a_backup_asks_for_one_and_a_damaged_one_is_told() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let folder = till.home().join("backups");
    let newest = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let bytes = fs::read(&newest).unwrap();
    fs::write(&newest, &bytes[..bytes.len() / 2]).unwrap();
    let told = till.run(&["--json", "doctor"]).expect(0);
    assert_eq!(found(&told, "backups")["level"], "care", "{told}");
    assert_eq!(found(&told, "backups")["proved"], false, "{told}");
    fs::remove_file(&newest).unwrap();
    // Who opens the till to look at its relay makes the one that is due.
    let told = till.run(&["--json", "doctor"]).expect(0);
    assert_eq!(found(&told, "log")["level"], "ok", "{told}");
    assert!(["ok", "care"].contains(&found(&told, "backups")["level"].as_str().unwrap()));
}

#[test]
fn a_provider_that_never_answers_and_a_disk_that_takes_nothing_keep_nobody_waiting() {
    let disk = SmallDisk::mounted("20m");
    let is_silent = Arc::new(AtomicBool::new(false));
    let now_silent = Arc::clone(&is_silent);
    let provider = Provider::start(move |call, books| {
        let silent = now_silent.load(Ordering::Relaxed);
        let delay = if silent { Duration::from_mins(5) } else { Duration::ZERO };
        books.answer(call).after(delay)
    });
    let till = Till::new();
    let on = |args: &[&str], input: &str| {
        let mut command = till.bare_command(&["--json", "--home"]);
        finish(command.arg(disk.path().join("home")).args(args), input)
    };
    let connect = ["connect", "connectpsp", "--environment", provider.url(), "--stdin"];
    on(&connect, &credentials().to_string()).expect(0);
    on(&["charge", "1,00", "--no-wait"], "").expect(0);
    disk.remount("ro");
    is_silent.store(true, Ordering::Relaxed);
    // Within the patience of this test's own helper, which is two minutes.
    let told = on(&["doctor"], "").expect(7);
    assert!(told.event("verdict")["took_ms"].as_u64().unwrap() < 60_000, "{told}");
    assert_eq!(found(&told, "disk")["code"], "log_unwritable", "{told}");
    assert_eq!(found(&told, "log")["level"], "ok", "{told}");
    assert_eq!(found(&told, "provider")["obstacle"]["kind"], "silent", "{told}");
    assert_eq!(verdict(&told), "cannot_sell", "{told}");
}

/// The texts of a bundle by their names.
fn unpacked(path: &Path) -> Vec<(String, String)> {
    let mut bundle = zip::ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let each = (0..bundle.len()).map(|place| {
        let mut file = bundle.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    });
    each.collect()
}

/// What was planted and stands in any of these, whatever the case and with or without its marks.
fn leaks<'a>(planted: &'a [String], texts: &[(String, String)]) -> Vec<&'a str> {
    let plain = |text: &str| {
        let letters = text.to_lowercase();
        letters.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>()
    };
    let all: Vec<_> = texts.iter().map(|(name, text)| plain(&format!("{name} {text}"))).collect();
    let stands = |it: &&String| all.iter().any(|text| text.contains(&plain(it)));
    planted.iter().filter(stands).map(String::as_str).collect()
}

#[test]
fn the_bundle_holds_no_secret_and_nobodys_data() {
    let mut shop = Shop::open();
    let settings =
        "rui_chave = \"rui.sigiloso@correio.example\"\n[shop]\nname = \"Padaria Sigilosa\"\n";
    fs::write(shop.till.home().join("settings.toml"), settings).unwrap();
    let payer = ["--payer-name", "Rui Sigiloso", "--payer-document", "52998224725"];
    let reference = ["--reference", "pedido do rui sigiloso"];
    let charge = [&["--json", "charge", "73,19"][..], &payer, &reference].concat();
    let mut sale = shop.till.start(&charge);
    let created = sale.wait_for_event("charge_created");
    shop.pay(&created);
    sale.end().expect(0);
    let shown = shop.till.show("1");
    shop.till.run(&[
        "refund",
        "1",
        "--reason",
        "fraud",
        "--description",
        "chave 11987654321",
        "--no-wait",
    ]);
    // What came from outside and made no sense is kept with its body.
    let junk = json!({ "payer": "Lia Intrusa", "pix": "lia@chave.example", "cpf": "11144477735" });
    crate::relay::webhook::post(&shop.added.ingest_url, &junk.to_string());
    shop.wait_for_events(|events| events.iter().any(|event| event["raw"].is_string()));
    // A person has put files of their own beside the till's.
    fs::write(shop.till.home().join("backups/order-log-rui-sigiloso.db"), "").unwrap();
    fs::write(shop.till.home().join("contrato-rui-sigiloso.pdf"), "").unwrap();
    shop.relay.kill();

    let bundle = shop.till.folder().join("rui-sigiloso.zip");
    let path = bundle.to_str().unwrap();
    let told = shop.till.run(&["--json", "doctor", "--bundle", path]);
    assert_eq!(told.event("bundle_saved")["path"], path, "{told}");
    assert_eq!(fs::metadata(&bundle).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::metadata(&bundle).unwrap().len() < 64 * 1024);
    let texts = unpacked(&bundle);
    let names: Vec<_> = texts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["LEIA-ME.txt", "findings.json", "till.json", "log.json", "files.json"]);

    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let payment = &shown["attempts"][0]["payments"][0];
    let mut planted = vec![
        text(&payment["end_to_end_id"]),
        text(&created["copy_and_paste"]),
        text(&created["reference"]),
        text(&shown["attempts"][0]["account"]["fingerprint"]),
        shop.added.ingest_url.clone(),
        shop.relay.url.clone(),
        shop.sandbox.url.clone(),
        shop.till.home().to_str().unwrap().to_owned(),
    ];
    let secrets = shop.sandbox.credentials.as_object().unwrap().values();
    planted.extend(secrets.filter_map(Value::as_str).map(str::to_owned));
    let personal = [
        "Padaria Sigilosa",
        "rui_chave",
        "Rui Sigiloso",
        "rui.sigiloso@correio.example",
        "52998224725",
        "11987654321",
        "Lia Intrusa",
        "lia@chave.example",
        "11144477735",
        "Padaria São João",
        "Caixa 1",
    ];
    planted.extend(personal.map(str::to_owned));
    assert_eq!(leaks(&planted, &texts), Vec::<&str>::new());
    // The search finds what is there: the log that was counted holds them.
    let log = fs::read(shop.till.home().join("order-log.db")).unwrap();
    let wal = fs::read(shop.till.home().join("order-log.db-wal")).unwrap_or_default();
    let log = String::from_utf8_lossy(&[log, wal].concat()).into_owned();
    let in_log = leaks(&planted, &[("log".to_owned(), log)]);
    for there in ["Rui Sigiloso", "52998224725", "Lia Intrusa", &planted[0]] {
        assert!(in_log.contains(&there), "{there}: {in_log:?}");
    }
    let counted: Value = serde_json::from_str(&texts[3].1).unwrap();
    let orders = counted["orders"].as_object().unwrap().values();
    assert_eq!(orders.filter_map(Value::as_i64).sum::<i64>(), 1, "{counted}");
    assert_eq!(counted["events"]["requested"], 1, "{counted}");
    let findings: Value = serde_json::from_str(&texts[1].1).unwrap();
    assert_eq!(findings["verdict"], "sells_with_care", "{findings}");
}

#[test]
fn a_bundle_is_written_over_no_file_and_saved_where_nothing_else_works() {
    let till = Till::new();
    let bundle = till.folder().join("bundle.zip");
    let path = bundle.to_str().unwrap();
    // Where no till was begun, that is what there is to tell.
    let told = till.run(&["--json", "doctor", "--bundle", path]).expect(5);
    told.event("bundle_saved");
    let before = fs::read(&bundle).unwrap();
    let told = till.run(&["--json", "doctor", "--bundle", path]).expect(2);
    assert_eq!(told.event("failed")["code"], "file_not_saved", "{told}");
    assert!(fs::read(&bundle).unwrap() == before);
    let nowhere = till.folder().join("nada/aqui.zip");
    let told = till.run_in_portuguese(&["doctor", "--bundle", nowhere.to_str().unwrap()]);
    assert!(told.expect(2).err.contains("Nada foi guardado"), "no English");

    let provider = Provider::honest();
    let damaged = Till::connected(provider.url());
    damaged.run(&["charge", "1,00", "--no-wait"]).expect(0);
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(damaged.home().join(format!("order-log.db{end}")));
    }
    fs::write(damaged.home().join("order-log.db"), "isto não é um registro").unwrap();
    let path = damaged.folder().join("bundle.zip");
    let told = damaged.run(&["--json", "doctor", "--bundle", path.to_str().unwrap()]).expect(7);
    assert_eq!(verdict(&told), "cannot_sell", "{told}");
    let log: Value = serde_json::from_str(&unpacked(&path)[3].1).unwrap();
    assert_eq!(log, json!({ "unreadable": "log_damaged" }));
    assert_eq!(provider.calls(Kind::Create).len(), 1, "doctor charges nothing");
}
