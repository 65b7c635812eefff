//! The keys of the settings: what may stand at each, and what holds where nothing does.

use std::borrow::Cow;

use contract::{SettingRule, SettingUnit, SettingValue};
use domain::Centavos;
use providers::manifests;

use super::Connections;

/// R$ 1.000,00: above it the cashier is asked again.
const CEILING_CENTAVOS: i64 = 100_000;
/// R$ 50,00: so much a cashier may refund alone, each day.
const REFUNDS_CENTAVOS: i64 = 5_000;
/// In minutes. Providers hold to what they can: see their manifests.
const EXPIRY_MINUTES: i64 = crate::api::DEFAULT_EXPIRES_IN_MIN as i64;
/// In minutes without a key or a touch.
const LOCK_AFTER_MINUTES: i64 = 5;
/// In days. A dispute may come 80 days after a payment, and a refund is possible for 90.
pub(super) const PERSONAL_DATA_DAYS: u32 = 180;

/// One key.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// With the section that it stands in, such as `sale.ceiling_centavos`.
    pub(crate) name: Cow<'static, str>,
    /// What may stand there.
    pub(crate) rule: SettingRule,
    /// What holds where nothing stands there; absent: nothing is known.
    pub(crate) default: Option<SettingValue>,
}

/// All keys, in the order in which people read them.
pub(crate) fn keys(connections: &Connections) -> Vec<Key> {
    let mut keys = vec![
        key("shop.name", text(500), None),
        key("shop.document", SettingRule::Document, None),
        key("shop.city", text(60), None),
        key("shop.time_zone", SettingRule::TimeZone, None),
        key("till.name", text(40), None),
        key("till.number", number(1, 999, SettingUnit::None), None),
        key("sale.expiry_minutes", number(1, 1_440, SettingUnit::Minutes), count(EXPIRY_MINUTES)),
        key("sale.ceiling_centavos", centavos(), count(CEILING_CENTAVOS)),
        key("sale.ask_payer", SettingRule::Switch, switch(false)),
        key("sale.provider", SettingRule::Choice { among: choosable(connections) }, None),
    ];
    keys.extend(
        manifests()
            .iter()
            .map(|manifest| key(format!("institution.{}", manifest.id), SettingRule::Cnpj, None)),
    );
    keys.extend([
        key(
            "lock.after_minutes",
            number(0, 1_440, SettingUnit::Minutes),
            count(LOCK_AFTER_MINUTES),
        ),
        key("limits.refund_centavos_per_day", centavos(), count(REFUNDS_CENTAVOS)),
        key("limits.by_hand_centavos_per_day", centavos(), count(0)),
        key("receipts.auto_print", SettingRule::Switch, switch(false)),
        key("language", choice(&["pt-BR", "en"]), word("pt-BR")),
        key("theme", choice(&["system", "light", "dark"]), word("system")),
        key("sounds", SettingRule::Switch, switch(true)),
        key("scanner.mode", choice(&["auto", "off"]), word("auto")),
        key("scanner.prefix", SettingRule::ScannerMark, None),
        key("scanner.suffix", SettingRule::ScannerSuffix, None),
        key("scanner.max_gap_ms", number(1, 100, SettingUnit::Milliseconds), None),
        key(
            "retention.personal_data_days",
            number(1, 3_650, SettingUnit::Days),
            count(i64::from(PERSONAL_DATA_DAYS)),
        ),
    ]);
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
    rule: SettingRule,
    default: impl Into<Option<SettingValue>>,
) -> Key {
    Key { name: name.into(), rule, default: default.into() }
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
