//! A day at the counter: from the opening of the shift to the closing, and what is left of it in reports, exports and
//! on paper.

mod books;
mod day;
mod looks;
mod printer;
