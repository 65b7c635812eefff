//! Keyrings that hang, or wait for a person: they stop nothing else, and lose nothing.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::home::{copy_home, copy_home_to};

use crate::relay::server::Relay;
use crate::relay::shop::MERCHANT;
use crate::terminal::balcao::{CRYPTO_TOKEN, Started, Till, Told, credentials, finish};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};

/// With room for a busy machine: five seconds are what a keyring has.
const SOON: Duration = Duration::from_mins(1);

/// A session bus with an unlocked keyring of its own, which can be held and let go. The bus starts it, and anew where it
/// has died.
pub(crate) struct Session {
    folder: TempDir,
    address: String,
    bus: Child,
    /// The first one's process.
    keyring: String,
}

const BUS: &str = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><servicedir>FOLDER</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;
const SERVICE: &str = include_str!("../../../org.freedesktop.secrets.service");

impl Session {
    pub(crate) fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("bus.conf");
        fs::write(&config, BUS.replace("FOLDER", folder.path().to_str().unwrap())).unwrap();
        fs::write(folder.path().join("org.freedesktop.secrets.service"), SERVICE).unwrap();
        let mut bus = Command::new("dbus-daemon");
        bus.arg("--config-file").arg(&config).args(["--nofork", "--print-address"]);
        bus.stdout(Stdio::piped());
        let mut bus = in_folder(&mut bus, folder.path()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let mut session = Self { folder, address, bus, keyring: String::new() };
        session.wait_until_it_answers();
        let owner = session.ask(
            "/org/freedesktop/DBus",
            &["org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"],
        );
        session.keyring = owner.split_whitespace().last().unwrap().into();
        session
    }

    /// It answers before it has unlocked anything.
    fn wait_until_it_answers(&self) {
        let begun = Instant::now();
        loop {
            let answer = self.ask(
                "/org/freedesktop/secrets/collection/login",
                &[
                    "org.freedesktop.DBus.Properties.Get",
                    "string:org.freedesktop.Secret.Collection",
                    "string:Locked",
                ],
            );
            if answer.contains("boolean false") {
                return;
            }
            assert!(begun.elapsed() < SOON, "no keyring");
            std::thread::sleep(Duration::from_millis(50)); // between two looks
        }
    }

    /// What is answered to a call of the keyring, or of the bus itself.
    pub(crate) fn ask(&self, object: &str, call: &[&str]) -> String {
        let to = if object.ends_with("DBus") { "DBus" } else { "secrets" };
        let mut ask = Command::new("dbus-send");
        ask.args(["--session", "--print-reply", &format!("--dest=org.freedesktop.{to}"), object]);
        ask.args(call).env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        String::from_utf8(ask.output().unwrap().stdout).unwrap()
    }

    /// Where the bus is.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// From now on it does not answer.
    pub(crate) fn hold(&self) {
        self.signal("-STOP");
    }

    /// From now on its secrets are under its password, for which nobody here can be asked.
    pub(crate) fn lock(&self) {
        let collection = "array:objpath:/org/freedesktop/secrets/collection/login";
        self.ask("/org/freedesktop/secrets", &["org.freedesktop.Secret.Service.Lock", collection]);
    }

    /// It answers again, also what it was asked meanwhile.
    pub(crate) fn let_go(&self) {
        self.signal("-CONT");
    }

    /// What tells of each call of the keyring from now on.
    fn calls(&self) -> Started {
        let mut monitor = Command::new("dbus-monitor");
        monitor.args(["--address", &self.address, "destination=org.freedesktop.secrets"]);
        let mut monitor = Started::new(&mut monitor);
        // The bus takes its name away when it has made a monitor of it.
        monitor.wait_for_line("member=NameLost");
        monitor
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.keyring]).status().unwrap().success());
    }

    /// The till's command in this session.
    pub(crate) fn command(&self, till: &Till, args: &[&str]) -> Command {
        let mut command = till.command(args);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command.env("XDG_RUNTIME_DIR", self.folder.path());
        command
    }

    pub(crate) fn run(&self, till: &Till, args: &[&str]) -> Told {
        let begun = Instant::now();
        let told = finish(&mut self.command(till, args), "");
        assert!(begun.elapsed() < SOON, "{args:?} took {:?}: {told}", begun.elapsed());
        told
    }

    pub(crate) fn connect(&self, till: &Till, url: &str, credentials: &Value) -> Told {
        let words = ["--json", "connect", "connectpsp", "--environment", url, "--stdin"];
        finish(&mut self.command(till, &words), &credentials.to_string())
    }

    pub(crate) fn connected(&self, provider: &Provider) -> Till {
        let till = Till::new();
        self.connect(&till, provider.url(), &credentials()).expect(0);
        till
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // One that was started since ends with the bus, as this one does unless it is held.
        let _ = Command::new("kill").args(["-KILL", &self.keyring]).stderr(Stdio::null()).status();
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

fn in_folder<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    for name in ["HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(name, folder);
    }
    for foreign in ["DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"] {
        command.env_remove(foreign);
    }
    command
}

#[test]
fn a_keyring_that_hangs_is_told_within_seconds_and_loses_nothing() {
    let (session, provider, other) = (Session::begin(), Provider::honest(), Provider::honest());
    let till = session.connected(&provider);
    session.run(&till, &["charge", "1,00", "--no-wait"]).expect(0);
    let settings = fs::read(till.home().join("connections.json")).unwrap();
    session.hold();
    let told = session.run(&till, &["--json", "doctor"]).expect(5);
    let vault = told.events.iter().find(|it| it["what"] == "vault").unwrap();
    assert_eq!(vault["code"], "vault_silent", "{told}");
    let told = session.run(&till, &["--json", "charge", "2,00", "--no-wait"]).expect(5);
    assert_eq!(told.event("failed")["code"], "vault_silent", "{told}");
    assert_eq!(provider.calls(Kind::Create).len(), 1, "nothing was sent");
    let told = session.run(&till, &["charge", "2,00", "--no-wait"]).expect(5);
    assert_eq!(told.err.lines().count(), 1, "said once: {told}");
    // What needs no keyring has no trouble with it.
    assert_eq!(session.run(&till, &["--json", "orders"]).expect(0).events.len(), 1);
    session.run(&till, &["verify"]).expect(0);
    let log = till.home().join("order-log.db");
    for args in [
        &["--json", "disconnect", "connectpsp", "--keep-asking"][..],
        &["--json", "restore", log.to_str().unwrap()],
    ] {
        let told = session.run(&till, args).expect(5);
        assert_eq!(told.event("failed")["code"], "vault_silent", "{args:?}: {told}");
    }
    // Another account does not take the place of one that nobody can look at.
    let told = session.connect(&till, other.url(), &credentials()).expect(5);
    assert_eq!(told.event("failed")["code"], "vault_silent", "{told}");
    assert_eq!(fs::read(till.home().join("connections.json")).unwrap(), settings);
    session.let_go();
    session.run(&till, &["charge", "3,00", "--no-wait"]).expect(0);
    assert_eq!(provider.calls(Kind::Create).len(), 2, "with the account of before");
    session.connect(&till, other.url(), &credentials()).expect(0);
    let listed = session.run(&till, &["--json", "providers"]).expect(0).events;
    assert!(listed.iter().any(|it| it["kept"] == true), "what is open there is kept: {listed:?}");
}

#[test]
fn a_kept_account_whose_keyring_is_silent_is_asked_again_when_it_answers() {
    let (session, provider, other) = (Session::begin(), Provider::honest(), Provider::honest());
    let till = session.connected(&provider);
    session.run(&till, &["charge", "1,00", "--no-wait"]).expect(0);
    session.connect(&till, other.url(), &credentials()).expect(0);
    session.hold();
    let mut watch = Started::new(&mut session.command(&till, &["--json", "watch"]));
    let notice = watch.wait_for_event("notice");
    assert_eq!(notice["notice"]["failure"]["code"], "vault_silent", "{notice}");
    session.let_go();
    provider.pay();
    watch.wait_for("the payment", |event| event["status"] == "paid");
}

#[test]
fn sales_under_way_go_on_while_the_keyring_hangs() {
    let (session, provider) = (Session::begin(), Provider::honest());
    let till = session.connected(&provider);
    let page = Page::of(Started::new(&mut session.command(&till, &["--json", "serve"])));
    assert_eq!(page.charge()["status"], "pending");
    session.hold();
    assert_eq!(page.charge()["status"], "pending", "its credentials are at hand");
    provider.books(|books| {
        books.charges[0].set_status("PAID");
        books.charges[0].end_to_end_id = Some("E18236120202509231211s04b597fb3d".to_owned());
    });
    wait_for(&page, |sales| sales.contains("\"paid\""));
    session.let_go();
}

#[test]
fn a_till_opened_before_its_keyring_answers_goes_on_by_itself() {
    let (session, provider) = (Session::begin(), Provider::honest());
    let till = session.connected(&provider);
    session.run(&till, &["charge", "1,00", "--no-wait"]).expect(0);
    session.hold();
    let begun = Instant::now();
    let page = Page::of(Started::new(&mut session.command(&till, &["--json", "serve"])));
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    let (_, hello) = page.post("hello", &json!({}));
    assert_eq!(hello["notices"][0]["failure"]["code"], "vault_silent", "{hello}");
    assert_eq!(hello["providers"][0]["id"], "connectpsp", "{hello}");
    assert_eq!(page.charge()["code"], "vault_silent");
    assert_eq!(provider.calls(Kind::Create).len(), 1, "nothing was sent");
    session.let_go();
    provider.pay();
    // Nobody does anything: what was open is asked about, and the notice goes.
    wait_for(&page, |sales| sales.contains("\"paid\""));
    let (_, hello) = page.post("hello", &json!({}));
    assert_eq!(hello["notices"], json!([]), "{hello}");
    assert_eq!(page.charge()["status"], "pending");
}

#[test]
fn settings_that_break_while_the_keyring_is_silent_sell_nothing_that_it_has_not_told() {
    let (session, provider) = (Session::begin(), Provider::honest());
    let till = session.connected(&provider);
    session.hold();
    let page = Page::of(Started::new(&mut session.command(&till, &["--json", "serve"])));
    let file = till.home().join("connections.json");
    let settings = fs::read(&file).unwrap();
    fs::write(&file, "{").unwrap();
    let refused = page.charge();
    assert_eq!(refused["code"], "vault_silent", "{refused}");
    session.let_go();
    fs::write(&file, settings).unwrap();
    let begun = Instant::now();
    loop {
        let answer = page.charge();
        if answer["status"] == "pending" {
            break;
        }
        assert!(begun.elapsed() < SOON, "{answer}");
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
}

#[test]
fn a_refund_and_a_parting_wait_for_a_keyring_that_hangs_and_forget_nothing() {
    let (session, provider) = (Session::begin(), Provider::quick());
    let till = Till::new();
    let mut typed = credentials();
    typed["cryptoToken"] = CRYPTO_TOKEN.into();
    session.connect(&till, provider.url(), &typed).expect(0);
    session.run(&till, &["charge", "1,00"]).expect(0);
    let relay = Relay::start();
    let added = relay.add_till(MERCHANT, "Caixa 1");
    session.run(&till, &["pair", &relay.url, &added.pairing_code]).expect(0);
    let settings = fs::read(till.home().join("connections.json")).unwrap();
    session.hold();
    for args in [
        &["--json", "refund", "1", "--reason", "customer-request"][..],
        &["--json", "unpair", "--yes"],
    ] {
        let told = session.run(&till, args).expect(5);
        assert_eq!(told.event("failed")["code"], "vault_silent", "{args:?}: {told}");
    }
    assert_eq!(fs::read(till.home().join("connections.json")).unwrap(), settings);
    session.let_go();
    let left = session.run(&till, &["--json", "unpair", "--yes"]).expect(0);
    assert_eq!(left.event("unpaired")["revoked"], true, "{left}");
    assert_eq!(left.event("unpaired")["key_forgotten"], true, "{left}");
}

#[test]
fn a_persons_word_about_a_sale_needs_no_keyring_and_a_pin_does() {
    let (session, provider) = (Session::begin(), Provider::honest());
    let till = session.connected(&provider);
    for _ in 0..4 {
        session.run(&till, &["charge", "1,00", "--no-wait"]).expect(0);
    }
    session.hold();
    let page = Page::of(Started::new(&mut session.command(&till, &["--json", "serve"])));
    let said = json!({ "order": "000001", "reason": "vi no aplicativo", "end_to_end_id": null });
    let (_, order) = page.post("confirm_by_hand", &said);
    assert_eq!(order["status"], "by_hand", "{order}");
    let why = ["--reason", "vi no aplicativo"];
    session.run(&till, &[&["confirm-by-hand", "2"][..], &why].concat()).expect(0);
    session.let_go();
    // The same where there is none.
    let without = |args: &[&str], input: &str| {
        let mut command = till.command(args);
        finish(command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"), input)
    };
    without(&[&["confirm-by-hand", "3"][..], &why].concat(), "").expect(0);
    without(&["give-up", "4", "--reason", "foi embora"], "").expect(0);
    let manager = ["--pin-stdin", "operator", "add", "Lúcia", "--role", "manager"];
    finish(&mut session.command(&till, &manager), "4711\n").expect(0);
    let by = ["--json", "--operator", "lucia", "--pin-stdin"];
    let told = without(&[&by, &["confirm-by-hand", "4"][..], &why].concat(), "4711\n").expect(5);
    assert_eq!(told.event("failed")["code"], "vault_unavailable", "nobody knows the PIN: {told}");
    let by = [&by, &["orders"][..]].concat();
    let orders = finish(&mut session.command(&till, &by), "4711\n").expect(0).events;
    let statuses: Vec<_> = orders.iter().map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["expired", "by_hand", "by_hand", "by_hand"]);
}

#[test]
fn a_log_without_its_end_is_told_when_the_keyring_answers_at_last() {
    let (session, provider) = (Session::begin(), Provider::honest());
    let till = session.connected(&provider);
    session.run(&till, &["charge", "1,00", "--no-wait"]).expect(0);
    let before = copy_home(&till.home());
    session.run(&till, &["charge", "2,00", "--no-wait"]).expect(0);
    // Everything in the home is put back: the keyring alone knows better.
    fs::remove_dir_all(till.home()).unwrap();
    copy_home_to(before.path(), &till.home());
    session.hold();
    let page = Page::of(Started::new(&mut session.command(&till, &["--json", "serve"])));
    let (_, hello) = page.post("hello", &json!({}));
    assert_eq!(hello["notices"][0]["failure"]["code"], "vault_silent", "{hello}");
    session.let_go();
    let begun = Instant::now();
    loop {
        let (_, hello) = page.post("hello", &json!({}));
        if hello["notices"][0]["failure"]["code"] == "log_behind" {
            break;
        }
        assert!(begun.elapsed() < SOON, "{hello}");
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
    assert_eq!(page.charge()["code"], "log_behind");
}

#[test]
fn a_keyring_that_dies_over_a_call_is_called_again() {
    let (session, provider) = (Session::begin(), Provider::honest());
    let till = session.connected(&provider);
    session.hold();
    let mut calls = session.calls();
    let mut charge =
        Started::new(&mut session.command(&till, &["--json", "charge", "1,00", "--no-wait"]));
    calls.wait_for_line("method call");
    // The till waits five seconds for an answer.
    session.signal("-KILL");
    charge.end().expect(0);
}

/// Waits until the list of sales is as it should be.
fn wait_for(page: &Page, is_right: impl Fn(&str) -> bool) {
    let begun = Instant::now();
    loop {
        let sales = page.post("last_sales", &json!({ "limit": 10 })).1.to_string();
        if is_right(&sales) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{sales}");
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
}
