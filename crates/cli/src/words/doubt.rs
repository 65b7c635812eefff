//! What is doubtful or not heard, what has happened to the till, and the way back, in both languages.

use contract::{Doubt, Listening, Notice, Trouble, UnprovenView};
use till::{Kept, RestoredView};

use super::Words;
use crate::output::one_line;

/// One language.
pub(super) struct DoubtWords {
    doubts: fn(Doubt) -> &'static str,
    troubles: fn(Trouble) -> &'static str,
    says_paid: &'static str,
    do_not_hand_over: &'static str,
    offline: &'static str,
    refused: &'static str,
    unreadable: &'static str,
    told_to_wait: &'static str,
    cannot_write: &'static str,
    /// Around the number of events.
    behind: [&'static str; 2],
    /// Before the number of charges, before the provider, and behind it.
    bound: [&'static str; 2],
    kept: [&'static str; 3],
    new_code: &'static str,
    restored: &'static str,
    missing: &'static str,
    next: [&'static str; 2],
    replaced: &'static str,
    to_be_asked: &'static str,
}

impl Words {
    /// "The provider says paid, but …", with what it wrote.
    pub(crate) fn doubt(&self, unproven: &UnprovenView) -> String {
        let words = self.doubt;
        let why = (words.doubts)(unproven.doubt);
        let said = unproven.said.as_deref().map(|said| format!(" “{}”", one_line(said)));
        let said = said.unwrap_or_default();
        format!("{} {why}{said}. {}", words.says_paid, words.do_not_hand_over)
    }

    /// Why asking about a charge brings nothing.
    pub(crate) fn trouble(&self, trouble: Trouble) -> &'static str {
        (self.doubt.troubles)(trouble)
    }

    /// What has happened to the till.
    pub(crate) fn notice(&self, notice: &Notice) -> String {
        let words = self.doubt;
        match notice {
            Notice::ChargesBound { provider, address, charges } => {
                let [before, behind] = words.bound;
                format!("{charges} {before} {provider} ({address}) {behind}")
            }
            Notice::AccountKept { provider, address, charges } => {
                self.kept_sentence(provider, address, *charges)
            }
            Notice::NewCode { code } => format!("{} {code}.", words.new_code),
        }
    }

    /// An account that is kept to be asked.
    pub(crate) fn kept(&self, kept: &Kept) -> String {
        self.kept_sentence(&kept.provider, &kept.address, kept.open)
    }

    fn kept_sentence(&self, provider: &str, address: &str, open: u32) -> String {
        let [before, between, behind] = self.doubt.kept;
        format!("{before} {provider} ({address}) {between} {open} {behind}")
    }

    /// What came of a restore, line by line.
    pub(crate) fn restored(&self, restored: &RestoredView) -> Vec<String> {
        let words = self.doubt;
        let [code, number] = words.next;
        let mut lines = vec![format!("{} {}", words.restored, restored.orders)];
        if let Some(missing) = restored.missing.filter(|missing| *missing > 0) {
            lines.push(format!("{} {missing}", words.missing));
        }
        lines.push(format!("{code} {}; {number} {:06}.", restored.code, restored.first_number));
        lines.push(words.to_be_asked.to_owned());
        if let Some(replaced) = &restored.replaced {
            lines.push(format!("{} {}", words.replaced, replaced.display()));
        }
        lines
    }
}

impl DoubtWords {
    /// What keeps the till from hearing, with the provider's name.
    pub(super) fn listening(&self, listening: &Listening) -> Option<String> {
        Some(match listening {
            Listening::Offline { provider } => format!("{} {provider}", self.offline),
            Listening::Refused { provider } => format!("{provider} {}", self.refused),
            Listening::Unreadable { provider } => format!("{provider} {}", self.unreadable),
            Listening::ToldToWait { provider, until_ms } => {
                format!("{provider} {} {}", self.told_to_wait, clock(*until_ms))
            }
            Listening::CannotWrite => self.cannot_write.to_owned(),
            Listening::Idle
            | Listening::Polling { .. }
            | Listening::Live { .. }
            | Listening::ClockWrong { .. } => return None,
        })
    }

    /// The end of the log is missing: by so many events.
    pub(super) fn behind(&self, missing: &str) -> String {
        let [before, behind] = self.behind;
        format!("{before} {missing} {behind}")
    }
}

/// Hours and minutes on the wall.
fn clock(ms: i64) -> String {
    let Ok(moment) = jiff::Timestamp::from_millisecond(ms) else { return String::new() };
    moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string()
}

pub(super) static PORTUGUESE: DoubtWords = DoubtWords {
    doubts: |doubt| match doubt {
        Doubt::OtherAccount => "por outra conta",
        Doubt::OtherId => "mas de outra transação",
        Doubt::OtherReference => "mas de outra referência",
        Doubt::NoName => "sem dizer de qual cobrança",
        Doubt::AmountAbsent => "mas sem dizer o valor",
        Doubt::AmountUnreadable => "mas o valor não pode ser lido",
        Doubt::OtherAmount => "ou responde com outro valor",
        Doubt::EndToEndIdTaken => "mas este pagamento já é de outra venda",
        Doubt::AtCreation => "já ao criar a cobrança; perguntando para confirmar",
        Doubt::MayBeOlder => "mas pode ser de uma cobrança mais antiga",
        Doubt::PaidBefore => "mas o código nunca foi mostrado",
    },
    troubles: |trouble| match trouble {
        Trouble::NotFound => "O provedor diz que não conhece esta cobrança.",
        Trouble::Refused => "O provedor recusa as credenciais: não sabemos se o pagamento chegou.",
        Trouble::Unreadable => {
            "A resposta do provedor não pode ser lida: não sabemos se o pagamento chegou."
        }
        Trouble::ToldToWait => "O provedor pediu uma pausa: não sabemos se o pagamento chegou.",
        Trouble::Offline => "Sem contato com o provedor: não sabemos se o pagamento chegou.",
        Trouble::NotConnected => {
            "A conta desta cobrança não está conectada: não sabemos se o pagamento chegou."
        }
    },
    says_paid: "ATENÇÃO: o provedor diz pago,",
    do_not_hand_over: "Não entregue ainda: confira no painel do provedor.",
    offline: "Sem contato, tentando de novo:",
    refused: "recusa as credenciais",
    unreadable: "responde o que não pode ser lido",
    told_to_wait: "pediu uma pausa até",
    cannot_write: "Não é possível gravar no disco: nada é consultado",
    behind: [
        "Nenhuma venda é feita assim: faltam",
        "eventos no fim do registro de vendas. Use: balcao restore ARQUIVO (um backup, ou o próprio registro)",
    ],
    bound: ["cobranças abertas de antes ficaram ligadas à conta de", "que está conectada agora."],
    kept: [
        "A conta anterior de",
        "fica guardada só para consulta: ainda há",
        "cobranças ou perguntas abertas nela.",
    ],
    new_code: "Os arquivos deste caixa foram copiados ou movidos. Ele tem um código novo:",
    restored: "O registro de vendas voltou. Vendas nele:",
    missing: "Eventos perdidos no fim:",
    next: ["Código novo do caixa:", "a próxima venda é"],
    replaced: "O registro que estava no lugar ficou guardado em:",
    to_be_asked: "O que pode ter mudado desde então será consultado; o que foi pago por uma venda perdida aparece como dinheiro sem venda.",
};

pub(super) static ENGLISH: DoubtWords = DoubtWords {
    doubts: |doubt| match doubt {
        Doubt::OtherAccount => "from another account",
        Doubt::OtherId => "but of another transaction",
        Doubt::OtherReference => "but of another reference",
        Doubt::NoName => "without saying of which charge",
        Doubt::AmountAbsent => "but does not say how much",
        Doubt::AmountUnreadable => "but the amount cannot be read",
        Doubt::OtherAmount => "or answers with another amount",
        Doubt::EndToEndIdTaken => "but this payment is another sale's",
        Doubt::AtCreation => "as it made the charge; asking to be sure",
        Doubt::MayBeOlder => "but it may be of an older charge",
        Doubt::PaidBefore => "but its code was never shown",
    },
    troubles: |trouble| match trouble {
        Trouble::NotFound => "The provider says that it knows no such charge.",
        Trouble::Refused => "The provider refuses the credentials: we don't know whether money came.",
        Trouble::Unreadable => {
            "The provider's answer cannot be read: we don't know whether money came."
        }
        Trouble::ToldToWait => "The provider asks for patience: we don't know whether money came.",
        Trouble::Offline => "The provider is not reached: we don't know whether money came.",
        Trouble::NotConnected => {
            "The account of this charge is not connected: we don't know whether money came."
        }
    },
    says_paid: "ATTENTION: the provider says paid,",
    do_not_hand_over: "Do not hand over yet: look into the provider's panel.",
    offline: "No contact, trying again:",
    refused: "refuses the credentials",
    unreadable: "answers what cannot be read",
    told_to_wait: "asks for patience until",
    cannot_write: "The disk cannot be written: nothing is asked",
    behind: [
        "No sale is made like this:",
        "events are missing at the end of the order log. Use: balcao restore FILE (a backup, or the log itself)",
    ],
    bound: ["open charges from before belong to the account of", "that is connected now."],
    kept: [
        "The account before, of",
        "is kept only to be asked:",
        "charges or questions are open there.",
    ],
    new_code: "This till's files were copied or moved. It has a new code:",
    restored: "The order log is back. Orders in it:",
    missing: "Events lost at its end:",
    next: ["The till's new code:", "the next order is"],
    replaced: "The log that was there is kept in:",
    to_be_asked: "What may have changed since will be asked about; what was paid for a lost sale comes back as money without a sale.",
};
