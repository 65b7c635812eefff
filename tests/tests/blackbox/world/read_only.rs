//! A home that takes nothing, at the first run and afterwards: each command says so in a sentence, in both languages,
//! with its exit code, and has done nothing.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use super::small_disk::SmallDisk;
use crate::journey::arrive_at;
use crate::terminal::balcao::{Started, Till, Told, credentials, finish};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};
use crate::window::Driver;

/// All that would write something, and what each reads from standard input.
const WRITES: &[(&[&str], &str)] = &[
    (&["charge", "1,00", "--no-wait"], ""),
    (&["watch", "--until-idle"], ""),
    (&["serve", "--port", "0"], ""),
    (&["settings", "set", "sounds", "false"], ""),
    (&["settings", "unset", "shop.name"], ""),
    (&["confirm-by-hand", "1", "--reason", "vi no aplicativo"], ""),
    (&["give-up", "1", "--reason", "foi embora"], ""),
    (&["note", "1", "volta amanhã"], ""),
    (&["shift", "open", "--float", "100,00"], ""),
    (&["check-receipt", "E18236120202611281720s0123456789"], ""),
    (&["print", "--test"], ""),
    (&["--pin-stdin", "operator", "add", "Lúcia", "--role", "manager"], "4711\n"),
    (&["vault", "move", "--to", "file", "--passphrase-fd", "0"], "corretos cavalos"),
    (&["disconnect", "connectpsp", "--keep-asking"], ""),
    (&["privacy", "export", "123.456.789-09"], ""),
];

/// A till whose home is on a disk of its own.
struct Shop {
    disk: SmallDisk,
    till: Till,
    provider: Provider,
}

impl Shop {
    fn on_a_disk() -> Self {
        let disk = SmallDisk::mounted("20m");
        Self { disk, till: Till::new(), provider: Provider::honest() }
    }

    fn home(&self) -> PathBuf {
        self.disk.path().join("home")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.till.bare_command(&["--home"]);
        command.arg(self.home()).args(args);
        command
    }

    fn run(&self, args: &[&str], input: &str) -> Told {
        let told = finish(&mut self.command(args), input);
        assert!(!told.err.contains("panicked"), "{args:?}: {told}");
        told
    }

    fn run_in_portuguese(&self, args: &[&str], input: &str) -> Told {
        finish(self.command(args).env("BALCAO_LANG", "pt-BR"), input)
    }

    fn connect(&self) -> Told {
        let args =
            ["--json", "connect", "connectpsp", "--environment", self.provider.url(), "--stdin"];
        self.run(&args, &credentials().to_string())
    }

    /// The command says in one sentence that nothing can be written.
    fn is_refused(&self, args: &[&str], input: &str) {
        let told = self.run(&[&["--json"], args].concat(), input).expect(7);
        assert_eq!(told.event("failed")["code"], "log_unwritable", "{args:?}: {told}");
        let portuguese = self.run_in_portuguese(args, input).expect(7);
        for (told, words) in [(told, "cannot be written"), (portuguese, "gravad")] {
            let about_it = told.err.lines().filter(|line| line.contains(words)).count();
            assert_eq!(about_it, 1, "{args:?}: once, and in words: {told}");
        }
    }
}

#[test]
fn a_till_on_a_read_only_disk_says_so_at_every_command_and_changes_nothing() {
    let shop = Shop::on_a_disk();
    shop.connect().expect(0);
    shop.run(&["settings", "set", "shop.name", "Padaria"], "").expect(0);
    shop.run(&["charge", "12,50", "--no-wait"], "").expect(0);
    let sent = shop.provider.calls(Kind::Create).len();
    shop.disk.remount("ro");
    for (args, input) in WRITES {
        shop.is_refused(args, input);
    }
    let told = shop.connect().expect(7);
    assert_eq!(told.event("failed")["code"], "log_unwritable", "{told}");
    // What only looks works.
    let name = shop.run(&["settings", "get", "shop.name"], "").expect(0);
    assert_eq!(name.out.trim(), "Padaria");
    for looks in
        [&["settings", "list"][..], &["providers"], &["vault", "status"], &["operator", "list"]]
    {
        shop.run(looks, "").expect(0);
    }
    let elsewhere = shop.till.folder().join("copies");
    std::fs::create_dir(&elsewhere).unwrap();
    shop.run(&["backup", elsewhere.to_str().unwrap()], "").expect(0);
    let told = shop.run(&["--json", "doctor"], "").expect(7);
    assert_eq!(told.events.last().unwrap()["verdict"], "cannot_sell", "{told}");
    assert_eq!(shop.provider.calls(Kind::Create).len(), sent, "nothing was sent");
    shop.disk.remount("rw");
    shop.run(&["charge", "1,00", "--no-wait"], "").expect(0);
    assert_eq!(shop.run(&["--json", "orders"], "").expect(0).events.len(), 2);
    shop.run(&["verify"], "").expect(0);
}

#[test]
fn a_first_run_on_a_read_only_disk_begins_nothing_and_goes_on_when_the_disk_does() {
    let shop = Shop::on_a_disk();
    shop.disk.remount("ro");
    for (args, input) in [
        (&["--create", "orders"][..], ""),
        (&["--training", "orders"], ""),
        (&["--training", "serve", "--port", "0"], ""),
        (
            &["--create", "vault", "move", "--to", "file", "--passphrase-fd", "0"],
            "corretos cavalos",
        ),
    ] {
        shop.is_refused(args, input);
    }
    let told = shop.connect().expect(7);
    assert_eq!(told.event("failed")["code"], "log_unwritable", "{told}");
    let told = shop.run(&["--json", "settings", "set", "sounds", "false"], "").expect(5);
    assert_eq!(told.event("failed")["code"], "no_till", "{told}");
    let told = shop.run(&["--json", "doctor"], "").expect(5);
    assert_eq!(told.events[0]["code"], "no_till", "{told}");

    // The page opens all the same, says why neither door opens, and goes on without a restart.
    let page = Page::of(Started::new(&mut shop.command(&["--json", "serve", "--port", "0"])));
    assert_eq!(page.post("house", &json!({})).1["state"]["is"], "new");
    for kind in ["shop", "training"] {
        let start = json!({ "kind": kind, "leave_open": false });
        let (_, house) = page.post("start", &start);
        let failure = &house["state"]["failure"];
        assert_eq!(failure["code"], "log_unwritable", "{kind}: {house}");
        assert!(failure["detail"].to_string().contains("Read-only"), "{kind}: {house}");
        let (_, seen) = page.post("doctor", &json!({}));
        assert_eq!(seen["verdict"], "cannot_sell", "{kind}: {seen}");
    }
    assert!(!shop.home().exists());
    shop.disk.remount("rw");
    let (_, house) = page.post("start", &json!({ "kind": "shop", "leave_open": false }));
    assert_eq!(house["state"]["is"], "open", "{house}");
}

#[tokio::test]
async fn the_window_says_it_at_both_doors_and_before_a_till_that_cannot_be_written() {
    let shop = Shop::on_a_disk();
    shop.disk.remount("ro");
    let (driver, home) = (Driver::start(), shop.home());
    let args = ["--home".as_ref(), home.as_os_str()];
    let screen = driver.open(&args).await;
    arrive_at(&screen, "first-run").await;
    screen.click("[data-testid=connect]").await;
    screen.wait_for_text("[data-screen=boot-failure]", |text| text.contains("gravar")).await;
    screen.keep("window-read-only-first-run").await;
    screen.close().await;

    shop.disk.remount("rw");
    shop.connect().expect(0);
    shop.disk.remount("ro");
    let screen = driver.open(&args).await;
    screen.wait_for_text("[data-screen=boot-failure]", |text| text.contains("gravar")).await;
    screen.click("[data-testid=open-doctor]").await;
    screen.wait_for("[data-testid=finding-disk][data-level=bad]").await;
    screen.close().await;
}
