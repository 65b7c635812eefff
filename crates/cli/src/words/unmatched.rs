//! Unmatched payments in words.

use contract::UnmatchedState;

/// One language.
pub(crate) struct UnmatchedWords {
    pub(crate) matched: &'static str,
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
    pub(crate) unknown_amount: &'static str,
}

impl UnmatchedWords {
    pub(crate) const fn unmatched_state(&self, state: UnmatchedState) -> &'static str {
        let [open, matched, set_aside] = self.unmatched_states;
        match state {
            UnmatchedState::Open => open,
            UnmatchedState::Matched => matched,
            UnmatchedState::Dismissed => set_aside,
        }
    }
}

pub(super) static PORTUGUESE: UnmatchedWords = UnmatchedWords {
    matched: "ligado a esta venda:",
    no_unmatched: "Nenhum dinheiro sem venda.",
    unmatched: ["Chegou", "sem venda"],
    unconfirmed_unmatched: "O provedor avisou que chegou dinheiro sem venda e, perguntado, não confirma. \
                         Confira no painel dele",
    match_with: "Se é de uma venda: balcao unmatched match",
    dismiss_with: "Se não é: balcao unmatched dismiss",
    unmatched_matched: "O dinheiro agora é da venda",
    unmatched_dismissed: "Deixado de lado. O dinheiro está na conta da loja.",
    still_unmatched: "O dinheiro continua na conta da loja, sem venda.",
    unmatched_states: ["sem venda", "da venda", "deixado de lado"],
    unknown_amount: "valor não informado",
};

pub(super) static ENGLISH: UnmatchedWords = UnmatchedWords {
    matched: "matched to this sale:",
    no_unmatched: "No money without a sale.",
    unmatched: ["There came", "without a sale"],
    unconfirmed_unmatched: "The provider told of money without a sale and, asked, does not confirm it. \
                         Look into its panel",
    match_with: "If it is a sale's: balcao unmatched match",
    dismiss_with: "If it is not: balcao unmatched dismiss",
    unmatched_matched: "The money is now that of sale",
    unmatched_dismissed: "Set aside. The money is in the shop's account.",
    still_unmatched: "The money is still in the shop's account, without a sale.",
    unmatched_states: ["without a sale", "of sale", "set aside"],
    unknown_amount: "amount not told",
};
