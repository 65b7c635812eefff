//! Who might know of a receipt's money is asked: accounts by its end-to-end id where they can be, and about the charges
//! that it may have paid. What the answers prove is written down by the usual path, and read in the log afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use domain::charge::{Anomaly, Charge};
use domain::{Actor, EndToEndId, Order, OrderNumber, ReceiptMoney, UnixMs};
use providers::{Error as PspError, Fetched, Psp};
use store::{At, ChargeNames, Lookup, LookupKind, Rank, Sought};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

use super::{AskedAccount, CLOCK_WRONG_MS, ReceiptQuestion};
use crate::error::Error;
use crate::poller::lookup::{Answer, settle};
use crate::till::Checkout;
use crate::webhook::is_of_other_till;

/// A cashier and a customer wait for so long.
const PATIENCE: Duration = Duration::from_secs(8);
/// What is proved is told without its provider's newest word after so long.
const SHORT_PATIENCE: Duration = Duration::from_secs(3);
/// So many orders are asked about, the newest first.
const MOST_ORDERS: u32 = 50;
/// So many of them at once.
const AT_ONCE: usize = 4;
/// What has ended so long before the receipt's payment is asked about again, in milliseconds.
const ENDED_MS: i64 = 24 * 60 * 60 * 1_000;

/// Who was asked.
#[derive(Debug, Default)]
pub(super) struct Questions {
    /// By adapter and the account's fingerprint.
    accounts: BTreeMap<(String, String), Account>,
    /// A provider knows the payment, and it is that of another till of this merchant.
    pub(super) is_other_tills: bool,
}

#[derive(Debug, Clone, Copy)]
struct Account {
    heard: bool,
    by_id: bool,
    took: Duration,
}

impl Questions {
    pub(super) fn heard(&self) -> impl Iterator<Item = bool> {
        self.accounts.values().map(|account| account.heard)
    }

    pub(super) fn into_accounts(self) -> Vec<AskedAccount> {
        let account = |((provider, _), account): ((String, String), Account)| {
            let Account { heard, by_id, took } = account;
            AskedAccount { provider, heard, by_id, took }
        };
        self.accounts.into_iter().map(account).collect()
    }

    fn is_by_id(&self, (provider, fingerprint): (&str, &str)) -> bool {
        let account = self.accounts.get(&(provider.to_owned(), fingerprint.to_owned()));
        account.is_some_and(|account| account.by_id)
    }

    fn put(&mut self, psp: &dyn Psp, account: Account) {
        let (provider, fingerprint) = key_of(psp);
        let _ = self.accounts.insert((provider.to_owned(), fingerprint.to_owned()), account);
    }

    /// Takes down what came of a question to an account: one that was not heard once was not heard.
    fn note(&mut self, (provider, fingerprint): (&str, &str), heard: bool, took: Duration) {
        let key = (provider.to_owned(), fingerprint.to_owned());
        let account = Account { heard: true, by_id: false, took: Duration::ZERO };
        let account = self.accounts.entry(key).or_insert(account);
        account.heard &= heard;
        account.took = account.took.max(took);
    }
}

/// What an account says of a payment's id.
enum Said {
    /// It has none such.
    NoSuch,
    /// It was not heard.
    Nothing,
    /// It knows of something. Where that proves the money, it stands in the log by now; else nobody can tell.
    Something,
    /// It is that of another till.
    OtherTills,
}

impl Checkout {
    /// Asks everybody who might know of the receipt's money, for some seconds at most.
    pub(super) async fn ask_about_receipt(
        self: &Arc<Self>,
        question: &ReceiptQuestion,
    ) -> Result<Questions, Error> {
        let deadline = Instant::now() + PATIENCE;
        let mut asked = Questions::default();
        for adapter in &question.not_to_be_had {
            asked.note((adapter, ""), false, Duration::ZERO);
        }
        for psp in self.providers().everybody() {
            asked.note(key_of(psp.as_ref()), true, Duration::ZERO);
        }
        if let Some(id) = &question.end_to_end_id {
            self.ask_by_id(id, deadline, &mut asked).await?;
            if asked.is_other_tills || self.store().receipt_money(id)?.is_some() {
                return Ok(asked);
            }
        }
        self.ask_charges(question, deadline, &mut asked).await?;
        Ok(asked)
    }

    /// Asks about the sale whose money it is, where that is one and nobody has been heard of it since then:
    /// what was proved may have gone back. Who is not heard leaves what is proved as it is.
    pub(super) async fn ask_whether_here(
        self: &Arc<Self>,
        question: &ReceiptQuestion,
        since: UnixMs,
        asked: &mut Questions,
    ) -> Result<(), Error> {
        let now = self.now();
        let fits = |tx: &store::Tx<'_>| question.fits(tx);
        let fits = self.store().write::<_, store::Error>(&Actor::Till, now, fits)?;
        let sales: BTreeSet<_> = fits.iter().map(ReceiptMoney::order).collect();
        let [Some(sale)] = sales.into_iter().collect::<Vec<_>>()[..] else { return Ok(()) };
        let order = self.store().order(sale)?;
        if self.were_heard(&order, since)? {
            return Ok(());
        }
        let begun = Instant::now();
        let unheard = timeout(SHORT_PATIENCE, self.ask_about(&order)).await;
        let unheard = unheard.ok().transpose()?;
        for charge in &order.attempts {
            let is_it = |it: &(u32, Error)| not_heard(it) == Some(charge.attempt);
            let heard = unheard.as_ref().is_some_and(|unheard| !unheard.iter().any(is_it));
            asked.note(key_of_charge(charge), heard, begun.elapsed());
        }
        Ok(())
    }

    /// Asks each account that can be asked so for the payment of this id, all at once.
    async fn ask_by_id(
        self: &Arc<Self>,
        id: &EndToEndId,
        deadline: Instant,
        asked: &mut Questions,
    ) -> Result<(), Error> {
        let begun = Instant::now();
        let mut questions = JoinSet::new();
        for psp in self.providers().everybody().filter(|psp| psp.payments_by_id().is_some()) {
            // Not heard before it has answered.
            asked.put(psp.as_ref(), Account { heard: false, by_id: true, took: PATIENCE });
            let (checkout, psp, id) = (Arc::clone(self), Arc::clone(psp), id.clone());
            let _ = questions.spawn(async move {
                let said = checkout.says_of(psp.as_ref(), &id).await;
                (psp, said, begun.elapsed())
            });
        }
        while let Ok(Some(answer)) = timeout_at(deadline, questions.join_next()).await {
            let (psp, said, took) = answer.map_err(|_| Error::Interrupted)?;
            let heard = match said? {
                Said::NoSuch => true,
                Said::Nothing => false,
                Said::Something => self.store().receipt_money(id)?.is_some(),
                Said::OtherTills => {
                    asked.is_other_tills = true;
                    true
                }
            };
            asked.put(psp.as_ref(), Account { heard, by_id: true, took });
        }
        Ok(())
    }

    /// What an account says of the payment of this id. What proves money is written down.
    async fn says_of(self: &Arc<Self>, psp: &dyn Psp, id: &EndToEndId) -> Result<Said, Error> {
        let Some(payments) = psp.payments_by_id() else { return Ok(Said::NoSuch) };
        let answer = payments.fetch_paid(id).await;
        self.note_answer(psp, answer.as_ref().map(drop));
        match answer {
            Ok(fetched) => self.take_answer(psp, fetched).await,
            Err(PspError::NotFound) => Ok(Said::NoSuch),
            Err(error) => {
                tracing::info!(%error, "a payment cannot be asked about by its id");
                Ok(Said::Nothing)
            }
        }
    }

    /// Takes in what an account knows of a payment. A charge of this log is asked about by its own id, so that the usual
    /// proof decides; what is no charge's is money without a sale. In the log it stands afterwards, or nobody can tell.
    async fn take_answer(self: &Arc<Self>, psp: &dyn Psp, fetched: Fetched) -> Result<Said, Error> {
        let names = fetched.names.clone();
        let Some(provider_id) = names.ids.first().cloned() else { return Ok(Said::Something) };
        let others = self.other_tills()?;
        if names.reference.as_ref().is_some_and(|it| is_of_other_till(it, &others)) {
            let is_paid = fetched.observation.status.tells_of_money();
            return Ok(if is_paid { Said::OtherTills } else { Said::Something });
        }
        let (provider, account) = key_of(psp);
        let now = self.now();
        let lookup = Lookup {
            provider: provider.to_owned(),
            account: account.to_owned(),
            kind: LookupKind::Charge,
            provider_id,
            rank: Rank::Stranger,
            failures: 0,
            created_at: now,
        };
        if let Answer::Money(money) = self.money(&lookup, psp.account(), fetched) {
            settle(&mut self.store(), &lookup, now, Answer::Money(money))?;
            self.tell();
        }
        let reference = names.reference.as_ref();
        let its = ChargeNames { provider, account, ids: &names.ids, reference };
        let find = |tx: &store::Tx<'_>| tx.find(its, At::This);
        let found = self.store().write::<_, store::Error>(&Actor::Till, now, find)?;
        if let Some((order, _)) = found {
            self.ask_about(&order).await?;
        }
        Ok(Said::Something)
    }

    /// Asks about the charges that the receipt may be of, some at a time.
    async fn ask_charges(
        self: &Arc<Self>,
        question: &ReceiptQuestion,
        deadline: Instant,
        asked: &mut Questions,
    ) -> Result<(), Error> {
        let mut waiting = self.may_be_paid(question)?;
        let mut under_way: BTreeMap<OrderNumber, Order> = BTreeMap::new();
        let mut questions = JoinSet::new();
        let most = usize::try_from(MOST_ORDERS).unwrap_or(usize::MAX);
        let too_many = waiting.split_off(waiting.len().min(most));
        // The newest is the last, and goes first.
        waiting.reverse();
        loop {
            while under_way.len() < AT_ONCE
                && let Some(order) = waiting.pop()
            {
                let (checkout, begun, asks_about) =
                    (Arc::clone(self), Instant::now(), order.clone());
                let _ = under_way.insert(order.number, order);
                let _ = questions.spawn(async move {
                    let unheard = checkout.ask_about(&asks_about).await;
                    (asks_about.number, unheard, begun.elapsed())
                });
            }
            let Ok(Some(answer)) = timeout_at(deadline, questions.join_next()).await else { break };
            let (number, unheard, took) = answer.map_err(|_| Error::Interrupted)?;
            let _ = under_way.remove(&number);
            let unheard: Vec<u32> = unheard?.iter().filter_map(not_heard).collect();
            let order = self.store().order(number)?;
            for charge in &order.attempts {
                // A provider that says "paid" and does not prove it has not said that nothing has come. Nor has one that
                // tells of more than the sale asked for under one id: that may be several payments'.
                let key = key_of_charge(charge);
                let is_unclear = charge.anomalies.contains(&Anomaly::Unproven)
                    || (charge.received_there() > order.amount && !asked.is_by_id(key));
                asked.note(key, !is_unclear && !unheard.contains(&charge.attempt), took);
            }
        }
        for order in too_many.iter().chain(&waiting).chain(under_way.values()) {
            for charge in order.attempts.iter().filter(|charge| charge.can_be_polled()) {
                asked.note(key_of_charge(charge), false, PATIENCE);
            }
        }
        Ok(())
    }

    /// The orders that the receipt may be of: the one that it is shown for, then the newest. One more than are asked
    /// about tells that there are more.
    fn may_be_paid(&self, question: &ReceiptQuestion) -> Result<Vec<Order>, Error> {
        let now = self.now();
        let stamped_at = question.end_to_end_id.as_ref().and_then(EndToEndId::stamped_at);
        let paid_at = stamped_at.or(question.said_at).unwrap_or(now);
        let sought = Sought {
            amount: question.shown,
            begun_by: paid_at.plus_ms(CLOCK_WRONG_MS),
            ended_since: now.min(paid_at).plus_ms(-ENDED_MS),
            limit: MOST_ORDERS + 1,
        };
        let store = self.store();
        let numbers = store.sought(sought)?;
        let others = numbers.into_iter().filter(|number| Some(*number) != question.order);
        let orders = question.order.into_iter().chain(others).map(|number| store.order(number));
        Ok(orders.collect::<Result<_, _>>()?)
    }
}

/// The attempt that was not heard. That a provider knows no such charge is an answer.
fn not_heard((attempt, why): &(u32, Error)) -> Option<u32> {
    (!matches!(why, Error::Provider(PspError::NotFound))).then_some(*attempt)
}

fn key_of(psp: &dyn Psp) -> (&str, &str) {
    (psp.manifest().id, &psp.account().fingerprint)
}

fn key_of_charge(charge: &Charge) -> (&str, &str) {
    (&charge.provider, charge.account.as_ref().map_or("", |account| &account.fingerprint))
}
