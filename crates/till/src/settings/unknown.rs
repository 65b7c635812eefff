//! Keys of the settings' file that this version does not know: a slip of whoever edits it, or a newer version's. They
//! stop nothing, are told, and stand in the file as long as nobody takes them out.

use contract::UnknownSetting;

use super::key::Key;

/// How many are told: a file of another program may hold thousands.
const MOST: usize = 5;
/// In characters: of a longer key its beginning is told.
const LONGEST_KEY: usize = 60;
/// From here on two names look like one and a slip of the hand (Jaro and Winkler; 1 is the same).
const ALIKE: f64 = 0.85;

/// A few of them, each with the known one that is nearest to it.
pub(super) fn unknown(found: &[(String, u32)], known: &[Key]) -> Vec<UnknownSetting> {
    let told = |(key, line): &(String, u32)| UnknownSetting {
        nearest: nearest(key, known),
        line: *line,
        key: key.chars().take(LONGEST_KEY).collect(),
    };
    found.iter().take(MOST).map(told).collect()
}

/// The known key that is meant, whether it was written into the right section or not.
pub(super) fn nearest(key: &str, known: &[Key]) -> Option<String> {
    let key: String = key.to_lowercase().chars().take(LONGEST_KEY).collect();
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let likeness = |name: &str| {
        let of_last = strsim::jaro_winkler(&last(&key), &last(name));
        // Who does not know of sections writes `shop_name`.
        if key.contains('.') {
            of_last
        } else {
            of_last.max(strsim::jaro_winkler(&key, &name.replace('.', "_")))
        }
    };
    let alike = known.iter().filter(|it| likeness(&it.name) >= ALIKE);
    // Of two that end alike, the one in the same section.
    let of_whole = |name: &str| strsim::jaro_winkler(&key, name);
    let best = alike.max_by(|a, b| {
        let by_likeness = likeness(&a.name).total_cmp(&likeness(&b.name));
        by_likeness.then(of_whole(&a.name).total_cmp(&of_whole(&b.name)))
    });
    best.map(|it| it.name.clone().into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{Connections, key};
    use super::*;

    #[test]
    fn a_slip_is_told_with_the_key_that_was_meant() {
        let known = key::keys(&Connections::default());
        for (slip, meant) in [
            ("sale.ceilling_centavos", Some("sale.ceiling_centavos")),
            ("ceiling_centavos", Some("sale.ceiling_centavos")),
            ("shop.nam", Some("shop.name")),
            ("shop_name", Some("shop.name")),
            ("Shop_Name", Some("shop.name")),
            ("till.Name", Some("till.name")),
            ("timezone", Some("shop.time_zone")),
            ("preferences.theme", Some("theme")),
            ("preferences.lang", Some("language")),
            ("ask_payer", Some("sale.ask_payer")),
            ("lock.after", Some("lock.after_minutes")),
            ("loyalty_card", None),
            ("", None),
        ] {
            let told = unknown(&[(slip.to_owned(), 3)], &known);
            let nearest = meant.map(str::to_owned);
            let expected = UnknownSetting { key: slip.into(), line: 3, nearest };
            assert_eq!(told, [expected]);
        }
    }

    #[test]
    fn a_file_of_another_program_fills_no_screen() {
        let found: Vec<_> = (0..1_000).map(|it| (format!("{it}{}", "k".repeat(500)), it)).collect();
        let told = unknown(&found, &[]);
        assert_eq!(told.len(), MOST);
        assert!(told.iter().all(|it| it.key.chars().count() == LONGEST_KEY));
    }
}
