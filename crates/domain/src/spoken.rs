//! Money as a voice says it in Brazilian Portuguese. Voices read digits each in its own way, and some in English: the
//! numbers are written out here.

use crate::money::Centavos;

const SMALL: [&str; 20] = [
    "",
    "um",
    "dois",
    "três",
    "quatro",
    "cinco",
    "seis",
    "sete",
    "oito",
    "nove",
    "dez",
    "onze",
    "doze",
    "treze",
    "catorze",
    "quinze",
    "dezesseis",
    "dezessete",
    "dezoito",
    "dezenove",
];
const TENS: [&str; 10] = [
    "",
    "",
    "vinte",
    "trinta",
    "quarenta",
    "cinquenta",
    "sessenta",
    "setenta",
    "oitenta",
    "noventa",
];
const HUNDREDS: [&str; 10] = [
    "",
    "cento",
    "duzentos",
    "trezentos",
    "quatrocentos",
    "quinhentos",
    "seiscentos",
    "setecentos",
    "oitocentos",
    "novecentos",
];
/// What groups of three digits are called, from the highest, one of them and several.
const GROUPS: [(i64, &str, &str); 3] =
    [(1_000_000_000, "bilhão", "bilhões"), (1_000_000, "milhão", "milhões"), (1_000, "mil", "mil")];
/// From here on whole millions are of reais.
const MILLION: i64 = 1_000_000;

/// What is said when money has come: "Pix recebido, doze reais e cinquenta centavos". For 1 to 999,999,999,999 centavos.
pub fn pix_received(amount: Centavos) -> String {
    format!("Pix recebido, {}", money(amount))
}

/// An amount in words: "doze reais e cinquenta centavos". For 1 to 999,999,999,999 centavos.
pub fn money(amount: Centavos) -> String {
    let (reais, centavos) = (amount.get() / 100, amount.get() % 100);
    let unit = if reais == 1 { "real" } else { "reais" };
    let of = if reais >= MILLION && reais % MILLION == 0 { "de " } else { "" };
    let cent = if centavos == 1 { "centavo" } else { "centavos" };
    match (reais, centavos) {
        (0, _) => format!("{} {cent}", number(centavos)),
        (_, 0) => format!("{} {of}{unit}", number(reais)),
        _ => format!("{} {of}{unit} e {} {cent}", number(reais), number(centavos)),
    }
}

/// A whole number of 1 and up. An "e" stands before the last group where that is below a hundred or whole hundreds; a
/// comma behind millions; nothing behind a thousand.
fn number(number: i64) -> String {
    let (mut said, mut rest) = (String::new(), number);
    for (size, one, several) in GROUPS {
        let group = rest / size;
        rest %= size;
        if group == 0 {
            continue;
        }
        let is_last = rest == 0;
        join(&mut said, group, is_last, ", ");
        let is_bare = size == 1_000 && group == 1;
        if !is_bare {
            said.push_str(&hundreds(group));
            said.push(' ');
        }
        said.push_str(if group == 1 { one } else { several });
    }
    if rest > 0 {
        let behind = if number % MILLION >= 1_000 { " " } else { ", " };
        join(&mut said, rest, true, behind);
        said.push_str(&hundreds(rest));
    }
    said
}

/// Puts what parts a group from the one before it.
fn join(said: &mut String, group: i64, is_last: bool, otherwise: &str) {
    if !said.is_empty() {
        let is_short = group < 100 || group % 100 == 0;
        said.push_str(if is_last && is_short { " e " } else { otherwise });
    }
}

/// 1 to 999.
fn hundreds(number: i64) -> String {
    if number == 100 {
        return "cem".to_owned();
    }
    let word = |table: &[&'static str], at: i64| {
        usize::try_from(at).ok().and_then(|at| table.get(at)).copied().unwrap_or_default()
    };
    let below = number % 100;
    let (tens, ones) = if below < 20 { (0, below) } else { (below / 10, below % 10) };
    let parts = [word(&HUNDREDS, number / 100), word(&TENS, tens), word(&SMALL, ones)];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" e ")
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy as _;

    use super::*;

    #[test]
    fn amounts_are_said_as_people_say_them() {
        for (centavos, said) in [
            (1, "um centavo"),
            (2, "dois centavos"),
            (99, "noventa e nove centavos"),
            (100, "um real"),
            (101, "um real e um centavo"),
            (1_250, "doze reais e cinquenta centavos"),
            (1_600, "dezesseis reais"),
            (2_100, "vinte e um reais"),
            (10_000, "cem reais"),
            (10_100, "cento e um reais"),
            (12_345, "cento e vinte e três reais e quarenta e cinco centavos"),
            (100_000, "mil reais"),
            (100_100, "mil e um reais"),
            (110_000, "mil e cem reais"),
            (123_400, "mil duzentos e trinta e quatro reais"),
            (200_000, "dois mil reais"),
            (220_000, "dois mil e duzentos reais"),
            (10_000_000, "cem mil reais"),
            (10_100_100, "cento e um mil e um reais"),
            (100_000_000, "um milhão de reais"),
            (100_000_001, "um milhão de reais e um centavo"),
            (100_000_100, "um milhão e um reais"),
            (100_023_400, "um milhão, duzentos e trinta e quatro reais"),
            (120_000_000, "um milhão e duzentos mil reais"),
            (
                123_456_789,
                "um milhão, duzentos e trinta e quatro mil quinhentos e sessenta e sete reais e oitenta e nove centavos",
            ),
            (200_000_000, "dois milhões de reais"),
            (100_000_000_000, "um bilhão de reais"),
            (100_100_000_000, "um bilhão e um milhão de reais"),
            (
                999_999_999_999,
                "nove bilhões, novecentos e noventa e nove milhões, novecentos e noventa e nove mil novecentos e noventa e nove reais e noventa e nove centavos",
            ),
        ] {
            assert_eq!(money(Centavos::new(centavos)), said);
        }
        assert_eq!(
            pix_received(Centavos::new(1_250)),
            "Pix recebido, doze reais e cinquenta centavos"
        );
    }

    /// What a listener understands: each word is worth something, and a group's name multiplies what was said before it.
    fn understood(said: &str) -> i64 {
        let worth = |word: &str| -> Option<i64> {
            let at = |table: &[&str]| table.iter().position(|it| *it == word && !it.is_empty());
            let place = |at: usize| i64::try_from(at).unwrap();
            if word == "cem" {
                return Some(100);
            }
            at(&SMALL)
                .map(place)
                .or_else(|| at(&TENS).map(|it| place(it) * 10))
                .or_else(|| at(&HUNDREDS).map(|it| place(it) * 100))
        };
        let (mut sum, mut group, mut total) = (0, 0, 0);
        for word in said.split([' ', ',']).filter(|word| !matches!(*word, "" | "e" | "de")) {
            if let Some(worth) = worth(word) {
                group += worth;
                continue;
            }
            let named = GROUPS.iter().find(|(_, one, several)| word == *one || word == *several);
            match (named, word) {
                (Some((size, ..)), _) => {
                    sum += group.max(1) * size;
                    group = 0;
                }
                (None, "real" | "reais") => {
                    total = (sum + group) * 100;
                    (sum, group) = (0, 0);
                }
                (None, "centavo" | "centavos") => total += group,
                (None, word) => panic!("nobody knows the word {word}"),
            }
        }
        total
    }

    proptest::proptest! {
        #[test]
        fn whoever_listens_understands_the_amount(
            centavos in proptest::prop_oneof![1_i64..=999_999_999_999, 1_i64..=300_000, (1_i64..=9_999).prop_map(|it| it * 100_000_000)],
        ) {
            let said = money(Centavos::new(centavos));
            proptest::prop_assert_eq!(understood(&said), centavos, "{}", said);
            proptest::prop_assert!(!said.contains("  ") && !said.contains(" ,"), "{}", said);
        }
    }
}
