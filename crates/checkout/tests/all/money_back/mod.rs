//! Money that goes back and money without a sale, against a provider that says what a test wants,
//! under a clock that waits for nobody.

mod disputes;
mod in_doubt;
mod no_idempotency;
mod refunds;
mod unmatched;
