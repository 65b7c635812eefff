//! Words from outside steer nothing: no terminal, and no script.

use serde_json::json;

use crate::terminal::balcao::{Till, Told, credentials};
use crate::terminal::provider::{Kind, Provider};
use crate::terminal::wire::Answer;

/// As a body of JSON has it: colours, a title, an erased screen, C1, marks of direction, what has no width, tags,
/// the ends of a line and of a paragraph, a heap of accents.
fn evil() -> String {
    let steering = r"\u001b]0;x\u0007\u001b[2J\u001b[8m\u009b1m\r\n\t";
    let hidden = r"\u202eOGAP\u202c\u2066\u2069\u200e\u200f\u061c\u200b\u200d\u2060\ufeff\u00ad\u2028\u2029\udb40\udc41";
    format!("{steering}{hidden}{}", r"e\u0301".to_owned() + &r"\u0301".repeat(50))
}

/// Nothing of it is left, in what a person reads and in what a script does.
fn clean(told: &Told) {
    for text in [&told.out, &told.err] {
        for letter in text.chars() {
            let steers = letter.is_control() && letter != '\n';
            let hides = matches!(
                letter,
                '\u{ad}' | '\u{61c}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e0fff}'
            );
            assert!(!steers && !hides, "{}: {told}", letter.escape_unicode());
        }
        assert!(!text.contains(&"\u{301}".repeat(4)), "accents are heaped up: {told}");
    }
}

#[test]
fn a_status_that_nobody_knows_is_quoted_and_steers_nothing() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let mut charge = till.start(&["charge", "12,50", "--wait-for", "4s"]);
    provider.wait_for_calls(Kind::Create, 1);
    provider.set_status(&format!("PARKED{}", evil()));
    clean(&charge.end().expect(4));
    for args in [&["orders"][..], &["show", "1"], &["--json", "orders"], &["--json", "show", "1"]] {
        let told = till.run(args).expect(0);
        assert!(told.out.contains("PARKED"), "{told}");
        clean(&told);
    }
    assert!(till.run(&["orders"]).expect(0).out.contains("“PARKED"), "it is quoted");
}

#[test]
fn a_refusal_says_the_providers_words_and_steers_nothing() {
    let message = format!("sem saldo{}", evil());
    let provider = Provider::start(move |call, books| match call.kind {
        Kind::Create => {
            let body = format!(r#"{{"code":"NO_FUNDS{}","message":"{message}"}}"#, evil());
            Answer::json(422, body)
        }
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    for args in [&["charge", "1,00"][..], &["--json", "charge", "1,00"]] {
        let told = till.run(args).expect(3);
        assert!(told.err.contains("NO_FUNDS"), "{told}");
        clean(&told);
    }
    for args in [&["show", "1"][..], &["--json", "show", "1"], &["orders"]] {
        clean(&till.run(args).expect(0));
    }
}

#[test]
fn what_is_typed_is_said_back_without_steering() {
    let till = Till::new();
    let evil: String = serde_json::from_str(&format!("\"{}\"", evil())).unwrap();
    for args in [
        &["show", &evil][..],
        &["orders", "--search", &evil],
        &["orders", "--since", &evil],
        &["pair", &evil, &evil],
        &["restore", &evil],
        &["connect", "connectpsp", "--environment", &evil, "--stdin"],
    ] {
        clean(&till.run(args));
        clean(&till.run(&[&["--json"], args].concat()));
    }
    let mut typed = credentials();
    typed[&evil] = json!("x");
    clean(&till.connect("http://127.0.0.1:9", &typed));
}
