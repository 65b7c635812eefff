//! Amounts as providers write them: exact, never guessed.

use domain::Centavos;

use crate::answer::cut;
use crate::lenient::{Object, Value};

/// Longest text of an amount that cannot be read, in characters.
const LONGEST: usize = 100;

/// What stands where an amount is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReadAmount {
    /// The amount, where it can be read.
    pub(crate) amount: Option<Centavos>,
    /// The text as it is written, where it cannot: at most 100 characters, without control characters.
    pub(crate) unreadable: Option<String>,
}

impl ReadAmount {
    fn by(object: &Object, name: &str, read: impl Fn(&Value) -> Option<Centavos>) -> Self {
        let amount = match object.values(name).as_slice() {
            [] => return Self::default(),
            [value] => read(value),
            _ => None,
        };
        let written = if amount.is_none() { object.written(name) } else { None };
        Self { amount, unreadable: written.map(|text| cut(&text, LONGEST)) }
    }
}

/// Reais: a JSON number, or a text that means one amount in every country: `12.50`, `12,50`,
/// `R$ 1.234,56`.
pub(crate) fn reais(object: &Object, name: &str) -> ReadAmount {
    ReadAmount::by(object, name, |value| match value {
        Value::Number(number) => Centavos::from_decimal(number).ok(),
        Value::Text(text) => reais_of_text(text.trim()),
        Value::Other(_) => None,
    })
}

fn reais_of_text(text: &str) -> Option<Centavos> {
    let number = if may_be_thousands(text) { None } else { Centavos::from_decimal(text).ok() };
    number.or_else(|| Centavos::parse_typed(text).ok())
}

/// `1.500` is a thousand and a half in Brazil, and one and a half elsewhere.
fn may_be_thousands(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, rest)| {
        (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3
    })
}

/// Whole centavos, also where they stand in quotes.
pub(crate) fn centavos(object: &Object, name: &str) -> ReadAmount {
    ReadAmount::by(object, name, |value| match value {
        Value::Number(text) | Value::Text(text) => whole(text.trim()),
        Value::Other(_) => None,
    })
}

fn whole(text: &str) -> Option<Centavos> {
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let centavos = text.parse().ok().map(Centavos::new);
    centavos.filter(|centavos| is_whole && *centavos <= Centavos::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(read: fn(&Object, &str) -> ReadAmount, value: &str) -> Result<Option<i64>, String> {
        let object = Object::read(format!(r#"{{"a":{value}}}"#).as_bytes()).unwrap();
        let told = read(&object, "a");
        assert!(told.amount.is_none() || told.unreadable.is_none());
        told.unreadable.map_or(Ok(told.amount.map(Centavos::get)), Err)
    }

    #[test]
    fn reais_are_read_in_every_spelling_that_needs_no_guessing() {
        for (value, centavos) in [
            ("12.5", 1_250),
            ("1.25e1", 1_250),
            ("12.500000", 1_250),
            ("1.500", 150),
            ("0", 0),
            (r#""12.50""#, 1_250),
            (r#""12,50""#, 1_250),
            (r#"" 12.50 ""#, 1_250),
            (r#""R$ 12,50""#, 1_250),
            (r#""R$\u00a012,50""#, 1_250),
            (r#""1.234,56""#, 123_456),
            (r#""012.50""#, 1_250),
            (r#""12.500000""#, 1_250),
            (r#""0.500""#, 50),
            (r#""1234.500""#, 123_450),
            (r#""0.00""#, 0),
        ] {
            assert_eq!(told(reais, value), Ok(Some(centavos)), "{value}");
        }
        assert_eq!(told(reais, "null"), Ok(None));
        assert_eq!(told(centavos, "null"), Ok(None));
        assert_eq!(
            told(reais, r#"12.50,"a":"12.50","a":null"#),
            Ok(Some(1_250)),
            "it says one thing"
        );
    }

    #[test]
    fn what_would_be_a_guess_is_told_as_it_is_written() {
        for (value, text) in [
            ("12.499999", "12.499999"),
            ("-12.50", "-12.50"),
            ("true", "true"),
            (r#""1.500""#, "1.500"),
            (r#""""#, ""),
            (r#""12\u0007 reais""#, "12 reais"),
            (r#"{"value":12.50}"#, r#"{"value":12.50}"#),
            (r#"12.50,"a":1.00"#, "12.50 / 1.00"),
            (r#"12.50,"a":{}"#, "12.50 / {}"),
        ] {
            assert_eq!(told(reais, value), Err(text.to_owned()), "{value}");
        }
        let long = told(reais, &format!(r#""{}""#, "ç".repeat(500))).unwrap_err();
        assert_eq!(long.chars().count(), LONGEST);
    }

    #[test]
    fn centavos_are_whole() {
        for (value, amount) in [("1250", 1_250), (r#""1250""#, 1_250), (r#"" 01250 ""#, 1_250)] {
            assert_eq!(told(centavos, value), Ok(Some(amount)), "{value}");
        }
        for (value, text) in [
            (r#""12,50""#, "12,50"),
            ("12.50", "12.50"),
            ("1250.0", "1250.0"),
            ("-1250", "-1250"),
            (r#""R$ 1250""#, "R$ 1250"),
            ("[1250]", "[1250]"),
            (r#"1250,"a":1251"#, "1250 / 1251"),
            ("99999999999999999999", "99999999999999999999"),
        ] {
            assert_eq!(told(centavos, value), Err(text.to_owned()), "{value}");
        }
    }
}
