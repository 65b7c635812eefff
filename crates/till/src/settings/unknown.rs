//! Keys of the settings' file that this version does not know: a slip of whoever edits it, or a newer version's. They
//! stop nothing, are told, and stand in the file as long as nobody takes them out.

use contract::UnknownSetting;
use serde_json::{Map, Value};

/// How many are told: a file of another program may hold thousands.
const MOST: usize = 5;
/// In characters: of a longer key its beginning is told.
const LONGEST_KEY: usize = 60;
/// From here on two names look like one and a slip of the hand (Jaro and Winkler; 1 is the same).
const ALIKE: f64 = 0.85;

/// What is left of a file, each key with the known one that is nearest to it. `known` are all keys, those of an object within
/// it.
pub(super) fn unknown(
    left: &Map<String, Value>,
    known: &Map<String, Value>,
) -> Vec<UnknownSetting> {
    let names = paths(known, known);
    let told = |key: String| UnknownSetting {
        nearest: nearest(&key, &names),
        key: key.chars().take(LONGEST_KEY).collect(),
    };
    paths(left, known).into_iter().take(MOST).map(told).collect()
}

/// Puts the keys that are left back among those that are written.
pub(super) fn put_back(keys: &mut Map<String, Value>, left: &Map<String, Value>) {
    for (key, value) in left {
        match (keys.get_mut(key), value) {
            (Some(Value::Object(within)), Value::Object(left)) => put_back(within, left),
            (Some(_), _) => {}
            (None, value) => {
                keys.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Keys as a person writes them; one within an object that is known, with the object's.
fn paths(keys: &Map<String, Value>, known: &Map<String, Value>) -> Vec<String> {
    let of = |(key, value): (&String, &Value)| match (value, known.get(key)) {
        (Value::Object(within), Some(Value::Object(_))) if !within.is_empty() => {
            within.keys().map(|it| format!("{key}.{it}")).collect()
        }
        _ => vec![key.clone()],
    };
    keys.iter().flat_map(of).collect()
}

/// Whether it was written into the right object or not.
fn nearest(key: &str, names: &[String]) -> Option<String> {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_lowercase();
    let key: String = last(key).chars().take(LONGEST_KEY).collect();
    let likeness = |name: &&String| strsim::jaro_winkler(&key, &last(name));
    let alike = names.iter().filter(|name| likeness(name) >= ALIKE);
    alike.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_slip_is_told_with_the_key_that_was_meant() {
        let known = object(json!({
            "shop_name": null, "ceiling_centavos": 1, "ask_payer": false, "time_zone": null, "scanner": "auto",
            "relay": null, "providers": {}, "preferences": { "language": "pt-BR", "theme": "system" },
        }));
        for (left, key, meant) in [
            (json!({ "ceilling_centavos": 5 }), "ceilling_centavos", Some("ceiling_centavos")),
            (json!({ "shop_nam": "" }), "shop_nam", Some("shop_name")),
            (json!({ "Shop_Name": "" }), "Shop_Name", Some("shop_name")),
            (json!({ "shopName": "" }), "shopName", Some("shop_name")),
            (json!({ "timezone": "" }), "timezone", Some("time_zone")),
            (json!({ "theme": "dark" }), "theme", Some("preferences.theme")),
            (
                json!({ "preferences": { "lang": 1 } }),
                "preferences.lang",
                Some("preferences.language"),
            ),
            (json!({ "loyalty_card": {"a": 1} }), "loyalty_card", None),
            (json!({ "": 1 }), "", None),
        ] {
            let told = unknown(&object(left), &known);
            let expected = UnknownSetting { key: key.into(), nearest: meant.map(str::to_owned) };
            assert_eq!(told, [expected]);
        }
    }

    #[test]
    fn a_file_of_another_program_fills_no_screen() {
        let left = (0..1_000).map(|it| (format!("{it}{}", "k".repeat(500)), Value::Null)).collect();
        let told = unknown(&left, &Map::new());
        assert_eq!(told.len(), MOST);
        assert!(told.iter().all(|it| it.key.chars().count() == LONGEST_KEY));
    }
}
