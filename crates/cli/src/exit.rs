//! Exit codes: a contract with scripts.

use contract::FailureCode;

/// Paid, or done.
pub(crate) const DONE: u8 = 0;
/// The charge has ended without the money that was asked for, or the refund was refused.
pub(crate) const ENDED_UNPAID: u8 = 3;
/// Still pending, still on its way back, or the outcome is unknown.
pub(crate) const STILL_OPEN: u8 = 4;

/// The code for a command that was not done.
pub(crate) const fn code(failure: FailureCode) -> u8 {
    match failure {
        FailureCode::ClockWrong | FailureCode::TrainingOnly | FailureCode::Internal => 1,
        FailureCode::InvalidAmount
        | FailureCode::AboveCeiling
        | FailureCode::InvalidPayerName
        | FailureCode::InvalidDocument
        | FailureCode::InvalidRequest
        | FailureCode::OrderNotFound
        | FailureCode::InvalidRelayAddress
        | FailureCode::InvalidPairingCode
        | FailureCode::UnknownProvider
        | FailureCode::NothingToRefund
        | FailureCode::WhichAttempt
        | FailureCode::RefundNotOffered
        | FailureCode::RefundTooLate
        | FailureCode::NoDispute
        | FailureCode::UnmatchedNotFound
        | FailureCode::UnmatchedResolved
        | FailureCode::ReasonNeeded
        | FailureCode::TrainingHome
        | FailureCode::OtherMoney
        | FailureCode::TillInUse
        | FailureCode::NotRestorable
        | FailureCode::NotThisProvider
        | FailureCode::ReferenceTaken => 2,
        FailureCode::ProviderRefused
        | FailureCode::NeverConfirmed
        | FailureCode::AlreadyPaid
        | FailureCode::RefundRefused
        | FailureCode::UnmatchedGone => ENDED_UNPAID,
        FailureCode::NotConnected
        | FailureCode::CredentialsRefused
        | FailureCode::NotPaired
        | FailureCode::PairingRefused
        | FailureCode::CredentialsMissing
        | FailureCode::VaultUnavailable => 5,
        FailureCode::UnknownThere
        | FailureCode::NeverProved
        | FailureCode::NeverHeard
        | FailureCode::MoneyOpenThere => STILL_OPEN,
        FailureCode::ProviderUnreachable
        | FailureCode::ProviderUnreadable
        | FailureCode::ProviderAsksToWait
        | FailureCode::RelayUnreachable => 6,
        FailureCode::LogDamaged
        | FailureCode::LogBehind
        | FailureCode::LogUnwritable
        | FailureCode::LogTooNew => 7,
    }
}
