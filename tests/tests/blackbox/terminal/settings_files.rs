//! `settings.toml` as editors, newer versions and accidents leave it: the till sells by what held last, doctor says
//! what is wrong and where, and nobody waits for what is no file.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::balcao::{Till, Told};
use super::provider::{Kind, Provider};

/// What the shop has chosen, which no default is: a code is good for so many minutes.
const MINUTES: u32 = 7;
const CHOSEN: &str = "[sale]\nexpiry_minutes = 7\n";
/// Much longer than a look at a file takes, and much shorter than for ever.
const SOON: Duration = Duration::from_secs(30);

/// A till that goes by what was chosen, and what stands in the place of its settings since.
struct Shop {
    till: Till,
    provider: Provider,
}

impl Shop {
    fn open() -> Self {
        let provider = Provider::honest();
        let till = Till::connected(provider.url());
        let shop = Self { till, provider };
        fs::write(shop.file(), CHOSEN).unwrap();
        shop.goes_by_the_choice("as a person has written it");
        shop
    }

    fn file(&self) -> std::path::PathBuf {
        self.till.home().join("settings.toml")
    }

    fn run(&self, what: &str, args: &[&str]) -> Told {
        let begun = Instant::now();
        let told = self.till.run(args);
        assert!(begun.elapsed() < SOON, "{what}: {args:?} took {:?}", begun.elapsed());
        assert!(!told.err.contains("panicked"), "{what}: {args:?}: {told}");
        told
    }

    /// Sells, by what was chosen.
    fn goes_by_the_choice(&self, what: &str) {
        let made = self.provider.calls(Kind::Create).len();
        self.run(what, &["charge", "9,00", "--no-wait"]).expect(0);
        let calls = self.provider.calls(Kind::Create);
        assert_eq!(calls.len(), made + 1, "{what}: it is sold");
        let sent: Value = serde_json::from_str(&calls[made].request.body).unwrap();
        assert_eq!(sent["expirationInMinutes"], MINUTES, "{what}: {sent}");
        let told = self.run(what, &["settings", "get", "sale.expiry_minutes"]).expect(0);
        assert_eq!(told.out.trim(), MINUTES.to_string(), "{what}: {told}");
    }

    fn doctor(&self, what: &str, code: i32) -> Value {
        let told = self.run(what, &["--json", "doctor"]).expect(code);
        let found = told.events.iter().find(|it| it["what"] == "settings");
        found.unwrap_or_else(|| panic!("{what}: no word of the settings: {told}")).clone()
    }

    /// Doctor says this of it, to scripts and to people in both languages, and it stops no sale.
    fn is_told(&self, what: &str, mistake: &Value, words: [&str; 2]) {
        let found = self.doctor(what, 1);
        assert_eq!(found["mistake"], *mistake, "{what}: {found}");
        assert_eq!(found["level"], "care", "{what}: {found}");
        let english = self.run(what, &["doctor"]).expect(1);
        let portuguese = self.till.run_in_portuguese(&["doctor"]).expect(1);
        for (told, words) in [(english, words[0]), (portuguese, words[1])] {
            let line = told.out.lines().find(|line| line.contains("settings.toml"));
            assert!(line.is_some_and(|line| line.contains(words)), "{what}: no {words:?}: {told}");
        }
    }

    /// Nothing is wrong with it any more.
    fn is_mended(&self) {
        let told = self.run("mended", &["--json", "doctor"]).expect(0);
        assert!(!told.events.iter().any(|it| it["what"] == "settings"), "{told}");
    }
}

/// A value that is not allowed in this line.
fn value(line: u32, key: &str, rule: &Value) -> Value {
    json!({ "wrong": "value", "line": line, "key": key, "rule": rule })
}

#[test]
fn whatever_a_person_or_a_program_leaves_there_sales_go_by_what_held_last_and_doctor_says_where() {
    let shop = Shop::open();
    let minutes = json!({ "kind": "number", "min": 1, "max": 1_440, "unit": "minutes" });
    let text = |text: &str| text.as_bytes().to_vec();
    let syntax =
        |line: u32, column: u32| json!({ "wrong": "syntax", "line": line, "column": column });
    let marked = |text: &str| [&[0xEF, 0xBB, 0xBF][..], text.as_bytes()].concat();
    for (what, bytes, mistake, words) in [
        (
            "a mark, CR LF, and a value that is not allowed",
            marked("# caixa\r\n[sale]\r\nexpiry_minutes = \"dez\"\r\n"),
            value(3, "sale.expiry_minutes", &minutes),
            ["sale.expiry_minutes", "sale.expiry_minutes"],
        ),
        (
            "a mark, CR LF, and a slip",
            marked("# caixa\r\n[sale]\r\nexpiry_minutes = dez\r\n"),
            syntax(3, 18),
            ["line 3, column 18", "linha 3, coluna 18"],
        ),
        (
            "a key twice",
            text("[sale]\nexpiry_minutes = 1\n\nexpiry_minutes = 2\n"),
            json!({ "wrong": "twice", "line": 4, "key": "expiry_minutes" }),
            ["expiry_minutes", "expiry_minutes"],
        ),
        (
            "a section twice",
            text("[sale]\nask_payer = true\n[sale]\n"),
            json!({ "wrong": "twice", "line": 3, "key": "sale" }),
            ["line 3", "linha 3"],
        ),
        (
            "a program",
            fs::read("/bin/true").unwrap()[..4_096].to_vec(),
            json!({ "wrong": "no_text" }),
            ["settings.toml", "settings.toml"],
        ),
        (
            "ten megabytes",
            CHOSEN.as_bytes().repeat(10_000_000 / CHOSEN.len()),
            json!({ "wrong": "too_long", "max_bytes": 65_536 }),
            ["65536", "65536"],
        ),
    ] {
        fs::write(shop.file(), &bytes).unwrap();
        shop.goes_by_the_choice(what);
        shop.is_told(what, &mistake, words);
        // It is theirs: the till writes nothing over it.
        let told = shop.run(what, &["--json", "settings", "set", "sounds", "false"]);
        let is_left = mistake["wrong"] != "value";
        assert_eq!(told.code, i32::from(is_left), "{what}: {told}");
        if is_left {
            assert_eq!(told.event("failed")["code"], "settings_unreadable", "{what}: {told}");
            assert_eq!(fs::read(shop.file()).unwrap(), bytes, "{what}");
        }
    }
    fs::write(shop.file(), CHOSEN).unwrap();
    shop.is_mended();
}

#[test]
fn what_is_no_file_is_not_waited_for_nor_read_without_an_end() {
    let shop = Shop::open();
    let fifo = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    for (what, put) in [
        (
            "a device that never ends",
            &(|path: &Path| symlink("/dev/zero", path).unwrap()) as &dyn Fn(&Path),
        ),
        ("a device that is always empty", &|path: &Path| symlink("/dev/null", path).unwrap()),
        ("a pipe that nobody writes to", &fifo),
        ("a folder", &|path: &Path| fs::create_dir(path).unwrap()),
    ] {
        fs::remove_file(shop.file()).unwrap();
        put(&shop.file());
        shop.goes_by_the_choice(what);
        shop.is_told(what, &json!({ "wrong": "no_text" }), ["settings.toml", "settings.toml"]);
        let told = shop.run(what, &["--json", "settings", "set", "sounds", "false"]).expect(1);
        assert_eq!(told.event("failed")["code"], "settings_unreadable", "{what}: {told}");
        fs::remove_file(shop.file()).or_else(|_| fs::remove_dir(shop.file())).unwrap();
        fs::write(shop.file(), CHOSEN).unwrap();
    }
    // One that leads nowhere, or round in a circle.
    for (what, to) in [("a circle", "settings.toml"), ("nowhere", "none.toml")] {
        fs::remove_file(shop.file()).unwrap();
        symlink(to, shop.file()).unwrap();
        shop.run(what, &["charge", "9,00", "--no-wait"]).expect(0);
        shop.run(what, &["doctor"]).expect(1);
    }
}

#[test]
fn a_file_of_a_newer_version_holds_as_far_as_it_is_known_and_stays_as_it_is() {
    let shop = Shop::open();
    let newer = "version = 7\ntheme = \"sepia\"\n\n[sale]\nexpiry_minutes = 7\nround_up = true\n\n\
                 [loyalty]\npoints = 3\n";
    fs::write(shop.file(), newer).unwrap();
    shop.goes_by_the_choice("newer");
    let told = shop.run("newer", &["--json", "doctor"]).expect(1);
    let found: Vec<_> = told.events.iter().filter(|it| it["what"] == "settings").collect();
    let rule = json!({ "kind": "choice", "among": ["system", "light", "dark"] });
    assert_eq!(found[0]["mistake"], value(2, "theme", &rule), "{told}");
    assert_eq!(found[1]["warning"], "unknown_keys", "{told}");
    for key in ["version", "sale.round_up", "loyalty"] {
        assert!(found[1]["detail"].as_str().unwrap().contains(key), "{key}: {told}");
    }
    // What this version changes leaves the rest to the newer one.
    shop.run("newer", &["settings", "set", "sounds", "false"]).expect(0);
    let text = fs::read_to_string(shop.file()).unwrap();
    for line in newer.lines() {
        assert!(text.contains(line), "{line}: {text}");
    }
}
