//! The log's own words in Portuguese, for files that a person reads: the dispute folder, and tables for spreadsheets.
//! Programs get the words themselves.

use contract::{OrderEvidence, RefundSource, Status};
use domain::{Device, PayoutStatus, UnmatchedState};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

/// How a sale stands, by the index's word.
pub(crate) fn status(word: &str) -> Option<&'static str> {
    Some(match known(word)? {
        Status::Registering => "registrando",
        Status::Pending => "aguardando",
        Status::Paid => "paga",
        Status::Refunding => "estornando",
        Status::Refunded => "estornada",
        Status::Expired => "expirada",
        Status::Cancelled => "cancelada",
        Status::Rejected => "recusada",
        Status::ByHand => "confirmada à mão",
    })
}

/// How money is known.
pub(crate) fn evidence(word: &str) -> Option<&'static str> {
    Some(match known(word)? {
        OrderEvidence::Polled => "por consulta",
        OrderEvidence::SignedWebhook => "por aviso assinado",
        OrderEvidence::Manual => "à mão",
    })
}

/// Who asked for a refund.
pub(crate) fn refund_source(word: &str) -> Option<&'static str> {
    Some(match known(word)? {
        RefundSource::Here => "pedido aqui",
        RefundSource::Elsewhere => "feito fora daqui",
        RefundSource::Dispute => "contestação (MED)",
    })
}

/// How a payout stands; nothing of a provider's own word.
pub(crate) const fn payout_status(status: &PayoutStatus) -> Option<&'static str> {
    Some(match status {
        PayoutStatus::Created => "em andamento",
        PayoutStatus::Completed => "concluída",
        PayoutStatus::Failed => "não saiu",
        PayoutStatus::Cancelled => "cancelada",
        PayoutStatus::Refunded => "voltou para a loja",
        PayoutStatus::Unknown(_) => return None,
    })
}

/// What was done with money without a sale.
pub(crate) const fn unmatched_state(state: &UnmatchedState) -> &'static str {
    match state {
        UnmatchedState::Open => "sem venda",
        UnmatchedState::Matched { .. } => "ligado à venda",
        UnmatchedState::Dismissed { .. } => "deixado de lado",
    }
}

/// Where a person was.
pub(crate) const fn device(device: Device) -> &'static str {
    match device {
        Device::Window => "janela",
        Device::Terminal => "terminal",
        Device::Browser => "navegador",
    }
}

/// What an event is about, by the name of its streams.
pub(crate) fn stream(word: &str) -> Option<&'static str> {
    Some(match word {
        "order" => "venda",
        "payout" => "saída da conta",
        "unmatched" => "dinheiro sem venda",
        "till" => "caixa",
        "privacy" => "dados pessoais",
        "shift" => "turno",
        "check" => "comprovante",
        _ => return None,
    })
}

/// What an event tells, in a word or two.
pub(crate) fn event(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "order_opened" => "venda feita",
        "requested" => "cobrança pedida ao provedor",
        "registered" => "o provedor registrou a cobrança",
        "refused" => "a cobrança não foi feita",
        "cancel_requested" => "o caixa parou de esperar",
        "seen" => "o provedor respondeu",
        "refund_told" => "aviso de devolução",
        "dispute_told" => "aviso de contestação",
        "refund_requested" => "devolução pedida",
        "refund_accepted" => "o provedor aceitou a devolução",
        "refund_failed" => "a devolução não foi feita",
        "dispute_closed" => "contestação encerrada",
        "matched" => "dinheiro ligado a esta venda",
        "bound" => "conta do provedor anotada",
        "doubted" => "o provedor disse pago, sem prova",
        "given_up" => "o caixa desistiu de esperar",
        "confirmed_by_hand" => "confirmada à mão",
        "noted" => "anotação",
        "payout_seen" => "saída da conta informada",
        "unmatched_found" => "dinheiro sem venda encontrado",
        "unmatched_matched" => "ligado a uma venda",
        "unmatched_dismissed" => "deixado de lado",
        "till_named" => "código do caixa dado",
        "vault_moved" => "cofre mudado de lugar",
        "operator_added" => "operador novo",
        "operator_renamed" => "operador com outro nome",
        "operator_role_set" => "operador com outra função",
        "operator_retired" => "operador tirado",
        "operator_pin_set" => "PIN trocado",
        "operator_pin_forgotten" => "PIN esquecido trocado",
        "operator_forgotten_seen" => "aviso de PIN esquecido visto",
        "personal_data_blanked" => "dados pessoais apagados",
        "personal_data_exported" => "dados pessoais mostrados",
        "personal_parts_bound" => "dados pessoais separados",
        "shift_opened" => "turno aberto",
        "shift_supplied" => "suprimento",
        "shift_withdrawn" => "sangria",
        "shift_closed" => "turno fechado",
        "receipt_checked" => "comprovante conferido",
        _ => return None,
    })
}

/// The word of the log as the contract has it.
fn known<'a, T: Deserialize<'a>>(word: &'a str) -> Option<T> {
    let word: serde::de::value::StrDeserializer<'a, Error> = word.into_deserializer();
    T::deserialize(word).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_event_and_each_stream_of_the_log_has_its_word() {
        for kind in store::event_kinds() {
            assert!(event(kind).is_some(), "{kind}");
        }
        for name in store::stream_names() {
            assert!(stream(name).is_some(), "{name}");
        }
        assert_eq!((event("of_tomorrow"), stream("of_tomorrow")), (None, None));
    }

    #[test]
    fn the_words_of_the_index_are_those_of_the_contract() {
        use domain::charge::{Evidence, Status};
        for it in [
            Status::Registering,
            Status::Pending,
            Status::Paid,
            Status::Refunding,
            Status::Refunded,
            Status::Expired,
            Status::Cancelled,
            Status::Rejected,
        ] {
            let word = store::status_word(it);
            assert!(status(word).is_some(), "{word}");
        }
        assert_eq!(status("by_hand"), Some("confirmada à mão"));
        for it in [Evidence::Polled, Evidence::SignedWebhook] {
            let word = store::evidence_word(it);
            assert!(evidence(word).is_some(), "{word}");
        }
        assert_eq!(evidence("manual"), Some("à mão"));
        for word in ["here", "elsewhere", "dispute"] {
            assert!(refund_source(word).is_some(), "{word}");
        }
        assert_eq!((status("of_tomorrow"), evidence("")), (None, None));
    }
}
