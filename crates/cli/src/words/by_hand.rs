//! Confirmed by hand and given up, in words.

/// One language.
pub(crate) struct ByHandWords {
    pub(crate) confirmed: &'static str,
    pub(crate) still_asked: &'static str,
    pub(crate) given_up: &'static str,
    pub(crate) ended_before: &'static str,
    /// At the end of a wait.
    pub(crate) ended_by_hand: &'static str,
    /// Before the moment.
    pub(crate) by_hand: &'static str,
    pub(crate) given_up_by: &'static str,
    /// Before the operator.
    pub(crate) approved_by: &'static str,
    pub(crate) proved: &'static str,
    pub(crate) unproved: &'static str,
    /// Before the sale's number.
    pub(crate) paid_elsewhere: &'static str,
}

pub(super) static PORTUGUESE: ByHandWords = ByHandWords {
    confirmed: "Confirmada à mão. Isto não é prova de pagamento.",
    still_asked: "O caixa continua perguntando ao provedor; enquanto ele não confirma, a venda espera em Atenção.",
    given_up: "O caixa parou de esperar. A venda continua vigiada: dinheiro que ainda chegar aparece.",
    ended_before: "Nada mudou: essa venda já tinha terminado.",
    ended_by_hand: "Confirmada à mão por uma pessoa. O provedor ainda não confirmou.",
    by_hand: "à mão",
    given_up_by: "desistência",
    approved_by: "aprovou",
    proved: "o provedor confirmou depois",
    unproved: "o provedor não confirmou",
    paid_elsewhere: "o E2E mostrado é do pagamento da venda",
};

pub(super) static ENGLISH: ByHandWords = ByHandWords {
    confirmed: "Confirmed by hand. This is no proof of payment.",
    still_asked: "The till goes on asking the provider; until it confirms, the sale waits for the manager.",
    given_up: "The till has stopped waiting. The sale stays watched: money that still comes is shown.",
    ended_before: "Nothing has changed: that sale had ended already.",
    ended_by_hand: "Confirmed by hand by a person. The provider has not confirmed it yet.",
    by_hand: "by hand",
    given_up_by: "given up",
    approved_by: "approved by",
    proved: "the provider has confirmed it since",
    unproved: "the provider has not confirmed it",
    paid_elsewhere: "the E2E that was shown is of the payment for sale",
};
