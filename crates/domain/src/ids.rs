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

impl Reference {
    /// The reference of the order's `attempt`-th charge: the first is this one to the letter, later
    /// ones are `R-2`, `R-3`.
    pub fn for_attempt(&self, attempt: u32) -> Result<Self, IdError> {
        if attempt <= 1 { Ok(self.clone()) } else { Self::new(format!("{self}-{attempt}")) }
    }
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
