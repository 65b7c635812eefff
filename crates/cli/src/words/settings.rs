//! A mistake in the settings' file in Portuguese: the file, the key, and what is allowed there.

/// What may stand at a key, as the till says it in English.
const ALLOWED: [(&str, &str); 10] = [
    ("a text of one line, up to 500 characters", "um texto numa linha só, com até 500 letras"),
    ("a whole number, 0 or more", "um número inteiro, 0 ou mais"),
    (
        "a whole number of centavos, from 0 to 999999999999",
        "um número inteiro de centavos, de 0 a 999999999999",
    ),
    ("true or false", "true ou false"),
    (
        "the name of a time zone, such as \"America/Sao_Paulo\"",
        "o nome de um fuso horário, como \"America/Sao_Paulo\"",
    ),
    ("\"pt-BR\" or \"en\"", "\"pt-BR\" ou \"en\""),
    ("\"system\", \"light\" or \"dark\"", "\"system\", \"light\" ou \"dark\""),
    ("an object with `language` and `theme`", "um objeto com `language` e `theme`"),
    (
        "an object of texts: where each adapter answers",
        "um objeto de textos: onde cada provedor responde",
    ),
    (
        "null, or an object with `url`, `till`, `name` and `paired_at_ms`",
        "null, ou um objeto com `url`, `till`, `name` e `paired_at_ms`",
    ),
];

/// `path: why` of a file that cannot be read. What is not known in Portuguese is left out, the path never.
pub(super) fn mistake(detail: &str) -> String {
    let Some((path, why)) = detail.split_once(": ") else { return detail.to_owned() };
    match why_in_portuguese(why) {
        Some(why) => format!("{path}: {why}"),
        None => path.to_owned(),
    }
}

fn why_in_portuguese(why: &str) -> Option<String> {
    if let Some((key, allowed)) = why.split_once(" must be ") {
        let known = ALLOWED.iter().find(|(english, _)| *english == allowed);
        return Some(match known {
            Some((_, portuguese)) => format!("{key} precisa ser {portuguese}"),
            None => format!("{key} não serve"),
        });
    }
    if let Some(bytes) = why.strip_prefix("longer than ") {
        return Some(format!("passa de {bytes}"));
    }
    if why == "no file of text" {
        return Some("não é um arquivo de texto".to_owned());
    }
    let (what, place) = why.rsplit_once(" at line ")?;
    if let Some(key) = what.strip_suffix(" stands there twice") {
        return Some(format!("{key} está lá duas vezes"));
    }
    let (line, column) = place.split_once(" column ")?;
    Some(format!("não é um JSON inteiro (linha {line}, coluna {column})"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("/x/settings.json: Permission denied (os error 13)", "/x/settings.json"),
        ] {
            assert_eq!(mistake(detail), told);
        }
    }
}
