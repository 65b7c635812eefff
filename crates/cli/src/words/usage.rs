//! What is wrong with a command line. Who reads English gets clap's own words.

use std::error::Error as _;

use clap::ValueEnum as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::args::StatusArg;

/// The same in Portuguese: what is wrong, what was typed, and how the command is written.
pub(super) fn portuguese(error: &clap::Error) -> String {
    let what = match error.kind() {
        ErrorKind::MissingRequiredArgument | ErrorKind::TooFewValues => "falta",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "falta o comando"
        }
        ErrorKind::UnknownArgument | ErrorKind::TooManyValues => "não existe aqui",
        ErrorKind::InvalidSubcommand => "não existe o comando",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals => {
            "o valor não serve"
        }
        ErrorKind::ArgumentConflict => "não combina com o resto",
        _ => "o comando está escrito errado",
    };
    let of = [
        ContextKind::InvalidArg,
        ContextKind::InvalidSubcommand,
        ContextKind::InvalidValue,
        ContextKind::PriorArg,
    ];
    let typed: Vec<_> = of.into_iter().filter_map(|kind| text(error, kind)).collect();
    let mut told = format!("Nada mudou: {what}");
    if !typed.is_empty() {
        told = format!("{told}: {}", typed.join(" "));
    }
    if let Some(why) = error.source().and_then(|why| reason(&why.to_string())) {
        told = format!("{told}: {why}");
    }
    if let Some(valid) = valid(error) {
        told = format!("{told}. Valores: {valid}");
    }
    if let Some(commands) = text(error, ContextKind::ValidSubcommand).filter(|it| !it.is_empty()) {
        told = format!("{told}. Comandos: {commands}");
    }
    match text(error, ContextKind::Usage) {
        Some(usage) => format!("{told}\n\n{}", super::help::frame(&usage)),
        None => told,
    }
}

/// Why a value is refused: our own reasons, and those of numbers.
fn reason(why: &str) -> Option<String> {
    const REASONS: [(&str, &str); 8] = [
        ("not a time such as 120s, 30m or 1h", "não é um tempo como 120s, 30m ou 1h"),
        ("a time cannot be negative", "um tempo não pode ser negativo"),
        ("at most 24h", "no máximo 24h"),
        ("whole minutes, from 1m to 24h", "minutos inteiros, de 1m a 24h"),
        (
            "not a date such as 2026-11-28 or 28/11/2026",
            "não é uma data como 28/11/2026 ou 2026-11-28",
        ),
        ("invalid digit found in string", "não é um número inteiro"),
        ("cannot parse integer from empty string", "não é um número inteiro"),
        ("number too large to fit in target type", "o número é grande demais"),
    ];
    if let Some(known) = why.strip_prefix("not one of ") {
        return Some(format!("não é um destes: {known}"));
    }
    if let Some((number, range)) = why.split_once(" is not in ") {
        let range = range.replace("..=", " e ").replace("..", " e ");
        return Some(format!("{number} não está entre {range}"));
    }
    REASONS.iter().find(|(english, _)| *english == why).map(|(_, said)| (*said).to_owned())
}

/// The values that there are; a status as the till says it.
fn valid(error: &clap::Error) -> Option<String> {
    let ContextValue::Strings(values) = error.get(ContextKind::ValidValue)? else { return None };
    let said = |value: &String| {
        let status = StatusArg::from_str(value, true).ok()?.to_possible_value()?;
        status.get_name_and_aliases().nth(1).map(str::to_owned)
    };
    let said: Vec<_> = values.iter().map(|it| said(it).unwrap_or_else(|| it.clone())).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(" ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<_> = texts.iter().map(ToString::to_string).collect();
            Some(texts.join(" "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::command_line;

    fn told(words: &[&str]) -> String {
        let line = std::iter::once(&"balcao").chain(words);
        portuguese(&command_line().try_get_matches_from(line).unwrap_err())
    }

    #[test]
    fn what_is_wrong_is_said_without_english() {
        for (words, sentence) in [
            (&["restore"][..], "Nada mudou: falta: <FILE|--from-nothing>"),
            (&["charge", "1", "--cash"], "Nada mudou: não existe aqui: --cash"),
            (&["vender"], "Nada mudou: não existe o comando: vender"),
            (&["orders", "--status", "lost"], "Nada mudou: o valor não serve: --status <S> lost"),
            (
                &["orders", "--since", "x"],
                "Nada mudou: o valor não serve: --since <DATE> x: não é uma data como 28/11/2026",
            ),
            (
                &["orders", "--limit", "0"],
                "Nada mudou: o valor não serve: --limit <N> 0: 0 não está",
            ),
            (&["orders", "--limit", "x"], "Nada mudou: o valor não serve: --limit <N> x: não é um"),
            (&["charge", "1", "--wait-for", "-1s"], "Nada mudou: "),
            (&["charge", "1", "--wait-for", "25h"], "Nada mudou: o valor não serve: --wait-for"),
            (
                &["charge", "1", "--expires-in", "90s"],
                "Nada mudou: o valor não serve: --expires-in",
            ),
            (
                &["refund", "1", "--reason", "x"],
                "Nada mudou: o valor não serve: --reason <fraud|duplicated-payment|customer-request|merchant-error> x: não",
            ),
            (
                &["refund", "1"],
                "Nada mudou: falta: --reason <fraud|duplicated-payment|customer-request|merchant-error>",
            ),
            (
                &["privacy"],
                "Nada mudou: falta o comando: balcao privacy. Comandos: export erase help",
            ),
            (&[], "Nada mudou: falta o comando"),
        ] {
            let told = told(words);
            assert!(told.starts_with(sentence), "{told}");
            for english in
                ["error:", "Usage", "required", "invalid", "tip", " not ", "OPTIONS", "COMMAND>"]
            {
                assert!(!told.contains(english), "{told}");
            }
        }
        assert!(told(&["restore"]).contains("Uso: balcao restore"));
        assert!(
            told(&["orders", "--status", "lost"]).contains("Valores: registrando aguardando pago")
        );
    }
}
