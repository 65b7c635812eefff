//! What is doubtful or not heard, and what has happened to the till, in both languages.

use contract::{
    Anomaly, AttemptView, Doubt, FailureCode, Listening, Notice, OrderView, SettingMistake, Status,
    Trouble, UnknownSetting, UnprovenView,
};
use till::KeptAccountView;

use super::obstacle::{self, ObstacleWords};
use super::{Words, provider_said, settings};
use crate::wall_clock::WallClock;

/// One language.
pub(super) struct DoubtWords {
    attention: &'static str,
    doubts: fn(Doubt) -> &'static str,
    /// Those that an answer to the creation raises, which says nothing of money.
    answers: fn(Doubt) -> &'static str,
    other_answer: &'static str,
    troubles: fn(Trouble) -> &'static str,
    /// The same in a word, for a list.
    in_short: fn(Trouble) -> &'static str,
    given_up: &'static str,
    do_not_hand_over: &'static str,
    /// Before the provider.
    old_account_of: &'static str,
    /// What keeps the till from a provider.
    pub(super) obstacle: &'static ObstacleWords,
    /// Behind it.
    trying_again: &'static str,
    /// Behind the provider.
    refused: &'static str,
    /// Around the provider.
    unreadable: [&'static str; 2],
    /// Between the provider and a time of day.
    told_to_wait: &'static str,
    cannot_write: &'static str,
    /// Around the number of events, of one and of more.
    behind: [[&'static str; 2]; 2],
    /// Around the number of seconds.
    wait: [&'static str; 2],
    /// Around the number of charges and refunds, of one and of more.
    open_there: [[&'static str; 2]; 2],
    /// Between the number of charges and the provider, of one and of more; before the address.
    bound: ([&'static str; 2], &'static str),
    /// Before the provider; before the number; behind it, of one and of more.
    kept: (&'static str, &'static str, &'static str, [&'static str; 2]),
    /// Around the code.
    new_code: [&'static str; 2],
    settings_unreadable: &'static str,
    pub(super) unknown_settings: fn(&[UnknownSetting]) -> String,
    /// Says in this language what is wrong in the file.
    pub(super) mistake: fn(&SettingMistake) -> String,
}

impl Words {
    /// "The provider says paid, but …", or what its answer to the creation is about instead, with what it
    /// wrote to the letter.
    pub(crate) fn doubt(&self, unproven: &UnprovenView) -> String {
        let words = self.doubt;
        let of = if unproven.paid { words.doubts } else { words.answers };
        let why = of(unproven.doubt);
        let said = unproven.said.as_deref().map(|said| format!(": “{said}”"));
        let said = said.unwrap_or_default();
        format!("{} {why}{said}. {}", words.attention, words.do_not_hand_over)
    }

    /// What is odd about an order: `unproven` by what its provider has said.
    pub(crate) fn anomaly(&self, order: &OrderView, anomaly: Anomaly) -> &'static str {
        let mut doubts = order.attempts.iter().filter_map(|attempt| attempt.unproven.as_ref());
        let is_answer = anomaly == Anomaly::Unproven && doubts.all(|unproven| !unproven.paid);
        if is_answer { self.doubt.other_answer } else { self.anomaly_of(anomaly) }
    }

    /// Why it is not known whether an order is paid, in a word.
    pub(crate) fn unheard(&self, order: &OrderView) -> Option<&'static str> {
        let attempt = order.attempts.last()?;
        match &attempt.trouble {
            Some(trouble) => Some((self.doubt.in_short)(trouble.what)),
            None => is_given_up(attempt).then_some(self.doubt.given_up),
        }
    }

    /// Why asking about a charge brings nothing. Before it is registered there is nothing that anybody
    /// could have paid.
    pub(crate) fn trouble(&self, attempt: &AttemptView) -> Option<String> {
        let what = attempt.trouble.as_ref()?.what;
        Some(match attempt.provider_id {
            Some(_) => (self.doubt.troubles)(what).to_owned(),
            None => format!("{} ({})", self.not_shown, (self.doubt.in_short)(what)),
        })
    }

    /// What has happened to the till.
    pub(crate) fn notice(&self, notice: &Notice) -> String {
        let words = self.doubt;
        match notice {
            Notice::ChargesBound { provider, address, charges } => {
                let (belong, now) = words.bound;
                let belong = of_number(i64::from(*charges), belong);
                format!("{charges} {belong} {provider} {now} ({address}).")
            }
            Notice::AccountKept { provider, address, charges } => {
                self.kept_sentence(provider, address, *charges)
            }
            Notice::AccessAsked { code, .. } => self.access_code(code),
            Notice::NewCode { code } => {
                let [before, behind] = words.new_code;
                format!("{before} {code}{behind}")
            }
            Notice::SettingsUnreadable { file, mistakes } => {
                let told: Vec<_> = mistakes.iter().map(words.mistake).collect();
                format!("{} ({file}: {})", words.settings_unreadable, told.join("; "))
            }
            Notice::SettingsUnknown { keys } => (words.unknown_settings)(keys),
            Notice::PinForgotten { name, .. } => self.operator.pin_forgotten(name),
            Notice::CannotSell { failure } => self.failure(failure),
        }
    }

    /// A code that lets a page of the browser door in.
    pub(crate) fn access_code(&self, code: &str) -> String {
        format!("{} {code}", self.access_code)
    }

    /// An account that is kept to be asked.
    pub(crate) fn kept(&self, kept: &KeptAccountView) -> String {
        self.kept_sentence(&kept.provider, &kept.address, kept.open)
    }

    fn kept_sentence(&self, provider: &str, address: &str, open: u32) -> String {
        let (before, is_kept, has, what) = self.doubt.kept;
        let sentence = format!("{before} {provider} ({address}) {is_kept}");
        if open == 0 {
            return format!("{sentence}.");
        }
        format!("{sentence}{has} {open} {}", of_number(i64::from(open), what))
    }
}

impl DoubtWords {
    /// What keeps the till from hearing, with the provider's name.
    pub(super) fn listening(&self, listening: &Listening, clock: &WallClock) -> Option<String> {
        let whom = |provider: &String, kept: bool| {
            if kept { format!("{} {provider}", self.old_account_of) } else { provider.clone() }
        };
        let around = |[before, behind]: [&str; 2], whom: String| format!("{before} {whom}{behind}");
        Some(match listening {
            Listening::Offline { provider, kept, obstacle } => {
                let what = self.obstacle.what_of(obstacle, &whom(provider, *kept));
                format!("{what}{}", self.trying_again)
            }
            Listening::Refused { provider, kept } => {
                capital(&format!("{} {}", whom(provider, *kept), self.refused))
            }
            Listening::Unreadable { provider, kept } => {
                around(self.unreadable, whom(provider, *kept))
            }
            Listening::ToldToWait { provider, kept, until_ms } => {
                let whom = whom(provider, *kept);
                let until = clock.time_of_day(*until_ms);
                capital(&format!("{whom} {} {until}", self.told_to_wait))
            }
            Listening::CannotWrite => self.cannot_write.to_owned(),
            Listening::Idle
            | Listening::Polling { .. }
            | Listening::Live { .. }
            | Listening::LinkLost { .. }
            | Listening::ClockWrong { .. } => return None,
        })
    }

    /// The sentence of a failure whose detail is a number that belongs into it.
    pub(super) fn counted(&self, code: FailureCode, detail: &str) -> Option<String> {
        let number: i64 = detail.parse().ok()?;
        let [before, behind] = match code {
            FailureCode::LogBehind => of_number(number, self.behind),
            FailureCode::MoneyOpenThere => of_number(number, self.open_there),
            FailureCode::ProviderAsksToWait => self.wait,
            _ => return None,
        };
        Some(format!("{before} {number} {behind}"))
    }
}

/// The till has stopped waiting without an answer that it could believe. What was refused from the
/// beginning has no code that anybody could have paid.
pub(crate) fn is_given_up(attempt: &AttemptView) -> bool {
    attempt.status != Status::Rejected && attempt.rejection.is_some()
}

/// The sentence with a capital letter.
pub(super) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) fn of_number<T>(number: i64, [one, more]: [T; 2]) -> T {
    if number == 1 { one } else { more }
}

pub(super) static PORTUGUESE: DoubtWords = DoubtWords {
    attention: "ATENÇÃO:",
    doubts: provider_said::portuguese_doubt,
    answers: provider_said::portuguese_answer,
    other_answer: "a resposta do provedor não confere com esta venda",
    in_short: provider_said::portuguese_in_short,
    given_up: "não sabemos se foi pago",
    troubles: provider_said::portuguese_trouble,
    old_account_of: "a conta antiga de",
    do_not_hand_over: "Não entregue ainda: confira no painel do provedor.",
    obstacle: &obstacle::PORTUGUESE,
    trying_again: ", tentando de novo",
    refused: "recusa as credenciais",
    unreadable: ["A resposta de", " não pode ser lida"],
    told_to_wait: "pediu uma pausa até",
    cannot_write: "Não é possível gravar: disco cheio ou ocupado",
    behind: [
        [
            "Nenhuma venda é feita assim: falta",
            "registro no fim do registro de vendas. Use: balcao restore ARQUIVO (um backup, ou o próprio registro). Com relay, o que foi pago por uma venda perdida aparece como dinheiro sem venda; sem relay, confira no painel do provedor.",
        ],
        [
            "Nenhuma venda é feita assim: faltam",
            "registros no fim do registro de vendas. Use: balcao restore ARQUIVO (um backup, ou o próprio registro). Com relay, o que foi pago por uma venda perdida aparece como dinheiro sem venda; sem relay, confira no painel do provedor.",
        ],
    ],
    wait: ["O provedor pediu uma pausa: tente de novo em", "s."],
    open_there: [
        [
            "Nada mudou: ainda há",
            "cobrança ou devolução aberta neste provedor. Para desconectar e continuar consultando: --keep-asking",
        ],
        [
            "Nada mudou: ainda há",
            "cobranças ou devoluções abertas neste provedor. Para desconectar e continuar consultando: --keep-asking",
        ],
    ],
    bound: (
        [
            "cobrança aberta de antes ficou ligada à conta de",
            "cobranças abertas de antes ficaram ligadas à conta de",
        ],
        "conectada agora",
    ),
    kept: (
        "A conta antiga de",
        "fica guardada só para consulta",
        ": nela há",
        ["cobrança ou pergunta aberta.", "cobranças ou perguntas abertas."],
    ),
    settings_unreadable: "O arquivo de ajustes tem um erro: o caixa segue com o que valia antes, e não mexe no arquivo.",
    unknown_settings: settings::unknown_in_portuguese,
    mistake: settings::mistake_in_portuguese,
    new_code: [
        "Os arquivos deste caixa foram copiados ou movidos: ele tem um código novo,",
        ", para não se confundir com outro caixa.",
    ],
};

pub(super) static ENGLISH: DoubtWords = DoubtWords {
    attention: "ATTENTION:",
    doubts: provider_said::english_doubt,
    answers: provider_said::english_answer,
    other_answer: "the provider's answer does not fit this sale",
    in_short: provider_said::english_in_short,
    given_up: "we don't know whether it was paid",
    troubles: provider_said::english_trouble,
    old_account_of: "the old account of",
    do_not_hand_over: "Do not hand over yet: look in the provider's panel.",
    obstacle: &obstacle::ENGLISH,
    trying_again: ", trying again",
    refused: "refuses the credentials",
    unreadable: ["The answer of", " cannot be read"],
    told_to_wait: "asks for patience until",
    cannot_write: "Nothing can be written: the disk is full or busy",
    behind: [
        [
            "Nothing is sold like this:",
            "event is missing at the end of the order log. Use: balcao restore FILE (a backup, or the log itself). With a relay, what was paid for a lost sale shows as money without a sale; without one, look in the provider's panel.",
        ],
        [
            "Nothing is sold like this:",
            "events are missing at the end of the order log. Use: balcao restore FILE (a backup, or the log itself). With a relay, what was paid for a lost sale shows as money without a sale; without one, look in the provider's panel.",
        ],
    ],
    wait: ["The provider asks for patience: try again in", "s."],
    open_there: [
        [
            "Nothing has changed:",
            "charge or refund is still open at this provider. To disconnect and go on asking: --keep-asking",
        ],
        [
            "Nothing has changed:",
            "charges or refunds are still open at this provider. To disconnect and go on asking: --keep-asking",
        ],
    ],
    bound: (
        [
            "open charge from before belongs to the account of",
            "open charges from before belong to the account of",
        ],
        "that is connected now",
    ),
    kept: (
        "The old account of",
        "is kept only to be asked",
        ": it has",
        ["open charge or question.", "open charges or questions."],
    ),
    settings_unreadable: "The file of the settings has a mistake: the till goes on by what held before, and leaves the file alone.",
    unknown_settings: settings::unknown_in_english,
    mistake: SettingMistake::to_string,
    new_code: [
        "This till's files were copied or moved: it has a new code,",
        ", so that it is not taken for another till.",
    ],
};

#[cfg(test)]
mod tests {
    use contract::{Evidence, Obstacle};

    use super::super::{ENGLISH as EN, PORTUGUESE as PT};
    use super::*;

    #[test]
    fn a_doubt_shows_what_the_provider_wrote_on_one_line() {
        let doubted = |doubt, said: &str| UnprovenView {
            doubt,
            paid: true,
            said: Some(said.to_owned()),
            evidence: Evidence::Polled,
        };
        assert_eq!(
            PT.doubt(&doubted(Doubt::AmountUnreadable, "12,5O")),
            "ATENÇÃO: o provedor diz pago, mas o valor não pode ser lido: “12,5O”. Não entregue \
             ainda: confira no painel do provedor."
        );
        // An answer to the creation says nothing of money.
        for doubt in [
            Doubt::OtherAccount,
            Doubt::OtherId,
            Doubt::OtherReference,
            Doubt::NoName,
            Doubt::AmountAbsent,
            Doubt::AmountUnreadable,
            Doubt::OtherAmount,
            Doubt::MayBeOlder,
        ] {
            let answer = UnprovenView { paid: false, ..doubted(doubt, "R$ 1,00") };
            assert!(!PT.doubt(&answer).contains("pago"), "{doubt:?}");
            assert!(!EN.doubt(&answer).contains("paid"), "{doubt:?}");
        }
    }

    fn clock() -> WallClock {
        WallClock::new(jiff::tz::TimeZone::UTC, PT.day)
    }

    fn unreachable() -> Obstacle {
        let kind = contract::ObstacleKind::Unreachable;
        Obstacle { whom: None, kind, met: None, issuer: None, status: None }
    }

    #[test]
    fn each_provider_that_is_not_heard_is_named() {
        let provider = || "ConnectPSP".to_owned();
        for listening in [
            Listening::Offline { provider: provider(), kept: false, obstacle: unreachable() },
            Listening::Refused { provider: provider(), kept: false },
            Listening::Unreadable { provider: provider(), kept: false },
            Listening::ToldToWait { provider: provider(), kept: false, until_ms: 0 },
        ] {
            for words in [&PT, &EN] {
                assert!(words.listening(&listening, &clock()).unwrap().contains("ConnectPSP"));
            }
        }
        let offline =
            Listening::Offline { provider: provider(), kept: false, obstacle: unreachable() };
        let offline = PT.listening(&offline, &clock());
        assert_eq!(offline.unwrap(), "Sem contato com ConnectPSP, tentando de novo");
        let refused =
            PT.listening(&Listening::Refused { provider: provider(), kept: true }, &clock());
        assert_eq!(refused.unwrap(), "A conta antiga de ConnectPSP recusa as credenciais");
    }

    #[test]
    fn numbers_stand_in_their_sentences() {
        let behind = |detail| PT.doubt.counted(FailureCode::LogBehind, detail);
        assert!(
            behind("1").unwrap().starts_with("Nenhuma venda é feita assim: falta 1 registro no")
        );
        assert!(behind("37").unwrap().contains("faltam 37 registros no fim"));
        assert_eq!(behind("many"), None);
        let wait = EN.doubt.counted(FailureCode::ProviderAsksToWait, "12").unwrap();
        assert_eq!(wait, "The provider asks for patience: try again in 12 s.");
        let bound = |charges| Notice::ChargesBound {
            provider: "ConnectPSP".to_owned(),
            address: "https://psp.example".to_owned(),
            charges,
        };
        assert_eq!(
            PT.notice(&bound(1)),
            "1 cobrança aberta de antes ficou ligada à conta de ConnectPSP conectada agora \
             (https://psp.example)."
        );
        assert!(PT.notice(&bound(3)).starts_with("3 cobranças abertas de antes ficaram ligadas"));
    }
}
