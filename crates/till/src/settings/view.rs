//! The settings as doors show them, and how a door changes one.

use std::path::Path;

use contract::{
    Failure, FailureCode, Right, SettingGroup, SettingRule, SettingValue, SettingView, SettingsView,
};

use super::key::{self, Key};
use super::{Connections, FILE, RELAY, Settings, good, rule, unknown};
use crate::api::admitted;
use crate::home;
use crate::open::Options;
use crate::session::Session;

/// In characters: of a longer key its beginning is told.
const LONGEST_NAME: usize = 60;

/// What may stand at a key, whatever is connected.
pub fn setting_rule(name: &str) -> Option<SettingRule> {
    let keys = key::keys(&Connections::default());
    keys.into_iter().find(|it| it.name == name).map(|it| it.rule)
}

/// Every setting of the till of these options, open or not.
pub fn all_settings(options: &Options) -> Result<SettingsView, Failure> {
    let home = home::home(options)?;
    Ok(view(&home, &Settings::read(&home)?))
}

/// Chooses a value, as a person types it, at the till of these options, open or not; `None`: the default.
pub fn set_setting(
    options: &Options,
    session: &Session,
    key: &str,
    value: Option<&str>,
) -> Result<SettingsView, Failure> {
    let home = home::home(options)?;
    admitted(&home, session, Right::ChangeSettings)?;
    match value {
        Some(value) => set(&home, key, value)?,
        None => unset(&home, key)?,
    }
    Ok(view(&home, &Settings::read(&home)?))
}

/// Every setting.
pub(crate) fn view(home: &Path, settings: &Settings) -> SettingsView {
    let mut rows: Vec<_> = { key::keys(&settings.connections) }
        .into_iter()
        .map(|key| SettingView {
            changed: settings.values.contains_key(&*key.name),
            value: settings.values.get(&*key.name).cloned().or_else(|| key.default.clone()),
            group: key.group,
            rule: Some(key.rule),
            default: key.default,
            key: key.name.into_owned(),
        })
        .collect();
    let relay = settings.connections.relay.as_ref();
    rows.push(SettingView {
        key: RELAY.to_owned(),
        group: SettingGroup::Accounts,
        rule: None,
        value: relay.map(|relay| SettingValue::Text(relay.url.clone())),
        default: None,
        changed: relay.is_some(),
    });
    rows.sort_by_key(|row| row.group);
    SettingsView {
        file: home.join(FILE).display().to_string(),
        settings: rows,
        mistakes: settings.mistakes.clone(),
        unknown: settings.unknown.clone(),
        last_good: home.join(good::FILE).exists(),
    }
}

/// Chooses a value, as a person types it.
pub(crate) fn set(home: &Path, name: &str, typed: &str) -> Result<(), Failure> {
    let value = typed_at(&Settings::read(home)?.connections, name, typed)?;
    Settings::choose(home, &[(name, value)]).map(drop)
}

/// What a person has typed for a key. Nothing typed is nothing known, where nothing is the default.
pub(crate) fn typed_at(
    connections: &Connections,
    name: &str,
    typed: &str,
) -> Result<Option<SettingValue>, Failure> {
    let key = known(connections, name)?;
    if typed.trim().is_empty() && key.default.is_none() {
        return Ok(None);
    }
    let value = rule::typed(&key.rule, typed);
    value.map(Some).ok_or_else(|| not_allowed(name, &key.rule))
}

/// Goes back to the default.
pub(crate) fn unset(home: &Path, name: &str) -> Result<(), Failure> {
    known(&Settings::read(home)?.connections, name)?;
    Settings::choose(home, &[(name, None)]).map(drop)
}

/// The key of that name. Fails with the known one that is nearest to it.
fn known(connections: &Connections, name: &str) -> Result<Key, Failure> {
    let keys = key::keys(connections);
    if name == RELAY {
        return Err(Failure::with(FailureCode::SettingNotHere, "balcao pair, balcao unpair"));
    }
    keys.into_iter().find(|it| it.name == name).ok_or_else(|| unknown_setting(name))
}

/// That no setting has this key, and which one looks like it.
pub fn unknown_setting(name: &str) -> Failure {
    let nearest = unknown::nearest(name, &key::keys(&Connections::default()));
    let meant = nearest.map(|it| format!(" (meant: `{it}`?)")).unwrap_or_default();
    let name: String = name.chars().take(LONGEST_NAME).collect();
    Failure::with(FailureCode::UnknownSetting, format!("`{name}`{meant}"))
}

fn not_allowed(name: &str, rule: &SettingRule) -> Failure {
    Failure::with(FailureCode::InvalidSetting, format!("`{name}` must be {rule}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_shown_with_its_default_and_can_be_taken_back() {
        let home = tempfile::tempdir().unwrap();
        let row = |key: &str| {
            let view = view(home.path(), &Settings::read(home.path()).unwrap());
            view.settings.into_iter().find(|it| it.key == key).unwrap()
        };
        set(home.path(), "sale.ceiling_centavos", "R$ 500,00").unwrap();
        let ceiling = row("sale.ceiling_centavos");
        assert_eq!(ceiling.value, Some(SettingValue::Number(50_000)));
        assert_eq!((ceiling.default, ceiling.changed), (Some(SettingValue::Number(100_000)), true));
        unset(home.path(), "sale.ceiling_centavos").unwrap();
        assert!(!row("sale.ceiling_centavos").changed);
        // Nothing typed is nothing known, where nothing is the default.
        set(home.path(), "shop.name", "Padaria").unwrap();
        set(home.path(), "shop.name", " ").unwrap();
        assert_eq!(row("shop.name").value, None);
    }

    #[test]
    fn what_cannot_be_is_told_with_the_key() {
        let home = tempfile::tempdir().unwrap();
        let refused = |key: &str, value: &str| {
            let failure = set(home.path(), key, value).unwrap_err();
            (failure.code, failure.detail.unwrap())
        };
        let (code, detail) = refused("sale.ask_payer", "talvez");
        assert_eq!(code, FailureCode::InvalidSetting);
        assert_eq!(detail, "`sale.ask_payer` must be true or false");
        let (code, detail) = refused("sale.ceilling_centavos", "1");
        assert_eq!(code, FailureCode::UnknownSetting);
        assert_eq!(detail, "`sale.ceilling_centavos` (meant: `sale.ceiling_centavos`?)");
        assert_eq!(refused("loyalty", "1").1, "`loyalty`");
        assert_eq!(refused("relay", "x").0, FailureCode::SettingNotHere);
        assert_eq!(refused("lock.after_minutes", "").0, FailureCode::InvalidSetting);
        assert!(!home.path().join(FILE).exists());
    }
}
