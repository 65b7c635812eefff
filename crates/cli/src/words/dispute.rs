//! Disputes in words.

use contract::{DisputeOutcome, DisputeView};

/// One language.
pub(crate) struct DisputeWords {
    pub(crate) no_disputes: &'static str,
    /// Before the amount, while it is open.
    pub(crate) claimed: &'static str,
    /// The same once it has ended.
    pub(crate) was_claimed: &'static str,
    pub(crate) no_reason: &'static str,
    pub(crate) not_confirmed: &'static str,
    closed: &'static str,
    outcomes: fn(DisputeOutcome) -> &'static str,
    pub(crate) close_with: &'static str,
    pub(crate) dispute_closed: &'static str,
    /// What is known of the rules (pix.md, 5).
    pub(crate) dispute_rules: [&'static str; 6],
}

impl DisputeWords {
    /// How it ended; an older log does not say for whom.
    pub(crate) fn end(&self, dispute: &DisputeView) -> Option<String> {
        let reason = dispute.settlement.as_deref()?;
        let outcome = dispute.outcome.map_or(self.closed, self.outcomes);
        Some(format!("{outcome} ({reason})"))
    }
}

pub(super) static PORTUGUESE: DisputeWords = DisputeWords {
    no_disputes: "Nenhuma contestação.",
    claimed: "CONTESTADA: o banco de quem pagou pede de volta",
    no_reason: "motivo não informado",
    not_confirmed: "só avisado, não confirmado pelo provedor",
    was_claimed: "Contestação encerrada, de",
    closed: "encerrada",
    outcomes: |outcome| match outcome {
        DisputeOutcome::Won => "ganha: o dinheiro fica com a loja",
        DisputeOutcome::Lost => "perdida: o dinheiro volta para quem pagou",
        DisputeOutcome::Accepted => "aceita: a loja concordou em devolver",
    },
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
};

pub(super) static ENGLISH: DisputeWords = DisputeWords {
    no_disputes: "No disputes.",
    claimed: "DISPUTED: the payer's bank claims back",
    no_reason: "no reason told",
    not_confirmed: "only told, not confirmed by the provider",
    was_claimed: "Closed dispute over",
    closed: "closed",
    outcomes: |outcome| match outcome {
        DisputeOutcome::Won => "won: the shop keeps the money",
        DisputeOutcome::Lost => "lost: the money goes back to the payer",
        DisputeOutcome::Accepted => "accepted: the shop agreed to give it back",
    },
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
};
