//! Logs of years, made by the code that sells.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use checkout::record::record_in;
use checkout::sale::attempt::{NewAttempt, NewOrder, create_order, create_order_in};
use domain::brcode::Merchant;
use domain::charge::{Event, Evidence};
use domain::{Actor, Caller, Device, IdempotencyKey, OrderNumber, Reference, SaleId, UnixMs};
use providers::{Clock, Connection, NewCharge, Psp};
use rusqlite::OpenFlags;
use secrecy::SecretString;
use store::{ChargeKey, DATABASE, Poll, Store, Why};

use crate::log::invented::{self, Ending};

/// Orders of one transaction: nobody waits for the disk order by order.
const BATCH: i64 = 100;
/// Between two sales of a shop that sells 500 times a day, in milliseconds.
const PACE_MS: i64 = 172_800;
pub(crate) const DAY_MS: i64 = 86_400_000;
/// Where providers send webhooks of a paired till: an address of the usual length.
const WEBHOOK_URL: &str = "https://relay.example/i/eUN9o4n-RPenvDFdNy7LTPUAl9SnwG4H_ASGOY43lXA";

/// This computer's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixMs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMs::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn monotonic(&self) -> Duration {
        static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGUN.elapsed()
    }
}

/// Who sells: a till connected to `ConnectPSP`.
pub(crate) struct Seller {
    pub(crate) psp: Arc<dyn Psp>,
    merchant: Merchant,
    /// Who presses Enter.
    cashier: Actor,
}

impl Seller {
    /// At the provider of this address; nothing is sent before somebody asks for it.
    pub(crate) fn at(address: &str, credentials: &[(&str, &str)]) -> Result<Self> {
        let value = |(key, value): &(&str, &str)| {
            ((*key).to_owned(), SecretString::from((*value).to_owned()))
        };
        let connection = Connection {
            provider: "connectpsp".to_owned(),
            environment: address.to_owned(),
            values: credentials.iter().map(value).collect(),
            known_as: None,
        };
        let psp = providers::connect(&connection, Arc::new(SystemClock), None)
            .map_err(|error| anyhow!("no provider: {error:?}"))?;
        let merchant = Merchant::new("Padaria da Esquina", "São Paulo")
            .map_err(|error| anyhow!("no merchant: {error:?}"))?;
        Ok(Self { psp, merchant, cashier: Actor::Person(Caller::owner(Device::Window)) })
    }

    /// At a provider that is never asked.
    pub(crate) fn offline() -> Result<Self> {
        Self::at(
            "http://127.0.0.1:9",
            &[
                ("clientId", "100001"),
                ("clientSecret", "segredo-do-cliente-7a6e1f0c"),
                ("applicationToken", "f47ac10b-58cc-4372-a567-0e02b2c3d479"),
                ("payerName", "Ana Padrão"),
                ("payerDocument", "123.456.789-09"),
            ],
        )
    }

    fn new_order(&self, number: i64) -> Result<NewOrder> {
        let key = IdempotencyKey::new(invented::uuid(number, 6));
        let sale_id = SaleId::new(invented::uuid(number, 4));
        Ok(NewOrder {
            document_key: None,
            sale_id: sale_id.map_err(|error| anyhow!("no sale id: {error:?}"))?,
            reference: None,
            amount: invented::amount(number),
            attempt: NewAttempt {
                provider: self.psp.manifest().id.to_owned(),
                account: Some(self.psp.account().clone()),
                expires_in_min: invented::EXPIRES_IN_MIN,
                idempotency_key: key.map_err(|error| anyhow!("no key: {error:?}"))?,
                webhook: true,
                chance: invented::chance(number),
            },
        })
    }

    fn body(&self, number: i64, reference: &Reference) -> String {
        self.psp.body(&NewCharge {
            amount: invented::amount(number),
            reference,
            expires_in_min: invented::EXPIRES_IN_MIN,
            payer: None,
            webhook_url: Some(WEBHOOK_URL),
        })
    }

    /// One sale with a commit of its own, as a till makes it before the request leaves.
    pub(crate) fn sell(&self, store: &mut Store, number: i64, now: UnixMs) -> Result<ChargeKey> {
        let new = self.new_order(number)?;
        let body = |reference: &Reference| self.body(number, reference);
        let (order, _) = create_order(store, &new, &self.cashier, now, body)?;
        Ok(ChargeKey { order: order.number, attempt: 1 })
    }

    /// Sells these numbers in one transaction; nothing is sent.
    pub(crate) fn sell_all(
        &self,
        store: &mut Store,
        numbers: &[i64],
        now: UnixMs,
    ) -> Result<Vec<ChargeKey>> {
        store.write(&self.cashier, now, |tx| {
            let mut keys = Vec::with_capacity(numbers.len());
            for &number in numbers {
                let new = self.new_order(number)?;
                let body = |reference: &Reference| self.body(number, reference);
                let (order, _) = create_order_in(tx, &new, body)?;
                keys.push(ChargeKey { order: order.number, attempt: 1 });
            }
            Ok::<_, anyhow::Error>(keys)
        })
    }

    /// What the provider answers to the request for this order.
    pub(crate) fn registered(&self, number: i64, at: UnixMs) -> Result<Event> {
        invented::registered(number, at, &self.merchant)
    }
}

/// Writes what happened to charges down in one transaction; none of them is polled again before `due_at`.
pub(crate) fn record_all(
    store: &mut Store,
    by: &Actor,
    now: UnixMs,
    due_at: Option<UnixMs>,
    news: Vec<(ChargeKey, Event)>,
) -> Result<()> {
    store.write(by, now, |tx| {
        for (key, event) in news {
            let poll = |_: &_, poll: &Poll| Poll {
                due_at,
                owner: None,
                outcome_unknown: false,
                ..poll.clone()
            };
            record_in(tx, key, |_, _| vec![event], poll)?;
        }
        Ok::<_, anyhow::Error>(())
    })
}

/// A log with so many orders, which are over: the one that an earlier run has kept, or a new one, made and
/// proved.
pub(crate) fn kept(folder: &Path, orders: u32, say: &dyn Fn(&str)) -> Result<PathBuf> {
    let home = folder.join(format!("log-v{}-{orders}", version()?));
    if home.is_dir() {
        return Ok(home);
    }
    let unfinished = tempfile::tempdir_in(folder)?;
    say(&format!("making a log of {orders} orders"));
    let begun = Instant::now();
    make(unfinished.path(), i64::from(orders), say)?;
    say(&format!("made in {} s; proving it", begun.elapsed().as_secs()));
    let verified = Store::open_to_read(unfinished.path())?.verify()?;
    if verified.orders != i64::from(orders) {
        anyhow::bail!("{} orders are in the log, and not {orders}", verified.orders);
    }
    fs::rename(unfinished.keep(), &home)?;
    Ok(home)
}

/// The version of the logs that this build makes.
fn version() -> Result<i64> {
    let home = tempfile::tempdir()?;
    drop(Store::open(home.path(), SystemClock.now())?);
    let path = home.path().join(DATABASE);
    let log = rusqlite::Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    log.query_row("PRAGMA user_version", [], |row| row.get(0)).context("a log without a version")
}

fn make(home: &Path, orders: i64, say: &dyn Fn(&str)) -> Result<()> {
    let seller = Seller::offline()?;
    // The last sale was some days ago, so that nothing is polled about any more.
    let end = SystemClock.now().plus_ms(-20 * DAY_MS);
    let begin = end.plus_ms(-orders * PACE_MS);
    let mut store = Store::open(home, begin)?;
    store.name_till("BNCH", Why::New, begin)?;
    let mut first = 1;
    while first <= orders {
        let numbers: Vec<i64> = (first..=orders.min(first + BATCH - 1)).collect();
        batch(&seller, &mut store, &numbers, begin.plus_ms(first * PACE_MS))?;
        first += BATCH;
        // What an open till does each minute, for what is over by then.
        let day_after = begin.plus_ms(first * PACE_MS + DAY_MS);
        store.sweep(day_after, day_after, |_, _| None)?;
        if (first - 1) % 100_000 == 0 {
            say(&format!("{} of {orders} orders", first - 1));
        }
    }
    drop(store);
    Ok(Store::flush(home)?)
}

/// Orders from their requests to their ends.
pub(crate) fn batch(seller: &Seller, store: &mut Store, numbers: &[i64], at: UnixMs) -> Result<()> {
    let keys = seller.sell_all(store, numbers, at)?;
    let both = || numbers.iter().copied().zip(keys.iter().copied());
    let at = at.plus_ms(300);
    let registered = both().map(|(number, key)| Ok((key, seller.registered(number, at)?)));
    record_all(store, &Actor::Till, at, None, registered.collect::<Result<_>>()?)?;
    let cancelled: Vec<_> = both()
        .filter(|&(number, _)| invented::ending(number) == Ending::Cancelled)
        .map(|(_, key)| (key, Event::CancelRequested))
        .collect();
    record_all(store, &seller.cashier, at.plus_ms(10_000), None, cancelled)?;
    for (after_ms, evidence) in [(20_000, Evidence::SignedWebhook), (21_000, Evidence::Polled)] {
        let at = at.plus_ms(after_ms);
        let paid = both().filter(|&(number, _)| invented::ending(number) == Ending::Paid);
        let paid = paid.map(|(number, key)| Ok((key, invented::paid(number, at, evidence)?)));
        record_all(store, &Actor::Till, at, None, paid.collect::<Result<_>>()?)?;
    }
    let expired: Vec<_> = both()
        .filter(|&(number, _)| invented::ending(number) == Ending::Expired)
        .map(|(_, key)| (key, invented::expired()))
        .collect();
    record_all(store, &Actor::Till, at.plus_ms(1_801_000), None, expired)
}

/// A copy of a kept log, which a run may change. The last of its orders is in it.
pub(crate) fn copy(kept: &Path, to: &Path) -> Result<OrderNumber> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(kept)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    let store = Store::open_to_read(to)?;
    let newest = store.orders(&store::Filter { limit: 1, ..store::Filter::default() })?;
    newest.first().map(|order| order.number).context("an empty log")
}
