//! A mistake in the settings' file in Portuguese: the file, the key, and what is allowed there.

use contract::UnknownSetting;
use till::Rule;

/// Keys of the file that this version does not know, each with the one that may be meant.
pub(super) fn unknown_in_portuguese(keys: &[UnknownSetting]) -> String {
    let one =
        "O arquivo de configuração tem uma chave que este Balcão não conhece, e que não vale:";
    let many = "O arquivo de configuração tem chaves que este Balcão não conhece, e que não valem:";
    unknown(keys, [one, many], "seria")
}

/// The same in English.
pub(super) fn unknown_in_english(keys: &[UnknownSetting]) -> String {
    let one = "The file of the settings has a key that this Balcão does not know, and that does not hold:";
    let many =
        "The file of the settings has keys that this Balcão does not know, and that do not hold:";
    unknown(keys, [one, many], "meant:")
}

fn unknown(keys: &[UnknownSetting], [one, many]: [&str; 2], meant: &str) -> String {
    let named = |it: &UnknownSetting| match &it.nearest {
        Some(nearest) => format!("`{}` ({meant} `{nearest}`?)", it.key),
        None => format!("`{}`", it.key),
    };
    let before = if keys.len() == 1 { one } else { many };
    format!("{before} {}", keys.iter().map(named).collect::<Vec<_>>().join(", "))
}

/// What may stand at a key.
const fn allowed(rule: Rule) -> &'static str {
    match rule {
        Rule::Text => "um texto numa linha só, com até 500 letras",
        Rule::WholeNumber => "um número inteiro, 0 ou mais",
        Rule::Centavos => "um número inteiro de centavos, de 0 a 999999999999",
        Rule::YesOrNo => "true ou false",
        Rule::TimeZone => "o nome de um fuso horário, como \"America/Sao_Paulo\"",
        Rule::Preferences => "um objeto com `language` e `theme`",
        Rule::Language => "\"pt-BR\" ou \"en\"",
        Rule::Theme => "\"system\", \"light\" ou \"dark\"",
        Rule::Places => "um objeto de textos: onde cada provedor responde",
        Rule::Kept => "uma lista de contas, cada uma com `provider`, `environment` e `fingerprint`",
        Rule::Relay => "null, ou um objeto com `url`, `till`, `name` e `paired_at_ms`",
        Rule::Scanner => "\"auto\", \"off\", ou um objeto com `prefix`, `suffix` e `max_gap_ms`",
        Rule::ScannerMark => {
            "de uma a quatro letras ou sinais, sem acento, e o primeiro nem algarismo nem , . + *"
        }
        Rule::ScannerSuffix => "\"Enter\", \"Tab\", ou letras e sinais como em `prefix`",
        Rule::ScannerGap => "um número inteiro de milissegundos, de 1 a 100",
    }
}

/// `path: why` of a file that cannot be read. What is not known in Portuguese is left out, the path never.
pub(super) fn mistake(detail: &str) -> String {
    let Some((path, why)) = detail.split_once(": ") else { return detail.to_owned() };
    match why_in_portuguese(why) {
        Some(why) => format!("{path}: {why}"),
        None => path.to_owned(),
    }
}

fn why_in_portuguese(why: &str) -> Option<String> {
    // The parser's own words may hold "must be" as well.
    if let Some((what, place)) = why.rsplit_once(" at line ") {
        if let Some(key) = what.strip_suffix(" stands there twice") {
            return Some(format!("{key} está lá duas vezes"));
        }
        let (line, column) = place.split_once(" column ")?;
        return Some(format!("não é um JSON inteiro (linha {line}, coluna {column})"));
    }
    if why.starts_with("invalid type: ") {
        return Some("não tem chaves: precisa ser { \"chave\": valor }".to_owned());
    }
    if let Some((key, rule)) = why.split_once(" must be ") {
        return Some(match Rule::of(rule) {
            Some(rule) => format!("{key} precisa ser {}", allowed(rule)),
            None => format!("{key} não serve"),
        });
    }
    if let Some(bytes) = why.strip_prefix("longer than ") {
        return Some(format!("passa de {bytes}"));
    }
    if why == "no file of text" {
        return Some("não é um arquivo de texto".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_with_the_key_that_may_be_meant() {
        let slip = |key: &str, nearest: Option<&str>| UnknownSetting {
            key: key.to_owned(),
            nearest: nearest.map(str::to_owned),
        };
        let one = [slip("shop_nam", Some("shop_name"))];
        assert_eq!(
            unknown_in_portuguese(&one),
            "O arquivo de configuração tem uma chave que este Balcão não conhece, e que não vale: \
             `shop_nam` (seria `shop_name`?)"
        );
        let two = [slip("ceilling_centavos", Some("ceiling_centavos")), slip("loyalty", None)];
        assert_eq!(
            unknown_in_english(&two),
            "The file of the settings has keys that this Balcão does not know, and that do not \
             hold: `ceilling_centavos` (meant: `ceiling_centavos`?), `loyalty`"
        );
    }

    #[test]
    fn every_rule_of_a_key_is_said() {
        for rule in Rule::ALL {
            let told = mistake(&format!("/x/settings.json: `key` must be {rule}"));
            assert_eq!(told, format!("/x/settings.json: `key` precisa ser {}", allowed(rule)));
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_file_and_its_key() {
        for (detail, told) in [
            (
                "/x/settings.json: `ceiling_centavos` must be a whole number of centavos, from 0 to 999999999999",
                "/x/settings.json: `ceiling_centavos` precisa ser um número inteiro de centavos, de 0 a 999999999999",
            ),
            (
                "/x/settings.json: `kept` must be something new",
                "/x/settings.json: `kept` não serve",
            ),
            ("/x/settings.json: no file of text", "/x/settings.json: não é um arquivo de texto"),
            ("/x/settings.json: longer than 65536 bytes", "/x/settings.json: passa de 65536 bytes"),
            (
                "/x/settings.json: EOF while parsing an object at line 3 column 5",
                "/x/settings.json: não é um JSON inteiro (linha 3, coluna 5)",
            ),
            (
                "/x/settings.json: `theme` stands there twice at line 3 column 5",
                "/x/settings.json: `theme` está lá duas vezes",
            ),
            (
                "/x/settings.json: key must be a string at line 1 column 2",
                "/x/settings.json: não é um JSON inteiro (linha 1, coluna 2)",
            ),
            (
                "/x/settings.json: invalid type: sequence, expected a map",
                "/x/settings.json: não tem chaves: precisa ser { \"chave\": valor }",
            ),
            ("/x/settings.json: Permission denied (os error 13)", "/x/settings.json"),
        ] {
            assert_eq!(mistake(detail), told);
        }
    }
}
