//! The PSP's books: charges, payments, tokens. No clock, no chance and no I/O of their own: the
//! time is passed in and names come from a seed, so the same calls give the same books.

mod charge;
mod ids;
mod outbox;

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::{Deserialize, Serialize};

pub use charge::{Charge, NewCharge, Payment, Status};
use ids::Ids;
use outbox::Outbox;
pub use outbox::{MAX_NOTICES, Notice};

use crate::time;

/// Most charges that the books hold; the oldest go first.
pub const MAX_CHARGES: usize = 10_000;
/// Most payments that one charge holds.
pub const MAX_PAYMENTS: usize = 100;
const MAX_TOKENS: usize = 1_000;

/// ISPB of the fictitious bank whose customer pays.
pub const CUSTOMER_BANK_ISPB: &str = "99999999";

/// The PSP's books.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Books {
    /// Charges by serial number, so oldest first.
    charges: BTreeMap<u64, Charge>,
    tokens: VecDeque<Token>,
    ids: Ids,
    next_serial: u64,
    /// Absent in books of before there were webhooks.
    #[serde(default)]
    outbox: Outbox,
    #[serde(skip)]
    index: Index,
    /// Counts changes since the books were opened, so that a saver knows whether to save.
    #[serde(skip)]
    revision: u64,
}

/// Serial numbers by the names that a caller may use.
#[derive(Debug, Clone, Default)]
struct Index {
    /// By `transactionId`, `internalCode` or `endToEndId`.
    id: HashMap<String, u64>,
    reference: HashMap<String, u64>,
    key: HashMap<String, u64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Token {
    text: String,
    expires_at_ms: i64,
}

/// Why the customer's bank cannot pay a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayRefusal {
    /// No such charge.
    Unknown,
    /// Its time is over.
    Expired,
    /// It was cancelled.
    Cancelled,
    /// It has been paid.
    AlreadyPaid,
    /// It has [`MAX_PAYMENTS`] payments.
    TooManyPayments,
}

/// Which charges a payment is let through to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayRule {
    /// Only one that waits, as the arrangement wants it.
    Waiting,
    /// Also an expired or cancelled one: some paths let money in (pix.md, section 5).
    Late,
    /// Any, also one that has been paid.
    Any,
}

impl Books {
    /// Empty books whose names follow from `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            charges: BTreeMap::new(),
            tokens: VecDeque::new(),
            ids: Ids::new(seed),
            next_serial: 1,
            outbox: Outbox::default(),
            index: Index::default(),
            revision: 0,
        }
    }

    /// Reads what [`Self::to_json`] wrote.
    pub fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        let mut books: Self = serde_json::from_slice(json)?;
        for (serial, charge) in &books.charges {
            books.index.add(*serial, charge);
        }
        Ok(books)
    }

    /// The whole books as one JSON object.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Grows with each change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// All charges, oldest first.
    pub fn charges(&self) -> impl Iterator<Item = &Charge> {
        self.charges.values()
    }

    /// Notes an access token that lives until `expires_at_ms`: `head` and a tail made here.
    pub fn issue_token(&mut self, head: &str, expires_at_ms: i64) -> String {
        let text = format!("{head}.{}", self.ids.token_tail());
        self.tokens.push_back(Token { text: text.clone(), expires_at_ms });
        if self.tokens.len() > MAX_TOKENS {
            self.tokens.pop_front();
        }
        self.revision += 1;
        text
    }

    /// Whether the token was issued here and is still good.
    pub fn token_is_good(&self, text: &str, now_ms: i64) -> bool {
        self.tokens.iter().any(|token| token.text == text && now_ms < token.expires_at_ms)
    }

    /// Opens a charge. The caller has made sure that reference and key are new.
    ///
    /// `code_for` gives the copy-and-paste code for a `transactionId`.
    pub fn open_charge(
        &mut self,
        new: NewCharge,
        now_ms: i64,
        code_for: impl FnOnce(&str) -> String,
    ) -> &Charge {
        let transaction_id = self.ids.transaction_id();
        let internal_code = self.ids.internal_code();
        let code = code_for(&transaction_id);
        let charge = Charge::new(new, transaction_id, internal_code, code, now_ms);
        if self.charges.len() >= MAX_CHARGES
            && let Some((_, oldest)) = self.charges.pop_first()
        {
            self.index.remove(&oldest);
        }
        let serial = self.next_serial;
        self.next_serial += 1;
        self.revision += 1;
        self.index.add(serial, &charge);
        self.charges.entry(serial).or_insert(charge)
    }

    /// The charge with that `transactionId`, `internalCode` or `endToEndId` (C-ci-get).
    pub fn find(&self, id: &str) -> Option<&Charge> {
        self.charges.get(self.index.id.get(id)?)
    }

    /// The charge with that `externalReference`.
    pub fn find_reference(&self, reference: &str) -> Option<&Charge> {
        self.charges.get(self.index.reference.get(reference)?)
    }

    /// The charge that was made with that `X-Idempotency-Key`.
    pub fn find_key(&self, key: &str) -> Option<&Charge> {
        self.charges.get(self.index.key.get(key)?)
    }

    /// Money arrives for the charge with that id or reference at `at_ms`; a webhook is then due.
    ///
    /// `centavos` is the charge's own amount if absent.
    pub fn pay(
        &mut self,
        id: &str,
        centavos: Option<i64>,
        at_ms: i64,
        rule: PayRule,
    ) -> Result<Payment, PayRefusal> {
        let serial = self.serial(id).ok_or(PayRefusal::Unknown)?;
        let charge = self.charges.get_mut(&serial).ok_or(PayRefusal::Unknown)?;
        match (charge.status(at_ms), rule) {
            (Status::Expired, PayRule::Waiting) => return Err(PayRefusal::Expired),
            (Status::Cancelled, PayRule::Waiting) => return Err(PayRefusal::Cancelled),
            (Status::Paid, PayRule::Waiting | PayRule::Late) => {
                return Err(PayRefusal::AlreadyPaid);
            }
            _ if charge.payments.len() >= MAX_PAYMENTS => return Err(PayRefusal::TooManyPayments),
            _ => {}
        }
        let payment = Payment {
            end_to_end_id: self.ids.end_to_end_id(CUSTOMER_BANK_ISPB, &time::minute_utc(at_ms)),
            amount_centavos: centavos.unwrap_or(charge.amount_centavos),
            paid_at_ms: at_ms,
        };
        charge.payments.push(payment.clone());
        if let Some(url) = &charge.webhook_url {
            self.outbox.add(url, &charge.transaction_id, charge.payments.len(), at_ms);
        }
        self.index.id.insert(payment.end_to_end_id.clone(), serial);
        self.revision += 1;
        Ok(payment)
    }

    /// Pays in time each charge that has waited for `after_ms`, as an eager customer would. Hands
    /// back when the next one will.
    pub fn let_customers_pay(&mut self, after_ms: i64, now_ms: i64) -> Option<i64> {
        let waiting = self
            .charges()
            .map(|charge| (charge, charge.requested_at_ms.saturating_add(after_ms)))
            .filter(|(charge, at_ms)| charge.status(*at_ms) == Status::AwaitingPayment)
            .map(|(charge, at_ms)| (charge.transaction_id.clone(), at_ms));
        let (due, later): (Vec<_>, Vec<_>) = waiting.partition(|(_, at_ms)| *at_ms <= now_ms);
        for (id, at_ms) in due {
            // Only what waits is on the list, so there is nothing to refuse.
            let _ = self.pay(&id, None, at_ms, PayRule::Waiting);
        }
        later.into_iter().map(|(_, at_ms)| at_ms).min()
    }

    /// What webhooks tell of, oldest first.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.outbox.notices()
    }

    /// A new `X-Event-Id` ([D] A7: a UUID, another for each attempt).
    pub(crate) fn event_id(&mut self) -> String {
        self.revision += 1;
        self.ids.uuid()
    }

    /// A webhook leaves: the notice as it is told from now on.
    pub(crate) fn notice_leaves(&mut self, number: u64, now_ms: i64) -> Option<Notice> {
        let notice = self.outbox.find_mut(number)?;
        notice.first_sent_at_ms.get_or_insert(now_ms);
        self.revision += 1;
        Some(notice.clone())
    }

    /// A notice that nothing can be told of any more.
    pub(crate) fn give_up(&mut self, number: u64) {
        if let Some(notice) = self.outbox.find_mut(number) {
            notice.due_at_ms = None;
            self.revision += 1;
        }
    }

    /// A try to tell ended.
    pub(crate) fn notice_tried(&mut self, number: u64, was_taken: bool, now_ms: i64) {
        if let Some(notice) = self.outbox.find_mut(number) {
            notice.tried(was_taken, now_ms);
            self.revision += 1;
        }
    }

    /// Ends the charge's time now; `false` if there is no such charge. Paid stays paid.
    pub fn expire(&mut self, id: &str, now_ms: i64) -> bool {
        self.change(id, |charge| charge.expires_at_ms = charge.expires_at_ms.min(now_ms))
    }

    /// Cancels the charge; `false` if there is no such charge. Paid stays paid.
    ///
    /// ASSUMED: no endpoint cancels; who can cause `CANCELLED` is not documented (A5, [N]).
    pub fn cancel(&mut self, id: &str, now_ms: i64) -> bool {
        self.change(id, |charge| {
            charge.cancelled_at_ms.get_or_insert(now_ms);
        })
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Charge)) -> bool {
        let found = self.serial(id).and_then(|serial| self.charges.get_mut(&serial));
        let Some(found) = found else { return false };
        change(found);
        self.revision += 1;
        true
    }

    /// The charge with that id or else with that `externalReference`.
    pub fn find_any(&self, id: &str) -> Option<&Charge> {
        self.charges.get(&self.serial(id)?)
    }

    fn serial(&self, id: &str) -> Option<u64> {
        self.index.id.get(id).or_else(|| self.index.reference.get(id)).copied()
    }
}

impl Index {
    fn add(&mut self, serial: u64, charge: &Charge) {
        for id in charge.ids() {
            self.id.insert(id.to_owned(), serial);
        }
        self.reference.insert(charge.external_reference.clone(), serial);
        if let Some(key) = &charge.idempotency_key {
            self.key.insert(key.clone(), serial);
        }
    }

    fn remove(&mut self, charge: &Charge) {
        for id in charge.ids() {
            self.id.remove(id);
        }
        self.reference.remove(&charge.external_reference);
        if let Some(key) = &charge.idempotency_key {
            self.key.remove(key);
        }
    }
}
