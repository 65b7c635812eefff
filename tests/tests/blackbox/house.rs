//! The rules of the house (ARCHITECTURE.md, CONTRIBUTING.md), read off the sources, so that nobody
//! has to remember them.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};
use testkit::programs::root;

/// Which of our rooms each of them may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("bare-window", &[]),
    ("bench", &["checkout", "domain", "providers", "relay-protocol", "store"]),
    ("checkout", &["domain", "providers", "relay-client", "relay-protocol", "store"]),
    ("cli", &["contract", "domain", "program", "sandbox", "till", "web"]),
    ("contract", &[]),
    ("domain", &[]),
    ("http-guard", &[]),
    ("program", &[]),
    ("providers", &["domain"]),
    ("relay", &["domain", "http-guard", "program", "relay-protocol"]),
    ("relay-client", &["domain", "providers", "relay-protocol"]),
    ("relay-protocol", &[]),
    ("sandbox", &["domain", "program"]),
    ("slip", &["contract", "domain"]),
    ("store", &["domain"]),
    (
        "till",
        &[
            "checkout",
            "contract",
            "domain",
            "program",
            "providers",
            "relay-protocol",
            "sandbox",
            "slip",
            "store",
        ],
    ),
    ("web", &["contract", "http-guard", "till"]),
    ("window", &["contract", "program", "till"]),
    ("xtask", &[]),
];

/// Rooms that hold nothing but tests and their tools: they may use everything, and nothing that is shipped
/// may use them.
const LOOKS_AT_EVERYTHING: &[&str] = &["testkit", "tests", "torture"];

/// Libraries that only one room may use, or one in the till and one in the relay.
const AT_HOME_IN: &[(&str, &[&str])] = &[
    ("apple-native-keyring-store", &["till"]),
    ("chacha20poly1305", &["till"]),
    ("escpos", &["slip"]),
    ("keyring-core", &["till"]),
    ("krilla", &["slip"]),
    ("notify", &["till"]),
    ("reqwest", &["providers"]),
    ("rusqlite", &["store", "relay", "bench"]),
    ("rusqlite_migration", &["store", "relay"]),
    ("tauri", &["window", "bare-window"]),
    ("tauri-plugin-single-instance", &["window"]),
    ("secret-service", &["till"]),
    ("serialport", &["till"]),
    ("tokio-tungstenite", &["bench", "relay-client"]),
    ("windows-native-keyring-store", &["till"]),
    ("zbus-secret-service-keyring-store", &["till"]),
];

/// A file is read in a sitting.
const MAX_LINES: usize = 500;

/// Words that the glossary has given up, each with the word of the field. They may be parts of a name: `orphan`
/// also bans `find_orphan` and `OrphanView`.
const GIVEN_UP: &[(&str, &str)] = &[
    ("orphan", "unmatched payment"),
    ("attach orphan", "match"),
    ("inquiry", "look-up"),
    ("inquire", "look up"),
    ("give back", "refund"),
    ("money back", "one file per feature"),
    ("devolution", "refund, return id"),
    ("lives on", "never expires"),
    ("amount mismatch", "overpaid, underpaid"),
    ("complaint", "dispute notice"),
    ("settle dispute", "close a dispute"),
    ("dispute settled", "dispute closed"),
    ("sibling paid", "worked out by the order"),
    ("presence", "process lock"),
    ("fate", "network"),
    ("mortal", "process"),
    ("careless", "non-idempotent provider"),
    ("diary", "trace"),
    ("deed", "step of the workload"),
    ("witness", "state checker"),
    ("outlived", "restored copy"),
    ("ask schedule", "poll schedule"),
    ("longest asked", "longest polled"),
    ("told at", "noticed at"),
    ("told dispute", "noticed dispute"),
    ("is told", "is noticed, is reported"),
    ("until agreed", "until confirmed"),
];

/// The same for types, whose names are read far from where they stand. As verbs these words are everywhere.
const NO_NAME_OF_A_TYPE: &[&str] = &["Agreed", "Asked", "Called", "Kept", "Says", "Taken", "Told"];

/// What reads the words of older logs, the JSON of the terminal, whose keys stay for scripts, and the folder of
/// processes, whose name older versions know.
const MAY_SAY_THEM: &[&str] = &[
    "crates/cli/src/commands/charge.rs",
    "crates/cli/src/output/order.rs",
    "crates/store/src/log/row.rs",
    "crates/store/src/log/row/unmatched.rs",
    "crates/store/src/process_lock.rs",
];

/// A file of the project, by its path from the root.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// Its code as it is shipped: without the tests that stand in it and without comments.
    fn shipped(&self) -> String {
        let mut shipped = Vec::new();
        let mut lines = self.text.lines().peekable();
        while let Some(line) = lines.next() {
            let is_opened = |next: &&str| next.starts_with("mod ") && next.ends_with('{');
            if line == "#[cfg(test)]" && lines.next_if(is_opened).is_some() {
                // rustfmt lets a module that begins a line end with a line of its own.
                lines.by_ref().find(|line| *line == "}");
            } else {
                shipped.push(without_comment(line));
            }
        }
        shipped.join("\n")
    }

    fn is_test(&self) -> bool {
        let of_room = |room: &&str| self.path.starts_with(&format!("crates/{room}/"));
        self.path.ends_with("tests.rs")
            || self.path.contains("/tests/")
            || LOOKS_AT_EVERYTHING.iter().any(of_room)
    }
}

/// A line up to its comment; the `//` of an address begins none.
fn without_comment(line: &str) -> &str {
    let mut slashes = line.match_indices("//").map(|(at, _)| &line[..at]);
    slashes.find(|before| !before.ends_with(':')).unwrap_or(line)
}

/// All text files that git knows or would add, under one of the folders (all: an empty path).
fn sources(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    let paths: BTreeSet<String> =
        String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect();
    let is_asked = |path: &String| {
        folders.iter().any(|folder| path.starts_with(folder))
            && endings.iter().any(|ending| path.ends_with(ending))
    };
    let found: Vec<_> = paths
        .into_iter()
        .filter(is_asked)
        .filter_map(|path| {
            Some(Source { text: std::fs::read_to_string(root().join(&path)).ok()?, path })
        })
        .collect();
    assert!(!found.is_empty(), "no file under {folders:?} ends with {endings:?}");
    found
}

/// What breaks a rule, one a line; nothing may.
fn none(broken: impl IntoIterator<Item = String>, rule: &str) {
    let broken: Vec<_> = broken.into_iter().collect();
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

/// Each member of the workspace with its dependencies, those of its tests left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let manifest = root().join("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
    let of = |package: &cargo_metadata::Package| {
        let used =
            package.dependencies.iter().filter(|used| used.kind != DependencyKind::Development);
        used.map(|used| used.name.clone()).collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), of(package))).collect()
}

#[test]
fn rooms_import_only_whom_they_may() {
    let dependencies = dependencies();
    let rooms: BTreeSet<&String> = dependencies.keys().collect();
    let ruled: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    for (room, used) in &dependencies {
        if LOOKS_AT_EVERYTHING.contains(&room.as_str()) {
            continue;
        }
        let allowed = ruled.get(room.as_str());
        let allowed = allowed.unwrap_or_else(|| panic!("say in MAY_IMPORT whom {room} may import"));
        let forbidden = used.iter().filter(|name| rooms.contains(name));
        let forbidden = forbidden.filter(|name| !allowed.contains(&name.as_str()));
        none(forbidden.map(|name| format!("{room} imports {name}")), "who may import whom");
    }
}

#[test]
fn each_large_library_is_at_home_in_one_room() {
    for (room, used) in dependencies() {
        let strangers = AT_HOME_IN
            .iter()
            .filter(|(library, homes)| !homes.contains(&room.as_str()) && used.contains(*library));
        let strangers = strangers.filter(|_| !LOOKS_AT_EVERYTHING.contains(&room.as_str()));
        none(
            strangers.map(|(library, homes)| format!("{room} uses {library}, {homes:?} may")),
            "one home",
        );
    }
    let manifests = sources(&[""], &["Cargo.toml"]);
    let tauri =
        manifests.iter().filter(|file| file.path != "Cargo.toml" && file.text.contains("tauri"));
    assert_eq!(
        tauri.map(|file| file.path.as_str()).collect::<Vec<_>>(),
        ["bench/bare-window/Cargo.toml", "src-tauri/Cargo.toml"]
    );
}

/// The names in a source, each as its words in lower case, parted by blanks: `find_orphan` and `OrphanView`
/// alike begin with what they are made of.
fn names(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for name in code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        let mut words = String::new();
        let mut before = ' ';
        for c in name.chars() {
            if c == '_' || (c.is_ascii_uppercase() && before.is_ascii_lowercase()) {
                words.push(' ');
            }
            if c != '_' {
                words.push(c.to_ascii_lowercase());
            }
            before = c;
        }
        names.insert(words);
    }
    names
}

#[test]
fn a_word_that_was_given_up_does_not_come_back() {
    let files = sources(&["crates/", "src-tauri/src/", "ui/src/"], &[".rs", ".ts", ".svelte"]);
    let files = files.into_iter().filter(|file| !file.is_test());
    let files = files.filter(|file| !MAY_SAY_THEM.contains(&file.path.as_str()));
    let said = files.flat_map(|file| {
        let names = names(&file.shipped());
        let says = move |word: &str| {
            let is_part = |name: &String| {
                let name = format!(" {name} ");
                name.contains(&format!(" {word} ")) || name.contains(&format!(" {word}s "))
            };
            names.iter().find(|name| is_part(name)).cloned()
        };
        let found = GIVEN_UP.iter().filter_map(|(word, instead)| Some((says(word)?, instead)));
        let path = file.path.clone();
        found.map(|(name, instead)| format!("{path}: {name}: say {instead}")).collect::<Vec<_>>()
    });
    none(said, "the glossary's words (docs/glossary.md)");
}

#[test]
fn a_type_is_not_named_like_a_piece_of_a_story() {
    let files = sources(&["crates/", "src-tauri/src/"], &[".rs"]).into_iter();
    let named = files.filter(|file| !file.is_test()).flat_map(|file| {
        let code = file.shipped();
        let mut words = code.split_whitespace();
        let mut found = Vec::new();
        while let Some(word) = words.next() {
            if matches!(word, "struct" | "enum" | "type" | "trait") {
                let name = words.next().unwrap_or_default();
                let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                let is_story = NO_NAME_OF_A_TYPE.contains(&name);
                found.extend(is_story.then(|| format!("{}: {name}", file.path)));
            }
        }
        found
    });
    none(named, "a type is named by what it is");
}

#[test]
fn the_names_of_a_source_are_told_by_their_words() {
    let names = names("fn find_orphan(view: OrphanView) { LIVES_ON }");
    for name in ["find orphan", "orphan view", "lives on"] {
        assert!(names.contains(name), "{name}: {names:?}");
    }
}

#[test]
fn a_source_is_read_whole_but_for_its_tests_and_comments() {
    let text = [
        "#[cfg(test)]",
        "mod tests;",
        "fn before() { get(\"https://psp.example\", after_address) } // remark",
        "#[cfg(test)]",
        "mod tests {",
        "    fn tested() {",
        "    }",
        "}",
        "fn behind() {} // see https://psp.example",
    ];
    let shipped = Source { path: "a.rs".into(), text: text.join("\n") }.shipped();
    for name in ["before", "after_address", "behind"] {
        assert!(shipped.contains(name), "{name}: {shipped}");
    }
    for name in ["tested", "remark", "see"] {
        assert!(!shipped.contains(name), "{name}: {shipped}");
    }
}

#[test]
fn every_test_is_where_the_run_of_all_tests_looks() {
    let manifest = root().join("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
    let tests = metadata.packages.iter().flat_map(|package| &package.targets);
    let tests = tests.filter(|target| target.is_test());
    let elsewhere = tests.filter(|target| !["all", "blackbox"].contains(&target.name.as_str()));
    none(elsewhere.map(|target| target.name.clone()), "integration tests are `all` or `blackbox`");

    let files = sources(&["bench/", "crates/", "src-tauri/", "xtask/"], &[".rs"]).into_iter();
    let is_example = |line: &str| {
        let line = line.trim_start();
        line.starts_with("//") && line.ends_with("```")
    };
    let examples = files.filter(|file| file.text.lines().any(is_example));
    none(examples.map(|file| file.path), "an example in a comment is a test that nobody runs");
    let untested = metadata.packages.iter().flat_map(|package| &package.targets);
    let untested = untested.filter(|target| !target.test && (target.is_bin() || target.is_lib()));
    let with_tests = untested.filter(|target| {
        std::fs::read_to_string(&target.src_path).unwrap().contains("#[cfg(test)]")
    });
    none(with_tests.map(|target| target.name.clone()), "a target with tests has `test = true`");
}

#[test]
fn the_domain_depends_on_nothing() {
    assert_eq!(dependencies()["domain"], BTreeSet::new());
}

#[test]
fn the_relay_takes_nothing_of_the_domain_but_how_words_are_shown() {
    let files = sources(&["crates/relay/src/"], &[".rs"]).into_iter();
    let others = files.filter(|file| {
        let code = file.shipped();
        let mut used = code.split("domain::").skip(1);
        used.any(|name| !name.starts_with("Printable"))
    });
    none(others.map(|file| file.path), "the relay knows no money");
}

#[test]
fn no_float_comes_near_money() {
    let crates =
        ["domain", "store", "checkout", "providers"].map(|name| format!("crates/{name}/src/"));
    let folders = crates.each_ref().map(String::as_str);
    let floats = sources(&folders, &[".rs"]).into_iter().filter(|file| {
        let code = file.shipped();
        let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| matches!(word, "f32" | "f64") || word.ends_with("_f64"))
    });
    none(floats.map(|file| file.path), "money is whole centavos, never a float");
}

#[test]
fn nothing_shipped_unwraps() {
    let files = sources(&["crates/", "src-tauri/src/"], &[".rs"]).into_iter();
    let files = files.filter(|file| !file.is_test() && !file.path.ends_with("build.rs"));
    let unwrapping = files.filter(|file| {
        let code = file.shipped();
        code.contains(".unwrap()") || code.contains(".expect(")
    });
    none(unwrapping.map(|file| file.path), "an error is handled, not unwrapped");
}

#[test]
fn a_file_is_read_in_a_sitting() {
    let files = sources(&[""], &[".rs", ".ts", ".js", ".svelte", ".css"]).into_iter();
    let files = files.filter(|file| !file.text.starts_with("// Generated from "));
    let long = files.filter(|file| file.text.lines().count() > MAX_LINES);
    none(long.map(|file| file.path), &format!("at most {MAX_LINES} lines"));
}

#[test]
fn the_screens_know_the_till_only_through_the_backend() {
    let files = sources(&["ui/src/"], &[".ts", ".svelte", ".js"]);
    let importing = |what: &str| -> Vec<&str> {
        let importing = files.iter().filter(|file| file.text.contains(what));
        importing.map(|file| file.path.as_str()).collect()
    };
    assert_eq!(importing("@tauri-apps"), ["ui/src/backend/tauri.ts"]);
    assert_eq!(
        importing(" fetch("),
        ["ui/src/backend/door/fetching.ts", "ui/src/backend/door/stream.ts"]
    );
    assert_eq!(
        importing("(): Backend {"),
        [
            "ui/src/backend/http.ts",
            "ui/src/backend/index.ts", // chooses one of the two
            "ui/src/backend/tauri.ts",
        ]
    );
}

#[test]
fn the_tests_that_stand_for_what_is_said_of_security_are_there() {
    let said = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let code: String = sources(&[""], &[".rs"]).into_iter().map(|file| file.text).collect();
    let quoted = said.split('`').skip(1).step_by(2).filter_map(|it| it.rsplit("::").next());
    let is_test = |name: &&str| name.matches('_').count() > 3 && !name.contains('/');
    let tests: Vec<_> = quoted.filter(is_test).collect();
    assert!(tests.len() > 10, "{tests:?}");
    let lost = tests.into_iter().filter(|name| !code.contains(&format!("fn {name}(")));
    none(lost.map(str::to_owned), "SECURITY.md names a test that is not there");
}

#[test]
fn migrations_and_decisions_are_numbered_without_a_gap() {
    for (folder, ending, sign) in
        [("crates/store/", ".sql", '_'), ("crates/relay/", ".sql", '_'), ("docs/adr/", ".md", '-')]
    {
        let files = sources(&[folder], &[ending]);
        let names = files.iter().filter_map(|file| file.path.rsplit('/').next());
        for (number, name) in (1..).zip(names) {
            let expected = format!("{number:04}{sign}");
            assert!(name.starts_with(&expected), "{folder}: {name} should begin with {expected}");
        }
    }
}

#[test]
fn no_package_registry_is_written_into_the_project() {
    // Put together here, so that this file does not hold them either.
    let hosts = [["registry.npm", "js.org"], ["index.crates", ".io"], ["static.crates", ".io"]];
    let hosts = hosts.map(|parts| parts.concat());
    let files =
        sources(&[""], &[".json", ".toml", ".lock", ".rs", ".ts", ".js", ".md", "rc", "run"]);
    let naming = files.iter().filter(|file| hosts.iter().any(|host| file.text.contains(host)));
    none(naming.map(|file| file.path.clone()), "which registry is used is the machine's matter");
}
