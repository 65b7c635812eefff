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
    ($(#[$meta:meta])* $name:ident, $longest:literal) => {
        id!(
            @text
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
            $name,
            $longest
        );
    };
    (@text $(#[$meta:meta])* $name:ident, $longest:literal) => {
        $(#[$meta])*
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
    @text
    /// A Pix end-to-end id. The standard form is 32 characters; a provider that deviates must not
    /// hide a payment, so only the length is bounded (decisions.md, X20). Written in another case it is
    /// the same id: two statements about one payment must not become two payments.
    #[derive(Debug, Clone)]
    EndToEndId,
    64
);

impl EndToEndId {
    fn folded(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.bytes().map(|byte| byte.to_ascii_uppercase())
    }
}

impl PartialEq for EndToEndId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for EndToEndId {}

impl PartialOrd for EndToEndId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EndToEndId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.folded().cmp(other.folded())
    }
}
id!(
    /// A UUID made by the door when a sale begins: the same sale is charged once.
    SaleId,
    64
);
id!(
    /// A UUID made by the door for cash that goes into the drawer or out of it: the same is moved once.
    CashMoveId,
    64
);
id!(
    /// The key under which a provider executes a request once (`X-Idempotency-Key`, UUID v4).
    IdempotencyKey,
    64
);
id!(
    /// Our name for a refund, unique among those of its charge. One that is asked for here is named by at
    /// most 35 letters and digits, as API Pix wants it of its client.
    RefundId,
    64
);

impl RefundId {
    /// Longest id of a refund at a provider of API Pix, in letters and digits.
    const LONGEST_THERE: usize = 35;

    /// The name of a refund that is sent under this key: the key's letters and digits.
    pub fn of_key(key: &IdempotencyKey) -> Self {
        let letters = key.as_str().chars().filter(char::is_ascii_alphanumeric);
        let name: String = letters.take(Self::LONGEST_THERE).collect();
        Self(if name.is_empty() { key.as_str().to_owned() } else { name })
    }

    /// The name of a refund that was reported without one. The hyphen keeps it apart from any name that a
    /// provider of API Pix can tell.
    pub fn reported(ordinal: u32) -> Self {
        Self(format!("reported-{ordinal}"))
    }
}

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
    /// The number of a log's first order.
    pub const FIRST: Self = Self(1);

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
    use proptest::prelude::*;

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
    fn a_tills_reference_is_its_code_the_number_and_chance() {
        let of = |code: &str, number: i64, chance: [u64; 2]| {
            Reference::of_till(code, OrderNumber::new(number).unwrap(), chance)
                .map(|reference| reference.as_str().to_owned())
        };
        assert_eq!(of("K7QD", 123, [0, 0]).unwrap(), "K7QD0001230000000000000000");
        assert_eq!(of("K7QD", 1, [u64::MAX; 2]).unwrap(), "K7QD000001ZZZZZZZZZZZZZZZZ");
        // The first letter is the lowest five bits; the second word gives the lowest sixteen.
        assert_eq!(of("K7QD", 1, [0, 0x1_F801]).unwrap(), "K7QD00000110Y1000000000000");
        let longest = of("K7QD", 999_999_999_999_999, [7, 7]).unwrap();
        assert_eq!(longest.len(), 35, "as long as a txid may be");
        assert_eq!(of("K7QD", 1_000_000_000_000_000, [7, 7]), Err(IdError::TooLong));
        for code in ["", "K7Q", "K7QDX", "k7qd", "K7QO", "K7Q-", "K7Qç"] {
            assert_eq!(of(code, 1, [7, 7]), Err(IdError::BadCharacter), "{code}");
        }
    }

    #[test]
    fn a_reference_tells_the_till_that_has_made_it() {
        for ours in [
            "K7QD-000123",
            "K7QD-000123-2",
            "K7QD-1234567",
            "K7QD0001230123456789ABCDEF",
            "K7QD0001230123456789ABCDEF-2",
            "K7QD12345670123456789ABCDEF",
        ] {
            assert_eq!(Reference::new(ours).unwrap().till_code(), Some("K7QD"), "{ours}");
        }
        for other in [
            "Mesa 4/ção",
            "K7QD",
            "K7QD-",
            "K7QD-12345",
            "K7QD-000000",
            "K7QD-0001234",
            "K7QD-000123-",
            "K7QD-000123-x",
            "K7QD-000123-2-2",
            "k7qd-000123",
            "K7QO-000123",
            "K7QD00012X0123456789ABCDEF",
            "K7QD0001230123456789ABCDEI",
            "K7QD0001230123456789ABCDE",
            "K7QD01234560123456789ABCDEF",
            "K7QD12345678901234560123456789ABCDEF",
            "kk6g232xel65a0daee4dd13kk2912714964",
            "çK7QD-000123",
        ] {
            assert_eq!(Reference::new(other).unwrap().till_code(), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_tills_reference_is_a_txid_that_says_whose_it_is(
            code in "[0-9A-HJKMNP-TV-Z]{4}", number in 1_i64..1_000_000_000_000_000,
            chance: [u64; 2], other: [u64; 2],
        ) {
            let number = OrderNumber::new(number).unwrap();
            let made = Reference::of_till(&code, number, chance).unwrap();
            let text = made.as_str();
            prop_assert!((26..=35).contains(&text.len()));
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
            let beginning = format!("{code}{number}");
            prop_assert!(text.starts_with(&beginning));
            prop_assert_eq!(made.till_code(), Some(code.as_str()));
            // All of the 80 bits count, and no other.
            let bits = |[high, low]: [u64; 2]| (high, low & 0xFFFF);
            let second = Reference::of_till(&code, number, other).unwrap();
            prop_assert_eq!(second == made, bits(chance) == bits(other));
            let flipped = Reference::of_till(&code, number, [chance[0], chance[1] ^ 0x8000]).unwrap();
            prop_assert_ne!(&flipped, &made);
            let beyond = Reference::of_till(&code, number, [chance[0], chance[1] ^ 0x1_0000]).unwrap();
            prop_assert_eq!(beyond, made);
        }

        #[test]
        fn any_reference_is_a_tills_or_not(text in "[0-9A-Z-]{0,40}|\\PC{1,40}") {
            if let Ok(reference) = Reference::new(text.clone()) {
                prop_assert!(reference.till_code().is_none_or(|code| text.starts_with(code)));
            }
        }
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
