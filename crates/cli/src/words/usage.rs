//! What is wrong with a command line. Who reads English gets clap's own words.

use clap::error::{ContextKind, ContextValue, ErrorKind};

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
    if let Some(valid) = text(error, ContextKind::ValidValue).filter(|valid| !valid.is_empty()) {
        told = format!("{told}. Valores: {valid}");
    }
    match text(error, ContextKind::Usage) {
        Some(usage) => format!("{told}\n\n{}", usage.replace("Usage:", "Uso:")),
        None => told,
    }
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
    use clap::Parser as _;

    use super::*;
    use crate::args::Args;

    fn told(words: &[&str]) -> String {
        let line = std::iter::once(&"balcao").chain(words);
        portuguese(&Args::try_parse_from(line).unwrap_err())
    }

    #[test]
    fn what_is_wrong_is_said_without_english() {
        for (words, sentence) in [
            (&["restore"][..], "Nada mudou: falta: <FILE>"),
            (&["charge", "1", "--cash"], "Nada mudou: não existe aqui: --cash"),
            (&["vender"], "Nada mudou: não existe o comando: vender"),
            (&["orders", "--status", "lost"], "Nada mudou: o valor não serve: --status <S> lost"),
        ] {
            let told = told(words);
            assert!(told.starts_with(sentence), "{told}");
            for english in ["error", "Usage", "required", "invalid", "tip"] {
                assert!(!told.contains(english), "{told}");
            }
        }
        assert!(told(&["restore"]).contains("Uso: balcao restore"));
        assert!(told(&["orders", "--status", "lost"]).contains("Valores: registering pending"));
    }
}
