//! Payouts in words.

use contract::PayoutStatus;

/// One language.
pub(crate) struct PayoutWords {
    pub(crate) no_payouts: &'static str,
    /// Before one that has changed.
    pub(crate) payout_is: &'static str,
    payouts: [&'static str; 6],
}

impl PayoutWords {
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
}

pub(super) static PORTUGUESE: PayoutWords = PayoutWords {
    no_payouts: "Nenhuma saída da conta.",
    payout_is: "Saída da conta:",
    payouts: [
        "em andamento",
        "concluída",
        "falhou: o dinheiro não saiu",
        "cancelada",
        "voltou para a loja",
        "situação desconhecida",
    ],
};

pub(super) static ENGLISH: PayoutWords = PayoutWords {
    no_payouts: "No payouts.",
    payout_is: "Payout:",
    payouts: [
        "on its way",
        "completed",
        "failed: the money did not leave",
        "cancelled",
        "came back to the shop",
        "unknown state",
    ],
};
