//! What a look at everything that a sale needs has found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::settings::{SettingMistake, UnknownSetting};
use crate::setup::Grant;
use crate::vault::VaultStore;

/// Everything that was looked at, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorView {
    /// Whether the till can sell.
    pub verdict: Verdict,
    /// When the look began.
    #[ts(type = "number")]
    pub tested_at_ms: i64,
    /// How long it took, in milliseconds.
    #[ts(type = "number")]
    pub took_ms: u64,
    /// What was found, in the order of [`Part`]; what stops selling is no further forward than the rest.
    pub findings: Vec<Finding>,
}

/// Whether the till can sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It can.
    Sells,
    /// It can, and something is to be mended before it cannot.
    SellsWithCare,
    /// It cannot.
    CannotSell,
}

/// The bundle for support, saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedBundle {
    /// The file's name.
    pub name: String,
    /// Where it was saved: beside the window, among the user's downloads. Null for a page, which saves it itself.
    pub path: Option<String>,
    /// Its content in base64, for a page.
    pub base64: Option<String>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// What it is about.
    pub part: Part,
    /// The adapter of the provider that it is about, if it is about one, such as `connectpsp`.
    pub provider: Option<String>,
    /// That provider's name on screens.
    pub provider_name: Option<String>,
    /// How grave it is.
    pub level: Level,
    /// What is known of it.
    pub fact: Option<Fact>,
    /// What is wrong, if anything has failed. A finding may ask for care without that.
    pub failure: Option<Failure>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// All is well.
    Ok,
    /// It stops no sale now.
    Care,
    /// Nothing can be sold like this.
    Bad,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The folder with the till's files.
    Home,
    /// The disk under it.
    Disk,
    /// The order log.
    Log,
    /// The backups beside it.
    Backups,
    /// The settings.
    Settings,
    /// The vault, and a provider's credentials in it where they are not.
    Vault,
    /// The provider: whether it answers, and takes the credentials.
    Provider,
    /// What the account there may do.
    Rights,
    /// The certificate by which the provider's host proves who it is, or, without a provider, the relay's.
    Certificate,
    /// This computer's clock.
    Clock,
    /// The relay.
    Relay,
    /// The program, and what shows it.
    Program,
}

/// What is known of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Fact {
    /// Where the till keeps its files.
    Folder {
        /// The path.
        path: String,
        /// A few of the till's files in it that belong to another user than the folder does.
        strangers: Vec<String>,
    },
    /// How the disk does.
    Disk {
        /// What this user may still write, in MB; null where the system does not tell.
        #[ts(type = "number | null")]
        free_mb: Option<u64>,
        /// How long it took to bring something to the disk, in milliseconds.
        #[ts(type = "number")]
        sync_ms: u64,
        /// What a person should know of before it is too late.
        warning: Option<DiskWarning>,
    },
    /// What the order log holds.
    Log {
        /// Its events.
        #[ts(type = "number")]
        events: i64,
        /// Its orders.
        #[ts(type = "number")]
        orders: i64,
        /// When all of it was proved last: just now, or, in a long log, by the daily proof. Null: never.
        #[ts(type = "number | null")]
        proved_at_ms: Option<i64>,
        /// How long its write-ahead log is, in MB, where a reader that stays keeps it long.
        #[ts(type = "number | null")]
        long_wal_mb: Option<u64>,
    },
    /// The backups that the till has made by itself.
    Backups {
        /// How many.
        count: u32,
        /// When the newest was made; null: there is none.
        #[ts(type = "number | null")]
        newest_at_ms: Option<i64>,
        /// The newest was proved once more just now; false: it is too long for that.
        proved: bool,
    },
    /// A mistake in the settings' file. What held before holds.
    SettingMistake {
        /// The file's path.
        file: String,
        /// What is wrong.
        mistake: SettingMistake,
    },
    /// Keys of the settings' file that this version does not know.
    UnknownSettings {
        /// A few of them.
        keys: Vec<UnknownSetting>,
    },
    /// The vault answers.
    Vault {
        /// Where the secrets are.
        store: VaultStore,
        /// How long a secret took that was written, read in another process and deleted, in milliseconds; null: another
        /// process held the vault meanwhile.
        #[ts(type = "number | null")]
        probe_ms: Option<u64>,
    },
    /// What the account may do, as far as that shows without a charge.
    Rights {
        /// Each right, and how it stands.
        grants: Vec<Grant>,
    },
    /// How long the provider takes to answer.
    RoundTrip {
        /// Which environment: `homologacao`, `producao`, or a base URL.
        environment: String,
        /// Half of the questions were answered within this time, in milliseconds; null: too few were asked.
        #[ts(type = "number | null")]
        p50_ms: Option<u64>,
        /// All but one in twenty, in milliseconds; of few questions it is the slowest.
        #[ts(type = "number | null")]
        p95_ms: Option<u64>,
    },
    /// The certificate of a host.
    Certificate {
        /// When it ends.
        #[ts(type = "number")]
        ends_at_ms: i64,
        /// In how many whole days that is; negative: it has ended.
        #[ts(type = "number")]
        days_left: i64,
    },
    /// By how much this computer's clock is ahead of the others', in milliseconds.
    Clock {
        /// Negative: it is behind.
        #[ts(type = "number")]
        ahead_ms: i64,
    },
    /// The live connection.
    Live {
        /// The relay's address.
        url: String,
        /// When the last event came; null: none yet.
        #[ts(type = "number | null")]
        last_event_at_ms: Option<i64>,
    },
    /// There is no relay: the till only polls.
    NotPaired,
    /// What runs, and on what.
    Program {
        /// Version of Balcão.
        version: String,
        /// The system, as it calls itself.
        system: String,
        /// How the system shows windows: `wayland`, `x11`; null: not at all, or as only this system does.
        display: Option<String>,
        /// Version of the web view; null: there is none.
        webview: Option<String>,
        /// The screen's width and height in pixels; null: there is no window.
        screen: Option<[u32; 2]>,
    },
}

/// What is not wrong yet with a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DiskWarning {
    /// Less than 200 MB are free.
    LowSpace,
    /// It takes longer than 250 ms to bring something to the disk.
    SlowSync,
}

impl DoctorView {
    /// What has failed, the gravest first: what stops selling, else the first of the rest.
    pub fn worst(&self) -> Option<&Failure> {
        let failed = |level| {
            let mut of_level = self.findings.iter().filter(move |it| it.level == level);
            of_level.find_map(|finding| finding.failure.as_ref())
        };
        failed(Level::Bad).or_else(|| failed(Level::Care))
    }
}
