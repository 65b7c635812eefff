//! The contract's commands, one method each, named as in the table; one file per feature.

mod by_hand;
mod desk;
mod dispute;
mod export;
mod history;
mod operator;
mod order;
mod payout;
mod privacy;
mod receipt_check;
mod refund;
mod sale;
mod settings;
mod shift;
mod slip;
mod till;
mod unmatched;
mod voice;

use contract::{Failure, FailureCode};

pub use desk::Desk;
pub(crate) use desk::{Call, admitted, admitted_about};
pub use operator::{people, sign_in};
pub(crate) use order::number;
pub use order::{EventView, OrderQuery};
pub use privacy::{ErasedView, FieldView, KeptView, PersonView, SaidView};
pub use sale::{SaleRequest, format_amount, parse_amount};

/// The longest reason that a person may give, in characters.
const LONGEST_REASON: usize = 200;

/// A reason as it is kept: 1 to 200 characters, one line.
fn reason(text: &str) -> Result<String, Failure> {
    let needed = || Failure::new(FailureCode::ReasonNeeded);
    one_line(text, LONGEST_REASON).filter(|it| !it.is_empty()).ok_or_else(needed)
}

/// The text without the space around it, if it is short and has no control characters.
fn one_line(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    let is_good = text.chars().count() <= longest && !text.chars().any(char::is_control);
    is_good.then(|| text.to_owned())
}

pub(crate) fn bad(what: &str) -> Failure {
    Failure::with(FailureCode::InvalidRequest, what)
}
