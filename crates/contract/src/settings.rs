//! Settings: what a person may choose, by key, and what may stand there.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a key has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum SettingValue {
    /// On or off.
    Switch(bool),
    /// A number; money in centavos.
    Number(#[ts(type = "number")] i64),
    /// A text of one line.
    Text(String),
}

/// As a person may type it again.
impl fmt::Display for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

/// What may stand at a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SettingRule {
    /// True or false.
    Switch,
    /// One of these words.
    Choice {
        /// The words, as the file has them.
        among: Vec<String>,
    },
    /// A whole number.
    Number {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
        /// Of what.
        unit: SettingUnit,
    },
    /// A whole number of centavos.
    Centavos {
        /// The most.
        #[ts(type = "number")]
        max: i64,
    },
    /// A text of one line.
    Text {
        /// In characters.
        max_chars: u32,
    },
    /// The IANA name of a time zone.
    TimeZone,
    /// A CPF or a CNPJ with its check digits.
    Document,
    /// A CNPJ with its check digits.
    Cnpj,
    /// What a scanner was set up to send before a code.
    ScannerMark,
    /// What a scanner was set up to send behind a code.
    ScannerSuffix,
    /// Other keys, and no value.
    Section,
}

/// Of what a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SettingUnit {
    /// Of nothing: a number that names.
    None,
    /// Minutes.
    Minutes,
    /// Days.
    Days,
    /// Milliseconds.
    Milliseconds,
}

/// For logs and scripts, behind "must be".
impl fmt::Display for SettingRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch => f.write_str("true or false"),
            Self::Choice { among } => {
                let quoted: Vec<_> = among.iter().map(|it| format!("\"{it}\"")).collect();
                f.write_str(&quoted.join(" or "))
            }
            Self::Number { min, max, unit } => {
                let of = match unit {
                    SettingUnit::None => "",
                    SettingUnit::Minutes => " of minutes",
                    SettingUnit::Days => " of days",
                    SettingUnit::Milliseconds => " of milliseconds",
                };
                write!(f, "a whole number{of}, from {min} to {max}")
            }
            Self::Centavos { max } => write!(f, "a whole number of centavos, from 0 to {max}"),
            Self::Text { max_chars } => {
                write!(f, "a text of one line, up to {max_chars} characters")
            }
            Self::TimeZone => f.write_str("the name of a time zone, such as \"America/Sao_Paulo\""),
            Self::Document => f.write_str("a CPF or a CNPJ, with the right check digits"),
            Self::Cnpj => f.write_str("a CNPJ, with the right check digits"),
            Self::ScannerMark => f.write_str(
                "one to four printable characters, the first no digit and none of , . + *",
            ),
            Self::ScannerSuffix => {
                f.write_str("\"Enter\", \"Tab\", or characters as in `scanner.prefix`")
            }
            Self::Section => f.write_str("a section with keys of its own"),
        }
    }
}

/// What is wrong in a file of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "wrong", rename_all = "snake_case")]
pub enum SettingMistake {
    /// A value that is not allowed. What held before at this key holds.
    Value {
        /// Its line, from 1.
        line: u32,
        /// Its key, such as `sale.ceiling_centavos`.
        key: String,
        /// What may stand there.
        rule: SettingRule,
    },
    /// A key that stands there twice: nobody knows which is meant, so nothing of the file is gone by.
    Twice {
        /// The second one's line, from 1.
        line: u32,
        /// The key, as it stands there.
        key: String,
    },
    /// No whole TOML: nothing of the file is gone by.
    Syntax {
        /// From 1.
        line: u32,
        /// From 1, in characters.
        column: u32,
    },
    /// It is empty or not there, and settings were chosen in it. All that held before holds; a change writes it anew.
    Gone,
    /// A folder, a pipe, or bytes that are no text.
    NoText,
    /// Longer than any till's settings are.
    TooLong {
        /// The most that is read.
        max_bytes: u32,
    },
    /// The system does not let it be read.
    Unread {
        /// The system's word for it.
        why: String,
    },
}

/// For logs and scripts.
impl fmt::Display for SettingMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { line, key, rule } => write!(f, "line {line}: `{key}` must be {rule}"),
            Self::Twice { line, key } => write!(f, "line {line}: `{key}` stands there twice"),
            Self::Syntax { line, column } => write!(f, "line {line}, column {column}: no TOML"),
            Self::Gone => {
                f.write_str("empty or gone; changing a setting writes it anew with what holds")
            }
            Self::NoText => f.write_str("no file of text"),
            Self::TooLong { max_bytes } => write!(f, "longer than {max_bytes} bytes"),
            Self::Unread { why } => f.write_str(why),
        }
    }
}

/// A key of the settings' file that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnknownSetting {
    /// The key, with the section that it stands in: `sale.ceilling_centavos`.
    pub key: String,
    /// Its line, from 1.
    pub line: u32,
    /// The known key that it looks like.
    pub nearest: Option<String>,
}

/// Where a setting stands on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SettingGroup {
    /// The shop and this till.
    Shop,
    /// How a sale goes.
    Sale,
    /// Providers, their institutions, the relay.
    Accounts,
    /// What operators may do alone, and when the till is locked.
    Operators,
    /// What is printed.
    Receipts,
    /// Language, colours, sounds.
    Appearance,
    /// What is plugged in.
    Devices,
    /// What is kept, and how long.
    Privacy,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingView {
    /// Its key, such as `sale.ceiling_centavos`.
    pub key: String,
    /// Where it stands on the screen.
    pub group: SettingGroup,
    /// What may stand there; null: it is shown here and changed by commands of its own.
    pub rule: Option<SettingRule>,
    /// What holds; null: nothing is known.
    pub value: Option<SettingValue>,
    /// What holds where nobody has chosen.
    pub default: Option<SettingValue>,
    /// Somebody has chosen something else than the default.
    pub changed: bool,
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingsView {
    /// The path of the file in which a person may write them.
    pub file: String,
    /// All of them, by group.
    pub settings: Vec<SettingView>,
    /// What is wrong in the file, a few of it.
    pub mistakes: Vec<SettingMistake>,
    /// Keys of the file that this version does not know, a few of them.
    pub unknown: Vec<UnknownSetting>,
    /// What held last is kept: a file that cannot be read can be written anew from it.
    pub last_good: bool,
}

/// Chooses a value for a key.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetSetting {
    /// The key.
    pub key: String,
    /// The value as a person types it: `30 min`, `R$ 500,00` or `50000`, `true`, `sim`.
    pub value: String,
}

/// Goes back to a key's default.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SettingKey {
    /// The key.
    pub key: String,
}
