//! The folder of a till: nobody's but its user's, and never a new shop by a slip of the pen.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use testkit::home::files_of;
use testkit::process::Running;
use testkit::programs::built;

use crate::relay::server::Relay;
use crate::terminal::balcao::{Till, credentials, finish};
use crate::terminal::provider::Provider;
use crate::window::Driver;

/// All that is done with a till that is there, and begins none.
const NEEDS_A_TILL: &[&[&str]] = &[
    &["charge", "1,00", "--no-wait"],
    &["orders"],
    &["show", "1"],
    &["watch"],
    &["watch", "--until-idle"],
    &["refund", "1", "--reason", "fraud"],
    &["disputes"],
    &["dispute", "close", "1", "--outcome", "won", "--reason", "x"],
    &["unmatched"],
    &["unmatched", "match", "1", "1", "--reason", "x"],
    &["payouts"],
    &["providers"],
    &["disconnect", "connectpsp"],
    &["pair", "https://relay.example", "ABCD1234"],
    &["relay", "status"],
    &["verify"],
    &["restore", "nothing.db"],
    &["restore", "--from-nothing"],
];

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Nobody else may do anything with it, nor with what stands in it.
fn is_private(home: &Path) {
    for path in files_of(home).iter().chain([&home.to_owned()]) {
        assert_eq!(mode(path) & 0o077, 0, "{} is {:o}", path.display(), mode(path));
    }
}

#[test]
fn a_mistyped_home_never_becomes_a_shop() {
    let till = Till::new();
    for command in NEEDS_A_TILL {
        for is_there in [false, true] {
            if is_there {
                fs::create_dir_all(till.home()).unwrap();
            }
            let told = till.run(&[&["--json"], *command].concat()).expect(5);
            let failed = told.event("failed");
            assert_eq!(failed["code"], "no_till", "{command:?}: {told}");
            assert!(told.err.contains(till.home().to_str().unwrap()), "{command:?}: {told}");
            assert_eq!(till.home().exists(), is_there, "{command:?} makes no folder");
            if is_there {
                assert_eq!(files_of(&till.home()).len(), 0, "{command:?} makes nothing in it");
                fs::remove_dir(till.home()).unwrap();
            }
        }
    }
    let told = till.run(&["--json", "doctor"]).expect(5);
    assert_eq!(told.event("finding")["code"], "no_till", "{told}");
    let mut portuguese = till.command(&["orders"]);
    let told = finish(portuguese.env("BALCAO_LANG", "pt-BR"), "").expect(5);
    assert!(told.err.contains("não há caixa nesta pasta"), "{told}");
    assert!(!till.home().exists());
    let named = till.folder().join("named");
    let mut command = till.bare_command(&["--json", "orders"]);
    let told = finish(command.env("BALCAO_HOME", &named), "").expect(5);
    assert_eq!(told.event("failed")["code"], "no_till", "{told}");
    assert!(!named.exists());
}

#[test]
fn a_folder_of_another_program_is_no_till() {
    for (name, says) in [
        ("settings.json", "{}"),
        ("settings.json", r#"{ "theme": "dark", "language": "pt-BR" }"#),
        ("settings.json", "[1, 2]"),
        ("settings.json", "theme = dark"),
        ("settings.toml", "theme = \"dark\""),
        ("connections.json", "[]"),
        ("connections.json", r#"{ "servers": [] }"#),
        ("backups/photos.zip", "PK"),
        ("backups/order.db", ""),
    ] {
        let till = Till::new();
        let file = till.home().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, says).unwrap();
        let before = files_of(&till.home());
        for command in [&["orders"][..], &["charge", "1,00", "--no-wait"]] {
            let told = till.run(&[&["--json"], command].concat()).expect(5);
            assert_eq!(told.event("failed")["code"], "no_till", "{name} {says}: {told}");
        }
        assert_eq!(files_of(&till.home()), before, "{name} {says}: nothing was made there");
        assert_eq!(fs::read_to_string(&file).unwrap(), says);
    }
}

#[test]
fn a_till_is_begun_by_connecting_by_training_and_by_saying_so() {
    let provider = Provider::honest();
    let connected = Till::connected(provider.url());
    connected.run(&["charge", "1,00", "--no-wait"]).expect(0);

    let training = Till::new();
    training.run(&["--training", "orders"]).expect(0);
    // The shop itself was not begun by that.
    let told = training.run(&["--json", "orders"]).expect(5);
    assert_eq!(told.event("failed")["code"], "no_till", "{told}");

    let begun = Till::new();
    begun.run(&["orders", "--create"]).expect(0);
    assert!(begun.orders().is_empty());
}

#[test]
fn what_is_left_of_a_till_is_no_empty_folder() {
    let provider = Provider::honest();
    // Connected, and nothing sold yet.
    let till = Till::connected(provider.url());
    assert!(till.orders().is_empty());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    for lost in ["order-log.db", "order-log.db-wal", "order-log.mark", "connections.json"] {
        let _ = fs::remove_file(till.home().join(lost));
    }
    assert!(till.home().join("backups").exists());
    let told = till.run(&["--json", "charge", "1,00"]).expect(7);
    assert_eq!(told.event("failed")["code"], "log_behind", "{told}");
}

#[test]
fn a_home_that_others_may_enter_is_closed_to_them() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    till.run(&["--training", "charge", "1,00", "--no-wait"]).expect(0);
    is_private(&till.home());
    for path in files_of(&till.home()) {
        set_mode(&path, if path.is_dir() { 0o755 } else { 0o644 });
    }
    let foreign = till.home().join("notes.txt");
    fs::write(&foreign, "a person's own").unwrap();
    set_mode(&foreign, 0o644);
    set_mode(&till.home(), 0o755);
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    till.run(&["--training", "orders"]).expect(0);
    assert_eq!(mode(&foreign), 0o644, "what a person has put there is theirs");
    fs::remove_file(foreign).unwrap();
    is_private(&till.home());
}

#[test]
fn a_folder_that_is_not_ours_to_close_is_refused() {
    let till = Till::new();
    fs::create_dir(till.home()).unwrap();
    let refused = |what: &str| {
        let before = fs::metadata(till.home()).unwrap().mode();
        for args in [&["--create", "--json", "orders"][..], &["--training", "--json", "orders"]] {
            // Training has a folder of its own, which is closed.
            let code = if args[0] == "--training" { 0 } else { 7 };
            let told = till.run(args).expect(code);
            if code == 7 {
                assert_eq!(told.event("failed")["code"], "home_not_private", "{what}: {told}");
                assert!(told.err.contains(till.home().to_str().unwrap()), "{what}: {told}");
            }
        }
        let told = till.connect("http://127.0.0.1:9", &credentials());
        assert_eq!(told.expect(7).event("failed")["code"], "home_not_private", "{what}");
        assert_eq!(fs::metadata(till.home()).unwrap().mode(), before, "{what}: left as it is");
        fs::remove_dir_all(till.home().join("training")).unwrap();
        assert!(files_of(&till.home()).is_empty(), "{what}");
    };
    set_mode(&till.home(), 0o1777);
    refused("a folder that all share");
    // Only root may give a folder away.
    if chown(till.home(), Some(65_534), None).is_ok() {
        set_mode(&till.home(), 0o777);
        refused("another user's");
        let real = till.folder().join("real");
        fs::rename(till.home(), &real).unwrap();
        std::os::unix::fs::symlink(&real, till.home()).unwrap();
        let told = till.run(&["--create", "--json", "orders"]).expect(7);
        assert_eq!(told.event("failed")["code"], "home_not_private", "{told}");
        assert_eq!(mode(&real), 0o777);
    }
    // A user's own home is theirs to open.
    set_mode(&till.user_home(), 0o755);
    let mut command = till.bare_command(&["--json", "--create", "orders", "--home"]);
    let told = finish(command.arg(till.user_home()), "").expect(7);
    assert_eq!(told.event("failed")["code"], "home_not_private", "{told}");
    assert_eq!(mode(&till.user_home()), 0o755);
}

#[test]
fn a_relays_folder_is_closed_to_others_and_refused_where_it_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("watermark"), "").unwrap();
    set_mode(&data, 0o755);
    set_mode(&data.join("watermark"), 0o644);
    let serve = |data: &Path| {
        let mut command = Command::new(built("balcao-relay"));
        command.args(["--json", "serve", "--listen", "127.0.0.1:0"]);
        command.args(["--admin-listen", "127.0.0.1:0", "--data"]).arg(data);
        command
    };
    let (_relay, line) = Running::start_and_hear(&mut serve(&data));
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["event"], "listening", "{line}");
    is_private(&data);
    let shared = folder.path().join("shared");
    fs::create_dir(&shared).unwrap();
    set_mode(&shared, 0o1777);
    let told = finish(&mut serve(&shared), "").expect(1);
    assert!(told.err.contains("others may enter"), "{told}");
    assert!(files_of(&shared).is_empty());
}

/// What the system says of a process under this name.
fn said_of(pid: u32, file: &str, name: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name}: {text}")).trim().to_owned()
}

fn leaves_nothing(what: &str, pid: u32) {
    let core = said_of(pid, "limits", "Max core file size");
    assert_eq!(core.split_whitespace().take(2).collect::<Vec<_>>(), ["0", "0"], "{what}: {core}");
    assert_eq!(said_of(pid, "status", "Umask:"), "0077", "{what}");
}

#[test]
fn every_program_keeps_its_files_to_itself_and_dumps_no_core() {
    let till = Till::new();
    let mut serve = till.start(&["--training", "--json", "serve"]);
    serve.wait_for_event("serving");
    leaves_nothing("balcao", serve.pid());
    let mut sandbox = till.start(&["--json", "sandbox"]);
    sandbox.wait_for("its address", |line| line["base_url"].is_string());
    leaves_nothing("balcao sandbox", sandbox.pid());
    let (alone, _) = Running::start_and_hear(Command::new(built("balcao-sandbox")).arg("--json"));
    leaves_nothing("balcao-sandbox", alone.id());
    let relay = Relay::start();
    leaves_nothing("balcao-relay", relay.pid());
}

#[tokio::test]
async fn the_window_makes_no_shop_of_a_mistyped_home_and_dumps_no_core() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("mistyped");
    let driver = Driver::start();
    let screen = driver.open(&["--home".as_ref(), home.as_os_str()]).await;
    let names_it = |text: &str| text.contains(home.to_str().unwrap());
    screen.wait_for_text("[data-testid=new-folder]", names_it).await;
    assert!(!home.exists());
    let pid = fs::read_dir("/proc").unwrap().flatten().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let command = fs::read(entry.path().join("cmdline")).ok()?;
        let command = String::from_utf8_lossy(&command).into_owned();
        let is_it = command.contains("balcao-till\0") && command.contains(home.to_str()?);
        is_it.then_some(pid)
    });
    leaves_nothing("balcao-till", pid.unwrap());
    // Begun by a person meanwhile, it opens.
    let mut begin = Command::new(built("balcao"));
    assert!(
        begin.arg("--home").arg(&home).args(["--create", "orders"]).status().unwrap().success()
    );
    screen.load_again().await;
    screen.wait_until_gone("[data-testid=new-folder]").await;
    screen.wait_for("main[data-screen=first-run]").await;
    screen.close().await;
}

#[test]
fn a_log_of_the_other_kind_of_money_is_not_even_looked_at() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    till.run(&["--training", "charge", "9,99", "--no-wait"]).expect(0);
    let looks = [&["orders"][..], &["show", "1"], &["verify"], &["payouts"], &["unmatched"]];
    let (real, training) = (Till::new(), Till::new());
    for (home, from) in [
        (real.home(), till.home().join("training/order-log.db")),
        (training.home().join("training"), till.home().join("order-log.db")),
    ] {
        fs::create_dir_all(&home).unwrap();
        fs::copy(from, home.join("order-log.db")).unwrap();
    }
    for args in looks {
        let told = real.run(&[&["--json"], args].concat()).expect(2);
        assert_eq!(told.event("failed")["code"], "training_home", "{args:?}: {told}");
        let told = training.run(&[&["--json", "--training"], args].concat()).expect(2);
        assert_eq!(told.event("failed")["code"], "other_money", "{args:?}: {told}");
    }
    let told = real.run(&["--json", "doctor"]).expect(2);
    assert!(told.events.iter().any(|it| it["code"] == "training_home"), "{told}");
}
