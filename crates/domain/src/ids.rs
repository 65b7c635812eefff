//! Names that travel between the till and a provider. All are opaque: compared, stored, never parsed.

use std::fmt;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdError {
    /// Nothing in it.
    Empty,
    /// Longer than its kind may be.
    TooLong,
    /// A control character or white space at its ends.
    BadCharacter,
}

fn check(text: &str, longest: usize) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.chars().count() > longest {
        return Err(IdError::TooLong);
    }
    if text.chars().any(char::is_control) || text.trim() != text {
        return Err(IdError::BadCharacter);
    }
    Ok(())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $longest:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Longest, in characters.
            pub const LONGEST: usize = $longest;

            /// Takes the text to the letter.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check(&text, Self::LONGEST)?;
                Ok(Self(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// Our name for one attempt at the provider (`externalReference`), unique per application
    /// (ConnectPSP, createcashin). Its length there is not documented; ours is bounded.
    Reference,
    100
);
id!(
    /// The provider's id of a charge: opaque, of varying form (connectpsp.md, quirk 3).
    ProviderId,
    128
);
id!(
    /// A Pix end-to-end id. The standard form is 32 characters; a provider that deviates must not
    /// hide a payment, so only the length is bounded (decisions.md, X20).
    EndToEndId,
    64
);
id!(
    /// A UUID made by the door when a sale begins: the same sale is charged once.
    SaleId,
    64
);
id!(
    /// The key under which a provider executes a request once (`X-Idempotency-Key`, UUID v4).
    IdempotencyKey,
    64
);

/// The letters of a till's code and of the random part of a reference: none that is mistaken for
/// another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a till's code.
const CODE_LETTERS: usize = 4;
/// Digits of an order number in a reference, at least and at most.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;
/// Letters of the random part, five bits each.
const CHANCE_LETTERS: usize = 16;

impl Reference {
    /// The reference that a till makes itself: its code of four letters, the order's number with at
    /// least six digits, and 16 letters for 80 bits of `chance` (all of the first word, the lower 16
    /// of the second). The number is for people; chance is what no copied, restored or other till
    /// makes again.
    ///
    /// 26 to 35 capital letters and digits, so that it can be an API Pix `txid`. `TooLong` for a number
    /// of more than 15 digits, `BadCharacter` for a code of another form.
    pub fn of_till(code: &str, number: OrderNumber, chance: [u64; 2]) -> Result<Self, IdError> {
        if !is_code(code) {
            return Err(IdError::BadCharacter);
        }
        let number = number.to_string();
        if !NUMBER_DIGITS.contains(&number.len()) {
            return Err(IdError::TooLong);
        }
        let [high, low] = chance;
        let bits = (u128::from(high) << 16) | u128::from(low & 0xFFFF);
        let letter = |at: usize| {
            let index = usize::try_from((bits >> (5 * at)) & 31).ok()?;
            LETTERS.get(index).map(|letter| char::from(*letter))
        };
        let chance: String = (0..CHANCE_LETTERS).filter_map(letter).collect();
        Self::new(format!("{code}{number}{chance}"))
    }

    /// The four letters of the till that has made this reference itself, if it has the form of one:
    /// that of [`Reference::of_till`], or the older `CODE-000123`; with or without an attempt's number.
    pub fn till_code(&self) -> Option<&str> {
        let (code, rest) =
            self.0.split_at_checked(CODE_LETTERS).filter(|(code, _)| is_code(code))?;
        let (is_older, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
        let (name, attempt) = rest.split_once('-').unwrap_or((rest, "1"));
        let digits = name.len().checked_sub(if is_older { 0 } else { CHANCE_LETTERS })?;
        let (number, chance) = name.split_at_checked(digits)?;
        let is_of_till = is_number(number) && is_of_letters(chance) && is_digits(attempt);
        is_of_till.then_some(code)
    }

    /// The reference of the order's `attempt`-th charge: the first is this one to the letter, later
    /// ones are `R-2`, `R-3`.
    pub fn for_attempt(&self, attempt: u32) -> Result<Self, IdError> {
        if attempt <= 1 { Ok(self.clone()) } else { Self::new(format!("{self}-{attempt}")) }
    }
}

fn is_code(text: &str) -> bool {
    text.len() == CODE_LETTERS && is_of_letters(text)
}

fn is_of_letters(text: &str) -> bool {
    text.bytes().all(|byte| LETTERS.contains(&byte))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An order's number as a till writes it.
fn is_number(text: &str) -> bool {
    NUMBER_DIGITS.contains(&text.len())
        && is_digits(text)
        && OrderNumber::parse(text).is_some_and(|number| number.to_string() == text)
}

/// An order's number in this till's log, 1 and up; shown with at least six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber(i64);

impl OrderNumber {
    /// A number of 1 and up.
    pub const fn new(number: i64) -> Option<Self> {
        if number >= 1 { Some(Self(number)) } else { None }
    }

    /// Reads `000123` and `123`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits =
            !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse().ok().and_then(Self::new) } else { None }
    }

    /// The bare number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_taken_to_the_letter_and_numbered_from_the_second_attempt() {
        let first = Reference::new("Mesa 4/ção").unwrap();
        assert_eq!(first.for_attempt(1).unwrap().as_str(), "Mesa 4/ção");
        assert_eq!(first.for_attempt(3).unwrap().as_str(), "Mesa 4/ção-3");
    }

    #[test]
    fn ids_are_bounded_and_clean() {
        assert_eq!(Reference::new(""), Err(IdError::Empty));
        assert_eq!(Reference::new("a\nb"), Err(IdError::BadCharacter));
        assert_eq!(Reference::new(" a"), Err(IdError::BadCharacter));
        assert_eq!(Reference::new("x".repeat(101)), Err(IdError::TooLong));
    }

    #[test]
    fn an_order_number_is_read_with_and_without_zeros() {
        assert_eq!(OrderNumber::parse("000123"), OrderNumber::parse("123"));
        assert_eq!(OrderNumber::parse("123").unwrap().to_string(), "000123");
        for bad in ["", "0", "-1", "12a", "+1", "9999999999999999999"] {
            assert_eq!(OrderNumber::parse(bad), None, "{bad}");
        }
    }
}
