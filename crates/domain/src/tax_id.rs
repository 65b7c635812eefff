//! The Brazilian taxpayer numbers: CPF of a person, CNPJ of a company.

use std::fmt;
use std::ops::Range;

/// A CPF or CNPJ whose check digits are right. Its `Debug` form is redacted: a CPF is personal data.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TaxId {
    kind: TaxIdKind,
    digits: String,
}

/// Whose number it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TaxIdKind {
    /// A person's: 11 digits.
    Cpf,
    /// A company's: 12 digits or capitals (letters since July 2026, IN RFB 2.229/2024) and 2 digits.
    Cnpj,
}

/// Why a text is no CPF or CNPJ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TaxIdError {
    /// Nothing was typed.
    Empty,
    /// Neither 11 characters (CPF) nor 14 (CNPJ).
    WrongLength,
    /// A character that has no place there.
    BadCharacter,
    /// The two check digits don't fit, or all digits are the same.
    BadCheckDigits,
}

impl fmt::Display for TaxIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the CPF or CNPJ is empty",
            Self::WrongLength => "a CPF has 11 digits, a CNPJ has 14",
            Self::BadCharacter => "a CPF has digits only; a CNPJ has digits and letters",
            Self::BadCheckDigits => "the check digits of the CPF or CNPJ are wrong",
        })
    }
}

impl std::error::Error for TaxIdError {}

impl TaxId {
    /// Reads a number with or without its points, stroke and hyphen; small letters are raised.
    pub fn parse(text: &str) -> Result<Self, TaxIdError> {
        let digits: String = text
            .chars()
            .filter(|&c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/'))
            .map(|c| c.to_ascii_uppercase())
            .take(LONGEST + 1)
            .collect();
        let kind = match digits.chars().count() {
            0 => return Err(TaxIdError::Empty),
            11 => TaxIdKind::Cpf,
            14 => TaxIdKind::Cnpj,
            _ => return Err(TaxIdError::WrongLength),
        };
        let body = digits.len().saturating_sub(2);
        let fits = digits.bytes().enumerate().all(|(at, byte)| match kind {
            TaxIdKind::Cnpj if at < body => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            _ => byte.is_ascii_digit(),
        });
        if !fits {
            return Err(TaxIdError::BadCharacter);
        }
        if !checks(kind, digits.as_bytes()) {
            return Err(TaxIdError::BadCheckDigits);
        }
        Ok(Self { kind, digits })
    }

    /// Whose number it is.
    pub fn kind(&self) -> TaxIdKind {
        self.kind
    }

    /// The 11 or 14 characters alone, as providers want them.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Fit for screens and receipts: `***.456.789-**`, `**.345.678/****-**`.
    pub fn masked(&self) -> String {
        match self.kind {
            TaxIdKind::Cpf => self.dressed("###.###.###-##", 3..9),
            TaxIdKind::Cnpj => self.dressed("##.###.###/####-##", 2..8),
        }
    }

    /// The whole number as people write it: `123.456.789-09`, `12.345.678/0001-95`.
    pub fn written(&self) -> String {
        match self.kind {
            TaxIdKind::Cpf => self.dressed("###.###.###-##", 0..11),
            TaxIdKind::Cnpj => self.dressed("##.###.###/####-##", 0..14),
        }
    }

    /// The number in `template`, with the characters outside of `shown` as stars.
    fn dressed(&self, template: &str, shown: Range<usize>) -> String {
        let mut digits = self.digits.chars().enumerate();
        template
            .chars()
            .map(|place| match place {
                '#' => match digits.next() {
                    Some((at, digit)) if shown.contains(&at) => digit,
                    _ => '*',
                },
                mark => mark,
            })
            .collect()
    }
}

impl fmt::Debug for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaxId({:?}, redacted)", self.kind)
    }
}

const LONGEST: usize = 14;

/// Both check digits fit the characters before them, and not all characters are the same.
fn checks(kind: TaxIdKind, digits: &[u8]) -> bool {
    let all_equal = digits.windows(2).all(|pair| pair.first() == pair.last());
    let body = digits.len().saturating_sub(2);
    !all_equal
        && [body, body + 1].into_iter().all(|at| {
            let before = digits.get(..at).unwrap_or_default();
            digits.get(at).copied() == Some(check_digit(kind, before))
        })
}

/// Modulo 11. Weights grow from 2 at the right; a CNPJ's start again at 2 after 9. A character
/// counts its ASCII code less 48, which leaves digits as they are and makes `A` 17.
fn check_digit(kind: TaxIdKind, before: &[u8]) -> u8 {
    let cycle = match kind {
        TaxIdKind::Cpf => LONGEST,
        TaxIdKind::Cnpj => 8,
    };
    let weights = (2..2 + cycle).cycle();
    let sum: usize = before
        .iter()
        .rev()
        .zip(weights)
        .map(|(byte, weight)| usize::from(byte.saturating_sub(b'0')) * weight)
        .sum();
    match sum % 11 {
        0 | 1 => b'0',
        rest => b'0' + u8::try_from(11 - rest).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accepts_numbers_with_right_check_digits() {
        for (text, kind, digits) in [
            ("12345678909", TaxIdKind::Cpf, "12345678909"),
            ("123.456.789-09", TaxIdKind::Cpf, "12345678909"),
            (" 123 456 789 09 ", TaxIdKind::Cpf, "12345678909"),
            ("12345678000195", TaxIdKind::Cnpj, "12345678000195"),
            ("12.345.678/0001-95", TaxIdKind::Cnpj, "12345678000195"),
            ("12.ABC.345/01DE-35", TaxIdKind::Cnpj, "12ABC34501DE35"),
            ("q0slfmbd7vx439", TaxIdKind::Cnpj, "Q0SLFMBD7VX439"),
        ] {
            let id = TaxId::parse(text).unwrap();
            assert_eq!((id.kind(), id.digits()), (kind, digits), "{text}");
        }
    }

    #[test]
    fn refuses_the_rest_and_says_why() {
        use TaxIdError::{BadCharacter, BadCheckDigits, Empty, WrongLength};
        for (text, error) in [
            ("", Empty),
            (" .-/ ", Empty),
            ("1234567890", WrongLength),
            ("123456789012345", WrongLength),
            ("12345678901234567890", WrongLength),
            ("1234567890A", BadCharacter),
            ("12ABC34501DE3A", BadCharacter),
            ("12ABC34501D\u{c9}35", BadCharacter),
            ("1234567890\u{660}", BadCharacter),
            ("12345678900", BadCheckDigits),
            ("11111111111", BadCheckDigits),
            ("00000000000000", BadCheckDigits),
            ("12345678000194", BadCheckDigits),
            ("12ABC34501DE53", BadCheckDigits),
        ] {
            assert_eq!(TaxId::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn hides_what_is_personal() {
        let cpf = TaxId::parse("12345678909").unwrap();
        assert_eq!(cpf.masked(), "***.456.789-**");
        assert!(!format!("{cpf:?}").contains("456"));
        let cnpj = TaxId::parse("12345678000195").unwrap();
        assert_eq!(cnpj.masked(), "**.345.678/****-**");
    }

    proptest! {
        #[test]
        fn a_body_has_one_right_pair_of_check_digits(body in "[0-9]{9}|[0-9A-Z]{12}") {
            prop_assume!(body.chars().any(|c| !body.starts_with(c)));
            let right = (0..100).filter(|pair| TaxId::parse(&format!("{body}{pair:02}")).is_ok());
            prop_assert_eq!(right.count(), 1);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,20}") {
            if let Ok(id) = TaxId::parse(&text) {
                prop_assert_eq!(TaxId::parse(id.digits()), Ok(id));
            }
        }
    }
}
