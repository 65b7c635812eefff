//! A sale: its charge, a new code for it, and its cancellation.

pub mod attempt;
mod cancel;
mod charge;
mod new_code;

pub use charge::Sale;
