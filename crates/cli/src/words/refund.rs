//! Refunds in words.

use contract::RefundReason;

/// One language.
pub(crate) struct RefundWords {
    pub(crate) refunding: &'static str,
    pub(crate) refunded: &'static str,
    pub(crate) refund_pending: &'static str,
    pub(crate) given_back: &'static str,
    reasons: [&'static str; 4],
    /// Before and after the field.
    pub(super) field_missing: [&'static str; 2],
    /// Before and after the provider.
    pub(super) at_provider: [&'static str; 2],
}

impl RefundWords {
    pub(crate) const fn reason(&self, reason: RefundReason) -> &'static str {
        let [fraud, twice, customer, merchant] = self.reasons;
        match reason {
            RefundReason::Fraud => fraud,
            RefundReason::DuplicatedPayment => twice,
            RefundReason::CustomerRequest => customer,
            RefundReason::MerchantError => merchant,
        }
    }
}

pub(super) static PORTUGUESE: RefundWords = RefundWords {
    refunding: "Estornando; o dinheiro ainda não voltou:",
    refunded: "ESTORNADO",
    refund_pending: "O estorno ainda não foi confirmado. Acompanhe com: balcao watch --until-idle",
    given_back: "devolvido",
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
};

pub(super) static ENGLISH: RefundWords = RefundWords {
    refunding: "Giving it back; the money is not back yet:",
    refunded: "GIVEN BACK",
    refund_pending: "It is not confirmed yet that the money is back. Go on with: balcao watch --until-idle",
    given_back: "given back",
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
};
