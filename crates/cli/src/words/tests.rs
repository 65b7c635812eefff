//! Sentences that are put together.

use contract::{FailureCode, Status};

use super::*;

#[test]
fn a_refund_that_is_not_offered_says_where_or_what_is_missing() {
    let told =
        |words: &Words, what| words.failure(&Failure::with(FailureCode::RefundNotOffered, what));
    assert_eq!(
        told(&ENGLISH, "cryptoToken"),
        "Nothing was given back: for that the connection lacks the field cryptoToken. Connect the \
         provider again with it."
    );
    assert_eq!(
        told(&PORTUGUESE, "IntegraPay"),
        "Nada foi devolvido: daqui não dá com IntegraPay. Estorne no painel do provedor; aparece \
         aqui depois."
    );
}

#[test]
fn only_the_providers_own_end_is_called_expiry() {
    for words in [&PORTUGUESE, &ENGLISH] {
        assert_ne!(words.status_of(Status::Expired, true, None), words.status(Status::Expired));
        assert_eq!(words.status_of(Status::Expired, false, None), words.status(Status::Expired));
        assert_eq!(words.status_of(Status::Paid, true, None), words.status(Status::Paid));
    }
}

#[test]
fn only_who_was_asked_can_have_refused() {
    for words in [&PORTUGUESE, &ENGLISH] {
        let rejected = |code| words.status_of(Status::Rejected, false, Some(code));
        let refused = words.status(Status::Rejected);
        assert_ne!(rejected(FailureCode::ProviderUnreachable), refused);
        assert_eq!(rejected(FailureCode::ProviderRefused), refused);
        assert_eq!(rejected(FailureCode::CredentialsRefused), refused);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_not_called_the_order_log() {
    let file = Failure::with(FailureCode::LogUnwritable, "/b/settings.lock: Read-only file system");
    let log = Failure::with(FailureCode::LogUnwritable, "database or disk is full");
    for words in [&PORTUGUESE, &ENGLISH] {
        let told = words.failure_beside_a_charge(&file);
        assert!(told.starts_with(words.not_saved) && told.contains("(/b/settings.lock"), "{told}");
        assert_eq!(words.failure_beside_a_charge(&log), words.failure(&log));
        assert!(!words.failure(&file).starts_with(words.not_saved), "nothing is charged");
    }
    assert!(!PORTUGUESE.failure_beside_a_charge(&file).contains("Read-only"));
}

#[test]
fn a_portuguese_sentence_has_no_english_behind_it() {
    let inside = Failure::with(FailureCode::ProviderUnreachable, "no connection: client error");
    assert!(!PORTUGUESE.failure(&inside).contains("connection"));
    assert!(ENGLISH.failure(&inside).ends_with("(no connection: client error)"));
}

#[test]
fn a_log_without_its_end_says_how_much_is_missing() {
    let behind = |detail: Option<&str>| {
        let detail = detail.map(str::to_owned);
        PORTUGUESE.failure(&Failure { detail, ..Failure::new(FailureCode::LogBehind) })
    };
    assert!(behind(Some("37")).contains("faltam 37 registros"));
    let named = behind(Some("37; last good backup: /b/orders-7.db"));
    assert!(named.contains("faltam 37 registros"), "{named}");
    assert!(named.ends_with("balcao restore /b/orders-7.db"), "{named}");
    let unknown = behind(Some("?; last good backup: none"));
    assert!(unknown.starts_with("Nenhuma venda é feita assim: falta o fim"), "{unknown}");
    assert!(!unknown.contains('?') && unknown.ends_with("--from-nothing"), "{unknown}");
    let unknown = Failure::with(FailureCode::LogBehind, "?; last good backup: none");
    assert!(!ENGLISH.failure(&unknown).contains('?'));
    assert!(behind(None).starts_with("Nenhuma venda é feita assim: falta o fim"));
}

#[test]
fn a_damaged_log_names_its_way_back_and_keeps_english_for_support() {
    let told = |words: &Words, backup: &str| {
        let detail = format!("event 7: hash; last good backup: {backup}");
        words.failure(&Failure::with(FailureCode::LogDamaged, detail))
    };
    for words in [&PORTUGUESE, &ENGLISH] {
        assert!(told(words, "/b/orders-7.db").ends_with("balcao restore /b/orders-7.db"));
        assert!(told(words, "none").ends_with("balcao restore --from-nothing"));
    }
    assert!(!told(&PORTUGUESE, "none").contains("hash"));
    assert!(told(&ENGLISH, "none").contains("(event 7: hash)"));
}

/// Every code: the parser tells their names where it finds none of them.
fn all_codes() -> Vec<FailureCode> {
    let error = serde_json::from_str::<FailureCode>("\"\"").unwrap_err().to_string();
    let names = error.split('`').skip(1).step_by(2).filter(|name| !name.is_empty());
    names.map(|name| serde_json::from_value(name.into()).unwrap()).collect()
}

/// Words that only English has.
fn english_in(text: &str) -> Option<String> {
    let english =
        ["the", "is", "not", "and", "or", "of", "was", "with", "cannot", "missing", "failed"];
    let words = text.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase);
    words.into_iter().find(|word| english.contains(&word.as_str()))
}

#[test]
fn every_failure_has_its_sentence_in_both_languages() {
    let codes = all_codes();
    assert!(codes.len() > 40);
    for code in codes {
        // A detail from inside never stands in a Portuguese sentence.
        for detail in [None, Some("/x: expected value is not the end at line 1 column 1")] {
            if matches!(
                code,
                FailureCode::ProviderRefused
                    | FailureCode::RefundRefused
                    | FailureCode::RefundNotOffered
                    | FailureCode::PairingRefused
                    | FailureCode::UnknownProvider
                    | FailureCode::WhichAttempt
                    | FailureCode::ClockWrong
                    | FailureCode::OtherEnvironment
                    | FailureCode::ForeignIngest
                    | FailureCode::NoTill
                    | FailureCode::HomeNotPrivate
                    | FailureCode::TillInUse
                    | FailureCode::LogBusy
            ) && detail.is_some()
            {
                // Theirs are data: a provider's words, a name, a number.
                continue;
            }
            let failure = Failure { detail: detail.map(str::to_owned), ..Failure::new(code) };
            let (ours, theirs) = (PORTUGUESE.failure(&failure), ENGLISH.failure(&failure));
            assert_ne!(ours, theirs, "{code:?}");
            assert!(ours.contains(' ') && theirs.contains(' '), "{code:?}");
            assert_eq!(english_in(&ours), None, "{code:?}: {ours}");
        }
    }
}

#[test]
fn a_command_that_charges_nothing_does_not_say_that_nothing_was_charged() {
    for code in all_codes() {
        let failure = Failure::new(code);
        for words in [&PORTUGUESE, &ENGLISH] {
            let told = words.failure_beside_a_charge(&failure);
            assert!(!told.starts_with(words.nothing_charged), "{told}");
            assert!(told.starts_with(char::is_uppercase), "{told}");
        }
    }
    let refused = Failure::new(FailureCode::CredentialsRefused);
    let told = PORTUGUESE.failure_beside_a_charge(&refused);
    assert!(told.starts_with("O provedor recusou as credenciais."), "{told}");
}
