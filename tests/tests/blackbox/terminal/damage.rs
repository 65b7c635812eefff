//! A damaged log: found, named, not sold on, and the way back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::balcao::{Till, Told};
use super::provider::{Kind, Provider};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn log(till: &Till) -> PathBuf {
    till.home().join("order-log.db")
}

fn backups(till: &Till) -> Vec<PathBuf> {
    let entries = fs::read_dir(till.home().join("backups")).unwrap();
    let mut found: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// The name of a backup that was made at this moment.
fn backup_of(till: &Till, moment: Timestamp) -> PathBuf {
    let stamp = moment.strftime("%Y%m%dT%H%M%S");
    till.home().join(format!("backups/order-log-{stamp}000Z.db"))
}

/// A till with a few sales in its log.
fn with_sales(provider: &Provider, sales: usize) -> Till {
    let till = Till::connected(provider.url());
    for _ in 0..sales {
        till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    }
    till
}

/// A till whose one backup is of the start of its second sale: it has one order.
fn with_a_backup(provider: &Provider, sales: usize) -> Till {
    let till = with_sales(provider, sales);
    assert_eq!(backups(&till).len(), 1, "one a day");
    till
}

/// Refuses to sell, and names the backup, which is whole and brings its one order back.
fn refuses_and_names_a_good_backup(till: &Till, provider: &Provider) {
    let sent = provider.calls(Kind::Create).len();
    for args in [&["--json", "charge", "1,00"][..], &["--json", "watch"], &["--json", "serve"]] {
        let told = till.run(args).expect(7);
        assert_eq!(told.event("failed")["code"], "log_damaged");
        let backup = named_backup(&told);
        let restored = Till::new();
        fs::create_dir_all(restored.home()).unwrap();
        fs::copy(&backup, log(&restored)).unwrap();
        let verify = |code| restored.run(&["--json", "verify"]).expect(code).event("verified");
        let is_whole = |verified: Value, watermark: &str| {
            assert_eq!(verified["orders"], 1, "{}", backup.display());
            assert_eq!(verified["watermark"], watermark);
        };
        // Nothing beside it says that it is all: whole, and not sold on as it is.
        is_whole(verify(7), "missing");
        assert_eq!(
            restored.run(&["--json", "watch"]).expect(7).event("failed")["code"],
            "log_behind"
        );
        restored.run(&["restore", backup.to_str().unwrap()]).expect(0);
        is_whole(verify(0), "matches");
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
    let till = with_a_backup(&provider, 3);
    let mut bytes = fs::read(log(&till)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0xA5);
    fs::write(log(&till), bytes).unwrap();
    let told = till.run(&["--json", "verify"]).expect(7);
    assert_eq!(told.event("failed")["code"], "log_damaged");
    let before = backups(&till);
    refuses_and_names_a_good_backup(&till, &provider);
    assert_eq!(backups(&till), before, "damage is not backed up");
    // The way back, for the till itself.
    let told = till.run(&["--json", "restore", before[0].to_str().unwrap()]).expect(0);
    let restored = told.event("restored");
    assert_eq!(restored["orders"], 1, "{told}");
    assert!(Path::new(restored["replaced"].as_str().unwrap()).exists(), "kept: {told}");
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    till.run(&["verify"]).expect(0);
    let orders = till.orders();
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[0]["order"], restored["first_order"], "numbers jump: {orders:?}");
}

#[test]
fn a_log_that_is_no_database_is_refused_and_left_alone() {
    let provider = Provider::honest();
    let till = with_a_backup(&provider, 2);
    fs::write(log(&till), "isto não é um banco de dados, é um bilhete\n".repeat(100)).unwrap();
    refuses_and_names_a_good_backup(&till, &provider);
    assert!(fs::read_to_string(log(&till)).unwrap().starts_with("isto"), "nothing was overwritten");
}

#[test]
fn a_log_cut_short_is_refused() {
    let provider = Provider::honest();
    let till = with_a_backup(&provider, 2);
    let bytes = fs::read(log(&till)).unwrap();
    fs::write(log(&till), &bytes[..bytes.len() / 2]).unwrap();
    till.run(&["verify"]).expect(7);
    refuses_and_names_a_good_backup(&till, &provider);
}

#[test]
fn a_forged_event_is_named() {
    let provider = Provider::honest();
    let till = with_a_backup(&provider, 3);
    // Of the same length in the file, so that only the chain of hashes can tell.
    let mut bytes = fs::read(log(&till)).unwrap();
    let (true_text, forged) = (br#""amount_centavos":1250"#, br#""amount_centavos":9250"#);
    // The second event opens the first sale, in full: the till's name is the first event, and what opens later sales
    // is packed against this.
    let reference = till.show("1")["reference"].as_str().unwrap().to_owned();
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
    assert!(told.err.contains("event 2 "), "names the first broken event: {told}");
    refuses_and_names_a_good_backup(&till, &provider);
}

#[test]
fn damage_to_the_backups_too_is_told() {
    let provider = Provider::honest();
    let till = with_a_backup(&provider, 2);
    for days in [3, 2] {
        let newest = backups(&till).pop().unwrap();
        fs::rename(&newest, backup_of(&till, Timestamp::now() - DAY * days)).unwrap();
        till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    }
    let all = backups(&till);
    assert_eq!(all.len(), 3, "{all:?}");
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
fn backups_are_made_by_age_and_not_by_starts() {
    let provider = Provider::honest();
    let till = with_a_backup(&provider, 2);
    let first = backups(&till);
    let bytes = fs::read(&first[0]).unwrap();
    for _ in 0..8 {
        till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    }
    assert_eq!(backups(&till), first, "eight sales turn nothing over");
    // One for each of the last 500 days, the newest two days old.
    let now = Timestamp::now();
    fs::remove_file(&first[0]).unwrap();
    let days: Vec<Timestamp> = (2..500).map(|days| now - DAY * days).collect();
    for day in &days {
        fs::write(backup_of(&till, *day), &bytes).unwrap();
    }
    let before = backups(&till);
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let after = backups(&till);
    let made = after.iter().filter(|path| !before.contains(path)).collect::<Vec<_>>();
    assert_eq!(made.len(), 1, "{after:?}");
    let kept = after.iter().filter(|path| before.contains(path)).cloned().collect::<Vec<_>>();
    assert_eq!(kept, newest_of_days_weeks_and_months(&till, now, &days), "{after:?}");
    // Looking is no start-up.
    fs::remove_file(made[0]).unwrap();
    for looking in [&["orders"][..], &["verify"], &["show", "1"], &["doctor"]] {
        till.run(looking).expect(0);
    }
    assert_eq!(backups(&till), kept);
}

/// Which of the backups of these days stay, beside the one of `now`.
fn newest_of_days_weeks_and_months(
    till: &Till,
    now: Timestamp,
    days: &[Timestamp],
) -> Vec<PathBuf> {
    let date = |day: Timestamp| day.to_zoned(TimeZone::UTC).date();
    let weeks = |day| date(day).iso_week_date();
    let (mut in_weeks, mut in_months) = (BTreeSet::new(), BTreeSet::new());
    let mut kept = BTreeSet::new();
    for (nth, day) in std::iter::once(&now).chain(days).enumerate() {
        let week = (weeks(*day).year(), weeks(*day).week());
        let month = (date(*day).year(), date(*day).month());
        let is_kept = [
            nth < 7,
            in_weeks.len() < 4 && !in_weeks.contains(&week),
            in_months.len() < 12 && !in_months.contains(&month),
        ];
        in_weeks.insert(week);
        in_months.insert(month);
        if nth > 0 && is_kept.contains(&true) {
            kept.insert(backup_of(till, *day));
        }
    }
    kept.into_iter().collect()
}

#[test]
fn settings_that_nobody_can_read_stop_no_sale_and_are_told_and_left_alone() {
    let provider = Provider::honest();
    let till = with_sales(&provider, 1);
    let file = till.home().join("settings.toml");
    // No computer of a test is there.
    fs::write(&file, "shop.time_zone = \"Pacific/Kiritimati\"\n").unwrap();
    let before = till.run(&["orders"]).expect(0).out;
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    fs::write(&file, "{").unwrap();
    let listed = till.run(&["orders"]).expect(0).out;
    assert!(listed.contains(before.trim()), "what held last holds: {before} {listed}");
    let told = till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    assert!(told.err.contains("settings.toml: line 1, column 1"), "{told}");
    let told = till.run(&["--json", "doctor"]).expect(1);
    let finding = told.events.iter().find(|it| it["what"] == "settings").unwrap();
    assert_eq!(finding["mistake"], json!({ "wrong": "syntax", "line": 1, "column": 1 }), "{told}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "{");
    // What the till sells through is another matter.
    let connections = till.home().join("connections.json");
    fs::write(&connections, "{").unwrap();
    let told = till.run(&["charge", "1,00"]).expect(1);
    assert!(told.err.contains("connections.json"), "{told}");
    assert_eq!(fs::read_to_string(&connections).unwrap(), "{");
}
