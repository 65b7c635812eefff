//! Where the till keeps its files, and what happens when it cannot.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::balcao::{NO_BUS, Till, Told, finish};
use super::provider::{Kind, Provider};

/// Debian's `nobody`, whom the permissions bind even when the tests run as root.
const NOBODY: u32 = 65_534;

#[test]
fn home_goes_before_balcao_home_before_the_platforms_folder() {
    let till = Till::new();
    let named = till.folder().join("named");
    let begin = ["--create", "--json", "orders"];
    let mut command = till.command(&begin);
    finish(command.env("BALCAO_HOME", &named), "").expect(0);
    assert!(till.home().join("order-log.db").exists() && !named.exists());

    let mut command = till.bare_command(&begin);
    finish(command.env("BALCAO_HOME", &named), "").expect(0);
    assert!(named.join("order-log.db").exists());

    finish(&mut till.bare_command(&begin), "").expect(0);
    assert!(till.user_home().join(".local/share/balcao/order-log.db").exists());

    let elsewhere = till.folder().join("data");
    let mut command = till.bare_command(&begin);
    finish(command.env("BALCAO_HOME", "").env("XDG_DATA_HOME", &elsewhere), "").expect(0);
    assert!(elsewhere.join("balcao/order-log.db").exists());
}

#[test]
fn home_may_stand_behind_the_command_and_be_relative() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    let mut command = till.bare_command(&["charge", "1,00", "--home", "till", "--json"]);
    finish(command.current_dir(till.folder()), "").expect(0);
    assert_eq!(till.orders().len(), 1);
}

#[test]
fn training_never_meets_a_real_sale() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00"]).expect(0);
    let told = till.run(&["--training", "charge", "7,77"]).expect(0);
    assert!(told.out.contains("TRAINING"), "{told}");
    assert_eq!(provider.calls(Kind::Create).len(), 1, "the provider hears nothing of it");
    let real = till.orders();
    assert_eq!((real.len(), real[0]["amount_centavos"].as_i64()), (1, Some(100)));
    let training = till.run(&["--training", "--json", "orders"]).expect(0).events;
    assert_eq!((training.len(), training[0]["amount_centavos"].as_i64()), (1, Some(777)));
    // No keyring is needed to train.
    let mut command = till.command(&["--training", "charge", "1,00", "--no-wait"]);
    command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
    finish(&mut command, "").expect(0);
}

#[test]
fn a_training_charge_that_was_left_alone_is_paid_while_watching() {
    let till = Till::new();
    let told = till.run(&["--training", "--json", "charge", "1,00", "--no-wait"]).expect(0);
    assert_eq!(told.event_names(), ["charge_created"]);
    till.run(&["--training", "watch", "--until-idle"]).expect(0);
    let orders = till.run(&["--training", "--json", "orders"]).expect(0).events;
    assert_eq!(orders[0]["status"], "paid");
}

#[test]
fn a_new_home_is_for_its_users_eyes_only() {
    let till = Till::begun();
    let mode = fs::metadata(till.home()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700, "the log holds names and documents");
}

/// The same command, run by somebody whom the permissions bind: by `nobody` if we are root.
fn bound_by_permissions(till: &Till, args: &[&str]) -> Told {
    let command = till.command(args);
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !is_root {
        return finish(&mut { command }, "");
    }
    // The project may lie where only root may look.
    let program = till.folder().join("balcao");
    // By another process: what a test beside this one starts meanwhile would inherit the open file, and
    // what is open to be written cannot be started.
    let copied = Command::new("cp").arg(command.get_program()).arg(&program).status();
    assert!(copied.unwrap().success());
    fs::set_permissions(till.folder(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut bound = Command::new(program);
    bound.args(command.get_args()).uid(NOBODY).gid(NOBODY).current_dir("/");
    bound.env("BALCAO_LANG", "en").env("HOME", till.user_home());
    finish(&mut bound, "")
}

fn each_file(folder: &Path, change: &dyn Fn(&Path)) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            each_file(&entry.path(), change);
        }
        change(&entry.path());
    }
    change(folder);
}

#[test]
fn a_read_only_home_is_told_and_nothing_is_lost() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    let sent = provider.calls(Kind::Create).len();
    each_file(&till.home(), &|path| {
        let mode = if path.is_dir() { 0o555 } else { 0o444 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    });
    for args in [&["--json", "charge", "1,00"][..], &["--json", "watch"], &["--json", "serve"]] {
        let told = bound_by_permissions(&till, args).expect(7);
        assert_eq!(told.event("failed")["code"], "log_unwritable", "{told}");
        assert!(told.err.contains("cannot be written"), "{told}");
    }
    assert_eq!(provider.calls(Kind::Create).len(), sent);
    // To look needs nothing but to read.
    for args in [&["--json", "orders"][..], &["--json", "show", "1"], &["--json", "verify"]] {
        let told = bound_by_permissions(&till, args).expect(0);
        assert!(told.err.contains("cannot be written"), "{told}");
    }
    let orders = bound_by_permissions(&till, &["--json", "orders"]).events;
    assert_eq!((orders.len(), &orders[0]["status"]), (1, &"pending".into()), "{orders:?}");
    each_file(&till.home(), &|path| {
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    });
    till.run(&["verify"]).expect(0);
    provider.pay();
    till.run(&["watch", "--until-idle"]).expect(0);
    assert_eq!(till.orders()[0]["status"], "paid");
}

#[test]
fn a_home_that_cannot_be_made_is_told() {
    let till = Till::new();
    fs::write(till.home(), "a file in the way").unwrap();
    let told = till.run(&["--json", "charge", "1,00"]).expect(7);
    assert_eq!(told.event("failed")["code"], "log_unwritable");
    assert!(told.err.contains(till.home().to_str().unwrap()), "names the path: {told}");
}

/// The command with files that cannot grow beyond `blocks` of 512 bytes: a disk that is full, as
/// far as SQLite can see, on any machine and for any user.
fn on_a_full_disk(till: &Till, blocks: u64, args: &[&str]) -> Told {
    let command = till.command(args);
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let mut full = Command::new("sh");
    full.args(["-c", &script, "sh"]).arg(command.get_program()).args(command.get_args());
    full.env("BALCAO_LANG", "en").env("HOME", till.user_home());
    finish(&mut full, "")
}

#[test]
fn a_disk_that_is_full_at_any_moment_is_told_and_nothing_is_lost() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    let (mut refused, mut sold) = (0, 0);
    for blocks in (8..=600).step_by(28) {
        let told = on_a_full_disk(&till, blocks, &["--json", "charge", "1,00", "--no-wait"]);
        match told.code {
            0 => sold += 1,
            // It was sent, and what the provider said of it could not be written down.
            4 => assert_eq!(told.event("pending")["outcome_unknown"], true, "{told}"),
            7 => {
                refused += 1;
                assert_eq!(told.event("failed")["code"], "log_unwritable", "{told}");
                assert!(told.err.contains("cannot be written"), "{told}");
            }
            _ => panic!("{blocks} blocks: {told}"),
        }
    }
    assert!(refused > 2 && sold > 2, "refused {refused}, sold {sold}");
    for backup in fs::read_dir(till.home().join("backups")).unwrap().flatten() {
        let name = backup.file_name().into_string().unwrap();
        assert!(name.starts_with("order-log-"), "{name} fills the disk further");
    }
    till.run(&["verify"]).expect(0);
    // Room again: whatever the provider knows is in the log, under the same key, once.
    provider.books(|books| books.charges.iter_mut().for_each(|charge| charge.set_status("PAID")));
    provider.books(|books| books.paid_at_once = true);
    till.run(&["watch", "--until-idle"]).expect(0);
    let charged = provider.books(|books| books.charges.len());
    let orders = till.orders();
    assert!(orders.iter().all(|order| order["status"] == "paid"), "{orders:?}");
    assert_eq!(orders.len(), charged, "no charge without an order, none charged twice");
    till.run(&["verify"]).expect(0);
}
