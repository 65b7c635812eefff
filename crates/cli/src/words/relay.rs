//! The way to the relay in words.

use contract::{LinkState, Outcome};

use super::detail::is_status;
use super::doubt::of_number;

/// One language.
pub(crate) struct RelayWords {
    pub(crate) paired: &'static str,
    pub(crate) paired_unheard: &'static str,
    pub(crate) unpair_question: &'static str,
    pub(crate) still_paired: &'static str,
    pub(crate) unpaired: &'static str,
    /// Before the reason.
    pub(crate) relay_untold: &'static str,
    /// Before the reason.
    pub(crate) key_left: &'static str,
    pub(crate) since: &'static str,
    /// Before what only support reads.
    pub(crate) for_support: &'static str,
    pub(crate) cursor: &'static str,
    pub(crate) head: &'static str,
    pub(crate) epoch: &'static str,
    pub(crate) last_event: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) round_trip: &'static str,
    /// Of one and of more.
    pub(super) events: [&'static str; 2],
    pub(crate) set_aside: &'static str,
    pub(crate) other_tills: &'static str,
    pub(crate) dropped: &'static str,
    pub(crate) last_gap: &'static str,
    pub(crate) last_error: &'static str,
    links: [&'static str; 4],
    /// Before and after the seconds.
    pub(super) too_many_tries: [&'static str; 2],
    outcomes: [&'static str; 13],
    gap_reasons: [&'static str; 3],
    /// Whether words from inside, which are English, may stand beside these.
    is_english: bool,
}

impl RelayWords {
    /// Why notices were lost; a reason that a later relay invents is as good as unknown.
    pub(crate) fn gap_reason(&self, reason: &str) -> &'static str {
        let [expired, epoch_changed, unknown] = self.gap_reasons;
        match reason {
            "expired" => expired,
            "epoch_changed" => epoch_changed,
            _ => unknown,
        }
    }

    /// How many notices have come.
    pub(crate) fn notices(&self, count: u64) -> String {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        format!("{count} {}", of_number(count, self.events))
    }

    /// What stands beside an outcome: why notices were lost, or what of a technical detail may be shown.
    pub(crate) fn beside<'a>(&self, outcome: Outcome, detail: Option<&'a str>) -> Option<&'a str> {
        match outcome {
            Outcome::Gap => detail.map(|reason| self.gap_reason(reason)),
            _ => self.detail(detail),
        }
    }

    /// What of a technical detail stands beside the words: a name, a status, or in English all of it.
    pub(crate) fn detail<'a>(&self, detail: Option<&'a str>) -> Option<&'a str> {
        detail.filter(|detail| self.is_english || is_status(detail) || !detail.contains(' '))
    }

    pub(crate) const fn link(&self, state: LinkState) -> &'static str {
        let [off, connecting, connected, refused] = self.links;
        match state {
            LinkState::Off => off,
            LinkState::Connecting => connecting,
            LinkState::Connected => connected,
            LinkState::Refused => refused,
        }
    }

    pub(crate) const fn outcome(&self, outcome: Outcome) -> &'static str {
        let [
            applied,
            known,
            hint,
            payout,
            asked,
            unknown_charge,
            other_till,
            unknown_type,
            malformed,
            not_connected,
            poison,
            dropped,
            gap,
        ] = self.outcomes;
        match outcome {
            Outcome::Applied => applied,
            Outcome::Known => known,
            Outcome::Hint => hint,
            Outcome::Payout => payout,
            Outcome::LookedUp => asked,
            Outcome::UnknownCharge => unknown_charge,
            Outcome::OtherTill => other_till,
            Outcome::UnknownType => unknown_type,
            Outcome::Malformed => malformed,
            Outcome::NotConnected => not_connected,
            Outcome::Poison => poison,
            Outcome::Dropped => dropped,
            Outcome::Gap => gap,
        }
    }
}

pub(super) static PORTUGUESE: RelayWords = RelayWords {
    paired: "Pareado. O caixa agora sabe dos pagamentos na hora. Nome no relay:",
    paired_unheard: "Pareado, mas a conexão ao vivo ainda não funciona. Nome no relay:",
    unpair_question: "Sair do relay? Os pagamentos passam a aparecer só por consulta, alguns segundos depois. (s/N)",
    still_paired: "Nada mudou: o caixa continua pareado.",
    unpaired: "Despareado. O caixa agora só consulta o provedor.",
    relay_untold: "O relay não ficou sabendo: peça a quem cuida dele que revogue este caixa.",
    key_left: "A chave deste caixa ficou no cofre.",
    since: "desde",
    for_support: "Para o suporte:",
    cursor: "recebido até",
    head: "o mais novo no relay é",
    epoch: "época",
    last_event: "Último aviso:",
    none_yet: "nenhum ainda",
    round_trip: "ida e volta",
    events: ["aviso", "avisos"],
    set_aside: "deixados de lado",
    other_tills: "de outros caixas",
    dropped: "descartados",
    last_gap: "Avisos se perderam no caminho:",
    last_error: "Último erro:",
    links: ["não pareado", "sem contato, tentando de novo", "ao vivo", "recusado: pareie de novo"],
    too_many_tries: ["O relay recusou: muitas tentativas. Espere", "s e tente de novo."],
    outcomes: [
        "mudou a venda",
        "já se sabia",
        "banco consultado",
        "saída da conta anotada",
        "não é de uma venda daqui; provedor consultado",
        "deixado de lado: não é de uma venda daqui",
        "deixado de lado: é de outro caixa",
        "deixado de lado: assunto desconhecido",
        "deixado de lado: ilegível",
        "deixado de lado: nenhum provedor conectado",
        "deixado de lado: veio com defeito",
        "descartado: sem assinatura válida",
        "avisos perdidos; banco consultado",
    ],
    gap_reasons: [
        "o caixa ficou fora mais tempo do que o relay guarda",
        "o relay recomeçou com outro arquivo",
        "o relay voltou a uma cópia antiga",
    ],
    is_english: false,
};

pub(super) static ENGLISH: RelayWords = RelayWords {
    paired: "Paired. The till now hears of payments at once. Its name on the relay:",
    paired_unheard: "Paired, but the live connection does not work yet. Name at the relay:",
    unpair_question: "Leave the relay? Payments will show by asking only, some seconds later. (y/N)",
    still_paired: "Nothing has changed: the till is still paired.",
    unpaired: "Unpaired. The till only asks the provider from now on.",
    relay_untold: "The relay does not know of it: ask whoever runs it to revoke this till.",
    key_left: "This till's key is still in the vault.",
    since: "since",
    for_support: "For support:",
    cursor: "received up to",
    head: "the relay's newest is",
    epoch: "epoch",
    last_event: "Last notice:",
    none_yet: "none yet",
    round_trip: "there and back",
    events: ["notice", "notices"],
    set_aside: "set aside",
    other_tills: "of other tills",
    dropped: "dropped",
    last_gap: "Notices were lost on the way:",
    last_error: "Last error:",
    links: ["not paired", "no contact, trying again", "live", "refused: pair again"],
    too_many_tries: ["The relay refuses: too many tries. Wait", "s and try again."],
    outcomes: [
        "changed the sale",
        "was known",
        "bank was asked",
        "payout noted",
        "of no sale made here; provider is asked",
        "set aside: of no sale made here",
        "set aside: another till's",
        "set aside: unknown subject",
        "set aside: unreadable",
        "set aside: no provider connected",
        "set aside: came broken",
        "dropped: not signed as the provider signs",
        "notices lost; bank was asked",
    ],
    gap_reasons: [
        "the till was away for longer than the relay keeps",
        "the relay began anew with another file",
        "the relay went back to an old copy",
    ],
    is_english: true,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_from_inside_stands_only_beside_its_own_language() {
        for (detail, shown) in [
            ("it names no charge", None),
            ("an answer that is too long", None),
            ("cashin.paid", Some("cashin.paid")),
            ("HTTP 503", Some("HTTP 503")),
        ] {
            assert_eq!(PORTUGUESE.detail(Some(detail)), shown);
            assert_eq!(ENGLISH.detail(Some(detail)), Some(detail));
        }
        for words in [&PORTUGUESE, &ENGLISH] {
            for reason in ["expired", "epoch_changed", "unknown", "of_tomorrow"] {
                assert_eq!(
                    words.beside(Outcome::Gap, Some(reason)),
                    Some(words.gap_reason(reason))
                );
            }
        }
        assert_eq!(
            (PORTUGUESE.notices(1), PORTUGUESE.notices(0)),
            ("1 aviso".into(), "0 avisos".into())
        );
        assert_eq!(PORTUGUESE.gap_reason("of tomorrow"), PORTUGUESE.gap_reason("unknown"));
    }
}
