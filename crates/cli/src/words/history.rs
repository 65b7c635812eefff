//! The history of sales in words: totals, and notes.

use contract::HistoryTotals;

/// One language.
pub(crate) struct HistoryWords {
    /// Of one sale, and of more.
    sales: [&'static str; 2],
    received: &'static str,
    refunded: &'static str,
    open: &'static str,
    by_hand: &'static str,
    /// Behind totals that are not of all.
    cut: &'static str,
    pub(crate) noted: &'static str,
    /// Before a note's moment.
    pub(crate) note: &'static str,
}

pub(super) static PORTUGUESE: HistoryWords = HistoryWords {
    sales: ["venda", "vendas"],
    received: "recebido",
    refunded: "devolvido",
    open: "aguardando",
    by_hand: "à mão, sem prova",
    cut: "há mais vendas com esse texto: estes totais são só das primeiras",
    noted: "Anotado.",
    note: "anotação",
};

pub(super) static ENGLISH: HistoryWords = HistoryWords {
    sales: ["sale", "sales"],
    received: "received",
    refunded: "given back",
    open: "waiting",
    by_hand: "by hand, not proved",
    cut: "more sales have that text: these totals are of the first ones alone",
    noted: "Noted.",
    note: "note",
};

impl HistoryWords {
    /// The totals in one line; what is nothing is left out, but for what has arrived.
    pub(crate) fn totals(&self, totals: &HistoryTotals) -> String {
        let [one, more] = self.sales;
        let amount = till::format_amount;
        let sales = format!("{} {}", totals.sales, if totals.sales == 1 { one } else { more });
        let received = format!("{} {}", self.received, amount(totals.received_centavos));
        let others = [
            (self.refunded, totals.refunded_centavos),
            (self.open, totals.open_centavos),
            (self.by_hand, totals.by_hand_centavos),
        ];
        let others = others.into_iter().filter(|(_, centavos)| *centavos > 0);
        let others = others.map(|(word, centavos)| format!("{word} {}", amount(centavos)));
        let cut = totals.is_cut.then(|| self.cut.to_owned());
        let parts: Vec<_> = [sales, received].into_iter().chain(others).chain(cut).collect();
        parts.join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_one_line_that_says_what_there_is() {
        let totals = HistoryTotals {
            sales: 2,
            received_centavos: 123_456,
            refunded_centavos: 0,
            open_centavos: 0,
            by_hand_centavos: 1_250,
            is_cut: false,
        };
        let line = PORTUGUESE.totals(&totals).replace('\u{a0}', " ");
        assert_eq!(line, "2 vendas · recebido R$ 1.234,56 · à mão, sem prova R$ 12,50");
        let none = HistoryTotals { sales: 1, received_centavos: 0, by_hand_centavos: 0, ..totals };
        let line = ENGLISH.totals(&HistoryTotals { is_cut: true, ..none }).replace('\u{a0}', " ");
        assert!(line.starts_with("1 sale · received R$ 0,00 · more sales"), "{line}");
    }
}
