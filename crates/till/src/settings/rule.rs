//! Whether a value is allowed at a key.

use contract::{SettingRule, SettingValue};
use domain::{TaxId, TaxIdKind};

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
