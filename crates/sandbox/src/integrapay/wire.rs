//! `IntegraPay`'s JSON (I-in, I-wh). Money is whole cents, times have seven digits of a second.

use serde::Serialize;

use crate::books::{
    Books, CUSTOMER_BANK_ISPB, Charge, NoticeKind, Payout, PayoutStatus, RefundValue, Step,
};
use crate::time;

/// 200 body of POST /transaction/qrcode/cashin ([D] I-in): no status, no amount, no end.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Created<'a> {
    pub(super) transaction_id: i64,
    pub(super) external_id: &'a str,
    pub(super) order_id: Option<&'a str>,
    pub(super) qr_code: &'a str,
    /// Bare base64 of a PNG.
    pub(super) qr_code_base64: String,
}

/// A transaction as webhooks tell it, to the field and its place ([D] I-wh).
// ASSUMED: a look-up answers with what the last webhook had; its page breaks off after the third
// field (B4, [S]).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transaction<'a> {
    #[serde(rename = "transactionId")]
    id: i64,
    object: &'static str,
    status: &'static str,
    method: &'static str,
    value: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_to_end_id: Option<&'a str>,
    processed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<Payer<'a>>,
    #[serde(skip_serializing_if = "Destination::is_absent")]
    destination_bank: Destination<'a>,
    order_id: Option<&'a str>,
    observation: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Payer<'a> {
    transaction_id: i64,
    name: &'a str,
    document_id: &'a str,
    bank_name: Option<&'static str>,
    bank_code: Option<&'static str>,
    bank_ispb: &'static str,
}

/// Each of these stands in a sample.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Destination<'a> {
    Absent,
    Null,
    Bank(DestinationBank<'a>),
}

impl Destination<'_> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DestinationBank<'a> {
    name: &'a str,
    cpf_cnpj: &'a str,
    email: Option<&'static str>,
    pix_key: &'a str,
    pix_key_type: &'static str,
    bank: Option<&'static str>,
    bank_id: Option<&'static str>,
    ispb: Option<&'static str>,
}

/// Ids of this provider are numbers: nothing else gets into the books.
pub(super) fn as_number(transaction_id: &str) -> i64 {
    transaction_id.parse().unwrap_or_default()
}

impl<'a> DestinationBank<'a> {
    fn of(name: &'a str, document: &'a str) -> Self {
        Self {
            name,
            cpf_cnpj: document,
            email: None,
            pix_key: document,
            pix_key_type: "",
            bank: None,
            bank_id: None,
            ispb: None,
        }
    }
}

impl<'a> Transaction<'a> {
    /// As a look-up answers now; `None` if there is nothing.
    pub(super) fn now(
        books: &Books,
        charge: Option<&'a Charge>,
        payout: Option<&'a Payout>,
        now_ms: i64,
    ) -> Option<Self> {
        match (charge, payout) {
            (Some(charge), _) => {
                Some(Self::of_charge(charge, last_news(charge, now_ms), value_of(books), now_ms))
            }
            (None, Some(payout)) => payout.steps.last().map(|step| Self::of_payout(payout, *step)),
            (None, None) => None,
        }
    }

    /// As the charge stood when that had just happened to it.
    pub(super) fn of_charge(
        charge: &'a Charge,
        news: News,
        value_of_refund: RefundValue,
        now_ms: i64,
    ) -> Self {
        let at = |ms: i64| time::seven_digits(ms);
        let paid = charge.payments.last();
        let plain = Self {
            id: as_number(&charge.transaction_id),
            object: "cashin",
            status: news.word(),
            method: "pix",
            value: charge.amount_centavos,
            end_to_end_id: None,
            processed_at: at(charge.requested_at_ms),
            payer: None,
            destination_bank: Destination::Absent,
            order_id: Some(charge.external_reference.as_str()).filter(|id| !id.is_empty()),
            observation: None,
        };
        match news {
            News::Created => plain,
            News::Cancelled => {
                let cancelled_at_ms = charge.cancelled_at_ms.unwrap_or(charge.requested_at_ms);
                Self { processed_at: at(cancelled_at_ms), ..plain }
            }
            // ASSUMED: all that arrived so far, and the time of the payment, though the samples have
            // one time for creation and payment (B11).
            News::Paid => Self {
                value: charge.received_centavos(),
                end_to_end_id: paid.map(|payment| payment.end_to_end_id.as_str()),
                processed_at: at(paid.map_or(0, |payment| payment.paid_at_ms)),
                payer: Some(Payer {
                    transaction_id: as_number(&charge.transaction_id),
                    name: &charge.payer_name,
                    document_id: &charge.payer_document,
                    bank_name: None,
                    bank_code: None,
                    bank_ispb: CUSTOMER_BANK_ISPB,
                }),
                ..plain
            },
            News::Refunded => {
                let refund = charge.settled_refunds(now_ms).last();
                let part = refund.map_or(0, |refund| refund.amount_centavos);
                let bank = DestinationBank::of(&charge.payer_name, &charge.payer_document);
                Self {
                    value: match value_of_refund {
                        RefundValue::Part => part,
                        RefundValue::Whole => charge.received_centavos(),
                    },
                    processed_at: at(refund.map_or(0, |refund| refund.settles_at_ms)),
                    destination_bank: Destination::Bank(bank),
                    observation: refund.and_then(|refund| refund.reason.as_deref()),
                    ..plain
                }
            }
            // ASSUMED: the value is all that arrived (B7, [N]).
            News::Disputed => {
                let dispute = charge.dispute.as_ref();
                Self {
                    value: charge.received_centavos(),
                    processed_at: at(dispute.map_or(0, |dispute| dispute.opened_at_ms)),
                    observation: dispute.map(|dispute| dispute.reason.as_str()),
                    ..plain
                }
            }
        }
    }

    /// As the payout stood after that step.
    pub(super) fn of_payout(payout: &'a Payout, step: Step) -> Self {
        let bank = DestinationBank::of("Fornecedor de Treino", "12345678909");
        let is_paid = step.status == PayoutStatus::Paid;
        Self {
            id: as_number(&payout.transaction_id),
            object: "transfer",
            status: payout_word(step.status),
            method: "pix",
            value: payout.amount_centavos,
            end_to_end_id: is_paid.then_some(payout.end_to_end_id.as_str()),
            processed_at: time::seven_digits(step.at_ms),
            payer: None,
            destination_bank: match step.status {
                PayoutStatus::Created => Destination::Null,
                PayoutStatus::Paid => Destination::Bank(bank),
                PayoutStatus::Failed | PayoutStatus::Cancelled | PayoutStatus::Refunded => {
                    Destination::Absent
                }
            },
            order_id: payout.reference.as_deref(),
            observation: (step.status == PayoutStatus::Refunded).then_some("Reason for refund"),
        }
    }
}

/// What happened to a charge last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Created,
    Cancelled,
    Paid,
    Refunded,
    Disputed,
}

impl News {
    /// The provider's word ([D] I-wh).
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            // ASSUMED: the word; only a digit is documented for it (B6, [N]).
            Self::Cancelled => "canceled",
            Self::Paid => "paid",
            Self::Refunded => "refund",
            Self::Disputed => "infraction",
        }
    }

    /// What a webhook tells of a charge.
    pub(super) fn told(told: NoticeKind) -> Option<Self> {
        match told {
            NoticeKind::ChargeCreated => Some(Self::Created),
            NoticeKind::ChargePaid => Some(Self::Paid),
            NoticeKind::ChargeRefunded => Some(Self::Refunded),
            NoticeKind::ChargeDisputed => Some(Self::Disputed),
            NoticeKind::PayoutCreated
            | NoticeKind::PayoutPaid
            | NoticeKind::PayoutFailed
            | NoticeKind::PayoutCancelled
            | NoticeKind::PayoutRefunded => None,
        }
    }
}

// ASSUMED: the status is the word for what happened last (B6, [N]): a dispute hides a payment, and a
// refund, also of a part, hides a dispute.
fn last_news(charge: &Charge, now_ms: i64) -> News {
    let paid = charge.payments.last().map(|payment| (payment.paid_at_ms, News::Paid));
    let refund = charge.settled_refunds(now_ms).last();
    let refunded = refund.map(|refund| (refund.settles_at_ms, News::Refunded));
    let dispute = charge.dispute.as_ref();
    let disputed = dispute.map(|dispute| (dispute.opened_at_ms, News::Disputed));
    // Of what happened at the same time, the last of these.
    let news = paid.into_iter().chain(disputed).chain(refunded);
    let unpaid = if charge.cancelled_at_ms.is_some() { News::Cancelled } else { News::Created };
    news.max_by_key(|(at_ms, _)| *at_ms).map_or(unpaid, |(_, news)| news)
}

pub(super) fn value_of(books: &Books) -> RefundValue {
    books.switches().integrapay_refund_value
}

// ASSUMED: the words of failed and cancelled ones ([S] for the first; only digits are documented).
pub(super) fn payout_word(status: PayoutStatus) -> &'static str {
    match status {
        PayoutStatus::Created => "created",
        PayoutStatus::Paid => "paid",
        PayoutStatus::Failed => "failed",
        PayoutStatus::Cancelled => "canceled",
        PayoutStatus::Refunded => "refund",
    }
}
