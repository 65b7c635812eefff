//! Whether an account's money is real, as far as its address tells.

use domain::charge::Account;
use reqwest::Url;

use crate::connectpsp;
use crate::http::is_loopback;

/// Whether an account's money is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reality {
    /// A provider's documented production.
    Real,
    /// A provider's documented trial environment.
    Trial,
    /// A sandbox on this computer.
    Sandbox,
    /// An address that no documentation names.
    Unknown,
}

/// What the account's address tells.
pub fn reality(account: &Account) -> Reality {
    let is_sandbox = account.address.parse::<Url>().is_ok_and(|url| is_loopback(&url));
    match account.address.as_str() {
        _ if is_sandbox => Reality::Sandbox,
        connectpsp::PRODUCTION => Reality::Real,
        connectpsp::STAGING => Reality::Trial,
        _ => Reality::Unknown,
    }
}
