//! BR Code against published codes and against chance.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests count as tests")]
#![allow(clippy::panic, clippy::indexing_slicing, reason = "helpers of tests count as tests")]

use domain::Centavos;
use std::fmt::Write;

use domain::brcode::{self, BrCode, BrCodeError, Kind, Merchant};
use proptest::prelude::*;
use serde_json::Value;

/// Published codes, each with a verdict for those who make codes.
fn vectors() -> Vec<Value> {
    let file: Value =
        serde_json::from_str(include_str!("fixtures/brcode-vectors.json")).expect("the fixture");
    let lists = file.as_object().expect("an object").values().filter_map(Value::as_array);
    lists.flatten().cloned().collect()
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field].as_str().unwrap_or_default()
}

#[test]
fn every_published_code_gets_its_verdict() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 33);
    for vector in &vectors {
        let (id, payload) = (text(vector, "id"), text(vector, "payload"));
        let parsed = BrCode::parse(payload);
        match text(vector, "verdict") {
            "valid" => assert!(brcode::check(payload).is_ok(), "{id}: {parsed:?}"),
            "crc-ok-rule-violation" => assert!(parsed.is_ok(), "{id}: {parsed:?}"),
            "invalid" => assert!(parsed.is_err(), "{id}"),
            verdict => panic!("{id}: unknown verdict {verdict}"),
        }
        let Ok(code) = parsed else { continue };
        assert_eq!(code.to_string(), payload, "{id} is written as it was read");
        let kind = match text(vector, "kind").trim_end_matches("+rec") {
            "static" => Some(Kind::Static),
            "dynamic" => Some(Kind::Dynamic),
            "recurrence-only" => Some(Kind::Recurrence),
            _ => None,
        };
        assert_eq!(code.kind(), kind, "{id}");
        if text(vector, "verdict") == "valid" {
            let recurs = text(vector, "kind").contains("rec");
            assert_eq!(code.recurrence_url().is_some(), recurs, "{id}");
        }
    }
}

fn error_of(id: &str) -> BrCodeError {
    let vectors = vectors();
    let vector = vectors.iter().find(|vector| text(vector, "id") == id).expect(id);
    brcode::check(text(vector, "payload")).expect_err(id)
}

#[test]
fn a_refusal_says_why() {
    assert_eq!(brcode::check(""), Err(BrCodeError::Empty));
    assert_eq!(brcode::check(&"0".repeat(brcode::MAX_BYTES + 1)), Err(BrCodeError::TooLong));
    assert_eq!(brcode::check("000201é"), Err(BrCodeError::NotTlv { at: 6 }));
    assert_eq!(brcode::check("00020"), Err(BrCodeError::Truncated { tag: 0 }));
    assert_eq!(brcode::check("5802BR63041D3D"), Err(BrCodeError::FormatNotFirst));
    assert_eq!(brcode::check("000201"), Err(BrCodeError::CrcNotLast));
    assert_eq!(brcode::check("00020163040a0b"), Err(BrCodeError::CrcNotLast));
    assert_eq!(brcode::check("0002010002016304ABCD"), Err(BrCodeError::DuplicateTag { tag: 0 }));
    assert_eq!(error_of("pixae-crc-zero"), BrCodeError::WrongCrc { declared: 0, computed: 0x2275 });
    assert_eq!(error_of("gist-static-badlen"), BrCodeError::NotTlv { at: 7 });
    assert_eq!(error_of("emvco-best-transport"), BrCodeError::NotPix);
}

prop_compose! {
    fn any_code()(
        name in "[A-Z]{1,30}", city in "[A-Z]{1,20}", amount in 1_i64..=Centavos::MAX.get(),
        path in "[a-z0-9./-]{1,60}", key in "[a-z0-9@.+-]{1,77}", txid in "[A-Za-z0-9]{1,25}",
        dynamic: bool, with_amount: bool,
    ) -> BrCode {
        let merchant = Merchant::new(&name, &city).unwrap();
        let amount = with_amount.then_some(Centavos::new(amount));
        if dynamic {
            BrCode::dynamic(&merchant, &format!("pix.example/{path}"), amount).unwrap()
        } else {
            BrCode::fixed(&merchant, &key, amount, Some(&txid)).unwrap()
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(code in any_code()) {
        let text = code.to_string();
        prop_assert!(text.len() <= 512);
        prop_assert_eq!(brcode::check(&text), Ok(code));
    }

    #[test]
    fn one_wrong_character_is_seen(code in any_code(), at: prop::sample::Index, to in "\\PC") {
        let good = code.to_string();
        let mut damaged: Vec<char> = good.chars().collect();
        let at = at.index(damaged.len());
        damaged[at] = to.chars().next().unwrap();
        let damaged: String = damaged.into_iter().collect();
        // A CRC of 16 bits sees every burst of up to 16 bits: one ASCII character for another is
        // never missed, and a longer character changes the number of bytes.
        prop_assert!(damaged == good || BrCode::parse(&damaged).is_err(), "{damaged}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(00020[0-9]){0,1}([0-9]{4}\\PC{0,9}){0,9}|\\PC{0,99}") {
        if let Ok(code) = BrCode::parse(&text) {
            prop_assert_eq!(code.to_string(), text);
        }
    }

    /// Texts with a right CRC reach the code behind the CRC check.
    #[test]
    fn any_fields_under_a_right_crc_are_read_or_refused(
        fields in prop::collection::vec((0_u8..=99, "[0-9]{0,12}|\\PC{0,12}"), 0..9),
    ) {
        let mut body = String::new();
        for (tag, value) in fields {
            write!(body, "{tag:02}{:02}{value}", value.chars().count()).unwrap();
        }
        let sealed = |crc: u16| format!("000201{body}6304{crc:04X}");
        let Err(BrCodeError::WrongCrc { computed, .. }) = BrCode::parse(&sealed(0)) else {
            return Ok(());
        };
        let text = sealed(computed);
        prop_assert_eq!(BrCode::parse(&text).map(|code| code.to_string()), Ok(text));
    }
}
