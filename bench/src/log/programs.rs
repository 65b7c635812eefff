//! What a person waits for: a start, a charge, a list, and the poll of the newest sale.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use domain::{Actor, IdempotencyKey};
use providers::{Clock, Sending};
use serde_json::{Value, json};
use store::Store;

use crate::balcao::{Door, Till};
use crate::figures::{Wanted, middle};
use crate::log::invented;
use crate::log::make::{Seller, SystemClock, record_all};
use crate::provider::{Sandbox, Wire};
use crate::table::Line;

/// Open sales before the newest one.
const OPEN: i64 = 10_000;
/// How many of them are written in one transaction.
const BATCH: usize = 100;

/// A till with few orders beside one with many, connected to one provider.
pub(crate) struct Both<'a> {
    pub(crate) few: Till,
    pub(crate) many: Till,
    /// How many those are, for the table.
    pub(crate) names: [String; 2],
    pub(crate) folder: &'a Path,
    pub(crate) rounds: u32,
}

impl Both<'_> {
    /// Milliseconds of the work at both tills, alternating; the medians of few and many.
    fn alternate(&self, work: impl Fn(&Till) -> Result<f64>) -> Result<[f64; 2]> {
        let (mut few, mut many) = (Vec::new(), Vec::new());
        for _ in 0..self.rounds {
            few.push(work(&self.few)?);
            many.push(work(&self.many)?);
        }
        let of = |times| middle(times).context("no round");
        Ok([of(few)?, of(many)?])
    }

    /// Until `balcao serve` says that it serves, which is after the till was opened for selling.
    pub(crate) fn starts(&self) -> Result<[Line; 2]> {
        // The first start of a day makes the day's backup, which is measured by itself.
        for till in [&self.few, &self.many] {
            drop(Door::open(till, self.folder)?);
        }
        let [few, many] = self.alternate(|till| {
            let begun = Instant::now();
            let door = Door::open(till, self.folder)?;
            let took_ms = ms(begun);
            drop(door);
            Ok(took_ms)
        })?;
        let beside = format!("{} orders: {few:.0} ms", self.names[0]);
        let what = format!("start to ready to sell, {} orders", self.names[1]);
        Ok([
            Line::judged(&what, many, " ms", Wanted::AtMost(150.0), &beside),
            Line::judged(
                format!("{what}, times a start"),
                many / few,
                "x",
                Wanted::AtMost(1.5),
                beside,
            ),
        ])
    }

    /// From the start of `balcao charge` until the first byte of its request is on the wire.
    pub(crate) fn charges(&self, wire: &Wire) -> Result<Line> {
        let [few, many] = self.alternate(|till| {
            wire.take();
            let begun = Instant::now();
            let mut command = till.command(&["charge", "--no-wait", "12,34"]);
            let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = child.spawn().context("cannot start balcao")?;
            let left_at = wire.wait_for(|text| text.starts_with("POST /cash-in"))?;
            let status = child.wait()?;
            anyhow::ensure!(status.success(), "balcao charge failed: {status}");
            Ok(left_at.duration_since(begun).as_secs_f64() * 1_000.0)
        })?;
        let beside = format!("{} orders: {few:.0} ms; here {many:.0} ms", self.names[0]);
        let what = format!("`balcao charge` to the request leaving, {} orders", self.names[1]);
        Ok(Line::judged(what, many / few, "x", Wanted::AtMost(1.5), beside))
    }

    /// A long list, to its first line and to its end.
    pub(crate) fn lists(&self) -> Result<[Line; 2]> {
        let (mut first, mut whole, mut lines) = (Vec::new(), Vec::new(), 0);
        for _ in 0..self.rounds.min(3) {
            let begun = Instant::now();
            let mut command = self.many.command(&["orders", "--limit", "10000"]);
            let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
            let mut child = child.context("cannot start balcao")?;
            let mut out = BufReader::new(child.stdout.take().context("no output")?);
            let mut line = String::new();
            out.read_line(&mut line)?;
            first.push(ms(begun));
            let mut rest = String::new();
            out.read_to_string(&mut rest)?;
            anyhow::ensure!(child.wait()?.success(), "balcao orders failed");
            whole.push(ms(begun));
            lines = rest.lines().count() + 1;
        }
        let of = |times| middle(times).context("no round");
        let beside = format!("{lines} orders");
        let what = "`balcao orders --limit 10000`";
        Ok([
            Line::judged(what, of(whole)?, " ms", Wanted::AtMost(1_000.0), &beside),
            Line::judged(
                format!("{what}, first line"),
                of(first)?,
                " ms",
                Wanted::AtMost(50.0),
                beside,
            ),
        ])
    }
}

fn ms(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

/// From the answer to a new sale until its first poll is on the wire, behind many open sales that are all due.
pub(crate) async fn newest_poll(
    till: &Till,
    sandbox: &Sandbox,
    wire: &Wire,
    first: i64,
    folder: &Path,
) -> Result<Line> {
    open_many(till, sandbox, wire, first).await?;
    let mut door = Door::open(till, folder)?;
    door.enter()?;
    let request = json!({
        "sale_id": invented::uuid(first, 50),
        "amount_centavos": 1_234,
        "payer": null,
        "above_ceiling": false,
    });
    let order = door.ask("charge", &request)?;
    let answered = Instant::now();
    let id = order.pointer("/attempts/0/provider_id").and_then(Value::as_str);
    let id = id.with_context(|| format!("not registered: {order}"))?;
    let polled_at = wire.wait_for(|text| text.starts_with("GET /cash-in/") && text.contains(id));
    let what = format!("newest sale polled among {OPEN} open ones");
    let wanted = Wanted::AtMost(3.0);
    Ok(match polled_at {
        Ok(at) => {
            let waited_s = at.saturating_duration_since(answered).as_secs_f64();
            Line::judged(what, waited_s, " s", wanted, "the sandbox answers at once")
        }
        Err(error) => Line::missing(what, error.to_string(), wanted.text(" s")),
    })
}

/// Sales that wait at the provider, and are all due to be polled now.
async fn open_many(till: &Till, sandbox: &Sandbox, wire: &Wire, first: i64) -> Result<()> {
    let text = |key: &str| sandbox.credentials.get(key).and_then(Value::as_str).unwrap_or_default();
    let keys = ["clientId", "clientSecret", "applicationToken", "payerName", "payerDocument"];
    let seller = Seller::at(&wire.url, &keys.map(|key| (key, text(key))))?;
    let mut store = Store::open(&till.home, SystemClock.now())?;
    let numbers: Vec<i64> = (first..first + OPEN).collect();
    for numbers in numbers.chunks(BATCH) {
        let now = SystemClock.now();
        let charges = seller.sell_all(&mut store, numbers, now)?;
        let mut news = Vec::new();
        for key in charges {
            let (order, request) = (store.order(key.order)?, store.request(key)?);
            let charge = order.attempts.first().context("an order without an attempt")?;
            let idempotency_key: &IdempotencyKey = &request.idempotency_key;
            let sending = Sending {
                idempotency_key,
                body: &request.body,
                expires_in_min: charge.expires_in_min,
                requested_at: charge.requested_at,
                reference: &charge.reference,
                reference_is_ours: charge.reference_is_ours,
                in_doubt: false,
                was_contradicted: false,
            };
            let made = seller.psp.create(&sending).await;
            let made = made.map_err(|error| anyhow!("the sandbox refuses a charge: {error}"))?;
            news.push((key, domain::charge::Event::Registered(made.registration)));
        }
        record_all(&mut store, &Actor::Till, SystemClock.now(), Some(now), news)?;
    }
    wire.take();
    Ok(())
}
