//! Whether a value is allowed at a key.

use contract::{SettingRule, SettingUnit, SettingValue};
use domain::{AmountError, Centavos, TaxId, TaxIdKind};

use crate::zone;

/// The value as it holds, where the rule allows it.
pub(super) fn held(rule: &SettingRule, value: &SettingValue) -> Option<SettingValue> {
    let is_allowed = match (rule, value) {
        (SettingRule::Switch, SettingValue::Switch(_)) => true,
        (SettingRule::Number { min, max, .. }, SettingValue::Number(number)) => {
            (i64::from(*min)..=i64::from(*max)).contains(number)
        }
        (SettingRule::Centavos { max }, SettingValue::Number(number)) => {
            (0..=*max).contains(number)
        }
        (SettingRule::Choice { among }, SettingValue::Text(text)) => among.contains(text),
        // Whoever writes `columns = 48` means the word of these figures.
        (SettingRule::Choice { among }, SettingValue::Number(number)) => {
            let word = among.iter().find(|it| **it == number.to_string())?;
            return Some(SettingValue::Text(word.clone()));
        }
        (SettingRule::Text { max_chars }, SettingValue::Text(text)) => {
            let is_short = u32::try_from(text.chars().count()).is_ok_and(|it| it <= *max_chars);
            is_short && !text.chars().any(char::is_control)
        }
        (SettingRule::TimeZone, SettingValue::Text(text)) => zone::known(text).is_some(),
        (SettingRule::Document, SettingValue::Text(text)) => return document(text, |_| true),
        (SettingRule::Cnpj, SettingValue::Text(text)) => {
            return document(text, |kind| kind == TaxIdKind::Cnpj);
        }
        (SettingRule::ScannerMark, SettingValue::Text(text)) => is_mark(text),
        (SettingRule::ScannerSuffix, SettingValue::Text(text)) => text == "Enter" || is_mark(text),
        _ => false,
    };
    is_allowed.then(|| value.clone())
}

/// The value that a person has typed, where the rule allows it.
pub(super) fn typed(rule: &SettingRule, text: &str) -> Option<SettingValue> {
    let text = text.trim();
    let value = match rule {
        SettingRule::Switch => SettingValue::Switch(yes_or_no(text)?),
        SettingRule::Number { unit, .. } => SettingValue::Number(number(text, *unit)?),
        // Figures alone are centavos, as in the file.
        SettingRule::Centavos { .. } => SettingValue::Number(match text.parse() {
            Ok(centavos) => centavos,
            Err(_) => reais(text)?,
        }),
        SettingRule::Choice { among } => {
            let meant = among.iter().find(|it| it.to_lowercase() == text.to_lowercase());
            SettingValue::Text(meant?.clone())
        }
        _ => SettingValue::Text(text.to_owned()),
    };
    held(rule, &value)
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" | "sim" | "ligado" | "1" => Some(true),
        "false" | "no" | "off" | "não" | "nao" | "desligado" | "0" => Some(false),
        _ => None,
    }
}

/// With its unit behind it or not: `30`, `30 min`, `180 dias`.
fn number(text: &str, unit: SettingUnit) -> Option<i64> {
    let figures = text.trim_end_matches(char::is_alphabetic);
    let behind = text.strip_prefix(figures)?.to_lowercase();
    let units: &[&str] = match unit {
        SettingUnit::None => &[],
        SettingUnit::Minutes => &["m", "min", "minuto", "minutos", "minute", "minutes"],
        SettingUnit::Days => &["d", "dia", "dias", "day", "days"],
        SettingUnit::Milliseconds => &["ms"],
    };
    let is_unit = behind.is_empty() || units.contains(&behind.as_str());
    figures.trim().parse().ok().filter(|_| is_unit)
}

/// `500,00`, `R$ 500`; nothing is an amount here too.
fn reais(text: &str) -> Option<i64> {
    match Centavos::parse_typed(text) {
        Ok(amount) => Some(amount.get()),
        Err(AmountError::Zero) => Some(0),
        Err(_) => None,
    }
}

/// With its digits alone.
fn document(text: &str, is_allowed: impl Fn(TaxIdKind) -> bool) -> Option<SettingValue> {
    let id = TaxId::parse(text).ok().filter(|id| is_allowed(id.kind()))?;
    Some(SettingValue::Text(id.digits().to_owned()))
}

fn is_mark(text: &str) -> bool {
    let may_begin = |first: char| !first.is_ascii_digit() && !",.+*".contains(first);
    (1..=4).contains(&text.len())
        && text.chars().all(|it| it.is_ascii_graphic())
        && text.chars().next().is_some_and(may_begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_that_are_a_word_of_a_choice_are_that_word() {
        let columns = SettingRule::Choice { among: vec!["32".to_owned(), "48".to_owned()] };
        let word = SettingValue::Text("48".to_owned());
        assert_eq!(held(&columns, &SettingValue::Number(48)), Some(word));
        assert_eq!(held(&columns, &SettingValue::Number(40)), None);
    }

    #[test]
    fn what_a_person_types_is_read() {
        let minutes = SettingRule::Number { min: 0, max: 99, unit: SettingUnit::Minutes };
        let centavos = SettingRule::Centavos { max: Centavos::MAX.get() };
        let among = vec!["pt-BR".to_owned(), "en".to_owned()];
        let number = |value| Some(SettingValue::Number(value));
        let text = |value: &str| Some(SettingValue::Text(value.to_owned()));
        for (rule, typed_text, expected) in [
            (&SettingRule::Switch, " Sim ", Some(SettingValue::Switch(true))),
            (&SettingRule::Switch, "não", Some(SettingValue::Switch(false))),
            (&SettingRule::Switch, "talvez", None),
            (&minutes, "30", number(30)),
            (&minutes, "30 min", number(30)),
            (&minutes, "30minutos", number(30)),
            (&minutes, "30 dias", None),
            (&minutes, "100", None),
            (&minutes, "-1", None),
            (&minutes, "", None),
            (&centavos, "50000", number(50_000)),
            (&centavos, "R$ 500,00", number(50_000)),
            (&centavos, "R$ 500", number(50_000)),
            (&centavos, "500,00", number(50_000)),
            (&centavos, "R$ 0,00", number(0)),
            (&centavos, "0", number(0)),
            (&centavos, "-1", None),
            (&centavos, "muito", None),
            (&SettingRule::Choice { among }, "PT-br", text("pt-BR")),
            (&SettingRule::Document, "123.456.789-09", text("12345678909")),
            (&SettingRule::Cnpj, "123.456.789-09", None),
            (&SettingRule::Text { max_chars: 7 }, " Padaria ", text("Padaria")),
            (&SettingRule::Text { max_chars: 6 }, "Padaria", None),
        ] {
            assert_eq!(typed(rule, typed_text), expected, "{typed_text}");
        }
    }
}
