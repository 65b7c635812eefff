//! Exit codes: a contract with scripts.

use contract::{Class, FailureCode};

/// Paid, or done.
pub(crate) const DONE: u8 = 0;
/// The charge has ended without the money that was asked for, or the refund was refused.
pub(crate) const ENDED_UNPAID: u8 = 3;
/// Still pending, still on its way back, or the outcome is unknown.
pub(crate) const STILL_OPEN: u8 = 4;

/// The code for a command that was not done.
pub(crate) const fn code(failure: FailureCode) -> u8 {
    match failure.class() {
        Class::Unfit | Class::Fault => 1,
        Class::Malformed | Class::Invalid | Class::NotFound | Class::Conflict => 2,
        Class::Ended | Class::Refused => ENDED_UNPAID,
        Class::InDoubt => STILL_OPEN,
        Class::NotSetUp | Class::LockedOut | Class::Vault => 5,
        Class::Unreachable | Class::Unreadable => 6,
        Class::Log => 7,
        Class::NotAllowed => 8,
    }
}
