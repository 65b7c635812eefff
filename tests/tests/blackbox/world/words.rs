//! What a person reads in Portuguese is Portuguese: no details from inside, no parser's words, no help in English.

use crate::terminal::balcao::{Till, Told, credentials, finish};
use crate::terminal::provider::Provider;

/// Words of English that stand in no Portuguese sentence, and in no name of a command, a flag or a provider.
const ENGLISH: &[&str] = &[
    "the",
    "is",
    "are",
    "was",
    "not",
    "and",
    "or",
    "of",
    "to",
    "must",
    "be",
    "cannot",
    "missing",
    "expected",
    "failed",
    "invalid",
    "line",
    "column",
    "unknown",
    "found",
    "with",
    "this",
    "that",
    "its",
    "refused",
    "connection",
    "client",
    "denied",
    "permission",
    "usage",
    "options",
    "arguments",
    "commands",
    "print",
    "value",
    "character",
    "empty",
    "number",
    "answer",
    "directory",
];

/// Runs it in Portuguese, and finds no English in what it says.
fn portuguese(till: &Till, args: &[&str], input: &str) -> Told {
    let told = finish(till.command(args).env("BALCAO_LANG", "pt-BR"), input);
    let mut text = format!("{}\n{}", told.out, told.err);
    text = text.replace(till.folder().to_str().unwrap(), "");
    // What was typed is said back as it is, and so is what a provider answers.
    for typed in args {
        text = text.replace(typed, "");
    }
    // A command's and a flag's name is the same in every language.
    text = text.replace("  print ", " ").replace(" export print drawer ", " export drawer ");
    let words =
        text.split_whitespace().filter(|word| !word.trim_start_matches('[').starts_with("--"));
    for word in
        words.flat_map(|it| it.split(|letter: char| !letter.is_alphabetic() && letter != '_'))
    {
        let word = word.to_lowercase();
        assert!(!ENGLISH.contains(&word.as_str()), "{args:?}: {word}: {told}");
    }
    told
}

/// All commands, as `--help` lists them: the first word of each line under the title.
fn commands(till: &Till, of: &[&str]) -> Vec<String> {
    let told = portuguese(till, &[of, &["--help"]].concat(), "").expect(0);
    let listed = told.out.lines().skip_while(|line| !line.starts_with("Comandos:")).skip(1);
    let listed = listed.take_while(|line| line.starts_with("  "));
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_help_is_portuguese() {
    let till = Till::new();
    let all = commands(&till, &[]);
    assert!(all.len() >= 18, "{all:?}");
    for command in &all {
        for flag in ["--help", "-h"] {
            let told = portuguese(&till, &[command, flag], "").expect(0);
            assert!(told.out.contains("Uso: balcao"), "{told}");
        }
        for inner in commands(&till, &[command]) {
            portuguese(&till, &[command, &inner, "--help"], "").expect(0);
        }
    }
    portuguese(&till, &["help", "charge"], "").expect(0);
    portuguese(&till, &["--version"], "").expect(0);
    let english = till.run(&["charge", "--help"]).expect(0);
    assert!(english.out.contains("Usage: balcao charge"), "{english}");
}

#[test]
fn what_is_typed_wrongly_is_answered_in_portuguese() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00"]).expect(0);
    for args in [
        &[][..],
        &["vender"],
        &["charge"],
        &["charge", "abc"],
        &["charge", "0"],
        &["charge", "-5"],
        &["charge", "1,234"],
        &["charge", "99999999999999"],
        &["charge", "1,00", "--expires-in", "90s"],
        &["charge", "1,00", "--wait-for", "25h"],
        &["charge", "1,00", "--provider", "outro"],
        &["charge", "1,00", "--reference", " x"],
        &["charge", "1,00", "--payer-name", "Ana"],
        &["charge", "1,00", "--payer-name", "Ana", "--payer-document", "123"],
        &["charge", "1,00", "--cash"],
        &["orders", "--status", "perdido"],
        &["orders", "--since", "ontem"],
        &["orders", "--limit", "0"],
        &["orders", "--limit", "muitas"],
        &["show"],
        &["show", "x"],
        &["show", "99"],
        &["refund", "1"],
        &["refund", "1", "--reason", "porque"],
        &["refund", "99", "--reason", "fraud"],
        &["refund", "1", "--reason", "fraud"],
        &["refund", "1", "--reason", "fraud", "--attempt", "7"],
        &["dispute"],
        &["dispute", "close", "1", "--outcome", "x", "--reason", "y"],
        &["dispute", "close", "1", "--outcome", "won", "--reason", "y"],
        &["unmatched", "match", "1", "1", "--reason", "x"],
        &["unmatched", "dismiss", "9", "--reason", ""],
        &["pair", "http://relay.example", "ABCD-1234"],
        &["pair", "https://127.0.0.1:1", "ABCD"],
        &["pair", "http://127.0.0.1:1", "ABCD-1234"],
        &["relay"],
        &["relay", "status"],
        &["restore"],
        &["restore", "/nada/aqui.db"],
        &["serve", "--port", "x"],
        &["serve", "--port", "99999"],
        &["disconnect", "bancodozé"],
        &["disconnect", "integrapay"],
        &["connect", "bancodozé"],
        &["connect", "connectpsp"],
        &["connect", "connectpsp", "--environment", "produçao", "--stdin"],
        &["connect", "integrapay", "--base-url", "http://psp.example", "--stdin"],
        &["connect", "connectpsp", "--environment", "homologacao", "--auth", "raw", "--stdin"],
    ] {
        assert_ne!(portuguese(&till, args, "").code, 0, "{args:?}");
    }
}

#[test]
fn an_environment_that_is_mistyped_is_answered_with_those_that_there_are() {
    let till = Till::new();
    let args = ["connect", "connectpsp", "--environment", "produçao", "--stdin"];
    let told = portuguese(&till, &args, "{}").expect(2);
    assert!(told.err.contains("produçao") && told.err.contains("homologacao|producao"), "{told}");
}

#[test]
fn a_connection_that_fails_says_nothing_of_charges() {
    let provider = Provider::quick();
    let till = Till::new();
    let wrong = |key: &str, value: &str| {
        let mut typed = credentials();
        typed[key] = value.into();
        typed.to_string()
    };
    for (url, input) in [
        (provider.url(), String::new()),
        (provider.url(), "nada".to_owned()),
        (provider.url(), "{}".to_owned()),
        (provider.url(), "{\"clientID\":\"x\"}".to_owned()),
        (provider.url(), "{\"clientId\":[]}".to_owned()),
        (provider.url(), wrong("clientId", "1")),
        (provider.url(), wrong("applicationToken", "1")),
        (provider.url(), wrong("payerDocument", "123")),
        (provider.url(), wrong("payerName", "")),
        ("http://127.0.0.1:9", credentials().to_string()),
    ] {
        let args = ["connect", "connectpsp", "--environment", url, "--stdin"];
        let told = portuguese(&till, &args, &input);
        assert_ne!(told.code, 0, "{input}: {told}");
        assert!(!told.err.contains("cobrado"), "nobody asked for a charge: {told}");
    }
}

#[test]
fn doctor_and_the_lists_are_portuguese_where_nothing_works() {
    let till = Till::new();
    for args in
        [&["doctor"][..], &["providers"], &["orders"], &["watch"], &["charge", "1,00"], &["verify"]]
    {
        portuguese(&till, args, "");
    }
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    portuguese(&till, &["doctor"], "").expect(0);
    let settings = till.home().join("settings.toml");
    for broken in [
        "{",
        "nada",
        "theme = \"dark\"\ntheme = \"dark\"",
        "sale.ceiling_centavos = \"mil\"",
        "sale.ask_payer = 1",
        "theme = \"azul\"",
        "shop.time_zone = \"Sampa\"",
        "institution.connectpsp = \"1\"",
        "shop = 1",
    ] {
        std::fs::write(&settings, broken).unwrap();
        assert_ne!(portuguese(&till, &["doctor"], "").code, 0, "{broken}");
        portuguese(&till, &["charge", "1,00"], "").expect(0);
    }
    let connections = till.home().join("connections.json");
    for broken in ["{", "[]", "nada", "{\"kept\":[1]}", "{\"relay\":1}"] {
        std::fs::write(&connections, broken).unwrap();
        for args in [&["doctor"][..], &["orders"], &["charge", "1,00"], &["providers"]] {
            assert_ne!(portuguese(&till, args, "").code, 0, "{broken}: {args:?}");
        }
    }
}
