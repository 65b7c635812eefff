//! Where the secrets of a till are kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::setup::Typed;

/// A place for secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultStore {
    /// The system's keyring.
    Keyring,
    /// An encrypted file in the till's home.
    File,
}

/// Where the passphrase of an encrypted file came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Unlock {
    /// It was given by a file descriptor.
    Given,
    /// From the file that `BALCAO_VAULT_PASSPHRASE_FILE` names.
    PassphraseFile,
    /// From the service manager's credentials.
    Credential,
    /// A person has typed it.
    Typed,
}

/// How many secrets of which kind there are; never their values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VaultEntries {
    /// Connections to providers.
    pub providers: u32,
    /// Accounts that are kept only to be asked.
    pub kept: u32,
    /// Identities at a relay: one at most.
    pub relay: u32,
    /// What this till is known by: one at most.
    pub till: u32,
    /// What operators' PINs are checked against: one list at most.
    pub operators: u32,
    /// What this version has no name for.
    pub others: u32,
}

/// How the vault does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VaultView {
    /// Where the secrets are.
    pub store: VaultStore,
    /// Whether that was chosen, or something is kept there; else it is what a new till begins with.
    pub chosen: bool,
    /// Why it does not answer.
    pub failure: Option<Failure>,
    /// What it holds, where it answers and was counted: a keyring is counted by `balcao vault status` alone.
    pub entries: Option<VaultEntries>,
    /// The encrypted file, where that is the store.
    pub file: Option<String>,
    /// How this process has opened it, if it has.
    pub unlocked_by: Option<Unlock>,
    /// For how many seconds no passphrase is tried now.
    pub wait_s: Option<u32>,
    /// Where a move that was not finished has left secrets.
    pub left_in: Option<VaultStore>,
    /// How long a secret took that was written, read in another process and deleted, in milliseconds.
    pub probe_ms: Option<u32>,
}

/// Moves the secrets of the shop to a store, or makes one before there are any.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChooseVault {
    /// Where to.
    pub store: VaultStore,
    /// The one that an encrypted file is to have: 8 characters or more, at most 1 KiB.
    #[ts(type = "string | null")]
    pub passphrase: Option<Typed>,
}

/// Opens the encrypted file.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct UnlockVault {
    /// As it was typed.
    #[ts(type = "string")]
    pub passphrase: Typed,
}
