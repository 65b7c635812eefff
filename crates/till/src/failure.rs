//! Errors of the rooms below, as failures for the doors: total.

use std::path::PathBuf;

use checkout::{Error as CheckoutError, WrongId};
use contract::{Failure, FailureCode};
use domain::ShiftRefusal;
use domain::charge::{OwnCode, Rejection};
use providers::{ConnectError, Error as PspError, NoRefunds, ObstacleKind};
use store::{Error as StoreError, FolderFault};

use crate::view::{obstacle, words};

pub(crate) fn from_checkout(error: CheckoutError) -> Failure {
    match error {
        CheckoutError::NotConnected => Failure::new(FailureCode::NotConnected),
        CheckoutError::UnknownProvider(name) => Failure::with(FailureCode::UnknownProvider, name),
        CheckoutError::NothingToRefund => Failure::new(FailureCode::NothingToRefund),
        CheckoutError::WhichAttempt(attempts) => {
            let numbers: Vec<_> = attempts.iter().map(u32::to_string).collect();
            Failure::with(FailureCode::WhichAttempt, numbers.join(", "))
        }
        CheckoutError::RefundNotOffered { provider, why } => Failure::with(
            FailureCode::RefundNotOffered,
            match why {
                NoRefunds::AtProvider => provider,
                NoRefunds::Missing(field) => field.to_owned(),
            },
        ),
        CheckoutError::OnlyWholeRefunds { provider } => {
            Failure::with(FailureCode::RefundNotOffered, provider)
        }
        error @ CheckoutError::RefundAmount { .. } => {
            Failure::with(FailureCode::InvalidRequest, error.to_string())
        }
        error @ CheckoutError::OverLimit { .. } => {
            Failure::with(FailureCode::NotAllowed, error.to_string())
        }
        CheckoutError::RefundTooLate => Failure::new(FailureCode::RefundTooLate),
        CheckoutError::NoDispute => Failure::new(FailureCode::NoDispute),
        CheckoutError::UnmatchedResolved => Failure::new(FailureCode::UnmatchedResolved),
        CheckoutError::UnmatchedGone => Failure::new(FailureCode::UnmatchedGone),
        CheckoutError::WrongId(WrongId::BeforeTheSale) => {
            Failure::new(FailureCode::EndToEndIdTooOld)
        }
        CheckoutError::WrongId(WrongId::Ahead) => Failure::new(FailureCode::EndToEndIdAhead),
        CheckoutError::WrongId(WrongId::Taken(order)) => Failure {
            detail: order.map(|order| order.to_string()),
            ..Failure::new(FailureCode::EndToEndIdTaken)
        },
        CheckoutError::Provider(error) => from_provider(None, &error),
        CheckoutError::Store(error) => from_store(error),
        CheckoutError::Interrupted => Failure::with(FailureCode::Internal, "a task broke off"),
    }
}

pub(crate) fn from_store(error: StoreError) -> Failure {
    match error {
        StoreError::Damaged { what, last_good_backup } => {
            let backup = named(last_good_backup);
            Failure::with(FailureCode::LogDamaged, format!("{what}; last good backup: {backup}"))
        }
        StoreError::Behind { missing, last_good_backup } => {
            let missing = missing.map_or_else(|| "?".to_owned(), |missing| missing.to_string());
            let backup = named(last_good_backup);
            Failure::with(FailureCode::LogBehind, format!("{missing}; last good backup: {backup}"))
        }
        StoreError::OtherMoney => Failure::new(FailureCode::OtherMoney),
        StoreError::NotALog(text) => Failure::with(FailureCode::NotRestorable, text),
        StoreError::InUse => Failure::new(FailureCode::TillInUse),
        StoreError::Unwritable(text) => Failure::with(FailureCode::LogUnwritable, text),
        StoreError::TooNew { found, known } => {
            Failure::with(FailureCode::LogTooNew, format!("{found} > {known}"))
        }
        StoreError::BackupFolder { fault, folder, why } => {
            let code = match fault {
                FolderFault::Missing => FailureCode::BackupFolderMissing,
                FolderFault::Full => FailureCode::BackupFolderFull,
                FolderFault::Unwritable => FailureCode::BackupFolderUnwritable,
            };
            Failure::with(code, format!("{}: {why}", folder.display()))
        }
        StoreError::NotFound => Failure::new(FailureCode::OrderNotFound),
        StoreError::ReferenceTaken => Failure::new(FailureCode::ReferenceTaken),
        StoreError::UnmatchedResolved => Failure::new(FailureCode::UnmatchedResolved),
        StoreError::ConfirmedByHand => Failure::new(FailureCode::ConfirmedByHand),
        StoreError::NothingToConfirm => Failure::new(FailureCode::NothingToConfirm),
        StoreError::Blanked => Failure::new(FailureCode::PayerBlanked),
        StoreError::Shift(refusal) => from_shift(refusal),
        StoreError::AlreadyPaid => Failure::new(FailureCode::AlreadyPaid),
        StoreError::Busy => Failure::new(FailureCode::LogBusy),
        error @ StoreError::Stopped => Failure::with(FailureCode::Internal, error.to_string()),
        StoreError::Internal(text) => Failure::with(FailureCode::Internal, text),
    }
}

fn from_shift(refusal: ShiftRefusal) -> Failure {
    match refusal {
        ShiftRefusal::Open(number) => Failure::with(FailureCode::ShiftOpen, number.to_string()),
        ShiftRefusal::Closed(number) => Failure::with(FailureCode::ShiftClosed, number.to_string()),
        ShiftRefusal::NotOpened => Failure::new(FailureCode::ShiftNotFound),
        ShiftRefusal::DrawerShort(held) => {
            Failure::with(FailureCode::DrawerShort, held.get().to_string())
        }
        ShiftRefusal::OtherMove => Failure::with(
            FailureCode::InvalidRequest,
            "something else was moved under this id, and nothing is moved now",
        ),
        ShiftRefusal::CountNeeded => Failure::new(FailureCode::CountNeeded),
        ShiftRefusal::BadAmount => Failure::new(FailureCode::InvalidAmount),
    }
}

fn named(backup: Option<PathBuf>) -> String {
    backup.map_or_else(|| "none".to_owned(), |path| path.display().to_string())
}

/// `whom`: the provider's name, where it is known.
pub(crate) fn from_provider(whom: Option<&str>, error: &PspError) -> Failure {
    let text = words(&error.to_string());
    if let Some(met) = error.obstacle() {
        let code = match met.kind {
            ObstacleKind::Clock => FailureCode::ClockWrong,
            _ => FailureCode::ProviderUnreachable,
        };
        return Failure::with(code, text).behind(obstacle(whom, met));
    }
    match error {
        PspError::Unauthorized(code) => Failure::with(FailureCode::CredentialsRefused, words(code)),
        PspError::Rejected { code, message } | PspError::Conflict { code, message } => {
            Failure::with(FailureCode::ProviderRefused, words(&format!("{code}: {message}")))
        }
        PspError::NotFound => Failure::with(FailureCode::ProviderRefused, text),
        PspError::RateLimited { retry_after: Some(pause) } => {
            Failure::with(FailureCode::ProviderAsksToWait, pause.as_secs().to_string())
        }
        PspError::RateLimited { retry_after: None } => {
            Failure::new(FailureCode::ProviderAsksToWait)
        }
        PspError::NotThere(_) => Failure::with(FailureCode::NotThisProvider, text),
        PspError::Malformed(_) | PspError::Contradicts(_) => {
            Failure::with(FailureCode::ProviderUnreadable, text)
        }
        PspError::NotYet { .. }
        | PspError::NotTrusted(_)
        | PspError::Unreachable(_)
        | PspError::OutcomeUnknown(_) => Failure::with(FailureCode::ProviderUnreachable, text),
    }
}

pub(crate) fn from_connect(error: &ConnectError) -> Failure {
    let text = error.to_string();
    let failure = match error {
        ConnectError::Invalid("payerDocument") => {
            Failure::with(FailureCode::InvalidDocument, "payerDocument")
        }
        ConnectError::Invalid("payerName") => {
            Failure::with(FailureCode::InvalidPayerName, "payerName")
        }
        ConnectError::UnknownProvider
        | ConnectError::BadEnvironment(_)
        | ConnectError::Missing(_)
        | ConnectError::Invalid(_) => Failure::with(FailureCode::InvalidRequest, text),
        ConnectError::NoHttp(_) => Failure::with(FailureCode::Internal, text),
    };
    match error {
        ConnectError::Missing(key) | ConnectError::Invalid(key) => failure.of_field(*key),
        ConnectError::BadEnvironment(_) => failure.of_field("environment"),
        ConnectError::UnknownProvider => failure.of_field("provider"),
        ConnectError::NoHttp(_) => failure,
    }
}

/// Why a charge came to nothing, in the words of the contract.
pub(crate) fn from_rejection(rejection: &Rejection) -> Failure {
    let Some(own) = rejection.own_code() else {
        return Failure::with(FailureCode::ProviderRefused, both(rejection));
    };
    let code = match own {
        OwnCode::Credentials => FailureCode::CredentialsRefused,
        OwnCode::NotSent => FailureCode::ProviderUnreachable,
        OwnCode::NeverConfirmed => FailureCode::NeverConfirmed,
        OwnCode::UnknownThere => FailureCode::UnknownThere,
        OwnCode::Unproven => FailureCode::NeverProved,
        OwnCode::NotHeard => FailureCode::NeverHeard,
        OwnCode::GivenUp => FailureCode::GivenUp,
    };
    Failure::with(code, words(&rejection.message))
}

/// Why a refund came to nothing: the money is still here. Of the till's own reasons the word alone, for
/// scripts: a screen never shows it in a provider's place.
pub(crate) fn from_refund(rejection: &Rejection) -> Failure {
    let is_own = rejection.own_code().is_some();
    let detail = if is_own { rejection.code.clone() } else { both(rejection) };
    Failure::with(FailureCode::RefundRefused, detail)
}

/// Whether the detail of a refused refund is a reason of the till's own, such as `not_sent`, and no words
/// of a provider's.
pub fn is_own_reason(detail: &str) -> bool {
    OwnCode::of(detail).is_some()
}

/// Why a payout failed or came back.
pub(crate) fn from_payout(rejection: &Rejection) -> Failure {
    Failure::with(FailureCode::ProviderRefused, both(rejection))
}

/// The code, and the sentence behind it.
fn both(rejection: &Rejection) -> String {
    words(format!("{} {}", rejection.code, rejection.message).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_our_own_stands_in_a_providers_place() {
        let mut seen = Vec::new();
        for own in OwnCode::ALL {
            let why = Rejection::own(own, "for support");
            let code = from_rejection(&why).code;
            assert_ne!(code, FailureCode::ProviderRefused, "{own:?}");
            assert!(!seen.contains(&code), "{own:?} has a sentence of its own");
            seen.push(code);
            assert_eq!(from_refund(&why), Failure::with(FailureCode::RefundRefused, why.code));
        }
        let theirs = Rejection { code: "E42".into(), message: "no".into() };
        assert_eq!(from_rejection(&theirs).detail.as_deref(), Some("E42 no"));
        assert_eq!(from_refund(&theirs).detail.as_deref(), Some("E42 no"));
    }
}
