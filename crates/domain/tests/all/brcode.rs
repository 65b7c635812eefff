//! BR Code against published codes and against chance.

use domain::Centavos;
use std::fmt::Write;

use domain::brcode::{self, BrCode, BrCodeError, Kind, Merchant};
use proptest::prelude::*;
use serde_json::Value;

/// Published codes, each with a verdict for those who make codes.
fn vectors() -> Vec<Value> {
    let file: Value =
        serde_json::from_str(include_str!("../fixtures/brcode-vectors.json")).expect("the fixture");
    let lists = file.as_object().expect("an object").values().filter_map(Value::as_array);
    lists.flatten().cloned().collect()
}

const SALE: Centavos = Centavos::new(1_250);

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
            "valid" => assert!(parsed.as_ref().is_ok_and(BrCode::is_pix), "{id}: {parsed:?}"),
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
            let sold = code.amount_text().map(|text| Centavos::from_decimal(text).unwrap());
            let checked = brcode::check(payload, sold.unwrap_or(SALE));
            match (recurs, kind, sold) {
                (true, _, _) => assert_eq!(checked, Err(BrCodeError::Recurrence), "{id}"),
                (false, Some(Kind::Static), None) => {
                    assert_eq!(checked, Err(BrCodeError::NoAmount), "{id}");
                }
                (false, _, _) => assert_eq!(checked, Ok(code), "{id}"),
            }
        }
    }
}

fn error_of(id: &str) -> BrCodeError {
    let vectors = vectors();
    let vector = vectors.iter().find(|vector| text(vector, "id") == id).expect(id);
    brcode::check(text(vector, "payload"), SALE).expect_err(id)
}

#[test]
fn a_refusal_says_why() {
    let check = |text: &str| brcode::check(text, SALE);
    assert_eq!(check(""), Err(BrCodeError::Empty));
    assert_eq!(check(&"0".repeat(brcode::MAX_BYTES + 1)), Err(BrCodeError::TooLong));
    assert_eq!(check("000201é"), Err(BrCodeError::NotTlv { at: 6 }));
    assert_eq!(check("00020"), Err(BrCodeError::Truncated { tag: 0 }));
    assert_eq!(check("5802BR63041D3D"), Err(BrCodeError::FormatNotFirst));
    assert_eq!(check("000201"), Err(BrCodeError::CrcNotLast));
    assert_eq!(check("00020163040a0b"), Err(BrCodeError::CrcNotLast));
    assert_eq!(check("0002010002016304ABCD"), Err(BrCodeError::DuplicateTag { tag: 0 }));
    assert_eq!(error_of("pixae-crc-zero"), BrCodeError::WrongCrc { declared: 0, computed: 0x2275 });
    assert_eq!(error_of("gist-static-badlen"), BrCodeError::NotTlv { at: 7 });
    assert_eq!(error_of("emvco-best-transport"), BrCodeError::NotPix);
}

/// A code of these fields under a right CRC.
fn sealed(fields: &str) -> String {
    let Err(BrCodeError::WrongCrc { computed, .. }) =
        BrCode::parse(&format!("000201{fields}63040000"))
    else {
        panic!("{fields}")
    };
    format!("000201{fields}6304{computed:04X}")
}

fn field(tag: u8, value: &str) -> String {
    format!("{tag:02}{:02}{value}", value.chars().count())
}

const STATIC: &str = "26260014br.gov.bcb.pix0104chav";
const DYNAMIC: &str = "26330014br.gov.bcb.pix2511psp.example";

#[test]
fn the_amount_in_a_code_is_the_sales() {
    let over = |account: &str, amount: Option<&str>| {
        let amount = amount.map(|it| field(54, it)).unwrap_or_default();
        brcode::check(&sealed(&format!("{account}{amount}5802BR")), SALE).map(|_| ())
    };
    for account in [STATIC, DYNAMIC] {
        for right in ["12.50", "12.5", "12.500", "0012.50"] {
            assert_eq!(over(account, Some(right)), Ok(()), "{right}");
        }
        for other in ["1.25", "1250", "12", "0", "0.00", "12.51"] {
            assert_eq!(over(account, Some(other)), Err(BrCodeError::OtherAmount), "{other}");
        }
        for unclear in ["12,50", "R$ 12.50", "12.505", ""] {
            let refused = over(account, Some(unclear));
            assert_eq!(refused, Err(BrCodeError::UnreadableAmount), "{unclear}");
        }
    }
    assert_eq!(over(STATIC, None), Err(BrCodeError::NoAmount));
    assert_eq!(over(DYNAMIC, None), Ok(()));
}

#[test]
fn nothing_comes_on_top_and_it_is_paid_in_reais() {
    let with = |more: &str| {
        brcode::check(&sealed(&format!("{DYNAMIC}{more}{}", field(54, "12.50"))), SALE).map(|_| ())
    };
    assert_eq!(with(&field(53, "986")), Ok(()));
    for (tag, value) in [(53, "840"), (53, ""), (55, "01"), (56, "5.00"), (57, "50")] {
        assert_eq!(with(&field(tag, value)), Err(BrCodeError::OtherAmount), "{tag} {value}");
    }
}

#[test]
fn a_key_without_an_address_of_its_own_has_to_name_the_amount() {
    let pix = "0014br.gov.bcb.pix";
    let key = field(1, "chave");
    let address = field(25, "psp.example/1");
    for (accounts, refused) in [
        (field(26, &format!("{pix}{key}{address}")), None),
        (field(26, &format!("{pix}{key}{}", field(25, " "))), Some(BrCodeError::NoAmount)),
        (
            field(26, &format!("{pix}{key}")) + &field(27, &format!("{pix}{address}")),
            Some(BrCodeError::NoAmount),
        ),
        (field(26, &format!("{pix}{}", field(25, " "))), Some(BrCodeError::NotPix)),
    ] {
        let checked = brcode::check(&sealed(&accounts), SALE).map(|_| ());
        assert_eq!(checked.err(), refused, "{accounts}");
    }
}

#[test]
fn paying_a_code_accepts_no_recurrence() {
    for tag in [80, 87, 99] {
        for inside in ["0014br.gov.bcb.pix2511psp.example", "0014BR.GOV.BCB.PIX"] {
            let fields = format!("{DYNAMIC}{}", field(tag, inside));
            assert_eq!(brcode::check(&sealed(&fields), SALE), Err(BrCodeError::Recurrence));
        }
        // However it is spelled.
        for gui in [" br.gov.bcb.pix", "Br.Gov.Bcb.Pix ", "br.gov.bcb.pix.rec"] {
            let fields = format!("{DYNAMIC}{}", field(tag, &field(0, gui)));
            assert_eq!(brcode::check(&sealed(&fields), SALE), Err(BrCodeError::Recurrence));
        }
    }
    for tag in [81, 87, 99] {
        let of_another = format!("{DYNAMIC}{}", field(tag, "0011com.example"));
        assert!(brcode::check(&sealed(&of_another), SALE).is_ok());
    }
    // A counter sale's code has no field 80 (apipix-psps.md).
    for inside in ["0011com.example", "2511psp.example"] {
        let fields = format!("{DYNAMIC}{}", field(80, inside));
        assert_eq!(brcode::check(&sealed(&fields), SALE), Err(BrCodeError::Recurrence));
    }
    let alone = field(80, "0014br.gov.bcb.pix2511psp.example");
    assert_eq!(brcode::check(&sealed(&alone), SALE), Err(BrCodeError::Recurrence));
}

#[test]
fn a_code_is_what_it_looks_like() {
    let named = |name: &str| {
        brcode::check(&sealed(&format!("{DYNAMIC}{}", field(59, name))), SALE).map(|_| ())
    };
    let dressed_up = [
        "Açaí & Pão",
        "Doces ❤\u{fe0f}",
        "👩\u{200d}🍳 Lu",
        "\u{2800}Bar\u{2800}",
        "Z\u{301}\u{302}\u{303}\u{304}",
    ];
    for name in dressed_up {
        assert_eq!(named(name), Ok(()), "{name:?}");
    }
    for bent in ["\u{202e}LOJA", "LO\u{200b}JA", "LO\tJA", "LOJA\n", "\u{feff}", "LO\u{200d}JA"] {
        assert!(matches!(named(bent), Err(BrCodeError::Invisible { .. })), "{bent:?}");
    }
    let sound = sealed(DYNAMIC);
    let at = sound.len();
    assert_eq!(brcode::check(&format!("{sound}\n"), SALE), Err(BrCodeError::Invisible { at }));
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
        prop_assert_eq!(BrCode::parse(&text), Ok(code));
    }

    #[test]
    fn a_code_fits_the_sale_of_its_amount_alone(code in any_code(), sale in 1_i64..=99_999) {
        let sale = Centavos::new(sale);
        let told = code.amount_text().map(|text| Centavos::from_decimal(text).unwrap());
        let checked = brcode::check(&code.to_string(), sale);
        match told {
            Some(told) if told != sale => prop_assert_eq!(checked, Err(BrCodeError::OtherAmount)),
            None if code.kind() == Some(Kind::Static) => {
                prop_assert_eq!(checked, Err(BrCodeError::NoAmount));
            }
            Some(_) | None => prop_assert_eq!(checked, Ok(code.clone())),
        }
        if let Some(told) = told {
            prop_assert_eq!(brcode::check(&code.to_string(), told), Ok(code));
        }
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
