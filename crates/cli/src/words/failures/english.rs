//! Why a command was not done, in English.

use contract::FailureCode;

pub(in crate::words) const fn sentence(code: FailureCode) -> &'static str {
    match code {
        FailureCode::InvalidAmount => {
            "Nothing was charged: that is not an amount. Use, for example, 12.50."
        }
        FailureCode::AboveCeiling => "Nothing was charged: the amount is above the shop's ceiling.",
        FailureCode::InvalidPayerName => "Nothing was charged: the payer's name is missing.",
        FailureCode::InvalidDocument => "Nothing was charged: the CPF or CNPJ is not right.",
        FailureCode::InvalidRequest => "Nothing has changed: the request is wrong.",
        FailureCode::NotConnected => "No provider is connected. Use: balcao connect …",
        FailureCode::CredentialsRefused => {
            "Nothing was charged: the provider refuses the credentials. Connect again; if they were renewed in the same account, with --same-account."
        }
        FailureCode::OtherEnvironment => {
            "Nothing was changed: the provider refuses these credentials here. They are of another environment of it:"
        }
        FailureCode::ProviderUnreachable => {
            "Nothing was charged: the provider did not answer. Check the network and try again."
        }
        FailureCode::ProviderRefused => "Nothing was charged: the provider refused.",
        FailureCode::NeverConfirmed => {
            "The provider never confirmed the charge; its code was shown to nobody."
        }
        FailureCode::UnknownThere => {
            "We don't know whether the money has come: the provider says that it does not know this charge, and the till has stopped waiting. Look in the provider's panel before you hand over."
        }
        FailureCode::NeverProved => {
            "We don't know whether the money has come: the provider says paid and never proved that it is this sale, and the till has stopped waiting. Look in the provider's panel before you hand over."
        }
        FailureCode::NeverHeard => {
            "We don't know whether the money has come: nobody was heard about this charge for a week, and the till has stopped waiting. Look in the provider's panel before you hand over."
        }
        FailureCode::GivenUp => {
            "We don't know whether the money has come: somebody at the till has stopped waiting for this charge. Look in the provider's panel before you hand over."
        }
        FailureCode::ConfirmedByHand => {
            "Nothing has changed: that sale is confirmed by hand. Only the provider's word changes it now."
        }
        FailureCode::NothingToConfirm => {
            "Nothing was confirmed: the code of that sale was never shown, so that nobody can have paid. Charge again."
        }
        FailureCode::PayerBlanked => {
            "Nothing was charged: the data of that sale's payer was blanked. Begin a new sale."
        }
        FailureCode::InvalidEndToEndId => {
            "Nothing was confirmed: that is not the code of a Pix payment (E2E). It has 32 letters and digits and begins with E. It can be left out."
        }
        FailureCode::EndToEndIdTooOld => {
            "Nothing was confirmed: that code is of a Pix payment from before this sale. Ask for the receipt of this payment."
        }
        FailureCode::EndToEndIdAhead => {
            "Nothing was confirmed: that code names a moment that has not come yet. Check the receipt, and this computer's clock."
        }
        FailureCode::EndToEndIdTaken => {
            "Nothing was confirmed: that code is of another payment already. The receipt may be a repeated one."
        }
        FailureCode::OrderNotFound => "Nothing has changed: no sale has that number.",
        FailureCode::ReferenceTaken => "Nothing was charged: another sale has that reference.",
        FailureCode::AlreadyPaid => "That sale is paid already.",
        FailureCode::LogDamaged => {
            "Nothing was sold: the order log is damaged. Use: balcao restore FILE."
        }
        FailureCode::LogUnwritable => {
            "Nothing new is charged like this: the order log cannot be written. What was sent to the provider stands. Check the disk."
        }
        FailureCode::LogBusy => {
            "Nothing changed: another program holds this till's log. Wait a little, or close it, and try again."
        }
        FailureCode::LogBehind => {
            "No sale is made like this: the end of the order log is missing. Use: balcao restore FILE (a backup, or the log itself)"
        }
        FailureCode::TillInUse => {
            "Nothing changed: another program has this till open. Close it and try again."
        }
        FailureCode::NoTill => {
            "Nothing was done: there is no till in this folder. Check the path (--home or BALCAO_HOME). To begin a new till there: balcao connect …, or --create."
        }
        FailureCode::HomeNotPrivate => {
            "Nothing was written: others on this computer may open this folder, and sales hold names and CPFs. Use a folder of the till's own, closed to others (chmod 700)."
        }
        FailureCode::TrainingHome => {
            "Nothing was charged: this folder is a training till's. Use --training, or another folder."
        }
        FailureCode::OtherMoney => {
            "Nothing changed: a log of training never takes the place of real sales, nor the other way round. Check --training and the folder."
        }
        FailureCode::NotRestorable => "Nothing changed: the file is no order log that is whole.",
        FailureCode::FileNotSaved => {
            "Nothing was saved: there is a file of that name already, or the folder takes none, or the disk is full. Use another name, or another folder."
        }
        FailureCode::BackupFolderMissing => {
            "Nothing was copied: there is no such folder. Check the path (is the pen drive plugged in?)."
        }
        FailureCode::BackupFolderFull => {
            "Nothing was copied: there is no room in that folder. Free some, or use another."
        }
        FailureCode::BackupFolderUnwritable => {
            "Nothing was copied: that folder does not take the copy (read-only, somebody else's, or the pen drive is gone). Use another."
        }
        FailureCode::ProviderUnreadable => {
            "We don't know whether any money has come: the provider's answer cannot be read. Look in the provider's panel."
        }
        FailureCode::ProviderAsksToWait => "The provider asks for patience: try again in a while.",
        FailureCode::NotThisProvider => {
            "Nothing has changed: something else answers at that address, not this provider. Check the address."
        }
        FailureCode::ChargesOpen => "Nothing was changed: open sales may still be paid.",
        FailureCode::MoneyOpenThere => {
            "Nothing changed: charges or refunds are still open at this provider. To disconnect and go on asking: --keep-asking"
        }
        FailureCode::LogTooNew => "The order log is of a newer Balcão. Update Balcão.",
        FailureCode::VaultUnavailable => {
            "The system's keyring is not available, and credentials are kept nowhere else. Unlock it (on Linux: install gnome-keyring and log in to a session) and try again. Where there is no keyring, use an encrypted vault: balcao vault move --to file"
        }
        FailureCode::VaultSilent => {
            "The system's keyring did not answer: it may be asking for its password in some window, or hang. Nothing changed in the connected accounts. Unlock it and try again."
        }
        FailureCode::VaultLocked => {
            "This till's vault is locked: its passphrase is missing. Type it in a terminal, or use --passphrase-fd, BALCAO_VAULT_PASSPHRASE_FILE or a systemd credential."
        }
        FailureCode::WrongPassphrase => "That is not the vault's passphrase. Nothing has changed.",
        FailureCode::PassphraseWait => {
            "Too many wrong passphrases: the vault waits. Nothing has changed."
        }
        FailureCode::InvalidPassphrase => {
            "Nothing has changed: that is no passphrase for a vault. Use 8 characters or more (at most 1 KiB), on one line."
        }
        FailureCode::VaultDamaged => {
            "This till's vault is damaged, and no passphrase opens it. Put a copy of it back; without one, begin an empty one with balcao vault move --to file --from-nothing, and connect again."
        }
        FailureCode::VaultMissing => {
            "The file of this till's vault is not in its folder. Put it back; without a copy, begin an empty one with balcao vault move --to file --from-nothing, and connect again."
        }
        FailureCode::VaultTooNew => "This till's vault is of a newer Balcão. Update Balcão.",
        FailureCode::VaultForgets => {
            "The system takes secrets and does not keep them: they would be lost with the session. Nothing was entrusted to it. Use an encrypted vault: balcao vault move --to file"
        }
        FailureCode::CredentialsMissing => {
            "Nothing was charged: the vault does not have this till's credentials (were its files copied or moved?). Connect again with balcao connect (the relay, with balcao pair)."
        }
        FailureCode::InvalidRelayAddress => {
            "That is not an address of a relay. Use https://… (http only on this computer)."
        }
        FailureCode::InvalidPairingCode => {
            "That is not a pairing code: it has 8 letters and digits, such as ABCD-1234."
        }
        FailureCode::NotPaired => {
            "This till has no relay: it asks the provider only. Use: balcao pair URL CODE"
        }
        FailureCode::PairingRefused => {
            "The relay refuses: the code is unknown, was used, or has expired (10 minutes), or this till was revoked. Ask whoever runs the relay for a new code."
        }
        FailureCode::RelayUnreachable => {
            "No relay answers at that address. Check the address and the network. Sales go on by asking the provider."
        }
        FailureCode::ForeignIngest => {
            "Nothing has changed: the relay gave an address for notices that is not its own. Do not pair with it before you have talked to whoever runs it"
        }
        FailureCode::ClockWrong => {
            "This computer's clock is wrong: set it right. Sales stay valid."
        }
        FailureCode::TrainingOnly => "Only in training mode.",
        FailureCode::UnknownSetting => {
            "Nothing has changed: there is no such setting. See balcao settings list"
        }
        FailureCode::InvalidSetting => "Nothing has changed: the value is not allowed.",
        FailureCode::KeyTaken => "Nothing has changed: another action has that key. Setting:",
        FailureCode::SettingNotHere => {
            "Nothing has changed: commands of its own change this setting."
        }
        FailureCode::SettingsUnreadable => {
            "Nothing has changed: the file of the settings has a mistake. Mend it, or delete the line."
        }
        FailureCode::ShiftOpen => "Nothing has changed: a shift is open already. Number:",
        FailureCode::ShiftClosed => "Nothing has changed: that shift was closed already. Number:",
        FailureCode::ShiftNotFound => "Nothing has changed: no shift has that number.",
        FailureCode::DrawerShort => "Nothing was taken out: the drawer should not hold as much.",
        FailureCode::CountNeeded => "The shift was not closed: count the cash in the drawer.",
        FailureCode::NoPrinter => {
            "Nothing was printed: no printer is set. Use: balcao settings set printer.kind …"
        }
        FailureCode::NoVoice => {
            "Nothing was said: this system has no voice. On Linux: install speech-dispatcher and a Portuguese voice."
        }
        FailureCode::ReceiptUnreadable => {
            "Nothing was checked: this is not a Pix payment's code (E2E). It has 32 letters and digits and begins with E. Without it: amount and time."
        }
        FailureCode::HeadUnknown => {
            "This order log does not have that seal: it is of another till, or the copy is older than the closing."
        }
        FailureCode::InvalidPeriod => {
            "Nothing was done: the dates will not do. The first day comes before the last, and a period has ten years at most."
        }
        FailureCode::Internal => "Something failed in Balcão.",
        FailureCode::UnknownProvider => {
            "Nothing was charged or given back: that provider is not connected. See: balcao providers"
        }
        FailureCode::NothingToRefund => {
            "Nothing was given back now: that sale has no money that could go back."
        }
        FailureCode::WhichAttempt => {
            "Nothing was given back: more than one attempt was paid. Say which with --attempt."
        }
        FailureCode::RefundNotOffered => "Nothing was given back: not from here.",
        FailureCode::RefundTooLate => {
            "Nothing was given back: Pix allows it for 90 days after the payment only."
        }
        FailureCode::RefundRefused => {
            "The money is still in the shop's account: it was not given back."
        }
        FailureCode::NoDispute => "Nothing has changed: that sale has no open dispute.",
        FailureCode::UnmatchedNotFound => {
            "Nothing has changed: no money without a sale has that number. See: balcao unmatched"
        }
        FailureCode::UnmatchedResolved => {
            "Nothing has changed: that money was matched to a sale or set aside already."
        }
        FailureCode::UnmatchedGone => {
            "Nothing was matched: the provider no longer says that this money is in the shop's account."
        }
        FailureCode::SignedOut => {
            "Nothing has changed: this till has operators, and nobody has signed in. Use --operator NAME (the PIN is asked for, or comes from standard input with --pin-stdin)."
        }
        FailureCode::WrongPin => "Nothing has changed: wrong PIN.",
        FailureCode::PinWait => {
            "Nothing has changed: wrong PIN too often. Wait before you try again; somebody else may sign in."
        }
        FailureCode::InvalidPin => {
            "Nothing has changed: a PIN has 4 to 8 digits, the same both times."
        }
        FailureCode::InvalidOperatorName => {
            "Nothing has changed: a name has 1 to 40 letters, on one line."
        }
        FailureCode::OperatorNameTaken => {
            "Nothing has changed: somebody of that name works here already. Add a surname, so that it is known who did what."
        }
        FailureCode::OperatorNotFound => "Nothing has changed: nobody of that name works here.",
        FailureCode::ManagerNeeded => {
            "Nothing has changed: a till with operators needs a manager. The first operator is one, and the last one stays."
        }
        FailureCode::TooManyOperators => {
            "Nothing has changed: this till has all operators that it can have."
        }
        FailureCode::OperatorsLost => {
            "Nobody can sign in: the vault has lost this till's operators. At this machine: balcao operator pin NAME --forgotten"
        }
        FailureCode::NotAllowed => "Nothing has changed: you may not do this. Call the manager",
        FailureCode::ReasonNeeded => {
            "Nothing has changed: write the reason, 1 to 200 characters on one line."
        }
    }
}
