//! A sale: its charge, a new code for it, its cancellation, what a person says where no provider is heard, and
//! notes.

pub mod attempt;
mod cancel;
mod charge;
mod confirm_by_hand;
mod give_up;
mod new_code;
mod note;

pub use charge::Sale;
pub use confirm_by_hand::{Confirmation, confirm_order};
