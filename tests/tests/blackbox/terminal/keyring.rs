//! Without a secret service: a clear sentence, and never a file instead.

use std::process::Command;

use super::balcao::{NO_BUS, Till, Told, credentials, finish};
use super::provider::{Kind, Provider};

/// `balcao connect`, with the session changed.
fn connect(till: &Till, url: &str, change: impl FnOnce(&mut Command)) -> Told {
    let mut command =
        till.command(&["--json", "connect", "connectpsp", "--environment", url, "--stdin"]);
    change(&mut command);
    finish(&mut command, &credentials().to_string())
}

fn says_what_to_do_and_keeps_nothing(till: &Till, told: &Told) {
    assert_eq!(told.code, 5, "{told}");
    assert_eq!(told.event("failed")["code"], "vault_unavailable", "{told}");
    assert!(told.err.contains("gnome-keyring") && told.err.contains("Unlock"), "{told}");
    let settings =
        std::fs::read_to_string(till.home().join("connections.json")).unwrap_or_default();
    assert!(!settings.contains("connectpsp"), "{settings}");
}

#[test]
fn without_a_message_bus_nothing_is_kept() {
    let provider = Provider::honest();
    let till = Till::new();
    let nowhere = till.folder().to_owned();
    let told = connect(&till, provider.url(), |command| {
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", nowhere);
    });
    says_what_to_do_and_keeps_nothing(&till, &told);
}

#[test]
fn a_bus_that_is_gone_is_told() {
    let provider = Provider::honest();
    let till = Till::new();
    let told = connect(&till, provider.url(), |command| {
        command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
    });
    says_what_to_do_and_keeps_nothing(&till, &told);
}

#[test]
fn a_locked_keyring_that_nobody_can_unlock_is_told_and_does_not_hang() {
    let provider = Provider::honest();
    let till = Till::new();
    let balcao = till.command(&[]);
    // A bus whose keyring nobody has unlocked, on a machine without a screen to ask on.
    let mut session = Command::new("dbus-run-session");
    session.arg("--").arg(balcao.get_program()).args(balcao.get_args());
    session.args(["--json", "connect", "connectpsp", "--environment", provider.url(), "--stdin"]);
    session.env("HOME", till.user_home()).env("BALCAO_LANG", "en");
    for folder in ["XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"] {
        session.env(folder, till.user_home());
    }
    for foreign in
        ["DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"]
    {
        session.env_remove(foreign);
    }
    let told = finish(&mut session, &credentials().to_string());
    says_what_to_do_and_keeps_nothing(&till, &told);
}

#[test]
fn a_till_whose_keyring_has_gone_sells_nothing_and_says_so() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for args in [&["--json", "charge", "1,00"][..], &["--json", "serve"]] {
        let mut command = till.command(args);
        command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
        let told = finish(&mut command, "").expect(5);
        assert_eq!(told.event("failed")["code"], "vault_unavailable");
    }
    let mut doctor = till.command(&["--json", "doctor"]);
    doctor.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
    let told = finish(&mut doctor, "").expect(5);
    assert!(told.events.iter().any(|event| event["what"] == "vault" && event["ok"] == false));
    assert!(provider.calls(Kind::Create).is_empty());
    assert!(till.orders().is_empty());
}
