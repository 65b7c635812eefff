//! Why a text is not a code that a customer could pay.

use std::fmt;

/// Why a text is refused as a BR Code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BrCodeError {
    /// There is no text.
    Empty,
    /// Longer than [`super::MAX_BYTES`].
    TooLong,
    /// Where a tag and a length of two digits each were due, something else stands or the text
    /// ends; in bytes from the start of the text or of the template around it.
    NotTlv {
        /// Position of the field.
        at: usize,
    },
    /// A field is longer than the text or template that holds it.
    Truncated {
        /// The field's tag.
        tag: u8,
    },
    /// A tag stands twice on one level: readers would differ in which one they believe.
    DuplicateTag {
        /// The tag.
        tag: u8,
    },
    /// The first field is not the payload format (00).
    FormatNotFirst,
    /// The last field is not a CRC (63) of four capital hexadecimal digits.
    CrcNotLast,
    /// The CRC differs from that of the text before it: the code was damaged or made up.
    WrongCrc {
        /// What the code says.
        declared: u16,
        /// What its text gives.
        computed: u16,
    },
    /// A sound EMV code, but not one that a Pix payer can use.
    NotPix,
    /// Paying it may accept a recurrence (Pix Automático): not for a sale at a counter.
    Recurrence,
    /// A control character, a mark that turns the direction of writing, or a character without a width;
    /// in bytes from the start of the text.
    Invisible {
        /// Position of the character.
        at: usize,
    },
    /// It names another amount than the sale's, another currency, or a tip or fee on top.
    OtherAmount,
    /// It names an amount that cannot be read.
    UnreadableAmount,
    /// It names no amount, and its terms do not either: the customer would type one.
    NoAmount,
}

impl fmt::Display for BrCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the code is empty"),
            Self::TooLong => write!(f, "the code is longer than {} bytes", super::MAX_BYTES),
            Self::NotTlv { at } => write!(f, "the code is malformed at position {at}"),
            Self::Truncated { tag } => write!(f, "the code ends inside field {tag:02}"),
            Self::DuplicateTag { tag } => write!(f, "the code has field {tag:02} twice"),
            Self::FormatNotFirst => f.write_str("the code does not start with field 00"),
            Self::CrcNotLast => f.write_str("the code does not end with its checksum"),
            Self::WrongCrc { declared, computed } => {
                write!(f, "the code's checksum is {declared:04X} but should be {computed:04X}")
            }
            Self::NotPix => f.write_str("the code is not a Pix code"),
            Self::Recurrence => f.write_str("the code would accept a recurring payment"),
            Self::Invisible { at } => {
                write!(f, "the code has a character that cannot be seen at position {at}")
            }
            Self::OtherAmount => f.write_str("the code is over another amount"),
            Self::UnreadableAmount => f.write_str("the amount in the code cannot be read"),
            Self::NoAmount => f.write_str("the code is over no amount"),
        }
    }
}

impl std::error::Error for BrCodeError {}

/// Why a code cannot be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EmitError {
    /// The name or city has no letter or digit left in plain ASCII.
    NamelessMerchant,
    /// A payload address has no scheme, 1..=77 printable ASCII characters, and a slash.
    BadAddress,
    /// A Pix key has 1..=77 printable ASCII characters.
    BadKey,
    /// A static code's txid has 1..=25 ASCII letters and digits.
    BadTxid,
    /// An amount in a code is from R$ 0,01 to R$ 9.999.999.999,99.
    BadAmount,
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NamelessMerchant => "the merchant's name or city is empty",
            Self::BadAddress => "the payload address is not host/path of at most 77 characters",
            Self::BadKey => "the Pix key is empty, too long or not ASCII",
            Self::BadTxid => "the txid is not 1 to 25 letters and digits",
            Self::BadAmount => "the amount is outside of R$ 0,01 to R$ 9.999.999.999,99",
        })
    }
}

impl std::error::Error for EmitError {}
