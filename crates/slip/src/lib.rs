//! What is printed: the slips of orders and shifts, and the page that a shop tries its printer with.
//!
//! A [`Document`] is laid out once, in lines that are never longer than the paper; the printer's bytes
//! ([`Document::to_escpos`]), plain text, a PDF and the screen's lines are four ways to write the same. Nothing here
//! reads a file, a clock or a zone: moments come as people read them ([`Local`]).

mod clean;
mod document;
mod escpos;
mod layout;
mod local;
mod order;
mod page;
mod pdf;
pub mod qr;
mod screen;
mod shift;
mod shop;
mod test_page;
mod text;

pub use document::{Align, Columns, Document, Row, Style};
pub use escpos::{DRAWER, Error as EscPosError};
pub use local::Local;
pub use order::{ByHand, Mark, OrderSlip, Payment, Refund, Standing};
pub use page::CodePage;
pub use pdf::Error as PdfError;
pub use shift::ShiftSlip;
pub use shop::Shop;
pub use test_page::test_page;
