//! Money that goes back, and what banks claim back.

use serde::{Deserialize, Serialize};

use super::{Books, NoticeKind, Provider, SHOP_BANK_ISPB};
use crate::time;

/// Most refunds that one charge holds.
pub const MAX_REFUNDS: usize = 100;

/// Money that goes back to the payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The return's own end-to-end id.
    pub end_to_end_id: String,
    /// How much.
    pub amount_centavos: i64,
    /// When the PSP took the order.
    pub requested_at_ms: i64,
    /// When the money has arrived at the payer's bank; only from then on it counts.
    pub settles_at_ms: i64,
    /// Why, in the PSP's words or the merchant's.
    pub reason: Option<String>,
    /// The `X-Idempotency-Key` of the order, if one came.
    pub idempotency_key: Option<String>,
    /// SHA-256 of the order's body, in hexadecimal; empty if it was made in the PSP's own panel.
    pub request_sha256: String,
}

/// The payer's bank claims the money back (MED).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The bank's words.
    pub reason: String,
    /// When.
    pub opened_at_ms: i64,
}

/// What is to go back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRefund {
    /// How much; all that is left if absent.
    pub amount_centavos: Option<i64>,
    /// Why.
    pub reason: Option<String>,
    /// How long it is on its way.
    pub settles_after_ms: i64,
    /// The `X-Idempotency-Key`, if one came.
    pub idempotency_key: Option<String>,
    /// SHA-256 of the order's body.
    pub request_sha256: String,
}

/// Why nothing goes back, or nothing is disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundRefusal {
    /// No such charge.
    Unknown,
    /// No money has arrived.
    NotPaid,
    /// All of it went back, or is on its way.
    AlreadyRefunded,
    /// More than is left.
    TooMuch,
    /// A part, where the PSP gives all or nothing back.
    OnlyWhole,
    /// It has [`MAX_REFUNDS`] refunds.
    TooManyRefunds,
    /// The PSP tells of no disputes.
    NoDisputes,
    /// It is disputed already.
    AlreadyDisputed,
}

impl Books {
    /// Money of the charge with that id or reference goes back; once it has arrived, a webhook is due.
    ///
    /// Refunds of one charge never arrive at the same millisecond: their time is what tells them apart.
    pub fn refund(
        &mut self,
        id: &str,
        new: NewRefund,
        now_ms: i64,
    ) -> Result<Refund, RefundRefusal> {
        let serial = self.serial(id).ok_or(RefundRefusal::Unknown)?;
        let charge = self.charges.get_mut(&serial).ok_or(RefundRefusal::Unknown)?;
        let left = charge.left_centavos();
        let amount = new.amount_centavos.unwrap_or(left);
        if charge.payments.is_empty() {
            return Err(RefundRefusal::NotPaid);
        }
        if left <= 0 {
            return Err(RefundRefusal::AlreadyRefunded);
        }
        if amount > left {
            return Err(RefundRefusal::TooMuch);
        }
        // [D] C-ci-ref: full refunds only.
        if charge.provider == Provider::ConnectPsp && amount != charge.received_centavos() {
            return Err(RefundRefusal::OnlyWhole);
        }
        if charge.refunds.len() >= MAX_REFUNDS {
            return Err(RefundRefusal::TooManyRefunds);
        }
        let last_ms = charge.refunds.last().map_or(i64::MIN, |refund| refund.settles_at_ms);
        let refund = Refund {
            end_to_end_id: self.ids.end_to_end_id('D', SHOP_BANK_ISPB, &time::minute_utc(now_ms)),
            amount_centavos: amount,
            requested_at_ms: now_ms,
            settles_at_ms: now_ms
                .saturating_add(new.settles_after_ms)
                .max(last_ms.saturating_add(1)),
            reason: new.reason,
            idempotency_key: new.idempotency_key,
            request_sha256: new.request_sha256,
        };
        charge.refunds.push(refund.clone());
        let charge = charge.clone();
        self.tell_of_charge(&charge, NoticeKind::ChargeRefunded, refund.settles_at_ms);
        self.index.add_id(charge.provider, &refund.end_to_end_id, serial);
        self.revision += 1;
        Ok(refund)
    }

    /// The payer's bank claims the money of the charge back; a webhook is then due.
    pub fn dispute(&mut self, id: &str, reason: &str, now_ms: i64) -> Result<(), RefundRefusal> {
        let serial = self.serial(id).ok_or(RefundRefusal::Unknown)?;
        let charge = self.charges.get_mut(&serial).ok_or(RefundRefusal::Unknown)?;
        if charge.provider != Provider::IntegraPay {
            return Err(RefundRefusal::NoDisputes);
        }
        if charge.payments.is_empty() {
            return Err(RefundRefusal::NotPaid);
        }
        if charge.dispute.is_some() {
            return Err(RefundRefusal::AlreadyDisputed);
        }
        charge.dispute = Some(Dispute { reason: reason.to_owned(), opened_at_ms: now_ms });
        let charge = charge.clone();
        self.tell_of_charge(&charge, NoticeKind::ChargeDisputed, now_ms);
        self.revision += 1;
        Ok(())
    }
}
