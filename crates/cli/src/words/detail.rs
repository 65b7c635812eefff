//! What of a failure's detail stands beside its sentence. Details from inside are English: in English they
//! may stand there as they are, in Portuguese data does, and what a person needs and can be translated.

use std::path::Path;

use contract::{Failure, FailureCode};

use super::settings;

pub(super) fn english(failure: &Failure) -> Option<String> {
    match failure.code {
        // The sentence says it all.
        FailureCode::UnknownThere
        | FailureCode::NeverProved
        | FailureCode::NeverHeard
        | FailureCode::GivenUp => None,
        FailureCode::AboveCeiling | FailureCode::DrawerShort => amount(failure),
        FailureCode::EndToEndIdTaken => {
            failure.detail.as_ref().map(|order| format!("sale {order}"))
        }
        FailureCode::ProviderRefused | FailureCode::RefundRefused => providers_words(failure),
        _ => failure.detail.clone(),
    }
}

pub(super) fn portuguese(failure: &Failure) -> Option<String> {
    let detail = failure.detail.as_deref()?;
    match failure.code {
        FailureCode::AboveCeiling | FailureCode::DrawerShort => amount(failure),
        FailureCode::ShiftOpen | FailureCode::ShiftClosed => {
            is_number(detail).then(|| detail.to_owned())
        }
        FailureCode::ProviderRefused | FailureCode::RefundRefused => providers_words(failure),
        FailureCode::EndToEndIdTaken => is_number(detail).then(|| format!("venda {detail}")),
        FailureCode::GivenUp => None,
        FailureCode::UnknownProvider
        | FailureCode::WhichAttempt
        | FailureCode::ForeignIngest
        | FailureCode::ClockWrong
        | FailureCode::OtherEnvironment
        | FailureCode::NoTill
        | FailureCode::HomeNotPrivate
        | FailureCode::TillInUse
        | FailureCode::LogBusy => Some(detail.to_owned()),
        FailureCode::CredentialsRefused => {
            is_code(detail).then(|| detail.to_owned()).or_else(|| translated(detail))
        }
        FailureCode::VaultDamaged | FailureCode::VaultMissing => place(detail).map(str::to_owned),
        FailureCode::VaultTooNew => detail.parse().ok().map(|it: u32| format!("versão {it}")),
        FailureCode::LogTooNew => {
            let (found, known) = detail.split_once(" > ")?;
            Some(format!("versão {found}; este Balcão lê até a {known}"))
        }
        FailureCode::InvalidSetting => settings::not_allowed(detail),
        FailureCode::UnknownSetting => settings::meant(detail),
        FailureCode::KeyTaken => detail.starts_with("keys.").then(|| detail.to_owned()),
        FailureCode::SettingNotHere => detail.starts_with("balcao ").then(|| detail.to_owned()),
        FailureCode::SettingsUnreadable => Some(settings::detail(detail)),
        FailureCode::BackupFolderMissing
        | FailureCode::BackupFolderFull
        | FailureCode::BackupFolderUnwritable
        | FailureCode::FileNotSaved => detail.split_once(": ").map(|(folder, _)| folder.to_owned()),
        FailureCode::LogUnwritable => {
            place(detail).map(str::to_owned).or_else(|| translated(detail))
        }
        FailureCode::RelayUnreachable => is_status(detail).then(|| detail.to_owned()),
        _ => translated(detail),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn amount(failure: &Failure) -> Option<String> {
    failure.detail.as_deref()?.parse().ok().map(till::format_amount)
}

/// The provider's own code and message.
fn providers_words(failure: &Failure) -> Option<String> {
    let detail = failure.detail.as_deref()?;
    // Ours: it stands for an answer without words, or for a reason of the till's own.
    if detail == "the provider does not know this charge" || till::is_own_reason(detail) {
        return None;
    }
    if detail == "404 not found" {
        return Some("404".to_owned());
    }
    let without_ours = detail.strip_suffix(" not ready for a whole day").unwrap_or(detail);
    Some(without_ours.to_owned())
}

/// A provider's own code, such as `INVALID_CREDENTIALS`.
fn is_code(detail: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_';
    detail.starts_with(|it: char| it.is_ascii_uppercase()) && detail.bytes().all(is_letter)
}

pub(super) fn is_status(detail: &str) -> bool {
    let number = detail.strip_prefix("HTTP ");
    number.is_some_and(|it| it.len() == 3 && it.bytes().all(|it| it.is_ascii_digit()))
}

/// The path in `path: the system's words`.
pub(super) fn place(detail: &str) -> Option<&str> {
    let path = detail.split_once(": ").map_or(detail, |(path, _)| path);
    Path::new(path).is_absolute().then_some(path)
}

/// What stands before and behind a name, in English and in Portuguese.
struct Saying {
    english: [&'static str; 2],
    portuguese: [&'static str; 2],
}

const fn saying(english: [&'static str; 2], portuguese: [&'static str; 2]) -> Saying {
    Saying { english, portuguese }
}

/// Details that tell a person what to type otherwise. A sentence without a name stands before it.
const SAYINGS: [Saying; 42] = [
    saying(
        ["a seal has 64 digits, 0 to 9 and a to f", ""],
        ["um selo tem 64 letras e números, de 0 a 9 e de a a f", ""],
    ),
    saying(["the vault's file is full", ""], ["o arquivo do cofre está cheio", ""]),
    saying(["the disk does not answer within 10 s", ""], ["o disco não responde em 10 s", ""]),
    saying(["empty", ""], ["vazio", ""]),
    saying(["not a number", ""], ["não é um número", ""]),
    saying(["zero", ""], ["zero", ""]),
    saying(["negative", ""], ["negativo", ""]),
    saying(["more than two decimals", ""], ["mais de duas casas decimais", ""]),
    saying(["too large", ""], ["grande demais", ""]),
    saying(["unknown provider", ""], ["provedor desconhecido", ""]),
    saying(["unknown key ", ""], ["chave desconhecida: ", ""]),
    saying(
        ["the environment must be a known one or an https URL: ", ""],
        ["o ambiente precisa ser um dos conhecidos ou um endereço https: ", ""],
    ),
    saying(
        ["--base-url must be https://… (http only on this computer)", ""],
        ["--base-url precisa ser https://… (http só neste computador)", ""],
    ),
    saying(["standard input is not text", ""], ["a entrada padrão não é texto", ""]),
    saying(["standard input is longer than 64 KiB", ""], ["a entrada padrão passa de 64 KiB", ""]),
    saying(
        ["standard input is not one JSON object", ""],
        ["a entrada padrão não é um objeto JSON", ""],
    ),
    saying(
        ["--csv and --json are two forms of the same list: choose one", ""],
        ["--csv e --json são duas formas da mesma lista: escolha uma", ""],
    ),
    saying(
        ["not a time such as 14:00 or 28/11/2026 14:00", ""],
        ["isto não é uma hora, como 14:00 ou 28/11/2026 14:00", ""],
    ),
    saying(
        ["a receipt needs its end-to-end id, or amount and time", ""],
        ["o comprovante precisa do código E2E, ou de valor e hora", ""],
    ),
    saying(
        ["something else was moved under this id, and nothing is moved now", ""],
        ["com este id já passou outro movimento, e agora nada é movido", ""],
    ),
    saying(
        ["ofx is a form of payments, refunds and payouts alone", ""],
        ["ofx é só de payments, refunds e payouts", ""],
    ),
    saying(
        ["the reference must have 1 to 100 printable characters", ""],
        ["a referência precisa ter de 1 a 100 letras visíveis", ""],
    ),
    saying(
        ["document_key must have 1 to 60 letters, digits, or - . /", ""],
        ["a chave do documento precisa ter de 1 a 60 letras, números ou - . /", ""],
    ),
    saying(["the order has no such attempt", ""], ["a venda não tem essa tentativa", ""]),
    saying(
        ["this sale_id is a sale of another amount", ""],
        ["este sale_id é de uma venda de outro valor", ""],
    ),
    saying(
        ["the description has at most 140 characters, on one line", ""],
        ["a anotação tem no máximo 140 letras, numa linha só", ""],
    ),
    saying(["of a newer version of Balcão", ""], ["de uma versão mais nova do Balcão", ""]),
    saying(
        ["no account of this provider is known at this address", ""],
        ["nenhuma conta deste provedor é conhecida nesse endereço", ""],
    ),
    saying(
        ["a refund is of 1 to ", " centavos here"],
        ["aqui uma devolução é de 1 a ", " centavos"],
    ),
    saying(
        ["401 (auth is raw: try --auth bearer)", ""],
        ["401: o token foi enviado na forma raw; tente com --auth bearer", ""],
    ),
    saying(
        ["401 (auth is bearer: try --auth raw)", ""],
        ["401: o token foi enviado na forma bearer; tente com --auth raw", ""],
    ),
    saying(["", " is not a UUID"], ["não é um UUID: ", ""]),
    saying(
        ["the keyring does not answer as expected", ""],
        ["o chaveiro não respondeu como se espera", ""],
    ),
    saying(["no secret service", ""], ["o sistema não tem chaveiro", ""]),
    saying(
        ["the keyring is locked or not running", ""],
        ["o chaveiro está trancado ou parado", ""],
    ),
    saying(
        ["the entry is unreadable: connect again", ""],
        ["o que está no cofre não pode ser lido: conecte de novo", ""],
    ),
    saying(
        ["the entry is unreadable: pair again", ""],
        ["o que está no cofre não pode ser lido: pareie de novo", ""],
    ),
    saying(["no data directory: use --home", ""], ["não há pasta de dados: use --home", ""]),
    saying(["", " has no --auth"], ["", " não tem --auth"]),
    saying(["", " is missing"], ["falta ", ""]),
    saying(["", " has the wrong form"], ["a forma não serve: ", ""]),
    saying(["", " is not a text"], ["não é um texto: ", ""]),
];

impl Saying {
    fn translate(&self, detail: &str) -> Option<String> {
        // A name is a single word or an address.
        let name = name(self.english, detail).filter(|name| !name.contains(' '))?;
        let [before, behind] = self.portuguese;
        Some(format!("{before}{name}{behind}"))
    }
}

/// What stands between the two in a detail: a name where one belongs there, and else nothing.
pub(super) fn name<'a>([before, behind]: [&str; 2], detail: &'a str) -> Option<&'a str> {
    let name = detail.strip_prefix(before)?.strip_suffix(behind)?;
    let has_name = before.ends_with(' ') || behind.starts_with(' ');
    (has_name != name.is_empty()).then_some(name)
}

fn translated(detail: &str) -> Option<String> {
    let said = SAYINGS.iter().find_map(|saying| saying.translate(detail));
    said.or_else(|| is_the_same_in_both(detail).then(|| detail.to_owned()))
}

/// A command's form, or a field's key, such as `payerDocument`.
fn is_the_same_in_both(detail: &str) -> bool {
    let is_key = |it: char| it.is_ascii_uppercase() || it == '_';
    detail.contains(": balcao connect ") || (!detail.contains(' ') && detail.contains(is_key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: FailureCode, detail: &str) -> Option<String> {
        portuguese(&Failure::with(code, detail))
    }

    #[test]
    fn no_english_stands_in_a_portuguese_sentence() {
        for (code, detail) in [
            (FailureCode::ProviderUnreachable, "no connection: client error (Connect)"),
            (FailureCode::ProviderUnreadable, "the provider's answer cannot be read: too long"),
            (FailureCode::NeverProved, "the provider says paid and never proved it"),
            (FailureCode::NeverHeard, "nobody was heard about it for a week"),
            (FailureCode::ProviderRefused, "the provider does not know this charge"),
            (FailureCode::CredentialsRefused, "the provider refuses the credentials"),
            (FailureCode::NotThisProvider, "at this address answers something else: 404"),
            (FailureCode::RelayUnreachable, "an answer that is too long"),
            (FailureCode::LogDamaged, "event 7: hash"),
            (FailureCode::Internal, "a task broke off"),
        ] {
            assert_eq!(told(code, detail), None, "{code:?}");
        }
    }

    #[test]
    fn data_stands_beside_it() {
        let same = |code, detail: &str| assert_eq!(told(code, detail).unwrap(), detail);
        same(FailureCode::ProviderRefused, "E42: CPF inválido");
        same(FailureCode::CredentialsRefused, "INVALID_APPLICATION_TOKEN");
        same(FailureCode::UnknownProvider, "outro");
        same(FailureCode::RelayUnreachable, "HTTP 503");
        same(FailureCode::InvalidDocument, "payerDocument");
        let usage = "ConnectPSP: balcao connect connectpsp --environment homologacao|producao|URL";
        same(FailureCode::InvalidRequest, usage);
        assert_eq!(told(FailureCode::ProviderRefused, "404 not found").unwrap(), "404");
        let full = "/home/zé/balcao: No space left on device (os error 28)";
        assert_eq!(told(FailureCode::LogUnwritable, full).unwrap(), "/home/zé/balcao");
        assert_eq!(
            told(FailureCode::AboveCeiling, "100000").unwrap(),
            till::format_amount(100_000)
        );
    }

    #[test]
    fn what_a_person_typed_wrongly_is_said_in_their_language() {
        let request = |detail| told(FailureCode::InvalidRequest, detail).unwrap();
        assert_eq!(request("clientId is missing"), "falta clientId");
        assert_eq!(request("unknown key clientID"), "chave desconhecida: clientID");
        assert_eq!(request("standard input is not text"), "a entrada padrão não é texto");
        assert_eq!(request("IntegraPay has no --auth"), "IntegraPay não tem --auth");
        assert_eq!(told(FailureCode::InvalidAmount, "empty").unwrap(), "vazio");
        assert_eq!(told(FailureCode::InvalidRequest, "something new is missing"), None);
    }

    /// Literal details behind these words in a room's sources.
    fn literals(text: &str) -> Vec<(FailureCode, String)> {
        let text = text.split("#[cfg(test)]").next().unwrap();
        let of = |before: &str| {
            let behind = text.split(before).skip(1);
            let literal =
                |it: &str| it.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned);
            behind.filter_map(literal).collect::<Vec<_>>()
        };
        let codes = [
            ("bad(", FailureCode::InvalidRequest),
            ("FailureCode::InvalidRequest,", FailureCode::InvalidRequest),
            ("FailureCode::InvalidAmount,", FailureCode::InvalidAmount),
            ("FailureCode::VaultUnavailable,", FailureCode::VaultUnavailable),
            ("FailureCode::CredentialsMissing,", FailureCode::CredentialsMissing),
            ("FailureCode::LogUnwritable,", FailureCode::LogUnwritable),
            ("FailureCode::NotRestorable,", FailureCode::NotRestorable),
        ];
        codes
            .into_iter()
            .flat_map(|(before, code)| of(before).into_iter().map(move |it| (code, it)))
            .collect()
    }

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if !path.to_string_lossy().contains("test") {
                found.push(std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_detail_that_a_door_or_the_till_writes_is_said_in_portuguese() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut texts = Vec::new();
        sources(&here.join("commands"), &mut texts);
        sources(&here.join("../../till/src"), &mut texts);
        let all: Vec<_> = texts.iter().flat_map(|text| literals(text)).collect();
        // The parts that `doctor` names are no details, and what a script calls a sale or moved cash is its own affair.
        let parts = [
            "home", "disk", "log", "settings", "vault", "provider", "clock", "relay", "sale_id",
            "id",
        ];
        let said = all.iter().filter(|(_, detail)| !parts.contains(&detail.as_str()));
        let said: Vec<_> = said.collect();
        assert!(said.len() > 10, "{said:?}");
        for (code, detail) in said {
            let whole = super::super::instead::portuguese(detail);
            assert!(whole.or_else(|| told(*code, detail)).is_some(), "{code:?}: {detail}");
        }
    }

    #[test]
    fn english_keeps_what_is_english_already() {
        let detail = "no connection: client error (Connect)";
        let failure = Failure::with(FailureCode::ProviderUnreachable, detail);
        assert_eq!(english(&failure).unwrap(), detail);
    }
}
