//! The log's events in words. Scripts get their names.

/// What an event of an order is called in Portuguese; the name of one that is not known stands for itself.
pub(super) fn portuguese(kind: &str) -> &str {
    match kind {
        "order_opened" => "venda aberta",
        "requested" => "cobrança escrita no registro",
        "registered" => "cobrança confirmada pelo provedor",
        "refused" => "cobrança não feita",
        "cancel_requested" => "cancelada no caixa",
        "seen" => "situação informada pelo provedor",
        "refund_told" => "aviso de devolução",
        "dispute_told" => "aviso de contestação",
        "refund_requested" => "estorno escrito no registro",
        "refund_accepted" => "estorno aceito pelo provedor",
        "refund_failed" => "estorno não feito",
        "dispute_closed" => "contestação encerrada",
        "matched" => "dinheiro ligado a esta venda",
        "bound" => "ligada à conta conectada",
        "doubted" => "resposta sem prova",
        "given_up" => "o caixa parou de esperar",
        "confirmed_by_hand" => "confirmada à mão",
        "noted" => "anotação escrita",
        unknown => unknown,
    }
}

/// The same in English.
pub(super) fn english(kind: &str) -> &str {
    match kind {
        "order_opened" => "sale opened",
        "requested" => "charge written into the log",
        "registered" => "charge confirmed by the provider",
        "refused" => "charge not made",
        "cancel_requested" => "cancelled at the till",
        "seen" => "state told by the provider",
        "refund_told" => "notice of a refund",
        "dispute_told" => "notice of a dispute",
        "refund_requested" => "refund written into the log",
        "refund_accepted" => "refund taken by the provider",
        "refund_failed" => "refund not made",
        "dispute_closed" => "dispute closed",
        "matched" => "money matched to this sale",
        "bound" => "bound to the connected account",
        "doubted" => "answer without proof",
        "given_up" => "the till stopped waiting",
        "confirmed_by_hand" => "confirmed by hand",
        "noted" => "note written",
        unknown => unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_of_an_order_has_words_in_both_languages() {
        for kind in till::EVENT_KINDS {
            for words in [portuguese(kind), english(kind)] {
                assert!(words.contains(' ') && !words.contains('_'), "{kind}: {words}");
            }
        }
        assert_eq!(portuguese("of_tomorrow"), "of_tomorrow");
    }
}
