//! A till's stream: the dial, the hello, and the pump that brings it what the store has.

mod dial;
mod frame;
mod pump;
mod resume;
mod session;
mod sessions;
mod socket;
mod window;

#[cfg(test)]
mod tests;

pub use dial::dial;
pub use sessions::Sessions;
