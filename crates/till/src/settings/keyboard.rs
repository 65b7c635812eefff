//! The keyboard: which key does what on every screen. A key does one thing.

use contract::{KeyMap, SettingGroup, SettingRule, SettingValue};

use super::document::Values;
use super::key::Key;

/// The section of the keys.
const SECTION: &str = "keys.";
/// Always the help, whichever key it has beside: nobody is lost who knows no other key.
const HELP_KEY: &str = "F1";
/// What can have a key, and the key that it has where nobody has chosen.
const ACTIONS: [(&str, &str); 11] = [
    ("help", HELP_KEY),
    ("new_sale", "F2"),
    ("other_sale", "F4"),
    ("check_now", "F5"),
    ("last_sales", "F6"),
    ("copy", "F7"),
    ("drawer", "F8"),
    ("shift", "F9"),
    ("charge", "F10"),
    ("full_screen", "F11"),
    ("lock", "F12"),
];
/// Keys that type nothing: no letter, no figure and no editing chord moves money.
const KEYS: [&str; 19] = [
    HELP_KEY,
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "Insert",
    "Pause",
    "ScrollLock",
    "Home",
    "End",
    "PageUp",
    "PageDown",
];

/// The settings of the keys.
pub(super) fn settings() -> impl Iterator<Item = Key> {
    ACTIONS.iter().map(|(action, usual)| Key {
        name: format!("{SECTION}{action}").into(),
        group: SettingGroup::Devices,
        rule: SettingRule::Choice {
            among: { KEYS.iter() }
                .filter(|&&key| *action == "help" || key != HELP_KEY)
                .map(|&key| key.to_owned())
                .collect(),
        },
        default: Some(SettingValue::Text((*usual).to_owned())),
    })
}

/// The setting of another action that has the key of this one.
pub(super) fn holder(values: &Values, name: &str) -> Option<String> {
    let action = name.strip_prefix(SECTION)?;
    let (_, usual) = ACTIONS.iter().find(|(it, _)| *it == action)?;
    let key = chosen(values, action, usual);
    let other =
        ACTIONS.iter().find(|(it, usual)| *it != action && chosen(values, it, usual) == key);
    other.map(|(it, _)| format!("{SECTION}{it}"))
}

/// Which key does what. Where a file gives one key to two actions, one that was moved there has its own key again.
pub(super) fn map(values: &Values) -> KeyMap {
    let mut keys = ACTIONS.map(|(action, usual)| (action, usual, chosen(values, action, usual)));
    while let Some(at) = keys.iter().position(|(action, usual, key)| {
        key != usual && keys.iter().any(|(other, _, taken)| other != action && taken == key)
    }) {
        if let Some((_, usual, key)) = keys.get_mut(at) {
            (*usual).clone_into(key);
        }
    }
    let of = |wanted: &str| {
        let found = keys.iter().find(|(action, ..)| *action == wanted);
        found.map(|(.., key)| key.clone()).unwrap_or_default()
    };
    KeyMap {
        help: of("help"),
        new_sale: of("new_sale"),
        other_sale: of("other_sale"),
        check_now: of("check_now"),
        last_sales: of("last_sales"),
        copy: of("copy"),
        drawer: of("drawer"),
        shift: of("shift"),
        charge: of("charge"),
        full_screen: of("full_screen"),
        lock: of("lock"),
    }
}

fn chosen(values: &Values, action: &str, usual: &str) -> String {
    match values.get(&format!("{SECTION}{action}")) {
        Some(SettingValue::Text(key)) => key.clone(),
        _ => usual.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn values(chosen: &[(&str, &str)]) -> Values {
        let text = |key: &str| SettingValue::Text(key.to_owned());
        chosen.iter().map(|(name, key)| ((*name).to_owned(), text(key))).collect()
    }

    fn of(map: &KeyMap) -> BTreeSet<String> {
        let json = serde_json::to_value(map).unwrap();
        json.as_object().unwrap().values().map(|key| key.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_action_has_a_key_of_its_own_whatever_a_file_says() {
        for chosen in [
            &[][..],
            &[("keys.shift", "F6")],
            &[("keys.shift", "F6"), ("keys.last_sales", "F9")],
            &[("keys.shift", "F3"), ("keys.copy", "F3"), ("keys.drawer", "F3")],
            &[("keys.shift", "F6"), ("keys.last_sales", "F5"), ("keys.check_now", "F9")],
            &[("keys.copy", "F8"), ("keys.drawer", "F8")],
        ] {
            let map = map(&values(chosen));
            assert_eq!(of(&map).len(), ACTIONS.len(), "{chosen:?}: {map:?}");
        }
        assert_eq!(map(&values(&[("keys.shift", "F6")])).shift, "F9", "F6 stays with the sales");
        let changed = map(&values(&[("keys.shift", "F6"), ("keys.last_sales", "F9")]));
        assert_eq!((&*changed.shift, &*changed.last_sales), ("F6", "F9"), "two may change places");
    }

    #[test]
    fn a_key_that_another_action_has_is_told() {
        let taken = |chosen: &[(&str, &str)], name: &str| holder(&values(chosen), name);
        assert_eq!(taken(&[("keys.shift", "F6")], "keys.shift"), Some("keys.last_sales".into()));
        let moved = [("keys.shift", "F3"), ("keys.copy", "F9")];
        assert_eq!(taken(&moved, "keys.copy"), None, "F9 is free");
        // Back to its default, where another action is by now.
        assert_eq!(taken(&[("keys.copy", "F9")], "keys.shift"), Some("keys.copy".into()));
        assert_eq!(taken(&[], "sale.ask_payer"), None);
    }

    #[test]
    fn no_action_has_a_key_that_types() {
        for key in settings() {
            let SettingRule::Choice { among } = key.rule else { panic!("{}", key.name) };
            assert!(among.iter().all(|it| it.len() > 1), "{}", key.name);
            assert_eq!(among.contains(&HELP_KEY.to_owned()), key.name == "keys.help");
        }
    }
}
