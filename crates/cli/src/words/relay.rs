//! The way to the relay in words.

use contract::{LinkState, Outcome};

/// One language.
pub(crate) struct RelayWords {
    pub(crate) paired: &'static str,
    pub(crate) since: &'static str,
    pub(crate) cursor: &'static str,
    pub(crate) head: &'static str,
    pub(crate) epoch: &'static str,
    pub(crate) last_event: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) round_trip: &'static str,
    pub(crate) events: &'static str,
    pub(crate) set_aside: &'static str,
    pub(crate) other_tills: &'static str,
    pub(crate) dropped: &'static str,
    pub(crate) last_gap: &'static str,
    pub(crate) last_error: &'static str,
    links: [&'static str; 4],
    /// Before and after the seconds.
    pub(super) too_many_tries: [&'static str; 2],
    outcomes: [&'static str; 13],
}

impl RelayWords {
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
            Outcome::Asked => asked,
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
    since: "desde",
    cursor: "recebido até",
    head: "o mais novo no relay é",
    epoch: "época",
    last_event: "Último aviso:",
    none_yet: "nenhum ainda",
    round_trip: "ida e volta",
    events: "avisos",
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
};

pub(super) static ENGLISH: RelayWords = RelayWords {
    paired: "Paired. The till now hears of payments at once. Its name on the relay:",
    since: "since",
    cursor: "received up to",
    head: "the relay's newest is",
    epoch: "epoch",
    last_event: "Last notice:",
    none_yet: "none yet",
    round_trip: "there and back",
    events: "notices",
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
};
