//! What has happened to a sale, by the names that scripts know and in both languages.

use till::Happening;

/// The name of the event.
pub(crate) const fn name(happening: Happening) -> &'static str {
    match happening {
        Happening::Paid => "paid",
        Happening::PaidLate => "paid_late",
        Happening::PaidAfterCancelling => "paid_after_cancelling",
        Happening::PaidAgain => "paid_again",
        Happening::Overpaid => "overpaid",
        Happening::Underpaid => "underpaid",
        Happening::Unproven => "unproven",
        Happening::Expired => "expired",
        Happening::Cancelled => "cancelled",
        Happening::GivenUp => "given_up",
        Happening::ConfirmedByHand => "confirmed_by_hand",
        Happening::Rejected => "rejected",
        Happening::Refunding => "refunding",
        Happening::PartiallyRefunded => "partially_refunded",
        Happening::Refunded => "refunded",
        Happening::RefundFailed => "refund_failed",
        Happening::Disputed => "dispute",
        Happening::DisputeClosed => "dispute_closed",
    }
}

pub(super) const fn portuguese(happening: Happening) -> &'static str {
    match happening {
        Happening::Paid => "PAGO",
        Happening::PaidLate => "PAGO APÓS EXPIRAR",
        Happening::PaidAfterCancelling => "PAGO APÓS CANCELAR",
        Happening::PaidAgain => "PAGO MAIS DE UMA VEZ",
        Happening::Overpaid => "CHEGOU A MAIS",
        Happening::Underpaid => "CHEGOU A MENOS",
        Happening::Unproven => "PAGO SEM PROVA",
        Happening::Expired => "Expirou",
        Happening::Cancelled => "Cancelada",
        Happening::GivenUp => "Deixamos de esperar",
        Happening::ConfirmedByHand => "CONFIRMADA À MÃO, SEM PROVA",
        Happening::Rejected => "Não feita",
        Happening::Refunding => "Estorno pedido",
        Happening::PartiallyRefunded => "DEVOLVIDO EM PARTE",
        Happening::Refunded => "DEVOLVIDO",
        Happening::RefundFailed => "ESTORNO NÃO FEITO",
        Happening::Disputed => "CONTESTADA",
        Happening::DisputeClosed => "Contestação encerrada",
    }
}

pub(super) const fn english(happening: Happening) -> &'static str {
    match happening {
        Happening::Paid => "PAID",
        Happening::PaidLate => "PAID LATE",
        Happening::PaidAfterCancelling => "PAID AFTER CANCELLING",
        Happening::PaidAgain => "PAID MORE THAN ONCE",
        Happening::Overpaid => "MORE CAME",
        Happening::Underpaid => "LESS CAME",
        Happening::Unproven => "PAID WITHOUT PROOF",
        Happening::Expired => "Expired",
        Happening::Cancelled => "Cancelled",
        Happening::GivenUp => "Given up",
        Happening::ConfirmedByHand => "CONFIRMED BY HAND, WITHOUT PROOF",
        Happening::Rejected => "Not made",
        Happening::Refunding => "Refund asked for",
        Happening::PartiallyRefunded => "GIVEN BACK IN PART",
        Happening::Refunded => "GIVEN BACK",
        Happening::RefundFailed => "REFUND NOT MADE",
        Happening::Disputed => "DISPUTED",
        Happening::DisputeClosed => "Dispute closed",
    }
}
