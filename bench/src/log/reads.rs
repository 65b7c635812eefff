//! What a till looks up while it sells: a search, the newest orders, and what is open.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use domain::charge::Status;
use domain::order::OrderEvidence;
use domain::{Order, OrderNumber};
use providers::Clock;
use store::{Filter, Store};

use crate::figures::{Wanted, percentile};
use crate::log::invented;
use crate::log::make::SystemClock;
use crate::table::Line;

/// How often each is asked, unless it takes too long.
const TIMES: i64 = 200;
/// No kind of question is asked for longer.
const LONGEST: Duration = Duration::from_secs(10);
/// How many orders a screen shows.
const SHOWN: u32 = 50;
/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How many open orders the watcher looks through at each wake (`checkout/src/listening.rs`).
const FRESHEST: u32 = 20;

/// A kind of question, and the text that is typed for an order.
type Kind = (&'static str, fn(&Order) -> Option<String>);

const KINDS: [Kind; 6] = [
    ("number", |order| Some(order.number.to_string())),
    ("reference", |order| tail(order.reference.as_str())),
    ("end-to-end id", |order| {
        let payment = order.attempts.first()?.payments.first()?;
        tail(payment.end_to_end_id.as_ref()?.as_str())
    }),
    ("provider's id", |order| {
        let registration = order.attempts.first()?.registration.as_ref()?;
        tail(registration.provider_id.as_str())
    }),
    ("part of a payer's name", |order| {
        let name = order.attempts.first()?.payments.first()?.payer_name.clone()?;
        Some(name.chars().take(4).collect())
    }),
    ("amount", |order| {
        let centavos = order.amount.get();
        Some(format!("{},{:02}", centavos / 100, centavos % 100))
    }),
];

/// The last eight characters, as a person reads them off a receipt.
fn tail(text: &str) -> Option<String> {
    Some(text.chars().skip(text.chars().count().checked_sub(8)?).collect())
}

/// One line for each kind of question, in a log of `newest` orders.
pub(crate) fn search(home: &Path, newest: OrderNumber) -> Result<Vec<Line>> {
    let store = Store::open_to_read(home)?;
    KINDS.iter().map(|kind| search_for(&store, newest, kind)).collect()
}

fn search_for(store: &Store, newest: OrderNumber, (name, text): &Kind) -> Result<Line> {
    let (mut took_us, mut asked, mut found) = (Vec::new(), 0_u32, 0_u32);
    let begun = Instant::now();
    for time in 0..TIMES {
        if begun.elapsed() > LONGEST {
            break;
        }
        let place = invented::mixed(time, 40) % newest.get().unsigned_abs();
        let number = OrderNumber::new(i64::try_from(place)? + 1).unwrap_or(newest);
        let order = store.order(number)?;
        let Some(text) = text(&order) else { continue };
        let filter = Filter { search: Some(text), limit: SHOWN, ..Filter::default() };
        let before = Instant::now();
        let orders = store.orders(&filter)?;
        took_us.push(u64::try_from(before.elapsed().as_micros())?);
        asked += 1;
        // Of what fits many, the newest are shown; of what fits one, it must be there.
        let is_full = orders.len() == usize::try_from(SHOWN)?;
        found += u32::from(is_full || orders.iter().any(|it| it.number == number));
    }
    let line = judged(&format!("search by {name}, p99"), &mut took_us, 99, 16.0);
    // A kind that no order can be asked for was not measured.
    let is_found = found == asked && asked > 0;
    Ok(if is_found { line } else { line.but_unmet(&format!("{found} of {asked} found")) })
}

/// The newest orders, as a screen shows them.
pub(crate) fn newest(home: &Path) -> Result<Line> {
    let store = Store::open_to_read(home)?;
    let filter = Filter { limit: SHOWN, ..Filter::default() };
    let mut took_us = timed(|| store.orders(&filter).map(|_| ()))?;
    Ok(judged("newest 50 orders, p50", &mut took_us, 50, 2.0))
}

/// A page of the history, for each filter alone and for what is hard together, and totals.
pub(crate) fn history(home: &Path, newest: OrderNumber) -> Result<Vec<Line>> {
    let store = Store::open_to_read(home)?;
    let middle = OrderNumber::new(newest.get() / 2).unwrap_or(newest);
    let noon = store.order(middle)?.created_at;
    let all = Filter { limit: SHOWN, ..Filter::default() };
    let day = Filter {
        since: Some(noon.plus_ms(-DAY_MS / 2)),
        until: Some(noon.plus_ms(DAY_MS / 2)),
        ..all.clone()
    };
    let owner = || Some("owner".to_owned());
    let pages = [
        ("first page", all.clone()),
        ("page in the middle", Filter { before: Some(middle), ..all.clone() }),
        ("cancelled", Filter { status: Some(Status::Cancelled), ..all.clone() }),
        (
            "refunded, of which there is none",
            Filter { status: Some(Status::Refunded), ..all.clone() },
        ),
        ("of an operator", Filter { seller: owner(), ..all.clone() }),
        ("of nobody", Filter { seller: Some("nobody".to_owned()), ..all.clone() }),
        ("of a provider", Filter { provider: Some("connectpsp".to_owned()), ..all.clone() }),
        ("confirmed by asking", Filter { evidence: Some(OrderEvidence::Polled), ..all.clone() }),
        ("odd", Filter { odd: true, ..all.clone() }),
        ("of a day", day.clone()),
        ("up to that day", Filter { since: None, ..day.clone() }),
        (
            "expired on that day, of an operator and a provider",
            Filter {
                status: Some(Status::Expired),
                seller: owner(),
                provider: Some("connectpsp".to_owned()),
                ..day.clone()
            },
        ),
    ];
    let mut lines = Vec::new();
    for (name, filter) in pages {
        let mut took_us = timed(|| store.orders(&filter).map(|_| ()))?;
        lines.push(judged(&format!("history, {name}, p99"), &mut took_us, 99, 16.0));
    }
    let reader = store.reader()?;
    for (name, filter, at_most_ms) in [("of a day", day, 16.0), ("of all", all, 1_000.0)] {
        let mut took_us = timed(|| reader.totals(&filter).map(|_| ()))?;
        lines.push(judged(&format!("history, totals {name}, p99"), &mut took_us, 99, at_most_ms));
    }
    Ok(lines)
}

/// What the watcher reads each time that it wakes while nothing is due: the jobs that are due, the freshest
/// open orders, and when the next jobs are.
pub(crate) fn wake(home: &Path) -> Result<Line> {
    let mut store = Store::open_to_read(home)?;
    let long_ago = SystemClock.now().plus_ms(-60_000);
    let mut took_us = timed(|| {
        store.claim_due(long_ago, 8)?;
        store.open_orders(FRESHEST)?;
        store.next_due()?;
        store.next_lookup().map(|_| ())
    })?;
    let open = store.open_charges()?;
    let what = format!("open charges at a watcher's wake, p50 ({open} open)");
    Ok(judged(&what, &mut took_us, 50, 2.0))
}

fn timed<E: Into<anyhow::Error>>(mut work: impl FnMut() -> Result<(), E>) -> Result<Vec<u64>> {
    let (mut took_us, begun) = (Vec::new(), Instant::now());
    while took_us.len() < usize::try_from(TIMES)? && begun.elapsed() < LONGEST {
        let before = Instant::now();
        work().map_err(Into::into)?;
        took_us.push(u64::try_from(before.elapsed().as_micros())?);
    }
    Ok(took_us)
}

#[expect(clippy::cast_precision_loss, reason = "microseconds are far below 2^52")]
fn judged(what: &str, took_us: &mut [u64], percent: usize, at_most_ms: f64) -> Line {
    took_us.sort_unstable();
    let of = |percent| percentile(took_us, percent) as f64 / 1_000.0;
    let beside = format!("p50 {:.2} ms, {} questions", of(50), took_us.len());
    Line::judged(what, of(percent), " ms", Wanted::AtMost(at_most_ms), beside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::make;

    #[test]
    fn each_kind_of_question_finds_its_order_in_a_made_log() {
        let folder = tempfile::tempdir().unwrap();
        let kept = make::kept(folder.path(), 300, &|_| ()).unwrap();
        let home = folder.path().join("copy");
        let newest = make::copy(&kept, &home).unwrap();
        assert!(history(&home, newest).unwrap().len() > 10);
        for line in search(&home, newest).unwrap() {
            let line = serde_json::to_string(&line).unwrap();
            assert!(!line.contains("found") && !line.contains(" 0 questions"), "{line}");
        }
    }
}
