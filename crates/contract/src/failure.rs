//! Why a command was not done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::obstacle::Obstacle;
use crate::operator::Need;

/// A command's refusal: a code that the dictionaries put into words, and a detail for support.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Failure {
    /// What happened.
    pub code: FailureCode,
    /// A provider's message, a path, a limit: shown beside the words, never instead of them. Holds
    /// no secret, no document and no name.
    pub detail: Option<String>,
    /// Who is not heard and why, of a failure to reach somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub obstacle: Option<Box<Obstacle>>,
    /// The key of what was typed wrongly, where it is one field's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// What it takes, of a failure for want of a right that somebody here can approve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub need: Option<Box<Need>>,
}

impl Failure {
    /// A failure without detail.
    pub const fn new(code: FailureCode) -> Self {
        Self { code, detail: None, obstacle: None, field: None, need: None }
    }

    /// A failure with a detail for the screen.
    pub fn with(code: FailureCode, detail: impl Into<String>) -> Self {
        Self { code, detail: Some(detail.into()), obstacle: None, field: None, need: None }
    }

    /// The same, of what was typed there.
    #[must_use]
    pub fn of_field(self, key: impl Into<String>) -> Self {
        Self { field: Some(key.into()), ..self }
    }

    /// The same, with what stands in the way.
    #[must_use]
    pub fn behind(self, obstacle: Obstacle) -> Self {
        Self { obstacle: Some(Box::new(obstacle)), ..self }
    }

    /// The caller may not do this alone.
    pub fn needs(need: Need) -> Self {
        let right = format!("{:?}", need.right);
        Self { need: Some(Box::new(need)), ..Self::with(FailureCode::NotAllowed, right) }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.code)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

impl std::error::Error for Failure {}

/// The closed list of reasons; both dictionaries have a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// Zero, negative, too large or not a number.
    InvalidAmount,
    /// Above the shop's ceiling: ask the cashier, then send `above_ceiling`. Detail: the ceiling in centavos.
    AboveCeiling,
    /// The payer's name is empty or too long.
    InvalidPayerName,
    /// Not a CPF or CNPJ (check digits).
    InvalidDocument,
    /// The sale id, order number, date or another parameter has the wrong form.
    InvalidRequest,
    /// No provider is connected yet.
    NotConnected,
    /// The provider refuses our credentials.
    CredentialsRefused,
    /// The provider refuses our credentials there and takes them in another of its environments. Detail: which.
    OtherEnvironment,
    /// The provider cannot be reached; nothing was sent.
    ProviderUnreachable,
    /// The provider refused the request. Detail: its code and message.
    ProviderRefused,
    /// The provider's answer cannot be read: whether money came is not known.
    ProviderUnreadable,
    /// The provider asks for patience. Detail: for how many seconds.
    ProviderAsksToWait,
    /// What answers at the address is not this provider: nothing was changed.
    NotThisProvider,
    /// Charges or refunds are open at the provider. Detail: how many.
    MoneyOpenThere,
    /// The shop has charges that a customer may still pay: leaving it takes `leave_open`. Detail: how many.
    ChargesOpen,
    /// The provider never confirmed the charge; its code was never shown.
    NeverConfirmed,
    /// The till has stopped waiting for a charge that its provider does not know: whether money came is
    /// not known.
    UnknownThere,
    /// The till has stopped waiting for a charge that its provider calls paid and never proved.
    NeverProved,
    /// The till has stopped waiting for a charge about which nobody was heard for a week: whether money
    /// came is not known.
    NeverHeard,
    /// A person has stopped waiting for the charge: whether money came is not known. Detail: why.
    GivenUp,
    /// A person has confirmed the order by hand: it is not cancelled, charged anew, given up, or confirmed
    /// otherwise.
    ConfirmedByHand,
    /// Nobody can have paid the order's last charge: there is nothing to confirm by hand.
    NothingToConfirm,
    /// What the order's last charge said of its payer was blanked: nobody else is charged in their place.
    PayerBlanked,
    /// Not an end-to-end id of a Pix payment: `E`, 8 letters or digits, a minute, 11 letters or digits.
    InvalidEndToEndId,
    /// The end-to-end id names a minute from before the sale.
    EndToEndIdTooOld,
    /// The end-to-end id names a minute that has not come yet.
    EndToEndIdAhead,
    /// The end-to-end id is that of another payment, or was shown for another sale. Detail: that order's number,
    /// where it is of an order.
    EndToEndIdTaken,
    /// No order has this number.
    OrderNotFound,
    /// An order already has this reference.
    ReferenceTaken,
    /// The order is paid: no new code.
    AlreadyPaid,
    /// The order log is damaged: no sale is made on it. Detail: what is broken and the last good backup.
    LogDamaged,
    /// The order log cannot be written (read-only or full disk). Detail: the system's words.
    LogUnwritable,
    /// Another program holds the order log or the settings for longer than five seconds: nothing was written.
    /// Detail: which programs have the till open.
    LogBusy,
    /// The order log is of a newer version of Balcão.
    LogTooNew,
    /// The end of the order log is missing, or the log was replaced: nothing is sold on it as it is.
    /// Detail: how many events are missing (`?` where that is not known) and the last good backup.
    LogBehind,
    /// There is no till in the folder, and none was begun there. Detail: the folder.
    NoTill,
    /// Others may enter the till's folder, and that cannot be changed: nothing was written. Detail: the folder.
    HomeNotPrivate,
    /// The home is a training till's: real sales have one of their own.
    TrainingHome,
    /// A log of invented money where real sales stand, or the other way round: nothing was changed.
    OtherMoney,
    /// Another program has this till open: close it first.
    TillInUse,
    /// The file is no order log that could be put back. Detail: why.
    NotRestorable,
    /// The folder for a backup is not there. Detail: the folder, and the system's words.
    BackupFolderMissing,
    /// The folder for a backup has no room for it: nothing was left there. Detail: the folder, and the system's words.
    BackupFolderFull,
    /// The folder takes no backup (read-only, another user's, taken away meanwhile), or does not give back what was
    /// written: nothing was left there. Detail: the folder, and the system's words.
    BackupFolderUnwritable,
    /// The file was not saved: one of that name is there already, or the folder takes none. Detail: the file, and the
    /// system's words.
    FileNotSaved,
    /// The system's keyring cannot be used. Detail: what to do.
    VaultUnavailable,
    /// The keyring did not answer in time, or waits for a person: whether it has what is asked for is not known.
    VaultSilent,
    /// The vault is an encrypted file, and no passphrase is at hand. Detail: what is wrong with the one that should be.
    VaultLocked,
    /// The passphrase does not open the vault. Detail: for how many seconds none is tried now, if there is a wait.
    WrongPassphrase,
    /// Too many wrong passphrases: none is tried now. Detail: for how many seconds.
    PassphraseWait,
    /// Not a passphrase for a vault: 8 characters or more, at most 1 KiB, on one line.
    InvalidPassphrase,
    /// A file of the vault is damaged: no passphrase opens it. Detail: the file.
    VaultDamaged,
    /// The encrypted file of the vault is not there; none is begun in its place. Detail: the file.
    VaultMissing,
    /// The encrypted file is of a newer version of Balcão. Detail: which.
    VaultTooNew,
    /// The store takes a secret and does not keep it: it has it in memory only. Nothing was entrusted to it.
    VaultForgets,
    /// The keyring works and has nothing of this till: its files were copied or moved, or the entry was
    /// deleted. Connect again.
    CredentialsMissing,
    /// Not an address of a relay: https, or http on this computer.
    InvalidRelayAddress,
    /// Not a pairing code: 8 characters of Crockford's base32.
    InvalidPairingCode,
    /// This till has no relay.
    NotPaired,
    /// The relay refuses: the code is unknown, used or expired, or the till was revoked. Detail:
    /// for how many seconds the relay asks to wait, if it does.
    PairingRefused,
    /// The relay hands out an address for webhooks that is not its own: nothing is kept, and nothing goes
    /// there. Detail: the foreign host.
    ForeignIngest,
    /// No relay answers at the address. Detail: what came instead.
    RelayUnreachable,
    /// No connected provider has this name. Detail: the name.
    UnknownProvider,
    /// The order has no money that could go back: not paid, on its way back, or back already.
    NothingToRefund,
    /// More than one attempt was paid: say which. Detail: their numbers.
    WhichAttempt,
    /// Refunds of this provider are not made here. Detail: the provider's name, or the missing field.
    RefundNotOffered,
    /// The 90 days of Pix are over.
    RefundTooLate,
    /// The provider refused the refund; the money is still here. Detail: its code and message.
    RefundRefused,
    /// The order has no dispute that is open.
    NoDispute,
    /// A shift is open already. Detail: its number.
    ShiftOpen,
    /// The shift was closed already. Detail: its number.
    ShiftClosed,
    /// No shift has this number, or none is open.
    ShiftNotFound,
    /// The drawer holds less than what is to be taken out. Detail: what it should hold, in centavos.
    DrawerShort,
    /// The drawer has to be counted before the shift is closed.
    CountNeeded,
    /// No printer is set.
    NoPrinter,
    /// The system has no voice that says a sentence. Detail: the system's words.
    NoVoice,
    /// What was typed, pasted or scanned is no code of a receipt, and no amount with a time stands beside it.
    ReceiptUnreadable,
    /// The hash is of no event of this log: it is another log's, or was taken later than this copy.
    HeadUnknown,
    /// A day is none, or the last lies before the first, or more than ten years behind it.
    InvalidPeriod,
    /// No unmatched payment has this number.
    UnmatchedNotFound,
    /// The payment was matched or dismissed already.
    UnmatchedResolved,
    /// The provider no longer says that this money is here: it is not matched.
    UnmatchedGone,
    /// A reason is needed, 1 to 200 characters.
    ReasonNeeded,
    /// The caller may not do this, or not this much. Detail: the right that it takes.
    NotAllowed,
    /// Nobody is signed in at this door.
    SignedOut,
    /// The PIN is wrong. Detail: how many more tries are free.
    WrongPin,
    /// After too many wrong PINs nobody may try this operator's for a while. Detail: for how many seconds.
    PinWait,
    /// A PIN has 4 to 8 digits.
    InvalidPin,
    /// An operator's name has 1 to 40 characters, on one line.
    InvalidOperatorName,
    /// Somebody who works here has this name already, but for capitals and accents. Detail: the name.
    OperatorNameTaken,
    /// Nobody of that id works here. Detail: the id.
    OperatorNotFound,
    /// A till with operators has a manager: the last one stays, and the first one is one.
    ManagerNeeded,
    /// As many operators as a till can have were taken on. Detail: how many that are.
    TooManyOperators,
    /// The order log knows of operators, and the keyring does not have them. Nobody can sign in.
    OperatorsLost,
    /// This computer's clock and the provider's differ. Detail: by how much.
    ClockWrong,
    /// Only in training mode.
    TrainingOnly,
    /// No setting has this key. Detail: the key, and the one that it looks like.
    UnknownSetting,
    /// The value is not allowed at this key. Detail: the key, and what is.
    InvalidSetting,
    /// Another action has that key. Detail: the other's setting.
    KeyTaken,
    /// The setting is shown, and changed by commands of its own. Detail: which.
    SettingNotHere,
    /// The file of the settings cannot be read: it is left as it is. Detail: the file, and what is wrong in it.
    SettingsUnreadable,
    /// A fault of ours; the log file has more.
    Internal,
}

/// What kind of thing happened: exit codes and HTTP statuses follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// The request has the wrong form.
    Malformed,
    /// What was typed is not what it should be.
    Invalid,
    /// There is no such thing here.
    NotFound,
    /// It does not go with how things stand here; a person can change that.
    Conflict,
    /// It came to nothing: no money came, or none is here any more.
    Ended,
    /// The provider has refused it.
    Refused,
    /// Money may be under way: nobody knows yet.
    InDoubt,
    /// Something has to be connected or paired first.
    NotSetUp,
    /// Something else answers than what should.
    Stranger,
    /// The provider refuses the credentials.
    LockedOut,
    /// The keyring does not give the credentials.
    Vault,
    /// Nobody answers: later it may work.
    Unreachable,
    /// An answer came and cannot be read: later it may.
    Unreadable,
    /// The order log cannot be used as it is.
    Log,
    /// The caller may not.
    NotAllowed,
    /// This computer or this till is not the one for it.
    Unfit,
    /// A fault of ours, or of the till's own files.
    Fault,
}

impl FailureCode {
    /// What kind of thing happened.
    pub const fn class(self) -> Class {
        match self {
            Self::InvalidRequest => Class::Malformed,
            Self::InvalidAmount
            | Self::InvalidPayerName
            | Self::InvalidDocument
            | Self::InvalidRelayAddress
            | Self::InvalidPairingCode
            | Self::InvalidPassphrase
            | Self::InvalidPin
            | Self::InvalidOperatorName
            | Self::NotRestorable
            | Self::BackupFolderMissing
            | Self::ReasonNeeded
            | Self::InvalidEndToEndId
            | Self::EndToEndIdTooOld
            | Self::EndToEndIdAhead
            | Self::UnknownSetting
            | Self::InvalidSetting
            | Self::SettingNotHere
            | Self::CountNeeded
            | Self::ReceiptUnreadable
            | Self::InvalidPeriod => Class::Invalid,
            Self::OrderNotFound
            | Self::UnmatchedNotFound
            | Self::OperatorNotFound
            | Self::ShiftNotFound => Class::NotFound,
            Self::AboveCeiling
            | Self::ChargesOpen
            | Self::UnknownProvider
            | Self::NothingToRefund
            | Self::WhichAttempt
            | Self::RefundNotOffered
            | Self::RefundTooLate
            | Self::NoDispute
            | Self::UnmatchedResolved
            | Self::ManagerNeeded
            | Self::TooManyOperators
            | Self::OperatorNameTaken
            | Self::KeyTaken
            | Self::TrainingHome
            | Self::OtherMoney
            | Self::TillInUse
            | Self::BackupFolderFull
            | Self::BackupFolderUnwritable
            | Self::FileNotSaved
            | Self::ReferenceTaken
            | Self::ConfirmedByHand
            | Self::NothingToConfirm
            | Self::PayerBlanked
            | Self::EndToEndIdTaken
            | Self::ShiftOpen
            | Self::ShiftClosed
            | Self::DrawerShort
            | Self::NoPrinter
            | Self::NoVoice => Class::Conflict,
            Self::NeverConfirmed | Self::AlreadyPaid | Self::UnmatchedGone => Class::Ended,
            Self::ProviderRefused | Self::RefundRefused => Class::Refused,
            Self::UnknownThere
            | Self::NeverProved
            | Self::NeverHeard
            | Self::GivenUp
            | Self::MoneyOpenThere => Class::InDoubt,
            Self::NotThisProvider | Self::ForeignIngest => Class::Stranger,
            Self::NotConnected | Self::NoTill | Self::NotPaired | Self::PairingRefused => {
                Class::NotSetUp
            }
            Self::CredentialsRefused | Self::OtherEnvironment => Class::LockedOut,
            Self::CredentialsMissing
            | Self::VaultUnavailable
            | Self::VaultSilent
            | Self::VaultLocked
            | Self::WrongPassphrase
            | Self::PassphraseWait
            | Self::VaultDamaged
            | Self::VaultMissing
            | Self::VaultTooNew
            | Self::VaultForgets
            | Self::OperatorsLost => Class::Vault,
            Self::ProviderUnreachable | Self::ProviderAsksToWait | Self::RelayUnreachable => {
                Class::Unreachable
            }
            Self::ProviderUnreadable => Class::Unreadable,
            Self::LogDamaged
            | Self::LogBehind
            | Self::LogUnwritable
            | Self::LogBusy
            | Self::LogTooNew
            | Self::HeadUnknown
            | Self::HomeNotPrivate => Class::Log,
            Self::NotAllowed | Self::SignedOut | Self::WrongPin | Self::PinWait => {
                Class::NotAllowed
            }
            Self::ClockWrong | Self::TrainingOnly => Class::Unfit,
            Self::SettingsUnreadable | Self::Internal => Class::Fault,
        }
    }
}
