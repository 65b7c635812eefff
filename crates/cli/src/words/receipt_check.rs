//! A check of a customer's receipt in words.

use contract::ReceiptVerdict;

/// One language.
pub(crate) struct ReceiptWords {
    /// Before amounts.
    pub(crate) shown: &'static str,
    pub(crate) came: &'static str,
    pub(crate) returned: &'static str,
    /// Before the sale's number.
    pub(crate) sale: &'static str,
    /// Before how often it was checked.
    pub(crate) before: &'static str,
    pub(crate) heard: &'static str,
    pub(crate) not_heard: &'static str,
    /// Before the sales whose payments fit.
    pub(crate) fit: &'static str,
    pub(crate) match_with: &'static str,
    /// Each answer in a word or two, and what it means.
    verdicts: [[&'static str; 2]; 7],
}

impl ReceiptWords {
    pub(crate) const fn verdict(&self, verdict: ReceiptVerdict) -> [&'static str; 2] {
        let [received, not_received, other_amount, other_sale, used, not_yet, unknown] =
            self.verdicts;
        match verdict {
            ReceiptVerdict::Received => received,
            ReceiptVerdict::NotReceived => not_received,
            ReceiptVerdict::OtherAmount => other_amount,
            ReceiptVerdict::OtherSale => other_sale,
            ReceiptVerdict::AlreadyUsed => used,
            ReceiptVerdict::NotYet => not_yet,
            ReceiptVerdict::Unknown => unknown,
        }
    }
}

pub(super) static PORTUGUESE: ReceiptWords = ReceiptWords {
    shown: "O comprovante mostra",
    came: "Chegou",
    returned: "Voltou",
    sale: "Venda",
    before: "Já conferido",
    heard: "respondeu",
    not_heard: "não respondeu",
    fit: "Vendas com pagamento igual:",
    match_with: "Para ligar a uma venda",
    verdicts: [
        ["RECEBIDO", "O dinheiro está na conta da loja."],
        ["NÃO RECEBIDO", "Todos foram consultados, e este dinheiro não chegou."],
        [
            "VALOR DIFERENTE",
            "Chegou dinheiro com este código, mas não o valor do comprovante ou da venda.",
        ],
        ["DE OUTRA VENDA", "O dinheiro é de outra venda, ou ainda não é de nenhuma."],
        [
            "JÁ USADO",
            "Este comprovante já pagou outra venda, já foi mostrado, ou o dinheiro voltou.",
        ],
        ["AINDA NÃO", "O pagamento está agendado: o dia dele não chegou."],
        [
            "NÃO SABEMOS",
            "Não dá para dizer que chegou nem que não chegou. Confira de novo daqui a pouco.",
        ],
    ],
};

pub(super) static ENGLISH: ReceiptWords = ReceiptWords {
    shown: "The receipt shows",
    came: "What came:",
    returned: "What went back:",
    sale: "Order",
    before: "Checked before",
    heard: "answered",
    not_heard: "was not heard",
    fit: "Orders with such a payment:",
    match_with: "To match it with an order",
    verdicts: [
        ["RECEIVED", "The money is in the shop's account."],
        ["NOT RECEIVED", "Everybody was asked, and this money has not come."],
        [
            "OTHER AMOUNT",
            "Money has come under this id, and not the amount of the receipt or of the order.",
        ],
        ["OF ANOTHER SALE", "The money is another order's, or no order's yet."],
        [
            "ALREADY USED",
            "This receipt paid another order, was shown before, or its money went back.",
        ],
        ["NOT YET", "The payment is scheduled: its day has not come."],
        [
            "WE DO NOT KNOW",
            "Nobody can say that it has come, or that it has not. Check again in a while.",
        ],
    ],
};
