//! The computer's clock is wrong, is set right while a customer pays, or is accused of what a provider writes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::relay::server::Relay;
use crate::relay::shop::{MERCHANT, pair};
use crate::terminal::balcao::{Started, Till, Told, credentials, finish};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};
use crate::terminal::wire::Answer;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// What a program sees as this computer's clock, set as a test likes; the monotonic one goes on as it does.
pub(crate) struct Clock {
    folder: tempfile::TempDir,
}

impl Clock {
    pub(crate) fn set_by(seconds: i64) -> Self {
        const SOURCE: &str = include_str!("clock.c");
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("clock.c");
        std::fs::write(&source, SOURCE).unwrap();
        let clock = Self { folder };
        clock.set(seconds);
        let mut compile = Command::new("cc");
        let compile = compile.args(["-shared", "-fPIC", "-o"]).arg(clock.library()).arg(&source);
        assert!(compile.arg("-ldl").status().unwrap().success());
        clock
    }

    pub(super) fn set(&self, seconds: i64) {
        // Never half written: it is read at every look at the clock.
        let new = self.folder.path().join("new");
        std::fs::write(&new, seconds.to_string()).unwrap();
        std::fs::rename(&new, self.file()).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("seconds")
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("clock.so")
    }

    pub(crate) fn command(&self, till: &Till, args: &[&str]) -> Command {
        let mut command = till.command(args);
        command.env("LD_PRELOAD", self.library()).env("BALCAO_TEST_CLOCK", self.file());
        command
    }

    pub(super) fn run(&self, till: &Till, args: &[&str]) -> Told {
        self.run_with_input(till, args, "")
    }

    pub(super) fn run_with_input(&self, till: &Till, args: &[&str], input: &str) -> Told {
        finish(&mut self.command(till, args), input)
    }
}

/// Waits until the till has asked so many times more.
fn is_asked_on(provider: &Provider, times: usize) {
    let so_far = provider.calls(Kind::Fetch).len();
    provider.wait_for_calls(Kind::Fetch, so_far + times);
}

fn sells_while_the_clock_is_set(before: i64, after: i64) {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let clock = Clock::set_by(before);
    let mut charge = Started::new(&mut clock.command(&till, &["--json", "charge", "12,50"]));
    charge.wait_for_event("charge_created");
    is_asked_on(&provider, 3);
    clock.set(after);
    // The provider is asked on at once, and says "waiting".
    is_asked_on(&provider, 3);
    provider.pay();
    let told = charge.end().expect(0);
    assert_eq!(told.event_names(), ["charge_created", "paid"], "{before} to {after}: {told}");
    assert_eq!(told.event("paid")["anomalies"], json!([]), "{before} to {after}");
}

#[test]
fn a_clock_that_is_set_right_while_a_sale_waits_ends_no_sale() {
    for before in [-3 * HOUR, -2 * YEAR, 45 * 60, DAY, 2 * YEAR] {
        sells_while_the_clock_is_set(before, 0);
    }
}

#[test]
fn a_clock_that_is_set_wrong_while_a_sale_waits_ends_no_sale() {
    for after in [-3 * HOUR, -2 * YEAR, 45 * 60, 2 * YEAR] {
        sells_while_the_clock_is_set(0, after);
    }
}

/// What somebody who starts the till anew meets: the sale that was made by a wrong clock waits on.
#[test]
fn a_sale_outlives_the_till_and_its_wrong_clock() {
    for before in [-3 * HOUR, DAY] {
        let provider = Provider::honest();
        let till = Till::connected(provider.url());
        let clock = Clock::set_by(before);
        let mut charge = Started::new(&mut clock.command(&till, &["--json", "charge", "12,50"]));
        charge.wait_for_event("charge_created");
        is_asked_on(&provider, 2);
        charge.kill();
        clock.set(0);
        let mut watch = Started::new(&mut clock.command(&till, &["--json", "watch"]));
        is_asked_on(&provider, 3);
        provider.pay();
        watch.wait_for_event("paid");
        let order = &till.orders()[0];
        assert_eq!(
            (&order["status"], &order["anomalies"]),
            (&json!("paid"), &json!([])),
            "{order}"
        );
    }
}

/// The provider's business times, written as local ones of some zone with a Z behind.
fn writing_local_time(hours: &'static str) -> Provider {
    Provider::start(move |call, books| {
        let answer: Answer = books.answer(call);
        answer.bent(|body| {
            let text = String::from_utf8(body).unwrap();
            text.replace("-03:00\"", hours).into_bytes()
        })
    })
}

#[test]
fn a_provider_that_writes_local_time_with_a_z_has_nobody_accuse_a_right_clock() {
    // The digits are those of Brasília: as UTC three hours back, as of Kolkata eight and a half.
    for written_as in ["Z\"", "+05:30\"", "-09:30\"", "\""] {
        let provider = writing_local_time(written_as);
        let till = Till::connected(provider.url());
        let mut charge = till.start(&["--json", "charge", "12,50", "--expires-in", "20m"]);
        charge.wait_for_event("charge_created");
        is_asked_on(&provider, 3);
        provider.pay();
        let told = charge.end().expect(0);
        assert!(!told.err.contains("clock"), "{written_as}: {told}");
        assert_eq!(told.event("paid")["anomalies"], json!([]), "{told}");
        let order = &till.orders()[0]["attempts"][0];
        let paid_at: Timestamp = order["payments"][0]["paid_at"].as_str().unwrap().parse().unwrap();
        let since = Timestamp::now().duration_since(paid_at);
        assert!(since.abs() < SignedDuration::from_mins(1), "{written_as}: {order}");
    }
}

/// A provider whose machine is an hour ahead, as every answer says.
fn an_hour_ahead() -> Provider {
    Provider::start(|call, books| {
        let later = Timestamp::now() + SignedDuration::from_hours(1);
        let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&later);
        books.answer(call).with("Date", &date.unwrap())
    })
}

#[test]
fn a_provider_alone_does_not_accuse_a_clock_that_the_relay_finds_right() {
    let provider = an_hour_ahead();
    let till = Till::connected(provider.url());
    let alone = till.run(&["--json", "doctor"]);
    assert!(clock_finding(&alone).to_string().contains("-60 min"), "nobody else is heard: {alone}");
    let relay = Relay::start();
    pair(&till, &relay, &relay.add_till(MERCHANT, "Caixa 1"));
    let told = till.run(&["--json", "doctor"]);
    let accused = told.events.iter().find(|event| event["what"] == "clock");
    assert_eq!(accused, None, "{told}");
}

fn clock_finding(told: &Told) -> serde_json::Value {
    let found = told.events.iter().find(|event| event["what"] == "clock");
    found.unwrap_or_else(|| panic!("no word about the clock: {told}")).clone()
}

#[test]
fn doctor_says_by_how_much_the_clock_is_wrong_and_leaves_a_right_one_alone() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for (seconds, minutes) in [(0, "+0 min"), (-3 * HOUR, "-180 min"), (DAY, "+1440 min")] {
        let clock = Clock::set_by(seconds);
        let told = clock.run(&till, &["--json", "doctor"]);
        let finding = clock_finding(&told);
        assert_eq!(finding["ok"], seconds == 0, "{told}");
        assert!(finding.to_string().contains(minutes), "{minutes}: {told}");
    }
}

/// The code of a payment that is made now, by a clock that is right.
fn paid_now(tail: &str) -> String {
    format!("E00416968{}{tail:0>11}", Timestamp::now().strftime("%Y%m%d%H%M"))
}

#[test]
fn a_clock_that_is_an_hour_off_is_told_at_connecting_and_takes_the_receipt_of_a_payment_made_now() {
    for hours in [1, -1] {
        let provider = Provider::honest();
        let (till, clock) = (Till::new(), Clock::set_by(hours * HOUR));
        let page = Page::of(Started::new(&mut clock.command(&till, &["--json", "serve"])));
        page.post("start", &json!({ "kind": "shop", "leave_open": false }));
        let connect = json!({
            "provider": "connectpsp", "environment": provider.url(), "values": credentials(),
            "as_default": true, "same_account": false,
        });
        let (_, connected) = page.post("connect", &connect);
        let ahead = connected["clock_ahead_s"].as_i64().unwrap_or_else(|| panic!("{connected}"));
        assert!((ahead - hours * HOUR).abs() < 60, "{hours}: {connected}");
        assert_eq!(page.charge()["status"], "pending");
        drop(page);
        // In a process that has only just begun to hear what time it is.
        let confirm = ["--json", "confirm-by-hand", "1", "--reason", "vi", "--end-to-end-id"];
        let told = clock.run(&till, &[&confirm[..], &[&paid_now("abc")]].concat()).expect(0);
        assert_eq!(told.event("confirmed_by_hand")["status"], "by_hand", "{hours}: {told}");
    }
}

#[test]
fn a_receipt_that_seems_to_be_of_the_future_has_the_clock_looked_at_where_nobody_tells_the_time() {
    let is_away = Arc::new(AtomicBool::new(false));
    let away = Arc::clone(&is_away);
    let provider = Provider::start(move |call, books| {
        if away.load(Ordering::Relaxed) { Answer::hang_up() } else { books.answer(call) }
    });
    let till = Till::connected(provider.url());
    let clock = Clock::set_by(-HOUR);
    clock.run(&till, &["charge", "12,50", "--no-wait"]).expect(0);
    is_away.store(true, Ordering::Relaxed);
    let id = paid_now("abc");
    let args = ["--json", "confirm-by-hand", "1", "--reason", "vi", "--end-to-end-id", &id];
    let told = clock.run(&till, &args).expect(2);
    assert_eq!(told.event("failed")["code"], "end_to_end_id_ahead", "{told}");
    assert!(told.err.contains("clock"), "{told}");
    let portuguese = finish(clock.command(&till, &args).env("BALCAO_LANG", "pt-BR"), "").expect(2);
    assert!(portuguese.err.contains("relógio"), "{portuguese}");
    // The id is no must.
    clock.run(&till, &args[..5]).expect(0);
}

/// A library is there for this, and says so where it is not.
#[test]
fn the_moved_clock_moves() {
    let clock = Clock::set_by(-2 * YEAR);
    let date = |path: &Path| {
        let mut date = Command::new("date");
        date.arg("+%s").env("LD_PRELOAD", path).env("BALCAO_TEST_CLOCK", clock.file());
        let told = date.output().unwrap();
        String::from_utf8(told.stdout).unwrap().trim().parse::<i64>().unwrap()
    };
    let moved = date(&clock.library());
    let off = Timestamp::now().as_second() - moved;
    assert!((off - 2 * YEAR).abs() < 60, "{off}");
}
