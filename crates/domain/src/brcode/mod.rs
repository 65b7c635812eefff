//! BR Code, the text inside of a Pix QR Code: EMV merchant-presented mode with Banco Central's rules.
//!
//! Reading is strict on what guards against damage (tags, lengths, CRC) and lenient on the rest:
//! real banks write amounts such as `10.`, leave field 62 out, and put accents into names.

mod check;
mod crc;
mod emit;
mod error;
mod tlv;

use std::fmt;

pub use check::check;
pub use emit::{Merchant, without_accent};
pub use error::{BrCodeError, EmitError};
use tlv::{Field, parse_root, text_of};

/// Longest code that is read. API Pix stops at 512 (`pixCopiaECola`), a published code in use has
/// 513; twice that leaves room, and still fits a QR Code of level M.
pub const MAX_BYTES: usize = 1024;

/// Reais, as ISO 4217 numbers them.
const BRL: &str = "986";

/// The name of the Pix arrangement, in any case.
const GUI: &str = "br.gov.bcb.pix";

mod tag {
    pub(super) const FORMAT: u8 = 0;
    pub(super) const INITIATION: u8 = 1;
    pub(super) const FIRST_ACCOUNT: u8 = 26;
    pub(super) const CATEGORY: u8 = 52;
    pub(super) const CURRENCY: u8 = 53;
    pub(super) const AMOUNT: u8 = 54;
    pub(super) const TIP: u8 = 55;
    pub(super) const FIXED_FEE: u8 = 56;
    pub(super) const FEE_PERCENT: u8 = 57;
    pub(super) const COUNTRY: u8 = 58;
    pub(super) const MERCHANT_NAME: u8 = 59;
    pub(super) const MERCHANT_CITY: u8 = 60;
    pub(super) const ADDITIONAL: u8 = 62;
    pub(super) const CRC: u8 = 63;
    pub(super) const RECURRENCE: u8 = 80;

    // Inside of a merchant account or of a recurrence.
    pub(super) const GUI: u8 = 0;
    pub(super) const KEY: u8 = 1;
    pub(super) const ADDRESS: u8 = 25;

    // Inside of the additional data.
    pub(super) const TXID: u8 = 5;
}

/// How a Pix code is paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// To a Pix key that stands in the code, any number of times.
    Static,
    /// By the terms that the payer's bank fetches from an address in the code.
    Dynamic,
    /// Only the consent to a recurrence (Pix Automático): nothing is paid at once.
    Recurrence,
}

/// A code with sound fields and a right CRC. `Display` writes it to the letter as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrCode {
    /// All but the CRC, which follows from them.
    fields: Vec<Field>,
}

impl BrCode {
    /// Reads any EMV merchant-presented code, Pix or not; [`check`] is for those to be paid.
    pub fn parse(text: &str) -> Result<Self, BrCodeError> {
        if text.is_empty() {
            return Err(BrCodeError::Empty);
        }
        if text.len() > MAX_BYTES {
            return Err(BrCodeError::TooLong);
        }
        let mut fields = parse_root(text)?;
        if fields.first().is_none_or(|field| field.tag != tag::FORMAT) {
            return Err(BrCodeError::FormatNotFirst);
        }
        let crc = fields.pop().filter(|field| field.tag == tag::CRC);
        let declared = crc.as_ref().and_then(Field::as_text).and_then(four_hex_digits);
        let declared = declared.ok_or(BrCodeError::CrcNotLast)?;
        let covered = text.as_bytes().get(..text.len().saturating_sub(4)).unwrap_or_default();
        let computed = crc::crc16(covered);
        if declared != computed {
            return Err(BrCodeError::WrongCrc { declared, computed });
        }
        Ok(Self { fields })
    }

    /// How this code is paid; `None` if it is not Pix. A key that stands without an address in its own
    /// template may be paid, whatever stands beside it: such a code is static.
    pub fn kind(&self) -> Option<Kind> {
        let has = |fields: &[Field], inner| text_of(fields, inner).is_some_and(|it| !it.is_empty());
        let has_address = |fields: &[Field]| text_of(fields, tag::ADDRESS).is_some_and(is_address);
        let mut templates = self.pix_templates(26..=51);
        if templates.any(|fields| has(fields, tag::KEY) && !has_address(fields)) {
            Some(Kind::Static)
        } else if self.pix_templates(26..=51).any(has_address) {
            Some(Kind::Dynamic)
        } else {
            self.recurrence_url().map(|_| Kind::Recurrence)
        }
    }

    /// Whether a Pix payer finds something to pay or to consent to here.
    pub fn is_pix(&self) -> bool {
        self.kind().is_some()
    }

    /// Address of a dynamic code's terms (26..=51, 25), without scheme.
    pub fn url(&self) -> Option<&str> {
        self.pix_text(26..=51, tag::ADDRESS)
    }

    /// The receiver's Pix key in a static code (26..=51, 01).
    pub fn key(&self) -> Option<&str> {
        self.pix_text(26..=51, tag::KEY)
    }

    /// Address of a recurrence to consent to (80..=99, 25).
    pub fn recurrence_url(&self) -> Option<&str> {
        self.pix_text(80..=99, tag::ADDRESS)
    }

    /// Whether paying it may accept a recurrence (Pix Automático): a field 80, or a template of Pix among
    /// the others up to 99, however its name is spelled and whatever it holds.
    pub fn has_recurrence(&self) -> bool {
        let is_of_pix = |field: &Field| {
            let gui = field.as_template().and_then(|fields| text_of(fields, tag::GUI));
            gui.is_some_and(|gui| gui.trim().to_ascii_lowercase().starts_with(GUI))
        };
        let mut unreserved = self.fields.iter().filter(|field| (80..=99).contains(&field.tag));
        unreserved.any(|field| field.tag == tag::RECURRENCE || is_of_pix(field))
    }

    /// Whether what is paid may be another sum than the amount in reais: a tip or a fee comes on top
    /// (55 to 57), or it is another currency (53).
    pub(crate) fn has_other_terms(&self) -> bool {
        let on_top = [tag::TIP, tag::FIXED_FEE, tag::FEE_PERCENT];
        self.fields.iter().any(|field| on_top.contains(&field.tag))
            || text_of(&self.fields, tag::CURRENCY).is_some_and(|currency| currency != BRL)
    }

    /// The receiver's name (59).
    pub fn merchant_name(&self) -> Option<&str> {
        text_of(&self.fields, tag::MERCHANT_NAME)
    }

    /// The receiver's city (60).
    pub fn merchant_city(&self) -> Option<&str> {
        text_of(&self.fields, tag::MERCHANT_CITY)
    }

    /// The amount as the code has it (54); a dynamic code's terms prevail over it.
    pub fn amount_text(&self) -> Option<&str> {
        text_of(&self.fields, tag::AMOUNT)
    }

    /// The reference (62, 05), `***` if it stands elsewhere or nowhere.
    pub fn txid(&self) -> Option<&str> {
        let additional = self.fields.iter().find(|field| field.tag == tag::ADDITIONAL)?;
        text_of(additional.as_template()?, tag::TXID)
    }

    /// A non-empty text inside of a Pix template among the root tags `within`.
    fn pix_text(&self, within: std::ops::RangeInclusive<u8>, inner: u8) -> Option<&str> {
        self.pix_templates(within)
            .find_map(|fields| text_of(fields, inner).filter(|text| !text.is_empty()))
    }

    fn pix_templates(
        &self,
        within: std::ops::RangeInclusive<u8>,
    ) -> impl Iterator<Item = &[Field]> {
        let templates = self.fields.iter().filter(move |field| within.contains(&field.tag));
        templates.filter_map(Field::as_template).filter(|fields| {
            text_of(fields, tag::GUI).is_some_and(|gui| gui.eq_ignore_ascii_case(GUI))
        })
    }
}

impl fmt::Display for BrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: String = self.fields.iter().map(Field::to_string).collect();
        let covered = format!("{fields}{:02}04", tag::CRC);
        write!(f, "{covered}{:04X}", crc::crc16(covered.as_bytes()))
    }
}

/// Whether the terms of a dynamic code may be fetched there: blanks are no address.
fn is_address(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn four_hex_digits(text: &str) -> Option<u16> {
    let is_capital_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'A'..=b'F');
    let fits = text.len() == 4 && text.bytes().all(is_capital_hex);
    if fits { u16::from_str_radix(text, 16).ok() } else { None }
}
