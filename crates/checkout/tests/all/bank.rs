//! A provider that answers as it is told, and a till with it.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use checkout::{Checkout, Ports, Providers, RefundWish, Sale};
use domain::charge::{
    Account, Charge, Evidence, Observation, Receipt, RefundReason, RefundReport, Registration, Seen,
};
use domain::{
    Actor, Caller, Centavos, Device, EndToEndId, IdempotencyKey, Order, OrderNumber, Payer,
    ProviderId, Reference, SaleId, UnixMs,
};
use providers::{
    Created, Error, Fetched, Manifest, Names, NewCharge, NewRefund, NoRefunds, PaymentsById,
    Payouts, Psp, RefundSending, RefundTaken, Refunds, Sending, Trust, Webhook, WebhookContent,
};
use store::{Store, Why};
use testkit::clock::Simulated;
use testkit::random::Counting;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// Who sells in these tests.
pub(crate) fn by() -> Actor {
    Actor::Person(Caller::owner(Device::Terminal))
}

/// R$ 12,50 at the default provider.
pub(crate) fn sale(id: &str) -> Sale {
    Sale {
        document_key: None,
        sale_id: SaleId::new(id).unwrap(),
        reference: None,
        amount: Centavos::new(1_250),
        expires_in_min: 30,
        payer: None,
        provider: None,
    }
}

pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const DAY: Duration = Duration::from_hours(24);
/// When the codes of the bank die if nothing else is said: about a day after the beginning.
const DEAD_AT: UnixMs = UnixMs::new(100_000_000);

/// A provider that does and says what it is told.
pub(crate) struct Bank {
    begun: Instant,
    manifest: &'static Manifest,
    account: Account,
    pub(crate) script: Mutex<Script>,
}

/// What a look-up says, and what it calls its charge.
pub(crate) type Said = (Result<Seen, Error>, Names);

#[derive(Default)]
pub(crate) struct Script {
    /// What the next creations meet instead of success.
    pub(crate) creations: VecDeque<Error>,
    /// When the codes of the next creations die, on the bank's clock and ours.
    pub(crate) dead_at: Option<UnixMs>,
    /// The id of the next creations; absent: one for each reference.
    pub(crate) made_as: Option<String>,
    /// Creations are answered "paid".
    pub(crate) made_paid: bool,
    /// What the next refunds meet; then they are taken.
    pub(crate) refunds: VecDeque<Error>,
    /// What happens here while the next refund is on its way.
    pub(crate) meanwhile: Option<Box<dyn FnOnce() + Send>>,
    /// How long it thinks about a look-up.
    pub(crate) thinks: Duration,
    /// What look-ups say.
    pub(crate) says: Option<Result<Seen, Error>>,
    /// What look-ups of these ids say instead.
    pub(crate) says_of: BTreeMap<String, Result<Seen, Error>>,
    /// What look-ups call their charge.
    pub(crate) names: Names,
    /// The references in look-ups of these ids instead.
    pub(crate) names_of: BTreeMap<String, Reference>,
    /// What look-ups by the end-to-end ids of payments say, and what they call their charge; absent: it has no such
    /// look-ups.
    pub(crate) by_id: Option<BTreeMap<String, Said>>,
    /// The amount in look-ups, where it cannot be read.
    pub(crate) unreadable: Option<String>,
    /// Why it offers no refunds.
    pub(crate) no_refunds: Option<NoRefunds>,
    /// What its webhooks say with a right signature, about which charge; none: they say nothing.
    pub(crate) signs: Option<(Names, Seen)>,
    /// Whether each creation was said to be in doubt.
    pub(crate) created: Vec<bool>,
    /// Whether each creation's reference was said to be the till's own.
    pub(crate) ours: Vec<bool>,
    /// Key and body of every creation.
    pub(crate) sent: Vec<(IdempotencyKey, String)>,
    /// Key and body of every refund that was sent, and when.
    pub(crate) refunded: Vec<(IdempotencyKey, String, Duration)>,
    /// What it was asked about, and when.
    pub(crate) asked: Vec<(ProviderId, Duration)>,
}

impl Bank {
    /// Whose account is named by this letter.
    pub(crate) fn new(manifest: &'static Manifest, account: char) -> Arc<Self> {
        let account = Account {
            adapter: manifest.id.to_owned(),
            address: format!("https://{account}.example"),
            fingerprint: account.to_string().repeat(16),
        };
        Arc::new(Self { begun: Instant::now(), manifest, account, script: Mutex::default() })
    }

    /// What it was asked about.
    pub(crate) fn asked(&self) -> Vec<String> {
        let script = self.script.lock().unwrap();
        script.asked.iter().map(|(id, _)| id.as_str().to_owned()).collect()
    }

    /// When it was asked, counted from its beginning.
    pub(crate) fn begun_at(&self) -> Vec<Duration> {
        self.script.lock().unwrap().asked.iter().map(|(_, at)| *at).collect()
    }

    pub(crate) fn thinks(&self, for_so_long: Duration) {
        self.script.lock().unwrap().thinks = for_so_long;
    }

    pub(crate) fn says(&self, seen: Seen) {
        self.script.lock().unwrap().says = Some(Ok(seen));
    }

    pub(crate) fn says_of(&self, id: &str, answer: Result<Seen, Error>) {
        self.script.lock().unwrap().says_of.insert(id.to_owned(), answer);
    }

    pub(crate) fn fails(&self, error: Error) {
        self.script.lock().unwrap().says = Some(Err(error));
    }

    pub(crate) fn refuses(&self, errors: impl IntoIterator<Item = Error>) {
        self.script.lock().unwrap().refunds = errors.into_iter().collect();
    }

    pub(crate) fn sendings(&self) -> Vec<(IdempotencyKey, String)> {
        let script = self.script.lock().unwrap();
        script.refunded.iter().map(|(key, body, _)| (key.clone(), body.clone())).collect()
    }
}

#[async_trait]
impl Refunds for Bank {
    fn refund_body(&self, refund: &NewRefund<'_>) -> String {
        let NewRefund { amount: _, reason, description } = refund;
        format!("{reason:?} {description:?}")
    }

    async fn refund(&self, sending: &RefundSending<'_>) -> Result<RefundTaken, Error> {
        sleep(Duration::from_millis(20)).await;
        let mut script = self.script.lock().unwrap();
        if let Some(happens) = script.meanwhile.take() {
            happens();
        }
        let at = self.begun.elapsed();
        script.refunded.push((sending.idempotency_key.clone(), sending.body.to_owned(), at));
        match script.refunds.pop_front() {
            Some(error) => Err(error),
            None => Ok(RefundTaken { return_id: EndToEndId::new("D1").ok() }),
        }
    }
}

#[async_trait]
impl PaymentsById for Bank {
    async fn fetch_paid(&self, id: &EndToEndId) -> Result<Fetched, Error> {
        sleep(Duration::from_millis(20)).await;
        let script = self.script.lock().unwrap();
        let known = script.by_id.as_ref().and_then(|known| known.get(id.as_str()));
        let (answer, names) = known.cloned().ok_or(Error::NotFound)?;
        let observation = Observation { status: answer?, evidence: Evidence::Polled };
        Ok(Fetched { observation, names, unreadable_amount: None })
    }
}

#[async_trait]
impl Psp for Bank {
    fn manifest(&self) -> &'static Manifest {
        self.manifest
    }

    fn account(&self) -> &Account {
        &self.account
    }

    fn signs(&self) -> bool {
        false
    }

    fn body(&self, charge: &NewCharge<'_>) -> String {
        charge.reference.to_string()
    }

    fn payer(&self, _: &str) -> Option<Payer> {
        None
    }

    async fn create(&self, sending: &Sending<'_>) -> Result<Created, Error> {
        assert_eq!(sending.reference.as_str(), sending.body, "its own reference");
        let mut script = self.script.lock().unwrap();
        script.created.push(sending.in_doubt);
        script.ours.push(sending.reference_is_ours);
        if let Some(happens) = script.meanwhile.take() {
            happens();
        }
        script.sent.push((sending.idempotency_key.clone(), sending.body.to_owned()));
        if let Some(error) = script.creations.pop_front() {
            return Err(error);
        }
        let id = script.made_as.clone().unwrap_or(format!("id of {}", sending.reference));
        let registration = Registration {
            provider_id: ProviderId::new(id).unwrap(),
            copy_and_paste: "000201".into(),
            expires_at: script.dead_at.unwrap_or(DEAD_AT),
            never_expires: false,
            clock_ahead_ms: 0,
        };
        Ok(Created { registration, made_at: None, says_paid: script.made_paid })
    }

    async fn fetch(&self, id: &ProviderId) -> Result<Fetched, Error> {
        let thinks = self.script.lock().unwrap().thinks;
        sleep(Duration::from_millis(20) + thinks).await;
        let mut script = self.script.lock().unwrap();
        let at = self.begun.elapsed();
        script.asked.push((id.clone(), at));
        let says = script.says_of.get(id.as_str()).or(script.says.as_ref());
        let status = says.cloned().unwrap_or(Ok(Seen::Waiting))?;
        let observation = Observation { status, evidence: Evidence::Polled };
        let mut names = script.names.clone();
        names.reference = script.names_of.get(id.as_str()).cloned().or(names.reference);
        Ok(Fetched { observation, names, unreadable_amount: script.unreadable.clone() })
    }

    fn webhook(&self, _: &BTreeMap<String, String>, _: &[u8]) -> Webhook {
        if let Some((names, status)) = self.script.lock().unwrap().signs.clone() {
            let observation = Ok(Observation { status, evidence: Evidence::SignedWebhook });
            let (kind, unreadable_amount, notice) = ("PAID".to_owned(), None, None);
            let says =
                WebhookContent::Charge { kind, names, observation, unreadable_amount, notice };
            return Webhook { trust: Trust::Signed, says };
        }
        let says = WebhookContent::Malformed { reason: "this provider sends none".into() };
        Webhook { trust: Trust::Unsigned, says }
    }

    fn refunds(&self) -> Result<&dyn Refunds, NoRefunds> {
        let why = self.script.lock().unwrap().no_refunds;
        why.map_or(Ok(self), Err)
    }

    fn payouts(&self) -> Option<&dyn Payouts> {
        None
    }

    fn payments_by_id(&self) -> Option<&dyn PaymentsById> {
        self.script.lock().unwrap().by_id.as_ref()?;
        Some(self)
    }

    async fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn ping(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// A till with two banks, of which the first is the default.
pub(crate) struct Shop {
    pub(crate) till: Arc<Checkout>,
    pub(crate) bank: Arc<Bank>,
    pub(crate) other: Arc<Bank>,
    /// Ends with the shop: else it would ask its bank for as long as a test's other shops live.
    watchers: Mutex<JoinSet<()>>,
}

impl Shop {
    pub(crate) fn open(home: &Path) -> Self {
        let bank = Bank::new(&providers::connectpsp::MANIFEST, 'a');
        let other = Bank::new(&providers::integrapay::MANIFEST, 'b');
        Self::of(process(home, &bank, &other), bank, other)
    }

    /// A till that is open already.
    pub(crate) fn of(till: Arc<Checkout>, bank: Arc<Bank>, other: Arc<Bank>) -> Self {
        Self { till, bank, other, watchers: Mutex::default() }
    }

    pub(crate) async fn sell(&self, sale: &str, provider: Option<&str>) -> Order {
        self.sell_as(sale, None, provider).await
    }

    /// Under a caller's reference, if there is one.
    pub(crate) async fn sell_as(
        &self,
        sale: &str,
        reference: Option<&str>,
        provider: Option<&str>,
    ) -> Order {
        let sale = Sale {
            document_key: None,
            reference: reference.map(|it| Reference::new(it).unwrap()),
            provider: provider.map(str::to_owned),
            ..self::sale(sale)
        };
        self.till.charge(sale, &by()).await.unwrap()
    }

    /// One order, paid at the default.
    pub(crate) async fn paid(&self) -> OrderNumber {
        self.bank.says(paid());
        let order = self.sell("s1", None).await;
        let order = self.till.check_now(order.number).await.unwrap();
        assert_eq!(order.received(), Centavos::new(1_250));
        order.number
    }

    pub(crate) fn watch(&self) {
        self.watchers.lock().unwrap().spawn(Arc::clone(&self.till).watch());
    }

    /// The last attempt of the order.
    pub(crate) fn charge(&self, number: OrderNumber) -> Charge {
        self.till.order(number).unwrap().order.attempts.pop().unwrap()
    }

    pub(crate) async fn refund(&self, number: OrderNumber) -> Charge {
        let mut order = self.till.refund(number, wanted(), &by()).await.unwrap();
        order.attempts.pop().unwrap()
    }
}

/// A process of the till on this log.
pub(crate) fn process(home: &Path, bank: &Arc<Bank>, other: &Arc<Bank>) -> Arc<Checkout> {
    let all = vec![Arc::clone(other) as Arc<dyn Psp>, Arc::clone(bank) as Arc<dyn Psp>];
    process_with(home, Providers::new(all, "connectpsp"), bank.begun)
}

/// The same with these providers, on a clock that begins then.
pub(crate) fn process_with(home: &Path, providers: Providers, begun: Instant) -> Arc<Checkout> {
    let mut store = Store::open(home, UnixMs::new(1)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
    // Another process draws other numbers.
    let seed = 7 + u64::try_from(store.head().unwrap()).unwrap();
    let clock = Arc::new(Simulated(begun));
    let ports = Ports::new(clock, Arc::new(Counting::from(seed)));
    Checkout::new(store, providers, ports)
}

pub(crate) fn wanted() -> RefundWish {
    RefundWish {
        attempt: None,
        amount: None,
        reason: RefundReason::CustomerRequest,
        description: None,
        allowance: checkout::Allowance::Any,
    }
}

pub(crate) fn receipt() -> Receipt {
    Receipt {
        received: Some(Centavos::new(1_250)),
        end_to_end_id: EndToEndId::new("E1").ok(),
        paid_at: Some(UnixMs::new(1_000_500)),
        payer_name: None,
    }
}

pub(crate) fn paid() -> Seen {
    Seen::Paid(receipt())
}

pub(crate) fn refunded() -> Seen {
    Seen::Refunded(receipt(), vec![RefundReport::default()])
}

pub(crate) fn rejected(code: &str) -> Error {
    Error::Rejected { code: code.into(), message: "no".into() }
}

pub(crate) fn lost() -> Error {
    Error::OutcomeUnknown("timed out".into())
}
