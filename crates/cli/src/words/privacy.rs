//! Personal data in words.

/// One language.
pub(crate) struct PrivacyWords {
    pub(crate) nothing: &'static str,
    pub(crate) sale: &'static str,
    pub(crate) unmatched: &'static str,
    pub(crate) payout: &'static str,
    pub(crate) shift: &'static str,
    pub(crate) webhook: &'static str,
    pub(crate) question: &'static str,
    pub(crate) not_erased: &'static str,
    pub(crate) erased: &'static str,
    /// Sales, payments without a sale, payouts, webhooks.
    pub(crate) counts: [&'static str; 4],
    pub(crate) stays: &'static str,
    pub(crate) kept: &'static str,
    /// Open, refunding, disputed, unproven, unmatched.
    whys: [&'static str; 5],
    pub(crate) backups_removed: &'static str,
    pub(crate) left: &'static str,
    pub(crate) receipt: &'static str,
    /// Name, document, e-mail and telephone of a payer or payee.
    fields: [&'static str; 4],
}

impl PrivacyWords {
    /// What stands at a place such as `payer.document`; the place itself where it is none of a few.
    pub(crate) fn field<'a>(&self, place: &'a str) -> &'a str {
        let plain = place.to_ascii_lowercase();
        let endings = ["name", "document", "email", "phone"];
        let known = endings.iter().zip(self.fields).find(|(ending, _)| plain.ends_with(**ending));
        known.map_or(place, |(_, word)| word)
    }

    /// Why something is kept, by the word that scripts know.
    pub(crate) fn why(&self, word: &str) -> &'static str {
        let [open, refunding, disputed, unproven, unmatched] = self.whys;
        match word {
            "refunding" => refunding,
            "disputed" => disputed,
            "unproven" => unproven,
            "unmatched" => unmatched,
            _ => open,
        }
    }
}

pub(super) static PORTUGUESE: PrivacyWords = PrivacyWords {
    nothing: "O caixa não guarda nada deste CPF ou CNPJ.",
    sale: "Venda",
    unmatched: "Dinheiro sem venda",
    payout: "Saída da conta",
    shift: "Caixa",
    webhook: "Aviso que o caixa não entendeu",
    question: "Apagar tudo o que o caixa guarda deste CPF ou CNPJ? Não tem volta. [s/N]",
    not_erased: "Nada foi apagado.",
    erased: "Apagado, também dos backups deste caixa:",
    counts: ["vendas", "pagamentos sem venda", "saídas da conta", "avisos"],
    stays: "Fica o que a loja precisa para suas contas e não diz quem pagou: número, valor, horários, códigos da \
            cobrança e do pagamento.",
    kept: "Ainda não dá para apagar:",
    whys: [
        "a cobrança ainda está aberta",
        "o dinheiro está voltando",
        "há uma contestação",
        "falta a prova do pagamento",
        "ninguém disse ainda de que venda é",
    ],
    backups_removed: "Backups de uma versão anterior do programa, removidos inteiros (um novo foi feito antes):",
    left: "Nestes arquivos não deu para apagar. Tente de novo com o caixa fechado; se continuar, veja se ainda precisa deles:",
    receipt: "Guarde este comprovante com o pedido da pessoa:",
    fields: ["nome", "CPF ou CNPJ", "e-mail", "telefone"],
};

pub(super) static ENGLISH: PrivacyWords = PrivacyWords {
    nothing: "The till holds nothing of this CPF or CNPJ.",
    sale: "Sale",
    unmatched: "Money without a sale",
    payout: "Payout",
    shift: "Shift",
    webhook: "Webhook that the till could not read",
    question: "Erase all that the till holds of this CPF or CNPJ? There is no way back. [y/N]",
    not_erased: "Nothing was erased.",
    erased: "Erased, from this till's backups too:",
    counts: ["sales", "payments without a sale", "payouts", "webhooks"],
    stays: "What the shop needs for its books stays, and does not say who paid: number, amount, times, ids of charge \
            and payment.",
    kept: "Cannot be erased yet:",
    whys: [
        "the charge is still open",
        "the money is on its way back",
        "there is a dispute",
        "the proof of the payment is missing",
        "nobody has said yet which sale it is for",
    ],
    backups_removed: "Backups of an earlier version of the program, removed as a whole (a new one was made before):",
    left: "These files could not be erased from. Try again with the till closed; if it stays so, see whether you still need them:",
    receipt: "Keep this receipt with the person's request:",
    fields: ["name", "CPF or CNPJ", "e-mail", "telephone"],
};
