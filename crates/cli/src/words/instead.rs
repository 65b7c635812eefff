//! Sentences that stand in the place of a code's own, which is too wide to say what is wrong and what to do.

use super::detail::name;

/// What stands around a name, or without one the whole: in a detail, and in the two sentences.
struct Sentence {
    detail: [&'static str; 2],
    portuguese: [&'static str; 2],
    english: [&'static str; 2],
}

const SENTENCES: [Sentence; 18] = [
    Sentence {
        detail: ["nobody to ask before erasing: use --yes", ""],
        portuguese: [
            "Nada foi apagado: aqui não há terminal em que perguntar. Para apagar sem pergunta: balcao privacy erase CPF_OU_CNPJ --yes",
            "",
        ],
        english: [
            "Nothing was erased: there is no terminal to ask in. To erase without being asked: balcao privacy erase CPF_OR_CNPJ --yes",
            "",
        ],
    },
    Sentence {
        detail: ["nobody to ask for a new PIN: use --pin-stdin", ""],
        portuguese: [
            "Nada mudou: aqui não há terminal em que perguntar o PIN novo. Mande-o pela entrada padrão, com --pin-stdin.",
            "",
        ],
        english: [
            "Nothing has changed: there is no terminal to ask for the new PIN in. Send it to standard input, with --pin-stdin.",
            "",
        ],
    },
    Sentence {
        detail: ["port ", " is in use"],
        portuguese: [
            "Nada foi aberto: a porta ",
            " já está em uso neste computador. Escolha outra com --port, ou 0 para uma livre.",
        ],
        english: [
            "Nothing was opened: port ",
            " is in use on this computer. Choose another with --port, or 0 for a free one.",
        ],
    },
    Sentence {
        detail: ["port ", " is not allowed"],
        portuguese: [
            "Nada foi aberto: o sistema não deixa este usuário abrir a porta ",
            ". Escolha outra com --port, ou 0 para uma livre.",
        ],
        english: [
            "Nothing was opened: the system does not let this user open port ",
            ". Choose another with --port, or 0 for a free one.",
        ],
    },
    Sentence {
        detail: ["port ", " cannot be opened"],
        portuguese: [
            "Nada foi aberto: a porta ",
            " não pode ser aberta. Escolha outra com --port, ou 0 para uma livre.",
        ],
        english: [
            "Nothing was opened: port ",
            " cannot be opened. Choose another with --port, or 0 for a free one.",
        ],
    },
    Sentence {
        detail: ["nobody to ask: use --stdin", ""],
        portuguese: [
            "Nada mudou: aqui não há terminal em que perguntar. Mande as credenciais pela entrada padrão, com --stdin.",
            "",
        ],
        english: [
            "Nothing has changed: there is no terminal to ask in. Send the credentials to standard input, with --stdin.",
            "",
        ],
    },
    Sentence {
        detail: ["nobody to ask: use --yes", ""],
        portuguese: [
            "Nada mudou: aqui não há terminal em que perguntar. Para sair do relay sem pergunta: balcao unpair --yes",
            "",
        ],
        english: [
            "Nothing has changed: there is no terminal to ask in. To leave the relay without a question: balcao unpair --yes",
            "",
        ],
    },
    Sentence {
        detail: ["training needs no connection", ""],
        portuguese: [
            "Nada mudou: o treino tem as suas próprias conexões, que não se fazem nem se desfazem.",
            "",
        ],
        english: [
            "Nothing has changed: training has connections of its own, which are neither made nor ended.",
            "",
        ],
    },
    Sentence {
        detail: ["what answers there is not a relay", ""],
        portuguese: [
            "Nada mudou: nesse endereço responde outra coisa, e não um relay. Confira o endereço.",
            "",
        ],
        english: [
            "Nothing has changed: something else answers at that address, and no relay. Check the address.",
            "",
        ],
    },
    Sentence {
        detail: ["no folder: ", ""],
        portuguese: [
            "Nada foi feito: ",
            " não é uma pasta. Confira o caminho (--home ou BALCAO_HOME).",
        ],
        english: ["Nothing was done: ", " is no folder. Check the path (--home or BALCAO_HOME)."],
    },
    Sentence {
        detail: ["no such file: ", ""],
        portuguese: ["Nada mudou: o arquivo ", " não existe. Confira o caminho."],
        english: ["Nothing has changed: there is no file ", ". Check the path."],
    },
    Sentence {
        detail: ["not a file: ", ""],
        portuguese: ["Nada mudou: ", " não é um arquivo. Confira o caminho."],
        english: ["Nothing has changed: ", " is no file. Check the path."],
    },
    Sentence {
        detail: ["training has no vault", ""],
        portuguese: ["Nada mudou: o treino não guarda segredos.", ""],
        english: ["Nothing has changed: training keeps no secrets.", ""],
    },
    Sentence {
        detail: ["the vault is no file", ""],
        portuguese: [
            "Nada mudou: os segredos deste caixa ficam no chaveiro do sistema, que tem a senha dele. Para um cofre com senha própria: balcao vault move --to file",
            "",
        ],
        english: [
            "Nothing has changed: this till's secrets are in the system's keyring, which has a password of its own. For a vault with its own passphrase: balcao vault move --to file",
            "",
        ],
    },
    Sentence {
        detail: ["nobody to ask: use --passphrase-fd", ""],
        portuguese: [
            "Nada mudou: aqui não há terminal em que perguntar a senha nova. Mande-a por um descritor de arquivo (--passphrase-fd; em vault passphrase, --new-passphrase-fd).",
            "",
        ],
        english: [
            "Nothing has changed: there is no terminal to ask for the new passphrase in. Send it by a file descriptor (--passphrase-fd; for vault passphrase, --new-passphrase-fd).",
            "",
        ],
    },
    Sentence {
        detail: ["no passphrase on descriptor ", ""],
        portuguese: [
            "Nada mudou: no descritor de arquivo ",
            " não há uma senha que se possa ler (texto, no máximo 1 KiB).",
        ],
        english: [
            "Nothing has changed: no passphrase can be read from file descriptor ",
            " (text, at most 1 KiB).",
        ],
    },
    Sentence {
        detail: ["others may read the passphrase file: ", ""],
        portuguese: [
            "O cofre continua trancado: outras pessoas deste computador podem ler ",
            ", que tem a senha dele. Feche o arquivo aos outros (chmod 600).",
        ],
        english: [
            "The vault stays locked: others on this computer may read ",
            ", which has its passphrase. Close the file to others (chmod 600).",
        ],
    },
    Sentence {
        detail: ["the passphrase file cannot be read: ", ""],
        portuguese: [
            "O cofre continua trancado: não há uma senha que se possa ler em ",
            " (um arquivo de texto, no máximo 1 KiB).",
        ],
        english: [
            "The vault stays locked: no passphrase can be read from ",
            " (a file of text, at most 1 KiB).",
        ],
    },
];

pub(super) fn portuguese(detail: &str) -> Option<String> {
    let environment = environment(detail).map(|[provider, known, typed]| {
        format!(
            "Nada mudou: “{typed}” não é um ambiente de {provider}. Os ambientes: {known}, ou um endereço https (http só neste computador)."
        )
    });
    let said = |it: &Sentence| Some(around(it.portuguese, name(it.detail, detail)?));
    environment.or_else(|| SENTENCES.iter().find_map(said))
}

pub(super) fn english(detail: &str) -> Option<String> {
    let environment = environment(detail).map(|[provider, known, typed]| {
        format!(
            "Nothing has changed: “{typed}” is no environment of {provider}. The environments: {known}, or an https address (http on this computer only)."
        )
    });
    let said = |it: &Sentence| Some(around(it.english, name(it.detail, detail)?));
    environment.or_else(|| SENTENCES.iter().find_map(said))
}

/// Provider, environments and what was typed, of `no environment of ConnectPSP (homologacao|producao): x`.
fn environment(detail: &str) -> Option<[&str; 3]> {
    let (provider, rest) = detail.strip_prefix("no environment of ")?.split_once(" (")?;
    let (known, typed) = rest.split_once("): ")?;
    Some([provider, known, typed])
}

fn around([before, behind]: [&str; 2], name: &str) -> String {
    format!("{before}{name}{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_named_and_nothing_else_is_taken_for_one() {
        let told = portuguese("port 8080 is in use").unwrap();
        assert!(told.starts_with("Nada foi aberto: a porta 8080 já está em uso"), "{told}");
        assert!(english("port 80 is not allowed").unwrap().contains("open port 80."));
        for other in ["port  is in use", "nobody to ask: use --yes!", "no folder: ", ""] {
            assert_eq!((portuguese(other), english(other)), (None, None), "{other}");
        }
    }

    #[test]
    fn the_environments_are_named_in_both_languages() {
        let detail = "no environment of ConnectPSP (homologacao|producao): produçao";
        assert_eq!(
            portuguese(detail).unwrap(),
            "Nada mudou: “produçao” não é um ambiente de ConnectPSP. Os ambientes: \
             homologacao|producao, ou um endereço https (http só neste computador)."
        );
        assert!(english(detail).unwrap().contains("environments: homologacao|producao, or"));
    }
}
