//! Refunds, disputes, unmatched and payouts in words.

use contract::{Attention, PayoutStatus, RefundReason, UnmatchedState};

/// One language.
pub(crate) struct MoneyBackWords {
    pub(crate) refunding: &'static str,
    pub(crate) refunded: &'static str,
    pub(crate) refund_pending: &'static str,
    pub(crate) given_back: &'static str,
    pub(crate) matched: &'static str,
    reasons: [&'static str; 4],
    /// Before and after the field.
    pub(super) field_missing: [&'static str; 2],
    /// Before and after the provider.
    pub(super) at_provider: [&'static str; 2],
    pub(crate) no_disputes: &'static str,
    pub(crate) claimed: &'static str,
    pub(crate) no_reason: &'static str,
    pub(crate) not_confirmed: &'static str,
    pub(crate) closed: &'static str,
    pub(crate) close_with: &'static str,
    pub(crate) dispute_closed: &'static str,
    /// What is known of the rules (pix.md, 5).
    pub(crate) dispute_rules: [&'static str; 6],
    pub(crate) no_unmatched: &'static str,
    /// Before and after the amount.
    pub(crate) unmatched: [&'static str; 2],
    pub(crate) unconfirmed_unmatched: &'static str,
    pub(crate) match_with: &'static str,
    pub(crate) dismiss_with: &'static str,
    pub(crate) unmatched_matched: &'static str,
    pub(crate) unmatched_dismissed: &'static str,
    pub(crate) still_unmatched: &'static str,
    unmatched_states: [&'static str; 3],
    pub(crate) no_payouts: &'static str,
    pub(crate) unknown_amount: &'static str,
    payouts: [&'static str; 6],
    attention: &'static str,
    /// One, and more.
    disputes: [&'static str; 2],
    unmatched_count: [&'static str; 2],
    unproven: [&'static str; 2],
    overdue_refunds: [&'static str; 2],
    look: &'static str,
    look_at_sales: &'static str,
}

impl MoneyBackWords {
    pub(crate) const fn reason(&self, reason: RefundReason) -> &'static str {
        let [fraud, twice, customer, merchant] = self.reasons;
        match reason {
            RefundReason::Fraud => fraud,
            RefundReason::DuplicatedPayment => twice,
            RefundReason::CustomerRequest => customer,
            RefundReason::MerchantError => merchant,
        }
    }

    pub(crate) const fn unmatched_state(&self, state: UnmatchedState) -> &'static str {
        let [open, matched, set_aside] = self.unmatched_states;
        match state {
            UnmatchedState::Open => open,
            UnmatchedState::Matched => matched,
            UnmatchedState::Dismissed => set_aside,
        }
    }

    pub(crate) const fn payout(&self, status: PayoutStatus) -> &'static str {
        let [created, completed, failed, cancelled, refunded, unknown] = self.payouts;
        match status {
            PayoutStatus::Created => created,
            PayoutStatus::Completed => completed,
            PayoutStatus::Failed => failed,
            PayoutStatus::Cancelled => cancelled,
            PayoutStatus::Refunded => refunded,
            PayoutStatus::Unknown => unknown,
        }
    }

    /// What waits for the manager; `None`: nothing.
    pub(crate) fn attention(&self, waiting: Attention) -> Option<String> {
        let count = |number: u32, [one, more]: [&str; 2]| match number {
            0 => None,
            1 => Some(format!("1 {one}")),
            number => Some(format!("{number} {more}")),
        };
        let listed = [
            count(waiting.disputes, self.disputes),
            count(waiting.unmatched, self.unmatched_count),
        ];
        let sales = [
            count(waiting.unproven, self.unproven),
            count(waiting.overdue_refunds, self.overdue_refunds),
        ];
        let look = [
            listed.iter().any(Option::is_some).then_some(self.look),
            sales.iter().any(Option::is_some).then_some(self.look_at_sales),
        ];
        let look: Vec<_> = look.into_iter().flatten().collect();
        let parts: Vec<_> = listed.into_iter().chain(sales).flatten().collect();
        let told = format!("{} {}. {}", self.attention, parts.join(", "), look.join(" "));
        (!parts.is_empty()).then_some(told)
    }
}

pub(super) static PORTUGUESE: MoneyBackWords = MoneyBackWords {
    refunding: "Estornando; o dinheiro ainda não voltou:",
    refunded: "ESTORNADO",
    refund_pending: "O estorno ainda não foi confirmado. Acompanhe com: balcao watch --until-idle",
    given_back: "devolvido",
    matched: "ligado a esta venda:",
    reasons: [
        "suspeita de fraude",
        "cliente pagou duas vezes",
        "cliente desistiu ou devolveu",
        "erro da loja",
    ],
    field_missing: [
        "Nada foi devolvido: para isso falta o campo",
        " da conexão. Conecte o provedor de novo com ele.",
    ],
    at_provider: [
        "Nada foi devolvido: daqui não dá com",
        ". Estorne no painel do provedor; aparece aqui depois.",
    ],
    no_disputes: "Nenhuma contestação.",
    claimed: "CONTESTADA: o banco de quem pagou pede de volta",
    no_reason: "motivo não informado",
    not_confirmed: "só avisado, não confirmado pelo provedor",
    closed: "encerrada:",
    close_with: "Quando terminar: balcao dispute close",
    dispute_closed: "Contestação encerrada.",
    dispute_rules: [
        "O que se sabe das regras do Pix (MED):",
        "- Vale para fraude ou falha do banco, não para desacordo com a compra.",
        "- O banco de quem pagou pode abrir até 80 dias depois do pagamento.",
        "- O banco da loja tem 7 dias para aceitar ou recusar. Se aceitar, o dinheiro sai da conta da loja: ao todo, cerca de 11 dias.",
        "- A defesa é feita no provedor: junte nota, comprovante de entrega e conversas.",
        "- Estornar por conta própria não encerra a contestação.",
    ],
    no_unmatched: "Nenhum dinheiro sem venda.",
    unmatched: ["Chegou", "sem venda: é esta?"],
    unconfirmed_unmatched: "O provedor avisou que chegou dinheiro sem venda e, perguntado, não confirma. \
                         Confira no painel dele",
    match_with: "Se é de uma venda: balcao unmatched match",
    dismiss_with: "Se não é: balcao unmatched dismiss",
    unmatched_matched: "O dinheiro agora é da venda",
    unmatched_dismissed: "Deixado de lado. O dinheiro está na conta da loja.",
    still_unmatched: "O dinheiro continua na conta da loja, sem venda.",
    unmatched_states: ["sem venda", "da venda", "deixado de lado"],
    no_payouts: "Nenhuma saída da conta.",
    unknown_amount: "valor não informado",
    payouts: [
        "em andamento",
        "concluída",
        "falhou: o dinheiro não saiu",
        "cancelada",
        "voltou para a loja",
        "situação desconhecida",
    ],
    attention: "ATENÇÃO:",
    disputes: ["contestação aberta", "contestações abertas"],
    unmatched_count: ["pagamento sem venda", "pagamentos sem venda"],
    unproven: ["venda sem prova de pagamento", "vendas sem prova de pagamento"],
    overdue_refunds: [
        "estorno aceito há dias e ainda não devolvido",
        "estornos aceitos há dias e ainda não devolvidos",
    ],
    look: "Veja: balcao disputes, balcao unmatched.",
    look_at_sales: "As vendas: balcao orders.",
};

pub(super) static ENGLISH: MoneyBackWords = MoneyBackWords {
    refunding: "Giving it back; the money is not back yet:",
    refunded: "GIVEN BACK",
    refund_pending: "It is not confirmed yet that the money is back. Go on with: balcao watch --until-idle",
    given_back: "given back",
    matched: "matched to this sale:",
    reasons: [
        "fraud suspected",
        "the customer paid twice",
        "the customer wants it",
        "the shop was wrong",
    ],
    field_missing: [
        "Nothing was given back: for that the connection lacks the field",
        ". Connect the provider again with it.",
    ],
    at_provider: [
        "Nothing was given back: not from here with",
        ". Do it in the provider's own panel; it shows here afterwards.",
    ],
    no_disputes: "No disputes.",
    claimed: "DISPUTED: the payer's bank claims back",
    no_reason: "no reason told",
    not_confirmed: "only told, not confirmed by the provider",
    closed: "closed:",
    close_with: "When it has ended: balcao dispute close",
    dispute_closed: "The dispute is closed.",
    dispute_rules: [
        "What is known of the rules of Pix (MED):",
        "- It is for fraud or a bank's failure, not for quarrels about the purchase.",
        "- The payer's bank may open it up to 80 days after the payment.",
        "- The shop's bank has 7 days to accept or refuse. If it accepts, the money leaves the shop's account: about 11 days in all.",
        "- The defence is made at the provider: gather invoice, proof of delivery, messages.",
        "- Giving the money back by yourself does not close the dispute.",
    ],
    no_unmatched: "No money without a sale.",
    unmatched: ["There came", "without a sale: is it this one?"],
    unconfirmed_unmatched: "The provider told of money without a sale and, asked, does not confirm it. \
                         Look into its panel",
    match_with: "If it is a sale's: balcao unmatched match",
    dismiss_with: "If it is not: balcao unmatched dismiss",
    unmatched_matched: "The money is now that of sale",
    unmatched_dismissed: "Set aside. The money is in the shop's account.",
    still_unmatched: "The money is still in the shop's account, without a sale.",
    unmatched_states: ["without a sale", "of sale", "set aside"],
    no_payouts: "No payouts.",
    unknown_amount: "amount not told",
    payouts: [
        "on its way",
        "completed",
        "failed: the money did not leave",
        "cancelled",
        "came back to the shop",
        "unknown state",
    ],
    attention: "ATTENTION:",
    disputes: ["open dispute", "open disputes"],
    unmatched_count: ["payment without a sale", "payments without a sale"],
    unproven: ["sale without proof of payment", "sales without proof of payment"],
    overdue_refunds: [
        "refund that was taken days ago and is not made",
        "refunds that were taken days ago and are not made",
    ],
    look: "See: balcao disputes, balcao unmatched.",
    look_at_sales: "The sales: balcao orders.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_counted_and_nothing_is_silence() {
        let told = |disputes, unmatched| {
            ENGLISH.attention(Attention { disputes, unmatched, ..Attention::default() })
        };
        assert_eq!(told(0, 0), None);
        assert!(told(1, 0).unwrap().starts_with("ATTENTION: 1 open dispute. "));
        let both = "ATTENTION: 2 open disputes, 1 payment without a sale. ";
        assert!(told(2, 1).unwrap().starts_with(both));
        let sales = Attention { unproven: 1, overdue_refunds: 2, ..Attention::default() };
        assert_eq!(
            ENGLISH.attention(sales).unwrap(),
            "ATTENTION: 1 sale without proof of payment, 2 refunds that were \
             taken days ago and are not made. The sales: balcao orders."
        );
    }
}
