//! What waits for the manager, in words.

use contract::Attention;

/// One language.
pub(crate) struct AttentionWords {
    attention: &'static str,
    /// One, and more.
    disputes: [&'static str; 2],
    unmatched_count: [&'static str; 2],
    unproven: [&'static str; 2],
    overdue_refunds: [&'static str; 2],
    by_hand: [&'static str; 2],
    look: &'static str,
    look_at_sales: &'static str,
}

impl AttentionWords {
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
            count(waiting.by_hand, self.by_hand),
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

pub(super) static PORTUGUESE: AttentionWords = AttentionWords {
    attention: "ATENÇÃO:",
    disputes: ["contestação aberta", "contestações abertas"],
    unmatched_count: ["pagamento sem venda", "pagamentos sem venda"],
    unproven: ["venda sem prova de pagamento", "vendas sem prova de pagamento"],
    overdue_refunds: [
        "estorno aceito há dias e ainda não devolvido",
        "estornos aceitos há dias e ainda não devolvidos",
    ],
    by_hand: ["venda confirmada à mão, sem prova", "vendas confirmadas à mão, sem prova"],
    look: "Veja: balcao disputes, balcao unmatched.",
    look_at_sales: "As vendas: balcao orders.",
};

pub(super) static ENGLISH: AttentionWords = AttentionWords {
    attention: "ATTENTION:",
    disputes: ["open dispute", "open disputes"],
    unmatched_count: ["payment without a sale", "payments without a sale"],
    unproven: ["sale without proof of payment", "sales without proof of payment"],
    overdue_refunds: [
        "refund that was taken days ago and is not made",
        "refunds that were taken days ago and are not made",
    ],
    by_hand: ["sale confirmed by hand, without proof", "sales confirmed by hand, without proof"],
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
        let sales =
            Attention { unproven: 1, overdue_refunds: 2, by_hand: 3, ..Attention::default() };
        assert_eq!(
            ENGLISH.attention(sales).unwrap(),
            "ATTENTION: 1 sale without proof of payment, 2 refunds that were \
             taken days ago and are not made, 3 sales confirmed by hand, without proof. The sales: \
             balcao orders."
        );
    }
}
