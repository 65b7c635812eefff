//! The PSP's books: charges, payments, tokens. No clock, no chance and no I/O of their own: the
//! time is passed in and names come from a seed, so the same calls give the same books.

mod charge;
mod ids;
mod index;
mod money;
mod outbox;
mod payout;
mod refund;
mod switches;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

pub use charge::{Charge, NEVER_MS, NewCharge, Payment, Provider, Status};
use ids::Ids;
use index::Index;
pub use money::{MAX_PAYMENTS, PayRefusal, PayRule};
use outbox::Outbox;
pub use outbox::{MAX_NOTICES, Method, Notice, NoticeKind};
pub use payout::{MAX_PAYOUTS, MAX_STEPS, NewPayout, Payout, PayoutRefusal, PayoutStatus, Step};
pub use refund::{Dispute, MAX_REFUNDS, NewRefund, Refund, RefundRefusal};
pub use switches::{Auth, Dashboard, LookUpBy, RefundValue, Switches};

/// Most charges that the books hold; the oldest go first.
pub const MAX_CHARGES: usize = 10_000;
const MAX_TOKENS: usize = 1_000;

/// ISPB of the fictitious bank whose customer pays.
pub const CUSTOMER_BANK_ISPB: &str = "99999999";
/// ISPB of the fictitious bank where the shop has its account: money goes back from there.
const SHOP_BANK_ISPB: &str = "88888888";

/// The books of all providers of this sandbox: one customer's bank pays them all.
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
    /// Oldest first. Absent, as what follows, in books of before there was more than one provider.
    #[serde(default)]
    payouts: VecDeque<Payout>,
    #[serde(default)]
    next_ids: BTreeMap<Provider, String>,
    #[serde(default = "first_number")]
    next_number: u64,
    #[serde(default)]
    switches: Switches,
    #[serde(skip)]
    index: Index,
    /// Counts changes since the books were opened, so that a saver knows whether to save.
    #[serde(skip)]
    revision: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Token {
    text: String,
    expires_at_ms: i64,
}

/// `IntegraPay`'s first transaction.
fn first_number() -> u64 {
    1
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
            payouts: VecDeque::new(),
            next_ids: BTreeMap::new(),
            next_number: first_number(),
            switches: Switches::default(),
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

    /// Opens a charge. The caller has made sure that reference and key are new, where they must be.
    ///
    /// `code_for` gives the copy-and-paste code for the id that stands in it: the `transactionId` of
    /// `ConnectPSP`, the `externalId` of `IntegraPay`. `IntegraPay` tells of the new charge by webhook.
    pub fn open_charge(
        &mut self,
        new: NewCharge,
        now_ms: i64,
        code_for: impl FnOnce(&str) -> String,
    ) -> &Charge {
        let provider = new.provider;
        let transaction_id = self.new_transaction_id(provider);
        let (internal_code, code) = match provider {
            Provider::ConnectPsp => (self.ids.internal_code(), code_for(&transaction_id)),
            Provider::IntegraPay => {
                let external_id = self.ids.uuid();
                let code = code_for(&external_id);
                (external_id, code)
            }
        };
        let charge = Charge::new(new, transaction_id, internal_code, code, now_ms);
        if self.charges.len() >= MAX_CHARGES
            && let Some((serial, oldest)) = self.charges.pop_first()
        {
            self.index.remove(serial, &oldest);
        }
        if provider == Provider::IntegraPay {
            self.tell_of_charge(&charge, NoticeKind::ChargeCreated, now_ms);
        }
        let serial = self.next_serial;
        self.next_serial += 1;
        self.revision += 1;
        self.index.add(serial, &charge);
        self.charges.entry(serial).or_insert(charge)
    }

    /// The id that a test has asked for, or one of the provider's kind.
    fn new_transaction_id(&mut self, provider: Provider) -> String {
        if let Some(id) = self.next_ids.remove(&provider) {
            return id;
        }
        match provider {
            Provider::ConnectPsp => self.ids.transaction_id(),
            Provider::IntegraPay => self.new_number(),
        }
    }

    /// The next number of `IntegraPay`'s that nothing has.
    ///
    /// ASSUMED: charges and payouts are counted together (the samples, 1000 for both, say neither).
    fn new_number(&mut self) -> String {
        loop {
            let id = self.next_number.to_string();
            self.next_number += 1;
            if self.find(&id).is_none() && self.payout(Provider::IntegraPay, &id).is_none() {
                return id;
            }
        }
    }

    /// Gives the provider's next charge that id; `false` if it cannot be one, or is taken.
    pub fn set_next_id(&mut self, provider: Provider, id: &str) -> bool {
        let has_the_form = match provider {
            Provider::ConnectPsp => {
                (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
            }
            Provider::IntegraPay => {
                id.parse::<i64>().is_ok_and(|it| it > 0 && it.to_string() == id)
            }
        };
        let is_new = has_the_form && self.find(id).is_none();
        if is_new {
            self.next_ids.insert(provider, id.to_owned());
            self.revision += 1;
        }
        is_new
    }

    /// The charge of that provider with that `transactionId`, `internalCode`, `externalId` or
    /// `endToEndId` (C-ci-get).
    pub fn find_at(&self, provider: Provider, id: &str) -> Option<&Charge> {
        self.charges.get(&self.index.of(provider).id(id)?)
    }

    /// The charge with that id at any provider, `ConnectPSP`'s first.
    pub fn find(&self, id: &str) -> Option<&Charge> {
        Provider::ALL.into_iter().find_map(|provider| self.find_at(provider, id))
    }

    /// The provider's newest charge with that `externalReference` or `orderId`.
    pub fn find_reference_at(&self, provider: Provider, reference: &str) -> Option<&Charge> {
        self.charges.get(&self.index.of(provider).reference(reference)?)
    }

    /// The same at any provider, `ConnectPSP`'s first.
    pub fn find_reference(&self, reference: &str) -> Option<&Charge> {
        let mut all = Provider::ALL.into_iter();
        all.find_map(|provider| self.find_reference_at(provider, reference))
    }

    /// `ConnectPSP`'s charge that was made with that `X-Idempotency-Key`.
    pub fn find_key(&self, key: &str) -> Option<&Charge> {
        self.charges.get(&self.index.of(Provider::ConnectPsp).key(key)?)
    }

    /// How the providers behave where tests may choose.
    pub fn switches(&self) -> &Switches {
        &self.switches
    }

    /// Changes how they behave.
    pub fn set_switches(&mut self, switches: Switches) {
        if self.switches != switches {
            self.switches = switches;
            self.revision += 1;
        }
    }

    /// Notes a webhook for each address that is to hear of it.
    fn tell(&mut self, notice: &Notice, url: Option<&str>, at_ms: i64) {
        let mut addresses: Vec<(String, Method)> = Vec::new();
        // ASSUMED: an address that comes with a charge is posted to, whatever method the dashboard's
        // has (B7, [N]).
        addresses.extend(url.map(|url| (url.to_owned(), Method::Post)));
        if notice.provider == Provider::IntegraPay
            && let Some(dashboard) = &self.switches.integrapay_webhook
        {
            addresses.push((dashboard.url.clone(), dashboard.method));
        }
        for (url, method) in addresses {
            self.outbox.add(Notice { url, method, ..notice.clone() }, at_ms);
        }
    }

    fn tell_of_charge(&mut self, charge: &Charge, told: NoticeKind, at_ms: i64) {
        let notice = Notice {
            provider: charge.provider,
            told,
            transaction_id: charge.transaction_id.clone(),
            payments: charge.payments.len(),
            refunds: charge.refunds.len(),
            ..Notice::default()
        };
        self.tell(&notice, charge.webhook_url.as_deref(), at_ms);
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

    /// The charge with that id or else with that reference, at any provider.
    pub fn find_any(&self, id: &str) -> Option<&Charge> {
        self.charges.get(&self.serial(id)?)
    }

    fn serial(&self, id: &str) -> Option<u64> {
        let by_id = || Provider::ALL.into_iter().find_map(|it| self.index.of(it).id(id));
        let by_reference =
            || Provider::ALL.into_iter().find_map(|it| self.index.of(it).reference(id));
        by_id().or_else(by_reference)
    }
}
