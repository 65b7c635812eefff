//! Money: whole centavos, read from and written to decimals without a float.

use std::fmt;

/// An amount in centavos of a real. A till only ever asks for 1..=[`Centavos::MAX`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Centavos(i64);

/// Why a text is not an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AmountError {
    /// Nothing was typed.
    Empty,
    /// Not a number in a form that we read, such as `1,234.56` or `12 reais`.
    NotANumber,
    /// Zero reais cannot be charged.
    Zero,
    /// Below zero.
    Negative,
    /// More than two decimals; also `1.234`, which could mean 1,234 or 1234.
    TooManyDecimals,
    /// Above [`Centavos::MAX`].
    TooLarge,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the amount is empty",
            Self::NotANumber => "the amount is not a number such as 12,50",
            Self::Zero => "the amount is zero",
            Self::Negative => "the amount is negative",
            Self::TooManyDecimals => "the amount has more than two decimals",
            Self::TooLarge => "the amount is above R$ 9.999.999.999,99",
        })
    }
}

impl std::error::Error for AmountError {}

impl Centavos {
    /// R$ 9.999.999.999,99: API Pix has ten digits before the point (`valor.original`).
    pub const MAX: Self = Self(999_999_999_999);

    /// An amount of that many centavos.
    #[must_use]
    pub const fn new(centavos: i64) -> Self {
        Self(centavos)
    }

    /// The amount in centavos.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, unless it overflows.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, unless it overflows.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Reads what a person types or pastes: `12`, `12,5`, `12,50`, `12.50`, `R$ 1.234,56`.
    ///
    /// A point followed by three digits is refused, because in Brazil it is a thousand and
    /// elsewhere a fraction; with a comma after it (`1.234,00`) or twice (`1.234.567`) it is clear.
    pub fn parse_typed(text: &str) -> Result<Self, AmountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        let (negative, text) = without_minus(text);
        let text = without_symbol(text);
        let (negative_inside, text) = without_minus(text);
        if negative && negative_inside {
            return Err(AmountError::NotANumber);
        }
        let (whole, decimals) = split_typed(text)?;
        let amount = from_digits(&whole, decimals)?;
        match amount.0 {
            0 => Err(AmountError::Zero),
            _ if negative || negative_inside => Err(AmountError::Negative),
            _ => Ok(amount),
        }
    }

    /// Reads the text of a JSON number (RFC 8259) exactly: `150.5`, `500`, `10.00`, `1e2`.
    ///
    /// Zeros beyond the second decimal are exact and accepted, anything else there is refused.
    /// Zero is an amount here: what a provider says is not ours to refuse.
    pub fn from_decimal(text: &str) -> Result<Self, AmountError> {
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = split_exponent(text)?;
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
            Some(_) => return Err(AmountError::NotANumber),
            None => (mantissa, ""),
        };
        if !is_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(AmountError::NotANumber);
        }

        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_end_matches('0');
        let trailing_zeros = length(digits.len() - significant.len());
        let significant = significant.trim_start_matches('0');
        if significant.is_empty() {
            return Ok(Self(0));
        }
        if negative {
            return Err(AmountError::Negative);
        }
        // The amount is `significant` times ten to this power, in centavos.
        let power = exponent
            .saturating_add(trailing_zeros)
            .saturating_sub(length(fraction.len()))
            .saturating_add(2);
        if power < 0 {
            return Err(AmountError::TooManyDecimals);
        }
        let zeros = usize::try_from(power).map_err(|_| AmountError::TooLarge)?;
        if significant.len().saturating_add(zeros) > MAX_DIGITS {
            return Err(AmountError::TooLarge);
        }
        let centavos = format!("{significant}{:0<zeros$}", "").parse();
        centavos.map(Self).map_err(|_| AmountError::TooLarge)
    }

    /// Reais with a point and exactly two decimals, as JSON and BR Codes want them: `10.00`.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (reais, cents) = self.parts();
        format!("{sign}{reais}.{cents:02}")
    }

    fn parts(self) -> (u64, u64) {
        let magnitude = self.0.unsigned_abs();
        (magnitude / 100, magnitude % 100)
    }
}

/// pt-BR with a plain space: `R$ 1.234,56`.
impl fmt::Display for Centavos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (reais, cents) = self.parts();
        let digits = reais.to_string();
        f.write_str(if self.0 < 0 { "-R$ " } else { "R$ " })?;
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ",{cents:02}")
    }
}

/// Digits of [`Centavos::MAX`].
const MAX_DIGITS: usize = 12;

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn length(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

/// Both the keyboard's minus and the typographer's.
fn without_minus(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

fn without_symbol(text: &str) -> &str {
    text.strip_prefix("R$").or_else(|| text.strip_prefix("r$")).map_or(text, str::trim_start)
}

/// The digits before and after the decimal mark; neither checked for size.
fn split_typed(text: &str) -> Result<(String, &str), AmountError> {
    if let Some((whole, decimals)) = text.split_once(',') {
        return Ok((ungrouped(whole)?, checked_decimals(decimals)?));
    }
    match text.split_once('.') {
        None => Ok((ungrouped(text)?, "")),
        Some((_, rest)) if rest.contains('.') => Ok((ungrouped(text)?, "")),
        Some((whole, decimals)) if is_digits(whole) => {
            Ok((whole.to_owned(), checked_decimals(decimals)?))
        }
        Some(_) => Err(AmountError::NotANumber),
    }
}

/// Digits, with every thousand marked by a point or none.
fn ungrouped(whole: &str) -> Result<String, AmountError> {
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped = !rest.is_empty();
    let first_fits =
        is_digits(first) && (!grouped || (first.len() <= 3 && !first.starts_with('0')));
    if !first_fits || !rest.iter().all(|group| group.len() == 3 && is_digits(group)) {
        return Err(AmountError::NotANumber);
    }
    Ok(whole.replace('.', ""))
}

fn checked_decimals(decimals: &str) -> Result<&str, AmountError> {
    match (is_digits(decimals), decimals.len()) {
        (false, _) => Err(AmountError::NotANumber),
        (true, 1 | 2) => Ok(decimals),
        (true, _) => Err(AmountError::TooManyDecimals),
    }
}

/// `decimals` has at most two digits.
fn from_digits(whole: &str, decimals: &str) -> Result<Centavos, AmountError> {
    let whole = whole.trim_start_matches('0');
    if whole.len() + 2 > MAX_DIGITS {
        return Err(AmountError::TooLarge);
    }
    let centavos = format!("{whole}{decimals:0<2}").parse();
    centavos.map(Centavos).map_err(|_| AmountError::NotANumber)
}

/// The mantissa and the power of ten; a power beyond `i64` saturates, as it is out of range anyway.
fn split_exponent(text: &str) -> Result<(&str, i64), AmountError> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Ok((text, 0)) };
    let (negative, digits) = match exponent.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    if !is_digits(digits) {
        return Err(AmountError::NotANumber);
    }
    let power = digits.parse().unwrap_or(i64::MAX);
    Ok((mantissa, if negative { -power } else { power }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str) -> Result<i64, AmountError> {
        Centavos::parse_typed(text).map(Centavos::get)
    }

    fn decimal(text: &str) -> Result<i64, AmountError> {
        Centavos::from_decimal(text).map(Centavos::get)
    }

    #[test]
    fn reads_what_people_type() {
        for (text, centavos) in [
            ("12", 1200),
            ("12,5", 1250),
            ("12,50", 1250),
            ("12.50", 1250),
            ("12.5", 1250),
            ("0,01", 1),
            ("007", 700),
            (" 12,50\t", 1250),
            ("R$12,50", 1250),
            ("r$ 12,50", 1250),
            ("R$ 1.234,56", 123_456),
            ("R$\u{a0}1.234,56", 123_456),
            ("R$\u{202f}1.234,56\u{a0}", 123_456),
            ("1234,56", 123_456),
            ("1.234.567,89", 123_456_789),
            ("1.234.567", 123_456_700),
            ("9.999.999.999,99", Centavos::MAX.get()),
            ("9999999999.99", Centavos::MAX.get()),
        ] {
            assert_eq!(typed(text), Ok(centavos), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_unclear_and_says_why() {
        use AmountError::{Empty, Negative, NotANumber, TooLarge, TooManyDecimals, Zero};
        for (text, error) in [
            ("", Empty),
            (" \u{a0} ", Empty),
            ("R$", NotANumber),
            ("0", Zero),
            ("0,00", Zero),
            ("-0", Zero),
            ("-1", Negative),
            ("R$ -1,00", Negative),
            ("-R$ 1,00", Negative),
            ("\u{2212}1", Negative),
            ("--1", NotANumber),
            ("-R$ -1", NotANumber),
            ("1.234", TooManyDecimals),
            ("12,345", TooManyDecimals),
            ("1,234", TooManyDecimals),
            ("0.001", TooManyDecimals),
            ("1.234,567", TooManyDecimals),
            ("1,234.56", NotANumber),
            ("1.23,45", NotANumber),
            ("12.34.567", NotANumber),
            ("1234.567,00", NotANumber),
            ("0.123,45", NotANumber),
            ("1..2", NotANumber),
            ("1 234,56", NotANumber),
            ("12,", NotANumber),
            (",50", NotANumber),
            ("+1", NotANumber),
            ("1e2", NotANumber),
            ("\u{661}\u{662}", NotANumber),
            ("12 reais", NotANumber),
            ("10.000.000.000,00", TooLarge),
            ("99999999999999999999999999", TooLarge),
        ] {
            assert_eq!(typed(text), Err(error), "{text}");
        }
    }

    #[test]
    fn reads_json_numbers_exactly() {
        for (text, centavos) in [
            ("150.5", 15_050),
            ("500", 50_000),
            ("10.00", 1000),
            ("10.000", 1000),
            ("1e2", 10_000),
            ("1.5E+1", 1500),
            ("1250e-2", 1250),
            ("1000e-3", 100),
            ("0", 0),
            ("-0.0", 0),
            ("0e999999999999999999999", 0),
            ("9999999999.99", Centavos::MAX.get()),
        ] {
            assert_eq!(decimal(text), Ok(centavos), "{text}");
        }
    }

    #[test]
    fn refuses_inexact_and_malformed_json_numbers() {
        use AmountError::{Empty, Negative, NotANumber, TooLarge, TooManyDecimals};
        for (text, error) in [
            ("", Empty),
            ("10.001", TooManyDecimals),
            ("1e-3", TooManyDecimals),
            ("1e-99999999999999999999", TooManyDecimals),
            ("-1", Negative),
            ("1e99999999999999999999", TooLarge),
            ("10000000000", TooLarge),
            ("9999999999.991", TooManyDecimals),
            ("01", NotANumber),
            ("1.", NotANumber),
            (".5", NotANumber),
            ("+1", NotANumber),
            ("1e", NotANumber),
            ("1,5", NotANumber),
            (" 1", NotANumber),
            ("NaN", NotANumber),
        ] {
            assert_eq!(decimal(text), Err(error), "{text}");
        }
    }

    #[test]
    fn writes_reais() {
        assert_eq!(Centavos::new(1000).to_decimal(), "10.00");
        assert_eq!(Centavos::new(5).to_decimal(), "0.05");
        assert_eq!(Centavos::new(-105).to_decimal(), "-1.05");
        assert_eq!(Centavos::new(5).to_string(), "R$ 0,05");
        assert_eq!(Centavos::new(123_456).to_string(), "R$ 1.234,56");
        assert_eq!(Centavos::new(-12_345_678).to_string(), "-R$ 123.456,78");
        assert_eq!(Centavos::MAX.to_string(), "R$ 9.999.999.999,99");
    }

    proptest! {
        #[test]
        fn every_amount_survives_both_forms(centavos in 1..=Centavos::MAX.get()) {
            let amount = Centavos::new(centavos);
            prop_assert_eq!(Centavos::parse_typed(&amount.to_string()), Ok(amount));
            prop_assert_eq!(Centavos::from_decimal(&amount.to_decimal()), Ok(amount));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-R$ 0-9.,eE+]{0,24}|\\PC{0,24}") {
            let in_range = |amount: Centavos| amount <= Centavos::MAX && amount.get() >= 0;
            prop_assert!(Centavos::parse_typed(&text).is_ok_and(in_range)
                || Centavos::parse_typed(&text).is_err());
            prop_assert!(Centavos::from_decimal(&text).is_ok_and(in_range)
                || Centavos::from_decimal(&text).is_err());
        }
    }
}
