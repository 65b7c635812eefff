//! The code is checked and drawn here; odd words and gaps in answers are borne.

use std::process::Command;

use serde_json::json;
use testkit::programs::installed;

use super::balcao::{Till, finish};
use super::provider::{Kind, Provider};
use super::wire::Answer;

/// Reads the QR Code that was drawn with half blocks, as a camera would see a light-on-dark screen.
fn scan(text: &str) -> String {
    let is_part = |letter: char| " ▀▄█".contains(letter);
    let rows: Vec<Vec<char>> = text
        .lines()
        .map(|line| line.chars().collect::<Vec<_>>())
        .filter(|line| line.len() > 20 && line.iter().all(|letter| is_part(*letter)))
        .collect();
    let width = rows.iter().map(Vec::len).max().expect("a picture");
    let lit = |x: usize, y: usize| {
        let letter = rows[y / 2].get(x).copied().unwrap_or(' ');
        if y.is_multiple_of(2) { "▀█".contains(letter) } else { "▄█".contains(letter) }
    };
    let scale = 4;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(
        width * scale,
        rows.len() * 2 * scale,
        |x, y| if lit(x / scale, y / scale) { 255 } else { 0 },
    );
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1, "QR Codes in the terminal:\n{text}");
    codes[0].decode().unwrap().1
}

#[test]
fn the_terminal_shows_a_code_that_can_be_scanned_and_copied() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    let told = till.run(&["charge", "1.234,56"]).expect(0);
    let code = provider.only_charge().code;
    assert_eq!(scan(&told.out), code);
    assert!(told.out.lines().any(|line| line == code), "alone on its line: {told}");
    assert!(told.out.contains("R$ 1.234,56"), "{told}");
    assert!(told.out.contains("PAID"), "{told}");
}

#[test]
fn a_light_terminal_does_not_invert_the_code() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    let balcao = till.command(&["charge", "1,00"]);
    let words = std::iter::once(balcao.get_program()).chain(balcao.get_args());
    let line: Vec<_> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    // A terminal between the till and us.
    let mut terminal = Command::new(installed("script"));
    terminal.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]);
    let told =
        finish(terminal.env("BALCAO_LANG", "en").env("HOME", till.user_home()), "").expect(0);
    let (before, behind) = ("\u{1b}[97;40m", "\u{1b}[0m");
    let coloured: Vec<&str> = told
        .out
        .lines()
        .filter_map(|line| line.trim_end().strip_prefix(before)?.strip_suffix(behind))
        .collect();
    assert_eq!(scan(&coloured.join("\n")), provider.only_charge().code);
}

#[test]
fn portuguese_is_the_language_unless_told_otherwise() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    let mut command = till.command(&["charge", "12,50"]);
    for name in ["BALCAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let told = finish(&mut command, "").expect(0);
    assert!(told.out.contains("PAGO R$ 12,50"), "{told}");
}

#[test]
fn a_code_with_a_wrong_crc_is_not_shown_and_the_charge_stays_watched() {
    for args in [&["--json", "charge", "12,50"][..], &["charge", "12,50"]] {
        let provider = Provider::start(|call, books| {
            let answer = books.answer(call);
            if call.kind != Kind::Create {
                return answer;
            }
            let charge = &mut books.charges[0];
            let end = charge.code.len() - 4;
            let crc = if &charge.code[end..] == "0000" { "FFFF" } else { "0000" };
            charge.code.replace_range(end.., crc);
            // The same key brings the same charge.
            books.answer(call)
        });
        let till = Till::connected(provider.url());
        let mut charge = till.start(args);
        provider.wait_for_calls(Kind::Fetch, 2);
        provider.pay();
        let told = charge.end().expect(0);
        let code = provider.only_charge().code;
        assert!(!told.out.contains(&code), "a broken code was shown: {told}");
        assert!(told.err.contains("broken"), "a person is told why: {told}");
        if let Some(created) = told.events.first() {
            assert_eq!(created["copy_and_paste"], json!(null));
            assert!(created["code_refused"].is_string(), "{created}");
            assert_eq!(told.event_names(), ["charge_created", "paid"]);
        }
    }
}

#[test]
fn a_word_that_nobody_knows_is_shown_raw_and_stays_pending() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let mut charge = till.start(&["--json", "charge", "12,50", "--wait-for", "4s"]);
    charge.wait_for_event("charge_created");
    provider.set_status("UNDER_ANALYSIS");
    let told = charge.end().expect(4);
    let pending = told.event("pending");
    assert_eq!(
        (&pending["status"], &pending["raw_status"]),
        (&json!("pending"), &json!("UNDER_ANALYSIS"))
    );
    for args in [&["orders"][..], &["show", "1"]] {
        let told = till.run(args).expect(0);
        assert!(told.out.contains("UNDER_ANALYSIS"), "{args:?}: {told}");
    }
    provider.pay();
    till.run(&["watch", "--until-idle"]).expect(0);
    let order = &till.orders()[0];
    assert_eq!(order["status"], "paid");
    assert_eq!(order["attempts"][0]["raw_status"], json!(null));
}

#[test]
fn nulls_and_unknown_fields_are_borne() {
    // What proves the payment is there, and nothing else.
    let provider = full_of_nulls("12.5");
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50"]).expect(0);
    assert_eq!(told.event("paid")["end_to_end_id"], json!(null));
    assert_eq!(told.event("paid")["received_centavos"], 1_250);
}

#[test]
fn without_an_amount_nothing_is_proved() {
    let provider = full_of_nulls("null");
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "4s"]).expect(4);
    assert_eq!(told.event_names(), ["charge_created", "unproven", "pending"]);
    assert_eq!(told.event("pending")["received_centavos"], 0);
    assert_eq!(told.event("pending")["unproven"]["doubt"], "amount_absent");
}

/// A provider whose answers hold `null` wherever they can, and say "paid" with this amount.
fn full_of_nulls(amount: &'static str) -> Provider {
    Provider::start(move |call, books| {
        let full = books.answer(call);
        let Some(charge) = books.charges.first() else { return full };
        let (id, code) = (&charge.id, &charge.code);
        match call.kind {
            Kind::Create => Answer::json(
                201,
                format!(
                    r#"{{"transactionId":"{id}","internalCode":null,"status":null,"amount":null,"payer":null,"pixData":{{"copyAndPaste":"{code}","qrCodeImageBase64":null}},"requestedAt":null,"futuro":[1,{{}}]}}"#
                ),
            ),
            Kind::Fetch => Answer::json(
                200,
                format!(
                    r#"{{"transactionId":"{id}","internalCode":null,"externalReference":null,"endToEndId":null,"status":"PAID","amount":{amount},"payer":{{"name":null,"bankData":null}},"requestedAt":null,"paidAt":null,"futuro":{{}}}}"#
                ),
            ),
            Kind::Token | Kind::Refund | Kind::Other => full,
        }
    })
}
