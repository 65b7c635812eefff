//! The keys of the settings: what may stand at each, and what holds where nothing does.

use std::borrow::Cow;

use contract::{SettingGroup, SettingRule, SettingUnit, SettingValue};
use domain::Centavos;
use providers::{Manifest, manifests};

use super::{Connections, DEFAULT_PROVIDER, keyboard};

/// R$ 1.000,00: above it the cashier is asked again.
const CEILING_CENTAVOS: i64 = 100_000;
/// R$ 50,00: so much a cashier may refund alone, each day.
const REFUNDS_CENTAVOS: i64 = 5_000;
/// In minutes. Providers hold to what they can: see their manifests.
const EXPIRY_MINUTES: i64 = 30;
/// In minutes without a key or a touch.
const LOCK_AFTER_MINUTES: i64 = 5;
/// In percent of what the computer gives.
const VOLUME: i64 = 60;
/// In days. A dispute may come 80 days after a payment, and a refund is possible for 90.
pub(super) const PERSONAL_DATA_DAYS: u32 = 180;

/// How a printer is reached.
const PRINTERS: &[&str] = &["none", "network", "usb", "serial", "file", "queue"];
/// The pages of letters that printers have.
const PAGES: &[&str] = &["860", "850", "858", "1252", "none"];

/// One key.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// With the section that it stands in, such as `sale.ceiling_centavos`.
    pub(crate) name: Cow<'static, str>,
    /// Where it stands on the screen.
    pub(crate) group: SettingGroup,
    /// What may stand there.
    pub(crate) rule: SettingRule,
    /// What holds where nothing stands there; absent: nothing is known.
    pub(crate) default: Option<SettingValue>,
}

/// All keys, in the order in which people read them.
pub(crate) fn keys(connections: &Connections) -> Vec<Key> {
    use SettingGroup::{Accounts, Appearance, Devices, Operators, Privacy, Receipts, Sale, Shop};
    use SettingRule::{Cnpj, Document, ScannerMark, ScannerSuffix, Switch, TimeZone};
    let (minutes, days) = (SettingUnit::Minutes, SettingUnit::Days);
    let providers = choosable(connections);
    let first = providers.first().cloned().map(SettingValue::Text);
    let mut keys = vec![
        key("shop.name", Shop, text(500), None),
        key("shop.document", Shop, Document, None),
        key("shop.address", Shop, text(120), None),
        key("shop.city", Shop, text(60), None),
        key("shop.time_zone", Shop, TimeZone, None),
        key("till.name", Shop, text(40), None),
        key("till.number", Shop, number(1, 999, SettingUnit::None), None),
        key("shift.cash", Shop, Switch, switch(false)),
        key("shift.blind_count", Shop, Switch, switch(false)),
        key("sale.expiry_minutes", Sale, number(1, 1_440, minutes), count(EXPIRY_MINUTES)),
        key("sale.ceiling_centavos", Sale, centavos(), count(CEILING_CENTAVOS)),
        key("sale.ask_payer", Sale, Switch, switch(false)),
        key(DEFAULT_PROVIDER, Accounts, SettingRule::Choice { among: providers }, first),
    ];
    let institution = |manifest: &&Manifest| format!("institution.{}", manifest.id);
    keys.extend(manifests().iter().map(|it| key(institution(it), Accounts, Cnpj, None)));
    keys.extend([
        key("lock.after_minutes", Operators, number(0, 1_440, minutes), count(LOCK_AFTER_MINUTES)),
        key("limits.refund_centavos_per_day", Operators, centavos(), count(REFUNDS_CENTAVOS)),
        key("limits.by_hand_centavos_per_day", Operators, centavos(), count(0)),
        key("receipts.auto_print", Receipts, Switch, switch(false)),
        key("receipts.footer", Receipts, text(200), None),
        key("printer.kind", Receipts, choice(PRINTERS), word("none")),
        key("printer.address", Receipts, text(200), None),
        key("printer.columns", Receipts, choice(&["32", "42", "48"]), word("48")),
        key("printer.code_page", Receipts, choice(PAGES), word("860")),
        key("printer.cut", Receipts, Switch, switch(true)),
        key("printer.drawer", Receipts, Switch, switch(false)),
        key("language", Appearance, choice(&["pt-BR", "en"]), word("pt-BR")),
        key("theme", Appearance, choice(&["system", "light", "dark"]), word("system")),
        key("sounds", Appearance, Switch, switch(true)),
        key("sound.volume", Appearance, number(0, 100, SettingUnit::None), count(VOLUME)),
        key("sound.voice", Appearance, Switch, switch(false)),
        key("scanner.mode", Devices, choice(&["auto", "off"]), word("auto")),
        key("scanner.prefix", Devices, ScannerMark, None),
        key("scanner.suffix", Devices, ScannerSuffix, None),
        key("scanner.max_gap_ms", Devices, number(1, 100, SettingUnit::Milliseconds), None),
        key(
            "retention.personal_data_days",
            Privacy,
            number(1, 3_650, days),
            count(i64::from(PERSONAL_DATA_DAYS)),
        ),
    ]);
    keys.extend(keyboard::settings());
    keys
}

/// What may be the default: what is connected; before anything is, any provider that there will be.
fn choosable(connections: &Connections) -> Vec<String> {
    let connected: Vec<_> = connections.providers.iter().map(|it| it.provider.clone()).collect();
    if connected.is_empty() {
        manifests().iter().map(|manifest| manifest.id.to_owned()).collect()
    } else {
        connected
    }
}

fn key(
    name: impl Into<Cow<'static, str>>,
    group: SettingGroup,
    rule: SettingRule,
    default: impl Into<Option<SettingValue>>,
) -> Key {
    Key { name: name.into(), group, rule, default: default.into() }
}

const fn text(max_chars: u32) -> SettingRule {
    SettingRule::Text { max_chars }
}

const fn number(min: u32, max: u32, unit: SettingUnit) -> SettingRule {
    SettingRule::Number { min, max, unit }
}

const fn centavos() -> SettingRule {
    SettingRule::Centavos { max: Centavos::MAX.get() }
}

fn choice(among: &[&str]) -> SettingRule {
    SettingRule::Choice { among: among.iter().map(|&it| it.to_owned()).collect() }
}

const fn switch(value: bool) -> SettingValue {
    SettingValue::Switch(value)
}

const fn count(value: i64) -> SettingValue {
    SettingValue::Number(value)
}

fn word(value: &str) -> SettingValue {
    SettingValue::Text(value.to_owned())
}
