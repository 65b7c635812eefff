//! Payouts: money that leaves the shop's account. Tills make none; a control does.

use serde::{Deserialize, Serialize};

use super::{Books, CUSTOMER_BANK_ISPB, Notice, NoticeKind, Provider, SHOP_BANK_ISPB};
use crate::time;

/// Most payouts that the books hold; the oldest go first.
pub const MAX_PAYOUTS: usize = 1_000;
/// Most steps in a payout's life.
pub const MAX_STEPS: usize = 100;

/// A payout as the PSP keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// Whose it is.
    pub provider: Provider,
    /// The PSP's id: a UUID, or a number.
    pub transaction_id: String,
    /// The PSP's short id: 10 letters.
    pub internal_code: String,
    /// The merchant's own id of it.
    pub reference: Option<String>,
    /// How much leaves.
    pub amount_centavos: i64,
    /// Its life so far, at least one.
    pub steps: Vec<Step>,
    /// The payment's end-to-end id.
    pub end_to_end_id: String,
    /// The end-to-end id of its way back, should it come back.
    pub return_id: String,
    /// Where its webhooks go.
    pub webhook_url: Option<String>,
}

/// A step in a payout's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it became.
    pub status: PayoutStatus,
    /// When.
    pub at_ms: i64,
}

/// Where a payout is in its life; a control may say it in either provider's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// On its way.
    #[serde(alias = "processing")]
    Created,
    /// Settled.
    #[serde(alias = "completed")]
    Paid,
    /// Not settled; nothing left.
    Failed,
    /// Stopped before it left.
    #[serde(alias = "canceled")]
    Cancelled,
    /// It came back.
    #[serde(alias = "refund")]
    Refunded,
}

/// A payout to be made or moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayout {
    /// Of whom.
    pub provider: Provider,
    /// The PSP's id; absent: the payout of that reference, or a new one.
    pub id: Option<String>,
    /// The merchant's own id.
    pub reference: Option<String>,
    /// How much; needed for a new one.
    pub amount_centavos: Option<i64>,
    /// What it becomes.
    pub status: PayoutStatus,
    /// Where its webhooks go.
    pub webhook_url: Option<String>,
}

/// Why a payout is not made or moved on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayoutRefusal {
    /// The id cannot be one of that provider's.
    BadId,
    /// A new one needs an amount.
    NoAmount,
    /// It has [`MAX_STEPS`] steps.
    TooManySteps,
}

impl Payout {
    /// Where it is now.
    pub fn status(&self) -> PayoutStatus {
        self.steps.last().map_or(PayoutStatus::Created, |step| step.status)
    }

    /// When it last became that; absent if it never did.
    pub fn since_ms(&self, status: PayoutStatus) -> Option<i64> {
        self.steps.iter().rev().find(|step| step.status == status).map(|step| step.at_ms)
    }
}

impl Books {
    /// All payouts, oldest first.
    pub fn payouts(&self) -> impl Iterator<Item = &Payout> {
        self.payouts.iter()
    }

    /// The provider's payout with that id (`ConnectPSP`: also `internalCode` and end-to-end ids).
    pub fn payout(&self, provider: Provider, id: &str) -> Option<&Payout> {
        let has_it = |payout: &&Payout| {
            let ids = [&payout.internal_code, &payout.end_to_end_id, &payout.return_id];
            payout.transaction_id == id
                || (provider == Provider::ConnectPsp && ids.into_iter().any(|it| it == id))
        };
        self.payouts.iter().filter(|payout| payout.provider == provider).find(has_it)
    }

    /// The provider's newest payout with that reference.
    pub fn payout_of_reference(&self, provider: Provider, reference: &str) -> Option<&Payout> {
        let mut newest_first = self.payouts.iter().rev();
        newest_first.find(|payout| {
            payout.provider == provider && payout.reference.as_deref() == Some(reference)
        })
    }

    /// Makes a payout or moves one on; a webhook is then due, where the provider has one for that.
    pub fn move_payout(&mut self, new: NewPayout, now_ms: i64) -> Result<Payout, PayoutRefusal> {
        let known = match (&new.id, &new.reference) {
            (Some(id), _) => self.payout(new.provider, id),
            (None, Some(reference)) => self.payout_of_reference(new.provider, reference),
            (None, None) => None,
        };
        let mut payout = match known {
            Some(known) => known.clone(),
            None => self.new_payout(&new, now_ms)?,
        };
        if payout.steps.len() >= MAX_STEPS {
            return Err(PayoutRefusal::TooManySteps);
        }
        payout.amount_centavos = new.amount_centavos.unwrap_or(payout.amount_centavos);
        payout.webhook_url = new.webhook_url.or(payout.webhook_url);
        payout.steps.push(Step { status: new.status, at_ms: now_ms });
        self.put_payout(payout.clone());
        if let Some(told) = told(payout.provider, new.status) {
            let notice = Notice {
                provider: payout.provider,
                told,
                transaction_id: payout.transaction_id.clone(),
                steps: payout.steps.len(),
                ..Notice::default()
            };
            self.tell(&notice, payout.webhook_url.as_deref(), now_ms);
        }
        self.revision += 1;
        Ok(payout)
    }

    fn new_payout(&mut self, new: &NewPayout, now_ms: i64) -> Result<Payout, PayoutRefusal> {
        let amount_centavos = new.amount_centavos.ok_or(PayoutRefusal::NoAmount)?;
        let is_number = |id: &str| id.parse::<i64>().is_ok_and(|it| it > 0 && it.to_string() == id);
        let transaction_id = match (&new.id, new.provider) {
            (Some(id), Provider::IntegraPay) if !is_number(id) => return Err(PayoutRefusal::BadId),
            (Some(id), _) => id.clone(),
            (None, Provider::ConnectPsp) => self.ids.uuid(),
            (None, Provider::IntegraPay) => self.new_number(),
        };
        let minute = time::minute_utc(now_ms);
        Ok(Payout {
            provider: new.provider,
            transaction_id,
            internal_code: self.ids.payout_code(),
            reference: new.reference.clone(),
            amount_centavos,
            steps: Vec::new(),
            end_to_end_id: self.ids.end_to_end_id('E', SHOP_BANK_ISPB, &minute),
            return_id: self.ids.end_to_end_id('D', CUSTOMER_BANK_ISPB, &minute),
            webhook_url: match new.provider {
                Provider::ConnectPsp => self.last_webhook_url(),
                Provider::IntegraPay => None,
            },
        })
    }

    /// `ConnectPSP` has no address but the one that comes with a transaction, and one program of the
    /// merchant's gives the same each time.
    fn last_webhook_url(&self) -> Option<String> {
        let newest_first = self.charges.values().rev();
        let mut theirs = newest_first.filter(|charge| charge.provider == Provider::ConnectPsp);
        theirs.find_map(|charge| charge.webhook_url.clone())
    }

    fn put_payout(&mut self, payout: Payout) {
        let is_it = |it: &Payout| {
            it.provider == payout.provider && it.transaction_id == payout.transaction_id
        };
        if let Some(known) = self.payouts.iter_mut().find(|it| is_it(it)) {
            *known = payout;
            return;
        }
        if self.payouts.len() >= MAX_PAYOUTS {
            self.payouts.pop_front();
        }
        self.payouts.push_back(payout);
    }
}

/// Which webhook tells of a payout's new status.
fn told(provider: Provider, status: PayoutStatus) -> Option<NoticeKind> {
    match (provider, status) {
        // No event of ConnectPSP's is named for these ([D] C-co-new).
        (Provider::ConnectPsp, PayoutStatus::Created | PayoutStatus::Cancelled) => None,
        (_, PayoutStatus::Created) => Some(NoticeKind::PayoutCreated),
        (_, PayoutStatus::Paid) => Some(NoticeKind::PayoutPaid),
        // ASSUMED: IntegraPay tells of these too; its page shows neither (B7, [N]).
        (_, PayoutStatus::Failed) => Some(NoticeKind::PayoutFailed),
        (Provider::IntegraPay, PayoutStatus::Cancelled) => Some(NoticeKind::PayoutCancelled),
        (_, PayoutStatus::Refunded) => Some(NoticeKind::PayoutRefunded),
    }
}
