//! What proves a payment, whom the till polls, and what it says when it does not hear: against a provider
//! that says what a test wants, under a clock that waits for nobody.

mod accounts;
mod crowd;
mod damage;
mod giving_up;
mod hearing;
mod lost_sales;
mod patience;
mod polls;
mod set_clock;
mod sweep;
mod waiting;
