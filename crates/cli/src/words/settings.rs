//! A mistake in the settings' file in Portuguese: the file, the key, and what is allowed there.

use contract::{SettingMistake, SettingRule, SettingUnit, UnknownSetting};

/// Keys of the file that this version does not know, each with the one that may be meant.
pub(super) fn unknown_in_portuguese(keys: &[UnknownSetting]) -> String {
    let one = "O arquivo de ajustes tem uma chave que este Balcão não conhece, e que não vale:";
    let many = "O arquivo de ajustes tem chaves que este Balcão não conhece, e que não valem:";
    unknown(keys, [one, many], ["linha", "seria"])
}

/// The same in English.
pub(super) fn unknown_in_english(keys: &[UnknownSetting]) -> String {
    let one = "The file of the settings has a key that this Balcão does not know, and that does not hold:";
    let many =
        "The file of the settings has keys that this Balcão does not know, and that do not hold:";
    unknown(keys, [one, many], ["line", "meant:"])
}

fn unknown(keys: &[UnknownSetting], [one, many]: [&str; 2], [line, meant]: [&str; 2]) -> String {
    let named = |it: &UnknownSetting| match &it.nearest {
        Some(nearest) => format!("{line} {}: `{}` ({meant} `{nearest}`?)", it.line, it.key),
        None => format!("{line} {}: `{}`", it.line, it.key),
    };
    let before = if keys.len() == 1 { one } else { many };
    format!("{before} {}", keys.iter().map(named).collect::<Vec<_>>().join(", "))
}

/// What may stand at a key.
fn allowed(rule: &SettingRule) -> String {
    match rule {
        SettingRule::Switch => "true ou false".to_owned(),
        SettingRule::Choice { among } => {
            let quoted: Vec<_> = among.iter().map(|it| format!("\"{it}\"")).collect();
            quoted.join(" ou ")
        }
        SettingRule::Number { min, max, unit } => {
            let of = match unit {
                SettingUnit::None => "",
                SettingUnit::Minutes => " de minutos",
                SettingUnit::Days => " de dias",
                SettingUnit::Milliseconds => " de milissegundos",
            };
            format!("um número inteiro{of}, de {min} a {max}")
        }
        SettingRule::Centavos { max } => format!("um número inteiro de centavos, de 0 a {max}"),
        SettingRule::Text { max_chars } => {
            format!("um texto numa linha só, com até {max_chars} letras")
        }
        SettingRule::TimeZone => "o nome de um fuso horário, como \"America/Sao_Paulo\"".to_owned(),
        SettingRule::Document => "um CPF ou CNPJ com os dígitos certos, entre aspas".to_owned(),
        SettingRule::Cnpj => "um CNPJ com os dígitos certos, entre aspas".to_owned(),
        SettingRule::ScannerMark => {
            "de uma a quatro letras ou sinais, sem acento, e o primeiro nem algarismo nem , . + *"
                .to_owned()
        }
        SettingRule::ScannerSuffix => {
            "\"Enter\", \"Tab\", ou letras e sinais como em `scanner.prefix`".to_owned()
        }
        SettingRule::Section => "uma seção com as suas chaves".to_owned(),
    }
}

/// What is wrong in a file of the settings, in Portuguese.
pub(super) fn mistake_in_portuguese(mistake: &SettingMistake) -> String {
    match mistake {
        SettingMistake::Value { line, key, rule } => {
            format!("linha {line}: `{key}` precisa ser {}", allowed(rule))
        }
        SettingMistake::Twice { line, key } => format!("linha {line}: `{key}` está lá duas vezes"),
        SettingMistake::Syntax { line, column } => {
            format!("linha {line}, coluna {column}: não é assim que se escreve um ajuste")
        }
        SettingMistake::Gone => {
            "está vazio ou sumiu; mudar um ajuste escreve o arquivo de novo, com o que vale"
                .to_owned()
        }
        SettingMistake::NoText => "não é um arquivo de texto".to_owned(),
        SettingMistake::TooLong { max_bytes } => format!("passa de {max_bytes} bytes"),
        SettingMistake::Unread { .. } => "o sistema não deixa ler o arquivo".to_owned(),
    }
}

/// A key that no setting has, with the one that looks like it.
pub(super) fn meant(detail: &str) -> Option<String> {
    let (key, meant) = detail.strip_prefix('`')?.split_once('`')?;
    let meant = meant.replace("(meant: ", "(seria ");
    Some(format!("`{key}`{meant}"))
}

/// `key must be rule` of a value that is not allowed. Words that the rule has are its own.
pub(super) fn not_allowed(detail: &str) -> Option<String> {
    let (key, english) = detail.strip_prefix('`')?.split_once("` must be ")?;
    let allowed = match till::setting_rule(key)? {
        // Which there are hangs on what is connected.
        SettingRule::Choice { .. } => english.replace(" or ", " ou "),
        rule => allowed(&rule),
    };
    Some(format!("`{key}` precisa ser {allowed}"))
}

/// `path: why` of a file that cannot be gone by. What is not known in Portuguese is left out, the path never.
pub(super) fn detail(detail: &str) -> String {
    let Some((path, why)) = detail.split_once(": ") else { return detail.to_owned() };
    match why_in_portuguese(why) {
        Some(why) => format!("{path}: {why}"),
        None => path.to_owned(),
    }
}

fn why_in_portuguese(why: &str) -> Option<String> {
    if let Some(place) = why.strip_suffix(": no TOML") {
        let (line, column) = place.strip_prefix("line ")?.split_once(", column ")?;
        return Some(format!(
            "não é assim que se escreve um ajuste (linha {line}, coluna {column})"
        ));
    }
    if let Some((line, key)) = { why.strip_suffix(" stands there twice") }
        .and_then(|it| it.strip_prefix("line ")?.split_once(": "))
    {
        return Some(format!("{key} está lá duas vezes (linha {line})"));
    }
    if let Some(bytes) = why.strip_prefix("longer than ") {
        return Some(format!("passa de {bytes}"));
    }
    if why == "no file of text" {
        return Some("não é um arquivo de texto".to_owned());
    }
    let (_, place) = why.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some(format!("não está inteiro (linha {line}, coluna {column})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_with_the_key_that_may_be_meant() {
        let slip = |key: &str, nearest: Option<&str>| UnknownSetting {
            key: key.to_owned(),
            line: 2,
            nearest: nearest.map(str::to_owned),
        };
        let one = [slip("shop.nam", Some("shop.name"))];
        assert_eq!(
            unknown_in_portuguese(&one),
            "O arquivo de ajustes tem uma chave que este Balcão não conhece, e que não vale: \
             linha 2: `shop.nam` (seria `shop.name`?)"
        );
        let two = [slip("ceilling_centavos", Some("sale.ceiling_centavos")), slip("loyalty", None)];
        assert_eq!(
            unknown_in_english(&two),
            "The file of the settings has keys that this Balcão does not know, and that do not \
             hold: line 2: `ceilling_centavos` (meant: `sale.ceiling_centavos`?), line 2: `loyalty`"
        );
    }

    #[test]
    fn a_mistake_is_told_with_its_line_its_key_and_what_is_allowed() {
        let rule = SettingRule::Centavos { max: 100 };
        let value = SettingMistake::Value { line: 3, key: "sale.ceiling_centavos".into(), rule };
        assert_eq!(
            mistake_in_portuguese(&value),
            "linha 3: `sale.ceiling_centavos` precisa ser um número inteiro de centavos, de 0 a 100"
        );
        for (told, portuguese) in [
            (
                SettingMistake::Twice { line: 2, key: "theme".into() },
                "`theme` está lá duas vezes (linha 2)",
            ),
            (
                SettingMistake::Syntax { line: 3, column: 5 },
                "não é assim que se escreve um ajuste (linha 3, coluna 5)",
            ),
            (SettingMistake::NoText, "não é um arquivo de texto"),
            (SettingMistake::TooLong { max_bytes: 65_536 }, "passa de 65536 bytes"),
        ] {
            let told = detail(&format!("/x/settings.toml: {told}"));
            assert_eq!(told, format!("/x/settings.toml: {portuguese}"));
        }
        for (english, portuguese) in [
            (
                "/x/connections.json: EOF while parsing an object at line 3 column 5",
                "/x/connections.json: não está inteiro (linha 3, coluna 5)",
            ),
            ("/x/connections.json: Permission denied (os error 13)", "/x/connections.json"),
        ] {
            assert_eq!(detail(english), portuguese);
        }
    }
}
