//! What a till goes by besides sales and secrets: a person's choices in `settings.toml`, which anybody may edit, and
//! what the till is connected to, in `connections.json`, which it keeps itself.

mod changes;
mod connections;
mod current;
mod document;
mod file;
mod good;
mod key;
mod keyboard;
mod rule;
mod takeover;
mod text;
mod unknown;
mod view;

use std::path::Path;

use contract::{
    Failure, FailureCode, KeyMap, Language, Preferences, PrinterKind, Scanner, ScannerMarks,
    ScannerMode, SettingMistake, SettingValue, Theme, UnknownSetting,
};

use slip::CodePage;

pub(crate) use changes::Changes;
pub(crate) use connections::{Connections, FILE as CONNECTIONS, KeptAccount, Relay};
pub(crate) use current::{Applied, Current, Gaps};
pub(crate) use document::FILE;
pub(crate) use file::LOCK;
pub(crate) use good::{keep as keep_good, restore as restore_good};
pub(crate) use takeover::{FILE as OLD_FILE, is_of_a_till as is_old_of_a_till, take_over};
pub use view::{all_settings, set_setting, setting_rule, unknown_setting};
pub(crate) use view::{set, typed_at, unset, view};

/// The key of the provider that charges if nobody says otherwise.
pub(crate) const DEFAULT_PROVIDER: &str = "sale.provider";
/// The row of the relay, which commands of its own change.
const RELAY: &str = "relay";
/// What a person leaves who takes all choices back: an empty file is one that was lost.
const NOTHING_CHOSEN: &str = "# Every setting has its default.\n";
/// How many mistakes are told: a file of another program may hold thousands.
const MOST_MISTAKES: usize = 5;

/// What a till goes by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// What it is connected to.
    pub(crate) connections: Connections,
    /// By key, what a person has chosen; what is not here is the default.
    values: document::Values,
    /// What is wrong in the file, a few of it.
    mistakes: Vec<SettingMistake>,
    /// Keys that this version does not know, a few of them.
    unknown: Vec<UnknownSetting>,
}

impl Settings {
    /// Reads what holds: a value that is not allowed, and a file that cannot be read or is gone, leave what held last. Fails
    /// where nobody knows what the till is connected to.
    pub(crate) fn read(home: &Path) -> Result<Self, Failure> {
        Self::read_over(home, None)
    }

    /// The same, for whoever knows what has held.
    fn read_over(home: &Path, before: Option<&document::Values>) -> Result<Self, Failure> {
        let mut connections = Connections::read(home)?;
        let mut text = file::read(&home.join(FILE)).map(Option::unwrap_or_default);
        if let Some(old) = takeover::pending(home)? {
            connections = old.with_connections(connections)?;
            text = text.and_then(|text| old.with_choices(&text, &connections));
        }
        let keys = key::keys(&connections);
        let last = || match before {
            Some(before) => before.clone(),
            None => good::read(home, &keys),
        };
        let read = text.and_then(|text| match text.trim() {
            // Whoever takes all back leaves words: see `choose`.
            "" if !last().is_empty() => Err(SettingMistake::Gone),
            _ => document::read(&text, &keys),
        });
        let mut settings = Self { connections, ..Self::default() };
        match read {
            Ok(contents) => {
                settings.values = contents.values;
                settings.unknown = unknown::unknown(&contents.unknown, &keys);
                settings.mistakes = contents.mistakes;
                if !settings.mistakes.is_empty() {
                    settings.let_hold(&last());
                }
                settings.mistakes.truncate(MOST_MISTAKES);
            }
            Err(mistake) => {
                settings.values = last();
                settings.mistakes = vec![mistake];
            }
        }
        Ok(settings)
    }

    /// At the keys whose values are not allowed, what held last holds.
    fn let_hold(&mut self, last: &document::Values) {
        for mistake in &self.mistakes {
            let SettingMistake::Value { key, .. } = mistake else { continue };
            let is_meant = |it: &str| {
                it == key || it.strip_prefix(key.as_str()).is_some_and(|it| it.starts_with('.'))
            };
            let held = last.iter().filter(|(key, _)| is_meant(key));
            self.values.extend(held.map(|(key, value)| (key.clone(), value.clone())));
        }
    }

    /// Chooses a value for a key, or its default, in the file as it is now, which another process or a person may
    /// have changed meanwhile, and hands back what holds then. A file that cannot be read is left as it is; one that is
    /// gone is written anew, with what held last.
    pub(crate) fn choose(
        home: &Path,
        choices: &[(&str, Option<SettingValue>)],
    ) -> Result<Self, Failure> {
        let _lock = file::lock(home)?;
        takeover::persist(home)?;
        let path = home.join(FILE);
        let told = |mistake: SettingMistake| file::unreadable(&path, &mistake);
        let before = file::read(&path).map_err(told)?;
        let keys = key::keys(&Connections::read(home)?);
        let known = before.clone().filter(|text| !text.trim().is_empty());
        let known = known.unwrap_or_else(|| good::text(home, &keys));
        document::read(&known, &keys).map_err(told)?;
        let mut text = known.clone();
        for (name, value) in choices {
            let Some(key) = keys.iter().find(|it| it.name == *name) else { continue };
            text = document::with(&text, key, value.as_ref()).map_err(told)?;
        }
        let chosen = document::read(&text, &keys).map_err(told)?.values;
        if let Some(other) = choices.iter().find_map(|(name, _)| keyboard::holder(&chosen, name)) {
            return Err(Failure::with(FailureCode::KeyTaken, other));
        }
        if text.trim().is_empty() && !known.is_empty() {
            NOTHING_CHOSEN.clone_into(&mut text);
        }
        if before.as_ref() != Some(&text) && !(before.is_none() && text.is_empty()) {
            file::write(home, FILE, &text)?;
        }
        let settings = Self::read(home)?;
        good::write(home, &settings)?;
        Ok(settings)
    }

    /// Whether both name the same accounts.
    pub(crate) fn has_connections_of(&self, other: &Self) -> bool {
        let of = |it: &'_ Self| (it.connections.changes, it.connected());
        of(self) == of(other)
            && self.connections.providers == other.connections.providers
            && self.connections.kept == other.connections.kept
    }

    /// Names the accounts that the other names.
    pub(crate) fn take_connections_of(&mut self, other: &Self) {
        let relay = self.connections.relay.take();
        self.connections = Connections { relay, ..other.connections.clone() };
    }

    /// Takes all but the connections and the relay from the other.
    fn take_choices_of(&mut self, other: &Self) {
        self.values.clone_from(&other.values);
        self.mistakes.clone_from(&other.mistakes);
        self.unknown.clone_from(&other.unknown);
    }

    /// The file's keys that this version does not know, a few of them, each with the known one that it looks like.
    pub(crate) fn unknown(&self) -> &[UnknownSetting] {
        &self.unknown
    }

    /// What is wrong in the file, a few of it.
    pub(crate) fn mistakes(&self) -> &[SettingMistake] {
        &self.mistakes
    }

    /// The connected providers' adapters, the default first.
    pub(crate) fn connected(&self) -> Vec<String> {
        let mut all: Vec<_> =
            self.connections.providers.iter().map(|it| it.provider.clone()).collect();
        let default = self.default_provider();
        all.sort_by_key(|id| Some(id) != default.as_ref());
        all
    }

    /// The adapter of the provider that charges if nobody says otherwise; in training too, where all can.
    pub(crate) fn default_provider(&self) -> Option<String> {
        self.text(DEFAULT_PROVIDER)
    }

    /// The language of all text.
    pub fn language(&self) -> Language {
        match self.text("language").as_deref() {
            Some("en") => Language::En,
            _ => Language::PtBr,
        }
    }

    /// The colours.
    pub fn theme(&self) -> Theme {
        match self.text("theme").as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }

    /// Language and colours.
    pub(crate) fn preferences(&self) -> Preferences {
        Preferences { language: self.language(), theme: self.theme() }
    }

    /// The screen makes a sound for money.
    pub fn sounds(&self) -> bool {
        self.switch("sounds")
    }

    /// How loud sounds and voice are, 0 to 100.
    pub fn sound_volume(&self) -> u32 {
        self.number("sound.volume").unwrap_or_default()
    }

    /// A voice says that money has come.
    pub fn voice(&self) -> bool {
        self.switch("sound.voice")
    }

    /// The shop's name.
    pub fn shop_name(&self) -> Option<String> {
        self.text("shop.name")
    }

    /// The digits of the shop's CPF or CNPJ.
    pub fn shop_document(&self) -> Option<String> {
        self.text("shop.document")
    }

    /// The shop's street and number.
    pub fn shop_address(&self) -> Option<String> {
        self.text("shop.address")
    }

    /// The shop's city.
    pub fn shop_city(&self) -> Option<String> {
        self.text("shop.city")
    }

    /// The IANA name of the shop's time zone; absent: the system's.
    pub fn time_zone(&self) -> Option<String> {
        self.text("shop.time_zone")
    }

    /// What people call this till.
    pub fn till_name(&self) -> Option<String> {
        self.text("till.name")
    }

    /// This till's number in the shop, from 1 to 999.
    pub fn till_number(&self) -> Option<u32> {
        self.number("till.number")
    }

    /// How long a code is good, in minutes; a provider may allow less.
    pub fn expiry_minutes(&self) -> u32 {
        self.number("sale.expiry_minutes").unwrap_or_default()
    }

    /// Amounts above this are asked for twice.
    pub fn ceiling_centavos(&self) -> i64 {
        self.centavos("sale.ceiling_centavos")
    }

    /// The till asks for the payer's name and CPF or CNPJ at each sale.
    pub fn ask_payer(&self) -> bool {
        self.switch("sale.ask_payer")
    }

    /// The CNPJ of a provider's institution, for the fiscal note: its 14 characters.
    pub fn institution(&self, provider: &str) -> Option<String> {
        self.text(&format!("institution.{provider}"))
    }

    /// After so many minutes without a key or a touch the till is locked; 0: never.
    pub fn lock_after_minutes(&self) -> u32 {
        self.number("lock.after_minutes").unwrap_or_default()
    }

    /// How much a cashier may refund alone, each day.
    pub fn refund_limit_centavos(&self) -> i64 {
        self.centavos("limits.refund_centavos_per_day")
    }

    /// How much a cashier may confirm by hand alone, each day.
    pub fn by_hand_limit_centavos(&self) -> i64 {
        self.centavos("limits.by_hand_centavos_per_day")
    }

    /// The drawer holds cash: a shift is opened with a float, and the drawer is counted when it is closed.
    pub fn shift_has_cash(&self) -> bool {
        self.switch("shift.cash")
    }

    /// What should be in the drawer is told once it is counted, and not before.
    pub fn blind_count(&self) -> bool {
        self.switch("shift.blind_count")
    }

    /// A receipt is printed by itself after each payment.
    pub fn auto_print(&self) -> bool {
        self.switch("receipts.auto_print")
    }

    /// What the shop says at the end of a receipt.
    pub(crate) fn receipt_footer(&self) -> Option<String> {
        self.text("receipts.footer")
    }

    /// How the printer is reached; `None`: there is none.
    pub(crate) fn printer_kind(&self) -> Option<PrinterKind> {
        Some(match self.text("printer.kind")?.as_str() {
            "network" => PrinterKind::Network,
            "usb" => PrinterKind::Usb,
            "serial" => PrinterKind::Serial,
            "file" => PrinterKind::File,
            "queue" => PrinterKind::Queue,
            _ => return None,
        })
    }

    /// Where the printer is.
    pub(crate) fn printer_address(&self) -> Option<String> {
        self.text("printer.address")
    }

    /// How many characters a line of its paper has: 32, 42 or 48.
    pub(crate) fn printer_columns(&self) -> u32 {
        self.text("printer.columns").and_then(|columns| columns.parse().ok()).unwrap_or_default()
    }

    /// The page of its letters.
    pub(crate) fn printer_page(&self) -> CodePage {
        let name = self.text("printer.code_page");
        name.as_deref().and_then(CodePage::named).unwrap_or(CodePage::Pc860)
    }

    /// It has a knife.
    pub(crate) fn printer_cuts(&self) -> bool {
        self.switch("printer.cut")
    }

    /// The drawer is opened by each payment.
    pub(crate) fn opens_drawer(&self) -> bool {
        self.switch("printer.drawer")
    }

    /// How long names and documents of payers are kept, in days.
    pub fn personal_data_days(&self) -> u32 {
        self.number("retention.personal_data_days").unwrap_or(key::PERSONAL_DATA_DAYS)
    }

    /// How a barcode scanner is told from a person.
    pub fn scanner(&self) -> Scanner {
        if self.text("scanner.mode").as_deref() == Some("off") {
            return Scanner::Mode(ScannerMode::Off);
        }
        let marks = ScannerMarks {
            prefix: self.text("scanner.prefix"),
            suffix: self.text("scanner.suffix"),
            max_gap_ms: self.number("scanner.max_gap_ms"),
        };
        if marks == ScannerMarks::default() { Scanner::default() } else { Scanner::Marks(marks) }
    }

    /// Which key does what on the screens.
    pub(crate) fn keys(&self) -> KeyMap {
        keyboard::map(&self.values)
    }

    fn switch(&self, key: &str) -> bool {
        self.value(key) == Some(SettingValue::Switch(true))
    }

    fn centavos(&self, key: &str) -> i64 {
        match self.value(key) {
            Some(SettingValue::Number(number)) => number,
            _ => 0,
        }
    }

    fn number(&self, key: &str) -> Option<u32> {
        match self.value(key)? {
            SettingValue::Number(number) => u32::try_from(number).ok(),
            _ => None,
        }
    }

    fn text(&self, key: &str) -> Option<String> {
        match self.value(key)? {
            SettingValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What holds at a key.
    fn value(&self, name: &str) -> Option<SettingValue> {
        let default = || {
            let keys = key::keys(&self.connections);
            keys.into_iter().find(|it| it.name == name).and_then(|it| it.default)
        };
        self.values.get(name).cloned().or_else(default)
    }
}

#[cfg(test)]
mod tests;
