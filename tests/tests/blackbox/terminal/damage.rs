//! A damaged log: found, named, not sold on, and the way back.

use std::fs;
use std::path::{Path, PathBuf};

use super::balcao::{Till, Told};
use super::provider::{Kind, Provider};

fn log(till: &Till) -> PathBuf {
    till.home().join("order-log.db")
}

fn backups(till: &Till) -> Vec<PathBuf> {
    let entries = fs::read_dir(till.home().join("backups")).unwrap();
    let mut found: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// A till with a few sales in its log.
fn with_sales(provider: &Provider, sales: usize) -> Till {
    let till = Till::connected(provider.url());
    for _ in 0..sales {
        till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    }
    till
}

/// Refuses to sell, and names a backup that is whole and has `orders` orders.
fn refuses_and_names_a_good_backup(till: &Till, provider: &Provider, orders: usize) {
    let sent = provider.calls(Kind::Create).len();
    for args in [&["--json", "charge", "1,00"][..], &["--json", "watch"], &["--json", "serve"]] {
        let told = till.run(args).expect(7);
        assert_eq!(told.event("failed")["code"], "log_damaged");
        let backup = named_backup(&told);
        let restored = Till::new();
        fs::create_dir_all(restored.home()).unwrap();
        fs::copy(&backup, log(&restored)).unwrap();
        let verified = restored.run(&["--json", "verify"]).expect(0).event("verified");
        assert_eq!(verified["orders"], orders, "{}", backup.display());
    }
    assert_eq!(provider.calls(Kind::Create).len(), sent, "nothing was sent");
}

/// The path that stands in what the command said.
fn named_backup(told: &Told) -> PathBuf {
    let words = told.err.split([' ', '\n', '(', ')', ';', ',']);
    let mut paths = words.filter(|word| word.contains("/backups/order-log-"));
    let path = paths.next().unwrap_or_else(|| panic!("names no backup: {told}"));
    assert!(Path::new(path).exists(), "{path}");
    PathBuf::from(path)
}

#[test]
fn overwritten_bytes_are_found_before_anything_is_sold() {
    let provider = Provider::honest();
    let till = with_sales(&provider, 3);
    let mut bytes = fs::read(log(&till)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0xA5);
    fs::write(log(&till), bytes).unwrap();
    let told = till.run(&["--json", "verify"]).expect(7);
    assert_eq!(told.event("failed")["code"], "log_damaged");
    // The last backup is of the last opening, just before the third sale.
    refuses_and_names_a_good_backup(&till, &provider, 2);
}

#[test]
fn a_log_that_is_no_database_is_refused_and_left_alone() {
    let provider = Provider::honest();
    let till = with_sales(&provider, 2);
    fs::write(log(&till), "isto não é um banco de dados, é um bilhete\n".repeat(100)).unwrap();
    refuses_and_names_a_good_backup(&till, &provider, 1);
    assert!(fs::read_to_string(log(&till)).unwrap().starts_with("isto"), "nothing was overwritten");
}

#[test]
fn a_log_cut_short_is_refused() {
    let provider = Provider::honest();
    let till = with_sales(&provider, 2);
    let bytes = fs::read(log(&till)).unwrap();
    fs::write(log(&till), &bytes[..bytes.len() / 2]).unwrap();
    till.run(&["verify"]).expect(7);
    refuses_and_names_a_good_backup(&till, &provider, 1);
}

#[test]
fn a_forged_event_is_named() {
    let provider = Provider::honest();
    let till = with_sales(&provider, 3);
    // Of the same length in the file, so that only the chain of hashes can tell.
    let mut bytes = fs::read(log(&till)).unwrap();
    let (true_text, forged) = (br#""amount_centavos":1250"#, br#""amount_centavos":9250"#);
    // The third event asks for the second sale.
    let reference = till.show("2")["reference"].as_str().unwrap().to_owned();
    let places: Vec<usize> = (0..bytes.len() - true_text.len())
        .filter(|at| bytes[*at..].starts_with(true_text))
        .filter(|at| {
            let around = &bytes[at.saturating_sub(200)..*at];
            String::from_utf8_lossy(around).contains(&reference)
        })
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + forged.len()].copy_from_slice(forged);
    }
    fs::write(log(&till), bytes).unwrap();
    let told = till.run(&["--json", "verify"]).expect(7);
    assert!(told.err.contains("event 3 "), "names the first broken event: {told}");
    refuses_and_names_a_good_backup(&till, &provider, 2);
}

#[test]
fn damage_to_the_backups_too_is_told() {
    let provider = Provider::honest();
    let till = with_sales(&provider, 2);
    let all = backups(&till);
    let (newest, older) = all.split_last().unwrap();
    fs::write(newest, "bilhete").unwrap();
    fs::write(log(&till), "bilhete").unwrap();
    let told = till.run(&["charge", "1,00"]).expect(7);
    assert_eq!(named_backup(&told), older[older.len() - 1], "the newest that is whole");
    for backup in older {
        fs::write(backup, "bilhete").unwrap();
    }
    let told = till.run(&["charge", "1,00"]).expect(7);
    assert!(!told.err.contains(".db"), "names none that is broken: {told}");
}

#[test]
fn a_backup_is_made_at_each_start_and_seven_are_kept() {
    let provider = Provider::honest();
    let till = with_sales(&provider, 1);
    assert_eq!(backups(&till).len(), 1);
    provider.pay();
    for _ in 0..7 {
        till.run(&["watch", "--until-idle"]).expect(0);
    }
    let before = backups(&till);
    assert_eq!(before.len(), 7);
    till.run(&["watch", "--until-idle"]).expect(0);
    let after = backups(&till);
    assert_eq!(after.len(), 7);
    assert_eq!(after[..6], before[1..], "the oldest went");
    // Looking is no start-up.
    for looking in [&["orders"][..], &["verify"], &["show", "1"], &["doctor"]] {
        till.run(looking).expect(0);
    }
    assert_eq!(backups(&till), after);
}

#[test]
fn settings_that_nobody_can_read_are_told_and_left_alone() {
    let provider = Provider::honest();
    let till = with_sales(&provider, 1);
    fs::write(till.home().join("settings.json"), "{").unwrap();
    let told = till.run(&["charge", "1,00"]);
    assert_ne!(told.code, 0, "{told}");
    assert!(told.err.contains("settings.json"), "{told}");
    assert_eq!(fs::read_to_string(till.home().join("settings.json")).unwrap(), "{");
}
